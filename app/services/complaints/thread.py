"""The thread of a complaint: every word with the customer, what was found, what was done. Only added to (R84–R87)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from app.core.clock import Id
from app.core.errors import Refused
from app.models.complaints import Complaint, ComplaintEntry, ComplaintProposal
from app.services.complaints import rules
from app.services.duties import name_of

_ENTRIES: Table = ComplaintEntry.__table__  # type: ignore[assignment]
_PROPOSALS: Table = ComplaintProposal.__table__  # type: ignore[assignment]
LONGEST = 4000


@dataclass(frozen=True)
class Entry:
    """One line of the thread; `who` wrote it down, `person` spoke."""

    type: str
    at: datetime
    who: str
    channel: str
    person: str
    method: str
    words: str
    round: int
    verdict: str


@dataclass(frozen=True)
class Proposed:
    """One measure as it stood in a proposal."""

    measure: str
    owner: str
    due: str
    cost: int | None


@dataclass(frozen=True)
class Round:
    """A proposal as the customer was shown it."""

    round: int
    at: datetime
    who: str
    measures: tuple[Proposed, ...]
    compensation: int


def add(ctx: Any, case: Complaint, type_: str, words: str | None, *, channel: str = "", person: str = "",
        method: str = "", verdict: str = "") -> None:  # fmt: skip
    """Adds a line; Refused without words."""
    said = (words or "").strip()
    if not said:
        raise Refused("Write down what was said or done.", where="words")
    if len(said) > LONGEST:
        raise Refused("This is longer than {n} characters. Attach it as a file.", where="words", n=LONGEST)
    row = {
        "complaint_id": case.id, "type": type_, "at": ctx.now, "user_id": ctx.actor.user, "channel": channel,
        "person": (person or (case.complainant or "" if type_ in (rules.SAID, rules.TOLD) else ""))[:100],
        "method": method[:100], "words": said, "round": case.round or 0, "verdict": verdict,
    }  # fmt: skip
    ctx.append(_ENTRIES, [row], document=case.id)


def propose(ctx: Any, case: Complaint) -> None:
    """Keeps the measures as they are now as the next proposal."""
    case.round = (case.round or 0) + 1
    row = {
        "complaint_id": case.id, "round": case.round, "at": ctx.now, "user_id": ctx.actor.user,
        "measures": _measures(ctx, case), "compensation": case.compensation,
    }  # fmt: skip
    ctx.append(_PROPOSALS, [row], document=case.id)


def as_proposed(ctx: Any, case: Complaint) -> bool:
    """True if measures and compensation are those that the customer was shown last."""
    wanted = select(_PROPOSALS).where(_PROPOSALS.c.complaint_id == case.id).order_by(_PROPOSALS.c.seq.desc()).limit(1)
    shown = ctx.conn.execute(wanted).first()
    return shown is not None and (shown.measures, shown.compensation) == (_measures(ctx, case), case.compensation)


def _measures(ctx: Any, case: Complaint) -> list[dict[str, Any]]:
    return [
        {
            "measure": line.measure, "owner": _name(ctx, line.owner_id), "cost": line.cost,
            "due": line.due.isoformat() if line.due else "",
        }
        for line in case.measures
    ]  # fmt: skip


def entries_of(ctx: Any, id: Id) -> Sequence[Entry]:
    """The thread of a complaint, oldest first."""
    rows = ctx.conn.execute(select(_ENTRIES).where(_ENTRIES.c.complaint_id == id).order_by(_ENTRIES.c.seq))
    return [
        Entry(r.type, r.at, _name(ctx, r.user_id), r.channel, r.person, r.method, r.words, r.round, r.verdict)
        for r in rows
    ]


def rounds_of(ctx: Any, id: Id) -> Sequence[Round]:
    """The proposals of a complaint, oldest first."""
    rows = ctx.conn.execute(select(_PROPOSALS).where(_PROPOSALS.c.complaint_id == id).order_by(_PROPOSALS.c.seq))
    return [
        Round(r.round, r.at, _name(ctx, r.user_id), tuple(Proposed(**m) for m in r.measures), r.compensation)
        for r in rows
    ]


def _name(ctx: Any, user: Id | None) -> str:
    return name_of(ctx, user) if user else ""
