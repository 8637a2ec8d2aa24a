"""Which car a check-in is about, and whose: the VIN decides, the plate may have moved (E45, E46, E47).

Guards ask only; `settle` writes, through the services of vehicles and customers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, Reader
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.workflow import Verdict
from app.models.customers import Customer
from app.models.receptions import Reception
from app.models.vehicles import OdometerReading, Vehicle
from app.services import customers, vehicles
from app.services.receptions import rules
from app.services.vehicles import odometer as odometers

OPEN = (rules.DRAFT, rules.CHECKED, rules.SIGNED)


def found(ctx: Reader, reception: Reception) -> tuple[Vehicle | None, Vehicle | None]:
    """(the car this is, or None = new; the car that wears the plate now, if that is another one)."""
    with ctx.session.no_autoflush:
        plate = vehicles.read_plate(reception.plate or "").plate
        vin = vehicles.read_vin(reception.vin or "").vin
        by_vin = ctx.session.scalar(select(Vehicle).where(Vehicle.vin == vin)) if vin else None
        by_plate = ctx.session.scalar(select(Vehicle).where(Vehicle.plate == plate)) if plate else None
    if by_vin is not None:
        return by_vin, by_plate if by_plate is not by_vin else None
    if by_plate is not None and vin and by_plate.vin and by_plate.vin != vin:
        return None, by_plate
    return by_plate, None


def plate_fits(ctx: Any, reception: Reception) -> Verdict:
    """The plate hangs on this car; if it hung on another one, somebody has looked and says that it moved (E45)."""
    _, other = found(ctx, reception)
    if other is None or reception.plate_moved:
        return None
    said = Text(
        N_("{plate} hangs on {car} (VIN {vin}). Compare the VIN; if the plate came to this car, say so."),
        plate=other.plate or "", car=name_of(other), vin=other.vin or "—",
    )  # fmt: skip
    return Problem("plate", said)


def comes_once(ctx: Any, reception: Reception) -> Verdict:
    """A car has one open check-in."""
    car, _ = found(ctx, reception)
    other = open_for(ctx, car.id, reception.id) if car is not None else None
    if other is None:
        return None
    return Problem("plate", Text(N_("This car is checked in already: {number}. Open that one."), number=other.number))


def open_for(ctx: Reader, car: Id, but: Id | None = None) -> Reception | None:
    """The open check-in of a car that is past its draft."""
    with ctx.session.no_autoflush:
        wanted = select(Reception).where(Reception.vehicle_id == car, Reception.state.in_(OPEN))
        return next((r for r in ctx.session.scalars(wanted.order_by(Reception.id)) if r.id != but), None)


def odometer_fits(ctx: Any, reception: Reception) -> Verdict:
    """The reading goes on from the last one, or somebody said what it is with it (§5.9)."""
    car, _ = found(ctx, reception)
    if car is None or reception.odometer is None:
        return None
    kept = ctx.session.get(OdometerReading, reception.odometer_id) if reception.odometer_id else None
    if kept is not None and (kept.shown, kept.unit) == (reception.odometer, reception.odometer_unit):
        return None
    checked = odometers.check(ctx, car.id, reception.odometer, reception.odometer_unit, ctx.now)
    if checked.verdict == "ok" or checked.text is None:
        return None
    if checked.verdict == "lower" and not reception.odometer_answer:
        return Problem("odometer", checked.text)
    if not reception.odometer_reason:
        return Problem("odometer_reason", Text(N_("Say in a few words how that comes.")))
    return None


def name_of(car: Vehicle) -> str:
    """Brand and series."""
    return " ".join(filter(None, (car.brand, car.series))) or car.number


# --- writing ----------------------------------------------------------------------------------------------------------
def settle(ctx: Context, reception: Reception) -> None:
    """Links car and customer, making what is new; keeps plate, VIN and who brings the car; reads the odometer."""
    car, other = found(ctx, reception)
    customer = _customer(ctx, reception, car)
    if car is None:
        car = _new_car(ctx, reception, customer, moved=other is not None)
    else:
        _kept_up(ctx, reception, car, customer)
    owner = ctx.session.get(Customer, car.owner_id) if car.owner_id else None
    reception.vehicle_id, reception.car = car.id, name_of(car)[:160]
    reception.plate, reception.vin = car.plate or reception.plate, car.vin or reception.vin
    reception.customer_id, reception.owner = customer, owner.name if owner else ""
    _read_odometer(ctx, reception, car)


def _customer(ctx: Context, reception: Reception, car: Vehicle | None) -> Id:
    """The owner, if we know him and he is the customer; else who brings the car, found by his phone or made."""
    if car is not None and car.owner_id is not None:
        return car.owner_id
    phone = customers.read_phone(reception.sender_phone or "").number
    same = customers.similar.fn(ctx, "", phone)
    if same:
        return same[0].id
    mobile = len(phone) == 11 and phone.startswith("1")
    numbers = (phone, "") if mobile else ("", phone)
    return customers.open_customer.fn(ctx, reception.sender_name or "", mobile=numbers[0], landline=numbers[1])


def _new_car(ctx: Context, reception: Reception, customer: Id, *, moved: bool) -> Vehicle:
    owner = customer if reception.sender_owns else None
    more: dict[str, Any] = {"vin_reason": reception.vin_reason, "fuel_scale": reception.fuel_scale}
    more |= _brought(reception)
    more |= {"plate_reason": reception.vin_reason}
    plate = "" if moved else reception.plate or ""
    id_ = vehicles.open_vehicle.fn(ctx, plate, reception.vin or "", owner, more=more)
    car = ctx.session.get_one(Vehicle, id_)
    if moved:
        vehicles.hang(ctx, car, reception.plate or "", reason=reception.number, take=True)
    return car


def _brought(reception: Reception) -> dict[str, Any]:
    """Who usually brings it, where that is not the owner (E47)."""
    if reception.sender_owns:
        return {}
    return {"sender_name": reception.sender_name, "sender_phone": reception.sender_phone}


def _kept_up(ctx: Context, reception: Reception, car: Vehicle, customer: Id) -> None:
    """What this visit tells of a known car: a VIN it had not, another plate, who brings it."""
    from app.services import drafts

    news: dict[str, Any] = _brought(reception)
    if reception.vin and not car.vin:
        news["vin"] = reception.vin
    if car.owner_id is None and reception.sender_owns:
        news["owner_id"] = customer
    news = {name: value for name, value in news.items() if getattr(car, name) != value}
    if news:
        drafts.edit.fn(ctx, "vehicles", car.id, car.version, news)
    plate = vehicles.read_plate(reception.plate or "").plate
    if plate and plate != car.plate:
        vehicles.hang(ctx, car, plate, reason=reception.number, take=reception.plate_moved)


def _read_odometer(ctx: Context, reception: Reception, car: Vehicle) -> None:
    kept = ctx.session.get(OdometerReading, reception.odometer_id) if reception.odometer_id else None
    if kept is not None:
        if (kept.shown, kept.unit) == (reception.odometer, reception.odometer_unit):
            return
        odometers.strike(ctx, kept, reception.number)  # the sheet was opened again and says something else now
    if reception.odometer is not None and reception.odometer_answer == "CLUSTER":
        last = odometers.last_reading(ctx, car.id)
        vehicles.replace_cluster(
            ctx, car, old_km=(last.value_km or 0) if last else 0, new_start_km=0,
            evidence=f"{reception.number} {reception.odometer_reason or ''}".strip(),
        )  # fmt: skip
    reception.odometer_id = vehicles.record_odometer(
        ctx, car.id, reception.odometer, reception.odometer_unit, source_kind=rules.NAME, source_id=reception.id,
        source_number=reception.number, answer=reception.odometer_answer, reason=reception.odometer_reason or "",
    )  # fmt: skip
