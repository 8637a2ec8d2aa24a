"""The maker pays the pump and the customer pays next month: the old pump goes back, the car leaves on account."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import clock, i18n
from app.core.clock import Id
from app.models.suppliers import Supplier
from app.services import documents, drafts
from tests.partsdesk import PartsDesk
from tests.rig import PIN, PROGRAM, open_rig
from tests.services.test_bay_story import under_warranty
from tests.shopfloor import Shopfloor
from tests.stories.test_story_issuing import Scene
from tests.stories.test_story_one_repair import (
    ORDERS,
    SETTLEMENTS,
    answer,
    olds,
    press,
    settled,
    the_car_is_handed_over,
    the_inspector_passes_it,
    the_technician_finishes,
)  # fmt: skip
from tests.ways.old_parts import supplier
from tests.window import Hands


@pytest.fixture
def maker(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[tuple[Scene, Id]]:
    """(the window, the maker): a pump under warranty is fitted; the customer may owe up to ¥5,000."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    desk = PartsDesk(shop)
    order = under_warranty(desk, shop)
    customer = shop.ask(documents.show, "customers", desk.garage.read(order)[0].customer_id)
    shop.run(drafts.edit, "customers", customer.id, customer.version, {"on_account": True, "credit_limit": 500_000})
    maker = shop.get(Supplier, "id", supplier(shop)).id
    people = {role: shop.actor(role) for role in ("TE", "QI", "SA", "FI", "PU", "MG")}
    rig.close()
    hands = Hands(tmp_path, "en")
    hands.shell.resize(1366, 728)
    yield Scene(hands, people, order, order, order), maker
    hands.end()
    i18n.use("zh_CN")


def the_old_pump_goes_back(scene: Scene, maker: Id) -> None:
    """E73: it is no scrap; purchasing sends it to the maker."""
    scene.enter("PU")
    (old,) = olds(scene)
    page = scene.page("old_parts", old.id)
    press(scene, page, "to_supplier")
    answer(scene, page, supplier=maker, slip="RMA-77")
    scene.hands.close_preview(page)
    assert [one.state for one in olds(scene)] == ["supplier_return"]


def the_customer_owes_it(scene: Scene, settlement: Id) -> None:
    """E63: nothing is paid; finance puts it on account and the manager signs with his PIN."""
    hands = scene.hands
    scene.enter("FI")
    page = scene.page(SETTLEMENTS, settlement)
    assert page.seen.values["total_amount"] == 6_000  # the oil change: the pump is the maker's
    press(scene, page, "put_on_account")
    answer(scene, page, due=clock.today() + timedelta(days=30), reason="monthly bill")
    sheet = hands.find("approval", page)
    tile = next(t for t in sheet.tiles if t.person.name == "Mg")
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    hands.pin(sheet.pin, PIN)
    assert scene.show(SETTLEMENTS, settlement).state == "on_account"


@pytest.mark.slow
def test_the_old_part_goes_to_its_maker_and_the_car_leaves_on_account(maker: tuple[Scene, Id]) -> None:
    """Issue 5's other ways through the window: a warranty part to the supplier, delivered on account."""
    scene, supplier_ = maker
    the_old_pump_goes_back(scene, supplier_)
    the_technician_finishes(scene, items=2)
    the_inspector_passes_it(scene)
    settlement = settled(scene)
    the_customer_owes_it(scene, settlement)
    the_car_is_handed_over(scene)
    assert scene.hands.app.desk.ask(documents.show, PROGRAM, ORDERS, scene.order).state == "delivered"
