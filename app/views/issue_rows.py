"""The lines of a slip as they are walked: bin, part, state and how many of how many, 74 px each. Knows no slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.views.kit.cells import LEFT, RIGHT, words
from app.views.kit.chips import bin_width, chip_width, paint_bin, paint_chip
from app.views.kit.paint import line_h
from app.views.kit.theme import colour, metrics, px
from app.views.scan_rows import EntryView, Index

HEIGHT, LEAST_BIN = 74, 116


@dataclass(frozen=True)
class PickRow:
    """One line: key, shelf label, name, number with what else is to be told, (word, family) of its state, `done` of
    `want` in `unit`, and whether it is the next one to go to or all there."""

    key: Any
    bin: str
    name: str
    detail: str
    chip: tuple[str, str]
    done: str
    want: str
    unit: str = ""
    next: bool = False
    full: bool = False

    def spoken(self) -> str:
        """The row for a screen reader."""
        return f"{self.bin} {self.name} {self.detail} {self.chip[0]} {self.done} / {self.want} {self.unit}".strip()


class PickPainter(QStyledItemDelegate):
    """Paints a line; shelf labels, states and figures stand below each other."""

    def __init__(self, view: PickView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(200), px(HEIGHT))

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PickRow = index.model().entries[index.row()]  # type: ignore[attr-defined]
        r = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        p.fillRect(r, colour("select" if chosen else "accent_soft" if row.next else "surface"))
        if row.next or chosen:
            p.fillRect(QRect(r.left(), r.top(), px(4), r.height()), colour("accent_ink"))
        line_h(p, r.left(), r.bottom(), r.width(), colour("line"))
        inner = r.adjusted(px(18), 0, -px(18), 0)
        middle = inner.center().y() + 0.5
        if row.bin:
            paint_bin(p, inner.left(), middle, row.bin, "scan_bold")
        inner.setLeft(inner.left() + self._view.bins + px(20))
        self._figures(p, inner, row)
        chip, family = row.chip
        paint_chip(p, inner.right() - self._view.chips, middle, chip, family)
        inner.setRight(inner.right() - self._view.chips - px(14))
        upper = QRect(inner.left(), r.center().y() - px(27), inner.width(), px(30))
        words(p, upper, row.name, "ink", LEFT, "title", elide=True)
        words(p, upper.translated(0, px(29)), row.detail, "ink2", LEFT, "body", elide=True)

    def _figures(self, p: QPainter, r: QRect, row: PickRow) -> None:
        """ "1 / 2" with its unit; moves the right edge of what remains."""
        tone = "ok" if row.full else "ink"
        words(p, r, row.unit, "ink2", RIGHT, "body")
        number = r.adjusted(0, 0, -self._view.units - px(8), 0)
        words(p, number, f"{row.done} / {row.want}", tone, RIGHT, "figure")
        r.setRight(r.right() - self._view.units - px(8) - self._view.figures - px(18))


class PickView(EntryView):
    """The lines on screen; the next one is always in sight."""

    def __init__(self) -> None:
        super().__init__("issue.lines", height=HEIGHT)
        self.bins = self.chips = self.units = self.figures = 0
        self.setItemDelegate(PickPainter(self))

    def tell_lines(self, rows: Sequence[PickRow], show: Any = None) -> None:
        """Shows these lines and brings the one with the key `show` into sight."""
        self.bins = max([px(LEAST_BIN), *(bin_width(r.bin, "scan_bold") for r in rows)])
        self.chips = max((chip_width(r.chip[0]) for r in rows), default=0)
        self.units = max((metrics("body").horizontalAdvance(r.unit) for r in rows), default=0)
        figures = (metrics("figure").horizontalAdvance(f"{r.done} / {r.want}") for r in rows)
        self.figures = max([px(96), *figures])
        self.tell(rows)  # type: ignore[arg-type]
        at = next((i for i, row in enumerate(rows) if row.key == show), None)
        if at is not None:
            self.scrollTo(self.rows.index(at))
