"""From the technician's self-check to a car that may be settled: states and steps. Decides no inspection itself."""

from __future__ import annotations

from typing import Any

from app.core.i18n import N_, Text
from app.core.workflow import State, Step, Verdict
from app.models.work_orders import WorkOrder
from app.services.work_orders import gates, rules, times
from app.services.work_orders.rules import AGREED_LINES, DONE


def all_checked(_ctx: Any, order: WorkOrder) -> Verdict:
    """R56: every item the customer agreed to is done, and who did it has looked at it again."""
    if rules.proposed(order):
        return Text(N_("A proposal still waits for the customer."))
    agreed = [line for line in order.labour if line.status in AGREED_LINES]
    if not agreed:
        return Text(N_("Nothing was done on {number}: have the customer stop the repair."), number=order.number)
    for line in agreed:
        if line.status != DONE:
            return Text(N_("Item {n} “{work}” is not finished yet."), n=line.position, work=line.name)
        if line.check != rules.RIGHT:
            return Text(N_("Item {n} “{work}” was not self-checked yet."), n=line.position, work=line.name)
    return None


def stop_clocks(ctx: Any, order: WorkOrder, _answers: dict[str, Any]) -> None:
    """Nobody works on it any more."""
    times.stop_all(ctx, order)


STATES = (
    State("self_checked", N_("Self-checked"), "active"),
    State("qc_wait", N_("Waits for inspection"), "wait"),
    State("rework", N_("Rework"), "bad", beside="qc_wait"),
    State("qc_passed", N_("Passed inspection"), "ok"),
    State("qc_skipped", N_("Self-checked, not drawn"), "ok", beside="qc_passed"),
)
STEPS = (
    Step(
        "self_check", N_("Self-check is done"), ("in_repair", "rework"), "self_checked", rules.WORK, ("R54", "R56"),
        guards=(all_checked, gates.before_self_check), bars=(rules.on_the_job,), effect=stop_clocks,
        after=gates.after_self_check, done=N_("Self-checked"),
    ),
    Step("to_inspect", N_("To the inspector"), ("self_checked",), "qc_wait", rules.WORK, ("R57", "R58"), follows=True),
    Step("skip_inspection", N_("Not drawn"), ("self_checked",), "qc_skipped", rules.WORK, ("R57",), follows=True),
    Step("pass_inspection", N_("Passed inspection"), ("qc_wait",), "qc_passed", rules.WORK, ("R59",), follows=True),
    Step("fail_inspection", N_("Back to the technician"), ("qc_wait",), "rework", rules.WORK, ("R60",), follows=True),
)  # fmt: skip
