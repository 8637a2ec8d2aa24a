"""The doors to the tables: refuses any write that does not come by the desk. Knows kinds of tables, no single table.

Every table declares its kind in `info["kind"]`: record (ORM or `write_many`), log (`append`, insert only), derived
(`derive`), journal (the desk itself). An engine-level hook refuses everything else, raw SQL included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Dialect, Engine, Insert, Table, bindparam, event, insert, inspect, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.util import IdentitySet

from app.core.errors import Conflict, Damaged, Refused, Trouble
from app.core.i18n import N_, Text
from app.core.workflow import elsewhere

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
        shut(conn, before)


def shut(conn: Connection, before: Door | None = None) -> None:
    """Closes a door, or leaves open the one `before` it. A connection that the server has cut has none any more."""
    if not conn.invalidated:
        conn.info["door"] = before


def write_rows(conn: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> int:
    """Runs a statement that is kept for each row, in one executemany; all rows name the same values. Returns the hits.

    SQLAlchemy would take every row apart by the same names again, which costs more than writing it: the statement is
    prepared once, and a row becomes a tuple.
    """
    prepared = _prepared(statement, tuple(rows[0]), conn.dialect)
    if prepared is None:
        return conn.execute(statement, rows).rowcount
    sql, values = prepared
    tuples = [tuple([put(row[name]) if put else row[name] for name, put in values]) for row in rows]
    return conn.exec_driver_sql(sql, tuples, execution_options={"statement": statement}).rowcount


@cache
def insert_into(table: Table) -> Insert:
    """The one INSERT of a table: prepared statements are known by the statement they were made of."""
    return insert(table)


@cache
def defaults(table: Table) -> dict[str, Any]:
    """What a new row of the table holds where nothing else is said."""
    return {c.name: c.default.arg for c in table.columns if c.default is not None and c.default.is_scalar}  # type: ignore[attr-defined]


@lru_cache(maxsize=512)
def _prepared(statement: UpdateBase, names: tuple[str, ...], dialect: Dialect) -> tuple[str, list[Any]] | None:
    """SQL, and in their order the names of the values and what fits them for the driver; None: SQLAlchemy does it."""
    made: Any = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=True)
    if not made.positional or not set(made.positiontup) <= set(names):  # or a default is to be filled in
        return None
    types = [(name, made.binds[name].type) for name in made.positiontup]
    return str(made), [(name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in types]


def update_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: str, moment: datetime) -> bool:
    """Updates records by `key` in one executemany, bumping their versions; False if not each row was there once."""
    names = tuple(name for name in rows[0] if name != key)
    own = {"this_moment": moment} if "version" in table.columns else {}
    with open_door(conn, "record"):
        hit = write_rows(
            conn, _update(table, names, key),
            [{"this_key": row[key]} | {f"new_{name}": row[name] for name in names} | own for row in rows],
        )  # fmt: skip
    return hit == len(rows)


def freshen(session: Session, table: Table, rows: Sequence[Mapping[str, Any]], key: str) -> None:
    """Tells the records that a session holds what `update_rows` wrote to them; versions are read again when asked."""
    written = {row[key]: row for row in rows}
    for record in session.identity_map.values():
        state = inspect(record)
        if state.mapper.local_table is not table or (row := written.get(getattr(record, key))) is None:
            continue
        for name, value in row.items():
            set_committed_value(record, name, value)
        if "version" in table.columns:
            session.expire(record, ["version", "changed_at"])


@lru_cache(maxsize=512)
def _update(table: Table, names: tuple[str, ...], key: str) -> UpdateBase:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    if "version" in table.columns:
        values |= {"version": table.c.version + 1, "changed_at": bindparam("this_moment")}
    return update(table).where(table.c[key] == bindparam("this_key")).values(values)


def guard(engine: Engine) -> None:
    """Refuses every write on `engine` that does not pass an open door. Call it after the migrations.

    It listens where the driver is called: the events of connections would cost a quarter of each statement's time.
    """
    for called in ("do_execute", "do_executemany"):
        event.listen(engine, called, lambda _cursor, statement, _params, context: _check(statement, context))
    event.listen(engine, "do_execute_no_params", lambda _cursor, statement, context: _check(statement, context))


def _check(statement: str, context: Any) -> None:
    clause = context.invoked_statement
    if clause is None:
        clause = context.execution_options.get("statement")  # what `write_rows` prepared
    if not isinstance(clause, UpdateBase):
        if _WRITES.match(statement) and not (_SEALS.match(statement) and _door(context) == "repair"):
            raise WrongDoor(f"raw SQL: {statement[:60]}")
        return
    table, door = clause.table, _door(context)
    kind = table.info.get("kind") if isinstance(table, Table) else None
    if door == "repair" and kind == "derived":
        return
    if kind is None or kind != door:
        raise WrongDoor(f"{table} is a {kind} table, written by the door {door}")
    if kind == "log" and not isinstance(clause, Insert):
        raise WrongDoor(f"{table} is a log: rows are only added")


def _door(context: Any) -> Door | None:
    return context.root_connection.info.get("door")  # type: ignore[no-any-return]


class JournalledSession(Session):
    """A session that may write records while it flushes, and notes every field it changes in `info["context"]`."""


@cache
def owner(cls: type[Any]) -> tuple[str, type[Any]]:
    """Which attribute of a line names what it belongs to, and what that is: the first foreign key of its table."""
    mapper = inspect(cls)
    column = next(c for c in mapper.local_table.columns if c.foreign_keys)
    table = next(iter(column.foreign_keys)).column.table
    named: str = mapper.get_property_by_column(column).key
    return named, next(other.class_ for other in mapper.registry.mappers if other.local_table is table)


def _far(ctx: Any, session: Session, record: Any) -> Text | None:
    """Why a record can't be written here: it, or the document that it is a line of, belongs to another station."""
    while record is not None and not hasattr(record, "station"):
        line: Any = type(record)
        named, cls = owner(line)
        id_ = getattr(record, named)  # a line that is new in its document has none yet: then that one is dirty
        record = session.get(cls, id_) if id_ is not None else None
    return elsewhere(ctx, record) if record is not None else None


def _before_flush(session: Session, _flush: Any, _objects: Any) -> None:
    ctx = session.info["context"]
    for record in (*session.new, *session.dirty, *session.deleted) if ctx.far_stations else ():
        if far := _far(ctx, session, record):
            raise Refused(far)
    origin = ctx.stamp()
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
    unchanged = state.unmodified if op == "update" else ()
    for column in state.mapper.column_attrs:
        if column.key in unchanged or column.columns[0].info.get("journal") is False:
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


DAMAGED = N_("The data file is damaged. Close the program and restore the last good backup.")
_TROUBLES = (
    ("database is locked", N_("Another program is writing to the data file. Nothing was changed; try again.")),
    ("database or disk is full", N_("The disk is full. Nothing was changed; free some space and try again.")),
    ("readonly database", N_("The data file may not be written. Nothing was changed; check the rights of its folder.")),
    ("disk I/O error", N_("The disk does not answer. Nothing was changed; check the drive and try again.")),
    ("malformed", DAMAGED),
    ("could not decode", DAMAGED),  # a flipped byte makes text no text
    ("unable to open", N_("The data file can't be opened. Check that its folder is there and may be written.")),
    ("connection", N_("The database server does not answer. Nothing was changed; try again.")),
)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turns errors of the world into Trouble, lost races into Conflict, a link in a deletion's way into Refused.

    Lets our own bugs through.
    """
    try:
        yield
    except StaleDataError as error:
        raise Conflict("Somebody else changed this in the meantime. Look at it again.") from error
    except (OperationalError, DBAPIError) as error:
        for sign, words in _TROUBLES:
            if sign in str(error.orig).lower().replace("i/o", "I/O"):
                raise (Damaged if words == DAMAGED else Trouble)(words) from error
        if _deletes_what_is_named(error):
            raise Refused(
                "Other records name this, so it can't be deleted. Take it out there first, or block or cancel it."
            ) from error
        raise


def _deletes_what_is_named(error: DBAPIError) -> bool:
    deletes = isinstance(error, IntegrityError) and (error.statement or "").startswith("DELETE")
    return deletes and "foreign key" in str(error.orig).lower()
