"""Open work on orders that goes to another person: the advisor's order, the technician's items (E92)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Charge, Task
from app.models.work_orders import LabourLine, LabourShare, WorkOrder, WorkTime
from app.services.duties import name_of
from app.services.people.charges import brief, named_by
from app.services.work_orders import shares, times
from app.services.work_orders.rules import DONE_WITH, EDIT, IN_WORK, KIND_NAME, OPEN_STATES, PLANNED, PROPOSED, WORK

_TO_DO = (PLANNED, PROPOSED, IN_WORK)
_WORKED_ON = tuple(state for state in OPEN_STATES if state not in ("terminated", *DONE_WITH))


def _items(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    wanted = (
        select(LabourShare.user_id, LabourLine, WorkOrder)
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .join(LabourShare, LabourShare.line_id == LabourLine.id)
        .where(LabourShare.user_id.in_(people), LabourLine.status.in_(_TO_DO), WorkOrder.state.in_(_WORKED_ON))
    )
    return _tasks(ctx, wanted)


def _clocks(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    """Clocks that run for an item in which he has no share: he helps there."""
    own = select(LabourShare.id).where(LabourShare.line_id == LabourLine.id, LabourShare.user_id == WorkTime.user_id)
    wanted = (
        select(WorkTime.user_id, LabourLine, WorkOrder)
        .join(LabourLine, LabourLine.id == WorkTime.line_id)
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .where(WorkTime.user_id.in_(people), WorkTime.ended_at.is_(None), ~own.exists())
    )
    return _tasks(ctx, wanted)


def _tasks(ctx: Any, wanted: Any) -> Sequence[Task]:
    return [
        Task(person, order.station, line.id, KIND_NAME, order.id, order.number, brief(order.plate, line.name))
        for person, line, order in ctx.session.execute(wanted)
    ]


def _work(ctx: Any, id: Id, person: Id, to: Id) -> None:
    """His share goes to the other, who holds the certificate if the item asks for one (E52)."""
    line = ctx.session.get_one(LabourLine, id)
    people = dict(shares.shares_of(ctx, [id])[id])
    people[to] = people.get(to, 0) + people.pop(person)
    shares.keep(ctx, line, people)
    if line in shares.uncertified(ctx, ctx.session.get_one(WorkOrder, line.order_id), to):
        raise Refused(
            "{name} holds no valid certificate for “{work}”. Choose another technician, or have the supervisor share "
            "the item out.", name=name_of(ctx, to), work=line.name,
        )  # fmt: skip
    _stop(ctx, id, person, to)


def _stop(ctx: Any, id: Id, person: Id, _to: Id) -> None:
    """A clock that still runs for it stops."""
    running = times.running_of(ctx, person)
    if running is not None and running.line_id == id:
        running.ended_at = ctx.now


CHARGES = (
    named_by(WorkOrder.advisor_id, N_("Service advisor"), KIND_NAME, OPEN_STATES, ("plate", "vehicle_name"), EDIT),
    Charge("work_orders.items", N_("Technician"), _items, _work, WORK),
    Charge("work_orders.clock", N_("Running clock"), _clocks, _stop, WORK),
)
