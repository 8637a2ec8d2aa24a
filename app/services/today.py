"""What waits for one person, in order: documents whose next step is his. Knows kinds by their cards, no noun."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.kind import Kind
from app.core.workflow import Family
from app.models.journal import StepProof
from app.services.drafts import called
from app.services.kinds import KINDS

MOST = 50  # of one kind; the list of the kind shows the rest


@dataclass(frozen=True)
class Waiting:
    """One document that waits: kind and its icon, what it is called, its title, state, the verb, and since when."""

    kind: str
    icon: str
    label: str
    id: Id
    called: str
    title: str
    state: str
    family: Family
    verb: str
    since: datetime


@query("today.waiting", allow=None)
def waiting(ctx: Reader) -> list[Waiting]:
    """Documents whose main step this person may do or sign now, the longest waiting first."""
    found: list[Waiting] = []
    for kind in KINDS:
        if kind.workflow is not None and kind.prefix and ctx.actor.may(kind.view):
            found += _of(ctx, kind)
    return sorted(found, key=lambda w: w.since)


@query("today.counted", allow=None)
def counted(ctx: Reader) -> dict[str, int]:
    """How many documents of each kind wait for this person: the numbers of the rail. What is his own work is left out
    as on his page; of more than `MOST` in one kind only the newest are looked at."""
    return dict(Counter(one.kind for one in waiting(ctx)))


def _of(ctx: Reader, kind: Kind) -> list[Waiting]:
    flow, model = kind.workflow, kind.model
    if flow is None:
        return []
    steps = {state: s for s in reversed(flow.steps) if not s.side and ctx.actor.may(s.allow) for state in s.source}
    records = ctx.session.scalars(
        select(model).where(model.state.in_(steps)).order_by(model.created_at.desc()).limit(MOST)
    ).all()
    proofs = ctx.conn.execute(
        select(StepProof.document_id, func.max(StepProof.at))
        .where(StepProof.document_id.in_([r.id for r in records]))
        .group_by(StepProof.document_id)
    )
    moved = {row[0]: row[1] for row in proofs}
    out = []
    for record in records:
        step = steps[record.state]
        # a bar (his own work, say) takes it off his page; a guard does not: he can do something about it
        if any(bar(ctx, record, ctx.actor.user) for bar in step.bars if ctx.actor.user is not None):
            continue
        state = flow.state(record.state)
        title = str(getattr(record, kind.title, "") or "") if kind.title else ""
        out.append(
            Waiting(
                kind.name, kind.icon, kind.label, record.id, called(kind, record), title, state.label, state.family,
                step.label, moved.get(record.id) or record.created_at,
            )
        )  # fmt: skip
    return out
