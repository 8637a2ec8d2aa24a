"""A hundred scans, 5 ms a key and 50 ms between Enter and the next code, while others post: all counted, in order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.hundred import CODES, at_the_bin, bustle, kept, prepare
from tests.rig import PROGRAM
from tests.views.keyboarding import strike


@pytest.mark.slow
def test_a_hundred_scans_are_counted_in_order_while_others_post(qapp: QApplication, tmp_path: Path) -> None:
    count = prepare(tmp_path / "shop")
    hands = at_the_bin(tmp_path / "shop", count)
    try:
        with bustle(hands) as posted:
            for code in CODES:
                at = round(time.monotonic() * 1000)
                for place, character in enumerate(code):
                    strike(QApplication.focusWidget() or hands.shell, character, at + 5 * place)
                    QTest.qWait(5)
                strike(QApplication.focusWidget() or hands.shell, "\r", at + 5 * len(code), Qt.Key.Key_Return)
                QTest.qWait(50)
            hands.until(lambda: not hands.room.unsaved(), "the queue to be empty")
        hands.settle()
        assert hands.app.desk.ask(kept, PROGRAM, count) == CODES
        assert len(posted) > 20
    finally:
        hands.end()
