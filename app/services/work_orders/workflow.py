"""The life of a work order up to the repair (domain.md §3.11): its states, and what each step asks and does."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, Text, money
from app.core.screen import Choice, Field
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.payments import held
from app.services.work_orders import (
    arriving,
    comebacks,
    consent,
    delivering,
    finishing,
    gates,
    revisions,
    rules,
    shares,
    times,
)
from app.services.work_orders.rules import KIND_NAME, REASON, choices

TECHNICIAN = Field("technician", N_("Technician of items without one"), "record", required=True, record="people")
BAY = Field("bay", N_("Bay"), "text", length=40)
WITHOUT = Field(
    "without", N_("Reason, if a certificate is missing"), "text", length=200,
    help=N_("Only for items that ask for one."),
)  # fmt: skip
WAY = Field("way", N_("How he answered"), "choice", required=True, choices=choices(rules.WAYS), default="CALL")
NO_WAY = Field(
    "way", N_("How he answered"), "choice", required=True, default="CALL",
    choices=tuple(c for c in choices(rules.WAYS) if c.code != rules.SIGNATURE),
)  # fmt: skip
PERSON = Field("person", N_("Who answered"), "text", length=100, required=True)
WORDS = Field("words", N_("His words, number called, time"), "long", length=500)
CHAT = Field("picture", N_("Picture of the message"), "file")
RISK = Field("risk", N_("Risk he was told of"), "long", required=True, length=200)
LATER = Field("promised_at", N_("New promised time"), "moment")
WHY = Field("why", N_("Why it pauses"), "choice", required=True, choices=choices(rules.PAUSES))
NOTE = Field("reason", N_("Note"), "text", length=200)
CAR = Field(
    "car", N_("The car leaves"), "choice", required=True, default="REASSEMBLED",
    choices=(
        Choice("REASSEMBLED", N_("Reassembled")), Choice("TOWED", N_("On a tow truck")),
        Choice("AS_IS", N_("As it is")),
    ),
)  # fmt: skip


# --- guards -----------------------------------------------------------------------------------------------------------
def no_money_held(ctx: Any, order: WorkOrder) -> Verdict:
    """A cancelled order keeps no deposit."""
    kept = held(ctx, order.id)
    return Text(N_("{amount} is paid on it: pay it back first."), amount=money(kept)) if kept else None


# --- effects ----------------------------------------------------------------------------------------------------------
def issue_first(ctx: Any, order: WorkOrder, _answers: dict[str, Any]) -> None:
    """Freezes what the customer is about to sign."""
    revisions.issue(ctx, order)
    comebacks.tell(ctx, order)


def lapse(ctx: Any, order: WorkOrder, _answers: dict[str, Any]) -> None:
    """What was printed is no longer what will be signed."""
    revisions.last(ctx, order).outcome = revisions.LAPSED


def take_signature(ctx: Any, order: WorkOrder, _answers: dict[str, Any]) -> None:
    """The signature is the consent: only now may work begin (R51)."""
    revisions.answer(ctx, order, revisions.AGREED, way=rules.SIGNATURE, by="", words="")
    text = Text(N_("{number} is signed: assign it."), number=order.number)
    ctx.notify(text, role="WS", document=(KIND_NAME, order.id))


def assign(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """Items without anybody go to the technician; he hears of it."""
    technician: Id = answers["technician"]
    shares.fill(ctx, order, technician)
    for person in sorted(shares.of_order(ctx, order)):
        lacking = shares.uncertified(ctx, order, person)
        if lacking and not answers.get("without"):
            raise Refused(
                "{name} holds no valid certificate for “{work}”. Choose another technician, or give a reason.",
                where="without", name=name_of(ctx, person), work=lacking[0].name,
            )  # fmt: skip
        text = Text(N_("{number} is yours: {plate}"), number=order.number, plate=order.plate)
        ctx.notify(text, user=person, document=(KIND_NAME, order.id))
    order.bay = answers.get("bay") or order.bay
    answers["technician"] = name_of(ctx, technician)


def pause(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """Clocks stop; the advisor hears that the promised time is at risk."""
    times.stop_all(ctx, order)
    order.reason = (answers.get("reason") or "")[:200]
    text = Text(
        N_("{number} pauses: {why}. Is the promised time still right?"), number=order.number,
        why=Text(rules.PAUSES[answers["why"]]),
    )  # fmt: skip
    ctx.notify(text, user=order.advisor_id, role=None if order.advisor_id else "SA", document=(KIND_NAME, order.id))


def terminate(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """The customer stops the repair: clocks stop, nothing proposed is left, what was done is billed."""
    times.stop_all(ctx, order)
    last = revisions.find(ctx, order.id, order.revision)
    if last is not None and last.outcome == revisions.OPEN:
        revisions.answer(
            ctx, order, revisions.REFUSED, way=rules.CALL, by=answers["person"], words=answers["reason"] + " "
        )  # fmt: skip
    for line in rules.proposed(order):
        line.status, line.note = rules.DECLINED, answers["reason"]
    order.reason = answers["reason"]
    revisions.reckon(ctx, order)


STATES = (
    State("draft", N_("Draft"), "idle"),
    State("wait_sign", N_("Waiting for signature"), "wait"),
    State("signed", N_("Signed"), "ok"),
    State("assigned", N_("Assigned"), "active"),
    State("diagnosing", N_("In diagnosis"), "active"),
    State("in_repair", N_("In repair"), "active"),
    State("paused", N_("Paused"), "warn", beside="in_repair"),
    State("wait_consent", N_("Waiting for consent"), "wait", beside="in_repair"),
    *finishing.STATES,
    State("terminated", N_("Terminated"), "bad", beside="in_repair"),
    *delivering.STATES,
    State("cancelled", N_("Cancelled"), "idle", beside="draft"),
)
_STOPPABLE = ("signed", "assigned", "diagnosing", "in_repair", "paused", "wait_consent", "rework")
WORKFLOW = Workflow(
    states=STATES,
    start="draft",
    steps=(
        Step(
            "issue", N_("Issue for signature"), ("draft",), "wait_sign", rules.EDIT, ("R50",),
            guards=(arriving.checked_in, rules.whole, rules.lines_fit, rules.promised_later), effect=issue_first,
            prints="work_orders.order", done=N_("Issued"),
        ),
        Step(
            "sign", N_("Take over the signature"), ("wait_sign",), "signed", rules.AGREE, ("R51",),
            guards=(revisions.signed,), effect=take_signature, done=N_("Signed"),
        ),
        Step("rewrite", N_("Change before signing"), ("wait_sign",), "draft", rules.EDIT, ("R50",), effect=lapse,
             side=True),
        Step(
            "assign", N_("Assign"), ("signed",), "assigned", rules.ASSIGN, ("R6", "R51"), effect=assign,
            asks=(TECHNICIAN, BAY, WITHOUT), done=N_("Assigned"), prints="work_orders.job_card",
        ),
        Step(
            "diagnose", N_("Begin the diagnosis"), ("assigned",), "diagnosing", rules.WORK, ("R52",),
            guards=(rules.everybody_assigned,), bars=(rules.on_the_job,),
        ),
        Step(
            "repair", N_("Begin the repair"), ("diagnosing",), "in_repair", rules.WORK, ("R52",),
            guards=(rules.diagnosed,), bars=(rules.on_the_job,), after=gates.tell_begun,
        ),
        Step(
            "propose", N_("Propose to the customer"), rules.PROPOSED_IN, "wait_consent", rules.WORK, ("R53",),
            guards=(rules.something_proposed,), bars=(rules.on_the_job,), effect=consent.send_proposal,
            asks=(REASON, LATER), side=True, done=N_("The advisor was told"),
        ),
        Step(
            "pause", N_("Pause"), ("in_repair", "rework"), "paused", rules.WORK, ("R53",), bars=(rules.on_the_job,),
            effect=pause, asks=(WHY, NOTE), side=True,
        ),
        Step("resume", N_("Go on"), ("paused",), "in_repair", rules.WORK, ("R54",), bars=(rules.on_the_job,)),
        *finishing.STEPS,
        Step(
            "reissue", N_("Issue again"), ("wait_consent",), "wait_consent", rules.EDIT, ("R53",),
            guards=(rules.something_proposed, rules.proposal_priced), effect=consent.issue_again, asks=(LATER,),
            prints="work_orders.order", side=True,
        ),
        Step(
            "consent", N_("Record consent"), ("wait_consent",), "in_repair", rules.AGREE, ("R53",),
            guards=(rules.something_proposed, revisions.still_true), effect=consent.agree,
            asks=(WAY, PERSON, WORDS, CHAT), prints="work_orders.order", done=N_("Consent recorded"),
        ),
        Step(
            "refuse", N_("Record refusal"), ("wait_consent",), "in_repair", rules.AGREE, ("R53",),
            guards=(rules.proposal_priced,), effect=consent.refuse, asks=(NO_WAY, PERSON, RISK, CHAT),
            prints="work_orders.order", side=True,
        ),
        Step(
            "terminate", N_("The customer stops the repair"), _STOPPABLE, "terminated", rules.AGREE, ("R53",),
            effect=terminate, asks=(REASON, PERSON, CAR), side=True, danger=True,
        ),
        *delivering.STEPS,
        Step(
            "cancel", N_("Cancel"), ("draft", "wait_sign"), "cancelled", rules.EDIT, ("R50",), guards=(no_money_held,),
            asks=(REASON,), side=True, danger=True,
        ),
    ),
)  # fmt: skip
