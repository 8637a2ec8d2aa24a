"""The life of a requisition (domain.md §3.13): asked for, approved with a PIN, handed out, closed."""

from __future__ import annotations

from typing import Any

from app.core.i18n import N_, Text
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.requisitions import Requisition
from app.services.requisitions import reserving, rules
from app.services.requisitions.places import keep_places
from app.services.requisitions.queries import open_returns
from app.services.requisitions.rules import KIND_NAME


def no_open_return(ctx: Any, slip: Requisition) -> Verdict:
    """Nothing of it is on its way back."""
    number = open_returns(ctx, slip.id)
    return Text(N_("{number} is not finished: check it in first."), number=number) if number else None


# --- effects ----------------------------------------------------------------------------------------------------------
def submit(ctx: Any, slip: Requisition, _answers: dict[str, Any]) -> None:
    """Who answers for it; the supervisor hears of it, above the limit the manager."""
    slip.submitted_by, slip.submitted_at = ctx.actor.user, ctx.now
    slip.technician_id = slip.technician_id or ctx.actor.user
    for line in slip.lines:
        line.approved = None
    role = "MG" if rules.worth(ctx, slip) > ctx.setting(rules.LIMIT) else "WS"
    ctx.notify(
        Text(N_("{number} waits for approval."), number=slip.number),
        role=role,
        document=(KIND_NAME, slip.id),
        asks=True,
    )


def approve(ctx: Any, slip: Requisition, _answers: dict[str, Any]) -> None:
    """What nobody cut down is approved as asked for; the keeper sees where it lies."""
    slip.approved_by, slip.approved_at = ctx.entry.signers[-1].user, ctx.now
    for line in slip.lines:
        line.approved = line.qty if line.approved is None else line.approved
    keep_places(ctx, slip)
    text = Text(N_("{number} is approved: hand out the parts. {plate}"), number=slip.number, plate=slip.plate)
    ctx.notify(text, role="WK", document=(KIND_NAME, slip.id), asks=True)


def hand_back(ctx: Any, slip: Requisition, answers: dict[str, Any]) -> None:
    """Tells the one who asked why it came back; the next submission is another revision."""
    text = Text(N_("{number} was not approved: {reason}"), number=slip.number, reason=answers["reason"])
    ctx.notify(text, user=slip.submitted_by or slip.created_by, document=(KIND_NAME, slip.id), asks=True)
    slip.submitted_by = slip.submitted_at = None
    slip.revision += 1


def take_back(_ctx: Any, slip: Requisition, _answers: dict[str, Any]) -> None:
    """Nobody has to approve it any more."""
    slip.submitted_by = slip.submitted_at = None


def cancel_rest(ctx: Any, slip: Requisition, answers: dict[str, Any]) -> None:
    """E69: what was not handed out will not be, so that the order can be settled; who asked hears of it."""
    for line in slip.lines:
        line.cancelled += rules.due(line)
    text = Text(N_("The rest of {number} is not handed out: {reason}"), number=slip.number, reason=answers["reason"])
    ctx.notify(text, user=slip.technician_id, document=(KIND_NAME, slip.id))


EDIT, APPROVE, ISSUE, REASON = rules.EDIT, rules.APPROVE, rules.ISSUE, rules.REASON
WORKFLOW = Workflow(
    states=(
        State("draft", N_("Draft"), "idle"),
        State("submitted", N_("Waiting for approval"), "wait"),
        State("approved", N_("To hand out"), "active"),
        State("part_issued", N_("Handed out in part"), "warn"),
        State("issued", N_("Handed out"), "ok"),
        State("closed", N_("Closed"), "idle"),
        State("cancelled", N_("Cancelled"), "idle", beside="draft"),
    ),
    start="draft",
    steps=(
        Step(
            "submit", N_("Submit"), ("draft",), "submitted", EDIT, ("R65",), guards=(rules.has_lines, rules.agreed),
            effect=submit, done=N_("The supervisor was told"),
        ),
        Step(
            "approve", N_("Approve"), ("submitted",), "approved", APPROVE, ("R66", "SD1", "SD2"),
            guards=(rules.agreed,), bars=(rules.not_requester, rules.within_limit), effect=approve, sign=True,
            after=reserving.changed, prints="requisitions.slip", done=N_("Approved: the keeper was told"),
        ),
        Step(
            "reject", N_("Reject"), ("submitted",), "draft", APPROVE, ("R66",), effect=hand_back, asks=(REASON,),
            side=True,
        ),
        Step("withdraw", N_("Withdraw"), ("submitted",), "draft", EDIT, ("R65",), effect=take_back, side=True),
        # both come about by a hand-over (issuing.py); the receiver signs "issue" with his PIN
        Step(
            "issue", N_("Hand out"), rules.TO_ISSUE, "issued", rules.RECEIVE, ("R66", "R67", "SD2"), follows=True,
            prints="requisitions.slip",
        ),
        Step(
            "issue_part", N_("Hand out in part"), rules.TO_ISSUE, "part_issued", rules.RECEIVE, ("R66", "R67"),
            follows=True, prints="requisitions.slip",
        ),
        Step(
            "cancel_rest", N_("Do not hand out the rest"), ("part_issued",), "issued", ISSUE, ("R66",),
            effect=cancel_rest, asks=(REASON,), after=reserving.changed, side=True,
        ),
        Step(
            "close", N_("Close"), ("issued",), "closed", ISSUE, ("R67",), guards=(no_open_return,), side=True,
        ),
        Step("end", N_("Closed with the order"), ("issued",), "closed", ISSUE, ("R67",), follows=True),
        Step(
            "cancel", N_("Cancel"), ("draft", "submitted", "approved"), "cancelled", EDIT, ("R65",), asks=(REASON,),
            after=reserving.changed, side=True, danger=True,
        ),
    ),
)  # fmt: skip


def label_of(slip: Requisition) -> Text:
    """What its state is called."""
    return Text(WORKFLOW.state(slip.state).label)
