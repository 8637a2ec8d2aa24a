"""Raises alerts with their figures, set-based: many cost a handful of statements. Tells keeper and purchasing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text
from app.models.alerts import StockAlert
from app.models.stations import Warehouse
from app.services import reorder
from app.services.alerts import rules
from app.services.reorder import arithmetic

TABLE: Any = StockAlert.__table__
TOLD = ("WK", "PU")  # R13: the keeper has purchasing replenish

_names = select(Warehouse.id, Warehouse.name).where(Warehouse.id.in_(bindparam("houses", expanding=True)))


class Fallen(NamedTuple):
    """A part below its level in one warehouse: quantities in 1/1000."""

    part_id: Id
    warehouse_id: Id
    level: int
    available: int
    on_order: int


def raise_alerts(ctx: Context, fallen: Sequence[Fallen], *, tell: bool = True) -> int:
    """One alert for each of these that is still bought, and its notices; returns how many."""
    if not fallen:
        return 0
    parts = {row.id: row for row in reorder.rows(ctx, list({one.part_id for one in fallen}))}
    wanted = [one for one in fallen if reorder.is_replenished(parts[one.part_id])]
    figures = reorder.reckoned(ctx, list({one.part_id: parts[one.part_id] for one in wanted}.values()))
    rows = [_row(ctx, one, parts[one.part_id], figures[one.part_id]) for one in wanted]
    ids = ctx.write_many(TABLE, rows)
    if tell and rows:
        if len(rows) > rules.MANY:
            _tell_together(ctx, rows, ids)
        else:
            for one, row, id_ in zip(wanted, rows, ids, strict=True):
                _tell(ctx, parts[one.part_id], row, id_)
    return len(rows)


def _row(ctx: Context, one: Fallen, part: Any, found: reorder.Reckoned) -> dict[str, Any]:
    position = one.available + one.on_order
    daily = found.daily.shown(1000)
    return {
        "number": ctx.number(rules.PREFIX), "state": rules.OPEN, "part_id": one.part_id,
        "warehouse_id": one.warehouse_id, "level": one.level, "available": one.available, "on_order": one.on_order,
        "severity": rules.severity(one.available, position, found.point.safety, daily), "safety": found.point.safety,
        "daily_use": daily, "days_of_supply": arithmetic.days_of_supply(one.available, found.daily),
        "suggested": max(found.suggested(position, part.max_level), 0),
        "supplier_id": found.source.supplier_id if found.source else None,
        "figures": found.data() | ({} if part.max_level is None else {"maximum": part.max_level}),
    }  # fmt: skip


def _tell(ctx: Context, part: Any, row: dict[str, Any], id_: Id) -> None:
    left = f"{i18n.quantity(row['available'], part.qty_decimals)} {part.unit}"
    level = f"{i18n.quantity(row['level'], part.qty_decimals)} {part.unit}"
    text = Text(
        N_("{part} is at {left}, below its warning level of {level}: replenish it."), part=part.number, left=left,
        level=level,
    )  # fmt: skip
    for role in TOLD:
        ctx.notify(text, role=role, document=(rules.KIND_NAME, id_), asks=True)


def _tell_together(ctx: Context, rows: Sequence[dict[str, Any]], ids: Sequence[Id]) -> None:
    """One notice for all of them; a click opens the worst."""
    worst = min(range(len(rows)), key=lambda at: (rules.WORST_FIRST[rows[at]["severity"]], at))
    text = Text(N_("{n} parts fell below their warning level: see the stock alerts."), n=len(rows))
    for role in TOLD:
        ctx.notify(text, role=role, document=(rules.KIND_NAME, ids[worst]), asks=True)
