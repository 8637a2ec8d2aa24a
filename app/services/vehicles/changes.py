"""What may be changed of a vehicle, and how: the checks of its form, opening one, what follows its owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.vehicles import OwnerSpell, Vehicle
from app.services.customers import EDIT, Tie, read_phone, tie
from app.services.vehicles import marks
from app.services.vehicles.decoding import decoded
from app.services.vehicles.indexing import reindex
from app.services.vehicles.plates import KINDS, read_plate
from app.services.vehicles.vins import read_vin
from app.services.vehicles.visits import kept_until
from app.services.vehicles.workflow import WORKFLOW

PREFIX = "VH"


def before_save(ctx: Context, vehicle: Vehicle, values: dict[str, Any]) -> None:
    """Puts plate, VIN and phone in order. What is odd is kept with its reason; only the impossible is refused."""
    problems = [*_plate(ctx, vehicle, values), *_vin(ctx, vehicle, values)]
    if values.get("sender_phone"):
        phone = read_phone(values["sender_phone"])
        values["sender_phone"] = phone.number
        if phone.wrong and phone.warning:
            problems.append(Problem("sender_phone", phone.warning))
    if problems:
        raise Refused.all(tuple(problems))
    if values.get("fuel_kind") == "EV" and "fuel_scale" not in values and vehicle.fuel_kind is None:
        values["fuel_scale"] = "SOC"
    now = {name: values.get(name, getattr(vehicle, name)) for name in ("plate", "vin")}
    values["called"] = now["plate"] or now["vin"] or vehicle.number


def _plate(ctx: Context, vehicle: Vehicle, values: dict[str, Any]) -> list[Problem]:
    if "plate" not in values or (values["plate"] or "") == (vehicle.plate or ""):
        return []
    plate = read_plate(values["plate"] or "", values.get("fuel_kind", vehicle.fuel_kind) or "")
    values["plate"], values["plate_kind"] = plate.plate or None, plate.kind
    if plate.colour and not values.get("plate_colour"):
        values["plate_colour"] = plate.colour
    if plate.wrong and plate.warning:
        return [Problem("plate", plate.warning)]
    if plate.plate and (other := marks.holder_of(ctx, plate.plate, vehicle.id)):
        return list(marks.taken(plate, other).problems)
    vin = values.get("vin", vehicle.vin)
    if plate.kind in ("OTHER", "NONE") and not vin and not values.get("plate_reason", vehicle.plate_reason):
        said = Text(N_("{kind}: give the VIN, or the reason why there is none."), kind=Text(KINDS[plate.kind]))
        return [Problem("vin", said)]
    return []


def _vin(ctx: Context, vehicle: Vehicle, values: dict[str, Any]) -> list[Problem]:
    if "vin" not in values or (values["vin"] or "") == (vehicle.vin or ""):
        return []
    vin = read_vin(values["vin"] or "")
    values["vin"] = vin.vin or None
    if vin.wrong and vin.warning:
        return [Problem("vin", vin.warning)]
    if vin.vin:
        with ctx.session.no_autoflush:
            other = ctx.session.scalar(select(Vehicle).where(Vehicle.vin == vin.vin))
        if other is not None and other.id != vehicle.id:
            said = Text(
                N_("This VIN is that of {plate}. Open that car; a new plate is put onto it there."), plate=other.called
            )
            return [Problem("vin", said)]
        known = decoded(vin.vin, clock.local(ctx.now).date())
        for name, known_value in (("model_year", known.year), ("brand", known.brand)):
            if known_value and not values.get(name) and not getattr(vehicle, name):
                values[name] = known_value
    return []


def after_save(ctx: Context, vehicle: Vehicle) -> None:
    """Keeps the histories of plates and owners and the search index true."""
    marks.keep_spells(ctx, vehicle)
    reindex(ctx, [vehicle.id])


@usecase("vehicles.open", allow=EDIT, rules=("R48",))
def open_vehicle(
    ctx: Context, plate: str = "", vin: str = "", owner: Id | None = None, *, more: dict[str, Any] | None = None
) -> Id:
    """A new vehicle by plate or VIN; `more` are further columns. Returns its id.

    Raises Refused if the plate hangs on another car or the VIN is another car's: the message names it.
    """
    if not plate.strip() and not vin.strip():
        raise Refused("A vehicle needs a plate or a VIN.", where="plate")
    values: dict[str, Any] = {"plate": plate, "vin": vin, "owner_id": owner} | (more or {})
    vehicle = Vehicle(number=ctx.number(PREFIX), **ctx.stamp())
    workflow.begin(WORKFLOW, vehicle)
    before_save(ctx, vehicle, values)
    for key, value in values.items():
        if value not in (None, ""):
            setattr(vehicle, key, value)
    ctx.session.add(vehicle)
    ctx.flush()
    marks.keep_spells(ctx, vehicle, plate)
    reindex(ctx, [vehicle.id])
    return vehicle.id


def cars_of(ctx: Reader, owner: Id) -> list[Id]:
    """The vehicles of a customer."""
    return list(ctx.conn.execute(select(Vehicle.id).where(Vehicle.owner_id == owner).order_by(Vehicle.id)).scalars())


def _owner_changed(ctx: Context, owner: Id) -> None:
    reindex(ctx, cars_of(ctx, owner))


def _hand_over(ctx: Context, keep: Id, drop: Id) -> None:
    for car in ctx.session.scalars(select(Vehicle).where(Vehicle.owner_id == drop)):
        car.owner_id = keep
    for spell in ctx.session.scalars(select(OwnerSpell).where(OwnerSpell.owner_id == drop)):
        spell.owner_id = keep
    ctx.flush()


def _mask(ctx: Context, owner: Id) -> None:
    for car in ctx.session.scalars(select(Vehicle).where(Vehicle.owner_id == owner)):
        car.sender_name = car.sender_phone = None
    ctx.flush()
    _owner_changed(ctx, owner)


def _export(ctx: Reader, owner: Id) -> Sequence[dict[str, Any]]:
    names = ("plate", "vin", "brand", "series", "sender_name", "sender_phone", "first_registered", "insurer")
    cars = ctx.session.scalars(select(Vehicle).where(Vehicle.owner_id == owner))
    return [{name: getattr(car, name) for name in names} for car in cars]


tie(Tie("vehicles", changed=_owner_changed, hand_over=_hand_over, mask=_mask, needed_until=kept_until, export=_export))
