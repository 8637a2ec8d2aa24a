"""What waits for one person, in order: documents whose next step is his. Knows kinds by their cards, no noun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.kind import Kind
from app.core.workflow import Family, Step
from app.models.journal import StepProof
from app.services.drafts import called
from app.services.kinds import KINDS

MOST = 50  # of one kind are looked at one by one
TOGETHER = 4  # so many of one kind stand as one entry: the list of the kind shows them


@dataclass(frozen=True)
class Waiting:
    """One document that waits: kind and its icon, what it is called, its title, state, the verb, and since when.

    Of a kind of which many wait, one entry stands for all of them: `count` says how many, `id` is None.
    """

    kind: str
    icon: str
    label: str
    id: Id | None
    called: str
    title: str
    state: str
    family: Family
    verb: str
    since: datetime
    count: int = 1


@query("today.waiting", allow=None)
def waiting(ctx: Reader) -> list[Waiting]:
    """Documents whose main step this person may do or sign now, the longest waiting first; groups stand last."""
    found: list[Waiting] = []
    for kind, own in _by_kind(ctx):
        if len(own) < TOGETHER:
            found += own
        else:
            first = min(own, key=lambda w: w.since)
            found.append(replace(first, label=kind.plural, id=None, called="", title="", count=_count(ctx, kind, own)))
    return sorted(found, key=lambda w: (w.id is None, w.since))


@query("today.counted", allow=None)
def counted(ctx: Reader) -> dict[str, int]:
    """How many documents of each kind wait for this person: the numbers of the rail."""
    return {kind.name: _count(ctx, kind, own) for kind, own in _by_kind(ctx) if own}


def _by_kind(ctx: Reader) -> Iterator[tuple[Kind, list[Waiting]]]:
    for kind in KINDS:
        if kind.workflow is not None and kind.prefix and ctx.actor.may(kind.view):
            yield kind, _of(ctx, kind)


def _steps(ctx: Reader, kind: Kind) -> dict[str, Step]:
    """State → the main step out of it that this person may do."""
    steps = kind.workflow.steps if kind.workflow else ()
    mine = [s for s in reversed(steps) if not s.side and not s.follows and ctx.actor.may(s.allow)]
    return {state: s for s in mine for state in s.source}


def _count(ctx: Reader, kind: Kind, own: Sequence[Waiting]) -> int:
    """How many; beyond `MOST` by their states alone, without asking whose work each is."""
    if len(own) < MOST:
        return len(own)
    states = tuple(_steps(ctx, kind))
    return ctx.conn.execute(select(func.count()).where(kind.model.state.in_(states))).scalar_one()


def _of(ctx: Reader, kind: Kind) -> list[Waiting]:
    flow, model = kind.workflow, kind.model
    if flow is None:
        return []
    steps = _steps(ctx, kind)
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
