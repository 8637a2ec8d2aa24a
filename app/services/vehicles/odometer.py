"""Odometer readings: compared with the last one, in km or miles, over changes of the cluster (domain.md §5.9, E44).

A reading is never overwritten: one that was wrong is struck out and stays to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal

from sqlalchemy import func, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.models.vehicles import ClusterChange, OdometerReading, PastVisit, Vehicle
from app.services import calendar
from app.services.customers import EDIT, VIEW

MOST = 9_999_999
DAILY, ALTOGETHER = 1_000, 200_000  # km a day, km in one jump: more is asked about
TEN = 10
Verdict = Literal["ok", "jump", "lower", "tenfold"]


@dataclass(frozen=True)
class Checked:
    """What a reading looks like beside the last one: verdict, what to say, and the last one that stands."""

    verdict: Verdict
    text: Text | None
    value_km: int
    last_km: int | None = None
    last_at: datetime | None = None


def to_km(shown: int, unit: str) -> int:
    """A reading in km; a mile is 1.609344 km, rounded half up."""
    return (shown * 1_609_344 + 500_000) // 1_000_000 if unit == "mi" else shown


def last_reading(ctx: Reader, vehicle: Id) -> OdometerReading | None:
    """The newest reading that stands and has a value."""
    return ctx.session.scalar(
        select(OdometerReading)
        .where(
            OdometerReading.vehicle_id == vehicle, OdometerReading.value_km.is_not(None),
            OdometerReading.flag != "STRUCK",
        )
        .order_by(OdometerReading.at.desc(), OdometerReading.id.desc())
        .limit(1)
    )  # fmt: skip


@dataclass(frozen=True)
class Known:
    """The odometer as it was last seen, here or in a visit that was brought in from a list."""

    value_km: int
    at: datetime


def last_known(ctx: Reader, vehicle: Id) -> Known | None:
    """The newest of both, or None."""
    reading = last_reading(ctx, vehicle)
    brought = ctx.session.scalar(
        select(PastVisit)
        .where(PastVisit.vehicle_id == vehicle, PastVisit.odometer_km.is_not(None))
        .order_by(PastVisit.day.desc(), PastVisit.odometer_km.desc())
        .limit(1)
    )
    known = [Known(reading.value_km, reading.at)] if reading and reading.value_km is not None else []
    if brought and brought.odometer_km is not None:
        known.append(Known(brought.odometer_km, datetime.combine(brought.day, time(), calendar.ZONE)))
    return max(known, key=lambda one: one.at, default=None)


@query("vehicles.check_odometer", allow=VIEW)
def check_odometer(ctx: Reader, vehicle: Id, shown: int, unit: str = "km", at: datetime | None = None) -> Checked:
    """Looks at a reading as it is typed: lower than the last, ten times as much, or a jump nobody drives."""
    return check(ctx, vehicle, shown, unit, at or ctx.now)


def check(ctx: Reader, vehicle: Id, shown: int, unit: str, at: datetime) -> Checked:
    """The same, for use-cases."""
    value, last = to_km(shown, unit), last_known(ctx, vehicle)
    floor = last_cluster(ctx, vehicle)
    if last is None or (floor is not None and floor.at > last.at):
        if floor is not None and value < floor.new_start_km:
            said = Text(N_("The new cluster began at {km} km."), km=floor.new_start_km)
            return Checked("lower", said, value, floor.new_start_km, floor.at)
        return Checked("ok", None, value)
    gone = value - last.value_km
    days = max((at - last.at).days, 1)
    if gone < 0:
        said = Text(
            N_("Lower than the last reading: {km} km on {day}."), km=last.value_km,
            day=clock.local(last.at).date().isoformat(),
        )  # fmt: skip
        return Checked("lower", said, value, last.value_km, last.at)
    if gone > ALTOGETHER or gone > DAILY * days:
        tenfold = last.value_km > TEN and value // TEN <= last.value_km + DAILY * days and value >= last.value_km * 8
        said = Text(N_("{km} km more than on {day}. One digit too many?") if tenfold else
                    N_("{km} km more than on {day}. Look at it again."),
                    km=gone, day=clock.local(last.at).date().isoformat())  # fmt: skip
        return Checked("tenfold" if tenfold else "jump", said, value, last.value_km, last.at)
    return Checked("ok", None, value, last.value_km, last.at)


def last_cluster(ctx: Reader, vehicle: Id) -> ClusterChange | None:
    """The newest change of the instrument cluster."""
    return ctx.session.scalar(
        select(ClusterChange)
        .where(ClusterChange.vehicle_id == vehicle)
        .order_by(ClusterChange.at.desc(), ClusterChange.id.desc())
        .limit(1)
    )


def offset(ctx: Reader, vehicle: Id, at: datetime) -> int:
    """What all clusters before this moment had more than their followers began with."""
    gone = func.coalesce(func.sum(ClusterChange.old_km - ClusterChange.new_start_km), 0)
    return int(
        ctx.conn.execute(select(gone).where(ClusterChange.vehicle_id == vehicle, ClusterChange.at <= at)).scalar_one()
    )


def record_odometer(
    ctx: Context, vehicle: Id, shown: int | None, unit: str = "km", *, source_kind: str = "",
    source_id: Id | None = None, source_number: str = "", at: datetime | None = None, answer: str = "",
    reason: str = "",
) -> Id:  # fmt: skip
    """Keeps a reading and returns its id; None = it can't be read, which wants a reason.

    A lower one wants an `answer`: LAST_WRONG strikes out the last one, CLUSTER says that the cluster was replaced
    (record that first, by `replace_cluster`), ROLLOVER that it passed its last digit. A jump wants a reason.
    """
    when = at or ctx.now
    flag = "UNREADABLE"
    if shown is None:
        if not reason.strip():
            raise Refused("Say why the odometer can't be read.", where="odometer")
    else:
        flag = _judged(ctx, vehicle, shown, unit, when, answer, reason)
    ctx.flush()
    value = None if shown is None else to_km(shown, unit)
    total = None if value is None else value + offset(ctx, vehicle, when)
    kept = OdometerReading(
        vehicle_id=vehicle, at=when, shown=shown, unit=unit, value_km=value, total_km=total, flag=flag,
        source_kind=source_kind, source_id=source_id, source_number=source_number, reason=reason.strip()[:200] or None,
        created_by=ctx.actor.user,
    )  # fmt: skip
    ctx.session.add(kept)
    ctx.flush()
    return kept.id


def _judged(ctx: Context, vehicle: Id, shown: int, unit: str, at: datetime, answer: str, reason: str) -> str:
    """The flag of a reading that may be kept; Refused with what to say otherwise."""
    if unit not in ("km", "mi") or not 0 <= shown <= MOST:
        raise Refused("An odometer shows 0 to {most}, in km or miles.", where="odometer", most=MOST)
    checked = check(ctx, vehicle, shown, unit, at)
    if checked.verdict == "ok" or checked.text is None:
        return "OK"
    if not reason.strip():
        raise Refused(checked.text, where="odometer")
    if checked.verdict != "lower":
        return "JUMP"
    if answer == "LAST_WRONG":
        last = last_reading(ctx, vehicle)
        if last is not None:
            strike(ctx, last, reason)
        return "OK"
    if answer == "ROLLOVER":
        changed = ClusterChange(
            vehicle_id=vehicle, at=at, old_km=10 ** len(str(checked.last_km)), new_start_km=0, evidence=reason[:200],
            created_by=ctx.actor.user,
        )  # fmt: skip
        ctx.session.add(changed)
        return "ROLLOVER"
    raise Refused(checked.text, where="odometer")


def strike(ctx: Context, reading: OdometerReading, reason: str) -> None:
    """Strikes a wrong reading out; the workshop's supervisor is told (domain.md §5.9)."""
    reading.flag, reading.reason = "STRUCK", reason.strip()[:200]
    car = ctx.session.get_one(Vehicle, reading.vehicle_id)
    ctx.notify(
        Text(N_("Odometer of {car}: {km} km was struck out: {reason}"), car=car.called, km=reading.value_km or 0,
             reason=reason.strip()[:200]),
        role="WS", document=("vehicles", car.id),
    )  # fmt: skip


def replace_cluster(
    ctx: Context, vehicle: Vehicle, *, old_km: int, new_start_km: int, evidence: str, at: datetime | None = None
) -> None:
    """Keeps that the instrument cluster was replaced; from now on total = old + new − new start."""
    last = last_reading(ctx, vehicle.id)
    if last is not None and last.value_km is not None and old_km < last.value_km:
        raise Refused(
            "The old cluster showed {km} km already on {day}.", where="old_km", km=last.value_km,
            day=clock.local(last.at).date().isoformat(),
        )  # fmt: skip
    ctx.session.add(
        ClusterChange(
            vehicle_id=vehicle.id, at=at or ctx.now, old_km=old_km, new_start_km=new_start_km,
            evidence=evidence[:200], created_by=ctx.actor.user,
        )
    )  # fmt: skip
    ctx.flush()


@usecase("vehicles.read_odometer", allow=EDIT, rules=("R49",))
def read_odometer(
    ctx: Context, vehicle: Id, shown: int | None, unit: str = "km", answer: str = "", reason: str = ""
) -> Id:
    """Keeps a reading that belongs to no document."""
    return record_odometer(ctx, vehicle, shown, unit, answer=answer, reason=reason)


@usecase("vehicles.strike_reading", allow=EDIT, rules=("R49",))
def strike_reading(ctx: Context, reading: Id, reason: str) -> None:
    """Strikes out a reading that was wrong, with the reason."""
    kept = ctx.session.get(OdometerReading, reading)
    if kept is None or kept.flag == "STRUCK":
        raise Refused("This reading is struck out already.")
    if not reason.strip():
        raise Refused("{field} is missing.", where="reason", field=Text(N_("Reason")))
    strike(ctx, kept, reason)


def readings(ctx: Reader, vehicle: Id) -> list[Any]:
    """All readings, the newest first, with those struck out."""
    return list(
        ctx.session.scalars(
            select(OdometerReading)
            .where(OdometerReading.vehicle_id == vehicle)
            .order_by(OdometerReading.at.desc(), OdometerReading.id.desc())
        )
    )
