"""A score from 1 to 5 as five buttons in a row: a digit sets it and goes on to the next field. Knows no survey."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.core.i18n import tr
from app.views.kit.buttons import Switch
from app.views.kit.controls import Control
from app.views.kit.layout import row

BEST = 5


class ScoreControl(Control):
    """1 to 5, or nothing yet. Keys: 1–5 set and go on, left and right change it, Backspace empties it."""

    def __init__(self) -> None:
        super().__init__()
        self._value: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.buttons = [Switch(str(n), "seg", act=partial(self._pressed, n)) for n in range(1, BEST + 1)]
        for made in self.buttons:
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setFocusProxy(self)
            made.setCheckable(True)
        self.setLayout(row(*self.buttons, None, gap=2))
        self._take_face(self)

    def _take_face(self, face: Any) -> None:
        self.face = face
        face.installEventFilter(self)

    def value(self) -> int | None:
        return self._value

    def put(self, value: Any) -> None:
        self._value = value
        for n, made in enumerate(self.buttons, 1):
            made.setChecked(n == value)
        self.setAccessibleDescription(tr("{n} of 5", n=value) if value else "")

    def editable(self, on: bool) -> None:
        self.setEnabled(on)

    def _pressed(self, n: int | None) -> None:
        self.put(n)
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_5:
            self._pressed(key - Qt.Key.Key_0)
            self.focusNextChild()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = 1 if key == Qt.Key.Key_Right else -1
            self._pressed(min(BEST, max(1, (self._value or 0) + by)))
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._pressed(None)
        else:
            super().keyPressEvent(event)
