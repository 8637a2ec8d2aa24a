"""The room of vehicles in the whole window: a car's whole life on one page, and an odometer reading by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app import boot
from app.models.vehicles import Vehicle
from app.services import vehicles
from app.views.kit.sidesheet import SideSheet
from tests.rig import PIN, PROGRAM, Rig
from tests.shopfloor import Shopfloor, first, found
from tests.ways.vehicles import owner
from tests.window import Hands

VIN = "LSVAM4187C2184847"


class Still:
    """The clock as it is."""


@pytest.fixture
def hands(qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    """A car with an old visit, a reading, and another plate since."""
    store, desk = boot.open_shop(tmp_path)
    found(desk)
    shop = Shopfloor(Rig(tmp_path, store, desk), Still())
    shop.actor("SA")
    car = shop.run(vehicles.open_vehicle, "沪A12345", VIN, owner(shop), more={"series": "帕萨特"})
    visit = {"vehicle_id": car, "day": date(2025, 6, 1), "number": "JL1", "fault": "刹车异响", "amount": 86_000}
    shop.run(vehicles.add_past_visits, [visit])
    shop.run(vehicles.read_odometer, car, 52_000)
    shop.step("vehicles", car, "replate", by="SA", plate="沪A54321", reason="换牌")
    desk.close()
    store.close()
    made = Hands(tmp_path)
    yield made
    made.end()


def words(home: QWidget) -> str:
    """Everything that stands on it."""
    return " ".join(label.text() for label in home.findChildren(QLabel) if label.isVisible())


def test_the_whole_life_of_a_car_stands_on_one_page(hands: Hands) -> None:
    """Visits, readings, plates, owners, what the VIN says; a lower reading says why not, its answer keeps it (E44)."""
    hands.sign_in("Sa", PIN)
    hands.settle()
    car = hands.app.desk.ask(first, PROGRAM, Vehicle, "plate", "沪A54321")
    room = hands.go("vehicles", car.id)
    page = hands.until(lambda: room.base.page, "the page")
    hands.until(lambda: "JL1" in words(page), "its life")
    said = words(page)
    for told in ("刹车异响", "¥860.00", "52,000 km", "沪A12345", "SAIC Volkswagen"):
        assert told in said, told
    hands.key(Qt.Key.Key_F7)
    hands.settle()
    sheet = next(s for s in room.findChildren(SideSheet) if s.isVisible())
    boxes = {box.field.name: box for box in sheet.findChildren(QWidget) if hasattr(box, "field")}
    boxes["shown"].control.put(50_000)
    sheet.done.emit()
    hands.settle()
    assert "52000" in " ".join(m.fact for m in page.messages.said())
    boxes["answer"].control.put("LAST_WRONG")
    boxes["reason"].control.put("录错")
    sheet.done.emit()
    hands.until(lambda: hands.app.desk.ask(vehicles.page, PROGRAM, car.id).readings[0].shown == 50_000, "the reading")
    hands.until(lambda: "50,000 km" in words(page), "the reading on the page")


def test_a_wrong_reading_is_struck_out_and_a_new_cluster_is_told(hands: Hands) -> None:
    """E44: what was wrong stays to be seen with its reason; what the old cluster showed stands between the readings."""
    hands.sign_in("Sa", PIN)
    hands.settle()
    car = hands.app.desk.ask(first, PROGRAM, Vehicle, "plate", "沪A54321")
    room = hands.go("vehicles", car.id)
    page = hands.until(lambda: room.base.page, "the page")
    hands.until(lambda: "52,000 km" in words(page), "its readings")
    hands.press("vehicles.strike.52000")
    sheet = next(s for s in room.findChildren(SideSheet) if s.isVisible())
    boxes = {box.field.name: box for box in sheet.findChildren(QWidget) if hasattr(box, "field")}
    sheet.done.emit()
    hands.until(lambda: boxes["reason"].problem is not None, "the reason to be asked for")
    boxes["reason"].control.put("读错")
    sheet.done.emit()
    hands.until(lambda: "读错" in words(page), "the reading struck out")
    page.steps.press("change_cluster")
    sheet = next(s for s in page.findChildren(SideSheet) if s.isVisible())
    boxes = {box.field.name: box for box in sheet.findChildren(QWidget) if hasattr(box, "field")}
    for name, value in (("old_km", 52_100), ("new_start_km", 10), ("evidence", "WX-1")):
        boxes[name].control.put(value)
    sheet.done.emit()
    hands.until(lambda: "52,100 km before, from 10 km on" in words(page), "the cluster on the page")
    told = [(r.flag, r.reason) for r in hands.app.desk.ask(vehicles.page, PROGRAM, car.id).readings]
    assert told == [("STRUCK", "读错")]
