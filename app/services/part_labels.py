"""What stands on labels of parts, batches and bins, and on which stock they are printed, as frozen data.

Knows neither database nor printer. Lengths are whole tenths of a millimetre.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.core.errors import Refused
from app.core.i18n import N_, Text

Code = Literal["auto", "bars", "qr", "datamatrix"]
CODES: dict[str, str] = {
    "auto": N_("Whatever fits best"), "bars": N_("Bar code"), "qr": N_("QR code"), "datamatrix": N_("DataMatrix"),
}  # fmt: skip


@dataclass(frozen=True)
class PartLabel:
    """One label of a part, printed `copies` times. `barcode` is what a scanner reads; "" = the part number itself.

    With a batch, serial number or expiry it is the label of that batch: its code then is a GS1 DataMatrix that says
    all of it (`gtin`: 14 digits, where the part has them).
    """

    code: str
    name: str
    spec: str = ""
    oem: str = ""
    bin: str = ""
    unit: str = ""
    pack: str = ""
    grade: str | Text = ""
    barcode: str = ""
    gtin: str = ""
    batch: str = ""
    serial: str = ""
    expiry: date | None = None
    copies: int = 1


@dataclass(frozen=True)
class BinLabel:
    """One label of a bin: its code large, and as bars."""

    code: str
    warehouse: str = ""
    note: str = ""
    copies: int = 1


Label = PartLabel | BinLabel


@dataclass(frozen=True)
class Roll:
    """Labels one after the other, each a page of its own."""

    width: int = 600
    height: int = 400
    gap: int = 20


@dataclass(frozen=True)
class Grid:
    """A sheet of labels, `rows` × `columns`, each `width` × `height`; `left` and `top` are white, gaps between."""

    rows: int
    columns: int
    width: int
    height: int
    left: int
    top: int
    gap_x: int = 0
    gap_y: int = 0
    page_width: int = 2100
    page_height: int = 2970

    def check(self) -> Grid:
        """Itself; raises Refused if labels would be smaller than a code, or stand over the edge of the sheet."""
        if self.rows < 1 or self.columns < 1 or self.width < 200 or self.height < 120:
            raise Refused("A label on the sheet is at least 20 × 12 mm. Choose fewer rows or columns.", where="grid")
        if min(self.left, self.top, self.gap_x, self.gap_y) < 0:
            raise Refused("Margins and gaps can't be negative.", where="grid")
        wide = self.left + self.columns * self.width + (self.columns - 1) * self.gap_x
        high = self.top + self.rows * self.height + (self.rows - 1) * self.gap_y
        if wide > self.page_width or high > self.page_height:
            raise Refused(
                "The labels need {width} × {height} mm, more than the sheet has. Make the labels or gaps smaller.",
                where="grid", width=_mm(wide), height=_mm(high),
            )  # fmt: skip
        return self


Stock = Roll | Grid

ROLLS: dict[str, Roll] = {"60x40": Roll(600, 400), "50x30": Roll(500, 300), "40x30": Roll(400, 300)}
# the sheets that shops sell: (rows × columns) of millimetres
GRIDS: dict[str, Grid] = {
    "a4-7x3": Grid(7, 3, 635, 381, 72, 152, 25, 0),
    "a4-8x3": Grid(8, 3, 700, 360, 0, 45, 0, 0),
    "a4-10x4": Grid(10, 4, 485, 254, 80, 215, 0, 0),
    "a4-5x2": Grid(5, 2, 991, 570, 47, 60, 25, 0),
    "a4-13x5": Grid(13, 5, 380, 212, 100, 107, 0, 0),
}
STOCKS: dict[str, Stock] = ROLLS | GRIDS
_GRID = re.compile(r"(\d+)x(\d+)@([\d.]+)x([\d.]+)\+([\d.]+)\+([\d.]+)(?:/([\d.]+)x([\d.]+))?")


def stock_named(name: str) -> Stock:
    """A preset, a roll such as "70x50", or a sheet "ROWSxCOLUMNS@WIDTHxHEIGHT+LEFT+TOP[/GAPxGAP]" in mm."""
    if name in STOCKS:
        return STOCKS[name]
    if roll := re.fullmatch(r"(\d+(?:\.\d)?)x(\d+(?:\.\d)?)", name):
        width, height = (_tenths(side) for side in roll.groups())
        if 200 <= width <= 1200 and 120 <= height <= 2000:
            return Roll(width, height)
    if grid := _GRID.fullmatch(name):
        rows, columns, *sides = grid.groups()
        width, height, left, top, gap_x, gap_y = (_tenths(side or "0") for side in sides)
        return Grid(int(rows), int(columns), width, height, left, top, gap_x, gap_y).check()
    raise Refused(
        "There is no label size “{name}”. There are: {names}; any other roll is WIDTHxHEIGHT in mm.", where="size",
        name=name, names=", ".join(STOCKS),
    )  # fmt: skip


def stock_name(stock: Stock) -> str:
    """The text that `stock_named` reads back."""
    for name, preset in STOCKS.items():
        if preset == stock:
            return name
    if isinstance(stock, Roll):
        return f"{_mm(stock.width)}x{_mm(stock.height)}"
    place = f"{_mm(stock.width)}x{_mm(stock.height)}+{_mm(stock.left)}+{_mm(stock.top)}"
    return f"{stock.rows}x{stock.columns}@{place}/{_mm(stock.gap_x)}x{_mm(stock.gap_y)}"


def _tenths(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole or "0") * 10 + int((part or "0")[0])


def _mm(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


@dataclass(frozen=True)
class LabelRun:
    """What is printed in one go. `start` is the first free label of the first sheet (1 = upper left).

    `dpi` is the printer's resolution: every bar is whole dots wide.
    """

    labels: tuple[Label, ...]
    stock: Stock = ROLLS["60x40"]
    dpi: int = 203
    code: Code = "auto"
    start: int = 1
    language: str = "zh_CN"


def run_of(labels: Any) -> LabelRun:
    """A run of whatever sheet data came: a run itself, one label or several."""
    if isinstance(labels, LabelRun):
        return labels
    return LabelRun((labels,) if isinstance(labels, (PartLabel, BinLabel)) else tuple(labels))
