"""A second start on a folder brings the window that is open on it to the front."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.views.second_start import answer_others, raise_other


def test_a_second_start_raises_the_first_window_and_no_other_folders(tmp_path: Path, qtbot: QtBot) -> None:
    owner, raised = QObject(), list[str]()
    server = answer_others(owner, lambda: raised.append("here"), tmp_path / "shop")
    assert not raise_other(tmp_path / "elsewhere")
    asked: list[bool] = []
    second = threading.Thread(target=lambda: asked.append(raise_other(tmp_path / "shop")))
    second.start()
    qtbot.waitUntil(lambda: raised == ["here"], timeout=5000)
    second.join(timeout=5)
    assert asked == [True]
    server.close()
