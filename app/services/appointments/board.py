"""Appointments as a board shows them: the days, bays and advisors, what is booked and how much room there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_, Text
from app.core.paper import Imprint
from app.models.appointments import Appointment, Bay
from app.models.people import User
from app.models.vehicles import Vehicle
from app.services import bays, calendar, customers, shop
from app.services.appointments import rules
from app.services.appointments.rules import STANDING, TAKES_ROOM, VIEW
from app.services.appointments.workflow import WORKFLOW


@dataclass(frozen=True)
class Slot:
    """One appointment on the board. `late`: minutes since he should have come; `twice`: the car is booked twice."""

    id: Id
    number: str
    version: int
    state: str
    start: datetime
    minutes: int
    bay_id: Id | None
    advisor_id: Id | None
    car: str
    model: str
    name: str
    phone: str
    fault: str
    late: int = 0
    twice: bool = False

    @property
    def day(self) -> date:
        """The shop's day."""
        return clock.local(self.start).date()

    @property
    def movable(self) -> bool:
        """True while it is still to come."""
        return self.state in STANDING


@dataclass(frozen=True)
class Board:
    """A few days: slots in order of time, bays, advisors, opening hours, and (booked, possible) bay minutes a day.

    `provisional`: the holidays of a year shown are not known yet.
    """

    since: date
    until: date
    slots: tuple[Slot, ...]
    bays: tuple[bays.Place, ...]
    advisors: tuple[tuple[Id, str], ...]
    hours: Mapping[date, calendar.Spans]
    load: Mapping[date, tuple[int, int]]
    provisional: bool = False


@query("appointments.board", allow=VIEW)
def board(ctx: Reader, since: date, until: date) -> Board:
    """What is agreed here from one day to another, both included; cancelled ones are left out."""
    begin = datetime.combine(since, datetime.min.time(), calendar.ZONE)
    end = datetime.combine(until + timedelta(days=1), datetime.min.time(), calendar.ZONE)
    rows = ctx.conn.execute(
        select(Appointment, Vehicle.plate, Vehicle.brand, Vehicle.series)
        .outerjoin(Vehicle, Vehicle.id == Appointment.vehicle_id)
        .where(
            Appointment.start >= begin,
            Appointment.start < end,
            Appointment.state != rules.CANCELLED,
            Appointment.station.not_in(ctx.far_stations),
        )
        .order_by(Appointment.start, Appointment.number)
    ).all()
    marks: dict[tuple[date, Any], int] = {}
    for row in rows:
        if row.state in STANDING:
            key = (clock.local(row.start).date(), row.vehicle_id or (row.car or "").upper())
            marks[key] = marks.get(key, 0) + 1
    slots = tuple(_slot(ctx, row, marks) for row in rows)
    places = tuple(bays.in_use(ctx))
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    hours = calendar.Hours(ctx)
    spans = {day: hours.of(day) for day in days}
    load = {day: (_booked(slots, day), len(places) * sum(map(_long, spans[day]))) for day in days}
    unsure = calendar.provisional(ctx, until)
    return Board(since, until, slots, places, tuple(_advisors(ctx, slots)), spans, load, unsure)


def _long(span: tuple[Any, Any]) -> int:
    opens, closes = span
    minutes: int = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    return minutes + (1 if closes.second else 0)  # 24:00 is kept as the last second


def _booked(slots: Iterable[Slot], day: date) -> int:
    return sum(slot.minutes for slot in slots if slot.day == day and slot.state in TAKES_ROOM)


def _slot(ctx: Reader, row: Any, marks: Mapping[tuple[date, Any], int]) -> Slot:
    late = 0
    if row.state in STANDING and ctx.now > row.start:
        late = int((ctx.now - row.start).total_seconds() // 60)
    key = (clock.local(row.start).date(), row.vehicle_id or (row.car or "").upper())
    may = ctx.actor.may(customers.CONTACT)
    return Slot(
        row.id, row.number, row.version, row.state, row.start, row.minutes, row.bay_id, row.advisor_id,
        row.plate or row.car or "", " ".join(filter(None, (row.brand, row.series))), row.customer_name,
        row.phone if may else customers.masked(row.phone), row.fault, late, marks.get(key, 0) > 1,
    )  # fmt: skip


def _advisors(ctx: Reader, slots: Iterable[Slot]) -> Iterable[tuple[Id, str]]:
    """Those who take cars in, and whoever has an appointment all the same."""
    named = {slot.advisor_id for slot in slots}
    for user in ctx.session.scalars(select(User).where(User.active).order_by(User.name_pinyin, User.name)):
        if "SA" in user.roles or user.id in named:
            yield user.id, user.name


@dataclass(frozen=True)
class DayRow:
    """One line of the printed day: from, to, plate, car, customer, phone (masked), what, bay, advisor, parts, state."""

    start: datetime
    end: datetime
    plate: str
    car: str
    name: str
    phone: str
    fault: str
    bay: str
    advisor: str
    parts: str
    state: Text


@dataclass(frozen=True)
class DaySheet:
    """The list of one day for the front desk and the workshop."""

    imprint: Imprint
    day: date
    rows: tuple[DayRow, ...]
    booked: int
    possible: int
    note: Text | None = None


@query("appointments.day_sheet", allow=VIEW)
def day_sheet(ctx: Reader, day: date) -> DaySheet:
    """The list of one day as it is printed: phones are masked, for it hangs in the workshop."""
    seen = board.fn(ctx, day, day)  # type: ignore[arg-type]
    codes = {row[0]: row[1] for row in ctx.conn.execute(select(Bay.id, Bay.code))}
    people = dict(seen.advisors)
    wanted = {row[0]: row[1] or "" for row in ctx.conn.execute(select(Appointment.id, Appointment.parts_wanted).where(
        Appointment.id.in_([slot.id for slot in seen.slots])))}  # fmt: skip
    rows = tuple(
        DayRow(
            s.start, rules.end_of(s.start, s.minutes), s.car, s.model, s.name, customers.masked(s.phone), s.fault,
            codes.get(s.bay_id, "") if s.bay_id else "", people.get(s.advisor_id, "") if s.advisor_id else "",
            wanted.get(s.id, ""), Text(WORKFLOW.state(s.state).label),
        )
        for s in seen.slots
    )  # fmt: skip
    closed = None if seen.hours[day] else Text(N_("The shop is closed on this day."))
    booked, possible = seen.load[day]
    return DaySheet(shop.imprint(ctx), day, rows, booked, possible, closed)
