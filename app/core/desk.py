"""The desk: every change and every look goes through here, so that permission, audit and outbox come for free.

One pipeline and one transaction per user action: permission → BEGIN → run → flush → audit and outbox → commit →
announce. It knows no shop noun: where entries are kept is the `Journal`'s business, handed in by boot.
"""

from __future__ import annotations

import functools
import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Signer
from app.core.clock import Id
from app.core.doors import (
    JournalledSession,
    defaults,
    freshen,
    insert_into,
    open_door,
    said_plainly,
    shut,
    update_rows,
    write_rows,
)
from app.core.errors import Conflict, Refused
from app.core.i18n import Text
from app.core.settings import Setting
from app.core.usecase import REGISTRY, UseCase, query, usecase
from app.core.workflow import Step

__all__ = [
    "REGISTRY", "Changes", "Context", "Desk", "Entry", "Journal", "Reader", "UseCase", "query", "said_plainly",
    "usecase",
]  # fmt: skip

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Changes:
    """What a committed use-case changed: tables and ids; `initiator` is whatever the caller passed to `run`."""

    op: str
    tables: frozenset[str]
    ids: frozenset[Id]
    initiator: object = None


@dataclass
class Entry:
    """What the journal keeps of one use-case: who, what with, and every change, before it is committed."""

    usecase: str
    actor: Actor
    at: datetime
    args: dict[str, Any]
    diffs: list[dict[str, Any]] = field(default_factory=list)  # {"table", "id", "op", "fields": {name: [old, new]}}
    logs: list[dict[str, Any]] = field(default_factory=list)  # {"table", "rows", "first", "last", "sha256"}
    touched: list[tuple[str, Id]] = field(default_factory=list)  # for the outbox: (table, record)
    signers: list[Signer] = field(default_factory=list)


class Journal(Protocol):
    """Where the desk keeps its entries, numbers, notices, traces and settings: implemented in models."""

    def write(self, conn: Connection, entry: Entry) -> None: ...
    def append(self, conn: Connection, table: Table, rows: list[dict[str, Any]], station: str) -> dict[str, Any]: ...
    def numbers(self, conn: Connection, prefix: str, station: str, day: str, count: int) -> list[str]: ...
    def notice(self, conn: Connection, notice: dict[str, Any]) -> None: ...
    def trace(self, ctx: Context, document: Any, row: dict[str, Any]) -> None: ...
    def setting(self, conn: Connection, key: str) -> Any: ...
    def lock(self, conn: Connection, name: str) -> None: ...
    def far_stations(self, conn: Connection) -> frozenset[str]: ...


class Reader:
    """What a query gets: a connection that can't write, the asking actor, settings and the moment."""

    def __init__(self, conn: Connection, actor: Actor, journal: Journal) -> None:
        self.conn = conn
        self.actor = actor
        self.journal = journal
        self.now = clock.now()
        self._session: Session | None = None

    @property
    def station(self) -> str:
        """Code of the station at which this happens."""
        return self.actor.station

    @property
    def session(self) -> Session:
        """An ORM session on the same connection, opened at first use."""
        if self._session is None:
            self._session = self._open_session()
        return self._session

    def _open_session(self) -> Session:
        return Session(self.conn, expire_on_commit=False, join_transaction_mode="control_fully")

    def setting(self, setting: Setting[S]) -> S:
        """The shop's value of a setting, or its default."""
        value = self.journal.setting(self.conn, setting.key)
        return setting.default if value is None else value

    @functools.cached_property
    def far_stations(self) -> frozenset[str]:
        """Stations that work with books of their own: what is theirs came by the exchange and is a copy."""
        return self.journal.far_stations(self.conn)

    def close(self) -> None:
        """Lets go of the ORM session without touching the transaction."""
        if self._session is not None:
            self._session.expunge_all()


class Context(Reader):
    """What a use-case gets: the reader's powers and the only doors to the tables (see `app.core.doors`)."""

    def __init__(self, conn: Connection, actor: Actor, journal: Journal, entry: Entry, desk: Desk) -> None:
        super().__init__(conn, actor, journal)
        self.now = entry.at
        self.entry = entry
        self._desk = desk
        self.after_commit: list[Callable[[], None]] = []
        self.leads_to: tuple[str, Id] | None = None  # (kind, id) of a document that this made: the window opens it
        self.written: set[str] = set()  # tables that changed but go into no outbox: notices, what is derived

    def _open_session(self) -> Session:
        return JournalledSession(
            self.conn, expire_on_commit=False, join_transaction_mode="control_fully", info={"context": self}
        )

    def flush(self) -> None:
        """Sends pending record changes to the database and notes their diffs."""
        if self._session is not None:
            self._session.flush()

    def append(self, table: Table, rows: Sequence[Mapping[str, Any]], *, document: Id | None = None) -> range:
        """Adds rows to a log table in one executemany; returns their sequence numbers.

        The audit entry keeps count, first, last and a SHA-256 of the rows; the outbox names `document` once.
        """
        if not rows:
            return range(0)
        self.flush()
        note = self.journal.append(self.conn, table, [dict(r) for r in rows], self.station)
        self.entry.logs.append(note)
        if document is not None:
            self.entry.touched.append((table.name, document))
        return range(note["first"], note["last"] + 1)

    def derive(self, statement: Any, rows: Sequence[Mapping[str, Any]] = ()) -> Any:
        """Runs a statement that writes a derived table: not audited, not exported, rebuilt by `doctor`."""
        self.flush()
        self.written.add(statement.table.name)
        with open_door(self.conn, "derived"):
            return write_rows(self.conn, statement, rows) if rows else self.conn.execute(statement)

    def write_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[Id]:
        """Inserts many records in one executemany and returns their ids; their hash goes into the audit entry."""
        if not rows:
            return []
        self.flush()
        origin = {name: value for name, value in self.stamp().items() if name in table.columns}
        full = [{"id": clock.new_id(), **defaults(table), **origin, **row} for row in rows]
        with open_door(self.conn, "record"):
            write_rows(self.conn, insert_into(table), full)
        note = self._desk.digest(table.name, full)
        self.entry.logs.append(note)
        ids = [row["id"] for row in full]
        self.entry.touched += [(table.name, i) for i in ids]
        return ids

    def update_many(self, table: Table, rows: Sequence[Mapping[str, Any]], key: str = "id") -> None:
        """Changes many records in one executemany: each row is its `key` and new values of the same columns.

        Versions are bumped; the rows' hash goes into the audit entry. Raises Conflict if one of them is gone.
        """
        if not rows:
            return
        self.flush()
        if not update_rows(self.conn, table, rows, key, self.now):
            raise Conflict("Somebody else changed this in the meantime. Look at it again.")
        if self._session is not None:
            freshen(self._session, table, rows, key)
        self.entry.logs.append(self._desk.digest(table.name, [dict(r) for r in rows]))
        if any(name != key and table.c[name].info.get("exchange", True) for name in rows[0]):
            self.entry.touched += [(table.name, row[key]) for row in rows]

    def stamp(self) -> dict[str, Any]:
        """What every new record that has room for it says of its origin, unless the use-case says otherwise."""
        return {"station": self.station, "created_by": self.actor.user, "created_at": self.now}

    def number(self, prefix: str, zone: str = "Asia/Shanghai") -> str:
        """The next document number PREFIX-STATION-YYYYMMDD-NNNN; never used twice, even if the clock goes back."""
        return self.numbers(prefix, 1, zone)[0]

    def numbers(self, prefix: str, count: int, zone: str = "Asia/Shanghai") -> list[str]:
        """The next `count` document numbers, one after the other, in one go."""
        return self.journal.numbers(self.conn, prefix, self.station, f"{clock.local(self.now, zone):%Y%m%d}", count)

    def lock(self, name: str) -> None:
        """One writer at a time for `name` (a warehouse, a series) on PostgreSQL; SQLite has one writer anyway."""
        self.journal.lock(self.conn, name)

    def notify(
        self, text: Text, *, role: str | None = None, user: Id | None = None,
        document: tuple[str, Id | None] | None = None, asks: bool = False,
    ) -> None:  # fmt: skip
        """Puts a notice into the inbox of a role or a person; `document` is (kind, id), which a click opens.

        Without an id: the whole list of that kind, instead of those before. What `asks` is over with the next step.
        """
        self.written.add("notices")
        self.journal.notice(
            self.conn,
            {"text": text, "role": role, "user": user, "document": document, "asks": asks, "at": self.now,
             "station": self.station},
        )  # fmt: skip

    def redeem(self, document: Id, version: int, step: str) -> Signer:
        """The signature in hand for exactly this step; used up by this call, whatever comes after."""
        signer = self._desk.redeem(self.actor.signer, document, version, step)
        self.entry.signers.append(signer)
        return signer

    def trace(self, document: Any, step: Step, source: str, answers: Mapping[str, Any], signer: Signer | None) -> None:
        """Keeps the proof of one step: what rules, who, when, from where to where."""
        self.flush()
        self.journal.trace(
            self, document,
            {
                "step": step.name, "source": source, "target": step.target, "rules": list(step.rules),
                "answers": dict(answers), "signer": signer,
            },
        )  # fmt: skip


@contextmanager
def _whole(conn: Connection) -> Iterator[None]:
    """One transaction. SQLite keeps one open whose COMMIT fails, by a link that leads nowhere: it is rolled back."""
    try:
        with conn.begin():
            yield
    except BaseException:
        if not conn.invalidated:
            conn.connection.rollback()
        raise


class Desk:
    """The door of the house: `run` a use-case, `ask` a query. Safe to call from any thread; writes queue up."""

    def __init__(
        self, writer: Engine, reader: Engine, journal: Journal,
        digest: Callable[[str, list[dict[str, Any]]], dict[str, Any]],
    ) -> None:  # fmt: skip
        self._writer = writer
        self._reader = reader
        self._journal = journal
        self.digest = digest
        self._lock = threading.Lock()
        self._kept: Connection | None = None
        self._spare: list[Connection] = []  # readers that wait: taking one is much cheaper than opening one
        self._signers: dict[str, Signer] = {}
        self._listeners: list[Callable[[Changes], None]] = []

    def run(self, case: UseCase[P, R], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs a use-case as one transaction. Raises Refused or Trouble with nothing changed."""
        return self.run_as(None, case, actor, *args, **kwargs)

    def run_as(self, initiator: object, case: UseCase[P, R], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        """Like `run`; `initiator` comes back in `Changes`, so that a room knows its own writes."""
        if not case.writes:
            raise TypeError(f"{case.name} is a query: ask it")
        with self._lock:
            result, ctx = self._transact(case, actor, args, kwargs)
        ids = frozenset(i for _, i in ctx.entry.touched)
        tables = (
            frozenset(t for t, _ in ctx.entry.touched) | frozenset(n["table"] for n in ctx.entry.logs) | ctx.written
        )
        self._announce(Changes(case.name, tables, ids, initiator), ctx.after_commit)
        return result

    def _transact(
        self, case: UseCase[P, R], actor: Actor, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[R, Context]:
        entry = Entry(case.name, actor, clock.now(), {})
        with said_plainly():
            conn = self._connection()
            with _whole(conn):
                ctx = Context(conn, actor, self._journal, entry, self)
                try:
                    result = case(ctx, *args, **kwargs)
                    ctx.flush()
                    if case.audited:
                        entry.args = case.bound(args, kwargs)
                        with open_door(conn, "journal"):
                            self._journal.write(conn, entry)
                finally:
                    shut(conn)  # a failed flush leaves it open
                    ctx.close()
        return result, ctx

    def _connection(self) -> Connection:
        if self._kept is None or self._kept.closed or self._kept.invalidated:
            self._kept = self._writer.connect()
        return self._kept

    def ask(self, case: UseCase[P, R], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs a query on a connection that the database itself keeps from writing."""
        if case.writes:
            raise TypeError(f"{case.name} writes: run it")
        with said_plainly():
            conn = self._take_reader()
            try:
                with conn.begin():
                    ctx = Reader(conn, actor, self._journal)
                    try:
                        return case(ctx, *args, **kwargs)
                    finally:
                        ctx.close()
            finally:
                self._give_back(conn)

    def _take_reader(self) -> Connection:
        try:
            return self._spare.pop()
        except IndexError:
            return self._reader.connect()

    def _give_back(self, conn: Connection) -> None:
        if conn.closed or conn.invalidated:
            conn.close()
        else:
            self._spare.append(conn)

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Calls `listener` after every commit, in the writer's thread. Returns a function that stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _announce(self, changes: Changes, jobs: list[Callable[[], None]]) -> None:
        tell: list[Callable[[], None]] = [functools.partial(listener, changes) for listener in list(self._listeners)]
        for job in [*jobs, *tell]:
            try:
                job()
            except Exception:
                # the commit stands: a listener can't undo it, and must not look as if it had
                log.exception("after %s", changes.op)

    def mint(self, signer: Signer) -> Signer:
        """Keeps a signature until it is redeemed. Only the PIN check may call this."""
        minted = Signer(
            secrets.token_urlsafe(16), signer.user, signer.name, signer.permissions, signer.document, signer.version,
            signer.step, signer.stands_in,
        )  # fmt: skip
        self._signers[minted.token] = minted
        return minted

    def redeem(self, signer: Signer | None, document: Id, version: int, step: str) -> Signer:
        """Takes the signature out of the drawer: once, and only for what it was given for."""
        kept = self._signers.pop(signer.token, None) if signer else None
        if kept is None or (kept.document, kept.version, kept.step) != (document, version, step):
            raise Refused("This step needs a signature with PIN.", where="pin")
        return kept

    def close(self) -> None:
        """Closes the kept connection and both pools."""
        with self._lock:
            if self._kept is not None:
                self._kept.close()
                self._kept = None
        while self._spare:
            self._spare.pop().close()
        self._writer.dispose()
        self._reader.dispose()
