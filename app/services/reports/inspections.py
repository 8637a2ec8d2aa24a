"""How much was inspected and how much had to be done again, per technician (domain.md §6.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_
from app.core.screen import Column
from app.models.inspections import Inspection
from app.models.people import User
from app.models.work_orders import LabourLine, LabourShare, WorkOrder, WorkTime
from app.services.inspections.rules import NOT_DRAWN, VIEW
from app.services.reports.kinds import Asked, Found, Report
from app.services.stock import half_up


@dataclass(frozen=True)
class _Order:
    """One order that was self-checked in the period: drawn for inspection, inspected, failed at least once."""

    drawn: bool
    judged: bool
    failed: bool


def made(ctx: Reader, asked: Asked) -> Found:
    """A row for each technician; the foot counts each order once, however many worked on it."""
    orders = _orders(ctx, asked)
    lines = select(LabourLine.order_id, LabourShare.user_id).join(LabourShare, LabourShare.line_id == LabourLine.id)
    teams: dict[Id, set[Id]] = {}
    for order, user in ctx.conn.execute(lines.where(LabourLine.order_id.in_(list(orders)))):
        teams.setdefault(user, set()).add(order)
    names: dict[Id, str] = dict(ctx.conn.execute(select(User.id, User.name)).all())
    minutes = _minutes(ctx, asked)
    rows = [
        (names.get(user, ""), *_figures(orders[o] for o in teams.get(user, ())), minutes.get(user, 0))
        for user in sorted(teams.keys() | minutes.keys(), key=lambda user: names.get(user, ""))
    ]
    foot = ("", *_figures(orders.values()), sum(minutes.values())) if rows else None
    return Found(rows, foot)


def _orders(ctx: Reader, asked: Asked) -> dict[Id, _Order]:
    """Orders by what became of the self-checks of the period."""
    wanted = select(Inspection.order_id, Inspection.decision, Inspection.state).where(
        Inspection.created_at >= asked.start,
        Inspection.created_at < asked.end,
        Inspection.station.not_in(ctx.far_stations),
    )
    found: dict[Id, _Order] = {}
    for order, decision, state in ctx.conn.execute(wanted):
        was = found.get(order, _Order(False, False, False))
        found[order] = _Order(
            was.drawn or decision != NOT_DRAWN, was.judged or state in ("passed", "failed"),
            was.failed or state == "failed",
        )  # fmt: skip
    return found


def _figures(orders: Iterable[_Order]) -> tuple[Any, ...]:
    """Self-checked, inspected, coverage, failed, rework rate; rates in basis points, None = of nothing."""
    all_ = list(orders)
    drawn, judged, failed = (sum(getattr(o, name) for o in all_) for name in ("drawn", "judged", "failed"))
    return len(all_), drawn, _rate(drawn, len(all_)), failed, _rate(failed, judged)


def _rate(part: int, whole: int) -> int | None:
    return half_up(part * 10_000, whole) if whole else None


def _minutes(ctx: Reader, asked: Asked) -> dict[Id, int]:
    """Technician → minutes of rework that were ended in the period (E61)."""
    wanted = (
        select(WorkTime.user_id, WorkTime.started_at, WorkTime.ended_at)
        .join(LabourLine, LabourLine.id == WorkTime.line_id)
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .where(
            WorkTime.rework,
            WorkTime.ended_at >= asked.start,
            WorkTime.ended_at < asked.end,
            WorkOrder.station.not_in(ctx.far_stations),
        )
    )
    found: dict[Id, int] = {}
    for user, began, ended in ctx.conn.execute(wanted):
        if ended is not None:
            found[user] = found.get(user, 0) + int((ended - began).total_seconds() // 60)
    return found


INSPECTIONS = Report(
    "inspections",
    N_("Inspection and rework"),
    N_("Of the orders that were self-checked: how many were inspected, and how many of those failed."),
    VIEW,
    (
        Column("technician", N_("Technician"), "strong", 140),
        Column("checked", N_("Self-checked orders"), "number", 110),
        Column("inspected", N_("Of them inspected"), "number", 110), Column("coverage", N_("Coverage"), "percent", 100),
        Column("failed", N_("Failed orders"), "number", 110), Column("rework", N_("Rework rate"), "percent", 100),
        Column("minutes", N_("Minutes of rework"), "number", 120),
    ),
    made,
    asks=("period",),
    rules=("R57", "R60"),
)  # fmt: skip
