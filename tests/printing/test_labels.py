"""Every label is printed and read again by a real decoder: all sizes, codes and resolutions, hostile part numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.core.errors import Refused
from app.core.i18n import Text
from app.printing import SHEETS, barcodes, label_layout, labels, pages
from app.services.part_labels import GRIDS, ROLLS, BinLabel, Grid, LabelRun, Roll, stock_name, stock_named
from tests.printing import decoding, reading, samples
from tests.printing.decoding import Read

PARTS = Path(__file__).parents[1] / "data" / "british_classic_parts_A.txt"
REAL = [line.split(";")[0] for line in PARTS.read_text(encoding="utf-8", errors="replace").splitlines()]
LONG = "1K0-615-301-AA/X.VERY-LONG#CODE+01234567"
SIGNS = ["106577R#", "SBS514/15GREY", "SXSN6409/08A#", "A=B+C&D.E", "W712/95", "06A 905 161 C", "<X>_^~!\"'", "1234567"]
HOSTILE = [*SIGNS, *[number for number in REAL if not number.isalnum()][:: 200], max(REAL, key=len), LONG]  # fmt: skip
DPIS = (203, 300)
CELLS = {name: Roll(grid.width, grid.height) for name, grid in GRIDS.items()}


def printed(run: LabelRun) -> list[Read]:
    """What a decoder reads from the pages, in order."""
    pdf = labels.labels(run)
    return [
        found
        for page in range(len(pages.sizes(pdf)))
        for found in decoding.read(decoding.raster(pdf, page, dpi=run.dpi))
    ]


def test_the_list_is_as_hostile_as_we_think() -> None:
    assert len(LONG) == 40
    assert {"#", "/", ".", "=", "-"} <= set("".join(HOSTILE))
    assert len(HOSTILE) > 20


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", [*ROLLS, *CELLS])
def test_every_size_is_read_again_with_hostile_numbers(name: str, dpi: int) -> None:
    wanted = [samples.label(code=code, name=samples.LONG) for code in HOSTILE]
    run = LabelRun(tuple(wanted), (ROLLS | CELLS)[name], dpi)
    assert [found.text for found in printed(run)] == HOSTILE


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("code", ["qr", "datamatrix", "bars"])
@pytest.mark.parametrize("size", [*ROLLS, "a4-13x5"])
def test_every_code_is_read_again(size: str, code: str, dpi: int) -> None:
    wanted = ["106577R#", "W712-95"] if code == "bars" else ["106577R#", LONG]
    stock = (ROLLS | CELLS)[size]
    run = LabelRun(tuple(samples.label(code=number) for number in wanted), stock, dpi, code=code)  # type: ignore[arg-type]
    kind = {"qr": "QRCode", "datamatrix": "DataMatrix", "bars": "Code128"}[code]
    assert printed(run) == [Read(kind, number) for number in wanted]


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", [*ROLLS, *CELLS])
def test_a_makers_ean_is_printed_as_one_and_said(name: str, dpi: int) -> None:
    run = LabelRun((samples.label(barcode="6901234567892"),), (ROLLS | CELLS)[name], dpi)
    assert printed(run) == [Read("EAN13", "6901234567892")]
    text = reading.text(labels.labels(run))
    assert "6901234567892" in text
    assert "L8WD698151AA" in text


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", [*ROLLS, *CELLS])
def test_a_batch_says_gtin_batch_serial_and_date_in_gs1(name: str, dpi: int) -> None:
    whole = samples.label(gtin="06901234567892", batch="B20261101", serial="SN-1", expiry=date(2027, 5, 1))
    ours = samples.label(batch="B20261101")
    odd = samples.label(code="106577R#", batch="B1")
    run = LabelRun((whole, ours, odd), (ROLLS | CELLS)[name], dpi)
    found = printed(run)
    assert found[0] == Read("DataMatrix", "(01)06901234567892(17)270501(10)B20261101(21)SN-1")
    assert found[1] == Read("DataMatrix", "(240)L8WD698151AA(10)B20261101")
    assert found[2].text == "106577R#"  # GS1 knows no #: the batch is said in words, and the user is told
    assert [note.args["code"] for note in labels.notes(run)] == ["106577R#"]
    text = reading.text(labels.labels(run))
    assert "批号 B20261101" in text
    assert "2027-05-01" in text
    assert "批号 B1" in text
    assert "SN-1" in text


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", [*ROLLS, *CELLS])
def test_bins_are_read_again(name: str, dpi: int) -> None:
    wanted = ["A-03-2-05", "Z9", "AISLE-03-SHELF-22-PLACE-05", "库位-3"]
    found = printed(LabelRun(tuple(BinLabel(code, "主仓库") for code in wanted), (ROLLS | CELLS)[name], dpi))
    assert [one.text for one in found] == wanted


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("name", GRIDS)
def test_every_sheet_is_read_again_from_the_start_label_on(name: str, dpi: int) -> None:
    grid = GRIDS[name].check()
    each = grid.rows * grid.columns
    wanted = tuple(samples.label(code=f"P-{n}#", name="滤清器") for n in range(each))
    run = LabelRun(wanted, grid, dpi, start=3)
    pdf = labels.labels(run)
    assert len(pages.sizes(pdf)) == labels.sheets_needed(run) == 2
    assert [(round(w / 72 * 25.4), round(h / 72 * 25.4)) for w, h in pages.sizes(pdf)] == [(210, 297)] * 2
    found = [decoding.read(cell) for page in (0, 1) for cell in cells(decoding.raster(pdf, page, dpi=dpi), grid, dpi)]
    read = ["".join(one.text for one in cell) for cell in found]
    assert read == ["", "", *[f"P-{n}#" for n in range(each)], *[""] * (each - 2)]


def cells(page: decoding.Image.Image, grid: Grid, dpi: int) -> list[decoding.Image.Image]:
    """A sheet cut into its labels, row by row, as the die cuts it."""
    found = []
    for place in range(grid.rows * grid.columns):
        row, column = divmod(place, grid.columns)
        x, y = grid.left + column * (grid.width + grid.gap_x), grid.top + row * (grid.height + grid.gap_y)
        sides = (x, y, x + grid.width, y + grid.height)
        found.append(page.crop(tuple(round(side / 254 * dpi) for side in sides)))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("name", [*ROLLS, *CELLS])
def test_no_module_falls_between_two_dots_and_words_keep_off_the_code(name: str, dpi: int) -> None:
    stock = (ROLLS | CELLS)[name]
    for label in (
        samples.label(code="W712-95", name=samples.LONG, spec="规格" * 60), samples.label(code=LONG, name=samples.LONG),
        samples.label(code="X" * 18, barcode="6901234567892", name="N" * 100),
        samples.label(batch="B" * 20, serial="S" * 20, name=samples.LONG, expiry=date(2027, 5, 1)),
        BinLabel("A-03-2-05", "主仓库" * 20),
    ):  # fmt: skip
        art = label_layout.lay_out(label, stock.width, stock.height, dpi)
        rectangles = list(art.dark())
        left, top = (min(r[at] for r in rectangles) for at in (0, 1))
        right, bottom = (max(r[at] + r[at + 2] for r in rectangles) for at in (0, 1))
        code = art.bars or art.square
        assert code is not None
        quiet = code.module * (barcodes.QUIET if art.bars else barcodes.QUIET_SQUARE[art.square.kind])  # type: ignore[union-attr]
        assert left >= quiet * 0.95
        assert art.width - right >= quiet * 0.95
        assert code.module / dpi * 25.4 >= 0.165
        pdf = labels.labels(LabelRun((label,), stock, dpi))
        image = decoding.raster(pdf, dpi=dpi)
        assert image.size == (art.width, art.height)
        # in the code itself the printer has nothing to guess
        assert {level for _, level in image.crop((left, top, right, bottom)).getcolors() or []} == {0, 255}
        across = quiet if art.square else 0  # beside bars there are no words; above and below they keep off
        for word in reading.words(pdf):
            x1, x2 = word.left / 72 * dpi, word.right / 72 * dpi
            y1, y2 = art.height - word.top / 72 * dpi, art.height - word.bottom / 72 * dpi
            beside = x2 <= left - across + 1 or x1 >= right + across - 1
            assert beside or y2 <= top + 1 or y1 >= bottom - 1, word.text
        assert not reading.collisions(pdf)


def test_a_code_too_long_for_bars_becomes_a_square_and_it_is_said() -> None:
    run = LabelRun((samples.label(), samples.label(code=LONG), samples.label(code=LONG)), ROLLS["40x30"])
    assert [str(note.args["code"]) for note in labels.notes(run)] == ["L8WD698151AA", LONG]
    with pytest.raises(Refused, match="not fit as bars"):
        labels.labels(replace(run, code="bars"))
    with pytest.raises(Refused, match="no room for the code"):
        labels.labels(LabelRun((samples.label(code=LONG, barcode="X" * 80),), Roll(200, 120)))
    with pytest.raises(Refused, match="not fit as bars"):
        labels.labels(LabelRun((BinLabel(LONG),), ROLLS["40x30"], code="bars"))


@pytest.mark.parametrize("size", ROLLS)
@pytest.mark.parametrize("code", ["W712", "L8WD698151AA", LONG, "6901234567892"])
def test_the_part_number_is_never_cut(size: str, code: str) -> None:
    pdf = labels.labels(LabelRun((samples.label(code=code),), ROLLS[size], language="en"))
    assert code in reading.text(pdf).replace("\n", "")


def test_everything_a_storekeeper_looks_for() -> None:
    text = reading.text(SHEETS["parts.label"](samples.label()))
    for said in ("前制动片（带报警线）", "适用 A6L 2019 起", "8W0 698 151 AA", "A-03-2", "原厂件", "1 套"):
        assert said in text


def test_a_shops_own_word_and_ours_are_both_grades() -> None:
    shown = reading.text(labels.labels(LabelRun((samples.label(grade=Text("OEM genuine")),))))
    assert "原厂" in shown


def test_copies_and_several_parts_are_pages_of_one_file() -> None:
    pdf = SHEETS["parts.label"]((samples.label(copies=3), samples.label(code="W712"), samples.label(copies=0)))
    assert len(pages.sizes(pdf)) == 4
    assert "W712" in pages.text(pdf, 3)
    with pytest.raises(Refused):
        SHEETS["parts.label"](())


def test_sizes_by_name() -> None:
    assert stock_named("70.5x50") == Roll(705, 500)
    grid = stock_named("6x2@90x40+10+12.5/5x2")
    assert grid == Grid(6, 2, 900, 400, 100, 125, 50, 20)
    for stock in (*ROLLS.values(), *GRIDS.values(), grid, Roll(705, 500)):
        assert stock_named(stock_name(stock)) == stock
    for wrong in ("", "60", "5x5", "0x2@90x40+10+10", "3x3@90x40+10+10", "60x40x2", "6x2@9x40+10+12"):
        with pytest.raises(Refused):
            stock_named(wrong)
    with pytest.raises(Refused, match="negative"):
        Grid(2, 2, 500, 300, -1, 0).check()
    with pytest.raises(Refused, match="start at one of them"):
        labels.labels(LabelRun((samples.label(),), GRIDS["a4-5x2"], start=11))


def test_how_many_labels_or_sheets_a_run_takes() -> None:
    few = (samples.label(copies=5), samples.label())
    assert labels.sheets_needed(LabelRun(few)) == 6
    assert labels.sheets_needed(LabelRun(few, GRIDS["a4-7x3"], start=16)) == 1
    assert labels.sheets_needed(LabelRun(few, GRIDS["a4-7x3"], start=17)) == 2


def test_a_small_label_with_a_lot_to_say_keeps_what_tells_one_batch_from_another() -> None:
    full = samples.label(
        code="W712-95", name=samples.LONG, barcode="6901234567892", batch="B" * 18, serial="S1", expiry=date(2027, 5, 1)
    )
    for run in (LabelRun((full,), Roll(485, 254), 300, "bars"), LabelRun((full,), Roll(300, 200), 300)):
        text = reading.text(labels.labels(run)).replace("\n", "")
        assert "W712-95" in text
        assert "B" * 9 in text
    with pytest.raises(Refused, match="not fit as bars"):
        labels.labels(LabelRun((full,), Roll(300, 200), 300, "bars"))


def test_bins_of_forty_characters_and_square_codes_for_bins() -> None:
    for code, kind in (("datamatrix", "DataMatrix"), ("qr", "QRCode"), ("auto", "QRCode")):
        run = LabelRun((BinLabel(LONG, "主仓库"),), ROLLS["60x40"], code=code)  # type: ignore[arg-type]
        assert printed(run) == [Read(kind, LONG)]
