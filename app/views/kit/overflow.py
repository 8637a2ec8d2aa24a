"""A row of buttons that never needs more room than there is: what does not fit drops from a last button.

It knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.theme import px


class OverflowRow(QWidget):
    """Buttons side by side. Those that do not fit stand in the list of the last one, under the same words."""

    def __init__(self, *, gap: int = 8, more: str = "") -> None:
        super().__init__()
        self._gap = px(gap)
        self._buttons: list[Button] = []
        self.more = Button(more or tr("More"), "quiet", "ellipsis", act=self._open)
        self.more.setParent(self)
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_buttons(self, buttons: Sequence[Button]) -> None:
        """Shows other buttons, the most important first."""
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = list(buttons)
        for one in self._buttons:
            one.setParent(self)
        for one, two in pairwise([self.more, *self._buttons, self.more]):  # Tab: from where `more` was, it last
            QWidget.setTabOrder(one, two)
        self.updateGeometry()
        self._place()

    def hidden(self) -> list[Button]:
        """Those that stand in the list."""
        return [one for one in self._buttons if one.isHidden()]

    def _place(self) -> None:
        widths = [one.sizeHint().width() for one in self._buttons]
        room = self.width()
        if sum(widths) + self._gap * max(0, len(widths) - 1) > room:
            room -= self.more.sizeHint().width() + self._gap
        x, full = 0, False
        for one, width in zip(self._buttons, widths, strict=True):
            full = full or x + width > room
            one.setHidden(full)
            if not full:
                one.setGeometry(x, (self.height() - one.sizeHint().height()) // 2, width, one.sizeHint().height())
                x += width + self._gap
        self.more.setHidden(not full)
        height = self.more.sizeHint().height()
        self.more.setGeometry(x, (self.height() - height) // 2, self.more.sizeHint().width(), height)
        self.more.raise_()

    def _open(self) -> None:
        picks = [Pick(one, name=one.text().strip(), ticked=one.isChecked()) for one in self.hidden()]
        pick_from(self, picks, lambda one: one.click(), under=self.more)

    def sizeHint(self) -> QSize:
        widths = sum(one.sizeHint().width() + self._gap for one in self._buttons)
        return QSize(widths, px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), px(34))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a word has changed, or the style sheet gave it its size
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
