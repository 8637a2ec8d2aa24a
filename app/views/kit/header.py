"""The titles of a list's columns. It knows the list it heads, and nothing of what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView

from app.views.kit.cells import FIGURES, LEFT, PADDING, RIGHT
from app.views.kit.icons import paint_icon
from app.views.kit.theme import colour, font, metrics, px

if TYPE_CHECKING:
    from app.views.kit.table import Table

ONE_LINE, TWO_LINES = 32, 44
TIGHT = 4  # padding of cells where the columns would not fit otherwise


class Header(QHeaderView):
    """Column titles: the sorted one is dark with an arrow, the cursor's column underlined while the table is used."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(px(32))
        self._folded, self.pad = False, PADDING
        self.setFixedHeight(px(ONE_LINE))

    def fold(self, on: bool) -> None:
        """Titles of several words on two lines and less air: where the columns would not fit otherwise."""
        if on != self._folded:
            self._folded, self.pad = on, TIGHT if on else PADDING
            self.setFixedHeight(px(TWO_LINES if on else ONE_LINE))

    def paintSection(self, p: QPainter, r: QRect, section: int) -> None:
        column = self._table.rows.columns[section]
        key, _, down = self._table.sorted_column()
        here = key == column.name
        p.fillRect(r, colour("surface"))
        p.fillRect(QRect(r.left(), r.bottom(), r.width(), 1), colour("edge"))
        if self._table.hasFocus() and self._table.currentIndex().column() == section:
            p.fillRect(QRect(r.left(), r.bottom() - 1, r.width(), 2), colour("accent_ink"))
        inner = r.adjusted(px(self.pad), 0, -px(self.pad), 0)
        label = self._table.rows.labels[section]
        if self._folded and _wide(label) > inner.width():
            label = folded(label)
        p.setFont(font("caption_bold" if here else "caption"))
        p.setPen(colour("ink" if here else "ink2"))
        right = column.kind in FIGURES
        p.drawText(inner, RIGHT if right else LEFT, label)
        if here:
            wide = _wide(label)
            x = inner.right() - wide - px(13) if right else inner.left() + wide + px(2)
            paint_icon(p, x, r.center().y() - px(6), "arrow-down" if down else "arrow-up", 12, "ink")

    def needed(self, section: int, fold: bool = False) -> int:
        """Width of a title with its arrow, in px."""
        label = self._table.rows.labels[section]
        return _wide(folded(label) if fold else label) + px(2 * PADDING + 6)


def _wide(label: str) -> int:
    return max(metrics("caption_bold").horizontalAdvance(line) for line in label.split("\n"))


def folded(label: str) -> str:
    """A title on two lines, broken where it becomes narrowest: between words, Chinese between any two characters."""
    gap = " " if label.isascii() else ""
    words = label.replace(" *", "\u00a0*").split(" ") if gap else list(label)  # the star stays with its word
    ways = [gap.join(words[:n]) + "\n" + gap.join(words[n:]) for n in range(1, len(words))]
    return min(ways, key=_wide, default=label)
