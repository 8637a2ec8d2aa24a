"""What searching reads of vehicles: plates now and before, VIN, owner and sender. Derived: `doctor` rebuilds it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.core.clock import Id
from app.models.customers import Customer
from app.models.vehicles import PlateSpell, Vehicle, VehicleIndex
from app.services.customers import digits_of, lines, spoken
from app.services.searching import SearchIndex

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


_search = SearchIndex(VehicleIndex, Vehicle, _rows)
reindex, compare_index, rebuild_index = _search.reindex, _search.compare, _search.rebuild
