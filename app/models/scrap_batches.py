"""Scrap batches: old parts and waste that one handler takes away at one time. Weights are grams, money fen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Record, labelled


class ScrapBatch(Document):
    """What leaves together. `type`: ORDINARY, or HAZARDOUS with licence and transfer slip of the handler (S10)."""

    __tablename__ = "scrap_batches"

    type: Mapped[str] = labelled(N_("Type"), length=10, default="ORDINARY")
    handler: Mapped[str | None] = labelled(N_("Handler"), length=100, default=None)
    licence: Mapped[str | None] = labelled(N_("Handler's licence"), length=60, default=None)
    slip: Mapped[str | None] = labelled(N_("Slip number"), length=60, default=None)
    proceeds: Mapped[int] = mapped_column(default=0, info={"label": N_("Proceeds"), "kind": "money"})
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    disposed_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Handed over at")})
    disposed_by: Mapped[Id | None] = mapped_column(default=None)
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)

    lines: Mapped[list[ScrapLine]] = relationship(cascade="all, delete-orphan", order_by="ScrapLine.position")


class ScrapLine(Record):
    """One old part, or waste that never was one (oily rags): then `what` and the class say what it is."""

    __tablename__ = "scrap_lines"

    batch_id: Mapped[Id] = mapped_column(ForeignKey("scrap_batches.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    old_part_id: Mapped[Id | None] = mapped_column(
        ForeignKey("old_parts.id"), default=None, index=True, info={"label": N_("Old part")}
    )
    what: Mapped[str] = labelled(N_("What it is"), length=200, default="")
    hw_class: Mapped[str] = labelled(N_("Hazardous waste class"), length=20, default="")
    grams: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Weight"), "kind": "quantity", "decimals": 3, "unit": "kg"}
    )
