"""Backups, check and diagnostics in the real window: what is made lies there, what is put back is what was."""

from __future__ import annotations

import os
import signal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton

from app.core import clock
from app.models.parts import Part
from app.printing import shop_files
from app.services import backups, drafts
from app.views.kit.tasks import Task
from app.views.second_start import raise_other
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


def started(folder: Path) -> list[int]:
    """The processes that were started on this folder."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if str(folder).encode() in line.read_bytes().split(b"\0"):
                found.append(int(line.parent.name))
    return found


def _take_back(room: Any) -> None:
    room.findChildren(QPushButton, "safety.take_back")[0].click()


def looked(hands: Hands) -> Any:
    """The sheet that tells what is in a copy, read."""
    sheet = hands.find("sheet.verb")
    hands.until(sheet.isEnabled, "what is in the copy")
    return sheet


def test_a_backup_is_made_looked_into_and_put_back(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    room = hands.go("safety")
    before = backups.list_backups(tmp_path)
    hands.press("safety.backup")
    copy = backups.list_backups(tmp_path)[0]
    assert copy not in before
    assert [m.fact for m in room.messages.said()] == ["The backup is made and verified."]
    shop = hands.app.desk
    shop.run(drafts.create, PROGRAM, "parts", {"number": "P2", "name_en": "Lamp", "unit": "件"})
    seen: list[str] = []
    answer_dialog("Keep the present data", seen)
    room.restore(copy.file)
    looked(hands)
    words = {w.text() for w in hands.find("sheet").findChildren(QLabel)}
    assert {"Parts", "1", "Made", "0.1.0"} <= words
    assert any(one.startswith("Station 01: ") for one in words)
    hands.press("sheet.verb")
    assert parts(hands, "P2") is not None
    answer_dialog("Restore", seen)
    hands.press("sheet.verb")
    hands.until(lambda: hands.app.desk is not None and hands.app.login is not None, "the shop to be open again")
    hands.until(lambda: bool(hands.app.login.chosen()), "the tiles")
    assert [words[:10] for words in seen] == ["Restore th"] * 2
    assert (parts(hands, "P1") is not None, parts(hands, "P2")) == (True, None)
    assert list(tmp_path.glob("counterpart-replaced-*.db"))


def test_the_data_that_was_replaced_is_taken_back_by_one_button(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    hands.go("safety")
    hands.press("safety.backup")
    copy = backups.list_backups(tmp_path)[0]
    hands.app.desk.run(drafts.create, PROGRAM, "parts", {"number": "P2", "name_en": "Lamp", "unit": "件"})
    for press, has_new_part in ((lambda room: room.restore(copy.file), False), (_take_back, True)):
        press(hands.go("safety"))
        looked(hands)
        answer_dialog("Restore", [])
        hands.press("sheet.verb")
        hands.until(lambda: hands.app.desk is not None and hands.app.login is not None, "the shop to be open again")
        hands.until(lambda: bool(hands.app.login.chosen()), "the tiles")
        assert (parts(hands, "P2") is not None) == has_new_part
        entered(hands, people["AD"])
    assert [one.at <= clock.now() for one in backups.replaced(tmp_path)] == [True, True]

    def _rows(room: Any) -> int:
        return len(room.findChildren(QPushButton, "safety.take_back"))

    room = hands.go("safety")
    hands.until(lambda: _rows(room) == 2, "both that were replaced")


def test_a_copy_goes_into_a_folder_of_its_own(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    room = hands.go("safety")
    hands.press("safety.backup")
    room.restore(backups.list_backups(tmp_path)[0].file)
    looked(hands)
    assert hands.find("restore.own").isEnabled()
    room._back.put_into(tmp_path / "own")
    hands.settle()
    assert (tmp_path / "own" / "counterpart.db").is_file()
    assert room.messages.said()[0].fact.startswith("The backup is in its own folder")
    hands.press("message.safety.act")  # a window of its own, on that folder
    try:
        hands.until(lambda: (tmp_path / "own" / "window.lock").is_file() and bool(started(tmp_path / "own")), "it")
        hands.until(lambda: raise_other(tmp_path / "own"), "its window")
        assert parts(hands, "P1") is not None  # this one is as it was
    finally:
        for process in started(tmp_path / "own"):
            os.kill(process, signal.SIGKILL)
    room.restore(backups.list_backups(tmp_path)[0].file)
    looked(hands)
    room._back.put_into(tmp_path / "own")
    hands.settle()
    assert "is not empty" in room.messages.said()[0].fact


def test_a_copy_that_is_none_changes_nothing_and_says_why(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    room = hands.go("safety")
    wrong = tmp_path / "other.db"
    wrong.write_bytes(b"not a database at all" * 100)
    room.restore(wrong)
    hands.settle()
    said = " ".join(w.text() for w in hands.find("sheet").findChildren(QLabel))
    assert "is not a Counterpart data file" in said
    assert not hands.find("sheet.verb").isEnabled()


def test_what_can_not_be_put_back_is_a_dead_end_with_a_way_out(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    wrong = tmp_path / "other.db"
    wrong.write_bytes(b"not a database at all" * 100)
    hands.app._restore_from(wrong)
    hands.until(lambda: hands.shell.currentWidget().objectName() == "deadend", "the reason")
    hands.press("deadend.again")
    hands.until(lambda: hands.app.desk is not None and hands.app.login is not None, "the shop to be open again")
    assert parts(hands, "P1") is not None


def test_the_second_place_is_chosen_sent_to_sealed_and_restored_from(window: Any, tmp_path: Path) -> None:
    hands, people = window
    entered(hands, people["AD"])
    room = hands.go("safety")
    assert hands.find("safety.place.choose").isEnabled()
    room._place.take(tmp_path / "backups")
    hands.settle()
    assert "lost with it" in room.messages.said()[0].fact
    stick = tmp_path.parent / f"{tmp_path.name}-stick"
    room._place.take(stick)
    hands.settle()
    (folder,) = stick.iterdir()
    hands.until(lambda: backups.list_in(folder), "the copy at the second place")
    hands.press("safety.passphrase")
    for name, words in (("passphrase", "only letters here"), ("again", "only letters her")):
        hands.type(hands.find(f"field.{name}"), words)
    hands.press("sheet.verb")
    assert "differ" in " ".join(w.text() for w in hands.find("sheet").findChildren(QLabel))
    hands.type(hands.find("field.again"), "e")
    hands.press("sheet.verb")
    hands.until(lambda: any(backups.is_sealed(b.file) for b in backups.list_in(folder)), "the sealed copy")
    assert "only letters" not in (tmp_path / "workstation.json").read_text(encoding="utf-8")
    sealed = next(b.file for b in backups.list_in(folder) if backups.is_sealed(b.file))
    hands.settle()
    room.restore(sealed)
    hands.type(hands.find("field.passphrase"), "wrong")
    hands.press("sheet.verb")
    assert "does not open" in " ".join(w.text() for w in hands.find("sheet").findChildren(QLabel))
    hands.find("field.passphrase").clear()
    hands.type(hands.find("field.passphrase"), "only letters here")
    hands.press("sheet.verb")
    hands.until(lambda: hands.find("sheet.verb").text().strip() == "Restore", "what is in it")
    hands.press("sheet.cancel")
    hands.press("safety.open")
    hands.press("safety.place.drop")
    assert hands.find("safety.place.choose").isEnabled()


def test_an_absent_drive_warns_in_time_and_never_keeps_the_window_open(window: Any, tmp_path: Path) -> None:
    hands, people = window
    stick = tmp_path.parent / f"{tmp_path.name}-gone" / "counterpart-pc"
    hands.app.memory.put("backups.place", str(stick))
    entered(hands, people["AD"])
    hands.app._backups.look()
    hands.until(lambda: "Second place" in hands.app.window.topbar._backup.text(), "the warning in the top bar")
    (said,) = [m for m in hands.app.window.messages.said() if m.key == "backup"]
    assert "Plug in the drive" in said.consequence
    said.action[1]()
    assert hands.room.objectName() == "room.safety"
    hands.app.shell.close()
    hands.until(lambda: hands.app.tasks.closed, "the window to close")
    assert backups.list_backups(tmp_path)
    assert not stick.exists()


def test_a_clock_that_was_set_back_is_said_to_who_signs_in(window: Any) -> None:
    hands, people = window
    with clock.frozen(clock.now() - timedelta(days=2)):
        entered(hands, people["WK"])
        hands.until(hands.app.window.messages.said, "the warning")
        (said,) = hands.app.window.messages.said()
    assert "clock is wrong" in said.fact


def test_no_backup_at_close_is_said_before_the_window_goes(window: Any, tmp_path: Path) -> None:
    hands, people = window
    (tmp_path / "backups").rmdir()
    (tmp_path / "backups").write_text("in the way", encoding="utf-8")
    entered(hands, people["MG"])
    hands.app.shell.close()
    hands.until(
        lambda: "No backup could be made." in [w.text() for w in hands.shell.findChildren(QLabel)], "the reason"
    )
    assert not hands.app.tasks.closed
    hands.press("closing.now")
    hands.until(lambda: hands.app.tasks.closed, "the window to close")


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


# --- the button that writes the whole shop into files ---------------------------------------------------
def card_of(hands: Hands, actor: Any) -> Any:
    """The card of somebody at the data safety room."""
    entered(hands, actor)
    hands.go("safety")
    return hands.find("safety.files")


def test_the_button_writes_everything_and_says_where(
    window: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands, people = window
    card = card_of(hands, people["MG"])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "stick"))
    hands.press("safety.write")
    (folder,) = (tmp_path / "stick").iterdir()
    assert (folder / "parts.csv").exists()
    assert hands.find("safety.files.folder").text() == str(folder)
    assert "tables" in card.messages.said()[0].fact


def test_a_folder_that_can_not_be_written_is_said(window: Any, tmp_path: Path) -> None:
    hands, people = window
    card = card_of(hands, people["AD"])
    (tmp_path / "stick").write_text("no folder")
    card.write(tmp_path / "stick")
    hands.settle()
    assert "can't be written" in card.messages.said()[0].fact


def test_cancelled_nothing_stays(window: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands, people = window
    card = card_of(hands, people["AD"])
    begun = shop_files._write

    def slowly(*args: Any) -> None:
        card.cancel()  # as by the button, while the first file is written
        begun(*args)

    monkeypatch.setattr(shop_files, "_write", slowly)
    card.write(tmp_path / "stick")
    hands.settle()
    assert not list((tmp_path / "stick").iterdir())
    assert not card.messages.said()


def test_the_keeper_has_no_such_button(window: Any) -> None:
    hands, people = window
    entered(hands, people["WK"])
    assert not hands.app.window.go("safety")
