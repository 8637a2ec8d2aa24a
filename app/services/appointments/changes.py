"""Making and moving appointments: the checks of the form, dragging on the board, who did not come, what follows a
customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Conflict, Problem, Refused
from app.core.i18n import N_, Text
from app.models.appointments import Appointment
from app.models.customers import Customer
from app.models.vehicles import Vehicle
from app.services import customers, vehicles
from app.services.appointments import rules
from app.services.appointments.rules import ARRIVED, EDIT, RESCHEDULED, STANDING, WATCH
from app.services.appointments.workflow import WORKFLOW

PREFIX = "AP"
SHORTEST, LONGEST = 10, 24 * 60  # minutes


def before_save(ctx: Context, appointment: Appointment, values: dict[str, Any]) -> None:
    """Fills in what is known of car and customer; Refused without a phone or without a car."""
    now = {name: values.get(name, getattr(appointment, name)) for name in ("vehicle_id", "customer_id", "car")}
    if now["vehicle_id"] is None and now["car"]:
        now["vehicle_id"] = values["vehicle_id"] = next(iter(vehicles.by_mark.fn(ctx, now["car"])), None)
    car = ctx.session.get(Vehicle, now["vehicle_id"]) if now["vehicle_id"] else None
    if car is not None:
        values["car"] = car.called
        if now["customer_id"] is None and not values.get("customer_name"):
            now["customer_id"] = values["customer_id"] = car.owner_id
    elif values.get("car"):
        plate = vehicles.read_plate(values["car"])
        values["car"] = plate.plate if plate.kind not in ("OTHER", "NONE") else values["car"].strip()
    customer = ctx.session.get(Customer, now["customer_id"]) if now["customer_id"] else None
    if customer is not None:
        values["customer_name"] = values.get("customer_name") or appointment.customer_name or customer.name
        values["phone"] = values.get("phone") or appointment.phone or customer.mobile or customer.landline
    if problems := list(_wrong(appointment, values)):
        raise Refused.all(tuple(problems))


def _wrong(appointment: Appointment, values: dict[str, Any]) -> Iterable[Problem]:
    for name, label in (("customer_name", N_("Name")), ("phone", N_("Phone"))):
        if not values.get(name, getattr(appointment, name)):
            yield Problem(name, Text(N_("{field} is missing."), field=Text(label)))
    if values.get("phone"):
        phone = customers.read_phone(values["phone"])
        values["phone"] = phone.number
        if phone.wrong and phone.warning:
            yield Problem("phone", phone.warning)
    if not values.get("car", appointment.car):
        yield Problem("car", Text(N_("Say which car: its plate, its VIN, or “new car”.")))
    minutes = values.get("minutes") or appointment.minutes or 60
    if not SHORTEST <= minutes <= LONGEST:
        said = Text(N_("An appointment takes {least} to {most} minutes."), least=SHORTEST, most=LONGEST)
        yield Problem("minutes", said)


@usecase("appointments.book", allow=EDIT, rules=("R47", "R48"))
def book(ctx: Context, start: datetime, fault: str, *, more: dict[str, Any] | None = None) -> Id:
    """A new appointment; `more` are further columns: vehicle_id or car, customer_id or customer_name and phone …"""
    values: dict[str, Any] = {"start": start, "fault": fault.strip()} | (more or {})
    if not values["fault"]:
        raise Refused("{field} is missing.", where="fault", field=Text(N_("Fault description")))
    made = Appointment(number=ctx.number(PREFIX), **ctx.stamp())
    workflow.begin(WORKFLOW, made)
    before_save(ctx, made, values)
    for name, value in values.items():
        if value not in (None, ""):
            setattr(made, name, value)
    ctx.session.add(made)
    ctx.flush()
    return made.id


@usecase("appointments.move", allow=EDIT, rules=("R48",))
def move(
    ctx: Context, id: Id, version: int, *, start: datetime | None = None, bay: Id | None = None,
    advisor: Id | None = None, minutes: int | None = None,
) -> tuple[str, tuple[Text, ...]]:  # fmt: skip
    """Dragged to another time, bay or advisor; what is None stays. Returns the state and what to look at.

    An agreed appointment at another time is to be agreed again. Refused where there is no room.
    """
    kept = ctx.session.get(Appointment, id)
    if kept is None or kept.state not in STANDING:
        raise Refused("This appointment can't be moved any more.")
    if kept.version != version:
        raise Conflict("{name} was changed by somebody else in the meantime. Look at it again.", name=kept.number)
    if bay is not None:
        kept.bay_id = bay
    if advisor is not None:
        kept.advisor_id = advisor
    if minutes is not None:
        kept.minutes = max(SHORTEST, min(minutes, LONGEST))
    if start is not None and start != kept.start:
        if kept.state == "confirmed":
            workflow.apply(ctx, WORKFLOW, kept, "reschedule", {"start": start})
        kept.start = start
    if problem := workflow.judge(rules.has_room(ctx, kept), "start"):
        raise Refused(problem.text, where=problem.where)
    ctx.flush()
    return kept.state, tuple(rules.remarks(ctx, kept))


def _late(ctx: Reader) -> Sequence[Appointment]:
    due = ctx.now - timedelta(minutes=ctx.setting(rules.NO_SHOW_AFTER))
    wanted = select(Appointment).where(Appointment.state == "confirmed", Appointment.start <= due)
    wanted = wanted.where(Appointment.station.not_in(ctx.far_stations))
    return ctx.session.scalars(wanted.order_by(Appointment.start)).all()


@query("appointments.overdue", allow=WATCH)
def overdue(ctx: Reader) -> int:
    """How many did not come and are not noted yet."""
    return len(_late(ctx))


@usecase("appointments.watch", allow=WATCH, rules=("R47",))
def watch(ctx: Context) -> int:
    """Notes who did not come within the time the shop waits; the advisor is told. Returns how many."""
    late = _late(ctx)
    for appointment in late:
        workflow.follow(ctx, WORKFLOW, appointment, "miss")
        said = Text(
            N_("{name} ({car}) did not come at {time}. Call him?"), name=appointment.customer_name,
            car=appointment.car or "—", time=f"{clock.local(appointment.start):%H:%M}",
        )  # fmt: skip
        told: dict[str, Any] = {"user": appointment.advisor_id} if appointment.advisor_id else {"role": "SA"}
        ctx.notify(said, document=("appointments", appointment.id), **told)
    return len(late)


def _of(ctx: Reader, customer: Id) -> Sequence[Appointment]:
    return ctx.session.scalars(select(Appointment).where(Appointment.customer_id == customer)).all()


def _hand_over(ctx: Context, keep: Id, drop: Id) -> None:
    for one in customers.papers_of(ctx, Appointment, drop):
        one.customer_id = keep
    ctx.flush()


def _mask(ctx: Context, customer: Id) -> None:
    for one in customers.papers_of(ctx, Appointment, customer):
        one.customer_name, one.phone, one.pick_up = "***", "", None
    ctx.flush()


def _needed_until(ctx: Reader, customer: Id) -> date | None:
    days = [clock.local(one.start).date() for one in _of(ctx, customer) if one.state in STANDING]
    return max(days, default=None)


def _export(ctx: Reader, customer: Id) -> Sequence[dict[str, Any]]:
    return [{n: getattr(one, n) for n in ("number", "start", "car", "fault", "phone")} for one in _of(ctx, customer)]


def _visits(ctx: Reader, vehicle: Id) -> list[vehicles.Visit]:
    """Appointments that led to no document of their own."""
    rows = ctx.session.scalars(
        select(Appointment).where(Appointment.vehicle_id == vehicle, Appointment.led_id.is_(None))
    )
    return [
        vehicles.Visit(
            clock.local(a.start).date(), "appointments", a.id, a.number, a.fault,
            state=Text(WORKFLOW.state(a.state).label), kept=False,
        )
        for a in rows
    ]  # fmt: skip


customers.tie(
    customers.Tie("appointments", hand_over=_hand_over, mask=_mask, needed_until=_needed_until, export=_export)
)
vehicles.visits_of("appointments", _visits)
__all__ = ["ARRIVED", "PREFIX", "RESCHEDULED", "before_save", "book", "move", "watch"]
