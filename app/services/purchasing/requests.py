"""The life of a purchase request: written, submitted, approved within limits, put on orders, closed (R13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.parts import Part
from app.models.purchasing import PurchaseRequest, RequestLine
from app.models.suppliers import Supplier
from app.services import snapshots, warehouses
from app.services.duties import not_own
from app.services.parts import MOVABLE, VIEW_COST
from app.services.purchasing import rules
from app.services.purchasing.ordering import ordered_of, price_lines, put_on_orders, say_packs
from app.services.purchasing.proposals import buyable, proposed
from app.services.purchasing.rules import has_lines, may_approve
from app.services.purchasing.watch import announce

PREFIX, KIND_NAME = "PR", "purchase_requests"
SOURCES = {
    "MANUAL": N_("By hand"), "ALERT": N_("Stock alert"), "WORK": N_("Work order"), "SALE": N_("Sales order"),
}  # fmt: skip
SUPPLIER = Field("supplier_id", N_("Supplier of the lines that name none"), "record", record="suppliers")
ONE_SUPPLIER = Field("supplier_id", N_("Supplier"), "record", required=True, record="suppliers")


# --- guards: why not --------------------------------------------------------------------------------------------------
def lines_fit(ctx: Any, request: PurchaseRequest) -> Verdict:
    """Every line names a part in use and a quantity that its unit can have."""
    for at, line in enumerate(request.lines):
        if problem := line_problem(ctx, line, at):
            return problem
    return None


def line_problem(ctx: Any, line: Any, at: int) -> Problem | None:
    """What is wrong with the part or the quantity of a line of any purchase paper."""
    part = ctx.session.get(Part, line.part_id)
    if part.state not in MOVABLE:
        return Problem(f"lines.{at}.part_id", Text(N_("{part} is not in use. Activate it first."), part=part.number))
    if line.qty <= 0:
        return Problem(f"lines.{at}.qty", Text(N_("Enter a quantity above zero.")))
    if line.qty % 10 ** (3 - part.qty_decimals):
        text = N_("In {unit}, quantities have at most {decimals} decimals.")
        return Problem(f"lines.{at}.qty", Text(text, unit=part.unit, decimals=part.qty_decimals))
    return None


def something_open(_ctx: Any, request: PurchaseRequest) -> Verdict:
    """Some line is not on an order yet."""
    if any(line.qty > line.ordered for line in request.lines):
        return None
    return Text(N_("Every line of {number} is on an order."), number=request.number)


# --- effects ----------------------------------------------------------------------------------------------------------
def submit(ctx: Any, request: PurchaseRequest, _answers: dict[str, Any]) -> None:
    """Notes who answers for it and tells purchasing (R13)."""
    request.submitted_by, request.submitted_at = ctx.actor.user, ctx.now
    snapshots.keep(ctx, request)
    text = Text(N_("{number} waits for approval."), number=request.number)
    for role in ("PU", "MG"):
        ctx.notify(text, role=role, document=(KIND_NAME, request.id), asks=True)


def approve(ctx: Any, request: PurchaseRequest, _answers: dict[str, Any]) -> None:
    """Notes who approved; purchasing orders it now."""
    request.approved_by, request.approved_at = ctx.entry.signers[-1].user, ctx.now
    text = Text(N_("{number} is approved: put it on order."), number=request.number)
    ctx.notify(text, role="PU", document=(KIND_NAME, request.id), asks=True)


def hand_back(ctx: Any, request: PurchaseRequest, answers: dict[str, Any]) -> None:
    """Tells the one who submitted it why it came back."""
    text = Text(N_("{number} was not approved: {reason}"), number=request.number, reason=answers["reason"])
    ctx.notify(text, user=request.submitted_by or request.created_by, document=(KIND_NAME, request.id), asks=True)


def take_up(_ctx: Any, request: PurchaseRequest, _answers: dict[str, Any]) -> None:
    """A rejected request is written anew: the next submission is another revision."""
    request.submitted_by = request.submitted_at = None
    request.revision += 1


def order_all(ctx: Any, request: PurchaseRequest, answers: dict[str, Any]) -> None:
    """Puts every open line on the draft order of its supplier."""
    stand_in = answers.get("supplier_id")
    wanted, missing = [], []
    for at, line in enumerate(request.lines):
        if line.qty > line.ordered:
            supplier = line.supplier_id or stand_in
            if supplier is None:
                missing.append(Problem(f"lines.{at}.supplier_id", Text(N_("Name the supplier of this line."))))
            else:
                wanted.append((line, supplier))
    if missing:
        raise Refused.all(tuple(missing))
    _order(ctx, request, wanted, answers)


def order_some(ctx: Any, request: PurchaseRequest, answers: dict[str, Any]) -> None:
    """Puts the open lines of one supplier on his draft order; some line must be left for another one."""
    supplier = answers["supplier_id"]
    open_ = [line for line in request.lines if line.qty > line.ordered]
    wanted = [(line, supplier) for line in open_ if line.supplier_id in (None, supplier)]
    if not wanted:
        raise Refused("No open line is for this supplier.", where="supplier_id")
    if len(wanted) == len(open_):
        raise Refused("All open lines are for this supplier: order them all.", where="supplier_id")
    _order(ctx, request, wanted, answers)


def _order(ctx: Any, request: PurchaseRequest, wanted: list[tuple[RequestLine, Id]], answers: dict[str, Any]) -> None:
    orders = put_on_orders(ctx, request.warehouse_id, wanted)
    if answers.get("supplier_id"):
        answers["supplier_id"] = ctx.session.get(Supplier, answers["supplier_id"]).name
    ctx.leads_to = ("purchase_orders", orders[0].id)


def on_the_way(ctx: Any, request: PurchaseRequest) -> None:
    """Tells the watchers of these parts."""
    announce(ctx, [line.part_id for line in request.lines], request.warehouse_id)


STATES = (
    State("draft", N_("Draft"), "idle"),
    State("submitted", N_("Waiting for approval"), "wait"),
    State("rejected", N_("Rejected"), "bad", beside="submitted"),
    State("approved", N_("Approved"), "ok"),
    State("part_ordered", N_("Partly ordered"), "active", beside="ordered"),
    State("ordered", N_("Ordered"), "active"),
    State("closed", N_("Closed"), "idle"),
    State("cancelled", N_("Cancelled"), "idle", beside="draft"),
)
EDIT, ORDER = rules.EDIT_REQUESTS, rules.EDIT_ORDERS
WORKFLOW = Workflow(
    states=STATES,
    start="draft",
    steps=(
        Step(
            "submit", N_("Submit"), ("draft",), "submitted", rules.SUBMIT_REQUESTS, ("R13",),
            guards=(has_lines, lines_fit), effect=submit, done=N_("Submitted to purchasing"),
        ),
        Step(
            "approve", N_("Approve"), ("submitted",), "approved", rules.APPROVE_REQUESTS, ("R13", "SD1"),
            guards=(has_lines, lines_fit), bars=(not_own, may_approve), effect=approve, sign=True,
            prints="purchase_requests.sheet", done=N_("Approved"), after=on_the_way,
        ),
        Step(
            "reject", N_("Reject"), ("submitted",), "rejected", rules.APPROVE_REQUESTS, ("R13",), effect=hand_back,
            asks=(rules.REASON,), side=True,
        ),
        Step("rework", N_("Write it anew"), ("rejected",), "draft", EDIT, ("R13",), effect=take_up),
        Step("withdraw", N_("Withdraw"), ("submitted",), "draft", rules.SUBMIT_REQUESTS, ("R13",), side=True),
        Step(
            "order", N_("Put on order"), ("approved", "part_ordered"), "ordered", ORDER, ("R13",),
            guards=(something_open,), effect=order_all, asks=(SUPPLIER,), done=N_("Put on order"), after=on_the_way,
        ),
        Step(
            "order_some", N_("Order from one supplier"), ("approved", "part_ordered"), "part_ordered", ORDER, ("R13",),
            guards=(something_open,), effect=order_some, asks=(ONE_SUPPLIER,), side=True, after=on_the_way,
        ),
        Step(
            "close", N_("Close: the rest is not wanted"), ("approved", "part_ordered", "ordered"), "closed", ORDER,
            ("R13",), asks=(rules.REASON,), side=True, danger=True, after=on_the_way,
        ),
        Step(
            "cancel", N_("Cancel"), ("draft", "rejected"), "cancelled", EDIT, ("R13",), asks=(rules.REASON,), side=True,
            danger=True,
        ),
        *(
            Step(name, label, source, target, ORDER, ("R13",), follows=True, after=on_the_way)
            for name, label, source, target in (
                ("order_lost", N_("Back to approved"), ("part_ordered", "ordered"), "approved"),
                ("order_short", N_("Partly ordered"), ("approved", "ordered"), "part_ordered"),
                ("order_full", N_("Ordered"), ("approved", "part_ordered"), "ordered"),
                ("fulfil", N_("Everything is here"), ("ordered",), "closed"),
                ("unfulfil", N_("A receipt was reversed"), ("closed",), "ordered"),
            )
        ),
    ),
)  # fmt: skip


def progressed(ctx: Any, request_lines: Iterable[Id | None], *, undone: bool = False) -> None:
    """Reckons anew what of these request lines is on orders and received, and moves their requests along.

    Only a reversed receipt (`undone`) opens a closed request again.
    """
    ids = {i for i in request_lines if i is not None}
    if not ids:
        return
    ctx.flush()
    touched = ctx.conn.execute(select(RequestLine.request_id).where(RequestLine.id.in_(ids))).scalars().all()
    for request in ctx.session.scalars(select(PurchaseRequest).where(PurchaseRequest.id.in_(touched))):
        figures = ordered_of(ctx, [line.id for line in request.lines])
        for line in request.lines:
            line.ordered = min(line.qty, figures.get(line.id, (0, 0))[0])
        full = all(line.ordered >= line.qty for line in request.lines)
        here = full and all(received >= ordered for ordered, received in figures.values())
        if undone and not here:
            workflow.follow(ctx, WORKFLOW, request, "unfulfil")
        some = any(line.ordered for line in request.lines)
        workflow.follow(ctx, WORKFLOW, request, "order_full" if full else "order_short" if some else "order_lost")
        if here:
            workflow.follow(ctx, WORKFLOW, request, "fulfil")


# --- writing ----------------------------------------------------------------------------------------------------------
def before_save(ctx: Context, request: PurchaseRequest, values: dict[str, Any]) -> None:
    """A request that names no warehouse is for the first one here."""
    if values.get("warehouse_id") is None:
        kept: Id | None = request.warehouse_id
        values["warehouse_id"] = warehouses.home(ctx) if kept is None else kept


def after_save(ctx: Context, request: PurchaseRequest) -> None:
    """Proposes supplier and price where none stands; who may not see prices gets them proposed anew each time."""
    known = proposed(ctx, [line.part_id for line in request.lines if line.supplier_id is None])
    for line in request.lines:
        if line.supplier_id is None and line.part_id in known:
            line.supplier_id = known[line.part_id].supplier_id
    price_lines(ctx, request.lines, lambda line: line.supplier_id, again=not ctx.actor.may(VIEW_COST))
    say_packs(ctx, request.lines)


@dataclass(frozen=True)
class Wanted:
    """One part that somebody wants bought: `source` and its id and number say for what (ALERT, WORK, SALE)."""

    part_id: Id
    qty: int
    source: str = "MANUAL"
    source_id: Id | None = None
    source_number: str = ""
    needed_by: date | None = None
    supplier_id: Id | None = None
    note: str | None = None


@usecase("purchase_requests.open", allow=rules.EDIT_REQUESTS, rules=("R13",))
def open_request(
    ctx: Context, lines: Sequence[Wanted], *, reason: str = "", warehouse_id: Id | None = None,
    needed_by: date | None = None,
) -> Id:  # fmt: skip
    """A draft request for these parts, from an alert, a work order or an order; returns its id.

    Quantities are rounded up to the proposed supplier's smallest order and pack.
    """
    if not lines:
        raise Refused("Choose at least one part.")
    known = proposed(ctx, [line.part_id for line in lines])
    request = PurchaseRequest(
        number=ctx.number(PREFIX), station=ctx.station, warehouse_id=warehouse_id or warehouses.home(ctx),
        reason=reason, needed_by=needed_by, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, request)
    for at, one in enumerate(lines, 1):
        part = ctx.session.get_one(Part, one.part_id)
        request.lines.append(
            RequestLine(
                position=at, part_id=one.part_id, needed_by=one.needed_by, supplier_id=one.supplier_id,
                qty=buyable(part, one.qty, known.get(one.part_id)),
                source=one.source, source_id=one.source_id, source_number=one.source_number, note=one.note,
            )
        )  # fmt: skip
    ctx.session.add(request)
    ctx.flush()
    after_save(ctx, request)
    ctx.leads_to = (KIND_NAME, request.id)
    return request.id
