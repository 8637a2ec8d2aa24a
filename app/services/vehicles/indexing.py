"""What searching reads of vehicles: plates now and before, VIN, owner and sender. Derived: `doctor` rebuilds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import Id
from app.core.desk import Context
from app.core.doors import open_door
from app.models.customers import Customer
from app.models.vehicles import PlateSpell, Vehicle, VehicleIndex
from app.services.customers import digits_of, lines, spoken

_CHUNK = 1000
_INDEX: Any = VehicleIndex.__table__
_vehicles = (
    select(
        Vehicle.id, Vehicle.number, Vehicle.called, Vehicle.vin, Vehicle.brand, Vehicle.series, Vehicle.engine_no,
        Vehicle.sender_name, Vehicle.sender_phone, Customer.name, Customer.contact, Customer.mobile, Customer.landline,
    )
    .outerjoin(Customer, Customer.id == Vehicle.owner_id)
    .where(Vehicle.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_plates = select(PlateSpell.vehicle_id, PlateSpell.plate).where(
    PlateSpell.vehicle_id.in_(bindparam("ids", expanding=True))
)


def _upsert(dialect: str) -> Any:
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(_INDEX)
    kept = {c.name: statement.excluded[c.name] for c in _INDEX.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["vehicle_id"], set_=kept)


_KEEP = {dialect: _upsert(dialect) for dialect in ("sqlite", "postgresql")}


def _rows(conn: Connection, ids: list[Id]) -> list[dict[str, Any]]:
    plates: dict[Id, list[str]] = {}
    for vehicle, plate in conn.execute(_plates, {"ids": ids}):
        plates.setdefault(vehicle, []).append(plate)
    return [
        {
            "vehicle_id": row.id,
            "called": row.called,
            "search_text": lines(
                [
                    row.called, *plates.get(row.id, ()), row.vin, row.number, *spoken(row.name), *spoken(row.contact),
                    digits_of(row.mobile), digits_of(row.landline), *spoken(row.sender_name),
                    digits_of(row.sender_phone), row.brand, row.series, row.engine_no,
                ]
            ),
        }
        for row in conn.execute(_vehicles, {"ids": ids})
    ]  # fmt: skip


def reindex(ctx: Context, ids: Iterable[Id]) -> None:
    """Brings what searching reads of these vehicles up to date, set-based."""
    ctx.flush()
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        if rows := _rows(ctx.conn, wanted[start : start + _CHUNK]):
            ctx.derive(_KEEP[ctx.conn.dialect.name], rows)


def compare_index(conn: Connection) -> list[Id]:
    """Vehicles whose search row is missing, stale or without a vehicle."""
    kept = {row.vehicle_id: row.search_text for row in conn.execute(select(_INDEX.c.vehicle_id, _INDEX.c.search_text))}
    true: dict[Id, str] = {}
    ids = list(conn.execute(select(Vehicle.id)).scalars())
    for start in range(0, len(ids), _CHUNK):
        true |= {row["vehicle_id"]: row["search_text"] for row in _rows(conn, ids[start : start + _CHUNK])}
    return sorted(i for i in kept.keys() | true.keys() if kept.get(i) != true.get(i))


def rebuild_index(conn: Connection) -> None:
    """Makes the whole search index anew, within the caller's transaction."""
    ids = list(conn.execute(select(Vehicle.id)).scalars())
    with open_door(conn, "repair"):
        conn.execute(delete(_INDEX))
        for start in range(0, len(ids), _CHUNK):
            if rows := _rows(conn, ids[start : start + _CHUNK]):
                conn.execute(insert(_INDEX), rows)
