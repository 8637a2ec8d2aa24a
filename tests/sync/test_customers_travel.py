"""Who is merged or masked at one station is so at all: papers follow, and no later package brings him back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.customers import Customer
from app.models.exchange import Merge
from app.models.journal import Notice
from app.models.payments import Payment
from app.models.vehicles import Vehicle
from app.models.work_orders import WorkOrder
from app.services import customers, documents, drafts, payments
from app.services.customers import term
from app.sync import decisions
from tests.stations import Pair, Station, sent, settle

Known = tuple[Station, Station, Path, Id, Id]


@query("test.versions_kept", allow=None)
def versions_kept(ctx: Reader) -> str:
    """All versions that the merge list holds, as text."""
    return "".join(str((merge.kept, merge.other)) for merge in ctx.session.query(Merge))


@query("test.said", allow=None)
def said(ctx: Reader) -> list[str]:
    """The notices for the administrator."""
    return [str(row.message["args"]) for row in ctx.session.query(Notice).where(Notice.role == "AD")]


@pytest.fixture
def known(pair: Pair, time: Any) -> Known:
    """A customer of station 01 with an order and a deposit there, known at 02; no record needs his name any more."""
    one, two, folder = pair
    who = one.customer()
    order = one.order(who, "沪A10001")
    one.run(payments.take, order, amount=30_000, method="TRANSFER", reference="王小明 6222")
    settle((one, two), folder)
    time.forward(days=366 * 3)
    return one, two, folder, who, order


def _step(station: Station, id: Id, name: str) -> None:
    station.run(documents.step, "customers", id, name, {}, station.get(Customer, "id", id).version)


def _erase(station: Station, id: Id) -> None:
    _step(station, id, "ask_erasure")
    _step(station, id, "mask")


def _rename(station: Station, id: Id, name: str) -> None:
    version = station.ask(documents.standing, "customers", id).version
    station.run(drafts.edit, "customers", id, version, {"name": name})


def _traces(station: Station, who: Id, order: Id) -> tuple[Any, ...]:
    """What tells here who he was."""
    paper, car = station.get(WorkOrder, "id", order), station.get(Vehicle, "owner_id", who)
    paid = station.get(Payment, "customer_id", who)
    return station.get(Customer, "id", who).name, paper.sender_name, car.sender_name, paid.reference


MASKED = ("***", "***", None, None)


def test_who_is_masked_at_one_station_is_masked_in_the_papers_of_the_other(known: Known) -> None:
    one, two, folder, who, order = known
    _erase(two, who)
    settle((one, two), folder)
    assert _traces(one, who, order) == _traces(two, who, order) == MASKED


def test_no_later_package_brings_a_masked_customer_back(known: Known, time: Any) -> None:
    one, two, folder, who, order = known
    car = one.get(Vehicle, "owner_id", who)
    _erase(two, who)
    time.forward(days=1)  # what one does now is newer, and it has not heard
    _rename(one, who, "王小明2")
    one.run(drafts.edit, "vehicles", car.id, one.get(Vehicle, "id", car.id).version, {"sender_name": "王师傅2"})
    late = sent(one, two, folder)
    two.take(folder)
    assert two.get(Customer, "id", who).name == "***"
    assert two.get(Vehicle, "id", car.id).sender_name is None
    assert late.name
    settle((one, two), folder)
    assert _traces(one, who, order) == _traces(two, who, order) == MASKED
    for station in (one, two):
        assert station.ask(decisions.merges) == [] or "王" not in str(station.ask(decisions.merges))
        assert "王" not in station.ask(versions_kept)


def test_the_merge_list_forgets_a_masked_customer(known: Known) -> None:
    one, two, folder, who, _order = known
    _rename(one, who, "王小明甲")
    _rename(two, who, "王小明乙")
    settle((one, two), folder)
    at, other = (one, two) if one.ask(decisions.merges) else (two, one)
    [twice] = at.ask(decisions.merges)
    assert "王小明" in at.ask(versions_kept)
    _erase(other, who)
    settle((one, two), folder)
    assert at.ask(decisions.merges) == []
    assert "王小明" not in at.ask(versions_kept)
    with pytest.raises(Refused, match="decided already"):
        at.run(decisions.decide, twice.id, "OTHER")
    assert at.get(Customer, "id", who).name == "***"


def test_papers_that_must_be_kept_keep_the_name_and_somebody_is_told(known: Known, time: Any) -> None:
    one, two, folder, who, _order = known
    fresh = one.order(who, "沪A10003")  # two does not know of it
    paper = one.get(WorkOrder, "id", fresh)
    _erase(two, who)
    settle((one, two), folder)
    assert one.get(Customer, "id", who).name == "***"
    assert one.get(WorkOrder, "id", fresh).sender_name == paper.sender_name == "王师傅"
    assert any(one.get(Customer, "id", who).number in words for words in one.ask(said))
    with pytest.raises(Refused, match="must be kept until"):
        _step(one, who, "mask")
    assert one.run(term.mask_due) == 0
    time.forward(days=366 * 3)
    assert (two.run(term.mask_due), one.run(term.mask_due), one.run(term.mask_due)) == (0, 1, 0), "once, where it lies"
    done = [step.step for step in one.ask(documents.show, "customers", who).done]
    assert done[-2:] == ["papers_kept", "term_over"]
    settle((one, two), folder)
    assert one.get(WorkOrder, "id", fresh).sender_name == two.get(WorkOrder, "id", fresh).sender_name == "***"


def test_merging_takes_the_papers_of_every_station_along(known: Known, time: Any) -> None:
    one, two, folder, who, order = known
    stays = two.customer("王晓明", "13900139000")
    two.run(customers.merge, stays, who)
    time.forward(days=1)
    _rename(one, who, "王小明2")  # one has not heard
    settle((one, two), folder)
    for station in (one, two):
        assert station.get(Customer, "id", who).merged_into == stays
        assert station.get(WorkOrder, "id", order).customer_id == stays
        assert station.get(Vehicle, "plate", "沪A10001").owner_id == stays
        assert station.get(Payment, "order_id", order).customer_id == stays
    at = one if one.ask(decisions.merges) else two
    [twice] = at.ask(decisions.merges)
    assert twice.fixed
    with pytest.raises(Refused, match="merged into another record"):
        at.run(decisions.decide, twice.id, "OTHER")
    at.run(decisions.decide, twice.id, "KEPT")
    settle((one, two), folder)
    assert two.get(Customer, "id", who).merged_into == stays


def test_who_is_merged_and_then_masked_elsewhere_is_masked_in_the_papers_that_go_over(pair: Pair, time: Any) -> None:
    """Both come in one package, the older one, who stays and is masked, first: he has no papers yet."""
    one, two, folder = pair
    stays = two.customer("王晓明", "13900139000")
    goes = one.customer()
    order = one.order(goes, "沪A10001")
    one.run(payments.take, order, amount=30_000, method="TRANSFER", reference="王小明 6222")
    settle((one, two), folder)
    time.forward(days=366 * 3)
    two.run(customers.merge, stays, goes)
    _erase(two, stays)
    two.send(folder)
    one.take(folder)
    assert _traces(one, stays, order) == MASKED


def test_of_two_who_were_merged_into_each_other_the_one_made_first_stays(pair: Pair, time: Any) -> None:
    one, two, folder = pair
    left, right = one.customer("甲"), one.customer("乙", "13900139000")
    version = one.get(Customer, "id", right).version
    one.run(drafts.edit, "customers", right, version, {"address": "人民路 1 号"})
    settle((one, two), folder)
    ours, theirs = one.order(left, "沪A10001"), two.order(right, "沪A20002")
    one.run(customers.merge, right, left)
    time.forward(minutes=1)
    two.run(customers.merge, left, right)
    settle((one, two), folder)
    for station in (one, two):
        stays, goes = station.get(Customer, "id", left), station.get(Customer, "id", right)
        assert (stays.state, stays.merged_into, stays.address) == ("active", None, "人民路 1 号")
        assert (goes.state, goes.merged_into) == ("merged", left)
        assert [station.get(WorkOrder, "id", order).customer_id for order in (ours, theirs)] == [left, left]
        assert list(station.ask(documents.find, "customers", ListQuery("甲"))) == [left]
    assert one.books()["customers"] == two.books()["customers"]
    one.run(drafts.edit, "customers", left, one.get(Customer, "id", left).version, {"name": "甲一"})
    settle((one, two), folder)
    assert two.get(Customer, "id", left).name == "甲一"


def test_who_came_back_is_merged_again_and_stays_so(pair: Pair) -> None:
    one, two, folder = pair
    left, right, third = one.customer("甲"), one.customer("乙", "13900139000"), one.customer("丙", "13700137000")
    settle((one, two), folder)
    one.run(customers.merge, right, left)
    two.run(customers.merge, left, right)
    settle((one, two), folder)
    one.run(customers.merge, third, left)
    settle((one, two), folder)
    for station in (one, two):
        assert [station.get(Customer, "id", id_).merged_into for id_ in (left, right, third)] == [third, left, None]
