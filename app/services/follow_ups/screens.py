"""The follow-up call's card: list, form, what the caller must know. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Kind, Link, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section, View
from app.models.complaints import Complaint
from app.models.follow_ups import FollowUp
from app.models.people import User
from app.models.work_orders import WorkOrder
from app.services import contacts
from app.services.complaints.linked import complaints_about
from app.services.complaints.rules import KIND_NAME as COMPLAINTS
from app.services.complaints.rules import OPEN_STATES
from app.services.contacts import Contact
from app.services.customers import CONTACT, Tie, papers_of, tie
from app.services.follow_ups import rules
from app.services.follow_ups.workflow import WORKFLOW
from app.services.masters import plain_list
from app.services.work_orders.rules import DONE


def _cases(ctx: Any, calls: Sequence[FollowUp]) -> Sequence[Complaint]:
    wanted = [call.source_id for call in calls if call.source_kind == COMPLAINTS]
    return ctx.session.scalars(select(Complaint).where(Complaint.id.in_(wanted))).all()  # type: ignore[no-any-return]


def _row(ctx: Any, call: FollowUp, _cases: Sequence[Complaint]) -> tuple[Any, ...]:
    advisor = ctx.session.get(User, call.advisor_id) if call.advisor_id else None
    return (
        call.number, call.plate, rules.whom(ctx, call)[0], call.source_number, advisor.name if advisor else "",
        call.due, call.tries, call.overall, call.words or "", call.called_at, call.state,
    )  # fmt: skip


LIST = replace(plain_list(
    FollowUp,
    (
        Column("number", N_("Number"), "strong", 180), Column("plate", N_("Plate"), "plate", 110),
        Column("customer", N_("Customer"), width=110, sort=False),
        Column("source_number", N_("It is about"), "code", 180, hidden=True),
        Column("advisor", N_("Served by"), width=90, sort=False),
        Column("due", N_("To be called on"), "date", 110),
        Column("tries", N_("Calls in vain"), "number", 80), Column("overall", N_("Overall"), "number", 70),
        Column("words", N_("Customer's words"), "muted", 220, stretch=True, sort=False),
        Column("called_at", N_("Called at"), "moment", 120), Column("state", N_("State"), "state", 120),
    ),
    ("number", "plate", "source_number"),
    row=_row,
    gather=_cases,
    sort="due",
    filters=(
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("problem", N_("There is a problem"), (Choice("yes", N_("Yes")), Choice("no", N_("No")))),
    ),
    views=(
        View("planned", N_("To be called"), (("state", rules.PLANNED),)),
        View("problems", N_("With a problem"), (("problem", "yes"),)), View("all", N_("All")),
    ),
    hint=N_("Number, paper or plate"),
    empty=N_("Nobody is to be called. A delivered car or a closed complaint plans the call."),
), sort="due")  # fmt: skip

FORM = FormSpec(
    sections=(
        Section(N_("What he says, from 1 (bad) to 5 (very good)"), (
            *(Field(name, label, "number", widget="score") for name, label in rules.SCORES.items()),
            Field("words", kind="long", help=N_("As he says it.")), Field("problem", kind="flag"),
            Field("channel", choices=contacts.CHANNELS, span=2),
        )),
        Section("", (
            Field("source_number", fixed=True), Field("customer_id", record="customers", fixed=True),
            Field("advisor_id", record="people", fixed=True), Field("delivered_at", fixed=True),
            Field("due", fixed=True), Field("tries", fixed=True), Field("called_by", record="people", fixed=True),
            Field("called_at", fixed=True),
        )),
    ),
    editable_in=(rules.PLANNED,),
)  # fmt: skip


@dataclass(frozen=True)
class Brief:
    """What the caller must know: whom, on which number ("" where he may not see it), about which work, tried when."""

    customer: str
    phone: str
    sender: str
    work: tuple[str, ...]
    delivered: date
    before: Sequence[Contact]


@query("follow_ups.brief", allow=rules.VIEW)
def brief(ctx: Reader, id: Id) -> Brief:
    """What must be known before the number is dialled."""
    call = ctx.session.get(FollowUp, id)
    if call is None:
        raise Refused("This call does not exist any more.")
    name, phone = rules.whom(ctx, call)
    order, case = rules.order_of(ctx, call), rules.complaint_of(ctx, call)
    may = ctx.actor.may(CONTACT)
    sender = " ".join(filter(None, (order.sender_name, order.sender_phone if may else ""))) if order else ""
    return Brief(
        name, phone if may else "", sender, _work(order, case), clock.local(call.delivered_at).date(),
        contacts.entries_of(ctx, rules.KIND_NAME, id),
    )  # fmt: skip


def _work(order: WorkOrder | None, case: Complaint | None) -> tuple[str, ...]:
    """What was done for him: the items of the order, or what he complained about and how it was solved."""
    if case is not None:
        return tuple(filter(None, (case.description, case.report_solution)))
    return tuple(line.name for line in order.labour if line.status == DONE) if order is not None else ()


def _links(ctx: Any, call: FollowUp) -> Sequence[Link]:
    label = N_("Complaint") if call.source_kind == COMPLAINTS else N_("Work order")
    return [
        Link(call.source_kind, call.source_id, call.source_number, label),
        *complaints_about(ctx, rules.KIND_NAME, call.id),
    ]


def _whose(ctx: Any) -> Any:
    """Not the customers whom this person served himself, nor those whose complaint goes on."""
    goes_on = select(Complaint.id).where(Complaint.id == FollowUp.source_id, Complaint.state.in_(OPEN_STATES))
    return or_(FollowUp.advisor_id.is_(None), FollowUp.advisor_id != ctx.actor.user) & ~goes_on.exists()


def _of(ctx: Any, customer: Id) -> Sequence[FollowUp]:
    return ctx.session.scalars(select(FollowUp).where(FollowUp.customer_id == customer)).all()  # type: ignore[no-any-return]


def _hand_over(ctx: Any, keep: Id, drop: Id) -> None:
    for call in papers_of(ctx, FollowUp, drop):
        call.customer_id = keep
    ctx.flush()


def _export(ctx: Any, customer: Id) -> Sequence[dict[str, Any]]:
    names = ("number", "source_number", "plate", "called_at", *rules.SCORES, "words")
    return [{name: getattr(call, name) for name in names} for call in _of(ctx, customer)]


tie(Tie(rules.KIND_NAME, hand_over=_hand_over, export=_export))


KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Follow-up call"),
    plural=N_("Follow-up calls"),
    icon="message-square-warning",
    area="desk",
    model=FollowUp,
    view=rules.VIEW,
    edit=rules.CALL,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    usecases=(brief,),
    rules=("R103",),
    title="plate",
    before_save=rules.before_save,
    creatable=False,
    waits=Waits(due="due", plate="plate", about=("vehicle_name", "source_number"), whose=_whose),
    links=_links,
)
