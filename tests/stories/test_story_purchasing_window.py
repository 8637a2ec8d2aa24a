"""A purchase through the window: asked for, approved, ordered, sent, scanned in and put into stock, by key strokes."""

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
from tests.buying import Buying
from tests.rig import PIN, PROGRAM, open_rig
from tests.shopfloor import Shopfloor, held
from tests.window import Hands

GTIN = "06901234567892"


@pytest.fixture
def hands(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[tuple[Hands, dict[str, Any]]]:
    """A shop with a part kept by batch, its supplier, and a request of the keeper's."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in ("WK", "PU", "MG")}
    code = {"kind": "BARCODE", "code": GTIN[1:]}
    part = shop.part("OIL", batch_tracked=True, codes=[code], bins=[{"bin_id": shop.bin(), "is_primary": True}])
    buying = Buying(shop)
    buying.supplier("S1", buying.offer(part, 22.6, days=3))
    request = buying.request((part, 2), reason="low")
    rig.close()
    made = Hands(tmp_path, "en")
    yield made, {"people": people, "part": part, "request": request}
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


@pytest.mark.slow
def test_from_the_request_to_the_goods_on_the_shelf(hands: tuple[Hands, dict[str, Any]]) -> None:
    """R13, SD8: three people, one key for each next step; a GS1 scan brings batch and expiry."""
    window, known = hands
    keeper, buyer, boss = (known["people"][role] for role in ("WK", "PU", "MG"))
    enter(window, keeper)
    page = window.go("purchase_requests", known["request"]).page
    window.step(page)
    assert page.seen.state == "submitted"
    enter(window, buyer)
    page = window.go("purchase_requests", known["request"]).page
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
    assert window.app.desk.ask(held, PROGRAM, known["part"])[:2] == (2000, 40_00)
