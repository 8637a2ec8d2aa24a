"""The contact log: what was said to a customer outside the program, by whom, and whether he was reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.models.base import Log


class ContactEntry(Log):
    """One call, message or talk about a document. `purpose`: CONSENT, COLLECT, STORAGE, REMINDER, OTHER."""

    __tablename__ = "contact_log"
    __table_args__ = (Index("ix_contact_log_document", "kind", "document_id"),)

    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[Id]
    purpose: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(12))  # PHONE MESSAGE IN_PERSON LETTER
    recipient: Mapped[str] = mapped_column(String(100))
    reached: Mapped[bool] = mapped_column(Boolean)
    words: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]
    user_id: Mapped[Id | None]
