"""The life of a follow-up call (§3.19): planned by a delivery or a closed complaint; answered, refused or given up."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Workflow
from app.models.complaints import Complaint
from app.models.follow_ups import FollowUp
from app.models.work_orders import WorkOrder
from app.services import calendar, contacts
from app.services.complaints import effects as complaints
from app.services.complaints.rules import KIND_NAME as COMPLAINTS
from app.services.follow_ups import rules
from app.services.follow_ups.rules import CALL, DONE, KIND_NAME, PLANNED, REFUSED, UNREACHABLE
from app.services.work_orders import gates
from app.services.work_orders import workflow as orders

NOTE = Field("note", N_("Note"), "text", length=200)
WHY = Field("why", N_("His words"), "text", length=200)


@gates.ended
def plan(ctx: Any, order: WorkOrder) -> None:
    """A car that was delivered is asked about some working days later."""
    if not ctx.session.scalar(select(FollowUp.id).where(FollowUp.source_id == order.id).limit(1)):
        _plan(ctx, rules.ORDERS, order, order.advisor_id or order.created_by)


@complaints.closed
def plan_after(ctx: Any, case: Complaint) -> None:
    """Who complained is asked some working days after the case is closed, unless nobody knows him (E76).

    A call that was planned before the case was reopened is put off to after its second end.
    """
    wanted = select(FollowUp).where(FollowUp.source_id == case.id, FollowUp.state == PLANNED)
    kept = ctx.session.scalars(wanted.limit(1)).first()
    if kept is not None:
        kept.advisor_id, kept.delivered_at, kept.tries = case.handler_id, ctx.now, 0
        kept.due = _due(ctx) or kept.due
    elif not case.anonymous:
        _plan(ctx, COMPLAINTS, case, case.handler_id)


def _plan(ctx: Any, kind: str, source: WorkOrder | Complaint, served_by: Id | None) -> None:
    if (due := _due(ctx)) is None:
        return
    made = FollowUp(
        number=ctx.number(rules.PREFIX), station=ctx.station, source_kind=kind, source_id=source.id,
        source_number=source.number, customer_id=source.customer_id, plate=source.plate,
        vehicle_name=source.vehicle_name, advisor_id=served_by, delivered_at=ctx.now, due=due, created_by=None,
        created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    ctx.session.add(made)


def _due(ctx: Any) -> date | None:
    """The day to call, so many working days from now; None where no calls are planned."""
    days = ctx.setting(rules.DAYS)
    return calendar.add_working_days(ctx, clock.local(ctx.now).date(), days) if days else None


# --- effects ----------------------------------------------------------------------------------------------------------
def _log(ctx: Any, call: FollowUp, *, reached: bool, words: str) -> None:
    contacts.log(
        ctx, KIND_NAME, call.id, purpose="FOLLOW_UP", channel=call.channel, recipient=rules.whom(ctx, call)[0],
        reached=reached, words=words,
    )  # fmt: skip


def keep(ctx: Any, call: FollowUp, _answers: dict[str, Any]) -> None:
    """What he said is kept; who has to hear of a problem hears of it."""
    call.called_by, call.called_at = ctx.actor.user, ctx.now
    _log(ctx, call, reached=True, words=(call.words or f"{call.overall}/{rules.BEST}")[:500])
    if call.problem:
        text = Text(N_("{plate}: the customer has a problem. {words}"), plate=call.plate, words=call.words)
        for role in ("CS", "MG"):
            ctx.notify(text, role=role, document=(KIND_NAME, call.id))


def close_order(ctx: Any, call: FollowUp) -> None:
    """With the call the order is over (§3.11)."""
    if (order := rules.order_of(ctx, call)) is not None:
        workflow.follow(ctx, orders.WORKFLOW, order, "close")


def count(ctx: Any, call: FollowUp, answers: dict[str, Any]) -> None:
    """One more call in vain."""
    call.tries += 1
    call.called_by, call.called_at = ctx.actor.user, ctx.now
    _log(ctx, call, reached=False, words=answers.get("note") or "")
    call.due = calendar.add_working_days(ctx, clock.local(ctx.now).date(), 1)


def give_up(ctx: Any, call: FollowUp) -> None:
    """After so many tries nobody tries again."""
    if call.tries >= ctx.setting(rules.TRIES):
        workflow.follow(ctx, WORKFLOW, call, "give_up")


def note_refusal(ctx: Any, call: FollowUp, answers: dict[str, Any]) -> None:
    """He was reached and wants no questions."""
    call.called_by, call.called_at = ctx.actor.user, ctx.now
    _log(ctx, call, reached=True, words=answers.get("why") or "–")


WORKFLOW = Workflow(
    states=(
        State(PLANNED, N_("To be called"), "wait"),
        State(DONE, N_("Answered"), "ok"),
        State(UNREACHABLE, N_("Not reached"), "idle", beside=PLANNED),
        State(REFUSED, N_("Wants no questions"), "idle", beside=PLANNED),
    ),
    start=PLANNED,
    steps=(
        Step(
            "finish", N_("Keep the answers"), (PLANNED,), DONE, CALL, ("R103",),
            guards=(rules.settled, rules.scored, rules.explained), bars=(rules.not_served,), effect=keep,
            after=close_order, done=N_("Answers kept"),
        ),
        Step(
            "not_reached", N_("Not reached"), (PLANNED,), PLANNED, CALL, ("R103",), guards=(rules.settled,),
            bars=(rules.not_served,), effect=count, asks=(NOTE,), side=True, after=give_up, done=N_("Tried in vain"),
        ),
        Step("give_up", N_("Given up"), (PLANNED,), UNREACHABLE, CALL, ("R103",), follows=True),
        Step(
            "refuse", N_("He wants no questions"), (PLANNED,), REFUSED, CALL, ("R103",), guards=(rules.settled,),
            bars=(rules.not_served,), effect=note_refusal, asks=(WHY,), side=True,
        ),
    ),
)  # fmt: skip
