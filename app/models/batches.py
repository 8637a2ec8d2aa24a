"""Batches of parts: when made, when they expire, from whom. What lies where of them is in the balances."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Record, labelled


class Batch(Record):
    """One batch (or serial number) of one part, as `balances.batch` names it; written by what receives it first."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("part_id", "batch", name="uq_batches_part_batch"),)

    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("Part")})
    batch: Mapped[str] = labelled(N_("Batch"), length=40)
    produced: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Made on")})
    expires: Mapped[date | None] = mapped_column(default=None, index=True, info={"label": N_("Expires on")})
    supplier_id: Mapped[Id | None] = mapped_column(
        ForeignKey("suppliers.id"), default=None, info={"label": N_("Supplier")}
    )
    source_number: Mapped[str] = mapped_column(String(40), default="")
