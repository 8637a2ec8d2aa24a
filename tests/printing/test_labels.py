"""Part labels: the part number whole, bars of whole dots with white beside them, a square code if bars are too thin."""

import pytest

from app.core.errors import Refused
from app.printing import SHEETS, barcodes, pages
from tests.printing import reading, samples

LONG = "1K0-615-301-AA/X.VERY-LONG#CODE+01234567"
SIZES = {"60x40": (170, 113), "50x30": (142, 85), "40x30": (113, 85)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["W712", "L8WD698151AA", LONG, "6901234567892"])
def test_the_part_number_is_never_cut(size: str, code: str) -> None:
    pdf = SHEETS["parts.label"](samples.label(size=size, code=code, language="en"))
    assert [(round(w), round(h)) for w, h in pages.sizes(pdf)] == [SIZES[size]]
    assert code in reading.text(pdf).replace("\n", "")


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", SIZES)
def test_bars_are_whole_dots_and_a_beam_reads_them(size: str, dpi: int) -> None:
    pdf = SHEETS["parts.label"](samples.label(size=size, code="W712-95", dpi=dpi))
    assert reading.scan(pdf, dpi=dpi, lines=250) == {"W712-95"}
    shot = pages.picture(pdf, dpi=dpi)
    row = next(y for y in range(shot.height * 5 // 8, shot.height) if dark(shot, y) > 40)
    beam = shot.pixels[row * shot.stride : (row + 1) * shot.stride : 3]
    # no bar falls between two dots: the printer has nothing to guess
    assert set(beam) == {0, 255}


def dark(shot: pages.Picture, row: int) -> int:
    return sum(level < 128 for level in shot.pixels[row * shot.stride : (row + 1) * shot.stride : 3])


def test_white_is_left_beside_the_bars() -> None:
    pdf = SHEETS["parts.label"](samples.label(code="W712-95"))
    shot = pages.picture(pdf, dpi=203)
    row = next(y for y in range(shot.height * 5 // 8, shot.height) if dark(shot, y) > 40)
    beam = shot.pixels[row * shot.stride : (row + 1) * shot.stride : 3]
    module = sum(1 for _ in beam[beam.index(0) : beam.rindex(0) + 1]) / len(barcodes.code128("W712-95"))
    assert beam.index(0) >= 10 * module
    assert len(beam) - beam.rindex(0) >= 10 * module


def test_bars_too_thin_to_print_become_a_square_code() -> None:
    pdf = SHEETS["parts.label"](samples.label(size="40x30", code="L8WD698151AA"))
    assert reading.scan(pdf, dpi=600) == set()
    shot = pages.picture(pdf, dpi=203)
    right = [
        y
        for y in range(shot.height)
        if 0 in shot.pixels[y * shot.stride + shot.stride * 3 // 4 : (y + 1) * shot.stride]
    ]
    assert len(right) > 80


def test_a_makers_bar_code_is_used_and_said() -> None:
    text = reading.text(SHEETS["parts.label"](samples.label(barcode="6901234567892")))
    assert "6901234567892" in text
    assert "L8WD698151AA" in text


def test_everything_a_storekeeper_looks_for() -> None:
    text = reading.text(SHEETS["parts.label"](samples.label()))
    for said in ("前制动片（带报警线）", "适用 A6L 2019 起", "8W0 698 151 AA", "A-03-2", "原厂件", "1 套"):
        assert said in text


def test_a_long_name_takes_its_lines_and_no_more() -> None:
    for size in SIZES:
        for language in ("zh_CN", "en"):
            pdf = SHEETS["parts.label"](samples.label(size=size, name=samples.LONG, language=language))
            assert not reading.collisions(pdf)


def test_copies_and_several_parts_are_pages_of_one_file() -> None:
    pdf = SHEETS["parts.label"]((samples.label(copies=3), samples.label(code="W712", size="40x30")))
    assert len(pages.sizes(pdf)) == 4
    assert "W712" in pages.text(pdf, 3)
    with pytest.raises(Refused):
        SHEETS["parts.label"](())
