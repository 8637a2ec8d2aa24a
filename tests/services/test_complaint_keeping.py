"""A complaint while it is told: kept half filled, with what is no value yet, linked to a paper of ours; the lights."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import Id
from app.core.errors import Conflict, Refused
from app.core.screen import ListQuery
from app.models.complaints import Complaint
from app.models.vehicles import Vehicle
from app.models.work_orders import WorkOrder
from app.services import documents, drafts
from app.services.complaints import day, keeping
from tests.garage import Garage
from tests.grievances import KIND, Grievances
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor

pytestmark = pytest.mark.both


@pytest.fixture
def office(shop: Shopfloor) -> Grievances:
    """Customer service and those who handle."""
    return Grievances(shop)


def order_of(shop: Shopfloor) -> tuple[Id, Id]:
    """A car in the house, and its order."""
    car = Desk(shop).car()
    return car, Garage(shop).order(car=car)


def test_what_is_typed_is_kept_as_it_stands(shop: Shopfloor, office: Grievances) -> None:
    """The first words give it its number; half a date is kept as it was typed (a crash loses nothing)."""
    kept = shop.run(keeping.keep, None, 0, {"description": "noise"}, {"promised_at": "2026-1"}, by="CS")
    assert kept.number.startswith("CP-")
    assert shop.ask(keeping.half_typed, kept.id, by="CS") == keeping.HalfTyped({"promised_at": "2026-1"}, None)
    again = shop.run(keeping.keep, kept.id, kept.version, {"description": "noise, again"}, {}, by="CS")
    assert (again.id, again.number) == (kept.id, kept.number)
    assert shop.get(Complaint, "id", kept.id).description == "noise, again"
    assert shop.ask(keeping.half_typed, kept.id, by="CS").typed == {}
    with pytest.raises(Conflict):
        shop.run(keeping.keep, kept.id, kept.version, {"description": "late"}, by="CS")
    with pytest.raises(Refused, match="roles do not allow"):
        shop.run(keeping.keep, None, 0, {"description": "x"}, by="TE")


def test_it_is_linked_to_a_paper_and_unlinked(shop: Shopfloor, office: Grievances) -> None:
    """Order, settlement or an earlier complaint; found by its number; never something a complaint can't be about."""
    _car, order = order_of(shop)
    number = shop.get(WorkOrder, "id", order).number
    kept = shop.run(keeping.keep, None, 0, {"description": "noise"}, {}, ("work_orders", order), by="CS")
    case = shop.get(Complaint, "id", kept.id)
    assert (case.source_kind, case.source_number) == ("work_orders", number)
    assert kept.id in shop.ask(documents.find, KIND, ListQuery(text=number), by="CS")
    assert shop.ask(keeping.half_typed, kept.id, by="CS").source == ("work_orders", order)
    off = shop.run(keeping.keep, kept.id, kept.version, {}, {}, None, by="CS")
    case = shop.get(Complaint, "id", kept.id)
    assert (case.source_kind, case.source_id, case.source_number) == ("", None, "")
    with pytest.raises(Refused, match="can't be about"):
        shop.run(keeping.keep, kept.id, off.version, {}, {}, ("parts", order), by="CS")


def test_what_was_begun_by_mistake_goes_what_says_something_stays(shop: Shopfloor, office: Grievances) -> None:
    empty = shop.run(keeping.keep, None, 0, {"channel": "VISIT"}, {}, by="CS")
    shop.run(drafts.remove, KIND, empty.id, empty.version, by="CS")
    told = shop.run(keeping.keep, None, 0, {"description": "noise"}, {}, by="CS")
    with pytest.raises(Refused, match="withdraw"):
        shop.run(drafts.remove, KIND, told.id, told.version, by="CS")


def test_the_board_knows_cars_about_which_somebody_complains(shop: Shopfloor, office: Grievances) -> None:
    """The worst light of several; a closed one is no mark any more."""
    car, order = order_of(shop)
    plate = shop.get(Vehicle, "id", car).plate
    assert shop.ask(day.in_house, by="SA") == {}
    first = office.assigned(vehicle_id=car, plate=plate)
    assert {o: (c.id, c.light) for o, c in shop.ask(day.in_house, by="SA").items()} == {order: (first, "GREEN")}
    shop.time.forward(days=5)
    office.received(vehicle_id=car, plate=plate)
    found = shop.ask(day.in_house, by="SA")
    assert (found[order].id, found[order].light) == (first, "RED")
    for case in shop.ask(documents.find, KIND, ListQuery(), by="CS"):
        office.step(case, "withdraw", reason="误会", words="谢谢")
    assert shop.ask(day.in_house, by="SA") == {}


def test_who_has_to_step_in_sees_it_and_nobody_else(shop: Shopfloor, office: Grievances) -> None:
    """A day late: the head of the department; three: the manager too; the handler has his own on his page (R87)."""
    office.handling()
    assert shop.ask(day.late_for_me, by="WS") == []
    late = {}
    for days in (4, 5, 8):
        with_ = shop.time.present
        shop.time.present = with_ + timedelta(days=days)
        late[days] = {who: len(shop.ask(day.late_for_me, by=who)) for who in ("WS", "MG", "TS", "SL")}
        shop.time.present = with_
    assert late[4] == {"WS": 1, "MG": 0, "TS": 0, "SL": 0}
    assert late[8] == {"WS": 1, "MG": 1, "TS": 0, "SL": 0}
    assert late[5]["TS"] == 0
