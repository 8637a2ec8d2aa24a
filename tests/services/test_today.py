"""What waits for whom, and in which order: by role, by urgency, and what is a colleague's does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.screen import ListQuery
from app.models.work_orders import WorkOrder
from app.services import appointments, documents, drafts, today
from app.services.today import Waiting
from tests.buying import Buying
from tests.garage import Garage
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor
from tests.ways import alerts, receptions


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop."""
    return Garage(shop)


def page(shop: Shopfloor, *who: str) -> list[Waiting]:
    """What waits for somebody of this role."""
    return shop.desk.ask(today.waiting, shop.actor(*who))


def number(shop: Shopfloor, id: Id) -> str:
    """What an order is called."""
    return shop.get(WorkOrder, "id", id).number  # type: ignore[no-any-return]


def test_late_ones_first_then_by_promise_then_what_was_promised_nothing(shop: Shopfloor, garage: Garage) -> None:
    """The advisor's orders, each with car, matter and the time it is due."""
    later = garage.issued(promised_at=clock.now() + timedelta(hours=9))
    never = garage.order(promised_at=None)
    soon = garage.issued(promised_at=clock.now() + timedelta(hours=2))
    late = garage.issued(promised_at=clock.now() + timedelta(hours=1))
    shop.time.forward(minutes=90)
    found = page(shop, "SA")
    assert [w.id for w in found] == [late, soon, later, never]
    assert [w.late for w in found] == [True, False, False, False]
    assert found[0].plate == shop.get(WorkOrder, "id", late).plate
    assert found[0].about.endswith("刹车有尖叫声")
    assert (found[0].verb, found[3].due) == ("Take over the signature", None)


def test_each_role_sees_its_own_next_step(shop: Shopfloor, garage: Garage) -> None:
    """From the signature to the settlement the same order wanders from page to page."""
    order = garage.issued()
    pages = {who: [w.verb for w in page(shop, who)] for who in ("SA", "WS", "TE", "FI", "MG", "WK", "PU")}
    assert pages == {"SA": ["Take over the signature"]} | {who: [] for who in ("WS", "TE", "FI", "MG", "WK", "PU")}
    garage.sign(order)
    assert [w.verb for w in page(shop, "WS")] == ["Assign"]
    garage.step(order, "assign", by="WS", technician=garage.technician())
    assert (page(shop, "SA"), page(shop, "WS"), page(shop, "TE", "2")) == ([], [], [])
    assert [w.verb for w in page(shop, "TE")] == ["Begin the diagnosis"]
    mended = garage.in_repair()
    assert [(w.id, w.verb) for w in page(shop, "TE") if w.state == "In repair"] == [(mended, "Go on")]
    garage.step(mended, "terminate", reason="不修了", person="李芳", car="AS_IS")
    assert [(w.id, w.verb) for w in page(shop, "FI")] == [(mended, "Settle")]


def test_what_a_colleague_looks_after_stands_on_his_page_only(shop: Shopfloor, garage: Garage) -> None:
    """Nobody calls the same customer twice; appointments without an advisor are everybody's."""
    order = garage.issued()
    colleague = shop.actor("SA", "2").user
    mine = shop.run(appointments.book, shop.time.present, "保养", more=_caller(advisor_id=colleague), by="CS")
    free = shop.run(appointments.book, shop.time.present, "换胎", more=_caller(), by="CS")
    for one in (mine, free):
        shop.step("appointments", one, "confirm", by="CS")
    assert {w.id for w in page(shop, "SA")} == {order, free}
    assert {w.id for w in page(shop, "SA", "2")} == {mine, free}
    assert shop.ask(today.counted, by="SA") == {"work_orders": 1, "appointments": 1}


def _caller(**more: Any) -> dict[str, Any]:
    return {"car": "新车", "customer_name": "李雷", "phone": "139-0013-9000"} | more


def test_who_stands_at_the_counter_comes_before_what_is_late(shop: Shopfloor) -> None:
    """A check-in of today is somebody who waits; one of another day is a paper that was left lying."""
    left = receptions.draft(shop)
    shop.time.forward(hours=24)
    booked = shop.run(appointments.book, shop.time.present - timedelta(hours=1), "保养", more=_caller(), by="CS")
    desk = Desk(shop)
    here = desk.signed()
    found = page(shop, "SA")
    assert [w.id for w in found] == [here, booked, left]
    assert (found[0].here, found[0].late) == (True, False)  # who stands there has not come too late
    assert [(w.here, w.verb) for w in found] == [
        (True, "Make a work order"), (False, "Agreed with the customer"), (False, "To signature"),
    ]  # fmt: skip


def test_goods_are_late_when_their_day_is_over_and_not_once_they_came(shop: Shopfloor) -> None:
    """Purchasing and the keeper: the supplier is named; a day without an hour lasts until midnight."""
    buying = Buying(shop)
    part, house = shop.part(), buying.supplier()
    order = buying.sent((part, 2), supplier=house, expected=clock.today())
    (one,) = [w for w in page(shop, "WK") if w.kind == "purchase_orders"]
    assert (one.id, one.whole_day, one.late, bool(one.about)) == (order, True, False, True)
    shop.time.forward(hours=24)
    assert [w.late for w in page(shop, "WK") if w.kind == "purchase_orders"] == [True]
    buying.posted(buying.receipt(order, 2))
    assert [w.due for w in page(shop, "PU") if w.kind == "purchase_orders"] == [None]


def test_of_a_flood_the_first_stand_and_one_entry_for_the_rest(shop: Shopfloor, garage: Garage) -> None:
    """A flood of one kind must not hide the rest (E28); its list opens with the states that wait."""
    hours = (7, 6, 5, 4, 3)
    orders = [garage.issued(promised_at=clock.now() + timedelta(hours=n)) for n in hours]
    assert [w.id for w in page(shop, "SA")] == orders[::-1]
    garage.issued(promised_at=clock.now() + timedelta(hours=8))
    shop.time.forward(hours=5, minutes=30)
    *first, rest = page(shop, "SA")
    assert [w.id for w in first] == orders[:0:-1]
    assert (rest.id, rest.count, rest.overdue, rest.label) == (None, 2, 0, "Work orders")
    assert rest.wanted is not None
    assert rest.wanted.where == (today.FOR_ME,)
    shop.time.forward(hours=2)
    assert page(shop, "SA")[-1].overdue == 1
    assert shop.ask(today.counted, by="SA") == {"work_orders": 6}


def test_the_list_behind_the_rest_has_what_today_counts(shop: Shopfloor, garage: Garage) -> None:
    """A colleague's orders are not among those that wait for me, in the list as on the page."""
    mine = [garage.issued() for _ in range(6)]
    other, colleague = garage.order(), shop.actor("SA", "2").user
    version = shop.get(WorkOrder, "id", other).version
    shop.run(drafts.edit, "work_orders", other, version, {"advisor_id": colleague}, by="SA")
    wanted = next(w for w in page(shop, "SA") if w.id is None).wanted
    assert wanted is not None
    assert set(shop.ask(documents.find, "work_orders", wanted, by="SA")) == set(mine)
    assert len(shop.ask(documents.find, "work_orders", replace(wanted, limit=2), by="SA")) == 2
    assert shop.ask(documents.find, "work_orders", wanted, by="WS") == []
    assert other in shop.ask(documents.find, "work_orders", ListQuery(), by="SA")
    assert shop.ask(today.counted, by="SA") == {"work_orders": 6}


def test_a_short_part_is_named_on_its_alert(shop: Shopfloor) -> None:
    """Whoever replenishes sees which part it is."""
    alerts.WAYS["open"](shop)
    (one,) = [w for w in page(shop, "PU") if w.kind == "alerts"]
    assert one.about
