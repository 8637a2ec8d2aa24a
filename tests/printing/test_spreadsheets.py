"""Tables as files: exact, readable, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core.errors import Refused, Trouble
from app.core.screen import Column
from app.printing import spreadsheets
from app.services.kinds import named
from app.services.tables import Page, page_of


def test_an_exported_workbook_holds_text_where_a_formula_could_be(tmp_path: Path) -> None:
    card = named("people")
    row = ("=1+1", "@x", "AD", None, None, True, True, True)
    spreadsheets.write(tmp_path / "a.xlsx", [page_of(card, [row], lambda _right: True)])
    table = load_workbook(tmp_path / "a.xlsx").active
    assert table is not None
    assert (table["A2"].value, table["A2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-5", "-5"),
        ("@a", "'@a"),
        ("a=b", "a=b"),
        ("\tx", "'\tx"),
        (None, None),
        (3, 3),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_tamed(value: object, kept: object) -> None:
    assert spreadsheets.tame(value) == kept


@pytest.mark.parametrize(
    ("kind", "cell", "exact"),
    [
        ("quantity", (2500, 1, "L"), "2.5"), ("quantity", (-1000, 0, "件"), "-1"), ("money", 38600, "386"),
        ("price", 33_285_714, "33.285714"), ("percent", 1300, "13"), ("text", None, None),
        ("level", (None, 0, "", 0, ""), None),
    ],
)  # fmt: skip
def test_cells_are_exact_in_files(kind: Any, cell: object, exact: object) -> None:
    assert spreadsheets.bare(Column("x", "X", kind), cell) == exact


AT = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def sample(**more: Any) -> Page:
    columns = (
        Column("number", "Number", "strong"), Column("state", "State", "state"), Column("qty", "Quantity", "quantity"),
        Column("value", "Value", "money"), Column("day", "Day", "date"), Column("at", "At", "moment"),
        Column("how", "How", "choice", choices=(("IN", "Other receipt"),)),
    )  # fmt: skip
    row = (
        "00451",
        "posted",
        (2500, 1, "L"),
        -38_650,
        date(2026, 11, 25),
        datetime(2026, 11, 25, 1, 30, tzinfo=UTC),
        "IN",
    )
    return Page("Counts: 2026/11", columns, [row], labels={"state": {"posted": "Posted"}}, **more)


def test_a_workbook_has_figures_dates_and_names_and_its_codes_stay_text(tmp_path: Path) -> None:
    spreadsheets.write(tmp_path / "a.xlsx", [sample(notes=("Month 11",)), sample()])
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Counts  2026 11", "Counts  2026 111"]
    table = book["Counts  2026 11"]
    assert table["A1"].value == "Month 11"
    assert table.freeze_panes == "A3"
    assert [str(c.value) for c in table[3]] == [
        "00451", "已过账", "2.5", "-386.5", "2026-11-25 00:00:00", "2026-11-25 09:30:00", "其他入库",
    ]  # fmt: skip
    assert table["A2"].font.bold


def test_a_csv_is_one_table_as_excel_opens_it(tmp_path: Path) -> None:
    spreadsheets.write(tmp_path / "a.csv", [sample(notes=("left out",))])
    said = (tmp_path / "a.csv").read_bytes()
    assert said.startswith(b"\xef\xbb\xbf")
    line = said.decode("utf-8-sig").splitlines()[1]
    assert line == "00451,已过账,2.5,-386.5,2026-11-25,2026-11-25T09:30:00+08:00,其他入库"
    with pytest.raises(Refused, match="several tables"):
        spreadsheets.write(tmp_path / "b.csv", [sample(), sample()])


def test_a_file_that_can_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(Trouble, match="could not be written"):
        spreadsheets.write(tmp_path / "a.xlsx", [sample()])
    assert [f.name for f in tmp_path.iterdir()] == ["a.xlsx"]


def test_control_characters_do_not_stop_an_export(tmp_path: Path) -> None:
    spreadsheets.write(tmp_path / "a.xlsx", [Page("x", (Column("a", "A"),), [("bell\x07",), (None,)])])
    assert load_workbook(tmp_path / "a.xlsx").active["A2"].value == "bell"
