"""The book of a count: snapshot, moves since, book at count time, late slips (domain.md §3.3). Only reads the ledger.

Book at count = snapshot + moves of that part and bin that happened up to the moment it was counted. A slip entered
after the counting with an earlier time makes a line stale until somebody has looked at it again (E10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select

from app.core.clock import Id
from app.models.counts import CountLine, CountPlace, StockCount
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance, StockMove, StockValue
from app.services.counts.tallies import Key
from app.services.stock.costing import Worth
from app.services.stock.moves import OURS

OPEN = ("planned", "counting", "recount", "analysis", "pending", "approved")
_M = StockMove.__table__.c
_TOLD = (
    "seq", "bin_id", "part_id", "status", "batch", "qty", "kind", "source_number", "occurred_at", "posted_at", "flag",
)  # fmt: skip
# What is younger than the snapshot is little; a bin has all its years. Left to itself SQLite begins with the bins.
_young = (
    select(*(_M[name] for name in _TOLD), _M.source_id)
    .where(_M.seq > bindparam("seq"))
    .cte("young")
    .prefix_with("MATERIALIZED")
)
_since = (
    select(*(_young.c[name] for name in _TOLD))
    .where(
        _young.c.source_id != bindparam("count"),
        _young.c.bin_id.in_(select(CountPlace.bin_id).where(CountPlace.count_id == bindparam("count"))),
    )
    .order_by(_young.c.seq)
)  # fmt: skip


class Moved(NamedTuple):
    """A move in a counted bin since the snapshot."""

    seq: int
    bin_id: Id
    part_id: Id
    status: str
    batch: str
    qty: int
    kind: str
    number: str
    occurred_at: datetime
    posted_at: datetime
    flag: str | None = None


def moves_since(ctx: Any, count: StockCount) -> dict[Key, list[Moved]]:
    """All moves in the counted bins that the snapshot does not know, by line; the count's own posting left out."""
    found: dict[Key, list[Moved]] = defaultdict(list)
    for row in ctx.conn.execute(_since, {"seq": count.snapshot_seq, "count": count.id}):
        move = Moved(*row)
        found[(move.bin_id, move.part_id, move.status, move.batch)].append(move)
    return found


def book_at(snapshot: int, moves: Iterable[Moved], counted_at: datetime) -> int:
    """The book at the moment of counting: everything that had happened by then, however late it was entered."""
    return snapshot + sum(m.qty for m in moves if m.occurred_at <= counted_at)


def late(moves: Iterable[Moved], counted_at: datetime, confirmed_seq: int) -> list[Moved]:
    """Slips entered after the counting about what happened before it, and not yet looked at."""
    return [m for m in moves if m.seq > confirmed_seq and m.occurred_at <= counted_at < m.posted_at]


def last_seq(ctx: Any) -> int:
    """The newest row of the ledger, 0 if there is none."""
    return int(ctx.conn.execute(select(func.coalesce(func.max(_M.seq), 0))).scalar_one())


def bins_in_scope(ctx: Any, count: StockCount) -> list[Id]:
    """The bins this count covers: chosen ones, the whole warehouse, or those that hold the category or class."""
    if count.scope == "BINS":
        return [b.bin_id for b in count.bins]
    held = select(Balance.bin_id).join(Part, Part.id == Balance.part_id).where(Balance.qty != 0, parts_in_scope(count))
    holding = Bin.id.in_(held)
    fits = or_(Bin.active, holding) if count.scope == "ALL" else holding
    wanted = select(Bin.id).where(Bin.warehouse_id == count.warehouse_id, fits).order_by(Bin.code)
    return list(ctx.conn.execute(wanted).scalars())


def parts_in_scope(count: StockCount) -> Any:
    """The condition on parts that the scope of the count makes."""
    if count.scope == "CATEGORY":
        return Part.category_id == count.category_id
    if count.scope == "CLASS":
        return Part.abc_class == count.abc_class
    return Part.id.is_not(None)


def others_counting(ctx: Any, count: StockCount, bins: list[Id]) -> list[tuple[str, str]]:
    """(bin, number) of other open counts on the same bins."""
    others = ctx.session.scalars(
        select(StockCount).where(
            StockCount.state.in_(OPEN), StockCount.warehouse_id == count.warehouse_id, StockCount.id != count.id
        )
    )
    clashes = []
    for other in others:
        common = set(bins) & set(bins_in_scope(ctx, other))
        codes = ctx.conn.execute(select(Bin.code).where(Bin.id.in_(common)).order_by(Bin.code)).scalars()
        clashes += [(code, other.number) for code in codes]
    return clashes


CHUNK = 500  # bins per statement, in the order of their codes
_owner = select(Warehouse.station).where(Warehouse.id == bindparam("warehouse")).scalar_subquery()


def snapshot_rows(ctx: Any, count: StockCount, bins: list[Id]) -> list[dict[str, Any]]:
    """One line per part, bin, status and batch that the book holds in these bins of the scope; ready for write_many."""
    held = (
        select(
            Balance.bin_id, Balance.part_id, Balance.status, Balance.batch, Balance.qty,
            StockValue.qty.label("owned"), StockValue.value, StockValue.last_cost,
        )
        .join(Part, Part.id == Balance.part_id)
        .join(Bin, Bin.id == Balance.bin_id)
        .outerjoin(StockValue, (StockValue.part_id == Balance.part_id) & (StockValue.owner == _owner))
        .where(Balance.warehouse_id == bindparam("warehouse"), Balance.qty != 0, parts_in_scope(count))
        .where(Bin.id.in_(bindparam("bins", expanding=True)))
        .order_by(Bin.code, Part.number, Balance.status, Balance.batch)
    )  # fmt: skip
    rows = [
        row for start in range(0, len(bins), CHUNK)
        for row in ctx.conn.execute(held, {"warehouse": count.warehouse_id, "bins": bins[start : start + CHUNK]})
    ]  # fmt: skip
    return [
        {
            "count_id": count.id, "position": position, "bin_id": row.bin_id, "part_id": row.part_id,
            "status": row.status, "batch": row.batch, "listed": True, "snapshot": row.qty,
            "cost": unit_cost(row.status, row.owned, row.value, row.last_cost),
        }
        for position, row in enumerate(rows, 1)
    ]  # fmt: skip


def unit_cost(status: str, owned: int | None, value: int | None, last_cost: int | None) -> int:
    """Average cost (1e-6 yuan), else the last one; what is not ours has no value (E19)."""
    if status not in OURS:
        return 0
    return Worth(owned or 0, value or 0, last_cost).average or 0


def unlisted_rows(ctx: Any, count: StockCount, keys: list[Key], moves: dict[Key, list[Moved]]) -> list[dict[str, Any]]:
    """Lines for what was found but not expected, with the book as it really was at the snapshot.

    domain.md §3.3 says "book 0"; that is what it is for a part unknown to this bin. A part that lies here but outside
    the category or class counted has a book, and pretending 0 would post a false gain.
    """
    parts = {key[1] for key in keys}
    worth = {
        row.part_id: row
        for row in ctx.conn.execute(
            select(StockValue.part_id, StockValue.qty, StockValue.value, StockValue.last_cost).where(
                StockValue.part_id.in_(parts), StockValue.owner == _owner
            ),
            {"warehouse": count.warehouse_id},
        )
    }
    held = {
        (row.bin_id, row.part_id, row.status, row.batch): row.qty
        for row in ctx.conn.execute(
            select(Balance.bin_id, Balance.part_id, Balance.status, Balance.batch, Balance.qty).where(
                Balance.part_id.in_(parts), Balance.warehouse_id == count.warehouse_id
            )
        )
    }
    last = ctx.conn.execute(select(func.count()).where(CountLine.count_id == count.id)).scalar_one()
    rows = []
    for position, key in enumerate(keys, last + 1):
        known = worth.get(key[1])
        rows.append(
            {
                "count_id": count.id, "position": position, "bin_id": key[0], "part_id": key[1], "status": key[2],
                "batch": key[3], "listed": False, "snapshot": held.get(key, 0) - sum(m.qty for m in moves.get(key, ())),
                "cost": unit_cost(key[2], known.qty, known.value, known.last_cost) if known else 0,
            }
        )  # fmt: skip
    return rows
