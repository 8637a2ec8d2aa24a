"""What a scanner and a person type, for the tests of the wedge."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

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
