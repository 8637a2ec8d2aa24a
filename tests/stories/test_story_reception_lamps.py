"""The lamps of an electric car at the check-in: one more to press, and the page still needs no scrolling."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from app.core.access import Actor
from tests.stories.test_story_reception import advisor
from tests.window import Hands

__all__ = ["advisor"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_high_voltage_lamp_is_pressed_and_all_fits(advisor: Actor, tmp_path: Path, language: str) -> None:
    hands = Hands(tmp_path, language)
    hands.shell.resize(1366, 768)
    hands.app._signed_in(advisor)
    hands.settle()
    room = hands.go("receptions")
    room.base.new_document()
    hands.settle()
    form = room.base.page.form
    lamp = form.boxes["lamps"].control.parts["EV"]
    QTest.mouseClick(lamp, Qt.MouseButton.LeftButton)
    assert form.boxes["lamps"].control.value() == "EV"
    for one in form.boxes["lamps"].control.parts.values():
        assert one.width() >= one.sizeHint().width(), one.text()
    around: QWidget = lamp
    while not isinstance(around, QScrollArea):
        above = around.parentWidget()
        assert above is not None
        around = above
    assert around.verticalScrollBar().maximum() == 0
    assert around.horizontalScrollBar().maximum() == 0
    hands.end()
