"""The cashier at the window: paid in two ways by keyboard alone, an invoice recorded, and the car handed back."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.services import documents
from app.views.kit.fields import FieldBox
from app.views.kit.labels import Words
from app.views.kit.sidesheet import open_sheets
from tests.garage import Garage
from tests.rig import open_rig
from tests.shopfloor import Shopfloor
from tests.window import Hands


@pytest.fixture
def scene(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[tuple[Hands, dict[str, Any], Any, Any]]:
    """(window, people, order, settlement): signed, ¥144.00 to pay."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in ("SA", "FI")}
    garage = Garage(shop)
    order = garage.confirmed()
    settlement = garage.settlement(order).id
    rig.close()
    hands = Hands(tmp_path, "en")
    hands.shell.resize(1366, 768)
    yield hands, people, order, settlement
    hands.end()
    i18n.use("zh_CN")


def enter(hands: Hands, person: Any) -> None:
    """Somebody is at the window."""
    hands.app._signed_in(person)
    hands.settle()
    hands.front()


def at_till(hands: Hands, person: Any, settlement: Any) -> Any:
    """The settlement's room, with somebody at its till."""
    enter(hands, person)
    room = hands.go("settlements", settlement)
    hands.until(lambda: room.till is not None and room.till.till is not None, "the till")
    hands.settle()
    return room


def answer(hands: Hands, room: Any, **given: Any) -> None:
    """Fills the open sheet and does it."""
    sheet: Any = open_sheets(room)[-1]
    boxes = {box.field.name: box for box in sheet.findChildren(FieldBox)}
    for name, value in given.items():
        boxes[name].control.put(value)
    sheet.verb.click()
    hands.settle()


def receipt(hands: Hands, room: Any) -> None:
    """The receipt stands over the page; it goes."""
    page = room.base.page
    hands.until(lambda: page._preview is not None, "the receipt")
    hands.settle()
    hands.close_preview(page)
    hands.settle()


@pytest.mark.slow
def test_money_by_keyboard_alone_then_the_car_goes(scene: tuple[Hands, dict[str, Any], Any, Any]) -> None:
    hands, people, order, settlement = scene
    room = at_till(hands, people["FI"], settlement)
    hands.key(Qt.Key.Key_F9)  # to the ways of paying
    hands.settle()
    assert room.till.ways["CASH"].hasFocus()
    hands.key(Qt.Key.Key_4)  # the card; its amount has the focus
    amount = room.till.boxes["amount"].control
    hands.until(amount.face.hasFocus, "the amount")
    hands.type(amount, "44")
    hands.key(Qt.Key.Key_Return)  # goes on, takes nothing
    assert room.till.till.paid == 0
    hands.key(Qt.Key.Key_F9)
    receipt(hands, room)
    hands.until(lambda: room.till.till is not None and room.till.till.paid == 4_400, "the card's money")
    hands.key(Qt.Key.Key_F9)
    hands.key(Qt.Key.Key_1)  # the rest in cash
    given = room.till.boxes["given"].control
    hands.until(given.face.hasFocus, "what is given")
    hands.type(given, "50")
    assert "missing" in room.till._change.text()
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    assert room.till.till.paid == 4_400
    given.face.selectAll()
    hands.type(given, "200")
    assert room.till._change.text() == "¥100.00"
    hands.key(Qt.Key.Key_F9)
    receipt(hands, room)
    hands.until(lambda: room.base.page.seen.state == "paid", "paid")
    assert room.till.findChild(Words, "till.owed").text() == "¥0.00"
    hands.key(Qt.Key.Key_F7)
    hands.settle()
    answer(hands, room, type="GENERAL", number="26312000000012345678", amount=14_400)
    assert room.base.page.seen.values["invoice_number"] == "26312000000012345678"
    the_advisor_hands_over(hands, people, order)


def the_advisor_hands_over(hands: Hands, people: dict[str, Any], order: Any) -> None:
    """F9: the sheet says how it came; signed on paper, the primary step lets it go."""
    enter(hands, people["SA"])
    room = hands.go("work_orders", order)
    hands.until(lambda: room.base.page.seen is not None, "the order")
    hands.settle()
    room.base.page.steps.press("notify_ready")
    answer(hands, room.base.page, recipient="138", words="可以取车")
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    answer(hands, room, receiver="李芳", odometer=46_000, explained=True, looked=True)
    sheet: Any = open_sheets(room)[-1]  # less than it came with: the sheet stays and says so
    odometer = next(box for box in sheet.findChildren(FieldBox) if box.field.name == "odometer")
    assert odometer.problem is not None
    answer(hands, room, odometer=46_821)
    hands.press("orders.signed_for")
    hands.settle()
    answer(hands, room, name="李芳")
    room.base.page.steps.press("deliver")
    hands.until(lambda: room.base.page._preview is not None, "the release slip")
    hands.settle()
    hands.close_preview(room.base.page)
    seen = hands.app.desk.ask(documents.show, people["SA"], "work_orders", order)
    assert seen.state == "delivered"
