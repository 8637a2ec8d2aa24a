"""When an appointment fits: room in the bays, the day it is for, when it is too late (domain.md §3.9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from app.core import clock
from app.core.access import Permission
from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.settings import Setting
from app.core.workflow import Verdict
from app.models.appointments import Appointment, Bay
from app.models.customers import Customer
from app.services import bays, calendar

VIEW = Permission("appointments.view", N_("See appointments"))
EDIT = Permission("appointments.edit", N_("Make and move appointments"))
WATCH = Permission("appointments.watch", N_("Note who did not come"))

REQUESTED, CONFIRMED, RESCHEDULED = "requested", "confirmed", "rescheduled"
ARRIVED, CANCELLED, NO_SHOW = "arrived", "cancelled", "no_show"
STANDING = (REQUESTED, CONFIRMED, RESCHEDULED)  # what is still to come
TAKES_ROOM = (*STANDING, ARRIVED)
BY_HAND = timedelta(minutes=15)
HOLDS_A_BAY = (CONFIRMED, ARRIVED)  # what is only asked for keeps nobody else out

NO_SHOW_AFTER = Setting(
    "appointments.no_show_after", "number", 60, N_("Did not come after"), group="workshop", rule="R47", least=5,
    most=1440, unit=N_("minutes"), help=N_("So long after the agreed time an appointment counts as missed."),
)  # fmt: skip
SETTINGS = (NO_SHOW_AFTER,)

Receive = Callable[[Any, Appointment], tuple[str, Id] | None]
RECEPTION: list[Receive] = []


def received_by(receive: Receive) -> None:
    """Registers what opens the reception of a car that has arrived: (ctx, appointment) → (kind, id) to go to."""
    RECEPTION[:] = [receive]


def end_of(start: datetime, minutes: int) -> datetime:
    """When it is over."""
    return start + timedelta(minutes=minutes)


def beside(ctx: Any, appointment: Appointment) -> list[Any]:
    """Agreed appointments that overlap with this one in time: (id, bay, plate or car)."""
    day = timedelta(days=1)
    with ctx.session.no_autoflush:
        rows = ctx.conn.execute(
            select(Appointment.id, Appointment.bay_id, Appointment.car, Appointment.start, Appointment.minutes).where(
                Appointment.state.in_(HOLDS_A_BAY), Appointment.start > appointment.start - day,
                Appointment.start < end_of(appointment.start, appointment.minutes),
            )
        ).all()  # fmt: skip
    return [r for r in rows if r.id != appointment.id and end_of(r.start, r.minutes) > appointment.start]


def has_room(ctx: Any, appointment: Appointment) -> Verdict:
    """Its bay is free, or without a bay one of them; a shop that keeps no bays has room."""
    others = beside(ctx, appointment)
    at = f"{clock.local(appointment.start):%H:%M}"
    if appointment.bay_id is not None:
        taken = next((r for r in others if r.bay_id == appointment.bay_id), None)
        bay = ctx.session.get(Bay, appointment.bay_id)
        if taken is not None and bay is not None:
            return Text(
                N_("{bay} is taken at {time} by {car}. Choose another bay or time."), bay=bay.code, time=at,
                car=taken.car or "—",
            )  # fmt: skip
    places = len(bays.in_use(ctx))
    if places and len(others) >= places:
        return Text(N_("All {n} bays are taken at {time}. Choose another time."), n=places, time=at)
    return None


def near(ctx: Any) -> Any:
    """What may wait on Today: what is to be agreed, and from today on who comes to this person or to nobody yet."""
    midnight = clock.local(ctx.now).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Appointment.advisor_id.is_(None) | (Appointment.advisor_id == ctx.actor.user)
    return Appointment.state.in_((REQUESTED, RESCHEDULED)) | (Appointment.start >= midnight) & mine


def is_for_today(ctx: Any, appointment: Appointment, _person: Id) -> Verdict:
    """A car arrives on the day it was expected; on another day the appointment is moved first."""
    day = clock.local(appointment.start).date()
    if day != clock.local(ctx.now).date():
        return Text(N_("This appointment is for {day}. Move it to today first."), day=day.isoformat())
    return None


def is_due(ctx: Any, appointment: Appointment) -> Verdict:
    """By hand it is said a little after the agreed time: somebody called, or he did."""
    over = appointment.start + BY_HAND
    if ctx.now < over:
        return Text(N_("Wait until {time}: he may still come."), time=f"{clock.local(over):%H:%M}")
    return None


def is_late(ctx: Any, appointment: Appointment) -> Verdict:
    """Somebody is only said not to have come when the time for that is over."""
    over = appointment.start + timedelta(minutes=ctx.setting(NO_SHOW_AFTER))
    if ctx.now < over:
        return Text(N_("Wait until {time}: he may still come."), time=f"{clock.local(over):%H:%M}")
    return None


def not_led_on(_ctx: Any, appointment: Appointment) -> Verdict:
    """No reception was opened yet."""
    if appointment.led_id is not None:
        return Text(N_("The reception is open already. Cancel it there first."))
    return None


def remarks(ctx: Any, appointment: Appointment) -> list[Text]:
    """What to look at, though nothing forbids it: the car booked twice that day, the shop closed, he blocked."""
    found = []
    local = clock.local(appointment.start)
    day = datetime.combine(local.date(), datetime.min.time(), calendar.ZONE)
    if appointment.vehicle_id or appointment.car:
        same = [Appointment.vehicle_id == appointment.vehicle_id] if appointment.vehicle_id else []
        same += [func.upper(Appointment.car) == appointment.car.upper()] if appointment.car else []
        other = ctx.conn.execute(
            select(Appointment.number, Appointment.start)
            .where(
                or_(*same), Appointment.id != appointment.id, Appointment.state.in_(STANDING),
                Appointment.start >= day, Appointment.start < day + timedelta(days=1),
            )
            .limit(1)
        ).first()  # fmt: skip
        if other is not None:
            found.append(
                Text(N_("This car is booked twice that day: {number} at {time}."), number=other.number,
                     time=f"{clock.local(other.start):%H:%M}")
            )  # fmt: skip
    spans = calendar.opening_hours(ctx, local.date())
    if not any(opens <= local.time() < closes for opens, closes in spans):
        found.append(Text(N_("The shop is closed at that time.")))
    if appointment.customer_id:
        customer = ctx.session.get(Customer, appointment.customer_id)
        if customer is not None and customer.state == "blocked":
            found.append(Text(N_("{name} is blocked. Ask finance first."), name=customer.name))
    return found
