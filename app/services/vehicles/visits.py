"""The whole life of a car: what every kind of document knows of it, and visits from before this program.

Knows no document: receptions and work orders register in `VISITS` what they know of a vehicle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.vehicles import PastVisit, Vehicle
from app.services.customers import EDIT, VIEW

KEPT_YEARS = 2  # records of a repair are kept two years after delivery (domain.md §3.12, S7)


@dataclass(frozen=True)
class Visit:
    """One entry of a car's life: day, document (kind "" = before this program), what was wrong, what was done.

    `amount` in fen; `state` is what the document says of itself; `category` one of the work order's;
    `kept`: the law wants it kept.
    """

    day: date
    kind: str
    id: Id
    number: str
    fault: str = ""
    work: str = ""
    odometer_km: int | None = None
    amount: int | None = None
    category: str = ""
    state: Text | None = None
    kept: bool = True


VISITS: dict[str, Callable[[Reader, Id], Iterable[Visit]]] = {}


def visits_of(kind: str, told: Callable[[Reader, Id], Iterable[Visit]]) -> None:
    """Registers what a kind of document knows of a vehicle's life."""
    VISITS[kind] = told


def past_visits(ctx: Reader, vehicle: Id) -> list[Visit]:
    """Visits from before this program, the newest first: what the warranty check looks at."""
    rows = ctx.conn.execute(
        select(PastVisit.__table__)
        .where(PastVisit.vehicle_id == vehicle)
        .order_by(PastVisit.day.desc(), PastVisit.id.desc())
    )
    return [Visit(r.day, "", r.id, r.number, r.fault, r.work, r.odometer_km, r.amount, r.category or "") for r in rows]


@query("vehicles.life", allow=VIEW)
def life(ctx: Reader, vehicle: Id) -> list[Visit]:
    """Everything that happened to a car here, the newest first."""
    found = past_visits(ctx, vehicle)
    for told in VISITS.values():
        found += told(ctx, vehicle)
    return sorted(found, key=lambda visit: (visit.day, visit.number), reverse=True)


@usecase("vehicles.add_past_visits", allow=EDIT)
def add_past_visits(ctx: Context, rows: Sequence[dict[str, Any]]) -> int:
    """Keeps visits from before this program: vehicle_id, day, fault, work, odometer_km, number, amount, category.

    Returns how many were new: one that is there already (same car, day and number) is left as it is.
    """
    return keep_past_visits(ctx, rows)


def keep_past_visits(ctx: Context, rows: Sequence[dict[str, Any]]) -> int:
    """The same, for an import that has its own permission."""
    cars = {row["vehicle_id"] for row in rows}
    there = set()
    for some in (list(cars)[i : i + 500] for i in range(0, len(cars), 500)):
        kept = select(PastVisit.vehicle_id, PastVisit.day, PastVisit.number).where(PastVisit.vehicle_id.in_(some))
        there |= {tuple(row) for row in ctx.conn.execute(kept)}
        known = select(func.count()).select_from(Vehicle).where(Vehicle.id.in_(some))
        if ctx.conn.execute(known).scalar_one() != len(some):
            raise Refused("This vehicle does not exist any more.")
    new = [
        {"number": "", "fault": "", "work": ""} | dict(row)
        for row in rows
        if (row["vehicle_id"], row["day"], row.get("number") or "") not in there
    ]
    names = {name for row in new for name in row}
    ctx.write_many(PastVisit.__table__, [{name: row.get(name) for name in names} for row in new])  # type: ignore[arg-type]
    return len(new)


def kept_until(ctx: Reader, owner: Id) -> date | None:
    """Until when records of visits of his cars must be kept with his name; None without a visit."""
    cars = ctx.conn.execute(select(Vehicle.id).where(Vehicle.owner_id == owner)).scalars().all()
    days = [visit.day for car in cars for visit in life.fn(ctx, car) if visit.kept]  # type: ignore[arg-type]
    return max(days) + timedelta(days=365 * KEPT_YEARS + 1) if days else None
