"""The room alone on the whole screen, larger if it is looked at from afar. Knows the frame's parts, no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

from app.views.kit import theme
from app.views.kit.watch import watch

TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin)


class Wall(QObject):
    """Hides what stands around a room and gives it the screen; `zoom` enlarges everything in per cent meanwhile.

    A board on the wall goes on when nobody touches it for long; the next touch is then `touched` and does nothing else.
    """

    touched = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._look, self._guarded = window, theme.look(), False
        self._hidden: Sequence[QWidget] = ()
        self._was = Qt.WindowState.WindowNoState
        self.on = False

    def rise(self, around: Sequence[QWidget], zoom: int) -> None:
        """Full screen without `around`."""
        self.on, self._look, self._hidden = True, theme.look(), around
        for one in around:
            one.hide()
        shell = self._window.window()
        self._was = shell.windowState()
        shell.setWindowState(self._was | Qt.WindowState.WindowFullScreen)
        if zoom != 100:
            theme.apply(replace(self._look, zoom=round(self._look.zoom * zoom / 100)))

    def fall(self) -> None:
        """As it was before."""
        if not self.on:
            return
        self.on = False
        self._unguard()
        if theme.look() != self._look:
            theme.apply(self._look)
        self._window.window().setWindowState(self._was)
        for one in self._hidden:
            one.show()

    def guard(self) -> None:
        """Nobody was here for a while: who touches it now has to say who he is."""
        if not self._guarded:
            self._guarded = True
            watch().add(self._touched, QKeyEvent, QMouseEvent, QTouchEvent)

    def _unguard(self) -> None:
        if self._guarded:
            watch().remove(self._touched)
        self._guarded = False

    def _touched(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in TOUCHES:
            return False
        self._unguard()
        self.touched.emit()
        return True
