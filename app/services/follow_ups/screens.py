"""The follow-up call's card: list, form, what the caller must know. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import or_

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Kind, Link, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section, View
from app.models.customers import Customer
from app.models.follow_ups import FollowUp
from app.models.people import User
from app.models.work_orders import WorkOrder
from app.services import contacts
from app.services.complaints.linked import complaints_about
from app.services.contacts import Contact
from app.services.customers import CONTACT
from app.services.follow_ups import rules
from app.services.follow_ups.workflow import WORKFLOW
from app.services.masters import plain_list
from app.services.work_orders.rules import DONE
from app.services.work_orders.rules import KIND_NAME as ORDERS


def _row(ctx: Any, call: FollowUp) -> tuple[Any, ...]:
    customer, advisor = ctx.session.get(Customer, call.customer_id), ctx.session.get(User, call.advisor_id)
    return (
        call.number, call.plate, customer.name if customer else "", call.source_number, advisor.name if advisor else "",
        call.due, call.tries, call.overall, call.words or "", call.called_at, call.state,
    )  # fmt: skip


LIST = replace(plain_list(
    FollowUp,
    (
        Column("number", N_("Number"), "strong", 180), Column("plate", N_("Plate"), "plate", 110),
        Column("customer", N_("Customer"), width=110, sort=False),
        Column("source_number", N_("Work order"), "code", 180, hidden=True),
        Column("advisor", N_("Service advisor"), width=90, sort=False),
        Column("due", N_("To be called on"), "date", 110),
        Column("tries", N_("Calls in vain"), "number", 80), Column("overall", N_("Overall"), "number", 70),
        Column("words", N_("Customer's words"), "muted", 220, stretch=True, sort=False),
        Column("called_at", N_("Called at"), "moment", 120), Column("state", N_("State"), "state", 120),
    ),
    ("number", "plate", "source_number"),
    row=_row,
    sort="due",
    filters=(
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("problem", N_("There is a problem"), (Choice("yes", N_("Yes")), Choice("no", N_("No")))),
    ),
    views=(
        View("planned", N_("To be called"), (("state", rules.PLANNED),)),
        View("problems", N_("With a problem"), (("problem", "yes"),)), View("all", N_("All")),
    ),
    hint=N_("Number, work order or plate"),
    empty=N_("Nobody is to be called. A delivered car plans the call to its owner."),
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
    customer = ctx.session.get_one(Customer, call.customer_id)
    order = ctx.session.get(WorkOrder, call.source_id)
    may = ctx.actor.may(CONTACT)
    sender = " ".join(filter(None, (order.sender_name, order.sender_phone if may else ""))) if order else ""
    return Brief(
        customer.name, (customer.mobile or "") if may else "", sender,
        tuple(line.name for line in order.labour if line.status == DONE) if order else (), call.delivered_at.date(),
        contacts.entries_of(ctx, rules.KIND_NAME, id),
    )  # fmt: skip


def _links(ctx: Any, call: FollowUp) -> Sequence[Link]:
    return [
        Link(ORDERS, call.source_id, call.source_number, N_("Work order")),
        *complaints_about(ctx, rules.KIND_NAME, call.id),
    ]


def _whose(ctx: Any) -> Any:
    """Not the customers whom this person served himself."""
    return or_(FollowUp.advisor_id.is_(None), FollowUp.advisor_id != ctx.actor.user)


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
