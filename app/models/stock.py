"""The stock ledger, its balances, and the plain stock document (domain.md §3.2, §6.5).

Moves are the truth and are only added; balances and values are caches that `doctor` rebuilds from them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Derived, Document, Log, Record, Versioned, labelled


class StockMove(Log):
    """One ledger row. `qty` is signed 1/1000 units, `unit_cost` 1e-6 yuan, `value` signed fen.

    The unique key makes posting idempotent: the same line of the same document can't be posted twice. The station is
    part of it, for a merged part is a source at every station.
    """

    __tablename__ = "stock_moves"
    __table_args__ = (
        Index(
            "uq_stock_moves_source", "source_id", "source_line", "kind", "leg", "is_reversal", "station", unique=True
        ),
        Index("ix_stock_moves_part", "part_id", "occurred_at"),
        Index("ix_stock_moves_bin", "bin_id", "part_id", "occurred_at"),
        Index(
            "ix_stock_moves_reversal_of",
            "reversal_of",
            sqlite_where=text("reversal_of IS NOT NULL"),
            postgresql_where=text("reversal_of IS NOT NULL"),
        ),
    )

    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"))
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"))
    bin_id: Mapped[Id] = mapped_column(ForeignKey("bins.id"))
    status: Mapped[str] = mapped_column(String(12))  # AVAILABLE QUARANTINE DEFECT CUSTODY OLD
    batch: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(16))
    leg: Mapped[int] = mapped_column(SmallInteger, default=0)  # 1 = the other half of a transfer or status change
    qty: Mapped[int]
    unit_cost: Mapped[int]
    value: Mapped[int]
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[Id]
    source_line: Mapped[int] = mapped_column(Integer)
    source_number: Mapped[str] = mapped_column(String(40))
    is_reversal: Mapped[bool] = mapped_column(Boolean, default=False)
    reversal_of: Mapped[int | None] = mapped_column(default=None, info={"row_of": "stock_moves"})
    occurred_at: Mapped[datetime]
    posted_at: Mapped[datetime]
    user_id: Mapped[Id | None]
    reason: Mapped[str | None] = mapped_column(String(200), default=None)
    flag: Mapped[str | None] = mapped_column(String(12), default=None)  # NEGATIVE, NO_COST, OVERRIDE


class Balance(Derived):
    """Quantity on hand (1/1000) per part, warehouse, bin, status and batch."""

    __tablename__ = "balances"

    part_id: Mapped[Id] = mapped_column(primary_key=True)
    warehouse_id: Mapped[Id] = mapped_column(primary_key=True)
    bin_id: Mapped[Id] = mapped_column(primary_key=True, index=True)
    status: Mapped[str] = mapped_column(String(12), primary_key=True)
    batch: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    qty: Mapped[int]


class StockValue(Derived):
    """Valued quantity (1/1000) and value (fen) per part and owning station; the average cost is value / qty.

    `last_cost` (1e-6 yuan) outlives a stock of zero: a later gain is valued by it.
    """

    __tablename__ = "stock_values"

    part_id: Mapped[Id] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(8), primary_key=True)  # station code
    qty: Mapped[int]
    value: Mapped[int]
    last_cost: Mapped[int | None]


class Period(Versioned):
    """A closed month of one station ("2026-10"): nothing may be posted into it."""

    __tablename__ = "periods"

    month: Mapped[str] = mapped_column(String(7), index=True)
    closed_by: Mapped[Id | None]


class StockDocument(Document):
    """The plain stock document: in, out, transfer, revaluation; with reason, approved by finance."""

    __tablename__ = "stock_documents"

    type: Mapped[str] = labelled(N_("Type"), length=12, default="IN")  # see services/stock_documents/lines.py
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    reason: Mapped[str] = labelled(N_("Reason"), length=200, default="")
    supplier_id: Mapped[Id | None] = mapped_column(
        ForeignKey("suppliers.id"), default=None, info={"label": N_("Supplier")}
    )
    occurred_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Happened at")})
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None)
    reversal_of: Mapped[Id | None] = mapped_column(ForeignKey("stock_documents.id"), default=None)
    reversed_by: Mapped[Id | None] = mapped_column(default=None)

    lines: Mapped[list[StockLine]] = relationship(cascade="all, delete-orphan", order_by="StockLine.position")


class StockLine(Record):
    """One line: part, bin, quantity; the cost that comes in (IN, OPENING) or the new cost (REVALUATION)."""

    __tablename__ = "stock_lines"

    document_id: Mapped[Id] = mapped_column(ForeignKey("stock_documents.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("Part")})
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    to_bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("To bin")})
    status: Mapped[str] = labelled(N_("Stock status"), length=12, default="AVAILABLE")
    to_status: Mapped[str | None] = labelled(N_("New status"), length=12, default=None)
    batch: Mapped[str] = labelled(N_("Batch"), length=40, default="")
    qty: Mapped[int] = mapped_column(default=0, info={"label": N_("Quantity"), "kind": "quantity"})
    unit_cost: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Unit cost"), "kind": "price"})
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)
