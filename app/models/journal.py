"""The journal: audit chain, outbox, numbers, notices, step proofs. Handed to the desk by boot; knows no shop noun.

The audit is a hash chain per station: each entry's hash covers the hash before it and its own body. It shows later
tampering with single entries; whoever holds the file could recompute it all, which is why its head is printed on
count reports and kept in backup manifests.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    case,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, i18n
from app.core.access import Signer
from app.core.clock import Id
from app.core.desk import Context, Entry
from app.core.doors import insert_into, open_door, write_rows
from app.core.errors import Refused
from app.models.base import Base, Log, Versioned
from app.models.exchange import ExchangeOrigin
from app.models.people import User


class AuditEntry(Base):
    """One use-case that changed something. `body` is canonical JSON: user, arguments, diffs, log digests, signers."""

    __tablename__ = "audit_entries"
    __table_kind__ = "journal"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    station: Mapped[str] = mapped_column(String(8))
    n: Mapped[int] = mapped_column(Integer)  # 1, 2, 3 … per station, without a gap
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[Id | None] = mapped_column(default=None)
    usecase: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("station", "n", name="uq_audit_entries_station_n"),)


class OutboxEntry(Base):
    """One changed record (or one document with new log rows): what a sync package has to carry."""

    __tablename__ = "outbox_entries"
    __table_kind__ = "journal"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    station: Mapped[str] = mapped_column(String(8))
    audit_seq: Mapped[int] = mapped_column(Integer)
    table_name: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[Id] = mapped_column(index=True)


class Counter(Base):
    """The last number given per prefix and station, and for which day."""

    __tablename__ = "counters"
    __table_kind__ = "journal"

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    station: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[str] = mapped_column(String(8))
    last: Mapped[int] = mapped_column(Integer)


class Notice(Base):
    """A notice for a role or a person: msgid and arguments, and the document that a click opens.

    Without `document_id` that is the list of the kind. One that `asks` is over with its document's next step.
    """

    __tablename__ = "notices"
    __table_kind__ = "journal"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    station: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    role: Mapped[str | None] = mapped_column(String(8), index=True)
    user_id: Mapped[Id | None] = mapped_column(index=True)
    message: Mapped[dict[str, Any]]
    kind: Mapped[str | None] = mapped_column(String(40))
    document_id: Mapped[Id | None]
    asks: Mapped[bool] = mapped_column(default=False)


class NoticeRead(Log):
    """Who read a notice, and when."""

    __tablename__ = "notice_reads"
    __table_args__ = ({"info": {"exchange": False}},)  # notices stay at their station

    notice_seq: Mapped[int] = mapped_column(Integer, index=True)
    user_id: Mapped[Id] = mapped_column(index=True)
    at: Mapped[datetime]


class StepProof(Log):
    """The proof of one step of one document: which rules, who, when, from where to where, signed by whom."""

    __tablename__ = "step_proofs"

    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[Id] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(String(30))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    rules: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    user_id: Mapped[Id | None]
    user_name: Mapped[str] = mapped_column(String(100))
    signer_id: Mapped[Id | None]
    signer_name: Mapped[str | None] = mapped_column(String(100))
    stands_in: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[dict[str, Any]]
    sheet_hash: Mapped[str | None] = mapped_column(String(64))


class PrintRecord(Log):
    """One print of one sheet: which copy, of which revision, with what content."""

    __tablename__ = "print_records"

    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[Id] = mapped_column(index=True)
    sheet: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(Integer)
    copy_no: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    user_id: Mapped[Id | None]
    sheet_hash: Mapped[str] = mapped_column(String(64))


class ShopSetting(Versioned):
    """A setting the shop changed: key and JSON value."""

    __tablename__ = "shop_settings"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[dict[str, Any]]  # {"value": …}


@lru_cache(maxsize=1 << 15)  # the rows of one document name the same ids again and again
def _id_text(number: int) -> str:
    return str(UUID(int=number))


def plain(value: Any) -> Any:
    """`value` as JSON can carry it; the same text for the same value on every machine."""
    if isinstance(value, UUID):
        return _id_text(value.int)  # a number is found much faster than an id
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return "sha256:" + hashlib.sha256(value).hexdigest()
    if isinstance(value, i18n.Text):
        return value.data()
    if isinstance(value, Signer):
        return {"user": str(value.user), "name": value.name, "step": value.step, "stands_in": value.stands_in}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(v) for v in value)
    return str(value)


_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain, check_circular=False
).encode


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, dates and ids as text."""
    return _encode(value)


def digest(table: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the audit keeps of many rows: table, count and SHA-256 of the canonical JSON of their columns and values."""
    names = sorted(rows[0])
    body = canonical([names, [[row[name] for name in names] for row in rows]])
    return {"table": table, "rows": len(rows), "sha256": hashlib.sha256(body.encode()).hexdigest()}


def chain_hash(previous: str, body: str) -> str:
    """The hash of an audit entry: over the entry before it and its own body."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


_of_station = AuditEntry.station == text(":station")
_ends = select(  # of the station's chain, and of both tables
    select(AuditEntry.n).where(_of_station).order_by(AuditEntry.n.desc()).limit(1).scalar_subquery().label("n"),
    select(AuditEntry.hash).where(_of_station).order_by(AuditEntry.n.desc()).limit(1).scalar_subquery().label("hash"),
    func.coalesce(select(func.max(AuditEntry.seq)).scalar_subquery(), 0).label("seq"),
    func.coalesce(select(func.max(OutboxEntry.seq)).scalar_subquery(), 0).label("outbox"),
    select(ExchangeOrigin.station).where(ExchangeOrigin.station == text(":station")).scalar_subquery().label("far"),
)
_far = select(ExchangeOrigin.station)
_left = select(User.roles).where(User.id == bindparam("user"), ~User.active)
_counter: Any = Counter.__table__
_goes_on = _counter.c.day >= bindparam("today")
_count_on: Any = (
    update(_counter)
    .where(_counter.c.prefix == bindparam("of"), _counter.c.station == bindparam("at"))
    .values(
        day=case((_goes_on, _counter.c.day), else_=bindparam("today")),
        last=case((_goes_on, _counter.c.last), else_=0) + bindparam("more", type_=Integer),
    )
    .returning(_counter.c.day, _counter.c.last)
)
_setting = select(ShopSetting.__table__.c.value).where(ShopSetting.key == text(":key"))


@cache
def _max_seq(table: Table) -> Any:
    return select(func.coalesce(func.max(table.c.seq), 0))


class SqlJournal:
    """The desk's journal in the shop's own database."""

    def write(self, conn: Connection, entry: Entry) -> None:
        """Adds the audit entry to the station's chain, and one outbox entry per touched record.

        Refused for a chain that is kept elsewhere: the next package of its own station would find its place taken.
        """
        station = entry.actor.station
        for name in (f"audit:{station}", f"seq:{AuditEntry.__tablename__}", f"seq:{OutboxEntry.__tablename__}"):
            self.lock(conn, name)
        ends = conn.execute(_ends, {"station": station}).one()
        if ends.far or not station:
            raise Refused(
                "Nothing is entered for station {station} here: its books are kept elsewhere.", station=station
            )
        n, previous, seq = ends.n or 0, ends.hash or "", ends.seq + 1
        body = canonical(
            {
                "n": n + 1, "usecase": entry.usecase, "at": clock.micros(entry.at), "station": station,
                "user": entry.actor.user, "name": entry.actor.name, "args": entry.args, "diffs": entry.diffs,
                "logs": entry.logs, "signers": entry.signers,
            }
        )  # fmt: skip
        head = {
            "seq": seq, "station": station, "n": n + 1, "at": entry.at, "user_id": entry.actor.user,
            "usecase": entry.usecase, "body": body, "previous": previous, "hash": chain_hash(previous, body),
        }  # fmt: skip
        write_rows(conn, insert_into(AuditEntry.__table__), [head])
        touched = list(dict.fromkeys(entry.touched))
        if touched:
            rows = [
                {"seq": at, "station": station, "audit_seq": seq, "table_name": table, "record_id": record}
                for at, (table, record) in enumerate(touched, ends.outbox + 1)
            ]
            write_rows(conn, insert_into(OutboxEntry.__table__), rows)

    def append(self, conn: Connection, table: Table, rows: list[dict[str, Any]], station: str) -> dict[str, Any]:
        """Numbers and inserts log rows; returns what the audit keeps of them."""
        first = self._reserve(conn, table)
        for seq, row in enumerate(rows, first):
            row["seq"] = seq
            row.setdefault("station", station)
        with open_door(conn, "log"):
            write_rows(conn, insert_into(table), rows)
        return {**digest(table.name, rows), "first": first, "last": first + len(rows) - 1}

    def _reserve(self, conn: Connection, table: Table) -> int:
        """The first free sequence number. SQLite has one writer; PostgreSQL takes a lock per table."""
        self.lock(conn, f"seq:{table.name}")
        return int(conn.execute(_max_seq(table)).scalar_one()) + 1

    def numbers(self, conn: Connection, prefix: str, station: str, day: str, count: int) -> list[str]:
        """`count` times PREFIX-STATION-YYYYMMDD-NNNN. A clock set back goes on with the stored day (E85)."""
        self.lock(conn, f"number:{prefix}:{station}")
        given = {"of": prefix, "at": station, "today": day, "more": count}
        with open_door(conn, "journal"):
            last = count
            if kept := conn.execute(_count_on, given).first():
                day, last = kept
            else:
                conn.execute(insert(Counter), {"prefix": prefix, "station": station, "day": day, "last": last})
        return [f"{prefix}-{station}-{day}-{n:04d}" for n in range(last - count + 1, last + 1)]

    def notice(self, conn: Connection, notice: dict[str, Any]) -> None:
        """Keeps a notice for a role or a person; for one who is disabled, in his place all who have his roles."""
        kind, document = notice["document"] or (None, None)
        left = conn.execute(_left, {"user": notice["user"]}).scalar_one_or_none() if notice["user"] else None
        told = [(notice["role"], notice["user"])] if left is None else [(role, None) for role in left]
        with open_door(conn, "journal"):
            for role, user in told:
                conn.execute(
                    insert(Notice),
                    {
                        "seq": self._reserve(conn, Notice.__table__), "station": notice["station"],  # type: ignore[arg-type]
                        "at": notice["at"], "role": role, "user_id": user, "message": notice["text"].data(),
                        "kind": kind, "document_id": document, "asks": notice["asks"],
                    },
                )  # fmt: skip

    def trace(self, ctx: Context, document: Any, row: dict[str, Any]) -> None:
        """Keeps the proof of a step."""
        signer: Signer | None = row["signer"]
        ctx.append(
            StepProof.__table__,  # type: ignore[arg-type]
            [
                {
                    "kind": document.__tablename__, "document_id": document.id, "revision": document.revision,
                    "step": row["step"], "source": row["source"], "target": row["target"],
                    "rules": " ".join(row["rules"]), "at": ctx.now, "user_id": ctx.actor.user,
                    "user_name": ctx.actor.name, "signer_id": signer.user if signer else None,
                    "signer_name": signer.name if signer else None, "stands_in": bool(signer and signer.stands_in),
                    "answers": json.loads(canonical(row["answers"])), "sheet_hash": None,
                }
            ],
            document=document.id,
        )  # fmt: skip

    def setting(self, conn: Connection, key: str) -> Any:
        """The stored value of a setting, or None."""
        kept = conn.execute(_setting, {"key": key}).scalar_one_or_none()
        return None if kept is None else kept["value"]

    def far_stations(self, conn: Connection) -> frozenset[str]:
        """The stations whose books came by the exchange."""
        return frozenset(conn.execute(_far).scalars())

    def lock(self, conn: Connection, name: str) -> None:
        """An advisory lock until the end of the transaction; SQLite's one writer needs none."""
        if conn.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
