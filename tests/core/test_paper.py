"""The fingerprint of a sheet: what a signature stands for, the same for every copy and language of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.core.i18n import Text
from app.core.paper import UNSIGNED, Imprint, Letterhead, Signature, fingerprint, paper_code, read_code

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
IMPRINT = Imprint(Letterhead("Shop"), "S01", "Wang Lei", NOON)


@dataclass(frozen=True)
class Line:
    code: str
    quantity: int


@dataclass(frozen=True)
class Paper:
    number: str
    lines: tuple[Line, ...]
    imprint: Imprint = field(metadata=UNSIGNED)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
    note: Any = ""


PAPER = Paper("SC-1", (Line("A", 1000), Line("B", 2000)), IMPRINT)


def test_another_copy_language_or_signature_does_not_change_it() -> None:
    second = replace(PAPER, imprint=replace(IMPRINT, copy=2, language="en"), signatures=(Signature("Finance"),))
    assert fingerprint(second) == fingerprint(PAPER)
    assert len(fingerprint(PAPER)) == 64


@pytest.mark.parametrize(
    "other",
    [
        replace(PAPER, number="SC-2"),
        replace(PAPER, lines=(Line("A", 1000), Line("B", 2001))),
        replace(PAPER, lines=(Line("B", 2000), Line("A", 1000))),
        replace(PAPER, note="moved"),
    ],
)
def test_any_change_of_matter_changes_it(other: Paper) -> None:
    assert fingerprint(other) != fingerprint(PAPER)


def test_a_field_that_a_later_version_adds_leaves_old_papers_as_they_were() -> None:
    @dataclass(frozen=True)
    class Later(Paper):
        warehouse: str = ""

    later = Later(PAPER.number, PAPER.lines, IMPRINT)
    assert fingerprint(later) == fingerprint(PAPER)
    assert fingerprint(replace(later, warehouse="Main")) != fingerprint(PAPER)


def test_everything_a_sheet_may_hold_has_one_form() -> None:
    values = [
        Text("n: {n}", n=1), Text("plain"), {"b": 1, "a": [None, True]}, b"logo", NOON, date(2026, 11, 23),
        UUID(int=7), PAPER,
    ]  # fmt: skip
    marks = [fingerprint(replace(PAPER, note=value)) for value in values]
    assert len(set(marks)) == len(marks)
    assert marks == [fingerprint(replace(PAPER, note=value)) for value in values]
    assert fingerprint(replace(PAPER, note=NOON)) == fingerprint(replace(PAPER, note=NOON.astimezone()))


def test_a_float_has_no_place_on_a_legal_paper() -> None:
    with pytest.raises(TypeError, match="float"):
        fingerprint(replace(PAPER, note=1.5))


def test_a_sheets_code_names_one_revision() -> None:
    assert paper_code("RC-01-20261123-0001", 12) == "RC-01-20261123-0001.12"
    assert read_code("rc-01-20261123-0001.12") == ("RC-01-20261123-0001", 12)
    for other in ("RC-01-20261123-0001", "6901234567892", "BRAKE.1", "WO-1.x"):
        assert read_code(other) is None
