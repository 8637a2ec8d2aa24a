"""F1: every key that works here, in two columns over the room. Esc, F1 or a click closes it. Knows no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid

from app.core.i18n import tr
from app.views.kit.keyline import Key, KeyCap
from app.views.kit.labels import text
from app.views.kit.layout import Cell, col, frame, grid, row, rule, scroll
from app.views.kit.theme import px

COLUMNS = 2


class KeysOverlay(QFrame):
    """A card in the middle of the window; the room behind it stays as it is."""

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self._before: QWidget | None = None
        self.setObjectName("keys")
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("All keys"))
        self.hide()

    def open_keys(self, keys: Sequence[Key]) -> None:
        """Lists the keys; the room's own stand first. Open already = closes."""
        for other in self._home.findChildren(KeysOverlay):
            if other is not self and other.isVisible():
                other.close_keys()
                self.deleteLater()
                return
        known = list({key.combo: key for key in reversed(keys)}.values())[::-1]
        half = -(-len(known) // COLUMNS)
        rows: list[list[Cell]] = []
        for at in range(half):
            cells: list[Cell] = []
            for number in (at, at + half):
                if number < len(known):
                    cells += [row(KeyCap(known[number].combo), None), text(known[number].what)]
            rows.append(cells)
        lines = grid(rows, hgap=12, vgap=8)
        lines.setColumnMinimumWidth(1, px(220))
        lines.setColumnMinimumWidth(3, px(220))
        head = row(text(tr("All keys"), "title"), None, KeyCap("Esc"), text(tr("Close"), "caption"), gap=8)
        self.setLayout(col(head, rule(), scroll(frame(lines)), gap=12, margins=(24, 16, 24, 20), stretch=2))
        self._before = QApplication.focusWidget()
        self._home.installEventFilter(self)
        wanted = lines.sizeHint().height() + px(100)
        self.resize(min(px(760), self._home.width() - px(48)), min(wanted, self._home.height() - px(48)))
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_keys(self) -> None:
        """Goes, and gives the focus back."""
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def _place(self) -> None:
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
