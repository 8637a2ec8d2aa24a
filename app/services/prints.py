"""Prints of this station: what became of each, what still waits for its printer, and giving one up (E88).

A document is posted whatever the printer does; knows no printer and no single sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.i18n import Text
from app.models.prints import PrintOutcome
from app.services.kinds import KINDS, named

_OUTCOMES: Table = PrintOutcome.__table__  # type: ignore[assignment]
PRINTED, FAILED, DROPPED = "PRINTED", "FAILED", "DROPPED"
MOST = 200  # prints that are shown: those of about a day


@dataclass(frozen=True)
class Print:
    """The last attempt to print one sheet of one document. `waits`: the printer did not take it."""

    kind: str
    document: Id
    number: str
    sheet: str
    label: str
    printer: str
    reason: Text | None
    at: datetime
    waits: bool


@usecase("prints.note", allow=None, audited=False)
def note(
    ctx: Context,
    kind: str,
    document: Id,
    number: str,
    sheet: str,
    outcome: str,
    printer: str,
    reason: Text | None = None,
) -> None:
    """Keeps how a print ended; the document is as it was."""
    ctx.actor.require(named(kind).view)
    row = {
        "kind": kind, "document_id": document, "number": number, "sheet": sheet, "outcome": outcome,
        "printer": printer[:120], "reason": reason.data() if reason else None, "at": ctx.now, "user_id": ctx.actor.user,
    }  # fmt: skip
    ctx.append(_OUTCOMES, [row])


@query("prints.list", allow=None)
def list_prints(ctx: Reader) -> list[Print]:
    """The last attempt for each sheet at this station, waiting ones first, then the newest."""
    table = _OUTCOMES.c
    last = select(func.max(table.seq)).where(table.station == ctx.station).group_by(table.document_id, table.sheet)
    rows = ctx.conn.execute(
        select(_OUTCOMES)
        .where(table.seq.in_(last), table.outcome != DROPPED)
        .order_by((table.outcome == FAILED).desc(), table.seq.desc())
        .limit(MOST)
    )
    labels = {sheet.name: (card, sheet.label) for card in KINDS for sheet in card.sheets}
    return [_print(row, labels[row.sheet][1]) for row in rows if row.sheet in labels and _may(ctx, row.kind)]


@query("prints.waiting", allow=None)
def waiting(ctx: Reader) -> int:
    """How many prints wait at this station: for the rail."""
    return sum(1 for found in list_prints(ctx) if found.waits)


def _may(ctx: Reader, kind: str) -> bool:
    return ctx.actor.may(named(kind).view)


def _print(row: Any, label: str) -> Print:
    reason = Text.of(row.reason) if row.reason else None
    return Print(
        row.kind, row.document_id, row.number, row.sheet, label, row.printer, reason, row.at, row.outcome == FAILED
    )
