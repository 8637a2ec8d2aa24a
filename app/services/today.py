"""What waits for one person, in order of urgency: documents whose next step is his. Knows kinds by their cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_
from app.core.kind import Kind, Waits
from app.core.screen import Choice, Filter, ListQuery, ListSpec
from app.core.workflow import Family, Step
from app.models.journal import StepProof
from app.services import calendar, people
from app.services.drafts import called
from app.services.kinds import KINDS
from app.services.people.handing import left_behind
from app.services.roles import EDIT_PEOPLE

MOST = 50  # of one kind are looked at one by one
HANDFUL = 5  # so many of one kind stand as they are; of more only the first ones, and one entry for the rest
FIRST = 4
FOR_ME = ("waits", "me")  # asks a list for what waits for the person who reads it
_FILTER = Filter("waits", N_("Waits for"), (Choice("me", N_("Me")),))


@dataclass(frozen=True)
class Waiting:
    """One document that waits: kind and icon, what it is called, what it is about, state, verb, and since when.

    `due` is when it must be done (`whole_day`: at any hour of that day) or, if somebody is `here` and waits, when he
    came; `late` says that this is over. Of a kind of which many wait, one entry stands for the rest: `count` of them,
    `overdue` late ones, `id` None, and `wanted` is what the list of the kind is asked for.
    """

    kind: str
    icon: str
    label: str
    id: Id | None
    called: str
    plate: str
    about: str
    state: str
    family: Family
    verb: str
    since: datetime
    due: datetime | None = None
    whole_day: bool = False
    here: bool = False
    late: bool = False
    count: int = 1
    overdue: int = 0
    wanted: ListQuery | None = None

    @property
    def urgency(self) -> tuple[Any, ...]:
        """Smallest first: who stands here, what is late, what is due next, what waits longest; the rest of many."""
        rank = 0 if self.here else 1 if self.late else 2 if self.due else 3
        return self.id is None, rank, self.due or self.since, self.called


@query("today.waiting", allow=None)
def waiting(ctx: Reader) -> list[Waiting]:
    """Documents whose main step this person may do or sign now, the most urgent first; what stands for many is last."""
    found = _left_behind(ctx)
    for kind in _kinds(ctx):
        records, whole = _records(ctx, kind)
        own = sorted(_of(ctx, kind, records), key=lambda w: w.urgency)
        if len(own) <= HANDFUL:
            found += own
            continue
        rest = own[FIRST:]
        found += own[:FIRST]
        count, overdue = (len(own) if whole else _count_all(ctx, kind)) - FIRST, sum(w.late for w in rest)
        found.append(
            replace(
                rest[0], label=kind.plural, id=None, called="", plate="", about="", due=None, late=overdue > 0,
                here=False, count=count, overdue=overdue, wanted=ListQuery(where=(FOR_ME,)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda w: w.urgency)


@query("today.counted", allow=None)
def counted(ctx: Reader) -> dict[str, int]:
    """How many documents of each kind wait for this person: the numbers of the rail."""
    found = {kind.name: count for kind in _kinds(ctx) if (count := _count(ctx, kind))}
    left = len(_left_behind(ctx))
    return found | {people.KIND.name: left} if left else found


def _left_behind(ctx: Reader) -> list[Waiting]:
    """E92: who is disabled and still has open work here stands on the administrator's page until it is handed over."""
    if not ctx.actor.may(EDIT_PEOPLE):
        return []
    kind = people.KIND
    return [
        Waiting(
            kind.name, kind.icon, kind.label, user.id, user.name, "",
            ", ".join(dict.fromkeys(one.task.number for one in tasks)), N_("Disabled, with open work"), "bad",
            N_("Hand over"), user.changed_at or user.created_at,
        )
        for user, tasks in left_behind(ctx).items()
    ]  # fmt: skip


def list_of(kind: Kind) -> ListSpec:
    """The list of a kind; of documents it can be asked for what waits for the reader, as Today counts it."""
    return replace(kind.list, filters=(*kind.list.filters, _FILTER)) if _waits_here(kind) else kind.list


def ids_for_me(ctx: Reader, kind: Kind) -> set[Id]:
    """What waits for this person: the very documents that Today counts."""
    if not _waits_here(kind) or not _verbs(ctx, kind):
        return set()
    records, whole = _records(ctx, kind)
    if whole:
        return {record.id for record in records}
    return set(ctx.conn.execute(select(kind.model.id).where(_mine(ctx, kind))).scalars())


def _waits_here(kind: Kind) -> bool:
    return kind.workflow is not None and bool(kind.prefix)


def _kinds(ctx: Reader) -> Iterator[Kind]:
    return (kind for kind in KINDS if _waits_here(kind) and ctx.actor.may(kind.view))


def _steps(ctx: Reader, kind: Kind) -> dict[str, Step]:
    """State → the main step out of it that this person may do."""
    steps = kind.workflow.steps if kind.workflow else ()
    mine = [s for s in reversed(steps) if not s.side and not s.follows and ctx.actor.may(s.allow)]
    return {state: s for s in mine for state in s.source}


def _verbs(ctx: Reader, kind: Kind) -> dict[str, str]:
    """State → what this person does with a document in it."""
    also = {state: verb for state, who, verb in kind.waits.also if ctx.actor.may(who)}
    return {state: step.label for state, step in _steps(ctx, kind).items()} | also


def _mine(ctx: Reader, kind: Kind) -> ColumnElement[bool]:
    """What of a kind may wait for this person, as far as its states and its owner say."""
    whose = kind.waits.whose(ctx) if kind.waits.whose else true()
    mine: ColumnElement[bool] = kind.model.state.in_(list(_verbs(ctx, kind))) & whose
    if ctx.far_stations and not kind.model.shared:
        mine &= kind.model.station.not_in(ctx.far_stations)
    return mine


def _count(ctx: Reader, kind: Kind) -> int:
    records, whole = _records(ctx, kind)
    return len(records) if whole else _count_all(ctx, kind)


def _count_all(ctx: Reader, kind: Kind) -> int:
    """How many, without asking each one whether this person is barred from it."""
    return ctx.conn.execute(select(func.count()).select_from(kind.model).where(_mine(ctx, kind))).scalar_one()


def _records(ctx: Reader, kind: Kind) -> tuple[list[Any], bool]:
    """The most urgent ones that wait for this person, and whether these are all."""
    steps, due = _steps(ctx, kind), getattr(kind.model, kind.waits.due) if kind.waits.due else None
    if not _verbs(ctx, kind):
        return [], True
    urgent = () if due is None else (due.desc(),) if kind.waits.here else (due.is_(None), due)
    records = ctx.session.scalars(
        select(kind.model).where(_mine(ctx, kind)).order_by(*urgent, kind.model.created_at.desc()).limit(MOST)
    ).all()
    # a bar (his own work, say) takes it off his page; a guard does not: he can do something about it
    user = ctx.actor.user
    open_ = [r for r in records if r.state not in steps or not _barred(ctx, steps[r.state], r, user)]
    return open_, len(records) < MOST


def _of(ctx: Reader, kind: Kind, records: Sequence[Any]) -> list[Waiting]:
    if not records:
        return []
    verbs = _verbs(ctx, kind)
    proofs = ctx.conn.execute(
        select(StepProof.document_id, func.max(StepProof.at))
        .where(StepProof.document_id.in_([r.id for r in records]))
        .group_by(StepProof.document_id)
    )
    moved = {row[0]: row[1] for row in proofs}
    told = kind.waits.tell(ctx, records) if kind.waits.tell else {}
    return [_waits(ctx, kind, r, verbs[r.state], told, moved.get(r.id) or r.created_at) for r in records]


def _barred(ctx: Reader, step: Step, record: Any, user: Id | None) -> bool:
    return user is not None and any(bar(ctx, record, user) for bar in step.bars)


def _waits(ctx: Reader, kind: Kind, record: Any, verb: str, told: Mapping[Id, str], since: datetime) -> Waiting:
    how, states = kind.waits, kind.workflow.states if kind.workflow else ()
    state = next(s for s in states if s.code == record.state)
    words = [getattr(record, name) for name in how.about or ((kind.title,) if kind.title else ())]
    about = " · ".join(str(w) for w in (told.get(record.id), *words) if w)
    due, whole_day = _due(how, record)
    here = how.here and due is not None and clock.local(due).date() == clock.local(ctx.now).date()
    if how.here and not here:  # nobody stands there any more
        due = None
    return Waiting(
        kind.name, kind.icon, kind.label, record.id, called(kind, record),
        (getattr(record, how.plate) or "") if how.plate else "", about.replace("\n", " "), state.label, state.family,
        verb, since, due, whole_day, here, not here and due is not None and due <= ctx.now,
    )  # fmt: skip


def _due(how: Waits, record: Any) -> tuple[datetime | None, bool]:
    """When it is due in its state, and whether that is the end of a day."""
    due = getattr(record, how.due) if how.due and (not how.due_in or record.state in how.due_in) else None
    if due is None or isinstance(due, datetime):
        return due, False
    return datetime.combine(due + timedelta(days=1), datetime.min.time(), calendar.ZONE), True
