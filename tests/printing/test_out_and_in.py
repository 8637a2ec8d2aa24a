"""What goes out as a list comes back in unchanged by our own import: texts like formulas, negative numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core import i18n
from app.core.i18n import tr
from app.core.screen import Column
from app.printing import spreadsheets
from app.services.imports.reading import read
from app.services.imports.sheet import ReadAs
from app.services.tables import Page

COLUMNS = (
    Column("number", "Part number", "strong"), Column("name", "Name"), Column("note", "Remark", "muted"),
    Column("quantity", "Quantity", "quantity"), Column("amount", "Amount", "money"), Column("price", "Price", "price"),
    Column("day", "Day", "date"),
)  # fmt: skip
# what the shop can hold: its own import joins lines and takes no control characters (services/imports/texts.py)
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
STARTS = st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "''-", "＝", "＋", "－", "＠", '"', '="'])
TEXTS = st.builds(str.__add__, STARTS, st.text(LETTERS, max_size=12)).map(str.strip)
BIG, DAY = 10**12, date(2026, 11, 27)
ROWS = st.lists(
    st.tuples(
        st.from_regex(r"[A-Z0-9][A-Z0-9./#-]{0,11}", fullmatch=True), TEXTS, TEXTS, st.integers(-BIG, BIG),
        st.integers(-BIG, BIG), st.integers(-BIG, BIG), st.dates(date(1900, 3, 1)),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
FIGURES = {"quantity": 3, "amount": 2, "price": 6}


def page(rows: Any) -> Page:
    return Page("Parts", COLUMNS, [(*row[:3], (row[3], 0, "件"), *row[4:]) for row in rows])


def come_back(content: bytes) -> list[list[Any]]:
    """The rows of a file as they were given: words, then figures in their smallest unit."""
    sheet = read(content, how=ReadAs(header=True))
    assert list(sheet.columns) == [tr(column.label) for column in COLUMNS]
    return [
        [str(cell) for cell in row[:3]]
        + [Decimal(cell).scaleb(places) for places, cell in zip(FIGURES.values(), row[3:6], strict=True)]
        + [date.fromisoformat(str(row[6])[:10])]
        for row in sheet.rows
    ]


@settings(max_examples=300, deadline=None)
@given(ROWS)
@example([("1", "=1+1", "-5", -1, -1, -1, DAY)])
@example([("1", "'-5", "'", 0, 0, 0, DAY)])
@example([("00451", '="7"', "+86 138", -2500, 5, 1, DAY)])
@example([("012345678901234567890", "20261127", "2026-11-27", 0, 0, 0, DAY)])
def test_a_csv_comes_back_as_it_went_out(rows: Any) -> None:
    with i18n.language("en"):
        content = spreadsheets.csv_of(page(rows))
        for line in content.decode("utf-8-sig").splitlines():
            assert not line.startswith(("=", "@", '"=', '"@', '"+', "+"))
        assert come_back(content) == [list(row) for row in rows]


@settings(max_examples=60, deadline=None)
@given(ROWS)
@example([("1", "=1+1", "-5", -1, -1, -1, DAY)])
@example([("012345678901234567890", "20261127", "2026-11-27", 0, 0, 0, DAY)])
def test_a_workbook_comes_back_as_it_went_out(rows: Any) -> None:
    with i18n.language("en"):
        assert come_back(spreadsheets.xlsx_of([page(rows)])) == [list(row) for row in rows]


@pytest.mark.parametrize("text", ["-5", "-1,234.50", "+3", "-0.5%"])
def test_a_number_stays_a_number(text: str) -> None:
    assert spreadsheets.tame(text) == text


@pytest.mark.parametrize("text", ["-5 pieces", "-", "+86 138", "-1+cmd", "--5", "\n=1", "＝1"])
def test_what_is_no_number_is_tamed(text: str) -> None:
    assert spreadsheets.tame(text) == "'" + text
