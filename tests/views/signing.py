"""A hand with a mouse in the white field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


def _drag(field: QWidget, at: QPointF) -> QMouseEvent:
    """The mouse moves with its left button down."""
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, at, field.mapToGlobal(at), none, left, Qt.KeyboardModifier.NoModifier)


def write(field: QWidget) -> None:
    """Two strokes that last a while."""
    for left in (60, 220):
        QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(left, 60))
        for n in range(1, 25):
            QTest.qWait(10)
            field.mouseMoveEvent(_drag(field, QPointF(left + 4 * n, 60 + 5 * n)))
        QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(left + 100, 185))
