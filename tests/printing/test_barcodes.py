"""Bars on paper: the modules are python-barcode's, drawn sharp, with white beside them, and a beam reads them."""

import pytest
from barcode.codex import Code128

from app.printing import SHEETS, barcodes, pages
from tests.printing import reading, samples


@pytest.mark.parametrize("number", ["SC-S01-20261123-0007", "20261123", "a", "MV-S01-20261123-0012", "1234567"])
def test_code_128_is_what_python_barcode_makes(number: str) -> None:
    modules = barcodes.code128(number)
    assert modules == Code128(number).build()[0]
    redrawn = ["0"] * len(modules)
    for start, wide in barcodes.runs(modules):
        redrawn[start : start + wide] = "1" * wide
    assert "".join(redrawn) == modules


def test_what_code_128_does_not_know_gives_no_bars() -> None:
    assert barcodes.code128("零件") == ""
    assert barcodes.code128("") == ""


def test_ean_13_only_for_a_right_check_digit() -> None:
    assert len(barcodes.ean13("6901234567892")) == 95
    assert barcodes.ean13("6901234567891") == ""
    assert barcodes.ean13("690123456789") == ""
    assert barcodes.ean13("69012345678９2") == ""


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_beam_reads_the_number_on_every_page(dpi: int) -> None:
    pdf = SHEETS["counts.report"](samples.report(30))
    count = len(pages.sizes(pdf))
    assert count > 2
    for page in (0, 1, count - 1):
        assert reading.scan(pdf, page, dpi=dpi) == {"SC-S01-20261123-0007"}


def test_the_bars_may_say_more_than_the_number() -> None:
    sheet = samples.blind_sheet(4, code="SC-S01-20261123-0007/A-03")
    pdf = SHEETS["counts.sheet"](sheet)
    assert reading.scan(pdf) == {"SC-S01-20261123-0007/A-03"}
    assert "SC-S01-20261123-0007\n" in reading.text(pdf)


def test_a_number_that_can_not_be_bars_is_printed_without() -> None:
    pdf = SHEETS["counts.sheet"](samples.blind_sheet(4, number="盘-0007"))
    assert reading.scan(pdf) == set()
    assert "盘-0007" in reading.text(pdf)
