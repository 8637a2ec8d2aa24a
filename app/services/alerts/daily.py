"""The daily look at all warning levels: new alerts, those that are over, those whose time has come; one notice (E28).

At the first start of a day, at midnight, by a button, by the command line. Set-based over all parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, or_, select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.i18n import N_, Text
from app.models.alerts import StockAlert
from app.models.journal import AuditEntry
from app.models.parts import Part, PartBin
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance
from app.services import reorder
from app.services.alerts import rules
from app.services.alerts.raising import TABLE, TOLD, Fallen, raise_alerts
from app.services.alerts.watching import LEVEL, Place, on_order, settle
from app.services.alerts.workflow import WORKFLOW

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Checked:
    """What the look found: new alerts, those that are over, those that woke up, and what stands now."""

    raised: int
    resolved: int
    woken: int
    standing: int
    out: int


@usecase("alerts.run", allow=rules.RUN, rules=("R12", "R13"))
def run(ctx: Context) -> Checked:
    """Computes all reorder points, then looks at every part of this station's warehouses.

    Raises one alert for each part that is below its level and has none, resolves those that are over, wakes those
    whose time has come, and tells keeper and purchasing with one notice.
    """
    reorder.compute(ctx)
    there = _available(ctx)
    woken = _wake(ctx)
    standing = {
        (row.part_id, row.warehouse_id): row.id
        for row in ctx.conn.execute(
            select(TABLE.c.id, TABLE.c.part_id, TABLE.c.warehouse_id).where(
                TABLE.c.state != rules.RESOLVED, TABLE.c.station == ctx.station
            )
        )
    }
    resolved = settle(ctx, list(standing.values()), {place: qty for place, (qty, _level) in there.items()})
    low = {place: seen for place, seen in there.items() if place not in standing and seen[0] < seen[1]}
    coming = on_order(ctx, low)
    fallen = [
        Fallen(*place, level, qty, coming.get(place, 0))
        for place, (qty, level) in sorted(low.items())
        if qty + coming.get(place, 0) < level
    ]
    raised = raise_alerts(ctx, fallen, tell=False)
    return _told(ctx, raised, resolved, woken)


def _available(ctx: Reader) -> dict[Place, tuple[int, int]]:
    """Part and warehouse → what is available and the level: where a part lies or has a bin, or else in the first."""
    houses = select(Warehouse.id).where(Warehouse.station == ctx.station).order_by(Warehouse.code)
    ours = list(ctx.conn.execute(houses).scalars())
    levels: dict[Id, int] = dict(ctx.conn.execute(select(Part.id, LEVEL).where(LEVEL > 0)).all())
    usable = func.sum(case((Balance.status == "AVAILABLE", Balance.qty), else_=0))
    sums = select(Balance.part_id, Balance.warehouse_id, usable).where(Balance.warehouse_id.in_(ours))
    found: dict[Place, tuple[int, int]] = {
        (part, house): (int(qty), levels.get(part, 0))
        for part, house, qty in ctx.conn.execute(sums.group_by(Balance.part_id, Balance.warehouse_id))
    }
    homes = select(PartBin.part_id, Bin.warehouse_id).join(Bin, Bin.id == PartBin.bin_id)
    for part, house in ctx.conn.execute(homes.where(Bin.warehouse_id.in_(ours)).distinct()):
        found.setdefault((part, house), (0, levels.get(part, 0)))
    placed = {part for part, _house in found}
    for part in levels.keys() - placed if ours else ():
        found[part, ours[0]] = (0, levels[part])
    return found


def _wake(ctx: Context) -> int:
    """Opens the alerts again that were ignored until today."""
    wanted = select(StockAlert).where(
        StockAlert.state == rules.IGNORED, StockAlert.station == ctx.station,
        or_(StockAlert.until.is_(None), StockAlert.until <= clock.today()),
    )  # fmt: skip
    woken = sum(workflow.follow(ctx, WORKFLOW, alert, "wake") for alert in ctx.session.scalars(wanted).all())
    ctx.flush()
    return woken


def _told(ctx: Context, raised: int, resolved: int, woken: int) -> Checked:
    """What stands now; one notice a day for keeper and purchasing, if anything does, in place of those before."""
    ctx.flush()
    wanted = select(TABLE.c.severity).where(
        TABLE.c.state.in_((rules.OPEN, rules.NOTIFIED)), TABLE.c.station == ctx.station
    )
    waiting = ctx.conn.execute(wanted).scalars().all()
    out = sum(severity == rules.OUT for severity in waiting)
    if waiting:
        text = Text(
            N_("{n} parts are below their warning level, {new} of them new; {out} are out of stock."), n=len(waiting),
            new=raised + woken, out=out,
        )  # fmt: skip
        for role in TOLD:
            ctx.notify(text, role=role, document=(rules.KIND_NAME, None), asks=True)
    return Checked(raised, resolved, woken, len(waiting), out)


@query("alerts.due", allow=None)
def is_due(ctx: Reader) -> bool:
    """True if this station has not looked at its warning levels today."""
    entries = AuditEntry.__table__.c
    start = start_of_day(ctx.now)
    wanted: Any = (
        select(entries.seq)
        .where(entries.at >= start, entries.usecase == run.name, entries.station == ctx.station)
        .limit(1)
    )
    return ctx.conn.execute(wanted).first() is None


def start_of_day(moment: datetime) -> datetime:
    """The beginning of the shop's day in which `moment` lies."""
    return datetime.combine(clock.local(moment).date(), time(), ZONE)


def next_day(moment: datetime) -> datetime:
    """The next midnight of the shop."""
    return start_of_day(moment) + timedelta(days=1)
