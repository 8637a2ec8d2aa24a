"""The contact log: calls and messages to customers are written down here, for the program itself sends none.

Knows documents only by kind and id; whose right it is to write, the caller checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from app.core.clock import Id
from app.core.desk import Context, Reader
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.screen import Choice
from app.models.contacts import ContactEntry
from app.services.duties import name_of

_LOG: Table = ContactEntry.__table__  # type: ignore[assignment]
CHANNELS = (
    Choice("PHONE", N_("Phone")), Choice("MESSAGE", N_("Message")), Choice("IN_PERSON", N_("In person")),
    Choice("LETTER", N_("Letter")),
)  # fmt: skip
PURPOSES = {
    "CONSENT": N_("Consent"), "COLLECT": N_("The car can be fetched"), "STORAGE": N_("The car must be fetched"),
    "REMINDER": N_("Reminder"), "FOLLOW_UP": N_("Follow-up call"), "OTHER": N_("Something else"),
}  # fmt: skip


@dataclass(frozen=True)
class Contact:
    """One entry of the log."""

    purpose: str
    channel: str
    recipient: str
    reached: bool
    words: str
    at: datetime
    who: str


def log(
    ctx: Context, kind: str, document: Id, *, purpose: str, channel: str, recipient: str, reached: bool, words: str
) -> None:  # fmt: skip
    """Keeps one call or message; what was said, or that nobody answered."""
    if not words.strip() and reached:
        raise Refused("Write down what was said.", where="words")
    row: dict[str, Any] = {
        "kind": kind, "document_id": document, "purpose": purpose, "channel": channel, "recipient": recipient[:100],
        "reached": reached, "words": words.strip()[:500], "at": ctx.now, "user_id": ctx.actor.user,
    }  # fmt: skip
    ctx.append(_LOG, [row], document=document)


def entries_of(ctx: Reader, kind: str, document: Id) -> Sequence[Contact]:
    """All entries of a document, oldest first."""
    table = _LOG.c
    rows = ctx.conn.execute(select(_LOG).where(table.kind == kind, table.document_id == document).order_by(table.seq))
    return [
        Contact(
            r.purpose, r.channel, r.recipient, r.reached, r.words, r.at, name_of(ctx, r.user_id) if r.user_id else ""
        )
        for r in rows
    ]
