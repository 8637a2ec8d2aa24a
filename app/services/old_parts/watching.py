"""Tells once a day of old parts that are kept for a customer past their date (E72)."""

from __future__ import annotations

from sqlalchemy import select

from app.core.desk import Context, Reader, query, usecase
from app.core.i18n import N_, Text
from app.models.journal import Notice
from app.models.old_parts import OldPart
from app.services.old_parts import queries, rules


def _untold(ctx: Reader) -> list[OldPart]:
    """Past their date, and nobody was told of that since."""
    late = queries.overdue(ctx)
    wanted = select(Notice.document_id, Notice.at).where(
        Notice.kind == rules.NAME, Notice.asks, Notice.document_id.in_([old.id for old in late])
    )
    told = {(document, at.date()) for document, at in ctx.conn.execute(wanted)}
    return [
        old for old in late
        if not any(document == old.id and old.kept_until and day > old.kept_until for document, day in told)
    ]  # fmt: skip


@query("old_parts.watch_due", allow=rules.WATCH)
def watch_due(ctx: Reader) -> int:
    """Of how many old parts somebody has to be told."""
    return len(_untold(ctx))


@usecase("old_parts.watch", allow=rules.WATCH, rules=("R68",))
def watch(ctx: Context) -> int:
    """Tells advisors and keeper of each old part that is kept past its date; returns how many."""
    found = _untold(ctx)
    for old in found:
        text = Text(
            N_("{number}: {part} of {plate} was kept until {day}. Ask the customer to fetch or waive it."),
            number=old.number, part=old.part, plate=old.plate,
            day=old.kept_until.isoformat() if old.kept_until else "",
        )  # fmt: skip
        for role in ("SA", "WK"):
            ctx.notify(text, role=role, document=(rules.NAME, old.id), asks=True)
    return len(found)
