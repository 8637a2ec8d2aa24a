"""The technician's self-check (R56): he looks again at each item of his, one by one or all at once."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.people import User
from app.models.work_orders import LabourLine, WorkOrder
from app.services.work_orders import gates, rules, shares
from app.services.work_orders.consent import order_of
from app.services.work_orders.rules import AGREED_LINES, DONE, FAULT, IN_WORK, RIGHT, WORK, WORKED_IN


@usecase("work_orders.check_line", allow=WORK, rules=("R56",))
def check_line(ctx: Context, line: Id, *, right: bool = True, note: str = "") -> None:
    """Keeps what the self-check of one item found: it is right, or it goes back into work with a note what is wrong.

    Raises Refused for an item that is not finished, or somebody else's.
    """
    found = ctx.session.get(LabourLine, line)
    if found is None:
        raise Refused("This item does not exist any more.")
    order = _in_work(ctx, found.order_id)
    if found.id not in {own.id for own in _own(ctx, order)}:
        raise Refused("Item {n} is somebody else's: who did it checks it.", n=found.position)
    if not right and not note.strip():
        raise Refused("Write down what is wrong.", where="note")
    _keep(ctx, found, right=right, note=note)


@usecase("work_orders.check_mine", allow=WORK, rules=("R56",))
def check_mine(ctx: Context, order: Id) -> int:
    """All of one's own items are right; returns how many. Raises Refused if one of them is not finished yet."""
    own = _own(ctx, _in_work(ctx, order))
    if not own:
        raise Refused("No item of this order is yours.")
    for line in own:
        _keep(ctx, line, right=True, note="")
    return len(own)


def _in_work(ctx: Any, order: Id) -> WorkOrder:
    from app.services.work_orders.workflow import WORKFLOW  # the workflow asks whether all is checked

    one = order_of(ctx, order)
    if one.state not in WORKED_IN:
        state = Text(WORKFLOW.state(one.state).label)
        raise Refused("{number} is “{state}”: no work is done on it now.", number=one.number, state=state)
    return one


def _own(ctx: Any, order: WorkOrder) -> list[LabourLine]:
    """The agreed items that this person answers for: his own; a supervisor's are all of them."""
    agreed = [line for line in order.labour if line.status in AGREED_LINES]
    user = ctx.session.get(User, ctx.actor.user) if ctx.actor.user else None
    if user is None or rules.HEADS & set(user.roles):
        return agreed
    teams = shares.shares_of(ctx, [line.id for line in agreed])
    return [line for line in agreed if user.id in {who for who, _share in teams.get(line.id, ())}]


def _keep(ctx: Any, line: LabourLine, *, right: bool, note: str) -> None:
    if line.status != DONE:
        raise Refused("Item {n} “{work}” is not finished yet.", n=line.position, work=line.name)
    line.check, line.check_note = (RIGHT if right else FAULT), note.strip()[:200] or None
    line.checked_by, line.checked_at = ctx.actor.user, ctx.now
    if not right:
        line.status = IN_WORK
    gates.tell_checked(ctx, line)
