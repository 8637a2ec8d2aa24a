"""Work that comes back (返修): the shop bears what its warranty covers, until somebody says why not (E61, E62)."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.work_orders import WorkOrder
from app.services import documents, drafts
from app.services.work_orders.consent import Goods, Work
from tests.garage import Garage
from tests.shopfloor import Shopfloor
from tests.ways.vehicles import active

BRAKES = Work(name="更换前制动片", hours=1200)


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop with advisor, cashier, manager."""
    return Garage(shop)


@usecase("test.new_owner", allow=None)
def new_owner(ctx: Context, order: Id) -> None:
    """Nothing of the order names the old car any more but its VIN."""
    ctx.session.get_one(WorkOrder, order).plate = "苏A00000"


def delivered(garage: Garage, car: Id) -> Id:
    """The brakes were done, under 10 days or 2,000 km; it left with 46,822 km."""
    order = garage.passed(car=car, category="LEVEL_2")
    garage.delivered(order)
    return order


def again(garage: Garage, car: Id, **more: Any) -> Id:
    """The car is back: brakes with a part, and something that was never done here."""
    return garage.order(
        car=car, work=[BRAKES, Work(name="更换雨刮片", hours=300)],
        goods=[Goods(item=1, name="前制动片", price=386_000_000, grade="OES"),
               Goods(item=2, name="雨刮片", price=90_000_000, grade="OES")], **({"odometer": 47_000} | more),
    )  # fmt: skip


def payers(garage: Garage, order: Id) -> list[str]:
    """Who pays for the items, then for the parts."""
    _order, work, parts, *_rest = garage.read(order)
    return [line.payer for line in (*work, *parts)]


def save(garage: Garage, order: Id, at: int, **more: Any) -> None:
    """The advisor changes one item of the draft."""
    rows = [{"id": x.id, "name": x.name} | (more if n == at else {}) for n, x in enumerate(garage.lines(order))]
    version = garage.shop.ask(documents.standing, "work_orders", order).version
    garage.shop.run(drafts.edit, "work_orders", order, version, {"labour": rows}, by="SA")


def test_e62_what_comes_back_under_warranty_the_shop_bears(garage: Garage, shop: Shopfloor) -> None:
    """The item and its parts, also under another plate; what was not done here the customer pays."""
    car = active(shop)
    first = delivered(garage, car)
    shop.run(new_owner, first)
    order = again(garage, car)
    assert payers(garage, order) == ["INTERNAL", "CUSTOMER", "INTERNAL", "CUSTOMER"]


def test_who_pays_is_changed_with_a_reason(garage: Garage, shop: Shopfloor) -> None:
    car = active(shop)
    delivered(garage, car)
    order = again(garage, car)
    with pytest.raises(Refused, match="comes back under warranty") as refused:
        save(garage, order, 0, payer="CUSTOMER")
    assert [p.where for p in refused.value.problems] == ["labour.0.note"]
    save(garage, order, 0, payer="CUSTOMER", note="涉水损坏，客户认可")
    save(garage, order, 1, hours=400)  # saved again it stays as it was decided
    assert payers(garage, order)[0] == "CUSTOMER"


@pytest.mark.parametrize(("days", "odometer"), [(31, 47_000), (1, 51_823)])
def test_past_its_days_or_kilometres_the_customer_pays(
    garage: Garage, shop: Shopfloor, days: int, odometer: int
) -> None:
    """Level-2 maintenance holds 30 days or 5,000 km, whichever comes first; it is a comeback all the same."""
    car = active(shop)
    delivered(garage, car)
    shop.time.forward(days=days)
    order = again(garage, car, odometer=odometer)
    assert garage.read(order)[0].comebacks == 1
    assert set(payers(garage, order)) == {"CUSTOMER"}
