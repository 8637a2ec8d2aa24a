"""Open work on orders that goes to another person: the advisor's order, the technician's items (E92)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.kind import Charge, Task
from app.models.work_orders import LabourLine, LabourShare, WorkOrder
from app.services.people.charges import brief, named_by
from app.services.work_orders import shares, times
from app.services.work_orders.rules import DONE_WITH, IN_WORK, KIND_NAME, OPEN_STATES, PLANNED, PROPOSED

_TO_DO = (PLANNED, PROPOSED, IN_WORK)
_WORKED_ON = tuple(state for state in OPEN_STATES if state not in ("terminated", *DONE_WITH))


def _items(ctx: Any, person: Id) -> Sequence[Task]:
    wanted = (
        select(LabourLine, WorkOrder)
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .join(LabourShare, LabourShare.line_id == LabourLine.id)
        .where(LabourShare.user_id == person, LabourLine.status.in_(_TO_DO), WorkOrder.state.in_(_WORKED_ON))
        .where(WorkOrder.station.not_in(ctx.far_stations))
    )
    return [Task(line.id, KIND_NAME, order.id, order.number, brief(order.plate, line.name))
            for line, order in ctx.session.execute(wanted)]  # fmt: skip


def _work(ctx: Any, id: Id, person: Id, to: Id) -> None:
    """His share goes to the other; a clock that still runs for it stops."""
    line = ctx.session.get_one(LabourLine, id)
    people = dict(shares.shares_of(ctx, [id])[id])
    people[to] = people.get(to, 0) + people.pop(person)
    shares.keep(ctx, line, people)
    running = times.running_of(ctx, person)
    if running is not None and running.line_id == id:
        running.ended_at = ctx.now


CHARGES = (
    named_by(WorkOrder.advisor_id, KIND_NAME, N_("Service advisor"), KIND_NAME, OPEN_STATES, ("plate", "vehicle_name")),
    Charge("work_orders.items", N_("Technician"), _items, _work),
)
