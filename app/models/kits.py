"""Kit splits (拆套): one set becomes its pieces, and its value theirs (domain.md §5.13, E30)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Named, Record, labelled


class KitSplit(Named, Document):
    """A set (or several) that is taken apart: where it lies, why, and the pieces it becomes."""

    __tablename__ = "kit_splits"

    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("Set")})
    qty: Mapped[int] = mapped_column(default=1000, info={"label": N_("Quantity"), "kind": "quantity"})
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    batch: Mapped[str] = labelled(N_("Batch"), length=40, default="")
    reason: Mapped[str] = labelled(N_("Reason"), length=200, default="")
    occurred_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Happened at")})
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None)

    lines: Mapped[list[KitPiece]] = relationship(cascade="all, delete-orphan", order_by="KitPiece.position")


class KitPiece(Named, Record):
    """One kind of piece the set becomes; `weight` says how much of the set's value a line carries beside the others."""

    __tablename__ = "kit_pieces"

    split_id: Mapped[Id] = mapped_column(ForeignKey("kit_splits.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("Part")})
    qty: Mapped[int] = mapped_column(default=0, info={"label": N_("Quantity"), "kind": "quantity"})
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    batch: Mapped[str] = labelled(N_("Batch"), length=40, default="")
    weight: Mapped[int] = mapped_column(Integer, default=1, info={"label": N_("Share of the value")})
