"""Balances and values held against the moves they come from, and rebuilt from them: for `doctor`. Posts nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from app.core.clock import Id
from app.core.doors import open_door
from app.models.stations import Warehouse
from app.services.stock.balances import balances_table, chunks, moves_table, values_table
from app.services.stock.moves import OURS, PRICED

_moves = moves_table.c
_warehouses: Any = Warehouse.__table__
_undone = moves_table.alias("undone")
_priced = and_(
    _moves.kind.in_(sorted(PRICED)), _moves.is_reversal.is_(False), _moves.qty >= 0, _moves.status.in_(sorted(OURS)),
    ~select(_undone.c.seq).where(_undone.c.reversal_of == _moves.seq).exists(),
)  # fmt: skip
_last_priced = (
    select(_moves.part_id, _warehouses.c.station, func.max(_moves.seq).label("seq"))
    .join(_warehouses, _warehouses.c.id == _moves.warehouse_id)
    .where(_priced)
    .group_by(_moves.part_id, _warehouses.c.station)
)
_of_parts = _last_priced.where(
    _moves.part_id.in_(bindparam("parts", expanding=True)), _warehouses.c.station == bindparam("owner")
).subquery()
_of_all = _last_priced.subquery()
_costs_of_parts = select(_moves.part_id, _moves.unit_cost).join(_of_parts, _of_parts.c.seq == _moves.seq)
_costs_of_all = select(_moves.part_id, _of_all.c.station, _moves.unit_cost).join(_of_all, _of_all.c.seq == _moves.seq)

_KEY = ("part_id", "warehouse_id", "bin_id", "status", "batch")
_sums = select(*(_moves[name] for name in _KEY), func.sum(_moves.qty)).group_by(*(_moves[name] for name in _KEY))
_worths = (
    select(_moves.part_id, _warehouses.c.station, func.sum(_moves.qty), func.sum(_moves.value))
    .join(_warehouses, _warehouses.c.id == _moves.warehouse_id)
    .where(_moves.status.in_(sorted(OURS)))
    .group_by(_moves.part_id, _warehouses.c.station)
)


class Difference(NamedTuple):
    """One cached figure that does not agree with the moves: table, key, kept and true figure."""

    table: str
    key: tuple[Any, ...]
    kept: tuple[int, ...]
    true: tuple[int, ...]


def last_costs(conn: Connection, owner: str, part_ids: Iterable[Id]) -> dict[Id, int | None]:
    """The last price (1e-6 yuan) at which each part came in at `owner` and that was not reversed; None = never."""
    found: dict[Id, int | None] = {}
    for some in chunks(part_ids):
        found |= dict.fromkeys(some)
        found |= {row[0]: row[1] for row in conn.execute(_costs_of_parts, {"owner": owner, "parts": some}).all()}
    return found


def _true_balances(conn: Connection) -> dict[tuple[Any, ...], int]:
    return {tuple(row[:5]): int(row[5]) for row in conn.execute(_sums).all() if row[5]}


def _true_values(conn: Connection) -> dict[tuple[Any, ...], tuple[int, int]]:
    return {tuple(row[:2]): (int(row[2]), int(row[3])) for row in conn.execute(_worths).all() if row[2] or row[3]}


def compare(conn: Connection) -> list[Difference]:
    """Every balance and value that differs from the sum of its moves; empty when all is well."""
    table = balances_table.c
    kept: dict[Any, Any] = {
        tuple(row[:5]): row[5]
        for row in conn.execute(select(*(table[name] for name in _KEY), table.qty)).all()
        if row[5]
    }
    true: dict[Any, Any] = _true_balances(conn)
    found = [
        Difference("balances", key, (kept.get(key, 0),), (true.get(key, 0),))
        for key in kept.keys() | true.keys()
        if kept.get(key, 0) != true.get(key, 0)
    ]
    table = values_table.c
    kept = {
        (row[0], row[1]): (row[2], row[3])
        for row in conn.execute(select(table.part_id, table.owner, table.qty, table.value)).all()
        if row[2] or row[3]
    }
    true = _true_values(conn)
    found += [
        Difference("stock_values", key, kept.get(key, (0, 0)), true.get(key, (0, 0)))
        for key in kept.keys() | true.keys()
        if kept.get(key, (0, 0)) != true.get(key, (0, 0))
    ]
    return sorted(found, key=str)


def rebuild(conn: Connection) -> None:
    """Makes balances, values and last costs anew from the moves, within the caller's transaction."""
    balances = [dict(zip((*_KEY, "qty"), (*key, qty), strict=True)) for key, qty in _true_balances(conn).items()]
    values = _true_values(conn)
    costs = {(row[0], row[1]): row[2] for row in conn.execute(_costs_of_all).all()}
    rows = _value_rows(values, costs)
    with open_door(conn, "repair"):
        for table, made in ((balances_table, balances), (values_table, rows)):
            conn.execute(delete(table))
            if made:
                conn.execute(insert(table), made)


def rebuild_parts(conn: Connection, part_ids: Iterable[Id]) -> None:
    """Like `rebuild`, for these parts alone: those of which moves of another station came in."""
    for some in chunks(part_ids):
        of_these = _moves.part_id.in_(some)
        balances = [
            dict(zip((*_KEY, "qty"), (*row[:5], int(row[5])), strict=True))
            for row in conn.execute(_sums.where(of_these)).all()
            if row[5]
        ]
        worths = {(r[0], r[1]): (int(r[2]), int(r[3])) for r in conn.execute(_worths.where(of_these)).all()}
        last = _last_priced.where(of_these).subquery()
        costs_of = select(_moves.part_id, last.c.station, _moves.unit_cost).join(last, last.c.seq == _moves.seq)
        costs = {(row[0], row[1]): row[2] for row in conn.execute(costs_of).all()}
        values = _value_rows(worths, costs)
        with open_door(conn, "repair"):
            for table, made in ((balances_table, balances), (values_table, values)):
                conn.execute(delete(table).where(table.c.part_id.in_(some)))
                if made:
                    conn.execute(insert(table), made)


def _value_rows(
    worths: dict[tuple[Any, ...], tuple[int, int]], costs: dict[tuple[Any, ...], int | None]
) -> list[dict[str, Any]]:
    return [
        {"part_id": part, "owner": owner, "qty": qty, "value": value, "last_cost": costs.get((part, owner))}
        for (part, owner) in worths.keys() | costs.keys()
        for qty, value in [worths.get((part, owner), (0, 0))]
    ]
