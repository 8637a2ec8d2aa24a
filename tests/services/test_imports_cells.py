"""What cells of XLSX and XLS show: leading zeros, decimals, percent, currency, dates; what is lost is marked."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlwt

from app.services.imports.number_formats import builtin, plain, shown, understood
from app.services.imports.reading import read
from app.services.imports.sheet import Mark, ReadAs
from tests.services.made_workbooks import mark, moment, one_cell, one_old_cell, xlsx

CELLS = [
    (451103033, "", "451103033", Mark.NUMBER),
    (451103033.0, "", "451103033", Mark.NUMBER),
    (1_000_000_000, "", "1000000000", Mark.NUMBER),
    (451103033, "0.00E+00", "451103033", Mark.NUMBER),
    (42, "000000", "000042", None),
    (1234567, "000000", "1234567", None),
    (0, "0000", "0000", None),
    (12345, "000-000", "012-345", None),
    (123, '"HS-"0000', "HS-0123", None),
    (7, "0000\\X", "0007X", None),
    (7, "00#", "007", None),
    (7, "##00", "07", None),
    (0.30000000000000004, "", "0.3", Mark.NUMBER),
    (12.5, "0.00", "12.5", Mark.NUMBER),
    (1234.5, "#,##0.00", "1234.5", Mark.NUMBER),
    (12.5, '"¥"#,##0.00', "12.5", Mark.NUMBER),
    (12.5, "[$¥-804]#,##0.00", "12.5", Mark.NUMBER),
    (12.5, "[$€-407] #,##0.00", "€12.5", Mark.NUMBER),
    (12.5, '"$"#,##0.00', "$12.5", Mark.NUMBER),
    (12.5, '#,##0.00 "USD"', "USD12.5", Mark.NUMBER),
    (0.05, "0%", "5%", Mark.NUMBER),
    (0.125, "0.0%", "12.5%", Mark.NUMBER),
    (100 / 3, "0.00", "33.33", Mark.SHOWN),
    (17.354, "0", "17", Mark.SHOWN),
    (0.5, "# ?/?", "0.5", Mark.NUMBER),
    (1200, "0,", "1200", Mark.NUMBER),
    (-5, "", "-5", Mark.NUMBER),
    (-5, "0000", "-5", Mark.NUMBER),
    (1.5, "0000", "1.5", Mark.NUMBER),
    ("1E5537", "", "1E5537", None),
    ("14E4289", "", "14E4289", None),
    ("00123", "@", "00123", None),
    (123, "@", "123", Mark.NUMBER),
    (True, "", "TRUE", Mark.YES_NO),
    (False, "", "FALSE", Mark.YES_NO),
    ("  blanks  ", "", "  blanks  ", None),
]


@pytest.mark.parametrize(("value", "form", "text", "marked"), CELLS)
def test_xlsx_cells_read_as_the_user_sees_them(value: Any, form: str, text: str, marked: Mark | None) -> None:
    cell = one_cell(value, form)
    assert (cell, mark(cell)) == (text, marked)


@pytest.mark.parametrize(("value", "form", "text", "marked"), CELLS)
def test_xls_cells_read_as_the_user_sees_them(value: Any, form: str, text: str, marked: Mark | None) -> None:
    cell = one_old_cell(value, form or "General")
    assert (cell, mark(cell)) == (text, marked)


DATES = [
    (moment(2024, 2, 29), "yyyy-mm-dd", "2024-02-29"),
    (moment(2024, 2, 29, 13, 5), "yyyy/m/d h:mm", "2024-02-29 13:05:00"),
    (moment(2024, 12, 5), 'yyyy"年"m"月"d"日"', "2024-12-05"),
    (moment(2024, 12, 5), "mmm-yy", "2024-12-05"),
    (time(13, 5), "hh:mm", "13:05:00"),
    (timedelta(hours=30), "[h]:mm:ss", "30:00:00"),
]


@pytest.mark.parametrize(("value", "form", "text"), DATES)
def test_dates_become_iso_text(value: Any, form: str, text: str) -> None:
    cell = one_cell(value, form)
    assert (cell, mark(cell)) == (text, Mark.DATE)


@pytest.mark.parametrize(("value", "form", "text"), DATES[:5])
def test_dates_in_xls(value: Any, form: str, text: str) -> None:
    cell = one_old_cell(value, form)
    assert (cell, mark(cell)) == (text, Mark.DATE)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("61", "1900-03-01"),
        ("45351.99999999", "2024-03-01"),
        ("0.5", "12:00:00"),
        ("0", "00:00:00"),
    ],
)
def test_date_serials(raw: str, text: str) -> None:
    assert shown(raw, understood("yyyy-mm-dd")) == text


@pytest.mark.parametrize("raw", ["60", "-1", "2958466", "0.9999999999"])
def test_what_is_no_day_stays_a_number(raw: str) -> None:
    cell = shown(raw, understood("yyyy-mm-dd"))
    assert (cell, mark(cell)) == (raw, Mark.NUMBER)


def test_dates_of_the_mac() -> None:
    assert shown("0", understood("yyyy-mm-dd"), since_1904=True) == "1904-01-01"
    assert mark(shown("2958465", understood("yyyy-mm-dd"), since_1904=True)) is Mark.NUMBER
    assert mark(shown("-1", understood("[h]:mm"))) is Mark.NUMBER
    book = openpyxl.Workbook()
    book.epoch = moment(1904, 1, 1)
    sheet = book.active
    assert sheet is not None
    sheet.append(["code", "date"])
    sheet.append(["A1", date(2024, 2, 29)])
    assert read(xlsx(book)).rows[0][1] == "2024-02-29"
    old = xlwt.Workbook()
    old.dates_1904 = 1
    page = old.add_sheet("S")
    page.write(0, 0, 0, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    assert read(xlsx(old), how=ReadAs(header=False)).rows[0][0] == "1904-01-01"


@pytest.mark.parametrize("raw", ["", "abc", "NaN", "Infinity", "1e999", "1" + "0" * 400])
def test_what_is_no_number_stays_as_it_stands(raw: str) -> None:
    assert shown(raw, understood("0.00")) == raw


def test_numbers_without_exponent() -> None:
    assert shown("4.5E-05", understood("General")) == "0.000045"
    assert shown("-0", understood("General")) == "0"
    assert shown("007", understood("General")) == "7"
    assert builtin(999) == "General"
    assert understood(builtin(14)).sort is understood("yyyy").sort
    assert plain(Decimal("12.000")) == "12"


def test_long_numbers_that_the_spreadsheet_has_rounded_are_flagged() -> None:
    cell = one_cell(6901234567890123456)
    assert (cell, mark(cell)) == ("6901234567890120000", Mark.ROUNDED)
    assert mark(one_cell(690123456789012)) is Mark.NUMBER
    long = shown("6901234567890123456", understood("General"))
    assert (long, mark(long)) == ("6901234567890123456", Mark.ROUNDED)
    padded = shown("6901234567890120000", understood("00000000000000000000"))
    assert (padded, mark(padded)) == ("06901234567890120000", Mark.ROUNDED)
    assert mark(one_old_cell(1234567890123456789)) is Mark.ROUNDED
