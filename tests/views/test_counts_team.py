"""The leader of a running count takes a person into the team by a button, a key and the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.i18n import tr
from app.services import documents
from app.views.counts import CountingRoom
from app.views.kit.fields import FieldBox
from app.views.kit.picker import RecordControl
from app.views.kit.scanner import Scanner, scanner_of
from app.views.kit.sidesheet import SideSheet
from app.views.kit.tasks import Tasks
from app.views.session import Session
from tests.shopfloor import Shopfloor
from tests.views.test_counts_room import opened
from tests.ways import counts as ways


def shown(qtbot: QtBot, shop: Shopfloor, tasks: Tasks, scanner: Scanner, who: str, state: str) -> CountingRoom:
    """The page of a count in this state, seen by `who`."""
    count = ways.WAYS[state](shop)
    room = opened(qtbot, Session(shop.desk, shop.actor(who), tasks), scanner, count)
    qtbot.waitUntil(lambda: room.base.page is not None and room.base.page.seen is not None)
    return room


def team(shop: Shopfloor, room: CountingRoom) -> dict[str, str]:
    """Whose role in the shop → role in the team."""
    page = room.base.page
    assert page is not None
    assert page.seen is not None
    seen = shop.ask(documents.show, "counts", page.seen.id, by="WK")
    roles = {shop.actor(role).user: role for role in ("WK", "TE", "QI", "FI", "PU")}
    return {roles[m["user_id"]]: m["role"] for m in seen.lines["team"]}


def named(sheet: SideSheet, name: str, qtbot: QtBot) -> RecordControl:
    """Types a name into the field of the person and takes the first who fits."""
    control = next(b.control for b in sheet.findChildren(FieldBox) if b.field.name == "user")
    assert isinstance(control, RecordControl)
    line = control.face
    assert isinstance(line, QLineEdit)
    line.setFocus()
    QTest.keyClicks(line, name)
    if (scanner := scanner_of(line)) is not None:
        scanner.settle()
    qtbot.waitUntil(control.listed)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert control.value() is not None
    return control


def sheet_of(room: CountingRoom) -> SideSheet:
    found = [s for s in room.findChildren(SideSheet) if s.isVisible()]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("state", ["counting", "recount"])
def test_the_leader_takes_another_counter_in(
    qtbot: QtBot, shop: Shopfloor, tasks: Tasks, scanner: Scanner, state: str
) -> None:
    """R10: nobody, then somebody who is in it already, then the right one, each said beside the field."""
    shop.actor("PU")
    room = shown(qtbot, shop, tasks, scanner, "WK", state)
    said: list[str] = []
    room.said.connect(lambda words, _way: said.append(words))
    button = room.findChild(QWidget, "counts.team")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    sheet = sheet_of(room)
    box = next(b for b in sheet.findChildren(FieldBox) if b.field.name == "user")
    QTest.keyClick(QApplication.focusWidget() or sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert problem(box) == "Person is missing."
    control = named(sheet, "te", qtbot)
    sheet.verb.click()
    qtbot.waitUntil(lambda: "is in the team already" in problem(box))
    QTest.keyClick(control.face, Qt.Key.Key_Backspace)
    named(sheet, "pu", qtbot)
    sheet.grab()
    sheet.verb.click()
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].endswith("is in the team now.")
    assert team(shop, room)["PU"] == "COUNTER"


def problem(box: FieldBox) -> str:
    """What is said below a field."""
    return tr(box.problem.text) if box.problem else ""


@pytest.mark.parametrize(
    ("who", "state"), [("TE", "counting"), ("FI", "counting"), ("WK", "planned"), ("WK", "analysis")]
)
def test_nobody_else_and_at_no_other_time(
    qtbot: QtBot, shop: Shopfloor, tasks: Tasks, scanner: Scanner, who: str, state: str
) -> None:
    """Counters and observers do not; before it runs the form is open, after it nobody counts."""
    room = shown(qtbot, shop, tasks, scanner, who, state)
    assert room.findChild(QWidget, "counts.team") is None
    offered = list(room.keys())
    assert "Add to the team" not in [k.what for k in offered]
