"""Bars on paper: the modules are python-barcode's, drawn sharp, with white beside them, and a beam reads them."""

import pytest
from barcode.codex import Code128

from app.printing import SHEETS, barcodes, datamatrix, pages
from tests.printing import decoding, reading, samples


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


@pytest.mark.parametrize("length", [*range(1, 30), 44, 62, 86, 114, 143])
def test_squares_of_every_size_are_read_again(length: int) -> None:
    text = ("A#/.=+&-" * 20)[:length]
    rows = datamatrix.matrix(text)
    assert len(rows) == len(rows[0])
    assert decoding.read(pixels(rows)) == [decoding.Read("DataMatrix", text)]


def pixels(rows: tuple[str, ...]) -> decoding.Image.Image:
    """Modules as pixels, three times their size, with white around them."""
    side = len(rows) + 6
    white = ["0" * side] * 3
    framed = [*white, *[f"000{row}000" for row in rows], *white]
    image = decoding.Image.frombytes("L", (side, side), bytes(255 * (bit == "0") for row in framed for bit in row))
    return image.resize((side * 3, side * 3), decoding.Image.Resampling.NEAREST)


def test_what_no_square_holds() -> None:
    assert datamatrix.matrix("") == datamatrix.matrix("前") == datamatrix.matrix("A" * 145) == ()


def test_gs1_refuses_what_it_does_not_know() -> None:
    assert barcodes.gs1("", "W712/95", "B1", "", None) == "\x1d240W712/95\x1d10B1"
    assert barcodes.gs1("", "106577R#", "B1", "", None) == ""
    assert barcodes.gs1("", "A", "B" * 21, "", None) == ""
