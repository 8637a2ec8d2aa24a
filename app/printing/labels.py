"""Part labels for label printers: 60×40, 50×30 and 40×30 mm, bars of whole dots. Knows no stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import segno

from app.core import i18n
from app.core.errors import Refused
from app.printing import barcodes, wrapping
from app.printing.pen import LEADING, MM, Paper, Pen, pdf
from app.printing.sheet import said
from app.services.part_labels import PartLabel

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # labels carry no date: the same label is the same file
FEWEST_DOTS = 2  # a bar of one dot smears into its neighbour


@dataclass(frozen=True)
class _Plan:
    """Where things stand on one size of label; sizes in points."""

    paper: Paper
    name: float
    name_lines: int
    code: float
    small: float
    bars: float


def _plan(wide: float, high: float, *sizes: float, lines: int) -> _Plan:
    edge = 2.0 * MM
    paper = Paper(wide * MM, high * MM, edge, edge, 1.6 * MM, 1.6 * MM, plain=True)
    name, code, small, bars = sizes
    return _Plan(paper, name, lines, code, small, bars * MM)


PLANS = {
    "60x40": _plan(60, 40, 9.5, 13, 7.5, 11, lines=2),
    "50x30": _plan(50, 30, 8, 10.5, 6.5, 8, lines=1),
    "40x30": _plan(40, 30, 7.5, 9.5, 6, 8, lines=1),
}


def labels(sheets: PartLabel | Sequence[PartLabel]) -> bytes:
    """One page a label, `copies` of each. Raises Refused if there is none."""
    every = [sheets] if isinstance(sheets, PartLabel) else list(sheets)
    if not every:
        raise Refused("No part is chosen, so there is no label to print. Choose at least one.")
    first = every[0]

    def draw(pen: Pen) -> None:
        for label in every:
            with i18n.language(label.language):
                for _ in range(label.copies):
                    _draw(pen, label)

    return pdf(PLANS[first.size].paper, first.code, "", EPOCH, draw)


def _draw(pen: Pen, label: PartLabel) -> None:
    plan = PLANS[label.size]
    paper = pen.paper = _whole_dots(plan.paper, label.dpi)
    plan = replace(plan, paper=paper)
    pen.canvas.setPageSize((paper.width, paper.height))
    top = _title(pen, label, plan)
    bottom = paper.bottom + plan.small * LEADING + 1.2 * MM
    more = "  ".join(part for part in (label.spec, label.oem) if part)
    modules, module = _bars(label, paper.room)
    if modules:
        pen.squeezed(paper.left, top - plan.small * 0.95, more, plan.small, paper.room)
        if label.barcode and label.barcode != label.code:
            pen.squeezed(paper.width / 2, bottom, label.barcode, 6, paper.room, align="center")
            bottom += 7.5
        x = _on_dot((paper.width - len(modules) * module) / 2, label.dpi)
        pen.bars(x, bottom, modules, module, plan.bars)
    else:
        side = _square(pen, label, bottom, top)
        lines = wrapping.wrap(more, plan.small, paper.room - side)
        depth = int((top - bottom) / (plan.small * LEADING))
        pen.lines(paper.left, top, lines[:depth], plan.small)
    _foot(pen, label, plan)
    pen.canvas.showPage()


def _title(pen: Pen, label: PartLabel, plan: _Plan) -> float:
    """The part number, never cut, then the name; returns the top of what is left."""
    x, room = plan.paper.left, plan.paper.room
    top = plan.paper.height - plan.paper.top
    size = max(plan.small, wrapping.fit(label.code, plan.code, room, bold=True))
    for line in wrapping.wrap(label.code, size, room, bold=True):
        pen.text(x, top - size * 0.95, line, size, bold=True)
        top -= size * 1.25
    lines = wrapping.wrap(label.name, plan.name, room, bold=True)
    if len(lines) > plan.name_lines:
        rest = ("" if i18n.current() == "zh_CN" else " ").join(lines[plan.name_lines - 1 :])
        lines = (*lines[: plan.name_lines - 1], rest)
    for line in lines:
        pen.squeezed(x, top - plan.name * 0.95, line, plan.name, room, bold=True)
        top -= plan.name * 1.25
    return top


def _foot(pen: Pen, label: PartLabel, plan: _Plan) -> None:
    """Bin at the left, quality grade in the middle, pack and unit at the right."""
    paper, y = plan.paper, plan.paper.bottom + plan.small * 0.2
    third = paper.room / 3
    pack = " ".join(part for part in (label.pack, label.unit) if part)
    pen.squeezed(paper.left, y, label.bin, plan.small + 1, third * 1.1, bold=True)
    pen.squeezed(paper.width / 2, y, said(label.grade), plan.small, third * 0.9, align="center")
    pen.squeezed(paper.width - paper.right, y, pack, plan.small, third * 0.9, align="right")


def _whole_dots(paper: Paper, dpi: int) -> Paper:
    """The label as whole dots of the printer: else its picture is stretched by part of a dot, and the bars too."""
    dot = 72 / dpi
    hair = 0.001  # so that rounding up in the renderer does not add a dot
    return replace(paper, width=_on_dot(paper.width, dpi) - hair * dot, height=_on_dot(paper.height, dpi) - hair * dot)


def _on_dot(value: float, dpi: int) -> float:
    dot = 72 / dpi
    return round(value / dot) * dot


def _bars(label: PartLabel, room: float) -> tuple[str, float]:
    """Modules and their width: EAN-13 for a valid GTIN, else Code 128; ("", 0) if the bars would be too thin."""
    text = label.barcode or label.code
    modules = barcodes.ean13(text) or barcodes.code128(text)
    dots = int(room / (72 / label.dpi) / (len(modules) + 2 * barcodes.QUIET)) if modules else 0
    if dots < FEWEST_DOTS:
        return "", 0.0
    return modules, min(dots, 4) * 72 / label.dpi


def _square(pen: Pen, label: PartLabel, bottom: float, top: float) -> float:
    """A QR code under the title at the right, for codes too long for bars; returns the width it takes."""
    rows = [list(row) for row in segno.make(label.barcode or label.code, error="m", micro=False).matrix]
    dot = 72 / label.dpi
    quiet = 2
    module = max(1, int((top - bottom) / dot / (len(rows) + 2 * quiet))) * dot
    side = len(rows) * module
    x = _on_dot(pen.paper.width - pen.paper.right - side, label.dpi)
    pen.matrix(x, _on_dot((top + bottom + side) / 2, label.dpi), rows, module)
    return side + 2 * quiet * module
