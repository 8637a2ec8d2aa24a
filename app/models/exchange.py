"""What a shop keeps of its exchange with other stations: its key, its peers, how far each has come, the merge list.

None of these tables is exported: every station keeps its own view. The private key never leaves the database.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Boolean, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.models.base import Base, Versioned


class ExchangeSite(Base):
    """This shop as the others know it: one row. `stamped` is the last outbox entry whose version is known."""

    __tablename__ = "exchange_site"
    __table_kind__ = "journal"

    station: Mapped[str] = mapped_column(String(8), primary_key=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary, info={"journal": False})
    public_key: Mapped[str] = mapped_column(String(64))
    age_secret: Mapped[str] = mapped_column(String(100), info={"journal": False})
    age_public: Mapped[str] = mapped_column(String(100))
    stamped: Mapped[int] = mapped_column(default=0)
    restored_at: Mapped[datetime | None] = mapped_column(default=None)  # from a backup; None once a person went on


class ExchangePeer(Versioned):
    """A station we exchange with: its public key, trusted since somebody compared the fingerprint.

    `relay`: it also gets from us what came from third stations. `sealed`: its packages are encrypted for it alone.
    """

    __tablename__ = "exchange_peers"
    __table_args__ = ({"info": {"exchange": False}},)

    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    public_key: Mapped[str] = mapped_column(String(64))
    age_public: Mapped[str] = mapped_column(String(100), default="")
    relay: Mapped[bool] = mapped_column(Boolean, default=True)
    sealed: Mapped[bool] = mapped_column(Boolean, default=False)


class ExchangeCursor(Base):
    """How far a peer has come: what was sent to it, and what it last said it has. {station: {"n", "logs"}}."""

    __tablename__ = "exchange_cursors"
    __table_kind__ = "journal"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    sent: Mapped[dict[str, Any]] = mapped_column(default=dict)
    told: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    told_n: Mapped[int] = mapped_column(Integer, default=0)  # of which package of the peer that is
    owes: Mapped[bool] = mapped_column(
        Boolean, default=False
    )  # it sent something since: it waits to hear how far we are
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    received_at: Mapped[datetime | None] = mapped_column(default=None)


class ExchangeOrigin(Base):
    """How far we have come with a station that is not ours: its audit entry `n`, and the last row of each log."""

    __tablename__ = "exchange_origins"
    __table_kind__ = "journal"

    station: Mapped[str] = mapped_column(String(8), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)
    logs: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ExchangeVersion(Base):
    """Which version of a record stands here: when and where it was last changed, and whose changes it has seen."""

    __tablename__ = "exchange_versions"
    __table_kind__ = "journal"

    table_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[int]  # microseconds, never before the version it was made from
    station: Mapped[str] = mapped_column(String(8))
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {station: n of its audit entry}
    gone: Mapped[bool] = mapped_column(Boolean, default=False)
    was: Mapped[dict[str, Any] | None] = mapped_column(default=None)  # a deleted one: it comes back if it is needed


class ExchangePackage(Base):
    """A package that was taken in, waits for an earlier one, or was set aside, and why."""

    __tablename__ = "exchange_packages"
    __table_kind__ = "journal"
    STATES: ClassVar[tuple[str, ...]] = ("applied", "waiting", "refused")

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(8))  # of the sender; "" if that can't be told
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    at: Mapped[datetime]


class Merge(Versioned):
    """Two stations changed the same master record: what stands now, what it replaced, and what somebody decided."""

    __tablename__ = "exchange_merges"
    __table_args__ = (Index("ix_exchange_merges_record", "table_name", "record_id"), {"info": {"exchange": False}})

    table_name: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[Id]
    # EDITED: changed twice · CODE: two with one code · DROPPED: one of them went
    reason: Mapped[str] = mapped_column(String(12))
    kept: Mapped[dict[str, Any] | None]  # None = deleted
    kept_by: Mapped[str] = mapped_column(String(8))
    kept_at: Mapped[datetime]
    other: Mapped[dict[str, Any] | None]
    other_by: Mapped[str] = mapped_column(String(8))
    other_at: Mapped[datetime]
    decided: Mapped[str] = mapped_column(String(10), default="")  # "" open · KEPT · OTHER · ELSEWHERE
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[Id | None] = mapped_column(default=None)
