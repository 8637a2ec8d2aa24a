"""Examines the shop's data and mends what is derived from the rest. It never touches a record, a log or the audit.

Each check reads only and works on any connection, so that a backup is examined by the same eyes as the live file.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DatabaseError

from app.core.access import Actor
from app.core.desk import Context, Desk, Reader, query, usecase
from app.core.doors import open_door
from app.core.errors import Trouble
from app.core.i18n import N_, Text
from app.models import engine
from app.models.attachments import Attachment
from app.models.base import Base, Log
from app.models.journal import AuditEntry, chain_hash
from app.services import attachments, customers, stock, vehicles
from app.services.parts.indexing import compare_index, rebuild_index
from app.services.roles import DOCTOR

Severity = Literal["ok", "warn", "bad"]
Tell = Callable[[Text, int, int], None]  # (which check, how far, of how many)
# what reading a damaged row ends in: the database says so, or a value is none any more (not UTF-8, no JSON, no id)
DAMAGE = (DatabaseError, ValueError, TypeError, KeyError)
log = logging.getLogger(__name__)
RECENT = 1000  # how many audit entries per station a quick look reads


@dataclass(frozen=True)
class Finding:
    """What one check found. `repairable`: `repair` rebuilds it. "warn" loses nothing and wants no action today."""

    check: str
    text: Text
    severity: Severity = "ok"
    repairable: bool = False

    @property
    def sound(self) -> bool:
        """False if something must be done."""
        return self.severity != "bad"


@dataclass(frozen=True)
class _Look:
    """How a check looks: at what connection, only the recent part or all, whether the files lie beside it."""

    conn: Connection
    quick: bool
    files: bool


def examine(desk: Desk, actor: Actor, *, repair: bool = False, tell: Tell | None = None) -> list[Finding]:
    """Runs all checks; with `repair` first rebuilds what is derived if any check says so. `tell` hears the progress."""
    found = desk.ask(_examine, actor, tell)
    if repair and any(f.repairable for f in found):
        for check in sorted({f.check for f in found if f.repairable}):
            try:
                desk.run(rebuild, actor, [check])
            except (Trouble, *DAMAGE) as error:  # its finding stays
                log.info("the repair of %s did not go through: %s", check, error)
        found = desk.ask(_examine, actor, tell)
    return found


@query("doctor.examine", allow=DOCTOR)
def _examine(ctx: Reader, tell: Tell | None) -> list[Finding]:
    return look_at(ctx.conn, tell=tell)


@usecase("doctor.repair", allow=DOCTOR)
def rebuild(ctx: Context, checks: list[str]) -> None:
    """Rebuilds what is derived: balances and values from the moves, the search index, the triggers. Audited."""
    for check in checks:
        _REPAIRS[check](ctx)


def look_at(
    conn: Connection, *, quick: bool = False, files: bool = True, tell: Tell | None = None, only: tuple[str, ...] = ()
) -> list[Finding]:
    """All findings on one database. `quick` reads only the newest part of long chains; `files` looks at attachments;

    `only` names the checks that are made (none: all).
    """
    seen = _Look(conn, quick, files)
    found: list[Finding] = []
    for number, (name, label, check) in enumerate(CHECKS, 1):
        if only and name not in only:
            continue
        if tell:
            tell(Text(label), number, len(CHECKS))
        found += _looked(name, label, check, seen) or [Finding(name, Text(N_("{check}: sound"), check=Text(label)))]
    return found


def _looked(name: str, label: str, check: Callable[[_Look], Iterator[_Trouble]], seen: _Look) -> list[Finding]:
    """What one check finds. One that can't read its rows has found damage: a flipped byte makes text no text."""
    found = []
    try:
        for words, severity, repairable in check(seen):
            found.append(Finding(name, words, severity, repairable))
    except DAMAGE as error:
        log.info("the check %s could not read on: %s", name, error)
        words = Text(N_("{check}: not readable; the data file is damaged. Restore the last good backup."),
                     check=Text(label))  # fmt: skip
        found.append(Finding(name, words, "bad", name in _REPAIRS))
    return found


_Trouble = tuple[Text, Severity, bool]


def _file(look: _Look) -> Iterator[_Trouble]:
    if look.conn.dialect.name == "sqlite":
        pragma = "PRAGMA quick_check(5)" if look.quick else "PRAGMA integrity_check(5)"
        for row in look.conn.execute(text(pragma)).scalars():
            if row != "ok":
                said = Text(N_("The data file is damaged: {what}. Restore the last good backup."), what=row)
                yield said, "bad", False


def _foreign_keys(look: _Look) -> Iterator[_Trouble]:
    if look.conn.dialect.name == "sqlite":
        for row in look.conn.execute(text("PRAGMA foreign_key_check")).fetchmany(20):
            words = Text(N_("A row of {table} points to one of {other} that is gone."), table=row[0], other=row[2])
            yield words, "bad", False


def _triggers(look: _Look) -> Iterator[_Trouble]:
    if gone := sorted(engine.trigger_names() - engine.trigger_names_present(look.conn)):
        names = ", ".join(gone[:3])
        said = Text(N_("Logs are not sealed: {n} triggers are missing ({names})."), n=len(gone), names=names)
        yield said, "bad", True


def _audit(look: _Look) -> Iterator[_Trouble]:
    entries = AuditEntry.__table__.c
    heads = look.conn.execute(select(entries.station, func.max(entries.n)).group_by(entries.station)).all()
    for station, newest in heads:
        first = max(1, newest - RECENT) if look.quick else 1
        yield from _chain(look.conn, station, first)


def _chain(conn: Connection, station: str, first: int) -> Iterator[_Trouble]:
    entries = AuditEntry.__table__.c
    rows = conn.execute(
        select(AuditEntry.__table__).where(entries.station == station, entries.n >= first).order_by(entries.n),
        execution_options={"yield_per": 500},
    )
    expected, previous = first, "" if first == 1 else None
    for row in rows:
        words = ""
        if row.n != expected:
            words = N_("The audit of station {station} has a gap before entry {n}.")
        elif previous is not None and row.previous != previous:
            words = N_("Audit entry {n} of station {station} does not follow the one before it.")
        elif row.hash != chain_hash(row.previous, row.body) or not _body_fits(row):
            words = N_("Audit entry {n} of station {station} was changed afterwards.")
        if words:
            yield Text(words, station=station, n=row.n), "bad", False
        expected, previous = row.n + 1, row.hash


def _body_fits(row: Any) -> bool:
    """The columns that lists show say the same as the body that is hashed."""
    body = json.loads(row.body)
    user = None if row.user_id is None else str(row.user_id)
    return (body["n"], body["station"], body["usecase"], body["user"]) == (row.n, row.station, row.usecase, user)


def _logs(look: _Look) -> Iterator[_Trouble]:
    """Rows are numbered 1, 2, 3 … without a gap: a deleted one leaves a hole."""
    for table in _log_tables():
        lowest, highest, rows = look.conn.execute(
            select(func.min(table.c.seq), func.max(table.c.seq), func.count(table.c.seq))
        ).one()
        if rows and (lowest != 1 or highest != rows):
            missing = highest - rows
            yield Text(N_("{n} rows of the log {table} are gone."), n=missing, table=table.name), "bad", False


def _log_tables() -> Iterator[Table]:
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Log):
            yield mapper.local_table  # type: ignore[misc]


def _balances(look: _Look) -> Iterator[_Trouble]:
    if wrong := stock.compare(look.conn):
        yield Text(N_("{n} stock figures differ from the sum of their moves."), n=len(wrong)), "bad", True


def _search_index(look: _Look) -> Iterator[_Trouble]:
    if not look.quick and (wrong := compare_index(look.conn)):
        yield Text(N_("{n} parts are not found by what they are called now."), n=len(wrong)), "bad", True


def _people_index(look: _Look) -> Iterator[_Trouble]:
    if look.quick:
        return
    if wrong := customers.compare_index(look.conn) + vehicles.compare_index(look.conn):
        yield (
            Text(N_("{n} customers or vehicles are not found by what they are called now."), n=len(wrong)),
            "bad",
            True,
        )


def _attachments(look: _Look) -> Iterator[_Trouble]:
    if not look.files:
        return
    kept, named = set(attachments.stored(look.conn)), attachments.referenced(look.conn)
    if gone := named - kept:
        names = look.conn.execute(select(Attachment.name).where(Attachment.sha256.in_(list(gone)[:3]))).scalars()
        said = Text(N_("{n} attached files are missing ({names})."), n=len(gone), names=", ".join(sorted(names)))
        yield said, "bad", False
    if orphans := kept - named:
        yield Text(N_("{n} kept files belong to nothing; they do no harm."), n=len(orphans)), "warn", False
    folder = attachments.folder_of(look.conn)
    if folder is not None and not look.quick:
        for sha in sorted(kept & named):
            if hashlib.sha256(attachments.path_in(folder, sha).read_bytes()).hexdigest() != sha:
                yield Text(N_("The attached file {name} was changed afterwards."), name=sha[:12]), "bad", False


def _seal(ctx: Context) -> None:
    with open_door(ctx.conn, "repair"):
        for statement in engine.triggers(ctx.conn.dialect.name):
            ctx.conn.exec_driver_sql(statement)


def _restock(ctx: Context) -> None:
    stock.rebuild(ctx.conn)


def _reindex(ctx: Context) -> None:
    rebuild_index(ctx.conn)


def _reindex_people(ctx: Context) -> None:
    customers.rebuild_index(ctx.conn)
    vehicles.rebuild_index(ctx.conn)


CHECKS: tuple[tuple[str, str, Callable[[_Look], Iterator[_Trouble]]], ...] = (
    ("file", N_("Data file"), _file),
    ("foreign_keys", N_("Links between records"), _foreign_keys),
    ("triggers", N_("Seals of the logs"), _triggers),
    ("audit", N_("Audit chain"), _audit),
    ("logs", N_("Logs without gaps"), _logs),
    ("balances", N_("Stock against moves"), _balances),
    ("part_index", N_("Search index of parts"), _search_index),
    ("people_index", N_("Search index of customers and vehicles"), _people_index),
    ("attachments", N_("Attached files"), _attachments),
)
_REPAIRS: dict[str, Callable[[Context], None]] = {
    "triggers": _seal,
    "balances": _restock,
    "part_index": _reindex,
    "people_index": _reindex_people,
}
