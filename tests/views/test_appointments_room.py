"""The room of appointments in the whole window: a day and a week, by keyboard and by mouse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import boot
from app.core import clock
from app.services import appointments, bays, vehicles
from app.views.planning import DayPlan, WeekPlan, plan_of
from tests.rig import PIN, PROGRAM, Rig
from tests.shopfloor import Shopfloor, found
from tests.ways.vehicles import owner
from tests.window import CTRL, Hands


class Still:
    """The clock as it is."""


@pytest.fixture
def hands(qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    """A shop with two bays, an advisor, and one appointment tomorrow at ten."""
    store, desk = boot.open_shop(tmp_path)
    found(desk)
    shop = Shopfloor(Rig(tmp_path, store, desk), Still())
    shop.actor("SA")
    one, _ = shop.run(bays.open_bays, [("B1", "举升机"), ("B2", "举升机")])
    car = shop.run(vehicles.open_vehicle, "沪A12345", "", owner(shop))
    tomorrow = clock.local(clock.now()).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    shop.run(appointments.book, tomorrow, "刹车异响", more={"vehicle_id": car, "bay_id": one, "minutes": 60})
    desk.close()
    store.close()
    made = Hands(tmp_path)
    yield made
    made.end()


def slots(hands: Hands, days: int = 3) -> list[appointments.Slot]:
    """What is agreed from today on."""
    today = clock.today()
    asked = hands.app.desk.ask(appointments.board, PROGRAM, today, today + timedelta(days=days))
    return list(asked.slots)


def hour(slot: appointments.Slot) -> str:
    """When it begins, on the shop's clock."""
    return f"{clock.local(slot.start):%H:%M}"


def test_a_day_and_a_week_by_keyboard_and_mouse(hands: Hands) -> None:
    """R47, R48: chosen, moved by keys and by drag, agreed, opened, seen in the week, printed; a new one."""
    hands.sign_in("Sa", PIN)
    hands.settle()
    room = hands.go("appointments")
    hands.key(Qt.Key.Key_PageDown)
    hands.until(lambda: room.planner.current() is not None, "the appointment of tomorrow under the cursor")
    hands.key(Qt.Key.Key_Down, CTRL)
    hands.settle()
    hands.until(lambda: hour(slots(hands)[0]) == "10:30", "half an hour later")
    hands.key(Qt.Key.Key_F7)
    hands.until(lambda: slots(hands)[0].state == "confirmed", "agreed")
    hands.settle()
    hands.key(Qt.Key.Key_F8)
    hands.settle()
    assert "Move it to today" in " ".join(m.fact for m in room.said_here.said())

    plan = room.planner.plan
    assert isinstance(plan, DayPlan)
    box = plan.boxes[slots(hands)[0].id]
    start = QPoint(round(box.x + 20), round(box.y + 10))
    QTest.mousePress(room.planner, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(room.planner, start + QPoint(round(plan.lane_width), 56))
    QTest.mouseRelease(room.planner, Qt.MouseButton.LeftButton, pos=start + QPoint(round(plan.lane_width), 56))
    hands.until(lambda: slots(hands)[0].state == "rescheduled", "dragged: to be agreed again")
    assert (hour(slots(hands)[0]), slots(hands)[0].bay_id) == ("11:30", plan.lanes[1].key)
    hands.settle()
    _a_week_and_paper(hands, room, plan)
    _a_new_one(hands, room)


def _a_week_and_paper(hands: Hands, room: Any, plan: DayPlan) -> None:
    hands.press("appointments.week")
    hands.until(lambda: isinstance(room.planner.plan, WeekPlan), "the week")
    hands.key(Qt.Key.Key_Up, CTRL)
    hands.until(lambda: slots(hands)[0].bay_id == plan.lanes[0].key, "another bay, the same time")
    assert hour(slots(hands)[0]) == "11:30"
    hands.press("appointments.advisor")
    hands.press("appointments.bay")
    hands.press("appointments.day")

    room.planner.setFocus()
    hands.key(Qt.Key.Key_Return)
    hands.settle()
    assert room.base.page is not None
    room.base.close_page()
    hands.settle()
    assert room.plan.isVisible()
    hands.key(Qt.Key.Key_P, CTRL)
    hands.until(lambda: room._preview is not None, "the day on paper")
    hands.settle()
    room._close_preview()
    hands.settle()


def _a_new_one(hands: Hands, room: Any) -> None:
    hands.key(Qt.Key.Key_Home, CTRL)
    hands.settle()
    hands.key(Qt.Key.Key_N, CTRL)
    hands.settle()
    page = room.base.page
    assert page.form.boxes["start"].control.value() is not None
    page.form.boxes["car"].control.put("新车")
    page.form.boxes["customer_name"].control.put("李雷")
    page.form.boxes["phone"].control.put("13900139000")
    page.form.boxes["fault"].control.put("保养")
    hands.key(Qt.Key.Key_S, CTRL)
    hands.until(lambda: len(slots(hands)) == 2, "the new one")
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    assert room.plan.isVisible()
    hands.press("appointments.list")
    assert not room.plan.isVisible()


def test_what_overlaps_stands_side_by_side_and_the_cursor_stays_on_the_board(hands: Hands) -> None:
    """Pure geometry: three at once share the lane; walking past the edge stays at it."""
    base = slots(hands)[0]
    three = [
        dataclasses.replace(base, id=clock.new_id(), start=base.start + timedelta(minutes=15 * n)) for n in range(3)
    ]
    day = base.day
    asked = hands.app.desk.ask(appointments.board, PROGRAM, day, day)
    plan = plan_of(dataclasses.replace(asked, slots=tuple(three)), "bay", 900)
    assert isinstance(plan, DayPlan)
    lefts = sorted(plan.boxes[s.id].x for s in three)
    assert lefts[0] < lefts[1] < lefts[2]
    spot = plan.spot_of(three[0])
    assert plan.under(spot) == three[0]
    assert plan.slot_at(lefts[2] + 2, plan.boxes[three[2].id].y + 2) == three[2]
    for _ in range(40):
        spot = plan.walk(spot, -1, -1)
    assert (spot.lane, spot.minute) == (0, plan.first)
    assert plan.spot_at(10, 10) is None
    week = plan_of(dataclasses.replace(asked, until=day + timedelta(days=6), slots=tuple(three),
                   hours={day + timedelta(days=n): () for n in range(7)},
                   load={day + timedelta(days=n): (0, 0) for n in range(7)}), "advisor", 900)  # fmt: skip
    assert isinstance(week, WeekPlan)
    last = week.walk(week.walk(week.spot_of(three[0]), 0, 1), 0, 1)
    assert week.under(last) == three[2]
    assert week.walk(week.walk(last, 1, 0), -1, 0).day == day
    assert week.spot_at(5, 5) is None
    assert week.under(week.spot_at(100, 100) or last) is not None
