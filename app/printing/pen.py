"""Draws words, rules, bars and pictures in millimetres-turned-points on a reportlab canvas. Knows no form."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.printing import barcodes, fonts, wrapping

MM = 72 / 25.4
LEADING = 1.42  # line height in font sizes
BAR_MODULE = 0.72  # points: 0.254 mm, three dots at 300 dpi, six at 600

# shades of grey, 0 = black
INK = 0.0
QUIET = 0.34
LINE = 0.55
FAINT = 0.78
WASH = 0.955

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Paper:
    """A sheet of paper, in points. `plain`: a needle or label printer, everything black. `body` is the text size."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    body: float = 9.0
    plain: bool = False

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right


def _paper(width: float, height: float, margins: tuple[float, float, float, float], **more: Any) -> Paper:
    left, right, top, bottom = (side * MM for side in margins)
    return Paper(width * MM, height * MM, left, right, top, bottom, **more)


A4 = _paper(210, 297, (18, 16, 12, 10))
A4_LANDSCAPE = _paper(297, 210, (15, 15, 11, 9))
A5_LANDSCAPE = _paper(210, 148, (14, 14, 9, 8), body=8.5)
# 9.5 in wide between tear strips of half an inch: 216 mm are left to print on
HALF = _paper(241, 140, (14.5, 14.5, 8, 7), body=8.5, plain=True)


class Pen:
    """One canvas with our few ways to draw on it. `y` grows upwards, as in PDF; texts stand on their baseline."""

    def __init__(self, canvas: Canvas, paper: Paper) -> None:
        self.canvas = canvas
        self.paper = paper

    def _ink(self, shade: float) -> float:
        return 0.0 if self.paper.plain else shade

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, shade: float = INK,
        align: Align = "left",
    ) -> None:  # fmt: skip
        """One line of printable text; `x` is its left, right or middle as `align` says."""
        if not text:
            return
        if align != "left":
            wide = fonts.width(text, size, bold=bold)
            x -= wide if align == "right" else wide / 2
        self.canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, size)
        self.canvas.setFillGray(self._ink(shade))
        self.canvas.drawString(x, y, text)

    def line(self, x: float, top: float, text: str, size: float, **how: Any) -> float:
        """As `text`, placed by the top of its line; returns the top of the next one."""
        self.text(x, top - baseline(size), text, size, **how)
        return top - size * LEADING

    def lines(self, x: float, top: float, lines: Iterable[str], size: float, **how: Any) -> float:
        """Lines under one another from `top`; returns where they end."""
        for line in lines:
            top = self.line(x, top, line, size, **how)
        return top

    def squeezed(self, x: float, y: float, text: str, size: float, room: float, **how: Any) -> None:
        """One line that must fit `room`: set smaller if need be, and at worst cut with an ellipsis."""
        said = fonts.printable(text).replace("\n", " ")
        bold = bool(how.get("bold"))
        size = wrapping.fit(said, size, room, bold=bold)
        if fonts.width(said, size, bold=bold) > room:
            while said and fonts.width(said + "…", size, bold=bold) > room:
                said = said[:-1]
            said += "…"
        self.text(x, y, said, size, **how)

    def rule(self, x1: float, x2: float, y: float, weight: float = 0.4, shade: float = LINE) -> None:
        """A thin horizontal line."""
        self.stroke(x1, y, x2, y, weight, shade)

    def stroke(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.4, shade: float = LINE) -> None:
        """A straight line."""
        self.canvas.setStrokeGray(self._ink(shade))
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1, y1, x2, y2)

    def box(self, x: float, y: float, wide: float, high: float, weight: float = 0.5, shade: float = LINE) -> None:
        """An empty rectangle; `y` is its lower edge."""
        self.canvas.setStrokeGray(self._ink(shade))
        self.canvas.setLineWidth(weight)
        self.canvas.rect(x, y, wide, high, stroke=1, fill=0)

    def wash(self, x: float, y: float, wide: float, high: float, shade: float = WASH) -> None:
        """A faint ground behind text; none on plain paper."""
        if not self.paper.plain:
            self.canvas.setFillGray(shade)
            self.canvas.rect(x, y, wide, high, stroke=0, fill=1)

    def bars(self, x: float, y: float, modules: str, module: float, high: float) -> None:
        """A bar code as one filled path, so that it stays sharp at any resolution."""
        path = self.canvas.beginPath()
        for start, wide in barcodes.runs(modules):
            path.rect(x + start * module, y, wide * module, high)
        self.canvas.setFillGray(0)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def matrix(self, x: float, y: float, rows: Iterable[Iterable[int]], module: float) -> None:
        """A two-dimensional code, first row on top, as one path; `y` is the upper edge."""
        path = self.canvas.beginPath()
        for depth, row in enumerate(rows):
            for start, wide in barcodes.runs("".join("1" if dark else "0" for dark in row)):
                path.rect(x + start * module, y - (depth + 1) * module, wide * module, module)
        self.canvas.setFillGray(0)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def picture(self, x: float, top: float, content: bytes, wide: float, high: float) -> float:
        """A PNG or JPEG scaled into `wide` × `high`, its upper left corner at (x, top); returns the width it took."""
        reader: Any = ImageReader(io.BytesIO(content))
        across, down = reader.getSize()
        scale = min(wide / across, high / down)
        self.canvas.drawImage(reader, x, top - down * scale, across * scale, down * scale, mask="auto")
        return float(across * scale)


def baseline(size: float) -> float:
    """How far the baseline of a line of text lies under the line's top."""
    return size * (LEADING / 2 + 0.36)


def pdf(paper: Paper, title: str, author: str, made: datetime, draw: Callable[[Pen], None]) -> bytes:
    """A PDF file of what `draw` draws: the same bytes for the same input, dated `made`."""
    fonts.register()
    out = io.BytesIO()
    size = (paper.width, paper.height)
    options: dict[str, Any] = {"pageCompression": 1, "invariant": 1, "initialFontName": fonts.REGULAR}
    canvas: Any = Canvas(out, pagesize=size, **options)
    canvas.setDateFormatter(lambda *_clock: f"D:{made.astimezone(UTC):%Y%m%d%H%M%S}+00'00'")
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject("")
    canvas.setCreator("Counterpart")
    draw(Pen(canvas, paper))
    canvas.save()
    return out.getvalue()
