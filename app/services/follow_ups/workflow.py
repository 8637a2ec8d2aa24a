"""The life of a follow-up call: planned by a delivery, then answered, refused, or given up after some tries (§3.19)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import clock, workflow
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Workflow
from app.models.customers import Customer
from app.models.follow_ups import FollowUp
from app.models.work_orders import WorkOrder
from app.services import calendar, contacts
from app.services.follow_ups import rules
from app.services.follow_ups.rules import CALL, DONE, KIND_NAME, PLANNED, REFUSED, UNREACHABLE
from app.services.work_orders import gates
from app.services.work_orders import workflow as orders

NOTE = Field("note", N_("Note"), "text", length=200)
WHY = Field("why", N_("His words"), "text", length=200)


@gates.ended
def plan(ctx: Any, order: WorkOrder) -> None:
    """A car that was delivered is asked about some working days later."""
    days = ctx.setting(rules.DAYS)
    if not days or ctx.session.scalar(select(FollowUp.id).where(FollowUp.source_id == order.id).limit(1)):
        return
    made = FollowUp(
        number=ctx.number(rules.PREFIX), station=ctx.station, source_kind="work_orders", source_id=order.id,
        source_number=order.number, customer_id=order.customer_id, plate=order.plate, vehicle_name=order.vehicle_name,
        advisor_id=order.advisor_id or order.created_by, delivered_at=ctx.now,
        due=calendar.add_working_days(ctx, clock.local(ctx.now).date(), days), created_by=None, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    ctx.session.add(made)


# --- effects ----------------------------------------------------------------------------------------------------------
def _log(ctx: Any, call: FollowUp, *, reached: bool, words: str) -> None:
    customer = ctx.session.get_one(Customer, call.customer_id)
    contacts.log(
        ctx, KIND_NAME, call.id, purpose="FOLLOW_UP", channel=call.channel, recipient=customer.name, reached=reached,
        words=words,
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
    order = ctx.session.get(WorkOrder, call.source_id) if call.source_kind == "work_orders" else None
    if order is not None:
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
            guards=(rules.scored, rules.explained), bars=(rules.not_served,), effect=keep, after=close_order,
            done=N_("Answers kept"),
        ),
        Step(
            "not_reached", N_("Not reached"), (PLANNED,), PLANNED, CALL, ("R103",), bars=(rules.not_served,),
            effect=count, asks=(NOTE,), side=True, after=give_up, done=N_("Tried in vain"),
        ),
        Step("give_up", N_("Given up"), (PLANNED,), UNREACHABLE, CALL, ("R103",), follows=True),
        Step(
            "refuse", N_("He wants no questions"), (PLANNED,), REFUSED, CALL, ("R103",), bars=(rules.not_served,),
            effect=note_refusal, asks=(WHY,), side=True,
        ),
    ),
)  # fmt: skip
