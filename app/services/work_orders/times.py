"""The clock of the workshop: who works on which item since when. One person is at one item at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.work_orders import LabourLine, WorkOrder, WorkTime
from app.services.work_orders import shares
from app.services.work_orders.rules import DONE, IN_WORK, PLANNED, WORK, WORKED_IN, on_the_job


@dataclass(frozen=True)
class Clocked:
    """What a start or stop led to."""

    order: Id
    number: str
    item: int
    name: str
    running: bool


def running_of(ctx: Any, user: Id | None) -> WorkTime | None:
    """What a person is at now at this station; a clock that he left running at another one ends there."""
    return ctx.session.scalar(  # type: ignore[no-any-return]
        select(WorkTime)
        .join(LabourLine, LabourLine.id == WorkTime.line_id)
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .where(WorkTime.user_id == user, WorkTime.ended_at.is_(None), WorkOrder.station.not_in(ctx.far_stations))
    )


def stop_all(ctx: Any, order: WorkOrder) -> None:
    """Stops every clock that runs for an order."""
    lines = [line.id for line in order.labour]
    for one in ctx.session.scalars(select(WorkTime).where(WorkTime.line_id.in_(lines), WorkTime.ended_at.is_(None))):
        one.ended_at = ctx.now


def minutes_of(ctx: Any, lines: list[Id], until: datetime) -> dict[Id, int]:
    """Item → minutes worked on it so far."""
    found: dict[Id, int] = {}
    for one in ctx.session.scalars(select(WorkTime).where(WorkTime.line_id.in_(lines))):
        spent = ((one.ended_at or until) - one.started_at).total_seconds()
        found[one.line_id] = found.get(one.line_id, 0) + int(spent // 60)
    return found


def _line(ctx: Any, line: Id) -> tuple[WorkOrder, LabourLine]:
    found = ctx.session.get(LabourLine, line)
    if found is None:
        raise Refused("This item does not exist any more.")
    return ctx.session.get(WorkOrder, found.order_id), found


@usecase("work_orders.start", allow=WORK, rules=("R52", "R54"))
def start(ctx: Context, line: Id) -> Clocked:
    """Starts the clock of an item for oneself; another one that runs stops. Work on a new car begins its diagnosis.

    Raises Refused for items the customer has not agreed to, and for work that is somebody else's.
    """
    from app.services.work_orders.workflow import WORKFLOW  # the workflow stops clocks

    order, item = _line(ctx, line)
    if order.state not in WORKED_IN:
        state = Text(WORKFLOW.state(order.state).label)
        raise Refused("{number} is “{state}”: no work is done on it now.", number=order.number, state=state)
    if item.status not in (PLANNED, IN_WORK):
        raise Refused("Item {n} is locked: the customer has not agreed to it, or it is finished.", n=item.position)
    person = ctx.actor.user
    if person is None:
        raise Refused("Sign in: the clock runs for a person.")
    if why := on_the_job(ctx, order, person):
        raise Refused(why if isinstance(why, Text) else why.text)
    if not shares.shares_of(ctx, [line]).get(line):
        shares.keep(ctx, item, {person: shares.WHOLE})
    ctx.lock(f"clock:{person}")  # one at a time, from whichever PC
    now = running_of(ctx, person)
    if now is not None and now.line_id == line:
        raise Refused("The clock of item {n} runs already.", n=item.position)
    if now is not None:
        now.ended_at = ctx.now
        ctx.flush()
    ctx.session.add(WorkTime(line_id=line, user_id=person, started_at=ctx.now, rework=item.reworks > 0))
    item.status = IN_WORK
    if order.state == "assigned":
        workflow.apply(ctx, WORKFLOW, order, "diagnose")
    ctx.flush()
    return Clocked(order.id, order.number, item.position, item.name, True)


@usecase("work_orders.stop", allow=WORK, rules=("R54",))
def stop(ctx: Context, line: Id, *, done: bool = False) -> Clocked:
    """Stops one's clock of an item; `done` says that the item is finished."""
    order, item = _line(ctx, line)
    now = running_of(ctx, ctx.actor.user)
    if now is not None and now.line_id == line:
        now.ended_at = ctx.now
    elif not done:
        raise Refused("Your clock does not run for item {n}.", n=item.position)
    if done:
        if item.status not in (PLANNED, IN_WORK):
            raise Refused("Item {n} is locked: the customer has not agreed to it, or it is finished.", n=item.position)
        if ctx.actor.user is not None and (why := on_the_job(ctx, order, ctx.actor.user)):
            raise Refused(why if isinstance(why, Text) else why.text)
        item.status = DONE
    ctx.flush()
    return Clocked(order.id, order.number, item.position, item.name, False)


@usecase("work_orders.scan", allow=WORK, rules=("R52",))
def scan(ctx: Context, code: str) -> Clocked:
    """A bar code of a job card, "WO-01-20261123-0007/2": starts the item's clock, or stops it if it runs."""
    number, sign, place = code.strip().upper().rpartition("/")
    order = ctx.session.scalar(select(WorkOrder).where(WorkOrder.number == number)) if sign else None
    item = None
    if order is not None and place.isdigit():
        item = next((line for line in order.labour if line.position == int(place)), None)
    if item is None:
        raise Refused("“{code}” is no item of a job card.", code=code)
    now = running_of(ctx, ctx.actor.user)
    return stop(ctx, item.id) if now is not None and now.line_id == item.id else start(ctx, item.id)
