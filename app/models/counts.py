"""Stock counts: the document, its scope, team and places, its lines, and the log of scans (domain.md §3.3).

Lines are written when the snapshot is taken and when a round is settled; in between only the scan log grows, so that
nothing scanned is ever lost or summed twice: what was counted is the sum of the events.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Log, Record, labelled


class StockCount(Document):
    """One count: what is counted, how, by whom; when each step happened and who approved it."""

    __tablename__ = "stock_counts"

    type: Mapped[str] = labelled(N_("Type"), length=10, default="MONTHLY")  # MONTHLY ANNUAL SPOT CYCLE
    period: Mapped[str | None] = labelled(N_("Period"), length=20, default=None)  # "2026-11"
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    mode: Mapped[str] = labelled(N_("Mode"), length=8, default="LIVE")  # LIVE FREEZE
    scope: Mapped[str] = labelled(N_("Scope"), length=10, default="BINS")  # ALL BINS CATEGORY CLASS
    category_id: Mapped[Id | None] = mapped_column(
        ForeignKey("categories.id"), default=None, info={"label": N_("Category")}
    )
    abc_class: Mapped[str | None] = labelled(N_("ABC class"), length=4, default=None)
    snapshot_at: Mapped[datetime | None] = mapped_column(default=None)
    snapshot_seq: Mapped[int | None] = mapped_column(default=None)  # the last move the snapshot knows
    counted_until: Mapped[datetime | None] = mapped_column(default=None)
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    annual_approved_by: Mapped[Id | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = labelled(N_("Reason"), length=500, default=None)  # of a rejection or cancellation

    bins: Mapped[list[CountBin]] = relationship(cascade="all, delete-orphan", order_by="CountBin.position")
    team: Mapped[list[CountMember]] = relationship(cascade="all, delete-orphan", order_by="CountMember.position")


class CountBin(Record):
    """A bin named in the scope of a count."""

    __tablename__ = "count_bins"
    __table_args__ = (UniqueConstraint("count_id", "bin_id", name="uq_count_bins_count_bin"),)

    count_id: Mapped[Id] = mapped_column(ForeignKey("stock_counts.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    bin_id: Mapped[Id] = mapped_column(ForeignKey("bins.id"), info={"label": N_("Bin location")})
    why: Mapped[str | None] = labelled(N_("Why it is due"), length=10, default=None)  # of a cycle count


class CountMember(Record):
    """A member of the count's team: LEADER, COUNTER or OBSERVER; FORMER if he left it while it was counted."""

    __tablename__ = "count_members"
    __table_args__ = (UniqueConstraint("count_id", "user_id", name="uq_count_members_count_user"),)

    count_id: Mapped[Id] = mapped_column(ForeignKey("stock_counts.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), info={"label": N_("Person")})
    role: Mapped[str] = labelled(N_("Role in the team"), length=10, default="COUNTER")


class CountPlace(Record):
    """One bin while it is counted: which round, who has it, whether that round is finished here."""

    __tablename__ = "count_places"
    __table_args__ = (UniqueConstraint("count_id", "bin_id", name="uq_count_places_count_bin"),)

    count_id: Mapped[Id] = mapped_column(ForeignKey("stock_counts.id"))
    bin_id: Mapped[Id] = mapped_column(ForeignKey("bins.id"), index=True)
    round: Mapped[int] = mapped_column(SmallInteger, default=1)
    counter_id: Mapped[Id | None] = mapped_column(default=None)
    finished: Mapped[bool] = mapped_column(Boolean, default=False)


class CountLine(Record):
    """One part at one bin in one status: the book at the snapshot, three counts, and what became of the difference.

    Quantities are 1/1000 units, `cost` 1e-6 yuan at the snapshot, `value` fen. `book` is the book at count time.
    """

    __tablename__ = "count_lines"
    __table_args__ = (
        UniqueConstraint("count_id", "bin_id", "part_id", "status", "batch", name="uq_count_lines_place"),
        Index("ix_count_lines_part", "count_id", "part_id"),
    )

    count_id: Mapped[Id] = mapped_column(ForeignKey("stock_counts.id"))
    position: Mapped[int] = mapped_column(Integer)
    bin_id: Mapped[Id] = mapped_column(ForeignKey("bins.id"))
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"))
    status: Mapped[str] = mapped_column(String(12), default="AVAILABLE")
    batch: Mapped[str] = mapped_column(String(40), default="")
    listed: Mapped[bool] = mapped_column(Boolean, default=True)  # False: found, not expected
    snapshot: Mapped[int]
    cost: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(String(16), default="OPEN")  # OPEN COUNTED ZERO_CONFIRMED NOT_FOUND
    again: Mapped[bool] = mapped_column(Boolean, default=False)  # over tolerance: counted a second time
    counted1: Mapped[int | None] = mapped_column(default=None)
    by1: Mapped[Id | None] = mapped_column(default=None)
    at1: Mapped[datetime | None] = mapped_column(default=None)
    counted2: Mapped[int | None] = mapped_column(default=None)
    by2: Mapped[Id | None] = mapped_column(default=None)
    at2: Mapped[datetime | None] = mapped_column(default=None)
    counted3: Mapped[int | None] = mapped_column(default=None)
    by3: Mapped[Id | None] = mapped_column(default=None)
    at3: Mapped[datetime | None] = mapped_column(default=None)
    accepted: Mapped[int | None] = mapped_column(default=None)
    counted_at: Mapped[datetime | None] = mapped_column(default=None)  # of the accepted count
    confirmed_seq: Mapped[int] = mapped_column(default=0)  # late slips up to this move were looked at
    book: Mapped[int | None] = mapped_column(default=None)
    difference: Mapped[int | None] = mapped_column(default=None)
    value: Mapped[int | None] = mapped_column(default=None)
    cause: Mapped[str | None] = mapped_column(String(20), default=None)
    treatment: Mapped[str | None] = mapped_column(String(20), default=None)
    responsible_id: Mapped[Id | None] = mapped_column(default=None)
    due: Mapped[date | None] = mapped_column(default=None)
    cost_entered: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(String(200), default=None)
    pair_id: Mapped[Id | None] = mapped_column(default=None)  # the line it is offset against
    cleared_at: Mapped[datetime | None] = mapped_column(default=None)  # what was kept open is cleared up
    cleared_by: Mapped[Id | None] = mapped_column(default=None)
    cleared_note: Mapped[str | None] = mapped_column(String(200), default=None)
    cleared_how: Mapped[str | None] = mapped_column(String(12), default=None)  # MATCHED FOUND WRITTEN_OFF
    cleared_proof: Mapped[str | None] = mapped_column(String(40), default=None)  # number of the document


class ScanEvent(Log):
    """One act of counting: a scan, a typed quantity, a zero, an undo, an unknown code and what became of it.

    `qty` is signed 1/1000 units. `ref` is the seq of the event that this one takes back or resolves.
    """

    __tablename__ = "scan_events"
    __table_args__ = (
        Index("ix_scan_events_line", "count_id", "bin_id", "part_id", "round"),
        Index("ix_scan_events_ref", "ref"),
    )

    count_id: Mapped[Id]
    bin_id: Mapped[Id]
    round: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(10))  # SCAN TYPED ZERO NOT_FOUND UNDO UNKNOWN ATTACH ASIDE
    part_id: Mapped[Id | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(String(12), default="AVAILABLE")
    batch: Mapped[str] = mapped_column(String(40), default="")
    qty: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(200), default="")
    mark: Mapped[str] = mapped_column(String(10), default="")  # OTHER_BIN OFF_LIST
    ref: Mapped[int | None] = mapped_column(default=None)
    user_id: Mapped[Id | None]
    at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(String(200), default=None)


class CountFile(Log):
    """A data collector's file that was loaded into a count: the same content counts once."""

    __tablename__ = "count_files"
    __table_args__ = (Index("uq_count_files_content", "count_id", "sha256", unique=True),)

    count_id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    counted: Mapped[int] = mapped_column(Integer)
    unknown: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    user_id: Mapped[Id | None]
    at: Mapped[datetime]
