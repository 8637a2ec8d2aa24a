"""What follow-up calls are bound to: rights, settings, codes, who may not call. Knows no workflow and no screen."""

from __future__ import annotations

from typing import Any

from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.settings import Setting
from app.core.workflow import Verdict
from app.models.complaints import Complaint
from app.models.customers import Customer
from app.models.follow_ups import FollowUp
from app.models.work_orders import WorkOrder
from app.services.complaints import guards as complaints
from app.services.complaints import hands
from app.services.complaints.rules import KIND_NAME as COMPLAINTS
from app.services.complaints.rules import OPEN_STATES
from app.services.duties import name_of
from app.services.work_orders import shares

KIND_NAME, PREFIX = "follow_ups", "FU"

VIEW = Permission("follow_ups.view", N_("See follow-up calls"))
CALL = Permission("follow_ups.call", N_("Call customers after a delivery or complaint"))

DAYS = Setting(
    "follow_ups.days", "number", 3, N_("Follow-up calls are planned after"), group="follow_ups", rule="R103", most=60,
    unit=N_("working days"), help=N_("Counted from the delivery or the closed complaint; 0 = no calls are planned."),
)  # fmt: skip
TRIES = Setting(
    "follow_ups.tries", "number", 3, N_("Nobody is called more often in vain than"), group="follow_ups", rule="R103",
    least=1, most=20, unit=N_("times"),
)  # fmt: skip
FEW = Setting(
    "follow_ups.few", "number", 5, N_("Too few answers for a judgement: less than"), group="follow_ups", rule="R103",
    least=1, most=1000, unit=N_("answers"),
)  # fmt: skip
SETTINGS = (DAYS, TRIES, FEW)

ORDERS = "work_orders"
PLANNED, DONE, UNREACHABLE, REFUSED = "planned", "done", "unreachable", "refused"
SCORES = {
    "overall": N_("Overall"), "quality": N_("Quality of the work"), "attitude": N_("Attitude"),
    "timeliness": N_("On time"), "price": N_("Price"),
}  # fmt: skip
BEST = 5


def not_served(ctx: Any, call: FollowUp, person: Id) -> Verdict:
    """Bar: whoever served the customer, worked on his car or handled his complaint does not ask him how it was."""
    if person not in {call.advisor_id} | _served(ctx, call):
        return None
    return Text(N_("{name} served this customer; somebody else calls him."), name=name_of(ctx, person))


def _served(ctx: Any, call: FollowUp) -> set[Id]:
    if (case := complaint_of(ctx, call)) is not None:
        return hands.handled(ctx, case, ever=True) | complaints.concerned(ctx, case)
    order = order_of(ctx, call)
    return set(shares.of_order(ctx, order)) if order is not None else set()


def order_of(ctx: Any, call: FollowUp) -> WorkOrder | None:
    """The order whose delivery is asked about."""
    return ctx.session.get(WorkOrder, call.source_id) if call.source_kind == ORDERS else None


def complaint_of(ctx: Any, call: FollowUp) -> Complaint | None:
    """The closed complaint that is asked about."""
    return ctx.session.get(Complaint, call.source_id) if call.source_kind == COMPLAINTS else None


def whom(ctx: Any, call: FollowUp) -> tuple[str, str]:
    """Whom to call, and his phone ("" = none): who complained, else the customer."""
    if (case := complaint_of(ctx, call)) is not None:
        return case.complainant or "", case.contact or ""
    customer = ctx.session.get(Customer, call.customer_id) if call.customer_id else None
    return (customer.name, customer.mobile or "") if customer is not None else ("", "")


def settled(ctx: Any, call: FollowUp) -> Verdict:
    """Guard: a complaint that was reopened is asked about when it is over."""
    case = complaint_of(ctx, call)
    if case is None or case.state not in OPEN_STATES:
        return None
    return Text(N_("{number} was reopened; the customer is called when it is closed again."), number=case.number)


def scored(_ctx: Any, call: FollowUp) -> Verdict:
    """Guard: the one score that counts is there."""
    if call.overall is None:
        return Problem("overall", Text(N_("Ask how satisfied he is overall, from 1 to 5.")))
    return None


def explained(_ctx: Any, call: FollowUp) -> Verdict:
    """Guard: a problem is written down in the customer's words."""
    if call.problem and not call.words:
        return Problem("words", Text(N_("Write down the problem in the customer's words.")))
    return None


def before_save(_ctx: Any, _call: Any, values: dict[str, Any]) -> None:
    """Scores are 1 to 5."""
    wrong = [name for name in SCORES if values.get(name) is not None and not 1 <= values[name] <= BEST]
    if wrong:
        said = Text(N_("{field}: enter a score from 1 to 5."), field=Text(SCORES[wrong[0]]))
        raise Refused.all((Problem(wrong[0], said),))
