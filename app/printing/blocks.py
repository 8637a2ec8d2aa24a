"""The parts a form is put together from, besides tables: headings, prose, facts, figures, drawings, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing

from app.core import i18n
from app.core.i18n import N_, tr
from app.core.paper import AuditHead, Signature
from app.printing import wrapping
from app.printing.pen import FAINT, LEADING, LINE, MM, QUIET, Paper, Pen
from app.printing.sheet import SPACER, Strip, said


@dataclass(frozen=True)
class Heading:
    """The name of what follows; never the last thing on a page. `note` stands beside it, quiet."""

    text: str
    note: str = ""

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip, kept with the next."""
        size = paper.body + 2
        lines = wrapping.wrap(self.text, size, paper.room * 0.6, bold=True)

        def draw(pen: Pen, x: float, top: float) -> None:
            pen.lines(x, top, lines, size, bold=True)
            if self.note:
                right = paper.width - paper.right
                y = top - size * (LEADING / 2 + 0.36)
                pen.squeezed(right, y, self.note, paper.body - 1.5, paper.room * 0.38, shade=QUIET, align="right")

        return [Strip(len(lines) * size * LEADING + 1.2 * MM, draw, gap=5 * MM, glued=True)]


@dataclass(frozen=True)
class Prose:
    """Running text; a page break may fall between its lines, but never leaves one line alone."""

    text: str
    size: float = 0.0  # 0 = the paper's body size
    quiet: bool = False
    bullet: str = ""
    gap: float = 1.2 * MM
    clings: bool = False
    glued: bool = False

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip a line; the first two and the last two stay together, all of them if `glued`."""
        size = self.size or paper.body
        indent = size * 1.5 if self.bullet else 0.0
        lines = wrapping.wrap(self.text, size, paper.room - indent)
        shade = QUIET if self.quiet else 0.0

        def draw(line: str, first: bool, pen: Pen, x: float, top: float) -> None:
            if first and self.bullet:
                pen.line(x, top, self.bullet, size, shade=QUIET)
            pen.line(x + indent, top, line, size, shade=shade)

        last = len(lines) - 1
        return [
            Strip(
                size * LEADING,
                partial(draw, line, i == 0),
                gap=self.gap if i == 0 else 0.0,
                glued=self.glued or (i in (0, last - 1) and i < last),
                clings=self.clings,
            )
            for i, line in enumerate(lines)
        ]


@dataclass(frozen=True)
class Fact:
    """A label over a value; `span` columns wide."""

    label: str
    value: str
    span: int = 1
    strong: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels over values in `columns` equal columns; empty values print as a dash."""

    facts: Sequence[Fact]
    columns: int = 4
    gap: float = 2 * MM

    def _rows(self) -> list[list[Fact]]:
        rows: list[list[Fact]] = []
        used = self.columns
        for fact in self.facts:
            if used + fact.span > self.columns:
                rows.append([])
                used = 0
            rows[-1].append(fact)
            used += fact.span
        return rows

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip a row of facts."""
        column = paper.room / self.columns
        small, size = paper.body - 1.5, paper.body + 0.3
        made = []
        for row in self._rows():
            cells, x = [], 0.0
            for fact in row:
                room = column * fact.span - 4 * MM
                labels = wrapping.wrap(fact.label, small, room)
                cells.append((x, labels, wrapping.wrap(fact.value or "—", size, room, bold=fact.strong), fact.strong))
                x += column * fact.span
            over = max(len(labels) for _, labels, _, _ in cells) * small * LEADING
            high = over + max(len(lines) for _, _, lines, _ in cells) * size * LEADING
            draw = partial(self._draw, cells, small, size, over)
            made.append(Strip(high, draw, gap=self.gap))
        return made

    @staticmethod
    def _draw(cells: list[Any], small: float, size: float, over: float, pen: Pen, left: float, top: float) -> None:
        for x, labels, lines, strong in cells:
            pen.lines(left + x, top, labels, small, shade=QUIET)
            pen.lines(left + x, top - over, lines, size, bold=strong)


def whose_car(plate: str, car: str, customer: str, order: str) -> Facts:
    """What a small paper of an order begins with."""
    return Facts(
        [
            Fact(tr(N_("Plate")), plate, strong=True), Fact(tr(N_("Car")), car), Fact(tr(N_("Customer")), customer),
            Fact(tr(N_("Work order")), order),
        ],
        gap=1 * MM,
    )  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number the reader should see first, its name, and a word of explanation."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """A row of large figures between two thin rules; if it `clings`, never on another page than what precedes it."""

    figures: Sequence[Figure]
    clings: bool = False

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip."""
        column = paper.room / len(self.figures)
        small = paper.body - 1.5

        def draw(pen: Pen, left: float, top: float) -> None:
            pen.rule(left, left + paper.room, top, 0.4, FAINT)
            pen.rule(left, left + paper.room, top - 17.5 * MM, 0.4, FAINT)
            for place, figure in enumerate(self.figures):
                x, room = left + place * column, column - 3 * MM
                if place:
                    pen.stroke(x - 2 * MM, top - 3 * MM, x - 2 * MM, top - 14.5 * MM, 0.3, FAINT)
                pen.squeezed(x, top - 4.6 * MM, figure.label, small, room, shade=QUIET)
                pen.squeezed(x, top - 10.6 * MM, figure.value, 14, room, bold=True)
                pen.squeezed(x, top - 14.8 * MM, figure.note, small, room, shade=QUIET)

        return [Strip(17.5 * MM, draw, gap=5 * MM, clings=self.clings)]


@dataclass(frozen=True)
class Picture:
    """A reportlab drawing, as it is."""

    drawing: Drawing
    gap: float = 2 * MM

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip."""
        high = float(self.drawing.height)

        def draw(pen: Pen, left: float, top: float) -> None:
            renderPDF.draw(self.drawing, pen.canvas, left, top - high)

        return [Strip(high, draw, gap=self.gap)]


@dataclass(frozen=True)
class Signatures:
    """Boxes to sign in, filled where somebody has signed already. Never alone on a page: glued to what precedes.

    `flat`: as low as on half a sheet, for a paper of the shop floor that should stay one page.
    """

    boxes: Sequence[Signature]
    zone: str = "Asia/Shanghai"
    flat: bool = False

    def strips(self, paper: Paper) -> list[Strip]:
        """One strip a row of boxes, all kept together."""
        lines = -(-len(self.boxes) // max(1, int(paper.room / (33 * MM))))
        across = -(-len(self.boxes) // lines) if lines else 1  # as many in each row as in the others
        rows = [self.boxes[i : i + across] for i in range(0, len(self.boxes), across)]
        usual = 27 if paper.height > 250 * MM else 20 if paper.height > 145 * MM else 12.5
        high = (12.5 if self.flat else usual) * MM
        above = (6 if high > 13 * MM else 2.5) * MM
        wide = (paper.room - (across - 1) * 3 * MM) / across

        def draw(row: Sequence[Signature], pen: Pen, left: float, top: float) -> None:
            for place, box in enumerate(row):
                self._box(pen, box, (left + place * (wide + 3 * MM), top, wide, high))

        return [
            Strip(high, partial(draw, row), gap=above if i == 0 else 2.5 * MM, clings=True)
            for i, row in enumerate(rows)
        ]

    def _box(self, pen: Pen, box: Signature, place: tuple[float, float, float, float]) -> None:
        x, top, wide, high = place
        inner, room = x + 2.5 * MM, wide - 5 * MM
        low = high < 13 * MM  # a flat box on half a sheet: the name stands beside the role
        role = said(box.role)
        name = tr(N_("{name} (standing in)"), name=box.name) if box.stands_in else box.name
        pen.box(x, top - high, wide, high, 0.5, LINE)
        pen.squeezed(inner, top - 4.6 * MM, role, 8.5, room * 0.5 if low else room, bold=True)
        if box.signed_at is None:
            pen.squeezed(inner, top - high + 2.6 * MM, tr(N_("Date:")), 7.5, room, shade=QUIET)
            pen.rule(inner + 11 * MM, inner + room, top - high + 2.4 * MM, 0.3, LINE)
            if box.name and low:
                pen.squeezed(inner + room, top - 4.6 * MM, name, 8, room * 0.45, shade=QUIET, align="right")
            elif box.name:
                pen.squeezed(inner, top - 9 * MM, name, 8, room, shade=QUIET)
            return
        when = i18n.moment(box.signed_at, zone=self.zone)
        how = [said(box.method)] if box.method else []
        if box.revision is not None:
            how.append(tr(N_("Revision {n}"), n=box.revision))
        if low:
            pen.squeezed(inner + room, top - 4.8 * MM, name, 10, room * 0.48, align="right")
            pen.squeezed(inner, top - high + 2.6 * MM, SPACER.join([when, *how]), 7, room, shade=QUIET)
            return
        if box.image:
            pen.picture(inner, top - 6 * MM, box.image, room, high - 17 * MM)
            pen.squeezed(inner, top - high + 9.6 * MM, name, 9, room)
        else:
            pen.squeezed(inner, top - high / 2 - 1.2 * MM, name, 12, room)
        pen.squeezed(inner, top - high + 5.9 * MM, when, 7.5, room, shade=QUIET)
        pen.squeezed(inner, top - high + 2.4 * MM, SPACER.join(how), 7.5, room, shade=QUIET)


def chain_words(head: AuditHead) -> str:
    """Where the audit chain stood, in words."""
    text = N_("Audit chain, station {station}, entry {seq}: {digest}")
    return tr(text, station=head.station, seq=f"{head.seq:,}", digest=head.digest)
