"""The life of a goods receipt: counted, inspected, posted; corrected only by its reversal (R13, SD8)."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.purchasing import GoodsReceipt, PurchaseOrder
from app.models.stations import Warehouse
from app.services import snapshots, warehouses
from app.services.duties import not_own
from app.services.purchasing import posting, prices, returns, rules
from app.services.purchasing.inspection import did_not_order, has_goods, lines_fit, not_too_much, problems, too_much
from app.services.purchasing.on_order import OPEN_ORDERS
from app.services.purchasing.receiving import PREFIX, complete, open_rows

KIND_NAME = posting.KIND_NAME

__all__ = ["KIND_NAME", "PREFIX", "WORKFLOW", "after_save", "before_save"]


# --- guards -----------------------------------------------------------------------------------------------------------
def is_ours(ctx: Any, receipt: GoodsReceipt) -> Verdict:
    """Only the station that owns the warehouse posts there."""
    house = ctx.session.get(Warehouse, receipt.warehouse_id)
    if house.station == receipt.station:
        return None
    text = N_("The warehouse {warehouse} belongs to station {station}: only that station posts there.")
    return Problem("warehouse_id", Text(text, warehouse=house.name, station=house.station))


def has_order(_ctx: Any, receipt: GoodsReceipt) -> Verdict:
    """Only what was ordered can be there as ordered."""
    if any(line.ordered for line in receipt.lines):
        return None
    return Text(N_("This receipt is for no order: count what was delivered."))


def has_estimates(ctx: Any, receipt: GoodsReceipt, _person: Id) -> Verdict:
    """Some price is provisional, and nobody is entering it yet; else it is nobody's work (a bar: not on Today)."""
    if not any(line.provisional and line.accepted > line.returned for line in receipt.lines):
        return Text(N_("No price of {number} is provisional."), number=receipt.number)
    number = posting.late_price(ctx, receipt, ("draft", "submitted"))
    return Text(N_("{number} is doing that already."), number=number) if number else None


def can_go_back(_ctx: Any, receipt: GoodsReceipt) -> Verdict:
    """Something of it is still here."""
    if not receipt.reversal_of and any(line.accepted > line.returned for line in receipt.lines):
        return None
    return Text(N_("Nothing of {number} can go back any more."), number=receipt.number)


# --- effects ----------------------------------------------------------------------------------------------------------
def all_here(_ctx: Any, receipt: GoodsReceipt, _answers: dict[str, Any]) -> None:
    """Lines nobody has counted yet were delivered as ordered."""
    for line in receipt.lines:
        if line.ordered and not line.delivered:
            line.delivered, line.accepted = line.ordered, line.ordered


def inspect(ctx: Any, receipt: GoodsReceipt, _answers: dict[str, Any]) -> None:
    """Checks every line and notes who answers for it."""
    _check(ctx, receipt)
    receipt.inspected_by, receipt.inspected_at = ctx.actor.user, ctx.now
    snapshots.keep(ctx, receipt)
    if too_much(ctx, receipt) is None:
        text = Text(N_("{number}: more was delivered than ordered. Accept it or not."), number=receipt.number)
        ctx.notify(text, role="MG", document=(KIND_NAME, receipt.id), asks=True)


def _check(ctx: Any, receipt: GoodsReceipt) -> None:
    if found := tuple(problems(ctx, receipt)):
        raise Refused.all(found)


def count_again(_ctx: Any, receipt: GoodsReceipt, _answers: dict[str, Any]) -> None:
    """What was inspected counts no longer."""
    receipt.inspected_by = receipt.inspected_at = receipt.excess_by = None


def allow_excess(ctx: Any, receipt: GoodsReceipt, _answers: dict[str, Any]) -> None:
    """Keeps that the manager accepted more than was ordered."""
    receipt.excess_by = ctx.entry.signers[-1].user


def enter_prices(ctx: Any, receipt: GoodsReceipt, _answers: dict[str, Any]) -> None:
    """Makes the document that brings the prices which were estimated so far."""
    ctx.leads_to = (prices.KIND_NAME, prices.open_prices(ctx, receipt).id)


def give_back(ctx: Any, receipt: GoodsReceipt, _answers: dict[str, Any]) -> None:
    """Makes a return of what can still go back."""
    ctx.leads_to = (returns.KIND_NAME, returns.open_return(ctx, receipt).id)


def post(ctx: Any, receipt: GoodsReceipt, _answers: dict[str, Any]) -> None:
    """Checks again, then posts."""
    _check(ctx, receipt)
    posting.post(ctx, receipt)


def reverse(ctx: Any, receipt: GoodsReceipt, answers: dict[str, Any]) -> None:
    """Takes the whole receipt back."""
    posting.refuse_if_built_upon(ctx, receipt)
    posting.reverse(ctx, receipt, answers["reason"], WORKFLOW.step("reverse"), answers)


EDIT, INSPECT, POST, RULES = rules.EDIT_RECEIPTS, rules.INSPECT, rules.POST_RECEIPTS, ("R13",)
ORDERED = (did_not_order,)
WORKFLOW = Workflow(
    states=(
        State("draft", N_("Draft"), "idle"),
        State("inspected", N_("Inspected"), "wait"),
        State("posted", N_("Posted"), "ok"),
        State("reversed", N_("Reversed"), "bad", beside="posted"),
        State("cancelled", N_("Cancelled"), "idle", beside="draft"),
    ),
    start="draft",
    steps=(
        Step(
            "inspect", N_("Finish inspection"), ("draft",), "inspected", INSPECT, ("R4", *RULES, "SD8"),
            guards=(has_goods, lines_fit), bars=ORDERED, effect=inspect, done=N_("Inspected"),
        ),
        Step("all_here", N_("Everything as ordered"), ("draft",), "draft", EDIT, RULES, guards=(has_order,),
             effect=all_here, side=True),
        Step(
            "post", N_("Put into stock"), ("inspected",), "posted", POST, (*RULES, "SD8"),
            guards=(has_goods, is_ours, not_too_much), bars=ORDERED, effect=post, prints="goods_receipts.slip",
            done=N_("Posted to the ledger"),
        ),
        Step(
            "excess", N_("Accept more than ordered"), ("inspected",), "inspected", rules.ALLOW_EXCESS, (*RULES, "SD1"),
            guards=(too_much,), bars=(not_own,), effect=allow_excess, sign=True, side=True,
        ),
        Step("recount", N_("Count again"), ("inspected",), "draft", INSPECT, RULES, effect=count_again, side=True),
        Step(
            "prices", N_("Enter the prices"), ("posted",), "posted", prices.EDIT, RULES, bars=(has_estimates,),
            effect=enter_prices,
        ),
        Step(
            "give_back", N_("Return to supplier"), ("posted",), "posted", returns.EDIT, ("R6",),
            guards=(can_go_back,), effect=give_back, side=True,
        ),
        Step(
            "reverse", N_("Reverse"), ("posted",), "reversed", rules.REVERSE_RECEIPTS, (*RULES, "SD1"),
            guards=(rules.is_no_reversal,), bars=(not_own,), effect=reverse, asks=(rules.REASON,), sign=True, side=True,
            danger=True, done=N_("Reversed"),
        ),
        Step(
            "cancel", N_("Cancel"), ("draft", "inspected"), "cancelled", EDIT, RULES, asks=(rules.REASON,), side=True,
            danger=True,
        ),
    ),
)  # fmt: skip


# --- writing ----------------------------------------------------------------------------------------------------------
def before_save(ctx: Context, receipt: GoodsReceipt, values: dict[str, Any]) -> None:
    """Takes supplier, warehouse and open lines from the order; a price that somebody typed is not provisional."""
    order_id: Id | None = values.get("order_id") or receipt.order_id
    order = ctx.session.get(PurchaseOrder, order_id) if order_id else None
    if order is not None and order_id != receipt.order_id:
        _take_order(ctx, order, values)
    for name, usual in (("supplier_id", None), ("warehouse_id", warehouses.home)):
        if values.get(name) is None:
            kept: Id | None = getattr(receipt, name)
            values[name] = kept if kept is not None else usual(ctx) if usual else None
    if values["supplier_id"] is None:
        raise Refused("Name the supplier, or the order.", where="supplier_id")
    rules.taxed(ctx, receipt.created_at, values.get("lines", ()))
    prices = {line.id: line.price for line in receipt.lines}
    for row in values.get("lines", ()):
        if row.get("price") is not None and row["price"] != prices.get(row.get("id")):
            row["provisional"] = False


def _take_order(ctx: Context, order: PurchaseOrder, values: dict[str, Any]) -> None:
    if order.state not in OPEN_ORDERS:
        raise Refused("Nothing is to come on {number} any more.", where="order_id", number=order.number)
    if values.get("supplier_id") not in (None, order.supplier_id):
        raise Refused("{number} is an order to another supplier.", where="supplier_id", number=order.number)
    values["supplier_id"], values["warehouse_id"] = order.supplier_id, order.warehouse_id
    given = [dict(row) for row in values.get("lines") or ()]
    rows = open_rows(ctx, order.lines)
    for row in rows:  # what was scanned before the order was named belongs to its line
        mine = next((g for g in given if g.get("part_id") == row["part_id"]), None)
        if mine is not None:
            given.remove(mine)
            row.update({k: v for k, v in mine.items() if v is not None})
    values["lines"] = rows + given


def after_save(ctx: Context, receipt: GoodsReceipt) -> None:
    """Fills in what follows from the lines."""
    complete(ctx, receipt)
