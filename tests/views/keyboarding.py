"""What a scanner and a person type, for the tests of the wedge."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

START = 1_000_000
CODES = [f"{n:06d}{'ABCxyz-/. '[n % 10]}{n * 7919 % 1000:03d}" for n in range(30)]


def field(text: str = "") -> QLineEdit:
    made = QLineEdit(text)
    made.selectAll()
    return made


def scan(target: QWidget, code: str) -> None:
    QTest.keyClicks(target, code)
    QTest.keyClick(target, Qt.Key.Key_Return)


def type_slowly(target: QWidget, text: str, pause: int = 90) -> None:
    for character in text:
        QTest.keyClicks(target, character)
        QTest.qWait(pause)


def strike(target: QWidget, character: str, at: int, key: Qt.Key = Qt.Key.Key_unknown) -> None:
    """One key with the moment it was struck (ms): how late a busy machine delivers it changes nothing."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
        event.setTimestamp(at)
        QApplication.sendEvent(target, event)


def scan_slowly(target: QWidget, code: str, gap: int, end: str = "\r") -> None:
    """A slow scanner: each key `gap` ms after the one before, by its own clock and by ours."""
    for place, character in enumerate(code):
        strike(target, character, START + place * gap)
        QTest.qWait(gap)
    if end:
        strike(target, end, START + len(code) * gap, Qt.Key.Key_Return)
