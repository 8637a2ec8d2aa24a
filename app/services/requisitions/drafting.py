"""How requisitions are written: of an order, all that is agreed and not asked for yet; or by hand, then filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.errors import Refused
from app.core.i18n import Text, pick
from app.models.inspections import Inspection
from app.models.parts import Part
from app.models.requisitions import Requisition, RequisitionLine
from app.models.work_orders import LabourLine, NeededPart, WorkOrder
from app.services import warehouses
from app.services.requisitions import rules
from app.services.requisitions.rules import EDIT, EXTRA, INTERNAL, ORDER, PREFIX, REWORK, TYPES
from app.services.requisitions.workflow import WORKFLOW
from app.services.work_orders import shares
from app.services.work_orders.rules import AGREED_LINES, on_the_job


@dataclass(frozen=True)
class Wanted:
    """A part that an order still has to ask for: for which item, from which line or note, how much (1/1000)."""

    item: LabourLine
    part_id: Id
    qty: int
    part_line_id: Id | None = None
    needed_id: Id | None = None


def asked_for(ctx: Reader, order: Id) -> dict[Id, int]:
    """Part line or note of a needed part → what slips that stand have asked for, in 1/1000."""
    rows = ctx.conn.execute(
        select(
            RequisitionLine.part_line_id, RequisitionLine.needed_id, RequisitionLine.qty, RequisitionLine.approved,
            RequisitionLine.cancelled,
        )
        .join(Requisition, Requisition.id == RequisitionLine.requisition_id)
        .where(Requisition.order_id == order, Requisition.state != "cancelled")
    )  # fmt: skip
    found: dict[Id, int] = {}
    for part_line, needed, qty, approved, cancelled in rows:
        key = part_line or needed
        if key is not None:
            found[key] = found.get(key, 0) + (qty if approved is None else approved) - cancelled
    return found


def open_wants(ctx: Reader, order: WorkOrder) -> list[Wanted]:
    """Everything the customer agreed to, then what technicians noted besides, less what was asked for already."""
    items = {line.position: line for line in order.labour if line.status in AGREED_LINES}
    asked = asked_for(ctx, order.id)
    found, listed = [], set()
    for part in order.parts:
        item = items.get(part.item)
        if part.status in AGREED_LINES and part.source == "OWN" and part.part_id and item is not None:
            listed.add((part.item, part.part_id))
            qty = part.qty - asked.get(part.id, 0)
            if qty > 0:
                found.append(Wanted(item, part.part_id, qty, part_line_id=part.id))
    failed = _failed_at(ctx, order)
    noted = select(NeededPart).where(NeededPart.order_id == order.id, NeededPart.part_id.is_not(None))
    for need in ctx.session.scalars(noted.order_by(NeededPart.noted_at, NeededPart.id)):
        item = items.get(need.item)
        qty = need.qty - asked.get(need.id, 0)
        new = (need.item, need.part_id) not in listed or (failed is not None and need.noted_at >= failed)
        if item is not None and need.part_id and new and qty > 0:
            found.append(Wanted(item, need.part_id, qty, needed_id=need.id))
    return found


def _failed_at(ctx: Reader, order: WorkOrder) -> datetime | None:
    """When an inspection failed it last: a part noted since then is needed once more."""
    wanted = select(func.max(Inspection.inspected_at)).where(
        Inspection.order_id == order.id, Inspection.state == "failed"
    )
    return ctx.conn.execute(wanted).scalar_one_or_none()


@usecase("requisitions.open_for_order", allow=EDIT, rules=("R52", "R65"))
def open_for_order(ctx: Context, order: Id, type: str = "") -> Id:
    """A draft slip of everything an order needs and has not asked for yet, quantities filled in.

    `type` "" is the first slip of the order, an additional one, or one of rework (E61). Raises Refused if nothing is
    left to ask for, and for whoever has no item of the order.
    """
    one = ctx.session.get(WorkOrder, order)
    if one is None:
        raise Refused("This work order does not exist any more.")
    if one.state not in rules.IN_THE_SHOP:
        raise Refused("{number} is not being worked on: no parts are handed out for it.", number=one.number)
    if ctx.actor.user is not None and (why := on_the_job(ctx, one, ctx.actor.user)):
        raise Refused(why if isinstance(why, Text) else why.text)
    wants = open_wants(ctx, one)
    if not wants:
        raise Refused("All parts of {number} are asked for already.", number=one.number)
    slip = make(ctx, one, wants, type)
    ctx.leads_to = (rules.KIND_NAME, slip.id)
    return slip.id


def make(ctx: Context, order: WorkOrder, wants: list[Wanted], type: str = "") -> Requisition:
    """The draft itself, whoever has it made."""
    earlier = ctx.conn.execute(
        select(Requisition.id).where(Requisition.order_id == order.id, Requisition.state != "cancelled").limit(1)
    ).first()
    usual = REWORK if order.state == "rework" else EXTRA if earlier else ORDER
    slip = Requisition(
        number=ctx.number(PREFIX), station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
        order_id=order.id, type=type or usual, warehouse_id=warehouses.home(ctx),
        technician_id=_technician(ctx, order),
    )  # fmt: skip
    workflow.begin(WORKFLOW, slip)
    slip.lines = [
        RequisitionLine(
            position=at, item=want.item.position, labour_line_id=want.item.id, part_line_id=want.part_line_id,
            needed_id=want.needed_id, part_id=want.part_id, qty=want.qty,
        )
        for at, want in enumerate(wants, 1)
    ]  # fmt: skip
    ctx.session.add(slip)
    after_save(ctx, slip)
    ctx.flush()
    return slip


def _technician(ctx: Context, order: WorkOrder) -> Id | None:
    """Who gets the parts: the one who asks if he is on the job, else the first who is."""
    team = sorted(shares.of_order(ctx, order))
    return ctx.actor.user if ctx.actor.user in team or not team else team[0]


def before_save(ctx: Context, slip: Requisition, values: dict[str, Any]) -> None:
    """An order or internal use, never both; the station's warehouse and the writer where nobody is named."""
    type_ = values.get("type") or slip.type or ORDER
    order = values.get("order_id", slip.order_id)
    if type_ not in TYPES:
        raise Refused("Choose what the parts are for.", where="type")
    if type_ == INTERNAL and order is not None:
        raise Refused("Internal use belongs to no work order: take the order off, or choose another type.",
                      where="order_id")  # fmt: skip
    if type_ != INTERNAL and order is None:
        raise Refused("Name the work order, or choose internal use.", where="order_id")
    if order is not None and order != slip.order_id and ctx.actor.user is not None:
        one = ctx.session.get_one(WorkOrder, order)
        if why := on_the_job(ctx, one, ctx.actor.user):
            raise Refused(why if isinstance(why, Text) else why.text, where="order_id")
    if values.get("warehouse_id") is None:
        kept: Id | None = slip.warehouse_id
        values["warehouse_id"] = kept if kept is not None else warehouses.home(ctx)
    if values.get("technician_id") is None and slip.technician_id is None:
        values["technician_id"] = ctx.actor.user


def after_save(ctx: Context, slip: Requisition) -> None:
    """What follows from order and parts: plate, item and part line of each line, what the part is called now."""
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    slip.order_number, slip.plate = (order.number, order.plate) if order else ("", "")
    items = {line.position: line for line in order.labour if line.status in AGREED_LINES} if order else {}
    for at, line in enumerate(slip.lines):
        part = ctx.session.get_one(Part, line.part_id)
        line.code, line.name, line.spec = part.number, pick(part.name_zh, part.name_en), part.spec_model
        line.unit, line.decimals = part.unit, part.qty_decimals
        if order is None:
            line.item = line.labour_line_id = line.part_line_id = None
            continue
        if line.item is None and len(items) == 1:
            line.item = next(iter(items))
        if line.item is not None and line.item not in items:
            raise Refused(
                "{number} has no agreed item {n}.", where=f"lines.{at}.item", number=order.number, n=line.item
            )
        line.labour_line_id = items[line.item].id if line.item is not None else None
        line.part_line_id = next(
            (
                p.id for p in order.parts
                if p.item == line.item and p.part_id == line.part_id and p.status in AGREED_LINES and p.source == "OWN"
            ),
            None,
        )  # fmt: skip


@usecase("requisitions.cut", allow=rules.APPROVE, rules=("R66",))
def cut(ctx: Context, slip: Id, line: Id, qty: int) -> None:
    """Approves less of a line than was asked for (1/1000; 0 = none of it), before the slip itself is approved."""
    one = rules.slip_of(ctx, slip)
    found = rules.line_of(one, line)
    if one.state != "submitted":
        raise Refused("{number} does not wait for approval.", number=one.number)
    if not 0 <= qty <= found.qty:
        raise Refused("Approve at most what was asked for.", where="qty")
    if qty % 10 ** (3 - found.decimals):
        raise Refused("In {unit}, quantities have at most {decimals} decimals.", where="qty", unit=found.unit,
                      decimals=found.decimals)  # fmt: skip
    if ctx.actor.user is not None and (why := rules.not_requester(ctx, one, ctx.actor.user)):
        raise Refused(why if isinstance(why, Text) else why.text)
    found.approved = qty
