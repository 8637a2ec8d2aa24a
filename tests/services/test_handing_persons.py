"""Every column that names a person says what becomes of it when he leaves (E92): handed over, or history and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Column

from app.core import clock
from app.core.clock import Id
from app.core.errors import Refused
from app.models.base import Base, IdType
from app.models.people import User
from app.models.registry import MODULES
from app.models.requisitions import ReturnSlip
from app.models.stations import Bin
from app.models.work_orders import LabourShare, WorkOrder, WorkTime
from app.services import documents, drafts, notices, people, today
from app.services.kinds import KINDS
from app.services.work_orders import bench, times
from app.services.work_orders.drafting import Work
from tests.garage import Garage
from tests.shopfloor import Shopfloor
from tests.ways import return_slips

HANDED = {  # column → the charges by which it goes to another person while its work is open
    "appointments.advisor_id": "appointments",
    "bins.keeper_id": "bins",
    "complaint_improvements.owner_id": "complaints.improvements",
    "complaint_measures.owner_id": "complaints.measures",
    "complaints.handler_id": "complaints",
    "count_lines.responsible_id": "counts.kept_open",
    "count_members.user_id": "counts counts.team",
    "count_places.counter_id": "counts.bins",
    "labour_shares.user_id": "work_orders.items",
    "old_parts.technician_id": "old_parts",
    "requisitions.technician_id": "requisitions",
    "return_slips.technician_id": "return_slips",
    "work_orders.advisor_id": "work_orders",
    "work_times.user_id": "work_orders.clock",
}
HISTORY = {  # column → why it stays his
    "complaints.about_id": "whom the customer complained about",
    "complaints.resp_person_id": "whose fault it was found to be",
    "count_lines.by1": "who counted",
    "count_lines.by2": "who counted again",
    "count_lines.by3": "whose count decided",
    "follow_ups.advisor_id": "who served the customer, and therefore does not call him",
    "inspections.inspector_id": "who inspected",
    "inspections.wanted_id": "who inspected before: a wish; each inspector finds the car on his page",
    "old_parts.checker_id": "who registered it",
    "old_parts.responsible_id": "who answers for what is missing",
    "part_issues.receiver_id": "who received the parts",
    "return_slip_lines.responsible_id": "who answers for the damage",
    "cost_lines.advisor_id": "whose order it was, as it was reckoned",
}
assert MODULES, "all tables are known"
DEED = "_by"  # created_by, approved_by, found_by …: who did it once; what comes back is told to his role
NO_PERSON = {
    "attachment_id", "appointment_id", "bin_id", "comeback_of", "complaint_id", "count_id", "document_id", "frozen_by",
    "issue_line_id", "labour_line_id", "led_id", "line_id", "needed_id", "order_id", "pair_id", "part_id", "receipt_id",
    "reception_id", "record_id", "replaces", "request_id", "requisition_id", "reversal_of", "run_id", "source_id",
    "warehouse_id",
}  # fmt: skip


def persons() -> Iterator[Column[object]]:
    """Columns of records that may name a person: a link to users, or an id without any link. Logs are never changed."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns if table.info.get("kind") == "record" else ():
            targets = {key.column.table.name for key in column.foreign_keys}
            named = "users" in targets or (not targets and column.name not in {"id", *NO_PERSON})
            if isinstance(column.type, IdType) and named:
                yield column


def test_every_person_of_a_record_is_handed_over_or_history() -> None:
    decided = {**HANDED, **HISTORY}
    found = {str(column) for column in persons()}
    open_ = {one for one in found if one not in decided and not one.endswith(DEED)}
    assert not open_, "say in HANDED or HISTORY what becomes of it when he is disabled"
    assert decided.keys() <= found | {"cost_lines.advisor_id"}, "nothing is decided of what is gone"


def test_every_charge_is_one_of_these_columns() -> None:
    charges = {name for names in HANDED.values() for name in names.split()}
    assert charges == {one.name for kind in KINDS for one in kind.charges}


def give(shop: Shopfloor, user: Id, to: Id, tasks: Any = None) -> int:
    """Hands everything over, or these tasks; returns how many are left."""
    return shop.run(people.hand_over, user, to, tasks, by="AD")  # type: ignore[no-any-return]


def disable(shop: Shopfloor, user: Id) -> None:
    shop.run(people.disable, user, shop.ask(documents.standing, "people", user).version, by="AD")


def user(shop: Shopfloor, *who: str) -> Id:
    return shop.actor(*who).user  # type: ignore[return-value]


def keep(shop: Shopfloor, code: str, keeper: Id) -> None:
    bin_ = shop.bin(code)
    version = shop.ask(documents.standing, "bins", bin_).version
    shop.run(drafts.edit, "bins", bin_, version, {"keeper_id": keeper}, by="WK")


@pytest.mark.both
def test_a_keepers_bins_go_to_another_keeper_warehouse_by_warehouse(shop: Shopfloor) -> None:
    for code in ("B-02", "A-01", "A-02"):
        keep(shop, code, user(shop, "WK"))
    keep(shop, "C-01", user(shop, "WK", "3"))
    (one,) = shop.ask(people.open_work, user(shop, "WK"), by="AD")
    assert (one.charge, one.task.number, one.task.what.split(" · ")[1]) == ("bins", "W1", "A-01 … B-02 (3)")
    with pytest.raises(Refused, match="1 open tasks are still Wk's, W1 among them"):
        disable(shop, user(shop, "WK"))
    assert give(shop, user(shop, "WK"), user(shop, "WK", "2")) == 0
    assert shop.get(Bin, "code", "A-02").keeper_id == user(shop, "WK", "2")
    assert shop.get(Bin, "code", "C-01").keeper_id == user(shop, "WK", "3")
    disable(shop, user(shop, "WK"))
    change = shop.ask(documents.show, "bins", shop.bin("A-02"), by="AD").edits[-1]
    people_ = tuple(str(user(shop, *who)) for who in (("WK",), ("WK", "2")))
    assert (change.who, change.usecase, change.fields) == ("Ad", "people.hand_over", (("keeper_id", *people_),))


def test_parts_on_their_way_back_and_what_is_with_the_keeper(shop: Shopfloor) -> None:
    """What the keeper has is no longer the technician's."""
    slip = return_slips.bare(shop)
    technician = shop.get(ReturnSlip, "id", slip).technician_id
    with pytest.raises(Refused, match="no right for this: Give parts back"):
        give(shop, technician, user(shop, "FI"), [("return_slips", slip)])
    give(shop, technician, user(shop, "TE", "2"), [("return_slips", slip)])
    assert shop.get(ReturnSlip, "id", slip).technician_id == user(shop, "TE", "2")


def test_a_helpers_clock_stops_and_the_other_hears_where_he_was(shop: Shopfloor) -> None:
    garage = Garage(shop)
    order = garage.assigned(work=[Work(name="更换前制动片", hours=1200), Work(name="更换机油", hours=500)])
    mine, his = (line.id for line in garage.lines(order))
    shop.run(bench.share, his, [(user(shop, "TE", "2"), 10_000)], by="WS")
    shop.run(times.start, his, by="TE")
    with pytest.raises(Refused, match="2 open tasks"):
        disable(shop, user(shop, "TE"))
    assert give(shop, user(shop, "TE"), user(shop, "TE", "2")) == 0
    disable(shop, user(shop, "TE"))
    assert shop.get(WorkTime, "line_id", his).ended_at is not None
    assert shop.get(LabourShare, "line_id", mine).user_id == user(shop, "TE", "2")


def test_e52_an_item_that_wants_a_certificate_goes_to_one_who_holds_it(shop: Shopfloor) -> None:
    garage = Garage(shop)
    other = garage.item("HV1", "更换动力电池模组", 5000, certificate="HV")
    order = garage.signed(work=[Work(labour_id=other)])
    garage.step(order, "assign", by="WS", technician=garage.technician(), without="由持证主管现场监护")
    heir = garage.technician("TE", "2")
    with pytest.raises(Refused, match="no valid certificate for “更换动力电池模组”"):
        give(shop, garage.technician(), heir)
    person = shop.get(User, "id", heir)
    shop.run(drafts.edit, "people", heir, person.version, {"hv_until": clock.today() + timedelta(days=30)})
    assert give(shop, garage.technician(), heir) == 0


def test_what_comes_back_to_one_who_left_stands_on_the_administrators_page(shop: Shopfloor) -> None:
    """An item is done, its technician leaves, and the inspection finds it wrong: his role is told, and it is forced."""
    garage = Garage(shop)
    order = garage.to_inspect()
    disable(shop, garage.technician())
    assert [one.kind for one in shop.desk.ask(today.waiting, shop.actor("AD"))] == []
    line = garage.lines(order)[0].position
    garage.inspect(order, line)
    (waits,) = shop.desk.ask(today.waiting, shop.actor("AD"))
    number = shop.get(WorkOrder, "id", order).number
    assert (waits.kind, waits.id, waits.called, waits.about) == ("people", garage.technician(), "Te", number)
    assert shop.desk.ask(today.counted, shop.actor("AD")) == {"people": 1}
    assert "people" not in shop.desk.ask(today.counted, shop.actor("MG"))
    assert any("failed inspection" in str(one.text) for one in shop.ask(notices.inbox, by=shop.actor("TE", "2")))
    assert give(shop, garage.technician(), user(shop, "TE", "2")) == 0
    assert shop.desk.ask(today.waiting, shop.actor("AD")) == []


def test_all_or_nothing(shop: Shopfloor) -> None:
    """One task the next one may not have: none of the others moves."""
    keep(shop, "A-01", user(shop, "TE"))
    garage = Garage(shop)
    garage.assigned()
    with pytest.raises(Refused, match="Work on orders"):
        give(shop, user(shop, "TE"), user(shop, "WK", "2"))
    assert shop.get(Bin, "code", "A-01").keeper_id == user(shop, "TE")
