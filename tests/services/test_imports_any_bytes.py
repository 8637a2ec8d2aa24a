"""Whatever bytes come: a sheet whose rows are all accepted or refused, or a refusal in plain words. Never a crash."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core.errors import Refused
from app.services.imports.checking import check
from app.services.imports.encoding import ENCODINGS
from app.services.imports.mapping import ColumnMap, Running, guess
from app.services.imports.reading import read
from app.services.imports.running import LIST_KINDS
from app.services.imports.sheet import ReadAs
from app.services.imports.targets import PARTS
from tests.services.made_workbooks import old_workbook, three_sheets

WORDS = ("\n", "\r\n", ",", ";", "\t", '"', '""', "code", "name", "A1", "12.5", "火花塞")
PIECES = st.sampled_from([word.encode(encoding) for word in WORDS for encoding in ("utf-8", "gbk")]) | st.binary(
    max_size=4
)
TEXT_LIKE = st.lists(PIECES, max_size=40).map(b"".join)
HOWS = st.builds(
    ReadAs,
    encoding=st.none() | st.sampled_from(ENCODINGS),
    delimiter=st.none() | st.sampled_from([",", "tab", "none"]),
    header=st.none() | st.booleans(),
)


def survives(data: bytes, how: ReadAs) -> None:
    try:
        sheet = read(data, how=how)
    except Refused:
        return
    assert len(sheet.rows) == len(sheet.row_numbers)
    assert sheet.row_numbers == sorted(set(sheet.row_numbers))
    assert len(set(sheet.columns)) == len(sheet.columns)
    assert all(len(row) >= len(sheet.columns) for row in sheet.rows)
    for kind in LIST_KINDS:
        used = guess(sheet, kind)
        filled = {"unit": "件", "category": "x", "quality_grade": "OEM"} if kind is PARTS else {}
        checked = check(sheet, kind, ColumnMap(used.columns, filled, Running("P-")))
        assert len(checked.accepted) + len(checked.refused) == len(sheet.rows) == checked.rows
        keys = [tuple(row.values.get(name) for name in kind.key) for row in checked.accepted]
        assert len(set(keys)) == len(keys)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | TEXT_LIKE, HOWS)
@example(b"\xff\x00", ReadAs())
@example(b"\x00", ReadAs(encoding="utf-16-le"))
@example('="1"\x85,\u2028"\n'.encode(), ReadAs(header=True))
def test_any_bytes(data: bytes, how: ReadAs) -> None:
    survives(data, how)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(ENCODINGS[:4]), HOWS)
def test_any_text_in_any_encoding(text: str, encoding: str, how: ReadAs) -> None:
    survives(text.encode(encoding, errors="ignore"), how)


@pytest.mark.parametrize("good", [three_sheets(), old_workbook(20)], ids=["xlsx", "xls"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(st.data())
def test_workbooks_with_any_bytes_changed(good: bytes, data: st.DataObject) -> None:
    changed = bytearray(good)
    for at in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=12)):
        changed[at] = data.draw(st.integers(0, 255))
    survives(bytes(changed), ReadAs())


@settings(max_examples=100, deadline=None)
@given(st.integers(1, len(old_workbook(20))), st.sampled_from([three_sheets(), old_workbook(20)]))
def test_workbooks_cut_short(length: int, good: bytes) -> None:
    survives(good[:length], ReadAs())
