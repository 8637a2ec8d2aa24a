"""The life of a purchase order: drafted from requests, approved by somebody else, sent, received, closed (SD8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.purchasing import OrderLine, PurchaseOrder, PurchaseRequest, RequestLine
from app.services import snapshots, warehouses
from app.services.duties import name_of, not_own
from app.services.parts import VIEW_COST
from app.services.purchasing import rules
from app.services.purchasing.ordering import PREFIX, price_lines, say_packs
from app.services.purchasing.proposals import expected_on
from app.services.purchasing.receiving import propose_receipt
from app.services.purchasing.requests import line_problem, progressed
from app.services.purchasing.rules import has_lines, may_approve
from app.services.purchasing.watch import announce

KIND_NAME = "purchase_orders"

__all__ = ["KIND_NAME", "PREFIX", "WORKFLOW", "after_save", "before_save", "received"]


# --- guards and bars --------------------------------------------------------------------------------------------------
def lines_fit(ctx: Any, order: PurchaseOrder) -> Verdict:
    """Every line names a part in use and a quantity; a price of nothing says why."""
    for at, line in enumerate(order.lines):
        if problem := line_problem(ctx, line, at):
            return problem
        if line.price == 0 and not line.note:
            return Problem(f"lines.{at}.note", Text(N_("The price is 0: note why.")))
    return None


def something_open(_ctx: Any, order: PurchaseOrder) -> Verdict:
    """Something is still to come."""
    if any(line.qty > line.received + line.dropped for line in order.lines):
        return None
    return Text(N_("Everything on {number} is here."), number=order.number)


def did_not_ask(ctx: Any, order: PurchaseOrder, person: Id) -> Verdict:
    """SD8: who wrote one of its requests does not approve the order."""
    asked = (
        select(PurchaseRequest.number)
        .join(RequestLine, RequestLine.request_id == PurchaseRequest.id)
        .join(OrderLine, OrderLine.request_line_id == RequestLine.id)
        .where(OrderLine.order_id == order.id, PurchaseRequest.created_by == person)
        .limit(1)
    )
    number = ctx.conn.execute(asked).scalar()
    if number is None:
        return None
    text = N_("{name} wrote the request {number}; somebody else must approve the order.")
    return Text(text, name=name_of(ctx, person), number=number)


def did_not_order(ctx: Any, order: PurchaseOrder, person: Id) -> Verdict:
    """SD8: who wrote the order does not receive its goods."""
    if order.created_by != person:
        return None
    return Text(N_("{name} wrote this order; somebody else must receive the goods."), name=name_of(ctx, person))


# --- effects ----------------------------------------------------------------------------------------------------------
def approve(ctx: Any, order: PurchaseOrder, _answers: dict[str, Any]) -> None:
    """Notes who approved; purchasing sends it now."""
    order.approved_by, order.approved_at = ctx.entry.signers[-1].user, ctx.now
    snapshots.keep(ctx, order)
    text = Text(N_("{number} is approved: send it to the supplier."), number=order.number)
    ctx.notify(text, user=order.created_by, document=(KIND_NAME, order.id), asks=True)


def take_back(_ctx: Any, order: PurchaseOrder, _answers: dict[str, Any]) -> None:
    """What was approved counts no longer: the next approval is for another revision."""
    order.approved_by = order.approved_at = None
    order.revision += 1


def send(ctx: Any, order: PurchaseOrder, _answers: dict[str, Any]) -> None:
    """From now on the lead time runs; the warehouse knows what will come."""
    order.sent_at = ctx.now
    order.expected = order.expected or expected_on(ctx, order.supplier_id, [line.part_id for line in order.lines])
    text = Text(N_("{number} is on order."), number=order.number)
    ctx.notify(text, role="WK", document=(KIND_NAME, order.id), asks=True)


def receive(ctx: Any, order: PurchaseOrder, _answers: dict[str, Any]) -> None:
    """Makes a goods receipt that proposes what is still open."""
    ctx.leads_to = ("goods_receipts", propose_receipt(ctx, order).id)


def drop(ctx: Any, order: PurchaseOrder, _answers: dict[str, Any]) -> None:
    """What has not come will not come: the requests it was for are open again."""
    for line in order.lines:
        line.dropped = max(0, line.qty - line.received)
    progressed(ctx, [line.request_line_id for line in order.lines])


def on_the_way(ctx: Any, order: PurchaseOrder) -> None:
    """Tells the watchers of these parts."""
    announce(ctx, [line.part_id for line in order.lines], order.warehouse_id)


EDIT, RECEIVE, RULES = rules.EDIT_ORDERS, rules.EDIT_RECEIPTS, ("R13",)
REASON = (rules.REASON,)
WORKFLOW = Workflow(
    states=(
        State("draft", N_("Draft"), "idle"),
        State("approved", N_("Approved"), "ok"),
        State("sent", N_("Sent"), "active"),
        State("part_received", N_("Partly received"), "active", beside="received"),
        State("received", N_("Received"), "ok"),
        State("closed", N_("Closed"), "idle"),
        State("cancelled", N_("Cancelled"), "bad", beside="draft"),
    ),
    start="draft",
    steps=(
        Step(
            "approve", N_("Approve"), ("draft",), "approved", rules.APPROVE_ORDERS, (*RULES, "SD1", "SD8"),
            guards=(has_lines, lines_fit), bars=(not_own, did_not_ask, may_approve), effect=approve, sign=True,
            done=N_("Approved"), after=on_the_way,
        ),
        Step("revise", N_("Change it"), ("approved",), "draft", EDIT, RULES, effect=take_back, side=True,
             after=on_the_way),
        Step(
            "send", N_("Send to supplier"), ("approved",), "sent", EDIT, RULES, effect=send,
            prints="purchase_orders.sheet", done=N_("Noted as sent"), after=on_the_way,
        ),
        Step(
            "receive", N_("Receive goods"), ("sent",), "sent", RECEIVE, (*RULES, "SD8"), guards=(something_open,),
            bars=(did_not_order,), effect=receive,
        ),
        Step(
            "receive_more", N_("Receive more"), ("part_received",), "part_received", RECEIVE, (*RULES, "SD8"),
            guards=(something_open,), bars=(did_not_order,), effect=receive,
        ),
        Step(
            "drop_rest", N_("Cancel the rest"), ("part_received",), "received", EDIT, RULES, effect=drop, asks=REASON,
            side=True, danger=True, after=on_the_way,
        ),
        Step("close", N_("Close"), ("received",), "closed", EDIT, RULES),
        Step(
            "cancel", N_("Cancel"), ("draft", "approved", "sent"), "cancelled", EDIT, RULES, effect=drop, asks=REASON,
            side=True, danger=True, after=on_the_way,
        ),
        *(
            Step(name, label, source, target, RECEIVE, RULES, follows=True, after=on_the_way)
            for name, label, source, target in (
                ("come_part", N_("Partly received"), ("sent", "received"), "part_received"),
                ("come_full", N_("Received in full"), ("sent", "part_received"), "received"),
                ("come_none", N_("A receipt was reversed"), ("part_received", "received"), "sent"),
            )
        ),
    ),
)  # fmt: skip


def received(ctx: Any, order: PurchaseOrder, accepted: Iterable[tuple[Id, int]], *, undone: bool = False) -> None:
    """Adds what a receipt accepted (line id, 1/1000; negative when it is reversed) and moves order and requests on."""
    lines = {line.id: line for line in order.lines}
    for id, qty in accepted:
        lines[id].received += qty
    some = any(line.received for line in order.lines)
    full = all(line.received + line.dropped >= line.qty for line in order.lines)
    workflow.follow(ctx, WORKFLOW, order, "come_full" if full else "come_part" if some else "come_none")
    progressed(ctx, [line.request_line_id for line in order.lines], undone=undone)
    on_the_way(ctx, order)


# --- writing ----------------------------------------------------------------------------------------------------------
def before_save(ctx: Context, order: PurchaseOrder, values: dict[str, Any]) -> None:
    """Fills in the warehouse; lines taken off give their requests back."""
    if values.get("warehouse_id") is None:
        kept: Id | None = order.warehouse_id
        values["warehouse_id"] = warehouses.home(ctx) if kept is None else kept
    rules.taxed(ctx, order.created_at, values.get("lines", ()))
    if "lines" in values:
        staying = {row.get("id") for row in values["lines"]}
        gone = [line for line in order.lines if line.id not in staying]
        for line in gone:
            order.lines.remove(line)
        progressed(ctx, [line.request_line_id for line in gone])


def after_save(ctx: Context, order: PurchaseOrder) -> None:
    """Fills in prices and the date to expect; the requests know what of them is on order."""
    price_lines(ctx, order.lines, lambda _line: order.supplier_id, again=not ctx.actor.may(VIEW_COST))
    say_packs(ctx, order.lines)
    if order.expected is None:
        order.expected = expected_on(ctx, order.supplier_id, [line.part_id for line in order.lines])
    progressed(ctx, [line.request_line_id for line in order.lines])


def before_remove(ctx: Context, order: PurchaseOrder) -> None:
    """A draft that is deleted gives its requests back."""
    lost = [line.request_line_id for line in order.lines]
    order.lines.clear()
    progressed(ctx, lost)
