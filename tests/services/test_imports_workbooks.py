"""Sheets of workbooks: merged cells, titles, row numbers, several sheets, stray cells, progress and cancel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from app.core.errors import Refused
from app.services.imports.reading import read
from app.services.imports.sheet import Mark, ReadAs, Stopped
from tests.services.made_workbooks import HEADER, mark, old_workbook, three_sheets, xlsx


def test_reading_names_the_cells_not_to_be_trusted() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(["A1", "#N/A", 17.354])
    sheet["C2"].number_format = "0"
    sheet.append(["A2", "bolt", "=1+1"])
    sheet.append([6901234567890123456, "nut", 1])
    found = {(remark.column, remark.row): str(remark.text) for remark in read(xlsx(book)).warnings}
    assert "holds an error" in found["名称", 2]
    assert "fewer decimals" in found["数量", 2]
    assert "without a result" in found["数量", 3]
    assert "15 digits" in found["零件号", 4]


def merged() -> list[list[Any]]:
    return [["零件号", "名称", "库位"], ["A1", "bolt", "B-01"], [None, "bolt long", "B-02"], [None, None, "B-03"]]


def test_merged_cells_are_filled_down_in_xlsx() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in merged():
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B3:B4")
    sheet.merge_cells("C8:C9")
    sheet.merge_cells("A6:B6")
    assert read(xlsx(book)).rows == [("A1", "bolt", "B-01"), ("A1", "bolt long", "B-02"), ("A1", "bolt long", "B-03")]


def test_merged_cells_are_filled_down_in_xls() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for at, row in enumerate(merged()):
        for column, value in enumerate(row):
            if value is not None and (at, column) not in ((1, 0), (2, 1)):
                sheet.write(at, column, value)
    sheet.write_merge(1, 3, 0, 0, "A1")
    sheet.write_merge(2, 3, 1, 1, "bolt long")
    sheet.write_merge(5, 8, 1, 1, "nobody")
    assert read(xlsx(book)).rows[:3] == [
        ("A1", "bolt", "B-01"),
        ("A1", "bolt long", "B-02"),
        ("A1", "bolt long", "B-03"),
    ]


def test_a_merged_cell_does_not_make_rows_of_blank_ones() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(["A1", "bolt", 1])
    sheet["A6"] = "A2"
    sheet["B6"] = "nut"
    sheet.merge_cells("B2:B5")
    sheet.merge_cells("C6:C7")
    result = read(xlsx(book))
    assert (result.row_numbers, result.blank_rows) == ([2, 6], 3)


def test_row_numbers_are_the_spreadsheets() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A2"] = "某某汽修厂备件清单"
    for column, name in enumerate(HEADER, 1):
        sheet.cell(4, column, name)
    sheet["A7"], sheet["B7"] = "A1", "bolt"
    sheet["A9"], sheet["B9"], sheet["C9"] = "A2", "nut", 3
    result = read(xlsx(book))
    assert (result.columns, result.header_row_number, result.row_numbers) == (tuple(HEADER), 4, [7, 9])
    assert (result.skipped, result.blank_rows) == ((2,), 5)
    assert result.rows[0] == ("A1", "bolt", "")


def test_the_first_sheet_with_text_is_read_and_others_can_be_chosen() -> None:
    result = read(three_sheets())
    assert (result.name, result.sheet_names) == ("配件", ("说明", "配件", "停用"))
    assert read(three_sheets(), how=ReadAs(sheet="停用")).rows == [("B1", "bolt")]
    assert read(three_sheets(), how=ReadAs(sheet="说明")).rows == []
    with pytest.raises(Refused, match="说明, 配件, 停用"):
        read(three_sheets(), how=ReadAs(sheet="价格"))


def test_sheets_of_an_old_workbook() -> None:
    book = xlwt.Workbook()
    book.add_sheet("空")
    page = book.add_sheet("配件")
    page.write(0, 0, "code")
    page.write(1, 0, "A1")
    result = read(xlsx(book))
    assert (result.name, result.sheet_names, result.rows) == ("配件", ("空", "配件"), [("A1",)])


def test_workbooks_without_text_are_refused() -> None:
    with pytest.raises(Refused, match="empty"):
        read(xlsx(openpyxl.Workbook()))


def test_errors_in_xls_stay_text() -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("S")
    page.write(0, 0, "x")
    for column, code in enumerate((0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24), 1):
        page.row(0).set_cell_error(column, code)
    page.write(0, 8, True)
    row = read(xlsx(book), how=ReadAs(header=False)).rows[0]
    assert row == ("x", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "", "TRUE")
    assert mark(row[2]) is Mark.ERROR


def test_stray_cells_far_out_are_left_out_and_named() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["code", "name"])
    sheet.append(["A1", "bolt"])
    sheet["XFD1048576"] = "stray"
    sheet["A1048576"] = "end"
    result = read(xlsx(book))
    assert (len(result.columns), result.row_numbers) == (2, [2, 1_048_576])
    assert "500 columns" in str(result.warnings[0].text)


def test_too_many_cells_and_too_large_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.imports.grid._MOST_CELLS", 3)
    with pytest.raises(Refused, match="too many cells"):
        read(three_sheets())
    monkeypatch.setattr("app.services.imports.xlsx._LARGEST_PART", 100)
    with pytest.raises(Refused, match="too large"):
        read(three_sheets())


def test_progress_and_cancel_while_reading_workbooks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at in range(3_000):
        sheet.append([f"A{at}", "bolt", at])
    path = tmp_path / "parts.xlsx"
    path.write_bytes(xlsx(book))
    told: list[tuple[int, int]] = []
    assert len(read(path, progress=lambda done, total: told.append((done, total))).rows) == 3_000
    assert any(0 < done < total for done, total in told)
    for data in (path.read_bytes(), old_workbook(3_000)):
        asked = iter([False] * 2 + [True] * 20)
        with pytest.raises(Stopped):
            read(data, cancelled=lambda asked=asked: next(asked))


def test_a_sheet_is_the_same_from_both_formats() -> None:
    rows = [["零件号", "名称", "数量"], ["A1", "火花塞", 4], ["04465", "机油", 1.5]]
    new, old = openpyxl.Workbook(), xlwt.Workbook()
    sheet, page = new.active, old.add_sheet("Sheet")
    assert sheet is not None
    for at, row in enumerate(rows):
        sheet.append(row)
        for column, value in enumerate(row):
            page.write(at, column, value)
    from_new, from_old = read(xlsx(new)), read(xlsx(old))
    assert (from_new.columns, from_new.rows, from_new.row_numbers) == (
        from_old.columns,
        from_old.rows,
        from_old.row_numbers,
    )
