"""The check-in's card: list, form, links, the car's life. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListQuery, ListSpec, Section, View
from app.models.receptions import Reception
from app.models.vehicles import Vehicle
from app.services import vehicles
from app.services.car import KINDS, VIEWS
from app.services.complaints.linked import complaints_about
from app.services.customers import CONTACT, Tie, papers_of, tie
from app.services.receptions import desk, rules, sheets
from app.services.receptions.workflow import WORKFLOW
from app.services.vehicles import Visit, visits_of

_SORTS = {"number": Reception.number, "arrived_at": Reception.arrived_at, "plate": Reception.plate,
          "state": Reception.state}  # fmt: skip


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Ids by number, plate, VIN, car, names; the newest first."""
    statement = select(Reception.id)
    for word in wanted.text.split():
        columns = (
            Reception.number,
            Reception.plate,
            Reception.vin,
            Reception.car,
            Reception.owner,
            Reception.sender_name,
        )
        plate = vehicles.read_plate(word).plate
        fits = [c.contains(word, autoescape=True) for c in columns]
        statement = statement.where(
            or_(*fits, Reception.plate.contains(plate, autoescape=True)) if plate else or_(*fits)
        )
    for name, value in wanted.where:
        statement = statement.where(getattr(Reception, name).in_(value.split()))
    column: Any = _SORTS.get(wanted.sort.lstrip("-"), Reception.arrived_at)
    order = column.desc() if wanted.sort.startswith("-") or not wanted.sort else column.asc()
    return ctx.conn.execute(statement.order_by(order, Reception.id.desc()).limit(wanted.limit)).scalars().all()


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    found = {r.id: r for r in ctx.session.scalars(select(Reception).where(Reception.id.in_(list(ids))))}
    return [
        (
            r.number, vehicles.shown(r.plate) or r.vin or "", r.car, r.sender_name, r.sender_phone,
            (r.words or "").replace("\n", " "), r.promised_at, r.arrived_at, r.state,
        )
        for i in ids
        if (r := found.get(i)) is not None
    ]  # fmt: skip


LIST = ListSpec(
    columns=(
        Column("number", N_("Number"), "strong", 180), Column("plate", N_("Plate"), "plate", 110),
        Column("car", N_("Car"), width=140, sort=False), Column("sender", N_("Brought by"), width=100, sort=False),
        Column("phone", N_("Phone"), "code", 120, sort=False, allow=CONTACT),
        Column("words", N_("Customer's words"), "muted", 200, stretch=True, sort=False),
        Column("promised_at", N_("Promised for"), "moment", 120, sort=False),
        Column("arrived_at", N_("Came at"), "moment", 120), Column("state", N_("State"), "state", 130),
    ),
    find=find,
    read=read,
    reads=("receptions",),
    filters=(Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),),
    views=(
        View("open", N_("At the desk"), (("state", f"{rules.DRAFT} {rules.CHECKED} {rules.SIGNED}"),)),
        View("sign", N_("To be signed"), (("state", rules.CHECKED),)), View("all", N_("All")),
    ),
    sort="-arrived_at",
    hint=N_("Number, plate, VIN or name"),
    empty=N_("No check-ins yet. Scan the plate or VIN of the car at the door."),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("plate", kind="code"), Field("vin", kind="code"), Field("vin_reason"), Field("plate_moved"),
            Field("car", fixed=True), Field("owner", fixed=True), Field("vehicle_id", fixed=True),
            Field("customer_id", fixed=True),
            Field("odometer"), Field("odometer_unit", choices=rules.UNITS),
            Field("odometer_answer", choices=rules.ANSWERS), Field("odometer_reason"),
            Field("fuel"), Field("fuel_scale", choices=rules.FUEL_SCALES), Field("range_km"),
            Field("arrived_at"), Field("arrival", choices=rules.ARRIVALS),
            Field("sender_name"), Field("sender_phone", allow=CONTACT), Field("sender_owns"),
            Field("consent_by", choices=rules.PARTIES), Field("pays", choices=rules.PARTIES),
        )),
        Section(N_("Walk-round"), (
            Field("walked"), Field("lamps"), Field("belongings"), Field("belongings_other"),
            Field("valuables"), Field("valuables_told"),
        )),
        Section(N_("Customer"), (
            Field("words", kind="long", span=2), Field("wanted", kind="long", span=2),
            Field("old_parts", choices=rules.OLD_PARTS), Field("wash"), Field("road_test"),
            Field("consent_phone", allow=CONTACT), Field("promised_at"), Field("estimate"),
            Field("left_reason", fixed=True), Field("remark", kind="long", span=2),
        )),
    ),
    lines=(
        Lines("marks", N_("Damage"), (
            Field("side", choices=tuple(Choice(v.side, v.label) for v in VIEWS)), Field("x"), Field("y"),
            Field("damage", choices=tuple(Choice(*kind) for kind in KINDS)), Field("size_cm"), Field("photo"),
        )),
    ),
)  # fmt: skip


def _visits(ctx: Reader, vehicle: Id) -> Iterable[Visit]:
    """Check-ins that led to no work order: those that did are told by it."""
    rows = ctx.session.scalars(
        select(Reception).where(Reception.vehicle_id == vehicle, Reception.state != rules.CONVERTED)
    )
    for r in rows:
        km = None if r.odometer is None else vehicles.to_km(r.odometer, r.odometer_unit)
        day = clock.local(r.arrived_at).date()
        state = Text(WORKFLOW.state(r.state).label)
        yield Visit(day, rules.NAME, r.id, r.number, fault=r.words or "", odometer_km=km, state=state)


def _links(ctx: Reader, reception: Reception) -> Sequence[Link]:
    found = []
    car = ctx.session.get(Vehicle, reception.vehicle_id) if reception.vehicle_id else None
    if car is not None:
        found.append(Link("vehicles", car.id, car.called, N_("Vehicle"), car.state))
    if reception.order_id:
        found.append(Link("work_orders", reception.order_id, reception.order_number, N_("Work order")))
    return [*found, *complaints_about(ctx, rules.NAME, reception.id)]


def _hand_over(ctx: Any, keep: Id, drop: Id) -> None:
    for reception in papers_of(ctx, Reception, drop):
        reception.customer_id = keep
    ctx.flush()


def _mask(ctx: Any, customer: Id) -> None:
    for reception in papers_of(ctx, Reception, customer):
        reception.owner, reception.sender_name = "***", "***"
        reception.sender_phone = reception.consent_phone = None
    ctx.flush()


def _export(ctx: Any, customer: Id) -> Sequence[dict[str, Any]]:
    names = ("number", "plate", "arrived_at", "sender_name", "sender_phone", "words", "wanted")
    rows = ctx.session.scalars(select(Reception).where(Reception.customer_id == customer))
    return [{name: getattr(r, name) for name in names} for r in rows]


visits_of(rules.NAME, _visits)
tie(Tie(rules.NAME, hand_over=_hand_over, mask=_mask, export=_export))

KIND = Kind(
    name=rules.NAME,
    label=N_("Check-in"),
    plural=N_("Reception"),
    icon="car-front",
    area="desk",
    model=Reception,
    view=rules.VIEW,
    edit=rules.EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(
        Sheet("receptions.sheet", N_("Check sheet"), sheets.check_sheet),
        Sheet("receptions.gate", N_("Release slip"), sheets.leave_slip, (rules.LEFT,)),
    ),
    usecases=(desk.keep, desk.add_photo, desk.sign, desk.paper_back),
    rules=("R49",),
    title="plate",
    waits=Waits(
        "arrived_at",
        here=True,
        plate="plate",
        about=("car", "sender_name", "words"),
        also=((rules.SIGNED, rules.EDIT, N_("Make a work order")),),
    ),
    before_save=desk.before_save,
    before_remove=desk.before_remove,
    links=_links,
)
