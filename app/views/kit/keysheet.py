"""F1: every key that works here, over the room, with help beside them. Esc, F1 or a click elsewhere closes it.

Knows no room.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QWidget
from shiboken6 import isValid

from app.core.i18n import tr
from app.views.kit.keycap import KeyCap
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import Cell, col, frame, grid, row, rule, scroll
from app.views.kit.theme import px

WIDE, TALL, KEYS, CAPS, EDGE = 1120, 680, 348, 96, 48


class KeysOverlay(QFrame):
    """A card in the middle of the window; the room behind it stays as it is."""

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self._before: QWidget | None = None
        self.setObjectName("keys")
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Keys and help"))
        self.hide()

    def open_keys(self, here: Sequence[Key], everywhere: Sequence[Key] = (), beside: QWidget | None = None) -> None:
        """Lists the keys, those of the room first; `beside` is the help. Open already = closes."""
        for other in self._home.findChildren(KeysOverlay):
            if other is not self and other.isVisible():
                other.close_keys()
                self.deleteLater()
                return
        own = {key.combo: key for key in reversed(here)}
        groups = [(tr("Keys of this room"), list(own.values())[::-1]),
                  (tr("Keys everywhere"), [key for key in everywhere if key.combo not in own])]  # fmt: skip
        lists = [item for title, keys in groups if keys for item in (text(title, "section"), key_rows(keys), 12)]
        keys = scroll(frame(col(*lists, None, gap=8, margins=(0, 0, 12, 0))), name="keys.list")
        keys.setMinimumWidth(px(KEYS))
        head = row(text(tr("Keys and help"), "title"), None, KeyCap("Esc"), text(tr("Close"), "caption"), gap=8)
        parts = (keys,) if beside is None else (keys, rule(vertical=True), beside)
        self.setLayout(col(head, rule(), row(*parts, gap=16, stretch=len(parts) - 1), gap=12,
                           margins=(24, 16, 24, 20), stretch=2))  # fmt: skip
        self._before = QApplication.focusWidget()
        self._home.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        (beside or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_keys(self) -> None:
        """Goes, and gives the focus back."""
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def _place(self) -> None:
        edge = px(EDGE)
        self.resize(min(px(WIDE), self._home.width() - edge), min(px(TALL), self._home.height() - edge))
        self.move((self._home.width() - self.width()) // 2, (self._home.height() - self.height()) // 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress and self.isVisible():
            self.close_keys()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_keys()
        else:
            super().keyPressEvent(event)


def key_rows(keys: Sequence[Key]) -> QLayout:
    """Each key as a cap, and beside it what it does."""
    rows: list[list[Cell]] = [[row(KeyCap(key.combo), None), text(key.what, wrap=True)] for key in keys]
    lines = grid(rows, hgap=12, vgap=8)
    lines.setColumnMinimumWidth(0, px(CAPS))
    lines.setColumnStretch(1, 1)
    return lines
