"""What follow-up calls are bound to: rights, settings, codes, who may not call. Knows no workflow and no screen."""

from __future__ import annotations

from typing import Any

from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.settings import Setting
from app.core.workflow import Verdict
from app.models.follow_ups import FollowUp
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.work_orders import shares

KIND_NAME, PREFIX = "follow_ups", "FU"

VIEW = Permission("follow_ups.view", N_("See follow-up calls"))
CALL = Permission("follow_ups.call", N_("Call customers after a delivery"))

DAYS = Setting(
    "follow_ups.days", "number", 3, N_("Customers are called after"), group="follow_ups", rule="R103", most=60,
    unit=N_("working days"), help=N_("Counted from the delivery; 0 = no calls are planned."),
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

PLANNED, DONE, UNREACHABLE, REFUSED = "planned", "done", "unreachable", "refused"
SCORES = {
    "overall": N_("Overall"), "quality": N_("Quality of the work"), "attitude": N_("Attitude"),
    "timeliness": N_("On time"), "price": N_("Price"),
}  # fmt: skip
BEST = 5


def not_served(ctx: Any, call: FollowUp, person: Id) -> Verdict:
    """Bar: whoever served the customer or worked on his car does not ask him how it was."""
    order = ctx.session.get(WorkOrder, call.source_id) if call.source_kind == "work_orders" else None
    served = {call.advisor_id} | (set(shares.of_order(ctx, order)) if order is not None else set())
    if person not in served:
        return None
    return Text(N_("{name} served this customer; somebody else calls him."), name=name_of(ctx, person))


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
