"""The pages of the counting room besides the scan room, on a real shop: what is due, paper, differences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.screen import ListQuery
from app.services import documents
from app.views.counts import CountingRoom
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.session import Session
from tests.shopfloor import Shopfloor
from tests.views.test_frame import Kept


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The keeper at the desk."""
    made = Session(shop.desk, shop.actor("WK"), tasks)
    yield made
    made.end()


def opened(qtbot: QtBot, session: Session, scanner: Scanner, argument: Any = None) -> CountingRoom:
    """The counting room, in front."""
    room = CountingRoom(session, Kept(), scanner)
    qtbot.addWidget(room)
    room.resize(1180, 680)
    room.show()
    room.on_shown(argument)
    return room


def pressed(room: CountingRoom, key: str) -> None:
    """A key of the room, as the key line shows it."""
    offered = list(room.keys())
    next(k.act for k in offered if k.combo == key and k.act is not None)()


def test_what_is_due_is_planned_from_the_list(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner
) -> None:
    for n in range(3):
        shop.receive(shop.part(f"P{n}", abc_class="A"), 10, 10, f"A-0{n}")
    room = opened(qtbot, session, scanner)
    pressed(room, "F7")
    page = room.aside
    assert page is not None
    qtbot.waitUntil(lambda: page._count.text() == "0 bins")
    assert not page._plan.isVisible()
    pressed(room, "Esc")
    assert room.aside is None
    shop.time.forward(days=100)
    pressed(room, "F7")
    page = room.aside
    assert page is not None
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    page.grab()
    page.table.choose(shop.bin("A-00"))
    assert page._plan.text().strip() == "Plan all 3 bins"
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page._plan.text().strip() == "Plan 2 chosen bins"
    pressed(room, "Ctrl+Enter")
    qtbot.waitUntil(lambda: room.base.page is not None and room.base.page.seen is not None)
    assert room.base.page is not None
    seen = room.base.page.seen
    assert seen is not None
    assert (seen.values["type"], len(seen.lines["bins"])) == ("CYCLE", 2)
    assert len(shop.ask(documents.find, "counts", ListQuery(), by="WK")) == 1
