"""What spreadsheets do to codes, numbers and dates: refused where the text would be wrong, else pointed out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl

from app.services.imports.checking import Checked, check
from app.services.imports.mapping import chosen
from app.services.imports.reading import read
from app.services.imports.sheet import Sheet
from app.services.imports.targets import PARTS

DEFAULTS = {"unit": "件", "category": "其他", "quality_grade": "副厂件"}


TRAPS: list[list[Any]] = [
    ["零件号", "名称", "条码", "最低库存", "零售价"],
    [451103033, "a", 6901234567892, 2, 12.5],
    [42, "b", None, None, None],
    [6901234567890123456, "c", None, None, None],
    [45351, "d", None, None, None],
    ["A1", "#N/A", None, None, None],
    ["#REF!", "f", None, None, None],
    ["=1+1", "g", None, None, None],
    ["A2", "h", None, 17.354, 100 / 3],
    [1.5, "i", None, None, None],
    ["A3", 45351, None, 45351, None],
    [7.25, "k", None, None, None],
]
FORMATS = {
    "A3": "000000",
    "A5": "yyyy-mm-dd",
    "D9": "0",
    "E9": "0.00",
    "B11": "yyyy-mm-dd",
    "D11": "yyyy-mm-dd",
    "A12": "0",
}


def reasons(checked: Checked) -> list[tuple[int, str]]:
    return [(row.number, problem.column) for row in checked.refused for problem in row.problems]


def workbook(rows: list[list[Any]], forms: dict[str, str] | None = None) -> Sheet:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cell, form in (forms or {}).items():
        page[cell].number_format = form
    out = BytesIO()
    book.save(out)
    return read(out.getvalue())


def test_what_spreadsheets_do_to_codes() -> None:
    sheet = workbook(TRAPS, FORMATS)
    checked = check(sheet, PARTS, chosen(sheet, PARTS, {}, DEFAULTS))
    accepted = {row.number: row.values for row in checked.accepted}
    assert {number: values["part_code"] for number, values in accepted.items()} == {
        2: "451103033", 3: "000042", 4: "6901234567890120000", 6: "A1", 10: "1.5",
    }  # fmt: skip
    assert accepted[2]["barcode"] == ("6901234567892",)
    assert accepted[6]["name_en"] == "#N/A"
    assert reasons(checked) == [
        (5, "零件号"), (7, "零件号"), (8, "零件号"), (9, "最低库存"), (11, "最低库存"), (12, "零件号"),
    ]  # fmt: skip
    assert "without a result" in str(checked.refused[2].reason)
    warned = {(remark.column, remark.row): str(remark.text) for remark in checked.warnings}
    assert "zeros before it would be lost" in warned["零件号", 2]
    assert "zeros before it would be lost" in warned["零件号", 10]
    assert "zeros before it would be lost" in warned["条码", 2]
    assert "15 digits" in warned["零件号", 4]
    assert "holds an error" in warned["名称", 6]


def test_prices_count_as_shown() -> None:
    sheet = workbook([["code", "name", "price"], ["A1", "a", 100 / 3]], {"C2": "0.00"})
    checked = check(sheet, PARTS, chosen(sheet, PARTS, {}, DEFAULTS))
    assert checked.accepted[0].values["price_retail"] == 33_330_000
    assert "33.3333333333333" in str(checked.warnings[0].text)


def test_a_price_in_a_foreign_format_is_refused() -> None:
    sheet = workbook([["code", "name", "price"], ["A1", "a", 12]], {"C2": "[$€-407] #,##0.00"})
    checked = check(sheet, PARTS, chosen(sheet, PARTS, {}, DEFAULTS))
    assert checked.refused[0].reason.args["currency"] == "€"
