"""What became of a print: the printer took it, or did not and it waits to be printed again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.models.base import Log


class PrintOutcome(Log):
    """One attempt to print one sheet of a document, and how it ended: PRINTED, FAILED, or DROPPED by somebody.

    The last one counts; the document itself is posted whatever the printer does (E88).
    """

    __tablename__ = "print_outcomes"

    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[Id] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(String(40))
    sheet: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(8))
    printer: Mapped[str] = mapped_column(String(120))
    reason: Mapped[dict[str, Any] | None]  # a Text as data: said in the reader's language
    at: Mapped[datetime]
    user_id: Mapped[Id | None]
