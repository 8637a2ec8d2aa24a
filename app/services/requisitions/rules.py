"""What requisitions are bound to: rights, settings, codes, guards and bars. Knows no workflow and no screen."""

from __future__ import annotations

from typing import Any

from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.settings import Setting
from app.core.workflow import Verdict
from app.models.people import User
from app.models.requisitions import Requisition, RequisitionLine
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services import stock
from app.services.duties import name_of
from app.services.work_orders.rules import AGREED_LINES

KIND_NAME, PREFIX = "requisitions", "RQ"
VIEW = Permission("requisitions.view", N_("See requisitions"))
EDIT = Permission("requisitions.edit", N_("Ask for parts"))
APPROVE = Permission("requisitions.approve", N_("Approve requisitions"))
ISSUE = Permission("requisitions.issue", N_("Hand out parts"))
RECEIVE = Permission("requisitions.receive", N_("Receive parts"))
SUBSTITUTE = Permission("requisitions.substitute", N_("Allow substitute parts"))

LIMIT = Setting(
    "requisitions.approval_limit", "money", 200_000, N_("Requisitions above this are approved by the manager"),
    group="workshop", rule="R66", most=100_000_000_000, help=N_("At cost, without tax."),
)  # fmt: skip
SETTINGS = (LIMIT,)
REASON = Field("reason", N_("Reason"), "text", required=True, length=200)

ORDER, EXTRA, REWORK, INTERNAL = "ORDER", "EXTRA", "REWORK", "INTERNAL"
TYPES = {
    ORDER: N_("For the order"), EXTRA: N_("Additional"), REWORK: N_("For rework"), INTERNAL: N_("Internal use"),
}  # fmt: skip
TO_ISSUE = ("approved", "part_issued")
# states of an order in which its signed lines are worked on: parts may be asked for, and handed out
IN_THE_SHOP = ("signed", "assigned", "diagnosing", "in_repair", "paused", "wait_consent", "rework")


def requesters(slip: Requisition) -> set[Id | None]:
    """Everybody who counts as having asked for it."""
    return {slip.created_by, slip.submitted_by, slip.technician_id} - {None}


def due(line: RequisitionLine) -> int:
    """What is still to be handed out, in 1/1000."""
    return max(0, (line.approved or 0) - line.issued - line.cancelled)


def item_of(ctx: Any, line: RequisitionLine) -> LabourLine | None:
    """The item whose cost it is."""
    return ctx.session.get(LabourLine, line.labour_line_id) if line.labour_line_id else None


def dropped(ctx: Any, line: RequisitionLine) -> str:
    """The name of the item or part that the customer no longer agrees to; "" if all is well."""
    item = item_of(ctx, line)
    part = ctx.session.get(PartLine, line.part_line_id) if line.part_line_id else None
    return next((x.name for x in (item, part) if x is not None and x.status not in AGREED_LINES), "")


def worth(ctx: Any, slip: Requisition) -> int:
    """What is asked for at cost, in fen; parts without a cost count nothing."""
    costs = stock.average_cost(ctx, [line.part_id for line in slip.lines], owner=slip.station)
    return sum(
        stock.value_of(line.qty if line.approved is None else line.approved, costs.get(line.part_id, 0))
        for line in slip.lines
    )


# --- guards: why not --------------------------------------------------------------------------------------------------
def has_lines(_ctx: Any, slip: Requisition) -> Verdict:
    """Something is asked for, in quantities that its unit can have; internal use says what for."""
    if not slip.lines:
        return Problem("lines", Text(N_("Add at least one line.")))
    if slip.type == INTERNAL and not slip.reason:
        return Problem("reason", Text(N_("Enter the reason.")))
    for at, line in enumerate(slip.lines):
        if line.qty <= 0:
            return Problem(f"lines.{at}.qty", Text(N_("Enter a quantity above zero.")))
        if line.qty % 10 ** (3 - line.decimals):
            text = N_("In {unit}, quantities have at most {decimals} decimals.")
            return Problem(f"lines.{at}.qty", Text(text, unit=line.unit, decimals=line.decimals))
    return None


def agreed(ctx: Any, slip: Requisition) -> Verdict:
    """R66: every line belongs to work that the customer has signed, on an order that is in the shop."""
    if slip.type == INTERNAL:
        return None
    order = ctx.session.get(WorkOrder, slip.order_id)
    if order.state not in IN_THE_SHOP:
        return Text(N_("{number} is not being worked on: no parts are handed out for it."), number=order.number)
    for at, line in enumerate(slip.lines):
        if line.labour_line_id is None:
            return Problem(f"lines.{at}.item", Text(N_("Name the item of the order that the part is for.")))
        if name := dropped(ctx, line):
            text = N_("The customer has not agreed to “{name}”: take this line off, or ask him first.")
            return Problem(f"lines.{at}.item", Text(text, name=name))
    return None


# --- bars: who may not ------------------------------------------------------------------------------------------------
def not_requester(ctx: Any, slip: Requisition, person: Id) -> Verdict:
    """SD2: who asks for parts does not approve them; another supervisor does, or the manager (E66)."""
    if person not in requesters(slip):
        return None
    text = N_("{name} asked for these parts himself: the technical supervisor or the manager approves them.")
    return Text(text, name=name_of(ctx, person))


def within_limit(ctx: Any, slip: Requisition, person: Id) -> Verdict:
    """Above the shop's limit the manager approves; the figure is a cost and not told."""
    user = ctx.session.get(User, person)
    if user is None or "MG" in user.roles or worth(ctx, slip) <= ctx.setting(LIMIT):
        return None
    return Text(N_("These parts cost more than supervisors may approve: the manager approves them."))


def not_asker_nor_approver(ctx: Any, slip: Requisition, person: Id) -> Verdict:
    """SD2: who hands out neither asked nor approved."""
    if person not in requesters(slip) | {slip.approved_by}:
        return None
    return Text(N_("{name} asked for these parts or approved them: somebody else hands them out."),
                name=name_of(ctx, person))  # fmt: skip


def slip_of(ctx: Any, id: Id) -> Requisition:
    """The slip, or Refused if it is gone."""
    found = ctx.session.get(Requisition, id)
    if found is None:
        raise Refused("This requisition does not exist any more.")
    return found  # type: ignore[no-any-return]


def line_of(slip: Requisition, id: Id) -> RequisitionLine:
    """A line of the slip, or Refused."""
    found = next((line for line in slip.lines if line.id == id), None)
    if found is None:
        raise Refused("This line is not on {number} any more.", number=slip.number)
    return found


def to_issue(slip: Requisition, label: Text) -> None:
    """Raises Refused unless parts of the slip are handed out now."""
    if slip.state not in TO_ISSUE:
        raise Refused("{number} is “{state}”: nothing is handed out on it now.", number=slip.number, state=label)
