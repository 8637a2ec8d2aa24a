"""What a complaint is about: the order, settlement, check-in or call it is linked to, its customer and car."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.errors import Refused
from app.models.complaints import Complaint
from app.models.follow_ups import FollowUp
from app.models.receptions import Reception
from app.models.settlements import Settlement
from app.models.work_orders import WorkOrder

ORDERS, SETTLEMENTS, CALLS, CHECK_INS, COMPLAINTS = (
    "work_orders", "settlements", "follow_ups", "receptions", "complaints",
)  # fmt: skip
MODELS: dict[str, type[Any]] = {
    ORDERS: WorkOrder, SETTLEMENTS: Settlement, CALLS: FollowUp, CHECK_INS: Reception, COMPLAINTS: Complaint,
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """A document a complaint may be about: its number, customer, car, and the order it belongs to."""

    kind: str
    id: Id
    number: str
    customer_id: Id | None
    vehicle_id: Id | None
    plate: str
    vehicle_name: str
    order_id: Id | None


def subject(ctx: Any, kind: str, id: Id) -> Subject:
    """The document with its customer and car; Refused if complaints can't be about such a one."""
    model = MODELS.get(kind)
    found = ctx.session.get(model, id) if model is not None else None
    if found is None:
        raise Refused("A complaint can't be about this document.", where="source_number")
    order = ctx.session.get(WorkOrder, order_id) if (order_id := _order(kind, found)) else None
    before = _before(ctx, kind, id)
    vehicle = next((v for one in (found, order, before) if (v := getattr(one, "vehicle_id", None))), None)
    name = (
        getattr(found, "vehicle_name", "")
        or getattr(found, "car", "")
        or (order.vehicle_name if order is not None else "")
    )
    return Subject(
        kind, id, found.number, getattr(found, "customer_id", None), vehicle, found.plate or "", name or "", order_id
    )


def _order(kind: str, found: Any) -> Id | None:
    if kind == ORDERS:
        return found.id  # type: ignore[no-any-return]
    if kind == SETTLEMENTS:
        return found.order_id  # type: ignore[no-any-return]
    if kind == CHECK_INS:
        return found.order_id  # type: ignore[no-any-return]
    return found.source_id if kind in (CALLS, COMPLAINTS) and found.source_kind == ORDERS else None


def same_case(ctx: Any, case: Complaint) -> list[Complaint]:
    """The complaint itself, then the others of the same case (E79)."""
    lead = case.same_case_id or case.id
    wanted = select(Complaint).where((Complaint.id == lead) | (Complaint.same_case_id == lead))
    return [case, *(one for one in ctx.session.scalars(wanted) if one.id != case.id)]


def earlier(ctx: Any, case: Complaint) -> list[Complaint]:
    """The complaints whose handling this one is about, and those that they were about in turn."""
    ahead = same_case(ctx, case)
    seen = {one.id: one for one in ahead}
    own = set(seen)
    while ahead:
        one = ahead.pop()
        before = _before(ctx, one.source_kind, one.source_id)
        for found in same_case(ctx, before) if before is not None else ():
            if found.id not in seen:
                seen[found.id] = found
                ahead.append(found)
    return [one for id, one in seen.items() if id not in own]


def _before(ctx: Any, kind: str, id: Id | None) -> Complaint | None:
    """The complaint that a source is: straight, or by the call after it was closed."""
    call = ctx.session.get(FollowUp, id) if kind == CALLS and id else None
    kind, id = (call.source_kind, call.source_id) if call is not None else (kind, id)
    return ctx.session.get(Complaint, id) if kind == COMPLAINTS and id else None


def order_of(ctx: Any, case: Complaint) -> WorkOrder | None:
    """The work order it is about, straight or by its settlement, check-in or follow-up call."""
    model = MODELS.get(case.source_kind)
    found = ctx.session.get(model, case.source_id) if model is not None and case.source_id else None
    order_id = _order(case.source_kind, found) if found is not None else None
    return ctx.session.get(WorkOrder, order_id) if order_id else None
