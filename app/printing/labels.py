"""Labels as PDF: one page a label for a roll, or sheets of any grid from label n on. Knows no stock of goods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import Text
from app.printing import fonts
from app.printing.label_layout import Art, lay_out
from app.printing.pen import Paper, Pen, pdf
from app.services.part_labels import Grid, Label, LabelRun, Roll, run_of

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # labels carry no date: the same label is the same file
HAIR = 0.001  # dots: so that rounding up in a renderer does not add one


def labels(sheets: Label | Sequence[Label] | LabelRun) -> bytes:
    """A PDF of all labels, `copies` of each. Raises Refused if there is none, or if a code does not fit."""
    run = run_of(sheets)
    arts = list(arts_of(run))
    first = run.labels[0]

    def draw(pen: Pen) -> None:
        if isinstance(run.stock, Grid):
            _sheets(pen, run, run.stock, arts)
        else:
            _roll(pen, arts, 72 / run.dpi)

    return pdf(_paper(run), first.code, "", EPOCH, draw)


def arts_of(run: LabelRun) -> Iterator[tuple[Art, int]]:
    """Each label laid out, with its number of copies."""
    if not run.labels:
        raise Refused("No part is chosen, so there is no label to print. Choose at least one.")
    with i18n.language(run.language):
        for label in run.labels:
            art = lay_out(label, run.stock.width, run.stock.height, run.dpi, run.code)
            if label.copies > 0:
                yield art, label.copies


def notes(run: LabelRun) -> list[Text]:
    """What will come out otherwise than asked, each thing once; raises Refused as printing would."""
    found = [art.note for art, _ in arts_of(run) if art.note is not None]
    return list({str(note): note for note in found}.values())


def sheets_needed(run: LabelRun) -> int:
    """How many sheets (or labels of a roll) the run takes."""
    count = sum(label.copies for label in run.labels)
    if isinstance(run.stock, Roll):
        return count
    each = run.stock.rows * run.stock.columns
    return -(-(count + min(max(run.start, 1), each) - 1) // each)


def _paper(run: LabelRun) -> Paper:
    """The page in whole dots of the printer: else its picture is stretched by part of a dot, and the bars too."""
    stock, dot = run.stock, 72 / run.dpi
    wide, high = (stock.page_width, stock.page_height) if isinstance(stock, Grid) else (stock.width, stock.height)
    width, height = ((round(side / 254 * run.dpi) - HAIR) * dot for side in (wide, high))
    return Paper(width, height, 0, 0, 0, 0, plain=True)


def _stamp(pen: Pen, art: Art, across: int, down: int, dot: float) -> None:
    """A label, its upper left corner `across` and `down` dots from the page's; its code is one path."""
    canvas, high = pen.canvas, pen.paper.height
    canvas.setFillGray(0)
    for word in art.words:
        canvas.setFont(fonts.BOLD if word.bold else fonts.REGULAR, word.size)
        canvas.drawString((across + word.x) * dot, high - (down + word.y) * dot, word.text)
    path = canvas.beginPath()
    for x, y, wide, tall in art.dark():
        path.rect((across + x) * dot, high - (down + y + tall) * dot, wide * dot, tall * dot)
    canvas.drawPath(path, stroke=0, fill=1)


def _roll(pen: Pen, arts: Sequence[tuple[Art, int]], dot: float) -> None:
    for art, copies in arts:
        for _ in range(copies):
            _stamp(pen, art, 0, 0, dot)
            pen.canvas.showPage()


def _sheets(pen: Pen, run: LabelRun, grid: Grid, arts: Sequence[tuple[Art, int]]) -> None:
    """Row by row from the start label on; a new sheet when one is full."""
    grid.check()
    each = grid.rows * grid.columns
    if not 1 <= run.start <= each:
        raise Refused("The sheet has {count} labels: start at one of them.", where="start", count=each)
    place = run.start - 1
    for art, copies in arts:
        for _ in range(copies):
            if place == each:
                pen.canvas.showPage()
                place = 0
            row, column = divmod(place, grid.columns)
            x = grid.left + column * (grid.width + grid.gap_x)
            y = grid.top + row * (grid.height + grid.gap_y)
            _stamp(pen, art, round(x / 254 * run.dpi), round(y / 254 * run.dpi), 72 / run.dpi)
            place += 1
    pen.canvas.showPage()


def single(label: Label, run: LabelRun) -> bytes:
    """A picture of one label alone, for the preview: as on a roll, whatever the run is printed on."""
    stock = Roll(run.stock.width, run.stock.height)
    return labels(replace(run, labels=(replace(label, copies=1),), stock=stock))
