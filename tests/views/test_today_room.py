"""Today in the window, by keyboard: the first thing, the rest, what stands at the side, and nothing left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app import boot
from app.core import clock
from app.services import appointments
from app.views.kit import pinyin
from app.views.kit.buttons import Button
from tests.garage import Garage
from tests.rig import PIN, Rig
from tests.shopfloor import Shopfloor, found
from tests.views.test_appointments_room import Still
from tests.window import CTRL, Hands


@pytest.fixture
def hands(qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    """Seven orders of one advisor, the first one late; somebody comes now; the manager has nothing to do."""
    store, desk = boot.open_shop(tmp_path)
    found(desk)
    shop = Shopfloor(Rig(tmp_path, store, desk), Still())
    shop.actor("MG")
    garage = Garage(shop)
    with clock.frozen(clock.now() - timedelta(hours=3)):
        garage.issued(promised_at=clock.now() + timedelta(hours=1))
    for hours in range(2, 8):
        garage.issued(promised_at=clock.now() + timedelta(hours=hours))
    caller = {"car": "沪A88888", "customer_name": "李雷", "phone": "13900139000"}
    shop.run(appointments.book, clock.now(), "保养", more=caller, by="SA")
    desk.close()
    store.close()
    made = Hands(tmp_path)
    yield made
    made.end()


def lines(room: Any) -> list[Button]:
    """What stands on the page, from the top."""
    return [b for b in room._buttons if b.isVisible()]


def words(room: Any) -> str:
    """All that is read there."""
    return " ".join(label.text() for label in room.findChildren(QLabel) if label.isVisible())


def test_the_dictionary_of_pinyin_is_loaded_while_he_looks_at_his_first_page(hands: Hands) -> None:
    """Else the first letter typed into a list would hold the window for a second."""
    pinyin.initials.cache_clear()
    hands.sign_in("Mg", PIN)
    hands.until(lambda: pinyin.initials.cache_info().currsize, "the dictionary")
    kept = pinyin.initials.cache_info().currsize
    assert pinyin.initials("火") == "h"
    assert pinyin.initials.cache_info().currsize == kept


def test_an_advisors_morning_by_keyboard(hands: Hands) -> None:
    """The late order first, ↓ and Enter, the rest in its filtered list, the day at the side."""
    hands.sign_in("Sa", PIN)
    room = hands.go("today")
    hands.until(lambda: len(lines(room)) == 6, "four orders, an appointment and the rest")
    assert "2 h late" in words(room)
    assert "3 more" in words(room)
    assert lines(room)[0].hasFocus()
    for _ in range(9):
        hands.key(Qt.Key.Key_Down)
    assert lines(room)[-1].hasFocus()
    hands.key(Qt.Key.Key_Return)
    hands.until(lambda: hands.room.objectName() == "room.work_orders", "the list of work orders")
    listing = hands.room.base.listing
    hands.until(lambda: len(listing.table.rows.ids) == 7, "all that wait for the advisor")
    assert hands.find("listing.filter.waits", listing).text() == "Waits for: Me ×"
    _the_side(hands)
    hands.front()
    room = hands.go("today")
    hands.until(lambda: lines(room) and lines(room)[0].hasFocus(), "the first one has the focus again")
    hands.key(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: hands.room.objectName() == "room.work_orders" and hands.room.base.page, "the late order")


def _the_side(hands: Hands) -> None:
    """Who comes and what is promised; each line opens it."""
    room = hands.go("today")
    hands.until(lambda: room._day.isVisible() and "1 of 1 still to come" in words(room), "the day of the advisor")
    assert "Promised for today" in words(room)
    assert room.minimumSizeHint().height() <= 640 - 48 - 28  # what the top bar and the key line leave of a low screen
    hands.find("day.appointments.沪A88888", room).click()
    hands.until(lambda: hands.room.objectName() == "room.appointments" and hands.room.base.page, "the appointment")


def test_nothing_waits_for_the_manager(hands: Hands) -> None:
    """It says so, and shows nothing of an advisor's day."""
    hands.sign_in("Mg", PIN)
    room = hands.go("today")
    hands.until(lambda: "All done. Nothing waits for you." in words(room), "the empty page")
    assert not room._day.isVisible()
    hands.key(Qt.Key.Key_Down)
    assert hands.room is room
