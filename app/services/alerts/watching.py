"""Watches the ledger: raises an alert when a posting takes a part below its level, resolves it when it is back (R12).

Runs inside every posting. As long as nothing is the matter it is one prebuilt statement over the parts concerned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, literal_column, or_, select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader
from app.models.alerts import StockAlert
from app.models.many import ByIds
from app.models.parts import Part, Supersession
from app.models.purchasing import PurchaseRequest
from app.services import purchasing, stock
from app.services.alerts import rules
from app.services.alerts.raising import TABLE, Fallen, raise_alerts
from app.services.alerts.workflow import WORKFLOW
from app.services.parts import ACTIVE
from app.services.stock.balances import available_at, chunks

Place = tuple[Id, Id]  # part, warehouse
Key = tuple[Id, Id, Id, str, str]

LEVEL = func.coalesce(Part.warning_level, Part.reorder_point)  # a level set by hand, else the computed one
# in the statement itself: as a value it would have SQLite plan anew each time, whether the partial index serves
_standing = and_(TABLE.c.part_id == Part.id, TABLE.c.state != literal_column(f"'{rules.RESOLVED}'"))
_levels = ByIds(
    lambda ids: (
        select(Part.id, LEVEL, TABLE.c.warehouse_id, TABLE.c.id, TABLE.c.severity)
        .outerjoin(TABLE, _standing)
        .where(Part.id.in_(ids), or_(LEVEL > 0, TABLE.c.id.is_not(None)))
    )
)


@stock.after_post
def watch(ctx: Context, before: Mapping[Key, int], after: Mapping[Key, int], _kind: str) -> None:
    """Looks at what a posting changed: what fell below its level, and what came back."""
    touched = {key[:2] for key, qty in after.items() if key[3] == "AVAILABLE" and qty != before.get(key, 0)}
    if not touched:
        return
    rows = _levels.rows(ctx.conn, (part for part, _ in touched))
    if not rows:
        return
    levels = {row[0]: row[1] or 0 for row in rows}
    standing = {(row[0], row[2]): (row[3], row[4]) for row in rows if row[3] is not None}
    was, now = _sums(before, touched), _sums({**before, **after}, touched)
    for place, qty in stock.reserved(ctx, {part for part, _ in touched}).items():
        if place in now:
            was[place], now[place] = was[place] - qty, now[place] - qty
    fell = [
        place for place in touched
        if place not in standing and now[place] < was[place] and now[place] < levels.get(place[0], 0)
    ]  # fmt: skip
    if fell:
        _raise(ctx, fell, levels, now)
    if moved := {standing[place][0] for place in touched if place in standing}:
        settle(ctx, moved, {place: now[place] for place in touched})


def _sums(quantities: Mapping[Key, int], places: Collection[Place]) -> dict[Place, int]:
    """What is available per part and warehouse."""
    found: dict[Place, int] = dict.fromkeys(places, 0)
    for (part, house, _bin, status, _batch), qty in quantities.items():
        if status == "AVAILABLE" and (part, house) in found:
            found[part, house] += qty
    return found


def _raise(ctx: Context, fell: Collection[Place], levels: Mapping[Id, int], now: Mapping[Place, int]) -> None:
    coming = on_order(ctx, fell) if fell else {}
    raise_alerts(
        ctx,
        [
            Fallen(part, house, levels[part], now.get((part, house), 0), coming.get((part, house), 0))
            for part, house in sorted(fell)
            if now.get((part, house), 0) + coming.get((part, house), 0) < levels[part]
        ],
    )


def on_order(ctx: Reader, places: Collection[Place]) -> dict[Place, int]:
    """What was approved and is still to come, per part and warehouse (1/1000)."""
    by_house: dict[Id, list[Id]] = defaultdict(list)
    for part, house in places:
        by_house[house].append(part)
    return {
        (part, house): qty
        for house, parts in by_house.items()
        for part, qty in purchasing.on_order(ctx, parts, house).items()
    }


@stock.after_reserving
@purchasing.after_change
def reconsider(ctx: Context, parts: Collection[Id], house: Id) -> None:
    """What is on order or reserved changed: alerts may be over; or an order that was counted on will not come."""
    rows = _levels.rows(ctx.conn, parts)
    now = available_at(ctx, {row[0] for row in rows})
    standing = {row[0]: row[3] for row in rows if row[2] == house}
    settle(ctx, list(standing.values()), now)
    levels = {row[0]: row[1] for row in rows if row[1] and row[0] not in standing}
    low = [(part, house) for part, level in levels.items() if now.get((part, house), 0) < level]
    _raise(ctx, low, levels, now)


_bought = and_(Part.state == ACTIVE, Part.merged_into.is_(None), ~exists().where(Supersession.old_id == Part.id))
_level_of: Any = select(Part.id, case((_bought, LEVEL), else_=0)).where(Part.id.in_(bindparam("parts", expanding=True)))


def settle(ctx: Context, alerts: Collection[Id], now: Mapping[Place, int]) -> int:
    """Resolves those of these alerts whose part is back at its level, and keeps the severity of the others true.

    `now` is what is available. An alert that is being bought is over only when the goods are here. Returns how many
    are over.
    """
    ctx.flush()
    found = [
        one for some in chunks(alerts) for one in ctx.session.scalars(select(StockAlert).where(StockAlert.id.in_(some)))
    ]
    parts = {one.part_id for one in found}
    levels = {row[0]: row[1] or 0 for some in chunks(parts) for row in ctx.conn.execute(_level_of, {"parts": some})}
    coming = on_order(ctx, [(one.part_id, one.warehouse_id) for one in found])
    ended = _ended(ctx, [one.request_id for one in found if one.request_id])
    over = 0
    for alert in found:
        place = (alert.part_id, alert.warehouse_id)
        available, still = now.get(place, 0), coming.get(place, 0)
        enough = available if alert.state == rules.IN_PURCHASE else available + still
        if enough >= levels[alert.part_id]:
            over += workflow.follow(ctx, WORKFLOW, alert, "resolve")
            continue
        if not still and alert.request_id in ended:
            workflow.follow(ctx, WORKFLOW, alert, "lapse")
        worse = rules.severity(available, available + still, alert.safety, alert.daily_use)
        if worse != alert.severity:
            alert.severity = worse
    ctx.flush()
    return over


def _ended(ctx: Reader, requests: Collection[Id]) -> set[Id]:
    """Those of these purchase requests from which nothing will come any more."""
    wanted = select(PurchaseRequest.id).where(PurchaseRequest.state.in_(("cancelled", "closed")))
    return {
        id_
        for some in chunks(requests)
        for id_ in ctx.conn.execute(wanted.where(PurchaseRequest.id.in_(some))).scalars()
    }
