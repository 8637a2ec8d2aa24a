"""Cars that come back for work done here before (返修): matched by VIN and item, whoever owns the car now (E62)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from app.core import clock
from app.core.clock import Id
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.models.settlements import Delivery, Settlement
from app.models.work_orders import LabourLine, PartLine, WorkOrder
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


def bear(ctx: Any, order: WorkOrder) -> None:
    """What comes back under warranty the shop bears, work and parts; said once for each item, then people decide."""
    before = ctx.session.get(WorkOrder, order.comeback_of) if order.comeback_of else None
    if before is None or not _covered(ctx, before, order):
        return
    done = [line for line in before.labour if line.status == DONE]
    items, names = {line.labour_id for line in done} - {None}, {line.name for line in done}
    for line in order.labour:
        if line.comeback or not (line.labour_id in items or line.name in names):
            continue
        line.comeback = True
        parts = [part for part in order.parts if part.item == line.position and part.source == "OWN"]
        borne: list[LabourLine | PartLine] = [line, *parts]
        for one in borne:
            one.payer = "INTERNAL" if one.payer == "CUSTOMER" else one.payer


def _covered(ctx: Any, before: WorkOrder, order: WorkOrder) -> bool:
    """The days and the km that were promised on delivery are not over; of a car that is still here, always."""
    back = ctx.session.scalar(select(Delivery).where(Delivery.order_id == before.id))
    if back is None or back.warranty_from is None:
        return True
    promised = ctx.session.get_one(Settlement, back.settlement_id)
    gone = order.odometer - back.odometer if order.odometer is not None and back.odometer is not None else 0
    days = (clock.local(order.created_at).date() - back.warranty_from).days
    return bool(days <= promised.warranty_days and gone <= promised.warranty_km)


def unexplained(order: WorkOrder, rows: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Items that come back and are to be paid by the customer without a word why."""
    kept: dict[Id | None, LabourLine] = {line.id: line for line in order.labour}
    for at, row in enumerate(rows):
        line = kept.get(row.get("id"))
        if line is None or not line.comeback or row.get("payer", line.payer) == "INTERNAL":
            continue
        if not row.get("note", line.note):
            text = N_("“{name}” comes back under warranty: say in its note why the shop does not bear it.")
            yield Problem(f"labour.{at}.note", Text(text, name=line.name))


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
