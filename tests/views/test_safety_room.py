"""Backups, check and diagnostics in the real window: what is made lies there, what is put back is what was."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from app.models.parts import Part
from app.services import backups, drafts
from app.views.kit.tasks import Task
from tests.rig import PROGRAM, Rig
from tests.shopfloor import Shopfloor, first
from tests.window import Hands


@pytest.fixture
def window(qapp: QApplication, store: Any, tmp_path: Path) -> Iterator[tuple[Hands, dict[str, Any]]]:
    """The window on a shop with one part; administrator, manager and keeper."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    people = {role: shop.actor(role) for role in ("AD", "MG", "WK")}
    shop.part("P1")
    shop.desk.close()
    hands = Hands(tmp_path, "en")
    yield hands, people
    hands.end()


def entered(hands: Hands, actor: Any) -> None:
    hands.app._signed_in(actor)
    hands.settle()


def parts(hands: Hands, number: str) -> Any:
    return hands.app.desk.ask(first, PROGRAM, Part, "number", number)


def answer_dialog(label: str, seen: list[str]) -> None:
    """Presses a button of the one permitted question as soon as it is there."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, press)
            return
        seen.append(box.text())
        next(b for b in box.findChildren(QPushButton) if b.text() == label).click()

    QTimer.singleShot(20, press)


def test_a_backup_is_made_and_put_back(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    room = hands.go("safety")
    hands.press("safety.backup")
    (copy,) = backups.list_backups(tmp_path)
    assert [m.fact for m in room.messages.said()] == ["The backup is made and verified."]
    shop = hands.app.desk
    shop.run(drafts.create, PROGRAM, "parts", {"number": "P2", "name_en": "Lamp", "unit": "件"})
    seen: list[str] = []
    answer_dialog("Keep the present data", seen)
    room.restore(copy.file)
    hands.settle()
    assert parts(hands, "P2") is not None
    answer_dialog("Restore", seen)
    room.restore(copy.file)
    hands.until(lambda: hands.app.desk is not None and hands.app.login is not None, "the shop to be open again")
    hands.until(lambda: bool(hands.app.login.chosen()), "the tiles")
    assert [words[:10] for words in seen] == ["Restore th"] * 2
    assert (parts(hands, "P1") is not None, parts(hands, "P2")) == (True, None)
    assert list(tmp_path.glob("counterpart-replaced-*.db"))


def test_a_copy_that_is_none_changes_nothing_and_says_why(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    room = hands.go("safety")
    wrong = tmp_path / "other.db"
    wrong.write_bytes(b"not a database at all" * 100)
    answer_dialog("Restore", [])
    room.restore(wrong)
    hands.until(lambda: hands.shell.currentWidget().objectName() == "deadend", "the reason")
    hands.press("deadend.again")
    hands.until(lambda: hands.app.desk is not None and hands.app.login is not None, "the shop to be open again")
    assert parts(hands, "P1") is not None


def test_the_check_finds_and_mends_what_is_derived(window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hands, people = window
    entered(hands, people["AD"])
    room = hands.go("safety")
    threads: list[str] = []
    begun = Task.arrive
    monkeypatch.setattr(Task, "arrive", lambda *a: (threads.append(threading.current_thread().name), begun(*a))[1])
    hands.press("safety.check")
    assert [m.fact for m in room.messages.said()] == ["The data is sound."]
    assert threading.main_thread().name not in threads
    assert not room._mend.isVisible()
    with closing(sqlite3.connect(hands.app.store.file)) as conn, conn:
        conn.execute("UPDATE part_index SET search_text = 'nonsense'")
    hands.press("safety.check")
    assert room._mend.isVisible()
    assert room.messages.said()[0].grade == "bad"
    hands.press("safety.repair")
    assert [m.fact for m in room.messages.said()] == ["The data is sound."]
    assert not room._mend.isVisible()


def test_diagnostics_are_one_file_and_it_says_where(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["MG"])
    room = hands.go("safety")
    assert not room._now.isVisible()  # the manager makes no backups
    assert room.findChild(QPushButton, "safety.check") is None
    room.diagnose(tmp_path / "out")
    hands.settle()
    (file,) = (tmp_path / "out").iterdir()
    assert hands.find("safety.file").text() == str(file)
    with zipfile.ZipFile(file) as archive:
        assert "versions.json" in archive.namelist()


def test_a_keeper_has_no_such_room(window: Any) -> None:
    hands, people = window
    entered(hands, people["WK"])
    assert "safety" not in hands.app.window._cards


def test_a_folder_that_takes_nothing_is_said_in_the_page(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["MG"])
    room = hands.go("safety")
    (tmp_path / "file").write_text("in the way")
    room.diagnose(tmp_path / "file")
    hands.settle()
    assert room.messages.said()[0].grade == "bad"


def test_the_login_tells_the_last_verified_backup(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    hands.go("safety")
    hands.press("safety.backup")
    hands.key(Qt.Key.Key_F12)
    hands.settle()
    assert hands.app.login._backup.text().startswith("Last verified backup")
