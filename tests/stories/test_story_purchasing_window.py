"""From the alert to the goods through the window: requested, approved, ordered, sent, scanned in, by key strokes."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.screen import ListQuery
from app.services import alerts, documents, notices
from app.views.kit.buttons import Button
from tests.buying import Buying
from tests.rig import PIN, PROGRAM, open_rig
from tests.shopfloor import Shopfloor, held
from tests.window import CTRL, Hands

GTIN = "06901234567892"


@pytest.fixture
def hands(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[tuple[Hands, dict[str, Any]]]:
    """A shop with a part kept by batch that is out of stock, and its supplier; the day's look raised the alert."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in ("WK", "PU", "MG")}
    code = {"kind": "BARCODE", "code": GTIN[1:]}
    home = [{"bin_id": shop.bin(), "is_primary": True}]
    part = shop.part("OIL", batch_tracked=True, codes=[code], bins=home, warning_level=2000, max_level=2000)
    buying = Buying(shop)
    buying.supplier("S1", buying.offer(part, 22.6, days=3))
    shop.run(alerts.run)
    rig.close()
    made = Hands(tmp_path, "en")
    yield made, {"people": people, "part": part}
    made.end()
    i18n.use("zh_CN")


def enter(hands: Hands, actor: Any) -> None:
    """Somebody else is at the window."""
    hands.app._signed_in(actor)
    hands.settle()


def signed(hands: Hands, page: Any, signer: Any) -> None:
    """Ctrl+Enter, the signer's tile and PIN."""
    hands.next()
    sheet = hands.find("approval", page)
    tile = next(t for t in sheet.tiles if t.person.id == signer.user)
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    hands.pin(sheet.pin, PIN)
    hands.close_preview(page)


def requested(hands: Hands) -> Any:
    """The day's notice opens the list of alerts; all of it becomes a request, which the toast opens."""
    hands.go("today")
    assert hands.app.window.topbar.bell.text().strip() == "1"
    (look,) = [b for b in hands.find("today.inbox").findChildren(Button) if b.text() == "Open it"]
    QTest.mouseClick(look, Qt.MouseButton.LeftButton)
    hands.settle()
    room = hands.until(lambda: hands.room if hands.room.objectName() == "room.alerts" else None, "the alerts")
    table = room.base.listing.table
    hands.until(lambda: len(table.rows.ids) == 1, "one alert")
    hands.key(Qt.Key.Key_A, CTRL)
    hands.next()
    (request,) = hands.until(
        lambda: hands.app.desk.ask(documents.find, PROGRAM, "purchase_requests", ListQuery()), "the request"
    )
    return request


@pytest.mark.slow
def test_from_the_alert_to_the_goods_on_the_shelf(hands: tuple[Hands, dict[str, Any]]) -> None:
    """R12, R13, SD8: three people, one key for each next step; a GS1 scan brings batch and expiry."""
    window, known = hands
    keeper, buyer, boss = (known["people"][role] for role in ("WK", "PU", "MG"))
    enter(window, keeper)
    request = requested(window)
    page = window.go("purchase_requests", request).page
    window.step(page)
    assert page.seen.state == "submitted"
    enter(window, buyer)
    page = window.go("purchase_requests", request).page
    signed(window, page, boss)
    assert page.seen.state == "approved"
    window.step(page)  # the sheet that asks for a supplier may stay empty
    window.until(lambda: window.room.kind.name == "purchase_orders" and window.room.page.seen, "the order")
    page = window.room.page
    order = page.seen.id
    signed(window, page, boss)
    window.step(page)
    assert page.seen.state == "sent"

    enter(window, keeper)
    window.go("purchase_orders", order)
    window.next()
    window.until(lambda: window.room.kind.name == "goods_receipts" and window.room.page.seen, "the receipt")
    page = window.room.page
    for _ in range(2):
        window.scan(f"]d201{GTIN}1728013110L7")
    (line,) = page.grids["lines"].rows()
    assert (line["delivered"], line["batch"], str(line["expires"])) == (2000, "L7", "2028-01-31")
    window.step(page)
    assert page.seen.state == "inspected", page.messages.said()
    window.step(page)
    assert page.seen.state == "posted"
    (alert,) = window.app.desk.ask(documents.find, PROGRAM, "alerts", ListQuery())
    shown = window.app.desk.ask(documents.show, PROGRAM, "alerts", alert)
    assert (shown.state, [done.step for done in shown.done]) == ("resolved", ["request", "resolve"])
    window.go("today")
    asked = [n for n in window.app.desk.ask(notices.inbox, keeper, only_unread=True) if n.document[0] == "alerts"]
    assert asked == []  # nothing about it waits any more
    assert window.app.desk.ask(held, PROGRAM, known["part"])[:2] == (2000, 40_00)
