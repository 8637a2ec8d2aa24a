"""The whole life of a car on one page: visits and documents, odometer, plates, owners, cluster changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.customers import Customer
from app.models.vehicles import ClusterChange, OwnerSpell, PlateSpell
from app.services.customers import VIEW
from app.services.vehicles import odometer
from app.services.vehicles.decoding import Decoded, decode
from app.services.vehicles.visits import Visit, life


@dataclass(frozen=True)
class Spell:
    """A plate or an owner from one day to another; `until` None = now. `id` is the owner's."""

    name: str
    since: date
    until: date | None
    reason: str
    id: Id | None = None


@dataclass(frozen=True)
class Reading:
    """One odometer reading: when, what it showed, over all clusters, its flag, reason and document."""

    id: Id
    at: Any
    shown: int | None
    unit: str
    total_km: int | None
    flag: str
    reason: str
    number: str


@dataclass(frozen=True)
class Page:
    """Everything the vehicle's page shows besides its own data."""

    visits: tuple[Visit, ...]
    readings: tuple[Reading, ...]
    clusters: tuple[tuple[Any, int, int], ...]
    plates: tuple[Spell, ...]
    owners: tuple[Spell, ...]
    said: Decoded


@query("vehicles.page", allow=VIEW)
def page(ctx: Reader, vehicle: Id, vin: str = "") -> Page:
    """The life of one car, the newest of each first."""
    plates = ctx.conn.execute(
        select(PlateSpell.plate, PlateSpell.since, PlateSpell.until, PlateSpell.reason)
        .where(PlateSpell.vehicle_id == vehicle)
        .order_by(PlateSpell.since.desc(), PlateSpell.id.desc())
    )
    owners = ctx.conn.execute(
        select(Customer.name, OwnerSpell.since, OwnerSpell.until, OwnerSpell.reason, Customer.id)
        .join(Customer, Customer.id == OwnerSpell.owner_id)
        .where(OwnerSpell.vehicle_id == vehicle)
        .order_by(OwnerSpell.since.desc(), OwnerSpell.id.desc())
    )
    clusters = ctx.conn.execute(
        select(ClusterChange.at, ClusterChange.old_km, ClusterChange.new_start_km)
        .where(ClusterChange.vehicle_id == vehicle)
        .order_by(ClusterChange.at.desc())
    )
    return Page(
        tuple(life(ctx, vehicle)),
        tuple(
            Reading(r.id, r.at, r.shown, r.unit, r.total_km, r.flag, r.reason or "", r.source_number)
            for r in odometer.readings(ctx, vehicle)
        ),
        tuple((r.at, r.old_km, r.new_start_km) for r in clusters),
        tuple(Spell(r.plate, r.since, r.until, r.reason or "") for r in plates),
        tuple(Spell(r.name, r.since, r.until, r.reason or "", r.id) for r in owners),
        decode(ctx, vin),
    )  # fmt: skip
