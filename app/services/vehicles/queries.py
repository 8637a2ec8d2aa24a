"""Finds and reads vehicles: list, side panel, the one search box of the front desk. Set-based and read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_, Text
from app.core.screen import Fact, ListQuery, Peek, PeekTable
from app.models.customers import Customer
from app.models.many import ids_of, raw_id
from app.models.vehicles import OwnerSpell, PlateSpell, Vehicle, VehicleIndex
from app.services.customers import CONTACT, VIEW, words_match
from app.services.parts import folded
from app.services.vehicles import odometer, plates, vins
from app.services.vehicles.visits import life
from app.services.vehicles.workflow import WORKFLOW

_SORTS: dict[str, Any] = {
    "called": VehicleIndex.called, "car": Vehicle.brand, "vin": Vehicle.vin, "owner": Customer.name,
    "next_service_on": Vehicle.next_service_on, "state": Vehicle.state,
}  # fmt: skip
SHORTEST = 1


def typed_for(text: str) -> ColumnElement[bool]:
    """What is typed, as words; or as a plate or VIN with its signs taken out."""
    words = words_match(VehicleIndex.search_text, text)
    plate = plates.normal(text).lower()
    if len(plate) < 2 or plate == folded(text).lower():
        return words
    keys = {plate, vins.normal(text).lower()}
    return or_(words, *(VehicleIndex.search_text.contains(key, autoescape=True) for key in keys))


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Ids of the vehicles that fit, hits on the plate first while something is typed."""
    key = wanted.sort.lstrip("-") or "called"
    where = dict(wanted.where)
    statement = select(raw_id(VehicleIndex.vehicle_id))
    if where or key != "called":
        statement = statement.join(Vehicle, Vehicle.id == VehicleIndex.vehicle_id)
    if key == "owner":
        statement = statement.outerjoin(Customer, Customer.id == Vehicle.owner_id)
    for name in ("state", "fuel_kind"):
        if value := where.get(name):
            statement = statement.where(getattr(Vehicle, name).in_(value.split()))
    if wanted.text:
        statement = statement.where(typed_for(wanted.text))
        if key == "called":
            statement = statement.order_by(_plate_first(wanted.text))
    column = _SORTS.get(key, VehicleIndex.called)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    statement = statement.order_by(order, VehicleIndex.vehicle_id)
    if wanted.limit < ListQuery.limit:
        statement = statement.limit(wanted.limit)
    return ids_of(ctx.conn, statement)


def _plate_first(text: str) -> ColumnElement[int]:
    plate = plates.normal(text)
    return case(
        (VehicleIndex.called == plate, 0), (VehicleIndex.called.endswith(plate, autoescape=True), 1),
        (VehicleIndex.called.contains(plate, autoescape=True), 2), else_=3,
    )  # fmt: skip


_page = (
    select(
        Vehicle.id, Vehicle.called, Vehicle.plate, Vehicle.brand, Vehicle.series, Vehicle.vin, Vehicle.owner_id,
        Customer.name, Customer.mobile, Customer.landline, Vehicle.sender_name, Vehicle.sender_phone,
        Vehicle.next_service_on, Vehicle.state,
    )
    .outerjoin(Customer, Customer.id == Vehicle.owner_id)
    .where(Vehicle.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    rows = {row.id: row for row in ctx.conn.execute(_page, {"ids": list(ids)})} if ids else {}
    return [
        (
            plates.shown(r.plate) or r.called, " ".join(filter(None, (r.brand, r.series))), r.vin, r.name,
            r.mobile or r.landline, r.sender_name, r.next_service_on, r.state,
        )
        for i in ids
        if (r := rows.get(i)) is not None
    ]  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A vehicle as the front desk sees it among others: plate, car, VIN, owner and who brings it."""

    id: Id
    called: str
    plate: str
    car: str
    vin: str
    owner_id: Id | None
    owner: str
    phone: str
    sender: str
    sender_phone: str
    state: str


@query("vehicles.find", allow=VIEW)
def find_vehicles(ctx: Reader, text: str, limit: int = 20) -> list[Found]:
    """Vehicles by any part of plate, VIN, phone, name or pinyin, hits on the plate first; phones for who may."""
    if not folded(text):
        return []
    ids = list(find(ctx, ListQuery(text=text, limit=limit)))
    rows = {row.id: row for row in ctx.conn.execute(_page, {"ids": ids})} if ids else {}
    may = ctx.actor.may(CONTACT)
    return [
        Found(
            r.id, r.called, r.plate or "", " ".join(filter(None, (r.brand, r.series))), r.vin or "", r.owner_id,
            r.name or "", (r.mobile or r.landline or "") if may else "", r.sender_name or "",
            (r.sender_phone or "") if may else "", r.state,
        )
        for i in ids
        if (r := rows.get(i)) is not None
    ]  # fmt: skip


@query("vehicles.by_mark", allow=VIEW)
def by_mark(ctx: Reader, code: str) -> list[Id]:
    """The vehicle with exactly this plate (now) or VIN, as scanned or typed; more than one only if they disagree."""
    vin, plate = vins.normal(code), plates.normal(code)
    wanted = select(Vehicle.id).where(or_(Vehicle.vin == vin, Vehicle.plate == plate)).order_by(Vehicle.id)
    return list(ctx.conn.execute(wanted).scalars()) if vin or plate else []


@query("vehicles.had_plate", allow=VIEW)
def had_plate(ctx: Reader, plate: str) -> list[tuple[Id, Any, Any]]:
    """Every car this plate ever hung on, the newest first: (vehicle, since, until) (E45)."""
    rows = ctx.conn.execute(
        select(PlateSpell.vehicle_id, PlateSpell.since, PlateSpell.until)
        .where(PlateSpell.plate == plates.normal(plate))
        .order_by(PlateSpell.until.is_not(None), PlateSpell.since.desc())
    )
    return [(row.vehicle_id, row.since, row.until) for row in rows]


def peek(ctx: Reader, id: Id) -> Peek:
    """Whose car, how far it has gone, what was done last."""
    car = ctx.session.get_one(Vehicle, id)
    owner = ctx.session.get(Customer, car.owner_id) if car.owner_id else None
    state = WORKFLOW.state(car.state)
    last = odometer.last_reading(ctx, id)
    figures = [Fact(N_("Odometer (km)"), last.value_km, "number")] if last else []
    may = ctx.actor.may(CONTACT)
    told: list[tuple[str, Any]] = [(N_("Owner"), owner.name if owner else None)]
    if may:
        told += [(N_("Phone"), (owner.mobile or owner.landline) if owner else None)]
    told += [(N_("Brought by"), car.sender_name), (N_("His phone"), car.sender_phone if may else None)]
    told += [(N_("Insurer"), car.insurer)]
    facts = [Fact(label, value) for label, value in told if value]
    if car.next_service_on:
        facts.append(Fact(N_("Next service on"), car.next_service_on, "date"))
    return Peek(
        plates.shown(car.plate) or car.called, " · ".join(filter(None, (car.brand, car.series, car.vin))),
        ((state.label, state.family),), tuple(figures), tuple(facts), tuple(t for t in _tables(ctx, id) if t.rows),
    )  # fmt: skip


def _tables(ctx: Reader, id: Id) -> list[PeekTable]:
    visits = tuple((v.day, v.fault or v.work, v.odometer_km) for v in life(ctx, id)[:10])
    read_ = tuple(
        (clock.local(r.at).date(), r.shown, r.unit, Text(FLAGS[r.flag])) for r in odometer.readings(ctx, id)[:10]
    )
    spells = ctx.conn.execute(
        select(PlateSpell.plate, PlateSpell.since, PlateSpell.until)
        .where(PlateSpell.vehicle_id == id)
        .order_by(PlateSpell.since.desc(), PlateSpell.id.desc())
    ).all()
    owners = ctx.conn.execute(
        select(Customer.name, OwnerSpell.since, OwnerSpell.until)
        .join(Customer, Customer.id == OwnerSpell.owner_id)
        .where(OwnerSpell.vehicle_id == id)
        .order_by(OwnerSpell.since.desc(), OwnerSpell.id.desc())
    ).all()
    return [
        PeekTable(N_("Visits"), ("date", "text", "number"), visits),
        PeekTable(N_("Odometer"), ("date", "number", "muted", "text"), read_),
        PeekTable(N_("Plates"), ("strong", "date", "date"), tuple(map(tuple, spells)) if len(spells) > 1 else ()),
        PeekTable(N_("Owners"), ("strong", "date", "date"), tuple(map(tuple, owners)) if len(owners) > 1 else ()),
    ]


FLAGS = {
    "OK": "", "JUMP": N_("Large jump"), "ROLLOVER": N_("Rolled over"), "UNREADABLE": N_("Unreadable"),
    "STRUCK": N_("Struck out"),
}  # fmt: skip
