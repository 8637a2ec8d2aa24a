"""Which version of a record stands here. The newest wins, on every station alike, in whatever order versions arrive.

A version knows when and where its record was last changed, and for each station the last change of it that it has seen.
One that has seen all that another has seen follows it. Two that have not seen each other were made at the same time:
then the later moment wins, and what they have seen is joined. A change made here is never dated before the version it
was made from, so a clock that is wrong can't put the past above the present.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context
from app.core.doors import open_door, write_rows
from app.models.exchange import ExchangeSite, ExchangeVersion
from app.models.journal import AuditEntry, OutboxEntry
from app.sync import tables
from app.sync.progress import far_stations

Key = tuple[str, Id]
_versions: Any = ExchangeVersion.__table__
_site: Any = ExchangeSite.__table__


@dataclass(frozen=True)
class Version:
    """When (microseconds) and where a record was last changed, what it has seen, and whether it is deleted.

    `was` is what a deleted one was, so that it can come back.
    """

    at: int
    station: str
    seen: Mapping[str, int]
    gone: bool = False
    was: Mapping[str, Any] | None = None

    def follows(self, other: Version) -> bool:
        """True if this one has seen everything that the other has."""
        return all(self.seen.get(station, 0) >= n for station, n in other.seen.items())

    @property
    def rank(self) -> tuple[int, str]:
        """The later one wins; of the same moment the greater station, so that all decide alike."""
        return self.at, self.station

    def meet(self, other: Version, ends: tuple[int, int] = (0, 0)) -> tuple[Version, bool]:
        """Which of the two stands, and True if it is `other`. `ends`: how final the state of each is.

        Of two that have not seen each other the more final one stands, else the later one, having seen what both have.
        """
        if self.follows(other):
            return self, False
        if other.follows(self):
            return other, True
        wins = (ends[1], *other.rank) >= (ends[0], *self.rank)
        stations = self.seen.keys() | other.seen.keys()
        seen = {s: max(self.seen.get(s, 0), other.seen.get(s, 0)) for s in stations}
        return replace(other if wins else self, seen=seen), wins

    def changed(self, station: str, n: int, at: int = 0, *, gone: bool = False, was: Any = None) -> Version:
        """The version that a change here makes of this one."""
        return Version(max(at, self.at + 1), station, {**self.seen, station: n}, gone, was)


NONE = Version(0, "", {})
_ALWAYS = ("changed_at", "version")


def load(conn: Connection, keys: Iterable[Key]) -> dict[Key, Version]:
    """The versions kept of these records; those never seen are absent."""
    by_table: dict[str, list[Id]] = {}
    for table, id_ in keys:
        by_table.setdefault(table, []).append(id_)
    found = {}
    for table, ids in by_table.items():
        for some in tables.chunks(ids):
            wanted = select(_versions).where(_versions.c.table_name == table, _versions.c.record_id.in_(some))
            for row in conn.execute(wanted):
                found[table, row.record_id] = Version(row.at, row.station, row.seen, row.gone, row.was)
    return found


def unstamped(conn: Connection) -> tuple[dict[Key, Version], int]:
    """The versions of all that changed here since they were last kept, and the outbox entry they reach to."""
    since = conn.execute(select(_site.c.stamped)).scalar() or 0
    outbox, audit = OutboxEntry.__table__.c, AuditEntry.__table__.c
    changes = conn.execute(
        select(outbox.table_name, outbox.record_id, audit.station, audit.n, audit.at, audit.seq)
        .join(AuditEntry.__table__, audit.seq == outbox.audit_seq)
        .where(outbox.seq > since, audit.station.not_in(far_stations(conn)))
        .order_by(outbox.seq)
    ).all()
    upto = conn.execute(select(func.max(outbox.seq))).scalar() or 0
    known = {table.name for table in tables.records()}
    changes = [c for c in changes if c.table_name in known]
    kept = load(conn, {(c.table_name, c.record_id) for c in changes})
    fresh: dict[Key, Version] = {}
    only_ours = _own_figures_only(conn, changes)
    for table, id_, station, n, at, seq in changes:
        if (table, id_, seq) in only_ours:
            continue
        old = fresh.get((table, id_)) or kept.get((table, id_), NONE)
        if old.seen.get(station, 0) < n:
            fresh[table, id_] = old.changed(station, n, clock.micros(at))
    for key in fresh.keys() - _standing(conn, fresh):
        fresh[key] = replace(fresh[key], gone=True, was=_last_words(conn, key, fresh[key]))
    return fresh, upto


def _own_figures_only(conn: Connection, changes: Sequence[Any]) -> set[tuple[str, Id, int]]:
    """Changes of nothing but what each station reckons for itself: no new version for the others."""
    mixed = {t.name: tables.own_figures(t) for t in tables.records() if len(tables.own_figures(t)) > len(_ALWAYS)}
    seqs = sorted({c.seq for c in changes if c.table_name in mixed})
    found: set[tuple[str, Id, int]] = set()
    more: set[tuple[str, Id, int]] = set()
    audit = AuditEntry.__table__.c
    for some in tables.chunks(seqs):
        for seq, body in conn.execute(select(audit.seq, audit.body).where(audit.seq.in_(some))):
            for diff in json.loads(body)["diffs"]:
                own = mixed.get(diff["table"])
                if own is not None:
                    only_own = diff["op"] == "update" and diff["fields"].keys() <= own
                    (found if only_own else more).add((diff["table"], Id(diff["id"]), seq))
    return found - more


def _last_words(conn: Connection, key: Key, version: Version) -> dict[str, Any] | None:
    """What a record was that was deleted here, as the audit of that use-case keeps it."""
    audit = AuditEntry.__table__.c
    n = version.seen[version.station]
    body = conn.execute(select(audit.body).where(audit.station == version.station, audit.n == n)).scalar_one()
    for diff in reversed(json.loads(body)["diffs"]):
        if (diff["table"], diff["id"], diff["op"]) == (key[0], str(key[1]), "delete"):
            return {"id": diff["id"]} | {name: old for name, (old, _) in diff["fields"].items()}
    return None


def changed_here(ctx: Context, key: Key, version: Version, *, gone: bool = False, was: Any = None) -> None:
    """Notes that this use-case makes the next version of a record, dated just after the one it changes."""
    audit = AuditEntry.__table__.c
    last = select(audit.n).where(audit.station == ctx.station).order_by(audit.n.desc()).limit(1)
    n = (ctx.conn.execute(last).scalar() or 0) + 1
    keep(ctx.conn, {key: version.changed(ctx.station, n, gone=gone, was=was)})
    ctx.entry.touched.append(key)


def _standing(conn: Connection, keys: Iterable[Key]) -> set[Key]:
    by_table: dict[str, list[Id]] = {}
    for name, id_ in keys:
        by_table.setdefault(name, []).append(id_)
    return {
        (name, id_)
        for name, ids in by_table.items()
        for some in tables.chunks(ids)
        for id_ in conn.execute(
            select(tables.named()[name].c.id).where(tables.named()[name].c.id.in_(some))
        ).scalars()
    }  # fmt: skip


def stamp(conn: Connection) -> None:
    """Keeps the versions of all that changed here until now."""
    fresh, upto = unstamped(conn)
    keep(conn, fresh)
    with open_door(conn, "journal"):
        conn.execute(update(_site).values(stamped=upto))


def keep(conn: Connection, versions: Mapping[Key, Version]) -> None:
    """Keeps these versions in place of those before."""
    if not versions:
        return
    rows = [
        {"table_name": table, "record_id": id_, "at": v.at, "station": v.station, "seen": dict(v.seen), "gone": v.gone,
         "was": None if v.was is None else dict(v.was)}
        for (table, id_), v in versions.items()
    ]  # fmt: skip
    with open_door(conn, "journal"):
        write_rows(conn, _upsert(conn.dialect.name), rows)


@cache
def _upsert(dialect: str) -> Insert:
    statement: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](_versions)
    return statement.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=["table_name", "record_id"],
        set_={name: statement.excluded[name] for name in ("at", "station", "seen", "gone", "was")},
    )
