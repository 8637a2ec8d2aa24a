"""The one watch over all keys: shut while something is built, awake as soon as somebody can press a key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.views.kit.tasks import Tasks
from app.views.kit.watch import watch

Seen = list[str]


@pytest.fixture
def seen(qtbot: QtBot) -> Iterator[Seen]:
    """The keys that pass the watch."""
    found: Seen = []

    def take(_widget: QObject, event: QEvent) -> bool:
        assert isinstance(event, QKeyEvent)
        if event.type() == QEvent.Type.KeyPress:
            found.append(event.text())
        return False

    watch().add(take, QKeyEvent)
    yield found
    watch().remove(take)


def test_it_is_shut_while_something_is_built(qtbot: QtBot, seen: Seen) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    box.show()
    with watch().closed():
        QTest.keyClick(box, Qt.Key.Key_A)
        with watch().opened():
            QTest.keyClick(box, Qt.Key.Key_B)
        QTest.keyClick(box, Qt.Key.Key_C)
    QTest.keyClick(box, Qt.Key.Key_D)
    assert seen[:1] == ["b"]
    assert seen[-1] == "d"
    assert "c" not in seen


def test_a_dialog_for_files_that_an_answer_opens_is_watched(qtbot: QtBot, seen: Seen) -> None:
    """What is typed or scanned into it passes the watch; afterwards the building goes on and all is as before."""
    home, tasks = QWidget(), Tasks()
    qtbot.addWidget(home)
    chosen: list[int] = []

    def press() -> None:
        dialog = home.findChild(QFileDialog)
        assert dialog is not None
        QTest.keyClick(dialog, Qt.Key.Key_X)
        dialog.reject()

    def ask(_answer: object) -> None:
        dialog = QFileDialog(home)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        QTimer.singleShot(50, press)
        chosen.append(dialog.exec())

    tasks.run_read(lambda: None, ask, owner=home)
    qtbot.waitUntil(lambda: bool(chosen))
    assert "x" in seen
    QTest.keyClick(home, Qt.Key.Key_Y)
    assert seen[-1] == "y"
    tasks.close()
