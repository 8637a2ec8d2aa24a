"""Complaints as their pages, lists and Today read them: clocks, thread, evidence, who calls, what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.complaints import Complaint, ComplaintEvidence, ComplaintImprovement
from app.services.complaints import clocks, guards, rules, thread, timing
from app.services.complaints.clocks import Clock
from app.services.complaints.thread import Entry, Round
from app.services.customers import CONTACT, masked
from app.services.duties import name_of

HANDLER, HEAD, MANAGER = "HANDLER", "HEAD", "MANAGER"


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence: a document of ours, or a file."""

    id: Id
    type: str
    kind: str
    document: Id | None
    number: str
    attachment: Id | None
    note: str
    at: datetime
    who: str


@dataclass(frozen=True)
class Waited:
    """A time in which the customer was waited for; `until` None = still."""

    since: datetime
    until: datetime | None
    reason: str
    note: str
    who: str


@dataclass(frozen=True)
class Case:
    """Another complaint of the same case, or about the same document."""

    id: Id
    number: str
    state: str
    received_at: datetime
    same_case: bool


@dataclass(frozen=True)
class Seen:
    """What a complaint's page shows besides its form. `contact` is for its handler and who may see phones.

    `waiting`: what the customer is waited for; `mine`: the reader is its handler; `about_me`: it is about the reader.
    """

    clocks: tuple[Clock, ...]
    entries: Sequence[Entry]
    evidence: Sequence[Exhibit]
    waits: Sequence[Waited]
    rounds: Sequence[Round]
    cases: Sequence[Case]
    contact: str
    waiting: str
    mine: bool
    about_me: bool


@query("complaints.view", allow=rules.VIEW)
def view(ctx: Reader, id: Id) -> Seen:
    """The clocks, the thread and all that belongs to one complaint."""
    case = ctx.session.get(Complaint, id)
    if case is None:
        raise Refused("This complaint does not exist any more.")
    mine = ctx.actor.user is not None and ctx.actor.user == case.handler_id
    waits = [Waited(w.begun_at, w.ended_at, w.reason, w.note or "", _name(ctx, w.begun_by)) for w in case.waits]
    return Seen(
        timing.Watch(ctx).clocks(case), thread.entries_of(ctx, id), evidence_of(ctx, id), waits,
        thread.rounds_of(ctx, id), cases_of(ctx, case), (case.contact or "") if sees_contact(ctx, case) else "",
        waits[-1].reason if case.waiting_since is not None else "", mine,
        ctx.actor.user in guards.concerned(ctx, case),
    )  # fmt: skip


def sees_contact(ctx: Any, case: Complaint) -> bool:
    """Who may see phones does, and the handler, who has to call him."""
    return ctx.actor.may(CONTACT) or (ctx.actor.user is not None and ctx.actor.user == case.handler_id)


def contact_of(ctx: Any, case: Complaint) -> str:
    """Phone or address as this person may read it on paper."""
    contact = case.contact or ""
    return contact if sees_contact(ctx, case) else masked(contact)


def evidence_of(ctx: Any, id: Id) -> list[Exhibit]:
    """The evidence of a complaint, oldest first."""
    wanted = select(ComplaintEvidence).where(ComplaintEvidence.complaint_id == id)
    return [
        Exhibit(e.id, e.type, e.kind, e.document_id, e.number, e.attachment_id, e.note or "", e.added_at,
                _name(ctx, e.added_by))
        for e in ctx.session.scalars(wanted.order_by(ComplaintEvidence.added_at, ComplaintEvidence.id))
    ]  # fmt: skip


def cases_of(ctx: Any, case: Complaint) -> list[Case]:
    """Other complaints of the same case, and those about the same document."""
    lead = case.same_case_id or case.id
    same = (Complaint.id == lead) | (Complaint.same_case_id == lead)
    other = (Complaint.source_kind == case.source_kind) & (Complaint.source_id == case.source_id)
    wanted = select(Complaint).where(same | other if case.source_id else same, Complaint.id != case.id)
    return [
        Case(c.id, c.number, c.state, c.received_at, lead in (c.id, c.same_case_id))
        for c in ctx.session.scalars(wanted.order_by(Complaint.received_at))
    ]


def _name(ctx: Any, user: Id | None) -> str:
    return name_of(ctx, user) if user else ""


@query("complaints.lights", allow=rules.VIEW)
def lights(ctx: Reader, ids: Sequence[Id]) -> Mapping[Id, tuple[Clock, ...]]:
    """The clocks of these complaints: for lists, Today and the board."""
    watch = timing.Watch(ctx)
    return {case.id: watch.clocks(case) for case in _some(ctx, Complaint.id.in_(list(ids)))}


@dataclass(frozen=True)
class OfCar:
    """An open complaint of a car, for its card on the board."""

    id: Id
    number: str
    light: str


@query("complaints.of_vehicles", allow=rules.VIEW)
def of_vehicles(ctx: Reader, vehicles: Sequence[Id]) -> Mapping[Id, OfCar]:
    """Car → its open complaint; of several the one that is due first."""
    open_ = Complaint.state.in_(rules.OPEN_STATES) & Complaint.vehicle_id.in_(list(vehicles))
    watch = timing.Watch(ctx)
    cases = sorted(_some(ctx, open_), key=lambda case: (case.next_due is None, case.next_due or ctx.now))
    return {case.vehicle_id: OfCar(case.id, case.number, watch.light(case)) for case in reversed(cases)}  # type: ignore[misc]


def _some(ctx: Any, condition: Any) -> Sequence[Complaint]:
    return ctx.session.scalars(select(Complaint).where(condition).options(selectinload(Complaint.waits))).all()  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Late:
    """A complaint past a deadline: which clock, since when, by how many working days, and who has to hear of it."""

    id: Id
    number: str
    plate: str
    what: str
    due: datetime
    days: int
    level: str
    handler: str
    dept: str
    severity: str
    state: str


@query("complaints.overdue", allow=rules.VIEW)
def overdue(ctx: Reader) -> list[Late]:
    """Our complaints past a deadline, the worst first: level by level, then the longest overdue."""
    return late_ones(ctx)


def late_ones(ctx: Any) -> list[Late]:
    """The same, for the daily watch."""
    watch = timing.Watch(ctx)
    ours = Complaint.station.not_in(ctx.far_stations)
    found = [_late(ctx, case, watch) for case in _some(ctx, ours & (Complaint.next_due < ctx.now))]
    rank = {MANAGER: 0, HEAD: 1, HANDLER: 2}
    return sorted(filter(None, found), key=lambda one: (rank[one.level], one.due, one.number))


def _late(ctx: Any, case: Complaint, watch: timing.Watch) -> Late | None:
    red = [one for one in watch.clocks(case) if one.light == "RED" and one.due is not None]
    first = min(red, key=lambda one: one.due or ctx.now, default=None)
    if first is None or first.due is None:
        return None
    days = clocks.working_days_late(first.due, ctx.now, watch.days)
    urgent = case.severity == rules.URGENT
    level = (
        MANAGER if urgent or days >= ctx.setting(rules.TO_MANAGER)
        else HEAD if days >= ctx.setting(rules.TO_HEAD) else HANDLER
    )  # fmt: skip
    return Late(
        case.id, case.number, case.plate, first.name, first.due, days, level, _name(ctx, case.handler_id),
        case.dept or "", case.severity, case.state,
    )  # fmt: skip


@dataclass(frozen=True)
class Improving:
    """One improvement action as it is tracked, also after its case is closed (R90)."""

    id: Id
    complaint: Id
    number: str
    action: str
    owner: str
    due: date | None
    done_at: datetime | None
    verified_at: datetime | None
    verified_by: str
    late: bool


@query("complaints.improvements", allow=rules.VIEW)
def improvements(ctx: Reader, open_only: bool = True) -> list[Improving]:
    """Our improvement actions, those that are due first on top; `open_only`: not verified yet.

    A case that came to nothing leaves nothing to improve.
    """
    wanted = (
        select(ComplaintImprovement, Complaint.number)
        .join(Complaint, Complaint.id == ComplaintImprovement.complaint_id)
        .where(Complaint.station.not_in(ctx.far_stations))
        .where(Complaint.state.not_in((rules.WITHDRAWN, rules.INVALID)))
    )
    if open_only:
        wanted = wanted.where(ComplaintImprovement.verified_at.is_(None))
    today = clock.local(ctx.now).date()
    found = [
        Improving(i.id, i.complaint_id, number, i.action, _name(ctx, i.owner_id), i.due, i.done_at, i.verified_at,
                  _name(ctx, i.verified_by), i.done_at is None and i.due is not None and i.due < today)
        for i, number in ctx.session.execute(wanted)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due or date.max, one.number))
