"""Cars that come back for work done here before (返修): matched by VIN and item, whoever owns the car now (E62)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from app.core.i18n import N_, Text
from app.models.work_orders import LabourLine, WorkOrder
from app.services.work_orders.rules import COMEBACK_DAYS, DECLINED, DONE, KIND_NAME, REPLACED

# where the work of an order was not finished here
UNFINISHED = (
    "draft", "wait_sign", "signed", "assigned", "diagnosing", "in_repair", "paused", "wait_consent", "self_checked",
    "qc_wait", "rework", "terminated", "cancelled",
)  # fmt: skip


def note(ctx: Any, order: WorkOrder) -> None:
    """Keeps with a draft which order it comes back after, and the how-manieth time that is; nothing if none."""
    before = earlier(ctx, order)
    order.comeback_of = before.id if before is not None else None
    order.comebacks = before.comebacks + 1 if before is not None else 0


def earlier(ctx: Any, order: WorkOrder) -> WorkOrder | None:
    """The last finished order of the same VIN with one of the same items, within the days of the setting."""
    lines = [line for line in order.labour if line.status not in (DECLINED, REPLACED)]
    items = {line.labour_id for line in lines if line.labour_id}
    names = {line.name for line in lines if line.name}
    if not items and not names:
        return None
    same_car = [WorkOrder.vehicle_id == order.vehicle_id]
    if order.vin:
        same_car.append(WorkOrder.vin == order.vin)
    since = order.created_at - timedelta(days=ctx.setting(COMEBACK_DAYS))
    wanted = (
        select(WorkOrder)
        .join(LabourLine, LabourLine.order_id == WorkOrder.id)
        .where(
            or_(*same_car), WorkOrder.id != order.id, WorkOrder.state.not_in(UNFINISHED),
            WorkOrder.created_at >= since, WorkOrder.created_at <= order.created_at, LabourLine.status == DONE,
            or_(LabourLine.labour_id.in_(items), LabourLine.name.in_(names)),
        )
        .order_by(WorkOrder.created_at.desc(), WorkOrder.number.desc())
        .limit(1)
    )  # fmt: skip
    return ctx.session.scalars(wanted).first()  # type: ignore[no-any-return]


def tell(ctx: Any, order: WorkOrder) -> None:
    """At the second comeback the heads hear of it: not cured twice, the customer may go elsewhere at our cost (S6)."""
    if order.comebacks < 2:
        return
    text = Text(N_("{plate} comes back for the same work, time {n}: {number}"), plate=order.plate, n=order.comebacks,
                number=order.number)  # fmt: skip
    for role in ("TS", "MG"):
        ctx.notify(text, role=role, document=(KIND_NAME, order.id))
