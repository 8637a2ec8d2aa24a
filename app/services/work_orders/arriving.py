"""From a signed check-in to its work order (R50), and what orders tell of a car's life and keep of a customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.i18n import N_, Text
from app.core.workflow import Verdict
from app.models.labour import LabourItem
from app.models.receptions import Reception
from app.models.settlements import Delivery
from app.models.work_orders import WorkOrder
from app.services import receptions
from app.services.customers import Tie, papers_of, tie
from app.services.labour import ACTIVE
from app.services.vehicles import Visit, visits_of
from app.services.work_orders import drafting
from app.services.work_orders.consent import Work
from app.services.work_orders.rules import CHECK_IN, EDIT, KIND_NAME, lines_of

KEPT_YEARS = 2  # records of a repair (domain.md §3.12, S7)


@usecase("work_orders.open_from_reception", allow=EDIT, rules=("R50",))
def open_from_reception(ctx: Context, reception: Id) -> Id:
    """A draft order of a signed check-in: its car, words, wanted work, promise and old-part intent are copied.

    Wanted work that is called as an item of the catalogue becomes that item. Raises Refused unless it is signed.
    """
    found = receptions.to_order(ctx, reception)
    known = dict(ctx.conn.execute(
        select(LabourItem.name_zh, LabourItem.id).where(
            LabourItem.name_zh.in_(found.wanted), LabourItem.state == ACTIVE
        )
    ).all())  # fmt: skip
    work = [Work(labour_id=known.get(name), name=name) for name in found.wanted]
    id = drafting.open_order(
        ctx, found.vehicle_id, complaint=found.words, work=work, promised_at=found.promised_at,
        old_parts=found.old_parts or None, odometer=found.odometer, reception=found.id, customer=found.customer_id,
    )  # fmt: skip
    order = ctx.session.get_one(WorkOrder, id)
    order.sender_name, order.sender_phone = found.sender_name or None, found.sender_phone or None
    order.consent_phone = found.consent_phone or order.consent_phone
    order.road_test = found.road_test
    receptions.converted(ctx, found.id, order.id, order.number)
    ctx.flush()
    return id


def checked_in(ctx: Any, order: WorkOrder) -> Verdict:
    """Guard: the car was checked in and the customer signed that (§3.11)."""
    if order.reception_id is None and ctx.setting(CHECK_IN):
        return Text(N_("A work order is made of a signed check-in. Check the car in first."))
    return None


# --- what others ask ----------------------------------------------------------------------------------------------
def reception_link(ctx: Reader, order: WorkOrder) -> Reception | None:
    """Its check-in."""
    return ctx.session.get(Reception, order.reception_id) if order.reception_id else None


def _visits(ctx: Reader, vehicle: Id) -> Iterable[Visit]:
    """Every order of a car is a visit of its life; from its delivery the warranty runs (§3.12)."""
    from app.services.work_orders.workflow import WORKFLOW  # the workflow asks this module's guard

    gone = select(Delivery).join(WorkOrder, WorkOrder.id == Delivery.order_id).where(WorkOrder.vehicle_id == vehicle)
    left = {kept.order_id: kept for kept in ctx.session.scalars(gone.where(Delivery.delivered_at.is_not(None)))}
    for one in ctx.session.scalars(select(WorkOrder).where(WorkOrder.vehicle_id == vehicle)):
        kept = left.get(one.id)
        work = "，".join(line.name for line in one.labour)
        yield Visit(
            clock.local((kept and kept.delivered_at) or one.created_at).date(), KIND_NAME, one.id, one.number,
            one.complaint, work, (kept and kept.odometer) or one.odometer,
            one.bill_total if one.bill_total is not None else one.total_amount,
            category=one.category, state=Text(WORKFLOW.state(one.state).label),
        )  # fmt: skip


def _of(ctx: Any, customer: Id) -> Sequence[WorkOrder]:
    return list(ctx.session.scalars(select(WorkOrder).where(WorkOrder.customer_id == customer)))


def _hand_over(ctx: Any, keep: Id, drop: Id) -> None:
    for one in papers_of(ctx, WorkOrder, drop):
        one.customer_id = keep
    ctx.flush()


def _mask(ctx: Any, customer: Id) -> None:
    for one in papers_of(ctx, WorkOrder, customer):
        one.sender_name, one.sender_phone, one.consent_phone = "***", None, None
    ctx.flush()


def _needed_until(ctx: Any, customer: Id) -> date | None:
    days = [clock.local(one.created_at).date() for one in _of(ctx, customer) if one.state != "cancelled"]
    if not days:
        return None
    last = max(days)
    return date(last.year + KEPT_YEARS, last.month, min(last.day, 28))


def _export(ctx: Any, customer: Id) -> Sequence[dict[str, Any]]:
    return [
        {"number": one.number, "plate": one.plate, "at": one.created_at, "words": one.complaint,
         "lines": [line.name for line in lines_of(one)], "total": one.total_amount}
        for one in _of(ctx, customer)
    ]  # fmt: skip


visits_of(KIND_NAME, _visits)
tie(Tie(KIND_NAME, hand_over=_hand_over, mask=_mask, needed_until=_needed_until, export=_export))
