"""The side panel of a list: what the counter is asked a hundred times a day, answered without opening anything.

It knows no part and no document. Labels come as msgids, titles and values as they are.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.screen import CellKind, Fact, Peek, PeekTable
from app.views.kit.cells import Cell, paint_cell, ready, width_of
from app.views.kit.chips import Chip
from app.views.kit.keycap import KeyCap
from app.views.kit.labels import text
from app.views.kit.layout import Item, clear, col, grid, row, rule, scroll
from app.views.kit.states import Plain
from app.views.kit.theme import px

WIDTH = 284


def shown(kind: CellKind, value: object) -> str:
    """A value of a kind as words."""
    return ready(kind)(value).spoken() if value is not None else "–"


class CellLabel(QWidget):
    """One cell of a kind as a widget of its own: a bin as shelf label, a state as chip."""

    def __init__(self, kind: CellKind, cell: Cell) -> None:
        super().__init__()
        self._kind, self._cell = kind, cell
        self.setAccessibleName(cell.spoken())
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(width_of(self._kind, self._cell) - px(12), px(25))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        paint_cell(p, self.rect(), self._kind, self._cell)
        p.end()


class PeekPanel(QFrame):
    """Title, chips, large figures, facts and small tables of the chosen row; it scrolls inside itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("peek")
        self.setProperty("kind", "card")
        self.setFixedWidth(px(WIDTH))
        self._content = QWidget()
        self._column: QVBoxLayout = col(gap=7)
        self._content.setLayout(self._column)
        self.foot = row(gap=6)
        self.setLayout(col(scroll(self._content), self.foot, gap=9, margins=(14, 12, 14, 12), stretch=0))
        self.show_peek(None)

    def show_peek(self, peek: Peek | None) -> None:
        """Shows an answer; None = nothing is chosen."""
        clear(self._column)
        if peek is None:
            self._column.addWidget(Plain(tr("Choose a row to see more of it.")))
            self.setAccessibleName(tr("Preview"))
            return
        self.setAccessibleName(f"{peek.title} {peek.subtitle}")
        for part in _parts(peek):
            if isinstance(part, QWidget):
                self._column.addWidget(part)
            elif part is not None and not isinstance(part, int):
                self._column.addLayout(part)
        self._column.addStretch(1)


def _parts(peek: Peek) -> list[Item]:
    head = row(text(peek.title, "section", wrap=True), KeyCap("Space"), gap=8, stretch=0)
    parts: list[Item] = [head]
    if peek.subtitle:
        parts.append(text(peek.subtitle, wrap=True))
    chips = [Chip(tr(label), family) for label, family in peek.chips]
    parts += [row(*line, None) for line in _side_by_side(chips)]
    if peek.figures:
        parts += [rule(), row(*(_figure(fact) for fact in peek.figures), None, gap=24)]
    if peek.facts:
        parts += [
            rule(),
            grid([[_fact(fact) for fact in peek.facts[at : at + 2]] for at in range(0, len(peek.facts), 2)]),
        ]
    for table in peek.tables:
        if table.rows:
            parts += [rule(), text(tr(table.label), "section"), _table(table)]
    return parts


def _side_by_side(chips: list[Chip]) -> list[list[Chip]]:
    """As many in a line as have room: none is cut, whatever the language."""
    lines: list[list[Chip]] = []
    left = 0
    for chip in chips:
        wide = chip.sizeHint().width() + px(8)
        if wide > left:
            lines.append([])
            left = px(WIDTH - 28 - 12)
        lines[-1].append(chip)
        left -= wide
    return lines


def _figure(fact: Fact) -> QVBoxLayout:
    """A large figure, its unit small beside it."""
    cell = ready(fact.kind)(fact.value)
    figure = row(text(cell.text, "figure", fact.tone), gap=4)
    if cell.unit:
        figure.addWidget(text(cell.unit, "muted"), 0, Qt.AlignmentFlag.AlignBottom)
    figure.addStretch(1)
    return col(text(tr(fact.label), "label"), figure, gap=0)


def _fact(fact: Fact) -> QVBoxLayout:
    value = text(shown(fact.kind, fact.value), "strong" if fact.tone else "body", fact.tone, wrap=True)
    return col(text(tr(fact.label), "label"), value, gap=2)


def _table(table: PeekTable) -> QWidget:
    made = QWidget()
    cells = [
        [_small(kind, value, wrap=at == 1) for at, (kind, value) in enumerate(zip(table.kinds, line, strict=True))]
        for line in table.rows
    ]
    lines = grid(cells, hgap=10, vgap=3)
    if len(table.kinds) > 1:
        lines.setColumnStretch(1, 1)
    made.setLayout(lines)
    made.setAccessibleName(tr(table.label))
    return made


def _small(kind: CellKind, value: object, *, wrap: bool) -> QWidget:
    if value is not None and kind in ("bin", "state", "plate"):
        return CellLabel(kind, ready(kind)(value))
    return text("" if value is None else shown(kind, value), wrap=wrap)
