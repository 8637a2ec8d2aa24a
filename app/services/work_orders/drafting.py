"""Writing a draft order: snapshots of car, customer and lines, amounts; an order made of a check-in or a car."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.customers import Customer
from app.models.vehicles import Vehicle
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services.work_orders import comebacks, revisions
from app.services.work_orders.consent import Goods, Work, filled_part, filled_work
from app.services.work_orders.rules import EDIT, KIND_NAME, PLANNED, PREFIX


def before_save(ctx: Context, order: WorkOrder, values: dict[str, Any]) -> None:
    """Who writes it is its advisor; the owner is the customer, unless another one is named."""
    vehicle = _vehicle(ctx, values.get("vehicle_id") or order.vehicle_id)
    kept: Id | None = order.customer_id
    if not values.get("customer_id"):
        values["customer_id"] = kept or vehicle.owner_id
        if values["customer_id"] is None:
            raise Refused("Choose the customer: the car has no owner here.", where="customer_id")
    if order.advisor_id is None and not values.get("advisor_id"):
        values["advisor_id"] = ctx.actor.user
    _whole_lines(values)
    if found := tuple(comebacks.unexplained(order, values.get("labour", ()))):
        raise Refused.all(found)


def _whole_lines(values: dict[str, Any]) -> None:
    """Every item names its work, every part is one of ours or said in words."""
    found = []
    for at, row in enumerate(values.get("labour", ())):
        if not row.get("labour_id") and not row.get("name"):
            found.append(Problem(f"labour.{at}.name", Text(N_("Choose a labour item, or name the work."))))
    for at, row in enumerate(values.get("parts", ())):
        if not row.get("part_id") and not row.get("name"):
            found.append(Problem(f"parts.{at}.name", Text(N_("Choose a part, or name it."))))
    if found:
        raise Refused.all(tuple(found))


def _vehicle(ctx: Any, id: Id | None) -> Vehicle:
    found = ctx.session.get(Vehicle, id) if id else None
    if found is None:
        raise Refused("Choose the vehicle.", where="vehicle_id")
    return found  # type: ignore[no-any-return]


def after_save(ctx: Context, order: WorkOrder) -> None:
    """Snapshots and amounts follow what was saved."""
    vehicle = _vehicle(ctx, order.vehicle_id)
    order.plate, order.vin = vehicle.called or vehicle.plate or "", vehicle.vin or ""
    named = (vehicle.brand, vehicle.series, str(vehicle.model_year or ""))
    order.vehicle_name = " ".join(part for part in named if part)
    order.sender_name = order.sender_name or vehicle.sender_name
    order.sender_phone = order.sender_phone or vehicle.sender_phone
    if not order.consent_phone:
        customer = ctx.session.get_one(Customer, order.customer_id)
        order.consent_phone = customer.mobile or customer.landline
    for line in order.labour:
        filled_work(ctx, order, line)
    for part in order.parts:
        filled_part(ctx, order, part)
    comebacks.note(ctx, order)
    comebacks.bear(ctx, order)
    revisions.reckon(ctx, order)


@usecase("work_orders.open", allow=EDIT, rules=("R50",))
def open_order(
    ctx: Context, vehicle: Id, *, complaint: str = "", work: Sequence[Work] = (), goods: Sequence[Goods] = (),
    category: str = "MINOR", promised_at: datetime | None = None, old_parts: str | None = None,
    odometer: int | None = None, reception: Id | None = None, customer: Id | None = None,
) -> Id:  # fmt: skip
    """A draft order for a car, by hand or from its check-in; returns its id."""
    from app.services.work_orders.workflow import WORKFLOW  # the workflow freezes what is drafted here

    car = _vehicle(ctx, vehicle)
    owner = customer or car.owner_id
    if owner is None:
        raise Refused("Choose the customer: the car has no owner here.", where="customer_id")
    order = WorkOrder(
        number=ctx.number(PREFIX), station=ctx.station, vehicle_id=car.id, customer_id=owner, reception_id=reception,
        complaint=complaint[:1000], category=category, promised_at=promised_at, old_parts=old_parts,
        odometer=odometer, advisor_id=ctx.actor.user, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, order)
    for at, row in enumerate(work, 1):
        order.labour.append(
            LabourLine(
                position=at, labour_id=row.labour_id, name=row.name, hours=row.hours or 0, rate=row.rate,
                note=row.note or None, status=PLANNED, since=1, important=False,
            )
        )  # fmt: skip
    for at, part in enumerate(goods, 1):
        order.parts.append(
            PartLine(
                position=at, item=part.item or 1, part_id=part.part_id, name=part.name, qty=part.qty, price=part.price,
                grade=part.grade or None, source=part.source, status=PLANNED, since=1, old_part=True, unit="件",
                decimals=0, code="",
            )
        )  # fmt: skip
    ctx.session.add(order)
    ctx.flush()
    after_save(ctx, order)
    ctx.flush()
    ctx.leads_to = (KIND_NAME, order.id)
    return order.id
