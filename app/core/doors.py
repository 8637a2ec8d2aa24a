"""The doors to the tables: refuses any write that does not come by the desk. Knows kinds of tables, no single table.

Every table declares its kind in `info["kind"]`: record (ORM or `write_many`), log (`append`, insert only), derived
(`derive`), journal (the desk itself). An engine-level hook refuses everything else, raw SQL included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Engine, Insert, Table, TextClause, bindparam, event, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.util import IdentitySet

if TYPE_CHECKING:
    from app.core.desk import Context

Door = Literal["record", "log", "derived", "journal", "repair"]
# what `doctor` may run by the door "repair": the triggers that seal logs, made from the metadata
_SEALS = re.compile(r"\s*(create (or replace function|trigger)|drop trigger)\b", re.IGNORECASE)
_WRITES = re.compile(r"\s*(insert|update|delete|replace|drop|alter|create|truncate)\b", re.IGNORECASE)


class WrongDoor(RuntimeError):
    """A write that did not come by the desk: always a bug of ours."""


@contextmanager
def open_door(conn: Connection, door: Door) -> Iterator[None]:
    """Within the block `conn` may write tables of this kind."""
    before = conn.info.get("door")
    conn.info["door"] = door
    try:
        yield
    finally:
        conn.info["door"] = before


def update_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: str, moment: datetime) -> bool:
    """Updates records by `key` in one executemany, bumping their versions; False if not each row was there once."""
    names = [name for name in rows[0] if name != key]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    if "version" in table.columns:
        values |= {"version": table.c.version + 1, "changed_at": moment}
    statement = update(table).where(table.c[key] == bindparam("this_key")).values(values)
    with open_door(conn, "record"):
        done = conn.execute(
            statement, [{"this_key": row[key]} | {f"new_{name}": row[name] for name in names} for row in rows]
        )
    return done.rowcount == len(rows)


def guard(engine: Engine) -> None:
    """Refuses every write on `engine` that does not pass an open door. Call it after the migrations."""
    event.listen(engine, "before_execute", _check)
    event.listen(engine, "before_cursor_execute", _check_raw)


def _check(conn: Connection, clause: Any, _many: Any, _params: Any, _options: Any) -> None:
    if isinstance(clause, UpdateBase):
        table, door = clause.table, conn.info.get("door")
        kind = table.info.get("kind") if isinstance(table, Table) else None
        if door == "repair" and kind == "derived":
            return
        if kind is None or kind != door:
            raise WrongDoor(f"{table} is a {kind} table, written by the door {door}")
        if kind == "log" and not isinstance(clause, Insert):
            raise WrongDoor(f"{table} is a log: rows are only added")
    elif isinstance(clause, TextClause) and _WRITES.match(clause.text):
        raise WrongDoor(f"raw SQL: {clause.text[:60]}")


def _check_raw(conn: Connection, _cursor: Any, statement: str, _params: Any, context: Any, _many: bool) -> None:
    if conn.info.get("door") == "repair" and _SEALS.match(statement):
        return
    if getattr(context, "compiled", None) is None and _WRITES.match(statement):
        raise WrongDoor(f"raw SQL: {statement[:60]}")


class JournalledSession(Session):
    """A session that may write records while it flushes, and notes every field it changes in `info["context"]`."""


def _before_flush(session: Session, _flush: Any, _objects: Any) -> None:
    origin = session.info["context"].stamp()
    for record in session.new:
        for name, value in origin.items():
            if hasattr(record, name) and not getattr(record, name):
                setattr(record, name, value)
    session.connection().info["door"] = "record"


def _after_flush(session: Session, flush: Any) -> None:
    session.connection().info["door"] = None
    ctx = session.info["context"]
    # a line taken out of its document's lines is deleted by this flush, but stands in `session.dirty`
    gone = IdentitySet(state.obj() for state, (deleted, listed) in flush.states.items() if deleted and not listed)
    dirty = [record for record in session.dirty if record not in gone]
    for op, records in (("insert", session.new), ("update", dirty), ("delete", gone)):
        for record in records:
            _note(ctx, op, record)


event.listen(JournalledSession, "before_flush", _before_flush)
event.listen(JournalledSession, "after_flush", _after_flush)


def _note(ctx: Context, op: str, record: Any) -> None:
    state = inspect(record)
    fields: dict[str, list[Any]] = {}
    for column in state.mapper.column_attrs:
        if column.columns[0].info.get("journal") is False:
            continue
        history = state.attrs[column.key].history
        if op == "update" and not history.has_changes():
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if op == "delete":
            old, new = getattr(record, column.key), None
        if old is not None or new is not None:
            fields[column.key] = [old, new]
    if not fields:
        return
    table, key = state.mapper.local_table.name, record.id
    ctx.entry.diffs.append({"table": table, "id": key, "op": op, "fields": fields})
    ctx.entry.touched.append((table, key))
