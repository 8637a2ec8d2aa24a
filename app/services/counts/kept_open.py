"""What counts kept open: posted, but to be cleared up until a date (domain.md §3.3).

The difference stands in the ledger since the posting; nothing is posted here. Clearing says what it was: a later
document took it back (matched, or found again), and that document is the proof; or it stays written off, with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.core import clock
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.screen import Choice
from app.models.counts import StockCount
from app.models.journal import AuditEntry
from app.models.parts import Part
from app.models.stations import Bin
from app.models.stock import StockMove
from app.services import stock
from app.services.counts import rules
from app.services.counts.places import LINES, fetch
from app.services.counts.queries import people_of
from app.services.counts.workflow import did_not_count
from app.services.duties import tell_head

PAGE = ("counts.kept_open", None)  # what the notice opens: a page of the room of counts
REMIND = Permission("counts.remind", N_("Remind of what counts kept open too long"))
HOW = (
    Choice("MATCHED", N_("Matched to a later document")), Choice("FOUND", N_("Found again")),
    Choice("WRITTEN_OFF", N_("Written off")),
)  # fmt: skip


@dataclass(frozen=True)
class KeptOpen:
    """One difference that a count kept open; `days` since it was posted, `difference` in 1/1000, `value` in fen."""

    line_id: Id
    count_id: Id
    count: str
    bin: str
    number: str
    name_zh: str | None
    name_en: str | None
    unit: str
    decimals: int
    difference: int
    value: int
    cause: str
    responsible: str
    note: str
    due: date
    days: int
    overdue: bool
    how: str
    proof: str
    cleared_by: str
    cleared_at: datetime | None
    cleared_note: str


_l = LINES.c
_kept = (
    select(
        LINES, StockCount.number.label("counted_in"), StockCount.posted_at, Bin.code.label("bin"), Part.number,
        Part.name_zh, Part.name_en, Part.unit, Part.qty_decimals,
    )
    .join(StockCount, StockCount.id == _l.count_id)
    .join(Bin, Bin.id == _l.bin_id)
    .join(Part, Part.id == _l.part_id)
    .where(_l.treatment == "SUSPEND", _l.difference != 0, StockCount.state.in_(("posted", "closed")))
    .order_by(_l.due, StockCount.number, _l.position)
)  # fmt: skip
_open = _kept.where(_l.cleared_at.is_(None))
_here = _open.where(StockCount.station == bindparam("station"))
_late = select(func.count()).select_from(_here.where(_l.due < bindparam("today")).subquery())
_one = _kept.where(_l.id == bindparam("line"))
_taken_back = select(func.sum(StockMove.qty)).where(
    StockMove.part_id == bindparam("part"), StockMove.source_number == bindparam("proof"),
    StockMove.posted_at > bindparam("posted"),
)  # fmt: skip


@query("counts.kept_open", allow=rules.VIEW)
def kept_open(ctx: Reader, cleared: bool = False) -> tuple[KeptOpen, ...]:
    """What is still to be cleared up, the most pressing first; with `cleared` also what is done. Bins that the asking
    person counts now are left out."""
    if not ctx.actor.may(rules.APPROVE):
        ctx.actor.require(rules.ANALYSE)
    hidden = stock.blind_bins(ctx)
    rows = [x for x in ctx.conn.execute(_kept if cleared else _open) if x.bin_id not in hidden]
    people = people_of(ctx, [p for x in rows for p in (x.responsible_id, x.cleared_by)])
    today = clock.local(ctx.now).date()
    return tuple(
        KeptOpen(
            x.id, x.count_id, x.counted_in, x.bin, x.number, x.name_zh, x.name_en, x.unit, x.qty_decimals, x.difference,
            x.value, x.cause, people.get(x.responsible_id, ""), x.note or "", x.due,
            (today - clock.local(x.posted_at).date()).days, x.cleared_at is None and x.due < today,
            x.cleared_how or "", x.cleared_proof or "", people.get(x.cleared_by, ""), x.cleared_at,
            x.cleared_note or "",
        )
        for x in rows
    )  # fmt: skip


@query("counts.reminder_due", allow=REMIND)
def reminder_due(ctx: Reader) -> bool:
    """True if something is past its date and nobody was reminded of it today."""
    if not ctx.conn.execute(_late, {"today": clock.today(), "station": ctx.station}).scalar_one():
        return False
    last = select(func.max(AuditEntry.at)).where(AuditEntry.usecase == remind.name, AuditEntry.station == ctx.station)
    told = ctx.conn.execute(last).scalar()
    return told is None or clock.local(told).date() < clock.today()


@usecase("counts.remind", allow=REMIND, rules=("R11",))
def remind(ctx: Context) -> int:
    """Tells finance and the head of the warehouse what should have been cleared up by now: one notice a day, in place
    of the one before. Returns how many differences that are."""
    late = [row for row in ctx.conn.execute(_here, {"station": ctx.station}) if row.due < clock.today()]
    if late:
        words = N_(
            "{n} differences that counts kept open are past their date, the oldest {days} days: {part} in {bin}."
        )
        text = Text(words, n=len(late), days=(clock.today() - late[0].due).days, part=late[0].number, bin=late[0].bin)
        ctx.notify(text, role="FI", document=PAGE, asks=True)
        tell_head(ctx, "WK", text, PAGE, asks=True)
    return len(late)


@usecase("counts.clear", allow=rules.APPROVE, rules=("R11", "SD4"))
def clear(ctx: Context, line: Id, how: str, *, proof: str = "", note: str = "") -> None:
    """Finance says what a kept-open difference was: MATCHED or FOUND with the document that took it back as `proof`,
    or WRITTEN_OFF with a `note`. The warehouse is told.

    Refused for who counted there, a second time, and while proof or reason is missing.
    """
    kept = ctx.conn.execute(_one, {"line": line}).first()
    if kept is None:
        raise Refused("This difference is not kept open.")
    if kept.cleared_at is not None:
        raise Refused("This difference is cleared up already.")
    reason = did_not_count(ctx, fetch(ctx, kept.count_id), ctx.actor.user)  # type: ignore[arg-type]
    if isinstance(reason, Text):
        raise Refused(reason)
    proof, note = proof.strip().upper(), note.strip()[:200]
    if problem := _unproved(ctx, kept, how, proof, note):
        raise Refused.all((problem,))
    given = {"cleared_how": how, "cleared_proof": proof or None, "cleared_note": note or None}
    ctx.update_many(LINES, [{"id": line, "cleared_at": ctx.now, "cleared_by": ctx.actor.user, **given}])  # type: ignore[arg-type]
    text = Text(
        N_("{number}: the difference of {part} is cleared up: {how}."), number=kept.counted_in, part=kept.number,
        how=Text(rules.label(HOW, how)),
    )  # fmt: skip
    tell_head(ctx, "WK", text, ("counts", kept.count_id))


def _unproved(ctx: Context, kept: Any, how: str, proof: str, note: str) -> Problem | None:
    """What is still missing."""
    if not rules.label(HOW, how):
        return Problem("how", Text(N_("Say how it was cleared up.")))
    if how == "WRITTEN_OFF":
        return None if note else Problem("note", Text(N_("Say why it stays written off.")))
    given = {"part": kept.part_id, "proof": proof, "posted": kept.posted_at}
    moved = int(ctx.conn.execute(_taken_back, given).scalar() or 0)
    if kept.difference * moved < 0 and abs(moved) >= abs(kept.difference):
        return None
    words = N_("Name the document, posted later, that took the difference of {part} back: the whole of it.")
    return Problem("proof", Text(words, part=kept.number))
