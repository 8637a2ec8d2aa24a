"""One click from an appointment to the reception: what is known of car, customer and fault stands there already."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text
from app.models.appointments import Appointment
from app.models.receptions import Reception
from app.services import vehicles
from app.services.receptions import cars, desk, rules
from app.services.receptions.rules import EDIT


def receive(ctx: Context, appointment: Appointment) -> tuple[str, Id] | None:
    """Opens the check-in, or the one that is open for this car; whoever may not is told on, the advisors take over."""
    if not ctx.actor.may(EDIT):
        said = Text(N_("{name} is here with {car}."), name=appointment.customer_name, car=appointment.car or "—")
        told: dict[str, Any] = {"user": appointment.advisor_id} if appointment.advisor_id else {"role": "SA"}
        ctx.notify(said, document=("appointments", appointment.id), **told)
        return None
    car = appointment.vehicle_id
    standing = cars.open_for(ctx, car) if car else None
    if standing is not None:
        return rules.NAME, standing.id
    values: dict[str, Any] = {"words": appointment.fault}
    if car is not None:
        values |= desk.arriving.fn(ctx, car).values
    else:
        plate = vehicles.read_plate(appointment.car or "")
        values |= {"plate": "" if plate.kind == "OTHER" else plate.plate, "sender_name": appointment.customer_name}
    values["sender_phone"] = values.get("sender_phone") or appointment.phone
    kept = desk.keep.fn(ctx, None, 0, values)
    reception = ctx.session.get_one(Reception, kept.id)
    reception.appointment_id, reception.vehicle_id = appointment.id, car
    reception.customer_id = appointment.customer_id
    reception.car, reception.owner = values.get("car") or "", values.get("owner") or ""
    ctx.flush()
    return rules.NAME, kept.id
