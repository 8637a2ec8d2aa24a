"""The pad where a second screen is turned to the customer. `test_signing_pad` runs this where there are two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.clock import Id
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.session import Session
from app.views.signing_pad import SigningPad
from app.views.work_orders import WorkOrderRoom
from tests.garage import Garage
from tests.rig import PIN
from tests.shopfloor import Shopfloor
from tests.views.signing import write


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """The workshop."""
    return Garage(shop)


@pytest.fixture
def room(qtbot: QtBot, shop: Shopfloor, garage: Garage, tasks: Tasks, scanner: Scanner) -> Iterator[WorkOrderRoom]:
    """The advisor at his orders."""
    session = Session(shop.desk, shop.actor("SA"), tasks)
    made = WorkOrderRoom(session, session.memory, scanner)
    qtbot.addWidget(made)
    made.resize(1182, 688)
    made.show()
    yield made
    session.end()


def opened(qtbot: QtBot, room: WorkOrderRoom, order: Id) -> SigningPad:
    """The pad of an order, its sheet drawn."""
    room.base.open_document(order)
    page = room.base.page
    qtbot.waitUntil(lambda: page is not None and page.seen is not None and page.seen.id == order, timeout=60_000)
    assert page is not None
    assert page.seen is not None
    room.open_pad(page.seen)
    qtbot.waitUntil(lambda: room.signing is not None and room.signing.pad is not None, timeout=60_000)
    assert room.signing is not None
    assert room.signing.pad is not None
    return room.signing.pad


def test_the_pad_fills_the_customer_s_screen_and_frees_it_when_he_signed(
    qtbot: QtBot, garage: Garage, room: WorkOrderRoom
) -> None:
    """It leaves the clerk's screen alone: he may go on to another order, whose pad then takes its place."""
    first, order = garage.issued(), garage.issued()
    mine, his = QGuiApplication.screens()
    assert QGuiApplication.primaryScreen() is mine
    left = opened(qtbot, room, first)
    assert (left.screen(), left.geometry(), left.isFullScreen()) == (his, QRect(1366, 0, 1920, 1080), True)
    assert room.screen() is mine
    with qtbot.waitSignal(left.closed):
        pad = opened(qtbot, room, order)
    qtbot.waitUntil(lambda: pad.lock.has_pin and pad._pages.count() > 0, timeout=60_000)
    QTest.keyClick(pad, Qt.Key.Key_Escape)
    assert pad.isVisible()
    assert pad.lock.isVisible()
    pad.lock.back.emit()
    write(pad.field)
    with qtbot.waitSignal(pad.closed, timeout=60_000):  # his own screen: no PIN is asked for
        pad.finish()
    assert [garage.state(one) for one in (first, order)] == ["wait_sign", "signed"]
    assert room.signing is None


def test_who_does_not_sign_leaves_the_screen_to_the_clerk(
    qtbot: QtBot, garage: Garage, room: WorkOrderRoom, scanner: Scanner
) -> None:
    order = garage.issued()
    pad = opened(qtbot, room, order)
    qtbot.waitUntil(lambda: pad._pages.count() > 0, timeout=60_000)
    pad.close()
    assert pad.isVisible()
    QTest.keyClicks(pad.lock.pin, PIN)
    scanner.settle()
    with qtbot.waitSignal(pad.closed, timeout=60_000):
        QTest.keyClick(pad.lock.pin, Qt.Key.Key_Return)
    assert (garage.state(order), room.signing) == ("wait_sign", None)
