"""Writes checked rows of customers, vehicles with their owners, and earlier visits. Set-based; knows no file.

A row without a value leaves what is there. Importing the same rows again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_
from app.models.customers import Customer
from app.models.vehicles import OdometerReading, OwnerSpell, PlateSpell, Vehicle
from app.services import customers, vehicles
from app.services.imports.part_rows import Written
from app.services.vehicles.decoding import decoded

IMPORT = Permission("customers.import", N_("Import customers and vehicles"))
Row = Mapping[str, Any]  # a row's values by target, as checked
_CUSTOMERS, _VEHICLES, _PLATES, _OWNERS, _READINGS = (
    model.__table__ for model in (Customer, Vehicle, PlateSpell, OwnerSpell, OdometerReading)
)
_CUSTOMER = ("name", "kind", "mobile", "landline", "contact", "address", "email", "uscc", "invoice_title", "remark")
_VEHICLE = (
    "plate", "plate_kind", "plate_colour", "vin", "called", "brand", "series", "model_year", "fuel_kind", "engine_no",
    "colour", "first_registered", "sender_name", "sender_phone", "insurer", "insured_until", "remark",
)  # fmt: skip


@dataclass(frozen=True)
class KnownCars:
    """Plates and VINs of the shop's cars: plate → (car, its VIN), VIN → car."""

    plates: Mapping[str, tuple[Id, str | None]]
    vins: Mapping[str, Id]

    def car(self, plate: str | None, vin: str | None) -> Id | None:
        """The car: the VIN decides, else the plate that hangs on it now."""
        if vin and vin in self.vins:
            return self.vins[vin]
        held = self.plates.get(plate or "")
        return held[0] if held and not (vin and held[1]) else None


@query("imports.known_cars", allow=IMPORT)
def known_cars(ctx: Reader) -> KnownCars:
    """What is there already."""
    rows = ctx.conn.execute(select(Vehicle.id, Vehicle.plate, Vehicle.vin)).all()
    return KnownCars({r.plate: (r.id, r.vin) for r in rows if r.plate}, {r.vin: r.id for r in rows if r.vin})


def check_customer(values: dict[str, Any]) -> None:
    """Puts the phones in order, or refuses the row."""
    for name in ("mobile", "landline"):
        if values.get(name):
            values[name] = _phone(values[name], name)
    mobile = values.get("mobile")
    if mobile and not values.get("landline") and mobile.startswith("0"):  # lists keep both in one column
        values["mobile"], values["landline"] = None, mobile


def _phone(text: str, where: str) -> str:
    phone = customers.read_phone(text)
    if phone.wrong and phone.warning:
        raise Refused(phone.warning, where=where)
    return phone.number


def check_vehicle(known: KnownCars) -> Callable[[dict[str, Any]], None]:
    """Puts plate, VIN and phones in order; refuses what is none, and a plate that hangs on another car (E45)."""

    def verify(values: dict[str, Any]) -> None:
        plate, vin = vehicles.read_plate(values.get("plate") or ""), vehicles.read_vin(values.get("vin") or "")
        for read, where in ((plate, "plate"), (vin, "vin")):
            if read.wrong and read.warning:
                raise Refused(read.warning, where=where)
        values |= {
            "plate": plate.plate or None, "vin": vin.vin or None, "plate_kind": plate.kind,
            "plate_colour": plate.colour or None,
        }  # fmt: skip
        for name in ("owner_phone", "sender_phone"):
            if values.get(name):
                values[name] = _phone(values[name], name)
        if values.get("owner") and not values.get("owner_phone"):
            raise Refused(N_("A customer needs a phone number: mobile or landline."), where="owner_phone")
        held = known.plates.get(values["plate"] or "")
        if held and values["vin"] and known.car(values["plate"], values["vin"]) != held[0]:
            raise Refused(
                N_("{plate} hangs on the car with the VIN {vin}. Change the plate there first."), where="plate",
                plate=values["plate"], vin=held[1] or "—",
            )  # fmt: skip

    return verify


def check_visit(known: KnownCars) -> Callable[[dict[str, Any]], None]:
    """Finds the car of a visit, or refuses the row."""

    def verify(values: dict[str, Any]) -> None:
        plate = vehicles.read_plate(values.get("plate") or "").plate
        car = known.car(plate, vehicles.read_vin(values.get("vin") or "").vin)
        if car is None:
            raise Refused(N_("This car is not in the list of vehicles. Import the vehicles first."), where="plate")
        values["vehicle_id"] = car

    return verify


@usecase("imports.customers", allow=IMPORT, rules=("R48",), secret=("rows",))
def import_customers(ctx: Context, rows: Sequence[Row]) -> Written:
    """Imports checked rows in one transaction; the same name with the same phone is the same customer."""
    done, _ = _customers(ctx, [{n: row.get(n) for n in _CUSTOMER} for row in rows])
    return done


def _customers(ctx: Context, rows: Sequence[dict[str, Any]]) -> tuple[Written, list[Id]]:
    """What was done, and the id of each row's customer."""
    names = list(_CUSTOMER)
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    there = select(_CUSTOMERS.c.id, *(_CUSTOMERS.c[n] for n in names)).where(_CUSTOMERS.c.merged_into.is_(None))
    for found in ctx.conn.execute(there).mappings():
        for phone in filter(None, (found["mobile"], found["landline"])):
            kept[found["name"], phone] = dict(found)
    new, changed, ids = [], {}, []
    for row in rows:
        keys = [(row["name"], phone) for phone in (row["mobile"], row["landline"]) if phone]
        mine = next((kept[key] for key in keys if key in kept), None)
        given = {n: v for n, v in row.items() if v is not None}
        if mine is None:
            mine = dict.fromkeys(names) | given | {"id": clock.new_id(), "kind": row["kind"] or "person"}
            new.append(mine | {"number": ctx.number("KH"), "state": customers.ACTIVE})
        elif any(mine[n] != v for n, v in given.items()):
            mine |= given
            if mine["id"] not in {n["id"] for n in new[-1:]}:
                changed[mine["id"]] = mine
        kept |= dict.fromkeys(keys, mine)
        ids.append(mine["id"])
    ctx.write_many(_CUSTOMERS, new)  # type: ignore[arg-type]
    ctx.update_many(_CUSTOMERS, list(changed.values()))  # type: ignore[arg-type]
    touched = [n["id"] for n in new] + list(changed)
    customers.reindex(ctx, touched)
    return Written(len(new), len(changed), len(rows) - len(new) - len(changed), 0), ids


@usecase("imports.vehicles", allow=IMPORT, rules=("R48",), secret=("rows",))
def import_vehicles(ctx: Context, rows: Sequence[Row]) -> Written:
    """Imports checked rows in one transaction: cars by VIN or plate, their owners by name and phone."""
    owned = [row for row in rows if row.get("owner")]
    _, found = _customers(ctx, [_owner(row) for row in owned])
    owners = {id(row): owner for row, owner in zip(owned, found, strict=True)}
    known = known_cars.fn(ctx)
    names = [*_VEHICLE, "owner_id"]
    there = {r["id"]: dict(r) for r in ctx.conn.execute(
        select(_VEHICLES.c.id, _VEHICLES.c.number, *(_VEHICLES.c[n] for n in names))).mappings()}  # fmt: skip
    today = clock.local(ctx.now).date()
    new, changed, readings = [], [], []
    for row in rows:
        given = {n: row[n] for n in names if row.get(n) is not None} | {"owner_id": owners.get(id(row))}
        given = {n: v for n, v in given.items() if v is not None}
        car = known.car(row.get("plate"), row.get("vin"))
        if car is None:
            made = _new_car(ctx, row, given, names, today)
            new.append(made)
            if row.get("odometer") is not None:
                readings.append(_reading(ctx, made["id"], row["odometer"]))
        elif any(there[car][n] != v for n, v in given.items()):
            now = there[car] | given
            changed.append(now | {"called": now["plate"] or now["vin"] or now["number"]})
    ctx.write_many(_VEHICLES, new)  # type: ignore[arg-type]
    ctx.update_many(_VEHICLES, [{n: v for n, v in row.items() if n != "number"} for row in changed])  # type: ignore[arg-type]
    ctx.write_many(_READINGS, readings)  # type: ignore[arg-type]
    _spells(ctx, new, changed, there, today)
    vehicles.reindex(ctx, [row["id"] for row in (*new, *changed)])
    return Written(len(new), len(changed), len(rows) - len(new) - len(changed), 0)


def _owner(row: Row) -> dict[str, Any]:
    phone = row.get("owner_phone") or ""
    mobile = phone if len(phone) == 11 and phone.startswith("1") else None
    return dict.fromkeys(_CUSTOMER) | {"name": row["owner"], "mobile": mobile, "landline": None if mobile else phone}


def _new_car(ctx: Context, row: Row, given: dict[str, Any], names: Sequence[str], today: date) -> dict[str, Any]:
    number = ctx.number("VH")
    made = dict.fromkeys(names) | given
    said = decoded(row.get("vin") or "", today)
    return made | {
        "id": clock.new_id(), "number": number, "state": vehicles.ACTIVE, "brand": made["brand"] or said.brand or None,
        "model_year": made["model_year"] or said.year, "plate_kind": made["plate_kind"] or "NONE",
        "called": made["plate"] or made["vin"] or number,
        "fuel_scale": "SOC" if made["fuel_kind"] == "EV" else "EIGHTHS",
    }  # fmt: skip


def _reading(ctx: Context, car: Id, km: int) -> dict[str, Any]:
    return {
        "vehicle_id": car, "at": ctx.now, "shown": km, "unit": "km", "value_km": km, "total_km": km, "flag": "OK",
        "source_kind": "import", "source_id": None, "source_number": "", "reason": None,
    }  # fmt: skip


def _spells(
    ctx: Context,
    new: Sequence[dict[str, Any]],
    changed: Sequence[dict[str, Any]],
    before: Mapping[Id, Any],
    today: date,
) -> None:
    """The histories of plates and owners: set-based for new cars, one by one for those that changed."""
    plates = [
        {"vehicle_id": c["id"], "plate": c["plate"], "typed": c["plate"], "kind": c["plate_kind"], "since": today,
         "colour": c["plate_colour"], "until": None, "reason": None}
        for c in new if c["plate"]
    ]  # fmt: skip
    ctx.write_many(_PLATES, plates)  # type: ignore[arg-type]
    owners = [
        {"vehicle_id": c["id"], "owner_id": c["owner_id"], "since": today, "until": None, "reason": None}
        for c in new if c["owner_id"]
    ]  # fmt: skip
    ctx.write_many(_OWNERS, owners)  # type: ignore[arg-type]
    for car in changed:
        if any(before[car["id"]][n] != car[n] for n in ("plate", "owner_id")):
            vehicles.keep_spells(ctx, ctx.session.get_one(Vehicle, car["id"]))


@usecase("imports.visits", allow=IMPORT, rules=("R49",), secret=("rows",))
def import_visits(ctx: Context, rows: Sequence[Row]) -> Written:
    """Imports visits of earlier years; one that is there already is left as it is."""
    wanted = [
        {
            "vehicle_id": row["vehicle_id"], "day": row["day"], "number": row.get("number") or "",
            "fault": row.get("fault") or "", "work": row.get("work") or "", "odometer_km": row.get("odometer"),
            "amount": row.get("amount"),
        }
        for row in rows
    ]  # fmt: skip
    made = vehicles.keep_past_visits(ctx, wanted)
    return Written(made, 0, len(rows) - made, 0)
