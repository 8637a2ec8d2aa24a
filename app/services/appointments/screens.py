"""The appointment's card: list, form, workflow, verbs. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link, Waits
from app.core.screen import (
    CellKind,
    Choice,
    Column,
    Fact,
    Field,
    Filter,
    FormSpec,
    ListQuery,
    ListSpec,
    Peek,
    PeekTable,
    Section,
    View,
)
from app.models.appointments import Appointment, Bay
from app.models.people import User
from app.models.vehicles import VehicleIndex
from app.services import customers, vehicles
from app.services.appointments import board, changes, rules
from app.services.appointments.rules import CONFIRMED, EDIT, REQUESTED, RESCHEDULED, STANDING, VIEW
from app.services.appointments.workflow import WORKFLOW
from app.services.people.charges import named_by

CHANNELS = (Choice("PHONE", N_("Phone")), Choice("ONLINE", N_("Online")), Choice("VISIT", N_("At the counter")))
WORK = (
    Choice("MAINTENANCE", N_("Maintenance")), Choice("REPAIR", N_("Repair")), Choice("BODY", N_("Body and paint")),
    Choice("WARRANTY", N_("Warranty")), Choice("OTHER", N_("Other")),
)  # fmt: skip
_SORTS: dict[str, Any] = {
    "number": Appointment.number, "start": Appointment.start, "car": Appointment.car, "name": Appointment.customer_name,
    "state": Appointment.state,
}  # fmt: skip


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """By number, name, phone, fault, and whatever finds the car."""
    statement = select(Appointment.id)
    for word in wanted.text.lower().split():
        columns = (Appointment.number, Appointment.customer_name, Appointment.phone, Appointment.car, Appointment.fault)
        cars = select(VehicleIndex.vehicle_id).where(VehicleIndex.search_text.contains(word, autoescape=True))
        fits = [func.lower(column).contains(word, autoescape=True) for column in columns]
        statement = statement.where(or_(*fits, Appointment.vehicle_id.in_(cars)))
    for name, value in wanted.where:
        statement = statement.where(getattr(Appointment, name).in_(value.split()))
    key = wanted.sort.lstrip("-")
    column = _SORTS.get(key, Appointment.start)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    return ctx.conn.execute(statement.order_by(order, Appointment.id).limit(wanted.limit)).scalars().all()


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    found = {a.id: a for a in ctx.session.scalars(select(Appointment).where(Appointment.id.in_(list(ids))))}
    bays = {row[0]: row[1] for row in ctx.conn.execute(select(Bay.id, Bay.code))}
    people = {row[0]: row[1] for row in ctx.conn.execute(select(User.id, User.name))}
    return [
        (
            a.number, a.start, a.car, a.customer_name, a.phone, a.fault, bays.get(a.bay_id, "") if a.bay_id else "",
            people.get(a.advisor_id, "") if a.advisor_id else "", a.state,
        )
        for i in ids
        if (a := found.get(i)) is not None
    ]  # fmt: skip


def peek(ctx: Reader, id: Id) -> Peek:
    """Who comes when with what, and what to look at."""
    one = ctx.session.get_one(Appointment, id)
    state = WORKFLOW.state(one.state)
    may = ctx.actor.may(customers.CONTACT)
    told: list[tuple[str, Any, CellKind]] = [
        (N_("Start"), one.start, "moment"), (N_("Minutes"), one.minutes, "number"),
        (N_("Customer"), one.customer_name, "text"), (N_("Phone"), one.phone if may else None, "text"),
        (N_("Fault description"), one.fault, "text"), (N_("Keep ready"), one.parts_wanted, "text"),
        (N_("Fetch the car at"), one.pick_up if may else None, "text"),
    ]  # fmt: skip
    facts = [Fact(label, value, kind) for label, value, kind in told if value]
    facts += [Fact(N_("Look at"), text, tone="warn") for text in rules.remarks(ctx, one) if one.state in STANDING]
    visits = vehicles.life.fn(ctx, one.vehicle_id)[:5] if one.vehicle_id else []  # type: ignore[arg-type]
    rows = tuple((v.day, v.fault or v.work) for v in visits if v.id != id)
    tables = (PeekTable(N_("Visits"), ("date", "text"), rows),) if rows else ()
    return Peek(one.car or one.number, one.number, ((state.label, state.family),), (), tuple(facts), tables)


@query("appointments.remarks", allow=VIEW)
def remarks(ctx: Reader, id: Id) -> list[Text]:
    """What to look at, though nothing forbids it: booked twice, closed, blocked."""
    return rules.remarks(ctx, ctx.session.get_one(Appointment, id))


def links(ctx: Reader, one: Appointment) -> list[Link]:
    """The car and the customer, the car that was meant first, and the reception it led to."""
    found = []
    for vehicle, label in ((one.vehicle_id, N_("Vehicle")), (one.booked_vehicle_id, N_("Booked for"))):
        car = ctx.session.get(vehicles.KIND.model, vehicle) if vehicle else None
        if car is not None:
            found.append(Link("vehicles", car.id, car.called, label))
    customer = ctx.session.get(customers.KIND.model, one.customer_id) if one.customer_id else None
    if customer is not None:
        found.append(Link("customers", customer.id, customer.name, N_("Customer")))
    return found


_TIMES = (REQUESTED, RESCHEDULED)

FORM = FormSpec(
    sections=(
        Section("", (
            Field("start", editable_in=_TIMES), Field("minutes", editable_in=_TIMES),
            Field("bay_id", editable_in=_TIMES), Field("advisor_id"),
        )),
        Section(N_("Car and customer"), (
            Field("vehicle_id"), Field("car"), Field("customer_id"), Field("customer_name", required=False),
            Field("phone", required=False, allow=customers.CONTACT), Field("channel", choices=CHANNELS),
        )),
        Section(N_("Work"), (
            Field("fault", kind="long", span=2), Field("category", choices=WORK),
            Field("parts_wanted", kind="long", span=2), Field("pick_up", allow=customers.CONTACT),
            Field("remark", kind="long", span=2),
        )),
    ),
    editable_in=STANDING,
)  # fmt: skip

CHARGE = named_by(Appointment.advisor_id, N_("Service advisor"), "appointments", STANDING, ("car",), EDIT)

KIND = Kind(
    name="appointments",
    label=N_("Appointment"),
    plural=N_("Appointments"),
    icon="calendar-check",
    area="desk",
    model=Appointment,
    view=VIEW,
    edit=EDIT,
    list=ListSpec(
        columns=(
            Column("number", N_("Number"), "strong", 170), Column("start", N_("Start"), "moment", 130),
            Column("car", N_("Plate"), "plate", 120), Column("name", N_("Customer"), width=110),
            Column("phone", N_("Phone"), "code", 120, sort=False, allow=customers.CONTACT),
            Column("fault", N_("Fault description"), width=220, stretch=True, sort=False),
            Column("bay", N_("Bay"), width=80, sort=False),
            Column("advisor", N_("Service advisor"), width=100, sort=False),
            Column("state", N_("State"), "state", 120),
        ),
        find=find,
        read=read,
        reads=("appointments",),
        filters=(
            Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
            Filter("category", N_("Kind of work"), WORK),
        ),
        views=(
            View("open", N_("To come"), (("state", " ".join(STANDING)),)),
            View("agree", N_("To be agreed"), (("state", f"{REQUESTED} {RESCHEDULED}"),)),
            View("missed", N_("Did not come"), (("state", rules.NO_SHOW),)), View("all", N_("All")),
        ),
        sort="start",
        hint=N_("Plate, name, phone or fault"),
        empty=N_("No appointments yet. Ctrl+N makes the first one."),
        peek=peek,
    ),
    form=FORM,
    workflow=WORKFLOW,
    prefix=changes.PREFIX,
    charges=(CHARGE,),
    usecases=(changes.book, changes.move, changes.watch),
    rules=("R47", "R48"),
    title="customer_name",
    waits=Waits("start", plate="car", about=("customer_name", "fault"), whose=rules.near),
    before_save=changes.before_save,
    links=links,
)  # fmt: skip
__all__ = ["CONFIRMED", "KIND", "board"]
