"""The stock ledger: the only writer of moves, balances and values. Knows no document beyond its name and number.

Everything is read and written set-based: a document of a thousand lines costs a handful of statements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Refused
from app.models.many import ByIds
from app.models.parts import Part
from app.services.stock.balances import CHUNK, balances_table, moves_table, values_table
from app.services.stock.checks import check_moves, check_negative, lent_costs
from app.services.stock.costing import Worth, cost_of, value_of
from app.services.stock.moves import NEGATIVE, NO_COST, OURS, OVERRIDE, PAIRED, PRICED, Move
from app.services.stock.proof import last_costs

Key = tuple[Id, Id, Id, str, str]  # part, warehouse, bin, status, batch
Row = dict[str, Any]
Watcher = Callable[[Context, Mapping[Key, int], Mapping[Key, int], str], None]

_watchers: list[Watcher] = []


def after_post(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, before, after, kind)` called at the end of every posting, inside its transaction (a decorator).

    `after` holds the new quantity (1/1000) of each balance that was touched, `before` the old one of every balance of
    the parts concerned; the key is part, warehouse, bin, status, batch; `kind` is that of the document. The ledger
    reads nothing more for it. A watcher runs within each posting's time: it looks at these figures first, asks the
    database with one prebuilt statement at most when nothing is the matter, and raises only what shall undo the
    posting.
    """
    _watchers.append(watcher)
    return watcher


_posted = select(
    moves_table.c.seq, moves_table.c.source_line, moves_table.c.kind, moves_table.c.leg
).where(moves_table.c.source_id == bindparam("source"), moves_table.c.is_reversal == bindparam("reversal"))  # fmt: skip

_part, _value, _balance = Part.__table__.c, values_table.c, balances_table.c
_books = ByIds(
    lambda ids: (
        select(
            _part.id, _value.qty, _value.value, _value.last_cost, _balance.warehouse_id, _balance.bin_id,
            _balance.status, _balance.batch, _balance.qty,
        )
        .outerjoin(values_table, and_(_value.part_id == _part.id, _value.owner == bindparam("owner")))
        .outerjoin(balances_table, _balance.part_id == _part.id)
        .where(_part.id.in_(ids))
    )
)  # fmt: skip


def _upserts(table: Any, keys: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    made = {}
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        statement = insert(table)
        made[dialect] = statement.on_conflict_do_update(
            index_elements=list(keys), set_={name: statement.excluded[name] for name in names}
        )
    return made


_KEEP_BALANCE = _upserts(balances_table, ("part_id", "warehouse_id", "bin_id", "status", "batch"), ("qty",))
_KEEP_VALUE = _upserts(values_table, ("part_id", "owner"), ("qty", "value", "last_cost"))


def post(
    ctx: Context, source_kind: str, source_id: Id, source_number: str, moves: Sequence[Move], *,
    is_reversal: bool = False,
) -> range:  # fmt: skip
    """Posts the rows of one document and returns their sequence numbers.

    Posting the same lines again changes nothing and returns the first result. Raises Refused, with nothing changed,
    for: a future moment, a closed month, another station's warehouse, a frozen bin, a negative result, a missing
    cost. Values follow domain.md §6.5: moving weighted average per part and owning station.
    """
    if not moves:
        return range(0)
    ctx.flush()
    ctx.lock(f"stock:{ctx.station}")
    first = _first_result(ctx, source_id, moves, is_reversal)
    if first is not None:
        return first
    warehouses = check_moves(ctx, source_id, moves, is_reversal=is_reversal)
    parts = [move.part_id for move in moves]
    held, before = _books_of(ctx, parts)
    lent = {} if is_reversal else lent_costs(ctx, moves, held)
    after, negative = _carried(before, moves)
    if negative:
        check_negative(ctx, negative, before, after, moves, warehouses, source=(source_kind, source_id))
    rows = _valued(moves, held, negative, lent, is_reversal=is_reversal)
    head = {
        "source_kind": source_kind, "source_id": source_id, "source_number": source_number, "is_reversal": is_reversal,
        "posted_at": ctx.now, "user_id": ctx.actor.user,
    }  # fmt: skip
    for row in rows:
        row.update(head)
        row["occurred_at"] = row["occurred_at"] or ctx.now
    posted = ctx.append(moves_table, rows, document=source_id)
    if is_reversal:
        for part, cost in last_costs(ctx.conn, ctx.station, parts).items():
            held[part].last_cost = cost
    _keep(ctx, after, held)
    for watcher in _watchers:
        watcher(ctx, before, after, source_kind)
    return posted


def _first_result(ctx: Context, source_id: Id, moves: Sequence[Move], is_reversal: bool) -> range | None:
    known = ctx.conn.execute(_posted, {"source": source_id, "reversal": is_reversal}).all()
    wanted = {(move.source_line, move.kind, move.leg) for move in moves}
    seqs = [seq for seq, *key in known if tuple(key) in wanted]
    if not seqs:
        return None
    if len(seqs) != len(wanted):
        raise ValueError(f"{source_id}: posted before with other lines")
    return range(min(seqs), max(seqs) + 1)


def _books_of(ctx: Context, parts: Sequence[Id]) -> tuple[dict[Id, Worth], dict[Key, int]]:
    """What these parts are worth at this station, and every balance of them; never stocked = absent."""
    held: dict[Id, Worth] = {}
    quantities: dict[Key, int] = {}
    for part, qty, value, last, house, bin_, status, batch, there in _books.rows(ctx.conn, parts, owner=ctx.station):
        if qty is not None and part not in held:
            held[part] = Worth(qty, value, last)
        if house is not None:
            quantities[part, house, bin_, status, batch] = there
    return held, quantities


def _carried(before: dict[Key, int], moves: Sequence[Move]) -> tuple[dict[Key, int], set[Key]]:
    """The new quantity of every balance touched, and those that these moves push below zero."""
    after: dict[Key, int] = {}
    for move in moves:
        if move.qty:
            key = (move.part_id, move.warehouse_id, move.bin_id, move.status, move.batch)
            held = after.get(key)
            after[key] = (before.get(key, 0) if held is None else held) + move.qty
    return after, {key for key, qty in after.items() if qty < 0 and qty < before.get(key, 0)}


def _valued(
    moves: Sequence[Move], held: dict[Id, Worth], negative: set[Key], lent: dict[Id, int], *, is_reversal: bool
) -> list[Row]:
    """The rows to append, each with unit cost and value; `held` is carried along."""
    rows: list[Row] = []
    pairs: dict[tuple[int, str], int] = {}
    for move in moves:
        worth = held.get(move.part_id) or held.setdefault(move.part_id, Worth())
        if move.status not in OURS:
            value, cost = 0, 0
        elif move.kind in PAIRED:
            value = _paired(move, worth, pairs)
            cost = cost_of(value, move.qty)
        elif is_reversal:
            value, cost = worth.restore(move.qty, move.value or 0), move.unit_cost or 0
        else:
            value, cost = _priced(move, worth, lent.get(move.part_id, 0) if lent else 0)
        flag = move.flag
        if negative and move.qty < 0:
            key = (move.part_id, move.warehouse_id, move.bin_id, move.status, move.batch)
            flag = flag or (NEGATIVE if key in negative else None)
        if move.qty < 0 and move.status in OURS and not value and not cost:
            flag = flag or NO_COST
        rows.append(
            {
                "part_id": move.part_id, "warehouse_id": move.warehouse_id, "bin_id": move.bin_id,
                "status": move.status, "batch": move.batch, "kind": move.kind, "leg": move.leg, "qty": move.qty,
                "unit_cost": cost, "value": value, "source_line": move.source_line, "reversal_of": move.reversal_of,
                "occurred_at": move.occurred_at, "reason": move.reason, "flag": flag,
            }
        )  # fmt: skip
    return rows


def _paired(move: Move, worth: Worth, pairs: dict[tuple[int, str], int]) -> int:
    """A pair is value neutral: the first leg goes by the average, the other takes exactly its value back."""
    name = (move.source_line, move.kind)
    if name in pairs:
        return worth.restore(move.qty, -pairs.pop(name))
    if move.qty < 0:
        pairs[name] = worth.take_out(-move.qty)
    else:
        pairs[name] = worth.take_in(move.qty, value_of(move.qty, worth.average or 0))
    return pairs[name]


def _priced(move: Move, worth: Worth, lent: int) -> tuple[int, int]:
    """(value in fen, unit cost in 1e-6 yuan) of a row that is neither reversal nor half of a pair.

    `lent` is the last purchase price, for a gain of what was never in stock.
    """
    if not move.qty:
        return _revalued(move, worth)
    given = move.value
    cost = move.unit_cost
    if cost is None:
        cost = cost_of(given, move.qty) if given is not None else (worth.average or lent)
    elif given is None:
        given = value_of(abs(move.qty), cost)
    if move.qty > 0:
        value = worth.take_in(move.qty, value_of(move.qty, cost) if given is None else given)
        if move.kind in PRICED:
            worth.last_cost = cost
    else:
        value = worth.take_out(-move.qty, None if given is None else abs(given))
    return value, cost


def _revalued(move: Move, worth: Worth) -> tuple[int, int]:
    """A new cost per unit, or a change of value: what is there is worth something else from now on."""
    if move.unit_cost is not None:
        value = worth.revalue(value_of(worth.qty, move.unit_cost) - worth.value)
    else:
        value = worth.revalue(move.value or 0)
    worth.last_cost = worth.average
    return value, worth.average or 0


def _keep(ctx: Context, after: dict[Key, int], held: dict[Id, Worth]) -> None:
    dialect = ctx.conn.dialect.name
    balances = [
        {"part_id": part, "warehouse_id": warehouse, "bin_id": bin_, "status": status, "batch": batch, "qty": qty}
        for (part, warehouse, bin_, status, batch), qty in after.items()
    ]
    values = [
        {"part_id": part, "owner": ctx.station, "qty": worth.qty, "value": worth.value, "last_cost": worth.last_cost}
        for part, worth in held.items()
    ]
    if balances:
        ctx.derive(_KEEP_BALANCE[dialect], balances)
    ctx.derive(_KEEP_VALUE[dialect], values)


_rows_of = (
    select(moves_table)
    .where(moves_table.c.source_id == bindparam("source"), moves_table.c.is_reversal.is_(False))
    .order_by(moves_table.c.seq.desc())
)
_undone = select(moves_table.c.source_id, moves_table.c.source_number).where(
    moves_table.c.reversal_of.in_(bindparam("seqs", expanding=True))
)


def reverse(
    ctx: Context, source_id: Id, *, by_kind: str, by_id: Id, by_number: str, occurred_at: datetime | None = None,
    reason: str | None = None, override: bool = False,
) -> range:  # fmt: skip
    """Mirrors every row of a document as rows of the reversing one (`by_…`; it may be the document itself).

    Quantities and values are undone exactly, the last row first. Raises Refused if it was reversed by another
    document, or if the goods are no longer there. Doing it twice returns the first result.
    """
    rows = ctx.conn.execute(_rows_of, {"source": source_id}).mappings().all()
    for start in range(0, len(rows), CHUNK):
        seqs = [row["seq"] for row in rows[start : start + CHUNK]]
        for other, number in ctx.conn.execute(_undone, {"seqs": seqs}).all():
            if other != by_id:
                raise Refused("This was already reversed by {number}.", number=number)
    moves = [
        Move(
            row["part_id"], row["bin_id"], row["warehouse_id"], -row["qty"], row["kind"], row["unit_cost"],
            -row["value"], row["status"], row["batch"], row["source_line"], row["leg"], occurred_at, reason,
            OVERRIDE if override else None, row["seq"],
        )
        for row in rows
    ]  # fmt: skip
    return post(ctx, by_kind, by_id, by_number, moves, is_reversal=True)
