"""Labels in the languages of label printers: ZPL (Zebra and many) and TSPL (TSC, Gprinter, Xprinter, Deli).

Bars are the printer's own commands with the module we chose; words and square codes are pictures, so that any printer
prints them, whatever fonts it has. Knows no port.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.errors import Refused
from app.printing import barcodes, rasters
from app.printing.label_layout import Art, Bars
from app.printing.labels import arts_of
from app.printing.rasters import Raster
from app.services.part_labels import LabelRun, Roll

LANGUAGES = ("zpl", "tspl")
# Code 128 values that start or change the code set, as ZPL writes them in a field; set A is for control characters only
_ZPL_TURNS = {104: (">:", "B"), 105: (">;", "C"), 99: (">5", "C"), 100: (">6", "B")}
_ZPL_SIGNS = {">": ">0", "^": "_5E", "~": "_7E", "_": "_5F"}  # the last three by ^FH


def code(run: LabelRun, language: str) -> bytes:
    """The whole run for a printer that speaks `language`."""
    return zpl(run) if language == "zpl" else tspl(run)


def zpl(run: LabelRun) -> bytes:
    """One format a label; copies are the printer's own quantity."""
    _on_roll(run)
    return b"".join(_zpl(art, copies, run.dpi) for art, copies in arts_of(run))


def tspl(run: LabelRun) -> bytes:
    """The size once, then one CLS … PRINT a label."""
    roll = _on_roll(run)
    size = f"SIZE {roll.width / 10:g} mm,{roll.height / 10:g} mm\r\nGAP {roll.gap / 10:g} mm,0 mm\r\nDIRECTION 1\r\n"
    return size.encode() + b"".join(_tspl(art, copies, run.dpi) for art, copies in arts_of(run))


def _on_roll(run: LabelRun) -> Roll:
    if not isinstance(run.stock, Roll):
        raise Refused("A label printer takes rolls. Choose a roll, or print the sheet on an office printer.")
    return run.stock


def pictures(art: Art, dpi: int) -> Iterator[tuple[int, int, Raster]]:
    """Everything that is sent as dots, with the place of its upper left corner."""
    for word in art.words:
        ink = rasters.words(word.text, word.size, dpi, bold=word.bold)
        if ink is not None:
            yield max(0, word.x + ink.left), max(0, word.y + ink.top), ink
    if art.square is not None:
        yield art.square.x, art.square.y, rasters.modules(art.square.rows, art.square.module)


# --- ZPL ------------------------------------------------------------------------------------------------------------
def _zpl(art: Art, copies: int, dpi: int) -> bytes:
    lines = [f"^XA^PW{art.width}^LL{art.height}^LH0,0"]
    if art.bars is not None:
        lines.append(_zpl_bars(art.bars))
    for x, y, ink in pictures(art, dpi):
        size = len(ink.bits)
        lines.append(f"^FO{x},{y}^GFA,{size},{size},{ink.stride},{_zpl_rows(ink)}^FS")
    lines.append(f"^PQ{copies}^XZ\n")
    return "\n".join(lines).encode("ascii")


def _zpl_rows(ink: Raster) -> str:
    """Rows in hexadecimal; a comma is "white up to the edge", a colon "as the row before"."""
    said, before = [], ""
    for start in range(0, len(ink.bits), ink.stride):
        row = ink.bits[start : start + ink.stride].hex().upper()
        short = row.rstrip("0")
        said.append(":" if row == before else short + "," if len(short) < len(row) else row)
        before = row
    return "".join(said)


def _zpl_bars(bars: Bars) -> str:
    where = f"^FO{bars.x},{bars.y}^BY{bars.module},3,{bars.height}"
    if bars.kind == "ean13":
        return f"{where}^BEN,{bars.height},N,N^FD{bars.text[:12]}^FS"
    return f"{where}^BCN,{bars.height},N,N,N,N^FH_^FD{zpl_data(bars.text)}^FS"


def zpl_data(text: str) -> str:
    """The text with its start and changes of code set, so that the printer draws the very bars that were measured."""
    said, table = "", ""
    for value in barcodes.code128_values(text):
        if value in _ZPL_TURNS and not (value in (99, 100) and table == _ZPL_TURNS[value][1]):
            said, table = said + _ZPL_TURNS[value][0], _ZPL_TURNS[value][1]
        elif table == "C":
            said += f"{value:02}"
        else:
            said += _ZPL_SIGNS.get(chr(value + 32), chr(value + 32))
    return said


# --- TSPL -----------------------------------------------------------------------------------------------------------
def _tspl(art: Art, copies: int, dpi: int) -> bytes:
    made = [b"CLS\r\n"]
    if art.bars is not None:
        made.append(_tspl_bars(art.bars).encode("ascii"))
    for x, y, ink in pictures(art, dpi):
        white = bytes(255 - byte for byte in ink.bits)  # here a 0 is black
        made.append(f"BITMAP {x},{y},{ink.stride},{ink.height},0,".encode("ascii") + white + b"\r\n")
    made.append(f"PRINT 1,{copies}\r\n".encode("ascii"))
    return b"".join(made)


def _tspl_bars(bars: Bars) -> str:
    """EAN-13 as the printer's bar code; Code 128 bar by bar: printers choose its code sets each in their own way, and
    quotation marks or signs of command in a part number can not go wrong.
    """
    if bars.kind == "ean13":
        narrow = bars.module
        return f'BARCODE {bars.x},{bars.y},"EAN13",{bars.height},0,0,{narrow},{narrow},"{bars.text[:12]}"\r\n'
    return "".join(
        f"BAR {bars.x + start * bars.module},{bars.y},{wide * bars.module},{bars.height}\r\n"
        for start, wide in barcodes.runs(bars.modules)
    )
