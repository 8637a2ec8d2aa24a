"""Tickets in the language of receipt printers (ESC/POS), or as a picture of them. Knows no port and no shop.

The bytes are python-escpos's; Chinese words we send ourselves: the library leaves out the printer's Chinese mode and
writes characters that common printers do not know. A line that GBK can not say, and every code, is sent as a picture.
"""

from __future__ import annotations

import logging
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from PIL import Image, ImageDraw

from app.printing import barcodes, fonts, rasters
from app.printing.tickets import COLUMNS, DOTS, Bars, Line, Rule, Square, Ticket, lines, width

HIGH = 24  # dots of a line of text; a column is 12 wide
LEADING = 30  # from line to line
DPI = 203
BARS_HIGH = 64
MODULE = {"bars": 2, "square": 6}  # dots
PROFILE = "TM-T20II"  # what nearly all others imitate; the library prints a remark where it knows no width
EDGE = 32  # dots of white at each side
FEED = 4  # lines between the last row and the knife


@dataclass(frozen=True)
class Machine:
    """A receipt printer: paper in mm, whether words go as GBK text or as dots, and whether it has a knife."""

    paper: int = 80
    words: Literal["gbk", "picture"] = "gbk"
    cuts: bool = True


@cache
def _library() -> Any:
    """python-escpos, loaded with the first ticket. Its import sets up the root log and keeps a pickle of its list of
    printers in a folder that stays: neither is wanted here.
    """
    root, name = logging.getLogger(), "ESCPOS_CAPABILITIES_PICKLE_DIR"
    handlers, before = list(root.handlers), os.environ.get(name)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[name] = folder
        try:
            from escpos.printer import Dummy
        finally:
            root.handlers[:] = handlers
            if before is None:
                del os.environ[name]
            else:
                os.environ[name] = before
    return Dummy


def code(ticket: Ticket, machine: Machine) -> bytes:
    """The ticket as ESC/POS, ended by a cut."""
    out = _library()(profile=PROFILE)
    out._raw(b"\x1b@")
    for row in ticket:
        if isinstance(row, (Bars, Square)):
            _picture(out, _coded(row, machine) if isinstance(row, Bars) else _square(row.text, machine))
        elif isinstance(row, Rule):
            out._raw(b"-" * COLUMNS[machine.paper] + b"\n")
        else:
            for line in lines(row, COLUMNS[machine.paper]):
                _words(out, line, machine)
    out._raw(b"\n" * FEED)
    if machine.cuts:
        out.cut(feed=False)
    return bytes(out.output)


def _words(out: Any, line: Line, machine: Machine) -> None:
    try:
        raw = line.text.encode("gbk")
    except UnicodeEncodeError:
        raw = b""
    if line.text and (machine.words == "picture" or not raw):
        _picture(out, _drawn(line, machine))
        return
    out.set(
        align=line.align, bold=line.bold, double_width=line.big, double_height=line.big, normal_textsize=not line.big
    )
    out._raw(b"\x1c&\x1c!" + (b"\x0c" if line.big else b"\x00"))  # Chinese mode, and its own size
    out._raw(raw + b"\n")
    out._raw(b"\x1c.")


def _picture(out: Any, image: Image.Image) -> None:
    out.set(align="left")
    out.image(image, impl="bitImageRaster", center=False)


# --- dots -----------------------------------------------------------------------------------------------------------
def picture(ticket: Ticket, machine: Machine) -> Image.Image:
    """The whole ticket as it comes out, for the preview: black on white, with the edges no head reaches."""
    parts = [part for row in ticket for part in _rows(row, machine)]
    whole = Image.new("1", (DOTS[machine.paper] + 2 * EDGE, sum(p.height for p in parts) + 2 * LEADING), 1)
    y = LEADING
    for part in parts:
        whole.paste(part, (EDGE, y))
        y += part.height
    return whole


def _rows(row: Any, machine: Machine) -> list[Image.Image]:
    if isinstance(row, Bars):
        return [_coded(row, machine)]
    if isinstance(row, Square):
        return [_square(row.text, machine)]
    if isinstance(row, Rule):
        blank = _blank(machine, LEADING)
        ImageDraw.Draw(blank).line((0, LEADING // 2, DOTS[machine.paper], LEADING // 2), fill=0)
        return [blank]
    return [_drawn(line, machine) for line in lines(row, COLUMNS[machine.paper])]


def _blank(machine: Machine, high: int) -> Image.Image:
    return Image.new("1", (DOTS[machine.paper], high), 1)


def _drawn(line: Line, machine: Machine) -> Image.Image:
    """A line of words, each character in its column, as the printer itself would set it."""
    scale = 2 if line.big else 1
    image = _blank(machine, LEADING * scale)
    at = {"left": 0, "center": 1, "right": 2}[line.align] * (DOTS[machine.paper] - _across(line.text) * scale) // 2
    for char in fonts.printable(line.text):
        ink = rasters.words(char, HIGH * scale * 72 / DPI * 0.92, DPI, bold=line.bold or line.big)
        if ink is not None:
            spare = max(0, (_across(char) * scale - ink.width) // 2)
            _stamp(image, ink, at + spare, HIGH * scale - 2 * scale)
        at += _across(char) * scale
    return image


def _across(text: str) -> int:
    return width(text) * HIGH // 2


def _stamp(image: Image.Image, ink: rasters.Raster, x: int, baseline: int) -> None:
    mask = Image.frombytes("1", (ink.width, ink.height), ink.bits)
    image.paste(0, (x, baseline + ink.top), mask)


def _square(text: str, machine: Machine) -> Image.Image:
    ink = rasters.modules(barcodes.qr(text), MODULE["square"])
    image = _blank(machine, ink.height + 2 * LEADING)
    _stamp(image, ink, (DOTS[machine.paper] - ink.width) // 2, LEADING)
    return image


def _coded(row: Bars, machine: Machine) -> Image.Image:
    """Bars as dots, so that every printer draws the very modules that were measured; their text below."""
    modules, said = barcodes.code128(row.text), _drawn(Line(row.text, "center"), machine)
    wide = len(modules) * MODULE["bars"]
    if not modules or wide + 2 * barcodes.QUIET * MODULE["bars"] > DOTS[machine.paper]:
        square = _square(row.text, machine)
        square.paste(said, (0, square.height - LEADING))
        return square
    image = _blank(machine, BARS_HIGH + 2 * LEADING)
    draw, left = ImageDraw.Draw(image), (DOTS[machine.paper] - wide) // 2
    for start, many in barcodes.runs(modules):
        x = left + start * MODULE["bars"]
        draw.rectangle((x, LEADING // 2, x + many * MODULE["bars"] - 1, LEADING // 2 + BARS_HIGH), fill=0)
    image.paste(said, (0, BARS_HIGH + LEADING // 2 + 2))
    return image
