"""The administrator hires, gives roles and secrets, disables; the manager looks; nobody else has the room."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton

from app.core import i18n
from app.core.errors import Refused
from app.services import people
from app.views.kit.sidesheet import open_sheets
from tests.grievances import Grievances
from tests.rig import PIN, PROGRAM, Rig
from tests.shopfloor import Shopfloor
from tests.stations import booked, hire, settle, three
from tests.window import CTRL, Hands


@pytest.fixture
def window(qapp: QApplication, store: Any, tmp_path: Path) -> Iterator[tuple[Hands, dict[str, Any]]]:
    """The window, with administrator, manager and keeper."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    Grievances(shop).agreed()
    actors = {role: shop.actor(role) for role in ("AD", "MG", "WK", "TS", "TE")}
    shop.desk.close()
    hands = Hands(tmp_path, "en")
    yield hands, actors
    hands.end()


def entered(hands: Hands, actor: Any) -> Any:
    hands.app._signed_in(actor)
    hands.settle()
    hands.shell.activateWindow()
    hands.until(hands.shell.isActiveWindow, "the window to be active")
    return hands.go("people") if "people" in hands.app.window._cards else None


def words(home: Any) -> str:
    """All that a sheet says."""
    return " ".join(label.text() for label in home.findChildren(QLabel))


def press_at(hands: Hands, room: Any, person: Any, button: str) -> None:
    """The administrator presses a button on somebody's page."""
    room.base.open_document(person)
    hands.settle()
    hands.press(f"people.{button}")


def tick(home: Any, name: str) -> None:
    home.findChild(QCheckBox, name).click()


def test_somebody_is_hired_from_the_keyboard(window: Any) -> None:
    hands, actors = window
    room = entered(hands, actors["AD"])
    hands.key(Qt.Key.Key_N, CTRL)
    sheet = hands.find("sheet", room)
    hands.next()  # nothing is entered yet: all of it is said at once, beside its field
    assert sheet.boxes["name"].problem is not None
    assert sheet.boxes["login"].problem is not None
    assert "role" in sheet.roles.said.text()
    for name, words in (("name", "Li Na"), ("login", "lina"), ("pin", "4711")):
        hands.type(sheet.boxes[name].control, words)
    tick(sheet, "role.WK")
    hands.next()
    hands.until(lambda: any(t.name == "Li Na" for t in hands.app.desk.ask(people.tiles, PROGRAM)), "the new user")
    made = next(t for t in hands.app.desk.ask(people.tiles, PROGRAM) if t.name == "Li Na")
    assert made.roles == ("WK",)
    assert people.sign_in(hands.app.desk, "01", made.id, "4711").name == "Li Na"


def test_roles_secrets_and_the_door(window: Any) -> None:
    hands, actors = window
    room = entered(hands, actors["AD"])
    keeper = actors["WK"].user
    press_at(hands, room, keeper, "roles")
    sheet = hands.find("sheet", room)
    tick(sheet, "role.PU")
    tick(sheet, "head.WK")
    hands.next()
    now = hands.app.desk.ask(people.standing, PROGRAM, keeper)
    assert (now.roles, now.heads) == (("WK", "PU"), ("WK",))
    hands.press("people.secrets")
    hands.type(hands.find("sheet", room).boxes["pin"].control, "12")
    hands.next()
    assert hands.find("sheet", room).boxes["pin"].problem is not None
    hands.type(hands.find("sheet", room).boxes["pin"].control, "34")
    hands.next()
    assert people.sign_in(hands.app.desk, "01", keeper, "1234")
    hands.press("people.active")
    assert not hands.app.desk.ask(people.standing, PROGRAM, keeper).active
    with pytest.raises(Refused):
        people.sign_in(hands.app.desk, "01", keeper, "1234")
    hands.press("people.active")
    assert hands.app.desk.ask(people.standing, PROGRAM, keeper).active


def test_open_work_goes_to_somebody_else_before_the_door_closes(window: Any) -> None:
    """E92: disabling asks who gets it; what is not ticked is asked about again; then he is disabled by itself."""
    hands, actors = window
    room = entered(hands, actors["AD"])
    handler = actors["TS"].user
    press_at(hands, room, handler, "active")
    sheet = hands.find("sheet", room)
    (flag,) = sheet.flags.values()
    hands.next()
    assert sheet.to.problem is not None, "nobody is chosen"
    sheet.to.control.put(handler)
    hands.settle()
    hands.next()
    assert "somebody else" in str(sheet.to.problem.text)
    sheet.to.control.put(actors["MG"].user)
    flag.put(False)
    hands.settle()
    hands.next()
    assert "Choose what" in sheet.said()
    flag.put(True)
    hands.next()
    assert not open_sheets(room)
    assert not hands.app.desk.ask(people.standing, PROGRAM, handler).active
    assert len(hands.app.desk.ask(people.open_work, PROGRAM, actors["MG"].user)) == 1


def test_open_work_is_handed_over_while_he_is_away_and_stays_enabled(window: Any) -> None:
    hands, actors = window
    room = entered(hands, actors["AD"])
    handler = actors["TS"].user
    press_at(hands, room, handler, "work")
    sheet = hands.find("sheet", room)
    sheet.to.control.put(actors["MG"].user)
    hands.settle()
    hands.next()
    assert not open_sheets(room)
    assert hands.app.desk.ask(people.standing, PROGRAM, handler).active
    hands.press("people.work")
    assert "Nothing waits for" in words(hands.find("sheet", room))


def test_what_another_station_hands_over_is_named_and_has_no_tick(
    qapp: QApplication, tmp_path: Path, time: Any
) -> None:  # fmt: skip
    """E92: it stands on the sheet, and disabling says that it is left there."""
    one, two, *_ = stations = three(tmp_path)
    who, head = hire(one, "li", "SA"), hire(one, "sun", "AD")
    actor = people.sign_in(one.desk, "01", head, PIN)
    (tmp_path / "between").mkdir()
    settle((one, two), tmp_path / "between")
    booked(two, who, "沪A20002")
    settle((one, two), tmp_path / "between")
    for station in stations:
        station.close()
    hands = Hands(tmp_path / "01", "en")
    room = entered(hands, actor)
    press_at(hands, room, who, "work")
    sheet = hands.find("sheet", room)
    assert (dict(sheet.flags), "Station 02 hands over its own: 1" in words(sheet)) == ({}, True)
    sheet.close_sheet()
    heard: list[str] = []
    room.said.connect(lambda said, *_more: heard.append(said))
    hands.press("people.active")
    hands.until(lambda: heard, "what is left")
    assert not hands.app.desk.ask(people.standing, PROGRAM, who).active
    assert heard[0].startswith("Other stations still have 1 open tasks of Li")
    hands.end()


def test_work_that_goes_to_two_people_is_asked_about_twice(window: Any) -> None:
    hands, actors = window
    room = entered(hands, actors["AD"])
    case = hands.app.desk.ask(people.open_work, PROGRAM, actors["TS"].user)[0]
    hands.app.desk.run(people.hand_over, PROGRAM, actors["TS"].user, actors["TE"].user, [(case.charge, case.task.id)])
    press_at(hands, room, actors["TE"].user, "active")
    sheet = hands.find("sheet", room)
    assert len(sheet.flags) == 2
    tick(sheet, "all.complaints")
    assert [flag.value() for flag in sheet.flags.values()] == [False, True]
    for left in (1, 0):
        sheet.to.control.put(actors["TS"].user)
        hands.settle()
        hands.next()
        assert (len(sheet.flags) if left else len(open_sheets(room))) == left
    assert not hands.app.desk.ask(people.standing, PROGRAM, actors["TE"].user).active


def test_the_last_administrator_stays_and_it_says_why(window: Any) -> None:
    hands, actors = window
    room = entered(hands, actors["AD"])
    press_at(hands, room, actors["AD"].user, "active")
    assert "disable yourself" in room.base.page.messages.said()[0].fact


def test_the_manager_only_looks_and_the_keeper_does_not(window: Any) -> None:
    hands, actors = window
    room = entered(hands, actors["MG"])
    assert room.findChild(QPushButton, "people.new") is None
    room.base.open_document(actors["WK"].user)
    hands.settle()
    assert room.findChild(QPushButton, "people.roles") is None
    assert entered(hands, actors["WK"]) is None


def test_everybody_changes_his_own_pin_and_language(window: Any) -> None:
    """Shift+F12: a wrong present PIN and two different new ones are said beside their field; then it holds."""
    hands, actors = window
    room = entered(hands, actors["WK"])
    assert room is None
    home = hands.app.window.room()
    hands.key(Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    (sheet,) = hands.until(lambda: open_sheets(home), "the sheet")
    assert sheet.boxes["old"].control.hasFocus() or sheet.boxes["old"].control.isAncestorOf(QApplication.focusWidget())
    for name, words in (("old", "0000"), ("pin", "1357"), ("again", "1358")):
        sheet.boxes[name].control.put(words)
    hands.key(Qt.Key.Key_Return, CTRL)
    assert sheet.boxes["again"].problem is not None
    sheet.boxes["again"].control.put("1357")
    hands.key(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: sheet.boxes["old"].problem, "the refusal")
    sheet.boxes["old"].control.put(PIN)
    sheet.boxes["language"].control.put("zh_CN")
    hands.key(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: not open_sheets(home), "the sheet to go")
    user = actors["WK"].user
    assert people.sign_in(hands.app.desk, "01", user, "1357").user == user
    hands.app.lock()
    hands.app._entered(user, "1357")  # his window is still there: it comes back as it was
    hands.until(lambda: hands.app.login is None, "the window")
    hands.app.lock()
    hands.app._entered(actors["MG"].user, PIN)
    hands.until(lambda: hands.app.login is None, "the manager's window")
    assert i18n.current() == "en"
    hands.app.lock()
    hands.app._entered(user, "1357")
    hands.until(lambda: hands.app.login is None, "his window in Chinese")
    assert i18n.current() == "zh_CN"
