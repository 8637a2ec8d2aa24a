"""Somebody leaves (E92): his open work is listed, goes to others who may have it, and only then is he disabled."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.errors import Refused
from app.models.appointments import Appointment
from app.models.complaints import ComplaintImprovement, ComplaintMeasure
from app.models.old_parts import OldPart
from app.models.requisitions import Requisition
from app.models.work_orders import WorkOrder
from app.services import documents, people
from app.services.kinds import KINDS
from app.services.work_orders import times
from tests.garage import Garage
from tests.grievances import Grievances
from tests.olds import Yard
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor
from tests.ways import appointments


def open_work(shop: Shopfloor, user: Id) -> list[people.OpenTask]:
    return shop.ask(people.open_work, user, by="AD")  # type: ignore[no-any-return]


def give(shop: Shopfloor, user: Id, to: Id, charge: str = "") -> int:
    """Hands over what is open of one sort, or all; returns how many tasks are left."""
    chosen = [(one.charge, one.task.id) for one in open_work(shop, user) if charge in ("", one.charge)]
    return shop.run(people.hand_over, user, to, chosen, by="AD")  # type: ignore[no-any-return]


def disable(shop: Shopfloor, user: Id) -> None:
    shop.run(people.disable, user, shop.ask(documents.standing, "people", user).version, by="AD")


@pytest.mark.both
def test_a_handler_with_open_cases_is_disabled_after_they_are_somebody_elses(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made, user = cases.investigated(), cases.user("TS")
    cases.write(made, "TS", improvements=[cases.improvement(owner_id=user)])
    number = cases.case(made).number
    with pytest.raises(Refused, match=r"2 open tasks are still .*Hand them over") as refused:
        disable(shop, user)
    assert refused.value.where == "open_work"
    assert [(one.charge, one.task.number) for one in open_work(shop, user)] == [
        ("complaints", number), ("complaints.improvements", number),
    ]  # fmt: skip
    assert [one.task.what for one in open_work(shop, user)] == ["", ""], "complaints are not the administrator's"
    assert shop.ask(people.open_work, user, by="MG")[0].task.what == "制动异响返修"
    other = cases.user("QI")
    assert give(shop, user, other) == 0
    disable(shop, user)
    assert cases.case(made).handler_id == other
    assert shop.get(ComplaintImprovement, "complaint_id", made).owner_id == other
    assert any(number in str(item.text) for item in cases.inbox("QI"))
    cases.step(made, "propose", by="QI")


def test_whom_it_is_about_gets_no_case_and_who_had_it_does_not_close_it(shop: Shopfloor) -> None:
    """SD7: all or nothing, and the proof keeps who handled it before."""
    cases = Grievances(shop, handler=("MG", "2"))
    made = cases.handling(about_id=cases.user("WK"))
    user = cases.handler.user
    assert user is not None
    with pytest.raises(Refused, match=f"{cases.case(made).number}: .*somebody else must do this"):
        give(shop, user, cases.user("WK"))
    assert cases.case(made).handler_id == user
    give(shop, user, cases.user("MG", "3"))
    give(shop, cases.user("MG", "3"), cases.user("TS"))
    assert [one.words for one in cases.seen(made).entries][-2:] == ["Mg-2 → Mg-3", "Mg-3 → Ts"]
    cases.handler = shop.actor("TS")
    cases.found(made)
    cases.through(made)
    for number in ("2", "3"):
        with pytest.raises(Refused, match="handled this complaint; somebody else closes it"):
            cases.step(made, "close", signer=shop.actor("MG", number))


def test_a_report_sent_back_to_one_who_left_goes_to_the_head_of_his_department(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.reported()
    disable(shop, cases.user("TS"))
    cases.step(made, "send_back", by="MG", reason="没写原因")
    assert any("没写原因" in str(item.text) for item in cases.inbox("WS"))
    cases.step(made, "hand_over_resolved", by="WS", handler=cases.user("QI"), reason="离职")


def test_measures_and_their_owner(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.agreed()
    give(shop, cases.user("TE"), cases.user("WS"))
    assert shop.get(ComplaintMeasure, "complaint_id", made).owner_id == cases.user("WS")
    cases.do_measures(made, by="WS")
    assert open_work(shop, cases.user("WS")) == [], "what is done is nobody's task"


@pytest.mark.both
def test_orders_and_items_go_to_another_advisor_and_technician(shop: Shopfloor) -> None:
    garage = Garage(shop)
    order = garage.diagnosing()
    line = garage.read(order)[1][0].id
    shop.run(times.start, line, by="TE")
    with pytest.raises(Refused, match="Sa has no right for this: Work on orders"):
        give(shop, garage.technician(), shop.actor("SA").user, "work_orders.items")
    give(shop, garage.technician(), garage.technician("TE", "2"))
    assert open_work(shop, garage.technician()) == []
    (item,) = open_work(shop, garage.technician("TE", "2"))
    assert item.task.id == line
    shop.run(times.start, line, by=shop.actor("TE", "2"))
    advisor, second = shop.actor("SA").user, shop.actor("SA", "2").user
    give(shop, advisor, second)
    assert shop.get(WorkOrder, "id", order).advisor_id == second


@pytest.mark.both
def test_appointments_slips_and_old_parts(shop: Shopfloor) -> None:
    advisor, second = shop.actor("SA").user, shop.actor("SA", "2").user
    coming = appointments.requested(shop, advisor_id=advisor)
    give(shop, advisor, second, "appointments")
    assert shop.get(Appointment, "id", coming).advisor_id == second
    yard = Yard(shop)
    old = yard.expected()
    technician = shop.get(OldPart, "id", old).technician_id
    give(shop, technician, shop.actor("TE", "2").user, "old_parts")
    assert shop.get(OldPart, "id", old).technician_id == shop.actor("TE", "2").user


def test_who_approved_a_slip_does_not_ask_for_its_parts(shop: Shopfloor) -> None:
    """SD2."""
    desk = PartsDesk(shop)
    slip = desk.approved()
    found = shop.get(Requisition, "id", slip)
    with pytest.raises(Refused, match="approved these parts"):
        give(shop, found.technician_id, found.approved_by, "requisitions")
    give(shop, found.technician_id, shop.actor("TE", "2").user, "requisitions")
    assert shop.get(Requisition, "id", slip).technician_id == shop.actor("TE", "2").user


def test_what_is_given_and_to_whom_must_be_chosen(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    cases.handling()
    user = cases.user("TS")
    for to in (user, clock.new_id()):
        with pytest.raises(Refused, match="somebody else who works here"):
            give(shop, user, to)
    with pytest.raises(Refused, match="what is handed over"):
        shop.run(people.hand_over, user, cases.user("QI"), [], by="AD")
    with pytest.raises(Refused):
        shop.run(people.hand_over, user, cases.user("QI"), [], by="MG")


def test_each_sort_of_open_work_has_a_name_of_its_own() -> None:
    names: list[Any] = [one.name for kind in KINDS for one in kind.charges]
    assert len(names) == len(set(names)) >= 10
