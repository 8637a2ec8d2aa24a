"""Brings back what one station deleted while another used it: a deletion never tears a hole into the books.

A draft part that is deleted here and stocked there comes back at both, as a change of each, and is the same at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Table, select

from app.core.clock import Id
from app.core.desk import Context
from app.models.base import Base
from app.models.exchange import ExchangeVersion
from app.sync import tables, versions
from app.sync.merging import Merged
from app.sync.reading import Package
from app.sync.versions import Key

_versions: Any = ExchangeVersion.__table__


def bring_back(ctx: Context, merged: Merged, package: Package) -> None:
    """Takes out of what is to be deleted, or makes anew, whatever is still pointed to."""
    wanted = {target for key, row in merged.rows.items() for target in _targets(tables.named()[key[0]], row)}
    wanted |= set(_of_logs(package)) | set(_of_ours(ctx, merged))
    while wanted:
        needed = {key for key in wanted if key in merged.deleted}
        needed |= _gone(ctx, {key for key in wanted if key not in merged.rows and key not in merged.deleted})
        wanted = set()
        for key in sorted(needed, key=str):
            row = _back(ctx, merged, key)
            wanted |= set(_targets(tables.named()[key[0]], row))


def _back(ctx: Context, merged: Merged, key: Key) -> dict[str, Any]:
    kept = merged.versions.get(key) or versions.load(ctx.conn, [key])[key]
    table = tables.named()[key[0]]
    row = merged.deleted.pop(key, None)
    if row is None:  # it was deleted here some time ago
        row = tables.defaults(table) | tables.from_plain(table, kept.was or {}) | {"id": key[1]}
        merged.rows[key] = row
    merged.brought.setdefault(key, kept.seen)
    versions.changed_here(ctx, key, kept)
    return row


def _targets(table: Table, row: Mapping[str, Any]) -> Iterator[Key]:
    """What a row points to."""
    for column, target in pointers(table):
        if row.get(column) is not None:
            yield target, row[column]


@cache
def pointers(table: Table) -> list[tuple[str, str]]:
    """(column, table of records that it names)."""
    return [
        (fk.parent.name, fk.column.table.name)
        for fk in table.foreign_keys
        if fk.column.table.info.get("kind") == "record"
    ]  # fmt: skip


def _of_logs(package: Package) -> Iterator[Key]:
    for table in tables.logs():
        named = pointers(table)
        if named:
            for line in package.lines(f"logs/{table.name}.ndjson"):
                yield from ((target, Id(line[column])) for column, target in named if line.get(column))


def _of_ours(ctx: Context, merged: Merged) -> Iterator[Key]:
    """What is to be deleted although rows that stay here point to it."""
    for table in Base.metadata.sorted_tables:
        if table.info.get("kind") not in ("record", "log"):
            continue
        for column, target in pointers(table):
            for some in tables.chunks(id_ for name, id_ in merged.deleted if name == target):
                own = table.c.id if "id" in table.c else table.c.seq
                found = select(own, table.c[column]).where(table.c[column].in_(some))
                for row_id, pointed in ctx.conn.execute(found):
                    key = (table.name, row_id)
                    if key not in merged.deleted and key not in merged.rows:
                        yield target, pointed


def _gone(ctx: Context, keys: Iterable[Key]) -> set[Key]:
    """Which of these were deleted here before."""
    by_table: dict[str, set[Id]] = {}
    for name, id_ in keys:
        by_table.setdefault(name, set()).add(id_)
    found: set[Key] = set()
    for name, ids in by_table.items():
        gone = select(_versions.c.record_id).where(_versions.c.table_name == name, _versions.c.gone)
        found |= {(name, id_) for id_ in ctx.conn.execute(gone).scalars() if id_ in ids}
    return found
