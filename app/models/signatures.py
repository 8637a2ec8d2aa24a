"""Signatures: who agreed to which revision of which document, on screen or on paper, or would not sign."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.models.base import Versioned


class Signature(Versioned):
    """One signature, or one refusal to sign. It belongs to one revision of one document, by the hash of its sheet.

    `purpose` tells several signatures of one revision apart: AGREE before the work, DELIVERY at the end. A paper may
    come back later: until then `image_id` is empty. The attachment `sheet_id` is the matter that was signed; its
    SHA-256 is `sheet_hash`.
    """

    __tablename__ = "signatures"
    __table_args__ = (Index("ix_signatures_document", "kind", "document_id", "revision"),)

    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[Id]
    revision: Mapped[int] = mapped_column(Integer)
    purpose: Mapped[str] = mapped_column(String(12), default="AGREE")
    sheet_hash: Mapped[str] = mapped_column(String(64))
    sheet_id: Mapped[Id] = mapped_column(ForeignKey("attachments.id"))
    way: Mapped[str] = mapped_column(String(8))  # SCREEN or PAPER
    role: Mapped[str] = mapped_column(String(12), default="CUSTOMER")
    name: Mapped[str] = mapped_column(String(100))
    signed_at: Mapped[datetime]
    image_id: Mapped[Id | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    strokes_id: Mapped[Id | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    refused: Mapped[bool] = mapped_column(Boolean, default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")
