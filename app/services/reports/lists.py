"""Lists for the day: what must be bought (补货通知), and batches that have expired or will soon."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from app.core.desk import Reader
from app.core.i18n import N_, Text, pick
from app.core.screen import Choice, Column, ListQuery
from app.models.alerts import StockAlert
from app.models.batches import Batch
from app.models.parts import Part
from app.models.stations import Bin
from app.models.stock import Balance
from app.services import stock
from app.services.alerts import rules as alerts
from app.services.alerts import screens
from app.services.parts import VIEW_COST
from app.services.reports import rules
from app.services.reports.kinds import READ, Asked, Found, Report
from app.services.reports.values import NAME, PART, of_category

EXPIRED, SOON = "EXPIRED", "SOON"
VERDICTS = (Choice(EXPIRED, N_("Expired")), Choice(SOON, N_("Expires soon")), Choice("", ""))
_SHOWN = (
    "severity", "part", "name", "spec", "available", "level", "on_order", "days", "suggested", "supplier", "created_at",
)  # fmt: skip
_COLUMNS = {column.name: column for column in screens.LIST.columns}


def to_buy(ctx: Reader, asked: Asked) -> Found:
    """The alerts of this station that wait, worst first, as their list shows them."""
    where: tuple[tuple[str, str], ...] = (("state", f"{alerts.OPEN} {alerts.NOTIFIED}"),)
    if asked.category:
        where += (("category", asked.category),)
    others = set(ctx.conn.execute(select(StockAlert.id).where(StockAlert.station.in_(ctx.far_stations))).scalars())
    rows = screens.read(ctx, [id_ for id_ in screens.find(ctx, ListQuery(where=where)) if id_ not in others])
    at = [list(_COLUMNS).index(name) for name in _SHOWN]
    found = [tuple(row[n] for n in at) for row in rows]
    return Found(found, remarks=(Text(N_("{n} parts to replenish."), n=len(found)),))


def expiring(ctx: Reader, asked: Asked) -> Found:
    """Batches in stock by the day they expire; the soon ones and the expired are marked."""
    wanted = (
        select(
            Part.id, Part.number, Part.name_zh, Part.name_en, Part.unit, Part.qty_decimals, Balance.batch, Bin.code,
            Batch.expires, func.sum(Balance.qty),
        )
        .join(Part, Part.id == Balance.part_id).join(Bin, Bin.id == Balance.bin_id)
        .join(Batch, (Batch.part_id == Balance.part_id) & (Batch.batch == Balance.batch))
        .where(Balance.qty > 0, Balance.status.in_(sorted(stock.OURS)), Batch.expires.is_not(None))
        .group_by(
            Part.id, Part.number, Part.name_zh, Part.name_en, Part.unit, Part.qty_decimals, Balance.batch, Bin.code,
            Batch.expires,
        )
        .order_by(Batch.expires, Part.number, Bin.code)
    )  # fmt: skip
    lying = ctx.conn.execute(stock.here(ctx, of_category(wanted, asked), Balance.warehouse_id)).all()
    costs = stock.average_cost(ctx, {row[0] for row in lying})
    soon, may_see = ctx.setting(rules.SOON_DAYS), ctx.actor.may(VIEW_COST)
    rows: list[tuple[Any, ...]] = []
    for part, number, zh, en, unit, decimals, batch, place, expires, qty in lying:
        left = (expires - asked.until).days
        value = stock.value_of(int(qty), costs.get(part, 0)) if may_see else None
        rows.append(
            (number, pick(zh, en), batch, place, expires, left, verdict(left, soon), (int(qty), decimals, unit), value)
        )
    gone = sum(row[6] == EXPIRED for row in rows)
    near = sum(row[6] == SOON for row in rows)
    total = sum(row[8] for row in rows) if may_see else None
    foot = (None, Text(N_("{n} batches"), n=len(rows)), *[None] * 6, total)
    remark = Text(N_("{gone} expired, {near} expire within {days} days."), gone=gone, near=near, days=soon)
    return Found(rows, foot, wrong=(remark,)) if gone else Found(rows, foot, (remark,))


def verdict(left: int, soon: int) -> str:
    """A batch may be used on its last day; the day after it has expired."""
    return EXPIRED if left < 0 else SOON if left <= soon else ""


VALUE = Column("value", N_("Value"), "money", 110, allow=VIEW_COST)
EXPIRY = Report(
    "expiry", N_("Expiry of batches"), N_("Batches in stock by the day on which they expire."), READ,
    (
        PART, NAME, Column("batch", N_("Batch"), width=120), Column("bin", N_("Bin location"), "bin", 110),
        Column("expires", N_("Expires on"), "date", 100), Column("left", N_("Days left"), "number", 80),
        Column("verdict", N_("Verdict"), "choice", 100, choices=tuple((c.code, c.label) for c in VERDICTS)),
        Column("qty", N_("In stock"), "quantity", 90), VALUE,
    ),
    expiring, asks=("until", "category"),
)  # fmt: skip
TO_BUY = Report(
    "to_buy", N_("Replenishment notice"), N_("Parts below their warning level, for purchasing."), alerts.VIEW,
    tuple(replace(_COLUMNS[name], hidden=name in ("spec", "supplier", "created_at")) for name in _SHOWN),
    to_buy, asks=("category",),
    signs=(N_("Warehouse keeper"), N_("Purchasing")), rules=("R12", "R13"),
)  # fmt: skip
