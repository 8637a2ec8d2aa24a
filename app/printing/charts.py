"""Bar and Pareto charts, drawn once for paper and screen alike. Knows no document, no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor

from app.printing import fonts, pages, wrapping
from app.printing.pen import Paper, Pen, pdf

Anchor = Literal["start", "middle", "end"]

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # a chart on screen carries no date


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length (any unit, not negative) and the words at its end."""

    label: str
    value: int
    text: str = ""


@dataclass(frozen=True)
class Palette:
    """Colours as 0xRRGGBB. `ground` None = whatever lies beneath."""

    ink: int
    quiet: int
    line: int
    bar: int
    accent: int
    ground: int | None = None


PAPER = Palette(ink=0x000000, quiet=0x565656, line=0xB4B4B4, bar=0x5A5A5A, accent=0x000000)
LIGHT = Palette(ink=0x18212F, quiet=0x465365, line=0xD6DDE6, bar=0x1B57C9, accent=0x7D4A00, ground=0xFFFFFF)
DARK = Palette(ink=0xE7ECF3, quiet=0xB3BFCD, line=0x2D3945, bar=0x8FB8FF, accent=0xF3C35B, ground=0x1B232D)


def _color(value: int) -> Color:
    return HexColor(value)


def _word(
    x: float, y: float, text: str, size: float, color: int, anchor: Anchor = "start", *, bold: bool = False
) -> String:
    font = fonts.BOLD if bold else fonts.REGULAR
    return String(x, y, text, fontName=font, fontSize=size, fillColor=_color(color), textAnchor=anchor)


def _block(x: float, y: float, wide: float, high: float, color: int) -> Rect:
    block = Rect(x, y, wide, high)
    block.fillColor, block.strokeColor = _color(color), None
    return block


def _line(x1: float, y1: float, x2: float, y2: float, color: int, weight: float = 0.4) -> Line:
    return Line(x1, y1, x2, y2, strokeColor=_color(color), strokeWidth=weight)


def _short(text: str, size: float, room: float) -> str:
    """`text`, cut with an ellipsis where it would run out of `room`."""
    said = fonts.printable(text).replace("\n", " ")
    if fonts.width(said, size) <= room:
        return said
    while said and fonts.width(said + "…", size) > room:
        said = said[:-1]
    return said.rstrip() + "…"


def bars(items: Sequence[Bar], width: float, palette: Palette = PAPER, *, size: float = 8.0) -> Drawing:
    """Lying bars, one under the other, names at the left and words at the end. As high as it needs, in points."""
    fonts.register()
    step = size * 2.1
    high = max(1, len(items)) * step
    names = min(width * 0.34, max((fonts.width(fonts.printable(item.label), size) for item in items), default=0) + 8)
    words = max((fonts.width(fonts.printable(item.text), size) for item in items), default=0) + 8
    room = max(1.0, width - names - words)
    most = max((item.value for item in items), default=0) or 1
    drawing = _sheet(width, high, palette)
    for place, item in enumerate(items):
        y = high - (place + 1) * step
        text = y + step / 2 - 0.36 * size
        drawing.add(_word(0, text, _short(item.label, size, names - 6), size, palette.ink))
        long = room * item.value / most
        if item.value:
            tall = size * 1.15
            drawing.add(_block(names, y + (step - tall) / 2, max(0.6, long), tall, palette.bar))
        drawing.add(_word(names + long + 5, text, fonts.printable(item.text), size, palette.quiet))
    drawing.add(_line(names, 0, names, high, palette.line, 0.6))
    return drawing


def pareto(
    items: Sequence[Bar], width: float, height: float, palette: Palette = PAPER, *, size: float = 8.0
) -> Drawing:
    """Standing bars, largest first, with the line of their running share of the whole (0 to 100 %)."""
    fonts.register()
    ordered = sorted(items, key=lambda item: -item.value)
    total = sum(item.value for item in ordered)
    drawing = _sheet(width, height, palette)
    foot, head, right = size * 3.4, size * 2.0, size * 3.6
    across, tall = width - right, height - foot - head
    for share in (0, 50, 100):
        y = foot + tall * share / 100
        drawing.add(_line(0, y, across, y, palette.line))
        drawing.add(_word(width, y - 0.36 * size, f"{share}%", size, palette.quiet, "end"))
    if not total:
        return drawing
    column = across / len(ordered)
    points: list[float] = []
    running = 0
    for place, item in enumerate(ordered):
        middle = (place + 0.5) * column
        drawing.add(_column(item, total, (middle, column, foot, tall), palette, size))
        running += item.value
        points += [middle, foot + tall * running / total]
    drawing.add(PolyLine(points, strokeColor=_color(palette.accent), strokeWidth=1.0))
    for x, y in zip(points[::2], points[1::2], strict=True):
        drawing.add(Circle(x, y, 1.6, fillColor=_color(palette.accent), strokeColor=None))
    return drawing


def _column(item: Bar, total: int, place: tuple[float, float, float, float], palette: Palette, size: float) -> Group:
    middle, column, foot, tall = place
    wide = min(column * 0.56, size * 5)
    high = tall * item.value / total
    group = Group()
    if item.value:
        group.add(_block(middle - wide / 2, foot, wide, high, palette.bar))
    if item.text:  # in a tall bar, where the line does not cross it; else above
        within = high > size * 2
        ground = 0xFFFFFF if palette.ground is None else palette.ground
        y, ink = (foot + high - size * 1.4, ground) if within else (foot + high + 2, palette.quiet)
        group.add(_word(middle, y, fonts.printable(item.text), size, ink, "middle"))
    lines = list(wrapping.wrap(item.label, size, column - 4))
    if len(lines) > 2:
        lines = [lines[0], _short("".join(lines[1:]), size, column - 4)]
    for depth, line in enumerate(lines):
        group.add(_word(middle, foot - (depth + 1) * size * 1.35, line, size, palette.ink, "middle"))
    return group


def _sheet(width: float, height: float, palette: Palette) -> Drawing:
    # by itself reportlab begins each drawing by naming Helvetica, which would be the one font not embedded
    drawing = Drawing(width, height, initialFontName=fonts.REGULAR)
    if palette.ground is not None:
        drawing.add(_block(0, 0, width, height, palette.ground))
    return drawing


def png(drawing: Drawing, scale: float = 1.0) -> bytes:
    """The drawing as a PNG picture, `scale` pixels a point: for the screen, never for paper."""

    def draw(pen: Pen) -> None:
        renderPDF.draw(drawing, pen.canvas, 0, 0)
        pen.canvas.showPage()

    file = pdf(Paper(drawing.width, drawing.height, 0, 0, 0, 0), "", "", EPOCH, draw)
    return pages.png(file, dpi=round(72 * scale))
