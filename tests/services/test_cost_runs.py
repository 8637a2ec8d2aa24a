"""The costs of a month (R72–R74): recomputed to the fen by a script of its own, closed only when all is clear."""

from __future__ import annotations

import io
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.cost_runs import CostRun
from app.models.parts import Part
from app.models.requisitions import PartIssueLine
from app.models.settlements import Delivery
from app.printing import cost_runs as paper
from app.services import drafts, sheets
from app.services.cost_runs import computing, looking, totals
from app.services.work_orders.consent import Goods, Work
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor

KIND = "cost_runs"
NOVEMBER, DECEMBER = "2026-11", "2026-12"


def _hand_out(desk: PartsDesk, slip: Id) -> None:
    """From draft to the technician's hand."""
    desk.step(slip, "submit")
    desk.shop.step("requisitions", slip, "approve", by="WS", signer="WS")
    desk.hand_out(slip, [desk.pick(slip, x.position, x.qty // 1000, desk.bin_of(slip, x)) for x in desk.lines(slip)])


def _repair(desk: PartsDesk, *goods: tuple[Id, int], **more: Any) -> Id:
    """An order in repair that has all its parts."""
    rows = [Goods(item=1, part_id=part, qty=qty * 1000) for part, qty in goods]
    work = [Work(name="更换前制动片", hours=1200), Work(name="更换机油机滤", hours=500)]
    order = desk.garage.in_repair(goods=rows, work=work, category="LEVEL_2", **more)
    for slip in desk.of_order(order):
        _hand_out(desk, slip)
    return order  # type: ignore[no-any-return]


def _more(desk: PartsDesk, order: Id, type_: str, part: Id, qty: int) -> None:
    """A slip beside the order."""
    line = {"item": 1, "part_id": part, "qty": qty * 1000}
    made = desk.shop.run(
        drafts.create, "requisitions", {"order_id": order, "type": type_, "lines": [line]}, by="TE"
    )  # fmt: skip
    _hand_out(desk, made)


def _leave(desk: PartsDesk, order: Id, **fees: Any) -> None:
    """Repaired, inspected, paid, gone."""
    garage = desk.garage
    garage.finish(order)
    garage.step(order, "self_check", by="TE")
    garage.inspect(order)
    garage.delivered(order, **fees)


def _bring_back(desk: PartsDesk, order: Id, qty: int) -> None:
    """Some of the first part was not used."""
    slip = desk.of_order(order)[0]
    made = desk.open_return(slip, line1=qty)
    desk.step(made, "submit", kind="return_slips")
    desk.edit(made, "WK", {"condition": "UNOPENED"})
    for step in ("check", "post"):
        desk.step(made, step, by="WK", kind="return_slips")


@pytest.fixture
def desk(shop: Shopfloor) -> PartsDesk:
    """Two parts without old parts on the shelf, a counter and a garage."""
    return PartsDesk(shop)


def _stock(desk: PartsDesk) -> tuple[Id, Id]:
    pads = desk.stocked(qty=10, yuan=30.07, consumable=True)
    return pads, desk.stocked("OIL-1", 10, 11.13, bin="B-01-1-01", name="机油滤清器", consumable=True)


def _recomputed(file: Any, month: str) -> dict[str, int]:
    """The month by another way: plain sqlite3 over the ledger, taxes as fractions; local time by hand."""
    with closing(sqlite3.connect(file)) as conn:
        of = "strftime('%Y-%m', {} / 1000000 + 28800, 'unixepoch')"
        gone = {
            row[0]
            for row in conn.execute(f"SELECT order_id FROM deliveries WHERE {of.format('delivered_at')} = ?", (month,))
        }
        cost: dict[bytes, int] = defaultdict(int)
        for order, value in conn.execute(
            "SELECT r.order_id, -m.value FROM stock_moves m JOIN requisitions r ON r.id = m.source_id"
            " WHERE m.kind = 'REPAIR_ISSUE' AND r.type != 'REWORK'"
        ):
            cost[order] += value
        for order, value in conn.execute(
            "SELECT t.order_id, -m.value FROM stock_moves m JOIN return_slips t ON t.id = m.source_id"
            " WHERE m.kind = 'REPAIR_RETURN'"
        ):
            cost[order] += value
        found = {"parts_revenue": 0, "labour_revenue": 0, "fees_revenue": 0}
        rows = conn.execute(
            "SELECT s.order_id, l.section, l.amount, l.reduced, l.tax_rate, l.labour_line_id IS NULL AND"
            " l.part_line_id IS NULL AND l.part_id IS NULL FROM settlement_lines l"
            " JOIN settlements s ON s.id = l.settlement_id WHERE s.state != 'reversed'"
        )
        for order, section, amount, reduced, rate, is_fee in rows:
            if order in gone:
                gross = Fraction(amount - reduced)
                tax = int(gross * rate / (10_000 + rate) + Fraction(1, 2))
                name = "fees_revenue" if is_fee else "parts_revenue" if section == "MATERIAL" else "labour_revenue"
                found[name] += amount - reduced - tax
        found["opening"], found["closing"] = (
            conn.execute(f"SELECT coalesce(sum(value), 0) FROM stock_moves WHERE {of.format('occurred_at')} {sign} ?",
                         (month,)).fetchone()[0] for sign in ("<", "<=")
        )  # fmt: skip
        return found | {"parts_cost": sum(cost[order] for order in gone)}


def _run(shop: Shopfloor, id: Id) -> CostRun:
    return shop.get(CostRun, "id", id)  # type: ignore[no-any-return]


def test_a_month_by_its_own_script_to_the_fen_then_closed(desk: PartsDesk) -> None:
    """R72, R73, R74, §6.5, E61: issues less returns, revenue without tax and discount, rework and warranty apart."""
    shop = desk.shop
    pads, oil = _stock(desk)
    first = _repair(desk, (pads, 3), (oil, 1))
    _bring_back(desk, first, 1)
    shop.receive(pads, 7, 41.11)  # the average moves, what was issued before does not
    _leave(desk, first, other=2_000, discount=1_777, discount_reason="老客户")
    second = _repair(desk, (pads, 2))
    desk.garage.finish(second)
    desk.garage.step(second, "self_check", by="TE")
    desk.garage.inspect(second, 1)
    _more(desk, second, "REWORK", oil, 2)
    _leave(desk, second)
    _repair(desk, (oil, 1))  # still in work at the end of the month
    shop.time.forward(days=10)
    with pytest.raises(Refused, match="has not begun"):
        shop.run(computing.open_run, "2027-02", by="FI")
    told: list[tuple[int, int]] = []
    made = shop.run(computing.open_run, NOVEMBER, tell=lambda *at: told.append(at), by="FI")
    run = _run(shop, made)
    expected = _recomputed(shop.rig.store.file, NOVEMBER)
    assert {name: getattr(run, name) for name in expected} == expected
    assert (run.orders, run.rework_cost) == (2, 2 * 1113)
    assert run.opening + run.value_in + run.value_out == run.closing == run.kept == sum(r.value for r in shop.rows())
    assert run.in_work_after == 1113
    assert told
    _reads(desk, made, first, run)
    with pytest.raises(Refused, match="belongs to another role"):
        shop.step(KIND, made, "close", by="FI", signer="MG")
    shop.step(KIND, made, "close", by="FI", signer="FI")
    with pytest.raises(Refused, match="2026-11 is closed"):
        shop.through(shop.paper("IN", shop.line(pads, 1, 30), occurred_at=shop.time.present.replace(month=11)))
    with pytest.raises(Refused, match="2026-12 is the next"):
        shop.run(computing.open_run, "2026-10", by="FI")
    assert shop.ask(computing.next_month, by="MG") == DECEMBER


def _reads(desk: PartsDesk, made: Id, first: Id, run: CostRun) -> None:
    """Lines, views, slips, paper and workbook of the same run say the same."""
    shop = desk.shop
    for by in ("item", "category", "technician", "advisor", "brand", "month"):
        found = shop.ask(looking.shares, made, by, by="MG")
        assert sum(s.parts_cost for s in found) == run.parts_cost
        assert sum(s.parts_revenue + s.labour_revenue + s.fees_revenue for s in found) == (
            run.parts_revenue + run.labour_revenue + run.fees_revenue
        )
    assert [s.label for s in shop.ask(looking.apart, made, by="MG")] == ["Rework"]
    number = desk.garage.read(first)[0].number
    seqs = shop.ask(looking.find_lines, made, ListQuery(text=number), by="MG")
    [line] = [s for s, r in zip(seqs, shop.ask(looking.read_lines, made, seqs, by="MG"), strict=True) if r[2] == 1]
    [row] = shop.ask(looking.read_lines, made, [line], by="MG")
    slips = shop.ask(looking.slips, made, line, by="MG")
    assert sum(s.value for s in slips) == row[9] == 2 * 3007 + 1113
    assert [s.kind for s in slips] == ["requisitions", "requisitions", "return_slips"]
    sheet = shop.run(sheets.issue, KIND, made, "cost_runs.report", by="FI")
    assert paper.report(sheet).startswith(b"%PDF")
    book = load_workbook(io.BytesIO(paper.workbook(sheet)))
    assert len(book.sheetnames) == 7
    assert shop.ask(looking.shares, made, "item", by="MG")[-1].share is None, "nothing earned: n/a, never 100 %"


@usecase("test.cost_detach", allow=None)
def detach(ctx: Context, order: Id) -> Id:
    """What an older version, or another station, may bring: parts of an order that belong to no item."""
    line = ctx.session.scalars(select(PartIssueLine).where(PartIssueLine.order_id == order)).first()
    assert line is not None
    line.labour_line_id = None
    return line.id


@usecase("test.cost_delivered", allow=None)
def delivered_on(ctx: Context, order: Id, moment: datetime) -> None:
    """The car left the house at another moment."""
    ctx.session.scalars(select(Delivery).where(Delivery.order_id == order)).one().delivered_at = moment


@usecase("test.cost_no_consumable", allow=None)
def no_consumable(ctx: Context, part: Id) -> None:
    """It is no consumable after all."""
    ctx.session.get_one(Part, part).consumable = False


class Stopped(Exception):
    """What a cancelled job raises between two portions."""


def test_e23_no_month_closes_with_parts_without_cost_or_item_or_on_old_figures(desk: PartsDesk) -> None:
    """E23, §3.15: finance says what it cost and where it belongs; what came since must be calculated first."""
    shop = desk.shop
    gift = desk.part("GIFT", "赠送卡扣", consumable=True)
    shop.receive(gift, 5, 0, "C-01-1-01")
    pads, oil = _stock(desk)
    free = _repair(desk, (gift, 2), (pads, 1))
    lost = _repair(desk, (oil, 2))
    for order in (free, lost):
        _leave(desk, order)
    shop.run(detach, lost)

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    shop.time.forward(days=10)
    with pytest.raises(Stopped):
        shop.run(computing.open_run, NOVEMBER, tell=stop, by="FI")
    assert shop.get(CostRun, "month", NOVEMBER) is None, "a cancelled run leaves nothing"
    made = shop.run(computing.open_run, NOVEMBER, by="FI")
    run = _run(shop, made)
    assert (run.unallocated_count, run.unallocated, run.no_cost_count) == (1, 2 * 1113, 1)
    with pytest.raises(Refused, match="belong to no item"):
        shop.step(KIND, made, "close", by="FI", signer="FI")
    _clear_up(desk, made, free, lost)
    shop.through(shop.paper("IN", shop.line(pads, 1, 30), occurred_at=shop.time.present - timedelta(days=9)))
    with pytest.raises(Refused, match="has changed since"):
        shop.step(KIND, made, "close", by="FI", signer="FI")
    shop.run(computing.calculate, made, by="FI")
    shop.step(KIND, made, "close", by="FI", signer="FI")
    with pytest.raises(Refused, match="next month"):
        shop.run(computing.fix, made, shop.run(detach, lost), reason="再改", cost=1, by="FI")


def _clear_up(desk: PartsDesk, made: Id, free: Id, lost: Id) -> None:
    """Finance gives the lost part its item and the gift its cost."""
    shop, garage = desk.shop, desk.garage
    waiting = {one.why: one for one in shop.ask(totals.open_issues, made, by="FI")}
    item = garage.lines(lost)[0].id
    for wrong, given in (("the same order", {"item": garage.lines(free)[0].id}), ("Choose the item", {}),
                         ("below zero", {"cost": -1})):  # fmt: skip
        with pytest.raises(Refused, match=wrong):
            shop.run(computing.fix, made, waiting["ITEM"].id, reason="补归集", by="FI", **given)
    shop.run(computing.fix, made, waiting["ITEM"].id, reason="补归集", item=item, by="FI")
    shop.run(computing.calculate, made, by="FI")
    with pytest.raises(Refused, match="have no cost"):
        shop.step(KIND, made, "close", by="FI", signer="FI")
    shop.run(computing.fix, made, waiting["COST"].id, reason="按市场价", cost=350, by="FI")
    assert shop.ask(totals.open_issues, made, by="FI") == []
    shop.run(computing.calculate, made, by="FI")
    assert _run(shop, made).parts_cost == 350 + 3007 + 2 * 1113


def test_e55_own_cost_warranty_and_late_changes_stand_apart(desk: PartsDesk) -> None:
    """E55, §3.15: what nobody agreed to is our cost; what comes for a car delivered before is of the later month."""
    shop, garage = desk.shop, desk.garage
    pads, oil = _stock(desk)
    glue = desk.stocked("GLUE", 5, 9, bin="D-01-1-01", name="密封胶", consumable=True)
    own = _repair(desk, (pads, 1))
    _more(desk, own, "EXTRA", glue, 1)
    _leave(desk, own)
    shop.run(no_consumable, glue)  # after the car has left: no old part had to come back
    late = _repair(desk, (oil, 1))
    _leave(desk, late)
    shop.run(delivered_on, late, shop.time.present - timedelta(days=60))
    made = shop.run(computing.open_run, NOVEMBER, by="FI")
    run = _run(shop, made)
    assert (run.orders, run.internal_cost) == (1, 900)
    seqs = shop.ask(looking.find_lines, made, ListQuery(where=(("only", "late"),)), by="MG")
    [row] = shop.ask(looking.read_lines, made, seqs, by="MG")
    assert (row[0], row[8], row[9], row[13]) == (garage.read(late)[0].number, 0, 1113, True)
    with pytest.raises(Refused, match="not over yet"):
        shop.step(KIND, made, "close", by="FI", signer="FI")
