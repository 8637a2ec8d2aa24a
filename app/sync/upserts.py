"""Writes what a package changed, parents before children, and settles where two records claim the same code.

Of two records with one code the newest stands and the other goes, if nothing points to it; if something may, the later
made one keeps living under a code of its own ("OIL~02"). Both are on the merge list. That is a change of this station
like any other, so all stations end with the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, Table, UniqueConstraint, and_, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.core.clock import Id
from app.core.desk import Context
from app.core.doors import insert_into, open_door, write_rows
from app.models.base import Base
from app.sync import tables, versions
from app.sync.merging import Merged, Row, note
from app.sync.versions import Key, Version


def upsert(ctx: Context, merged: Merged) -> None:
    """Deletes, adds and changes; then nothing points into the void (SQLite looks at the end, PostgreSQL at once)."""
    ctx.flush()
    if ctx.conn.dialect.name == "sqlite":
        ctx.conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    late = [table for table in reversed(tables.records()) if not _delete(ctx.conn, table, merged)]
    for table in tables.records():
        rows = [row for (name, _), row in merged.rows.items() if name == table.name]
        if rows:
            _write(ctx, table, rows, merged)
    for table in late:
        if not _delete(ctx.conn, table, merged):
            raise ValueError(f"{table.name}: what was deleted elsewhere is still pointed to")


def _delete(conn: Connection, table: Table, merged: Merged) -> bool:
    """False if something still points to one of them; then none is deleted."""
    ids = [id_ for name, id_ in merged.deleted if name == table.name]
    if not ids:
        return True
    try:
        with conn.begin_nested(), open_door(conn, "record"):
            for some in tables.chunks(ids):
                conn.execute(delete(table).where(table.c.id.in_(some)))
    except IntegrityError:
        return False
    return True


def _write(ctx: Context, table: Table, rows: list[Row], merged: Merged) -> None:
    """All rows in one go; where two claim one code, one after the other."""
    if not _is_claimed(ctx.conn, table, rows):
        try:
            with ctx.conn.begin_nested():
                _put(ctx.conn, table, rows, merged)
            return
        except IntegrityError:  # two of them claim one code, or change theirs
            pass
    waiting = [(row, 0) for row in rows]
    while waiting:
        row, tries = waiting.pop(0)
        try:
            with ctx.conn.begin_nested():
                _put(ctx.conn, table, [row], merged)
        except IntegrityError:
            pending = {(table.name, other["id"]) for other, _ in waiting}
            if tries < 2 and any((table.name, i) in pending for i in _claimants(ctx.conn, table, row)):
                waiting.append((row, tries + 1))  # the other one is about to give the code up
            elif tries > 9 or not _settle(ctx, table, row, merged):
                raise
            elif (table.name, row["id"]) in merged.rows:
                waiting.append((row, tries + 1))


def _is_claimed(conn: Connection, table: Table, rows: Sequence[Row]) -> bool:
    """True if a record that stands here has a code of one of these: asked for all of them at once."""
    for columns, _ in _uniques(table):
        names = [c.name for c in columns]
        wanted = {tuple(row[n] for n in names): row["id"] for row in rows if all(row.get(n) is not None for n in names)}
        last = columns[-1]
        for some in tables.chunks({key[-1] for key in wanted}):
            for id_, *key in conn.execute(select(table.c.id, *columns).where(last.in_(some))):
                if wanted.get(tuple(key), id_) != id_:
                    return True
    return False


def _put(conn: Connection, table: Table, rows: Sequence[Row], merged: Merged) -> None:
    own = [c.name for c in table.columns if any(fk.column.table is table for fk in c.foreign_keys)]
    new = [tables.defaults(table) | row for row in rows if (table.name, row["id"]) not in merged.here]
    old = [row for row in rows if (table.name, row["id"]) in merged.here]
    with open_door(conn, "record"):
        if new:  # a row may point to one further down
            write_rows(conn, insert_into(table), [row | dict.fromkeys(own) for row in new])
        if own and new:
            names = [
                "id",
                *own,
                *(["changed_at"] if "changed_at" in table.c else []),
            ]  # else it would be said to be now
            _change(conn, table, [{name: row[name] for name in names} for row in new])
        _change(conn, table, old)


def _change(conn: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        names = tuple(name for name in rows[0] if name != "id")
        write_rows(
            conn, _update(table, names),
            [{"this_id": row["id"]} | {f"new_{name}": row[name] for name in names} for row in rows],
        )  # fmt: skip


@cache
def _update(table: Table, names: tuple[str, ...]) -> Any:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("this_id")).values(values)


# --- two records with one code --------------------------------------------------------------------------------------
def _uniques(table: Table) -> Iterator[tuple[list[Any], Any]]:
    """Columns that must be unique together, and on which rows (None: all)."""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield list(constraint.columns), None
    for index in table.indexes:
        if index.unique:
            yield list(index.columns), index.dialect_options["sqlite"]["where"]


def _claims(conn: Connection, table: Table, row: Mapping[str, Any]) -> Iterator[tuple[list[Any], Id]]:
    for columns, where in _uniques(table):
        wanted = select(table.c.id).where(and_(*(c == row.get(c.name) for c in columns)), table.c.id != row["id"])
        found = conn.execute(wanted if where is None else wanted.where(where)).scalar()
        if found is not None and all(row.get(c.name) is not None for c in columns):
            yield columns, found


def _claimants(conn: Connection, table: Table, row: Mapping[str, Any]) -> list[Id]:
    return [id_ for _, id_ in _claims(conn, table, row)]


@cache
def _pointed_to(table: Table) -> bool:
    return any(
        fk.column.table is table
        for other in Base.metadata.sorted_tables
        if other.info.get("kind") in ("record", "log") and other is not table
        for fk in other.foreign_keys
    )


def _settle(ctx: Context, table: Table, row: Row, merged: Merged) -> bool:
    """Makes one of the two give way; False if it is about something else than a code."""
    claim = next(_claims(ctx.conn, table, row), None)
    if claim is None:
        return False
    columns, other_id = claim
    other = dict(ctx.conn.execute(select(table).where(table.c.id == other_id)).mappings().one())
    keys = (table.name, row["id"]), (table.name, other_id)
    kept = versions.load(ctx.conn, keys)
    theirs, ours = kept.get(keys[0], versions.NONE), kept.get(keys[1], versions.NONE)
    sides = [(theirs, dict(row), keys[0]), (ours, other, keys[1])]
    if _pointed_to(table):
        loser = max(sides, key=lambda side: side[2][1])
        _rename(ctx, table, columns, loser, merged)
    else:
        loser = min(sides, key=lambda side: (*side[0].rank, side[2][1]))
        _drop(ctx, table, loser, merged)
    merged.brought.setdefault(loser[2], loser[0].seen)  # what is derived of it is made anew
    winner = sides[1] if loser is sides[0] else sides[0]
    if _pointed_to(table):
        note(ctx, table, loser[2][1], "CODE", winner[:2], loser[:2])
        merged.conflicts.append(loser[2])
    elif not tables.says_the_same(table, winner[1], loser[1]):
        # to take it back is to write it into the one that stands
        fell = loser[1] | {"id": winner[2][1]}
        note(ctx, table, winner[2][1], "DROPPED", winner[:2], (loser[0], fell))
        merged.conflicts.append(winner[2])
    ctx.flush()
    return True


def _rename(
    ctx: Context, table: Table, columns: list[Any], loser: tuple[Version, Row, Key], merged: Merged
) -> None:  # fmt: skip
    version, row, key = loser
    column = next(c for c in reversed(columns) if isinstance(c.type, String))
    room = (column.type.length or 40) - len(row["station"]) - 1
    new = None if column.nullable else f"{row[column.name][:room]}~{row['station']}"
    with open_door(ctx.conn, "record"):
        ctx.conn.execute(update(table).where(table.c.id == key[1]).values({column.name: new}))
    if key in merged.rows:
        merged.rows[key][column.name] = new
    versions.changed_here(ctx, key, version)


def _drop(ctx: Context, table: Table, loser: tuple[Version, Row, Key], merged: Merged) -> None:
    version, row, key = loser
    with open_door(ctx.conn, "record"):
        ctx.conn.execute(delete(table).where(table.c.id == key[1]))
    if merged.rows.pop(key, None) is None:
        merged.deleted[key] = row
    versions.changed_here(ctx, key, version, gone=True, was=tables.to_plain(table, row))
