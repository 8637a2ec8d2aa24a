"""What a vehicle is known by over the years: its plates and its owners, each from a day to a day (E45, E47)."""

from __future__ import annotations

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Refused
from app.models.vehicles import OwnerSpell, PlateSpell, Vehicle
from app.services.vehicles.indexing import reindex
from app.services.vehicles.plates import Plate, read_plate


def holder_of(ctx: Context, plate: str, but: Id | None = None) -> Vehicle | None:
    """The vehicle this plate hangs on now, other than `but`."""
    with ctx.session.no_autoflush:
        found = ctx.session.scalar(
            select(PlateSpell.vehicle_id).where(PlateSpell.plate == plate, PlateSpell.until.is_(None))
        )
        return None if found is None or found == but else ctx.session.get(Vehicle, found)


def hang(ctx: Context, vehicle: Vehicle, typed: str, *, reason: str = "", take: bool = False) -> None:
    """Puts a plate onto a vehicle ("" = takes its plate off). `take`: from the car that has it now, too.

    Raises Refused if it is no plate at all, or hangs on another car and `take` was not said.
    """
    plate = read_plate(typed, vehicle.fuel_kind or "")
    if plate.wrong and plate.warning:
        raise Refused(plate.warning, where="plate")
    if other := holder_of(ctx, plate.plate, vehicle.id) if plate.plate else None:
        if not take:
            raise taken(plate, other)
        _take_off(ctx, other, reason)
    vehicle.plate, vehicle.plate_kind = plate.plate or None, plate.kind
    vehicle.plate_colour = plate.colour or vehicle.plate_colour if plate.plate else None
    vehicle.plate_reason = reason or vehicle.plate_reason
    vehicle.called = name_of(vehicle)
    ctx.flush()
    keep_spells(ctx, vehicle, typed, reason)
    reindex(ctx, [vehicle.id])


def taken(plate: Plate, other: Vehicle) -> Refused:
    """The plate hangs on another car: which, and what to do."""
    return Refused(
        "{plate} hangs on {car} (VIN {vin}). Is it that one? If the plate went over to another car, say so there by "
        "“Change plate”.",
        where="plate", plate=plate.plate, vin=other.vin or "—",
        car=" ".join(filter(None, (other.brand, other.series))) or other.number,
    )  # fmt: skip


def _take_off(ctx: Context, vehicle: Vehicle, reason: str) -> None:
    vehicle.plate, vehicle.plate_kind, vehicle.plate_colour = None, "NONE", None
    vehicle.called = name_of(vehicle)
    ctx.flush()
    keep_spells(ctx, vehicle, "", reason)
    reindex(ctx, [vehicle.id])


def name_of(vehicle: Vehicle) -> str:
    """What people call it: the plate, else the VIN, else its number."""
    return vehicle.plate or vehicle.vin or vehicle.number


def keep_spells(ctx: Context, vehicle: Vehicle, typed: str = "", reason: str = "") -> None:
    """Writes the histories of plates and owners on, where the vehicle says something new. Call it after a flush."""
    today = clock.local(ctx.now).date()
    plate = ctx.session.scalar(
        select(PlateSpell).where(PlateSpell.vehicle_id == vehicle.id, PlateSpell.until.is_(None))
    )
    if plate is not None and plate.plate != vehicle.plate:
        plate.until = today
        ctx.flush()  # the next car's row must not meet this one in the unique index
    if vehicle.plate and (plate is None or plate.until is not None):
        ctx.session.add(
            PlateSpell(
                vehicle_id=vehicle.id, plate=vehicle.plate, typed=(typed or vehicle.plate)[:30], since=today,
                kind=vehicle.plate_kind, colour=vehicle.plate_colour, reason=reason or None,
            )
        )  # fmt: skip
    owner = ctx.session.scalar(
        select(OwnerSpell).where(OwnerSpell.vehicle_id == vehicle.id, OwnerSpell.until.is_(None))
    )
    if owner is not None and owner.owner_id != vehicle.owner_id:
        owner.until = today
    if vehicle.owner_id and (owner is None or owner.until is not None):
        ctx.session.add(
            OwnerSpell(vehicle_id=vehicle.id, owner_id=vehicle.owner_id, since=today, reason=reason or None)
        )
    ctx.flush()


def give_to(ctx: Context, vehicle: Vehicle, owner: Id | None, *, reason: str = "") -> None:
    """The vehicle has a new owner (None = sold to somebody we do not know); who used to bring it does so no more."""
    if owner is not None and owner == vehicle.owner_id:
        raise Refused("He is the owner already.", where="owner")
    vehicle.owner_id, vehicle.sender_name, vehicle.sender_phone = owner, None, None
    ctx.flush()
    keep_spells(ctx, vehicle, reason=reason)
    reindex(ctx, [vehicle.id])
