"""From shelf to car to key, through use-cases: what no single document's tests can see, the whole way of a repair.

Each story ends with the ledger whole, nothing owed and nothing lying about (R52–R71).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.cost_runs import CostRun
from app.models.old_parts import OldPart
from app.printing import SHEETS
from app.services import drafts, sheets
from app.services.cost_runs import computing
from app.services.work_orders import checking, times
from app.services.work_orders.consent import Goods, Work
from tests.garage import Garage
from tests.partsdesk import BACK, PartsDesk
from tests.printing import reading
from tests.services.test_requisitions import issued_of
from tests.shopfloor import Shopfloor
from tests.ways.old_parts import supplier

OLD = "old_parts"


@query("test.old_parts_of", allow=None)
def _olds(ctx: Reader, order: Id) -> list[OldPart]:
    return list(ctx.session.scalars(select(OldPart).where(OldPart.order_id == order).order_by(OldPart.number)))


@pytest.fixture
def desk(shop: Shopfloor) -> PartsDesk:
    """A parts counter and the workshop around it."""
    return PartsDesk(shop)


def olds(shop: Shopfloor, order: Id, *states: str) -> list[Id]:
    """The old parts of an order that are in these states."""
    return [old.id for old in shop.ask(_olds, order) if not states or old.state in states]


def scanned_out(desk: PartsDesk, slip: Id, *codes: str) -> Any:
    """The keeper scans each part of the slip and the technician signs for them."""
    for code in codes:
        assert desk.scan(slip, code).verdict in ("OK", "OTHER_BIN"), code
    return desk.hand_out(slip)


def brought_back(desk: PartsDesk, slip: Id) -> None:
    """One of the slip's first part comes back unopened."""
    back = desk.open_return(slip, line1=1)
    desk.step(back, "submit", kind=BACK)
    desk.edit(back, "WK", {"condition": "UNOPENED"})
    for name in ("check", "post"):
        desk.step(back, name, by="WK", kind=BACK)


def handed_in(shop: Shopfloor, order: Id) -> None:
    """What came off the car goes to the keeper, who registers it."""
    for old in olds(shop, order, "expected", "held"):
        shop.step(OLD, old, "hand_in", by="TE")
        given = {"completeness": "COMPLETE", "usability": "USELESS", "bin": shop.bin("J-01-1-01")}
        shop.step(OLD, old, "register", **given)


def in_repair(desk: PartsDesk, *goods: tuple[Id, int], **more: Any) -> tuple[Id, Id]:
    """(order, approved slip) of a repair that needs these parts."""
    slip = desk.approved(*goods, **more)
    return desk.slip(slip)[0].order_id, slip


def words(shop: Shopfloor, kind: str, id: Id, name: str, by: str) -> str:
    """What stands on a paper."""
    return reading.text(SHEETS[name](shop.run(sheets.issue, kind, id, name, by=by)))


def through_the_end(garage: Garage, order: Id) -> None:
    """Settled, signed, paid, called, handed over, gone."""
    garage.delivered(order)
    assert garage.state(order) == "delivered"


def month_closed(shop: Shopfloor, *, cost: int) -> None:
    """The month's one order cost so much, the stock value adds up, and finance locks it (R72, R73)."""
    month = clock.local(shop.time()).strftime("%Y-%m")
    shop.time.forward(days=40)
    run = shop.run(computing.open_run, month, by="FI")
    shop.step("cost_runs", run, "close", by="FI", signer="FI")
    figures = shop.get(CostRun, "id", run)
    assert (figures.parts_cost, figures.orders, figures.state) == (cost, 1, "closed")
    assert figures.opening + figures.value_in + figures.value_out == figures.closing


def test_from_the_slip_over_rework_to_the_key(desk: PartsDesk, shop: Shopfloor) -> None:
    """Slip → approval → scanned → one unused back → old parts in → QC fails once → rework → key → month closed."""
    garage = desk.garage
    pads, disc = desk.stocked(), desk.stocked("DISC-1", qty=4, yuan=80, bin="B-01-1-01", name="前制动盘")
    order, slip = in_repair(desk, (pads, 2), (disc, 2), category="LEVEL_2")
    assert desk.scan(slip, "DISC-9").verdict not in ("OK", "OTHER_BIN")  # nothing goes out that the slip does not ask
    scanned_out(desk, slip, "PAD-1", "PAD-1", "DISC-1", "DISC-1")
    assert desk.state(slip) == "issued"
    assert [shop.held(part)[0] for part in (pads, disc)] == [8000, 2000]

    brought_back(desk, slip)  # one set of pads was enough
    assert shop.held(pads)[0] == 9000

    for line in garage.lines(order):
        shop.run(times.stop, line.id, done=True, by="TE")
    shop.run(checking.check_mine, order, by="TE")
    with pytest.raises(Refused, match="not handed in"):  # R68: what came off is handed in first
        garage.step(order, "self_check", by="TE")
    handed_in(shop, order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order, 1)
    assert garage.state(order) == "rework"
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order)
    assert garage.state(order) == "qc_passed"

    for old in olds(shop, order, "registered"):
        shop.step(OLD, old, "scrap")
    through_the_end(garage, order)
    made = garage.settlement(order)
    assert made.parts_amount == 3 * 10_000  # one pad and two discs at ¥100, as handed out less what came back
    assert (made.state, garage.read(order)[4]) == ("paid", 0)
    paper = words(shop, "settlements", made.id, "settlements.list", "FI")
    assert "前制动盘" in paper
    assert made.old_parts == "WAIVE"
    assert [(x.qty, x.value) for x in shop.ask(issued_of, order)] == [(1000, 3000), (2000, 16_000)]
    assert shop.differences() == []
    month_closed(shop, cost=19_000)


def test_the_customer_takes_his_old_part_along(desk: PartsDesk, shop: Shopfloor) -> None:
    """S4, R68: he said so when he signed; the shop can't scrap it, and the settlement's box says that he has it."""
    garage = desk.garage
    order, slip = in_repair(desk, old_parts="TAKE", category="LEVEL_2")
    scanned_out(desk, slip, "PAD-1", "PAD-1")
    handed_in(shop, order)
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order)
    (old,) = olds(shop, order)
    with pytest.raises(Refused, match="belongs to the customer"):
        shop.step(OLD, old, "scrap")
    with pytest.raises(Refused, match="OP-"):  # resolved or dated before the bill
        garage.step(order, "settle")
    shop.step(OLD, old, "give_back", by="SA", person="李芳")
    through_the_end(garage, order)
    assert olds(shop, order, "to_customer") == [old]
    assert garage.settlement(order).old_parts == "TAKE"


def under_warranty(desk: PartsDesk, shop: Shopfloor) -> Id:
    """An order in work: a pump that its maker pays, its old one registered, and an oil change of ¥60."""
    garage = desk.garage
    pump = desk.stocked("PUMP-1", qty=1, yuan=200, name="水泵")
    work = [Work(name="更换水泵", hours=2000), Work(name="更换机油", hours=500)]
    order = garage.order(work=work, goods=[Goods(item=1, part_id=pump)], category="LEVEL_2")
    one, (pumping, oil), (part,), _, _ = garage.read(order)
    rows = [{"id": x.id, "name": x.name, "hours": x.hours, "rate": x.rate} for x in (pumping, oil)]
    goods = {"id": part.id, "item": 1, "part_id": pump, "qty": 1000, "price": part.price, "grade": part.grade}
    theirs = {"labour": [rows[0] | {"payer": "WARRANTY"}, rows[1]], "parts": [goods | {"payer": "WARRANTY"}]}
    shop.run(drafts.edit, "work_orders", order, one.version, theirs, by="SA")
    garage.step(order, "issue")
    garage.sign(order)
    garage.step(order, "assign", by="WS", technician=garage.technician())
    garage.step(order, "diagnose", by="TE")
    garage.diagnose(order)
    garage.step(order, "repair", by="TE")
    slip = desk.approved(order=order)
    scanned_out(desk, slip, "PUMP-1")
    handed_in(shop, order)
    return order


def test_a_warranty_part_goes_back_to_its_maker(desk: PartsDesk, shop: Shopfloor) -> None:
    """E73: the maker pays and wants the old part; the customer owes only the rest."""
    garage, order = desk.garage, under_warranty(desk, shop)
    (old,) = olds(shop, order)
    with pytest.raises(Refused):
        shop.step(OLD, old, "scrap")
    shop.step(OLD, old, "to_supplier", by="PU", supplier=supplier(shop))
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order)
    through_the_end(garage, order)
    assert garage.settlement(order).total_amount == 6_000  # 0.5 h at ¥120: the pump and its work are the maker's
    assert olds(shop, order, "supplier_return") == [old]


def test_delivered_on_account(desk: PartsDesk, shop: Shopfloor) -> None:
    """E63: unpaid, it leaves only when the manager signs for a customer who may owe."""
    garage = desk.garage
    order, slip = in_repair(desk, category="LEVEL_2")
    scanned_out(desk, slip, "PAD-1", "PAD-1")
    handed_in(shop, order)
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order)
    for old in olds(shop, order, "registered"):
        shop.step(OLD, old, "scrap")
    garage.confirmed(order)
    made = garage.settlement(order)
    garage.tell(order)
    garage.hand_over(order)
    with pytest.raises(Refused, match="Not paid"):
        garage.step(order, "deliver")
    due = (clock.now() + timedelta(days=30)).date()
    with pytest.raises(Refused, match="on account"):
        shop.step("settlements", made.id, "put_on_account", by="FI", signer="MG", due=due, reason="月结客户")
    customer = shop.ask(_customer, made.customer_id)
    shop.run(drafts.edit, "customers", customer.id, customer.version, {"on_account": True, "credit_limit": 500_000})
    shop.step("settlements", made.id, "put_on_account", by="FI", signer="MG", due=due, reason="月结客户")
    garage.sign_for(order)
    garage.step(order, "deliver")
    assert garage.state(order) == "delivered"
    garage.pay(order)
    assert garage.settlement(order).state == "paid"


@query("test.customer", allow=None)
def _customer(ctx: Reader, id: Id) -> Any:
    from app.models.customers import Customer

    return ctx.session.get_one(Customer, id)
