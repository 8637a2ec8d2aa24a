"""Workbooks made for the import tests: as Excel writes them, as old programs do, and by hand."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import xlwt

from app.services.imports.reading import read
from app.services.imports.sheet import Cell, Mark

HEADER = ["零件号", "名称", "数量"]


def xlsx(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def one_cell(value: Any, number_format: str = "") -> str:
    """What an XLSX file with this one cell below a header reads as."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["code", "name"])
    sheet["A2"] = value
    if number_format:
        sheet["A2"].number_format = number_format
    sheet["B2"] = "x"
    return read(xlsx(book)).rows[0][0]


def one_old_cell(value: Any, number_format: str = "General") -> str:
    """The same as XLS."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    sheet.write(0, 0, "code")
    sheet.write(0, 1, "name")
    sheet.write(1, 0, value, xlwt.easyxf(num_format_str=number_format))
    sheet.write(1, 1, "x")
    return read(xlsx(book)).rows[0][0]


def mark(cell: str) -> Mark | None:
    return cell.mark if isinstance(cell, Cell) else None


def moment(*parts: int) -> datetime:
    """Wall time, as spreadsheets keep it."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def three_sheets() -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "说明"
    for name, code in (("配件", "A1"), ("停用", "B1")):
        sheet = book.create_sheet(name)
        sheet.append(["code", "name"])
        sheet.append([code, "bolt"])
    book.create_chartsheet("图")
    book["停用"].sheet_state = "hidden"
    return xlsx(book)


def old_workbook(rows: int = 3) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("S")
    for at in range(rows):
        page.write(at, 0, f"A{at}")
        page.write(at, 1, at)
    return xlsx(book)


def zipped(parts: dict[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


STRICT = "http://purl.oclc.org/ooxml"


def by_hand(rows: str, *, strings: str | None = "", styles: str = "", space: str = STRICT, book: str = "") -> bytes:
    """A workbook as odd programs write it: strict namespaces, prefixes, backslashes, other capitals."""
    relation = f"{space}/officeDocument/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="x"><Relationship Id="a" Type="{relation}/officeDocument"'
        ' Target="/xl/workbook.xml"/></Relationships>',
        "XL\\Workbook.xml": book
        or f'<s:workbook xmlns:s="{space}/spreadsheetml/main" xmlns:r="{relation}"><s:sheets>'
        '<s:sheet name="S" sheetId="1" r:id="b"/></s:sheets></s:workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="x">'
        f'<Relationship Id="b" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        + (
            ""
            if strings is None
            else f'<Relationship Id="c" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/>'
        )
        + f'<Relationship Id="d" Type="{relation}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<s:worksheet xmlns:s="{space}/spreadsheetml/main"><s:sheetData>{rows}'
        "</s:sheetData></s:worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{space}/spreadsheetml/main">{strings}</sst>',
    }
    if styles:
        parts["xl/styles.xml"] = styles
    return zipped(parts)
