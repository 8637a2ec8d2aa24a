"""All cars in the house as cards in lanes, and one technician's jobs. Set-based: two hundred orders, few reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import or_, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_
from app.models.inspections import Inspection, InspectionItem
from app.models.people import User
from app.models.work_orders import LabourLine, LabourShare, WorkOrder
from app.services import bays
from app.services.work_orders import finishing, times
from app.services.work_orders.rules import AGREED_LINES, DONE, PROPOSED, VIEW, WORK, WORKED_IN

LANES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("sign", N_("To sign, to assign"), ("draft", "wait_sign", "signed")),
    ("work", N_("In repair"), ("assigned", "diagnosing", "in_repair", "rework")),
    ("wait", N_("On hold, to agree"), ("paused", "wait_consent")),
    ("check", N_("To inspect"), ("self_checked", "qc_wait")),
    ("settle", N_("To settle"), ("qc_passed", "qc_skipped", "terminated", "settling")),
    ("ready", N_("To hand over"), ("ready",)),
)
BY = {
    "state": N_("By state"), "bay": N_("By bay"), "advisor": N_("By advisor"), "technician": N_("By technician"),
}  # fmt: skip
AT_RISK_MINUTES = 60
Trouble = Literal["", "risk", "late"]


@dataclass(frozen=True)
class Card:
    """One car: order, plate, the job in bold, car, promise, who looks after it and who works on it."""

    id: Id
    number: str
    state: str
    lane: str
    plate: str
    vehicle: str
    job: str
    bay: str
    promised_at: datetime | None
    trouble: Trouble
    advisor_id: Id | None
    advisor: str
    technicians: tuple[tuple[Id, str], ...]
    reception: Id | None = None
    minutes: int = 0  # until the promise, if it is near; below zero it is late
    complaint: str = ""  # number of the open complaint about this car, and its light
    light: str = ""


@dataclass(frozen=True)
class Lane:
    """One column of the board: its name, what stands over it (a msgid for states, else a name) and its cars."""

    name: str
    label: str
    cards: tuple[Card, ...]


def lanes_of(cards: Sequence[Card], by: str, bays: Sequence[str] = ()) -> list[Lane]:
    """The cards in lanes: by where they stand, or by bay (empty ones too: they are free), advisor or technician."""
    if by == "state":
        return [Lane(name, label, tuple(c for c in cards if c.lane == name)) for name, label, _states in LANES]
    keyed = [(_KEYS[by](card), card) for card in cards]
    seen = sorted({key for key, _card in keyed} - {"", *bays})
    heads = [*bays, *seen] if by == "bay" else seen
    lanes = [Lane(head, head, tuple(c for key, c in keyed if key == head)) for head in heads]
    nowhere = tuple(card for key, card in keyed if not key)
    return [Lane("", _NOWHERE[by], nowhere), *lanes] if nowhere else lanes


_KEYS: dict[str, Callable[[Card], str]] = {
    "bay": lambda card: card.bay, "advisor": lambda card: card.advisor,
    "technician": lambda card: card.technicians[0][1] if card.technicians else "",
}  # fmt: skip
_NOWHERE = {"bay": N_("In no bay"), "advisor": N_("No advisor"), "technician": N_("No technician")}


_STATES = tuple(state for _name, _label, states in LANES for state in states)
_HERE = select(  # columns and no entities: those would bring all their lines along
    WorkOrder.id, WorkOrder.number, WorkOrder.state, WorkOrder.plate, WorkOrder.vehicle_name, WorkOrder.complaint,
    WorkOrder.bay, WorkOrder.promised_at, WorkOrder.advisor_id, WorkOrder.reception_id,
).where(WorkOrder.state.in_(_STATES))  # fmt: skip
_ITEMS = (
    select(LabourLine.order_id, LabourLine.name, LabourShare.user_id)
    .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
    .outerjoin(LabourShare, LabourShare.line_id == LabourLine.id)
    .where(WorkOrder.state.in_(_STATES), LabourLine.status.in_((*AGREED_LINES, PROPOSED)))
    .order_by(LabourLine.position)
)


@query("work_orders.board", allow=VIEW)
def board(ctx: Reader) -> list[Card]:
    """Every car in the house: late ones first, then by promised time."""
    lanes = {state: name for name, _label, states in LANES for state in states}
    orders = ctx.conn.execute(_HERE.where(WorkOrder.station.not_in(ctx.far_stations))).all()
    people = dict(ctx.conn.execute(select(User.id, User.name)).all())
    jobs, teams = _jobs_of(ctx, people)
    cards = [
        Card(
            o.id, o.number, o.state, lanes[o.state], o.plate, o.vehicle_name, jobs.get(o.id) or o.complaint,
            o.bay or "", o.promised_at, trouble := _trouble(ctx, o.promised_at), o.advisor_id,
            people.get(o.advisor_id, "") if o.advisor_id else "", teams.get(o.id, ()), o.reception_id,
            _left(ctx, o.promised_at) if trouble else 0,
        )
        for o in orders
    ]  # fmt: skip
    rank = {"late": 0, "risk": 1, "": 2}
    return sorted(cards, key=lambda c: (rank[c.trouble], c.promised_at is None, c.promised_at or ctx.now, c.number))


@query("work_orders.places", allow=VIEW)
def places(ctx: Reader) -> list[str]:
    """The bays of the hall, in their order: also those in which no car stands."""
    return [place.code for place in bays.in_use(ctx)]


def _trouble(ctx: Reader, promised: datetime | None) -> Trouble:
    if promised is None:
        return ""
    left = _left(ctx, promised)
    return "late" if left < 0 else "risk" if left < AT_RISK_MINUTES else ""


def _left(ctx: Reader, promised: datetime | None) -> int:
    """Minutes until the promise, begun ones not counted."""
    return int((promised - ctx.now).total_seconds() // 60) if promised is not None else 0


def _jobs_of(ctx: Reader, people: dict[Id, str]) -> tuple[dict[Id, str], dict[Id, tuple[tuple[Id, str], ...]]]:
    """Order → its first item, and its technicians."""
    jobs: dict[Id, str] = {}
    teams: dict[Id, dict[Id, str]] = {}
    rows = ctx.conn.execute(_ITEMS.where(WorkOrder.station.not_in(ctx.far_stations)))
    for order, name, user in rows:
        jobs.setdefault(order, name)
        if user is not None:
            teams.setdefault(order, {})[user] = people.get(user, "")
    return jobs, {order: tuple(team.items()) for order, team in teams.items()}


@dataclass(frozen=True)
class Job:
    """One item of one's own: where it stands, minutes worked, and whether one's clock runs."""

    line: Id
    order: Id
    number: str
    item: int
    name: str
    plate: str
    vehicle: str
    bay: str
    complaint: str
    promised_at: datetime | None
    late: bool
    state: str
    status: str
    hours: int
    minutes: int
    running: bool
    locked: bool
    check: str | None = None  # what the self-check found, None = not done
    wrong: str = ""  # what the inspector found, of an item that is done again
    ready: bool = False  # all items of the order are self-checked


@query("work_orders.jobs", allow=WORK)
def jobs(ctx: Reader) -> list[Job]:
    """What this person has to do, what runs first, then by promised time; locked items say so."""
    me = ctx.actor.user
    states = (*WORKED_IN, "paused")
    rows = ctx.session.execute(
        select(LabourLine, WorkOrder)
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .where(
            WorkOrder.state.in_(states), WorkOrder.station.not_in(ctx.far_stations),
            LabourLine.status.in_((*AGREED_LINES, PROPOSED)),
            LabourLine.id.in_(select(LabourShare.line_id).where(LabourShare.user_id == me))
            | LabourLine.status.in_((PROPOSED,)) & LabourLine.order_id.in_(_mine(me)),
        )
    ).all()  # fmt: skip
    minutes = times.minutes_of(ctx, [line.id for line, _ in rows], ctx.now)
    now = times.running_of(ctx, me)
    wrong = _wrong(ctx, [line.id for line, _ in rows if line.reworks and line.status != DONE])
    found = [
        Job(
            line.id, o.id, o.number, line.position, line.name, o.plate, o.vehicle_name, o.bay or "", o.complaint,
            o.promised_at, _trouble(ctx, o.promised_at) == "late", o.state, line.status, line.hours,
            minutes.get(line.id, 0), now is not None and line.id == now.line_id, line.status == PROPOSED, line.check,
            wrong.get(line.id, ""), finishing.all_checked(ctx, o) is None,
        )
        for line, o in rows
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda j: (
            not j.running,
            j.status == DONE,
            j.promised_at is None,
            j.promised_at or ctx.now,
            j.number,
            j.item,
        ),
    )


def _wrong(ctx: Reader, lines: Sequence[Id]) -> dict[Id, str]:
    """Item → what the last inspection found wrong with it."""
    wanted = (
        select(InspectionItem.line_id, InspectionItem.note)
        .join(Inspection, Inspection.id == InspectionItem.inspection_id)
        .where(InspectionItem.line_id.in_(lines), InspectionItem.note.is_not(None))
        .order_by(Inspection.round)
    )
    return {line: note or "" for line, note in ctx.conn.execute(wanted)}


def _mine(user: Id | None) -> Any:
    """Orders on which this person has an item."""
    return (
        select(LabourLine.order_id)
        .join(LabourShare, LabourShare.line_id == LabourLine.id)
        .where(LabourShare.user_id == user)
    )


_ADVISORS = ("draft", "wait_sign", "wait_consent")
_TECHNICIANS = ("assigned", "diagnosing", "in_repair", "paused", "rework")


def whose(ctx: Reader) -> Any:
    """What may wait on Today: of the advisors' work one's own and nobody's, of the workshop's where one is on it."""
    me = ctx.actor.user
    return or_(
        WorkOrder.state.in_(_ADVISORS) & (WorkOrder.advisor_id.is_(None) | (WorkOrder.advisor_id == me)),
        WorkOrder.state.in_(_TECHNICIANS) & WorkOrder.id.in_(_mine(me)),
        WorkOrder.state.not_in((*_ADVISORS, *_TECHNICIANS)),
    )
