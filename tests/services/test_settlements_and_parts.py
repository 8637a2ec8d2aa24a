"""What was handed out is billed, or it is said why not (§3.12): no part leaves the house unnoticed."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.parts import Part
from app.services import drafts
from app.services.requisitions import substitutes
from app.services.settlements.money import Tender
from app.services.work_orders.consent import Goods, Work, order_of
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor


@usecase("test.unmark", allow=None)
def unmark(ctx: Context, part: Id) -> None:
    """It was marked as a consumable by mistake."""
    ctx.session.get_one(Part, part).consumable = False


@usecase("test.reprice", allow=None)
def reprice(ctx: Context, part: Id, price: int) -> None:
    """The price list changes."""
    ctx.session.get_one(Part, part).price_retail = price


@usecase("test.insure", allow=None)
def insure(ctx: Context, order: Id) -> None:
    """The insurer takes over the parts of the order."""
    for part in order_of(ctx, order).parts:
        part.payer = "INSURER"


@pytest.fixture
def desk(shop: Shopfloor) -> PartsDesk:
    """A parts counter and its workshop."""
    return PartsDesk(shop)


def stopped(desk: PartsDesk, order: Id, *done: int) -> None:
    """These items are done; the customer stops the rest."""
    for at in done:
        desk.garage.do(order, at)
    desk.garage.step(order, "terminate", reason="客户赶时间", person="李芳", car="REASSEMBLED")


def rows(desk: PartsDesk, order: Id) -> list[tuple[Any, ...]]:
    """(name, billed, not billed, why) of the parts."""
    lines = desk.garage.settlement(order).lines
    return [(x.name, x.qty, x.free, x.why) for x in lines if x.section == "MATERIAL"]


def fluid(desk: PartsDesk, number: str, name: str) -> Id:
    """A part that leaves no old one behind."""
    return desk.stocked(number, name=name, consumable=True)


def test_e54_parts_of_a_dropped_line_come_back_or_are_explained(desk: PartsDesk, shop: Shopfloor) -> None:
    """E69: an open slip comes first. Then nothing is signed before each part is billed, explained or back."""
    oil, grease = fluid(desk, "OIL-1", "机油"), fluid(desk, "GRS-1", "制动润滑脂")
    work = [Work(name="更换机油机滤", hours=500), Work(name="更换前制动片", hours=1200)]
    goods = [Goods(item=1, part_id=oil, qty=1000), Goods(item=2, part_id=grease, qty=3000)]
    order = desk.garage.in_repair(work=work, goods=goods)
    slip = desk.of_order(order)[0]
    desk.step(slip, "submit")
    shop.step("requisitions", slip, "approve", by="WS", signer="WS")
    desk.hand_out(slip, [desk.pick(slip, 1, 1), desk.pick(slip, 2, 2)])
    stopped(desk, order, 0)
    with pytest.raises(Refused, match="is not finished"):
        desk.garage.step(order, "settle")
    desk.step(slip, "cancel_rest", by="WK", reason="客户不修了")
    desk.garage.settling(order)
    assert rows(desk, order) == [("机油", 1000, 0, None), ("制动润滑脂", 0, 2000, None)]
    with pytest.raises(Refused, match="say why 2 is not billed"):
        desk.garage.confirm(order)
    shop.step("settlements", desk.garage.settlement(order).id, "withdraw", by="SA", reason="先退料")
    give_back(desk, slip)
    desk.garage.settling(order)
    assert rows(desk, order)[1] == ("制动润滑脂", 0, 1000, None)
    explain(desk, order, "制动润滑脂", free=0)
    with pytest.raises(Refused, match=r"issued and kept 1, billed or explained 0"):
        desk.garage.confirm(order)
    explain(desk, order, "制动润滑脂", free=1000, why="CONSUMABLE")
    desk.garage.confirm(order)
    assert desk.garage.settlement(order).total_amount == 16_000  # 0.5 h at ¥120, the oil at ¥100


def give_back(desk: PartsDesk, slip: Id) -> None:
    """One of the second part comes back, unopened."""
    back = desk.open_return(slip, line2=1)
    desk.step(back, "submit", kind="return_slips")
    desk.edit(back, "WK", {"condition": "UNOPENED"})
    for step in ("check", "post"):
        if desk.state(back, "return_slips") != "posted":
            desk.step(back, step, by="WK", kind="return_slips")


def explain(desk: PartsDesk, order: Id, name: str, **more: Any) -> None:
    """Changes what is said of a part that is not billed."""
    made = desk.garage.settlement(order)
    desk.garage.type(order, lines=[{"id": x.id} | (more if x.name == name else {}) for x in made.lines])


def test_e55_what_nobody_agreed_to_is_our_own_cost(desk: PartsDesk, shop: Shopfloor) -> None:
    """An extra slip without a line of the order is not billed and can't be; a consumable is named as one."""
    hose, grease = fluid(desk, "HOSE-1", "制动软管"), fluid(desk, "GRS-1", "制动润滑脂")
    order = desk.garage.in_repair()
    for part in (hose, grease):
        given = {"order_id": order, "type": "EXTRA", "lines": [{"item": 1, "part_id": part, "qty": 1000}]}
        slip = shop.run(drafts.create, "requisitions", given, by="TE")
        desk.step(slip, "submit")
        shop.step("requisitions", slip, "approve", by="WS", signer="WS")
        desk.hand_out(slip, [desk.pick(slip)])
    shop.run(unmark, hose)
    stopped(desk, order, 0)
    desk.garage.settling(order)
    assert rows(desk, order) == [("制动软管", 0, 1000, "NO_CONSENT"), ("制动润滑脂", 0, 1000, "CONSUMABLE")]
    made = desk.garage.settlement(order)
    assert (made.total_amount, made.own_cost) == (14_400, 10_000)
    billed = [{"id": x.id} | ({"qty": 1000, "free": 0} if x.name == "制动软管" else {}) for x in made.lines]
    with pytest.raises(Refused, match="nobody agreed to pay"):
        desk.garage.type(order, lines=billed)
    desk.garage.type(order, discount=400, discount_reason="老客户")
    desk.garage.confirm(order)
    lines = desk.garage.settlement(order).lines
    net = [(x.section, x.amount - x.reduced - x.tax) for x in lines]  # 144.00 − 4.00 with 13 % in it
    assert net == [("MATERIAL", 0), ("MATERIAL", 0), ("LABOUR", 12_389)]


def handed_out_instead(desk: PartsDesk, shop: Shopfloor) -> tuple[Id, Id]:
    """(order, substitute): another grade at ¥80 was agreed to and issued for the item's only part."""
    old = desk.stocked(consumable=True)
    new = desk.stocked("PAD-2", bin="D-01-1-01", name="副厂制动片", yuan=20, quality_grade="AFTERMARKET",
                       price_retail=80_000_000, consumable=True)  # fmt: skip
    order = desk.order((old, 2))
    slip = desk.of_order(order)[0]
    desk.step(slip, "submit")
    shop.step("requisitions", slip, "approve", by="WS", signer="WS")
    line = desk.lines(slip)[0].id
    shop.run(substitutes.ask, slip, line, new, "原厂缺货", by="WK")
    shop.run(substitutes.allow, slip, line, by="TS")
    shop.run(substitutes.agree, slip, line, way="CALL", person="李芳", words="同意", by="SA")
    desk.hand_out(slip, [desk.pick(slip, 1, 2, bin="D-01-1-01")])
    stopped(desk, order, 0)
    return order, new


def test_e70_a_substitute_is_billed_under_its_own_name_at_the_agreed_price(desk: PartsDesk, shop: Shopfloor) -> None:
    """Its retail price may change later: what the customer agreed to holds. Its cost is that of what was issued."""
    order, new = handed_out_instead(desk, shop)
    shop.run(reprice, new, 95_000_000)
    desk.garage.confirmed(order)
    row = next(x for x in desk.garage.list_of(order).rows if x.section == "MATERIAL")
    assert (row.code, row.name, row.grade, row.qty, row.price, row.amount) == (
        "PAD-2", "副厂制动片", "AFTERMARKET", 2000, 80_000_000, 16_000,
    )  # fmt: skip
    line = next(x for x in desk.garage.settlement(order).lines if x.section == "MATERIAL")
    assert (line.part_id, line.amount - line.reduced - line.tax) == (new, 14_159)
    assert sum(x.value for x in desk.handed(order)) == 4_000


def test_the_insurer_pays_no_more_than_his_part_in_all(desk: PartsDesk, shop: Shopfloor) -> None:
    """His part is what his lines come to, whatever was issued for them; the rest is the customer's."""
    order, _new = handed_out_instead(desk, shop)
    shop.run(insure, order)
    desk.garage.confirmed(order)
    made = desk.garage.settlement(order)
    assert (made.total_amount, made.insurer_amount) == (30_400, 16_000)
    with pytest.raises(Refused, match=r"insurer owes ¥160.00 at most"):
        desk.garage.pay(order, Tender("INSURER", 16_001))
    desk.garage.pay(order, Tender("INSURER", 10_000))
    with pytest.raises(Refused, match=r"insurer owes ¥160.00 at most"):
        desk.garage.pay(order, Tender("INSURER", 6_001))
    with pytest.raises(Refused, match=r"insurer owes ¥160.00 at most"):
        desk.garage.pay(order, Tender("INSURER", 3_000), Tender("INSURER", 3_001))
    desk.garage.pay(order, Tender("INSURER", 6_000), Tender("CASH", 14_400))
    assert desk.garage.settlement(order).state == "paid"
