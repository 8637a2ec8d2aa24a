"""The settlement's card: list, form, papers, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.clock import Id
from app.core.i18n import N_
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, Section, View
from app.models.customers import Customer
from app.models.settlements import Settlement
from app.models.work_orders import WorkOrder
from app.services import payments
from app.services.complaints.linked import complaints_about
from app.services.customers import Tie, tie
from app.services.masters import plain_list
from app.services.parts import GRADES
from app.services.settlements import guards, making, money, papers, personal, rules, signing
from app.services.settlements.workflow import WORKFLOW
from app.services.work_orders.rules import PAYERS, SOURCES


def _paid(ctx: Any, found: Sequence[Settlement]) -> Mapping[Id, int]:
    return payments.held_on(ctx, [one.order_id for one in found if one.state in rules.OWED_IN])


def _row(ctx: Any, one: Settlement, paid: Mapping[Id, int]) -> tuple[Any, ...]:
    order = ctx.session.get(WorkOrder, one.order_id)
    owed = one.total_amount - paid[one.order_id] if one.state in rules.OWED_IN else 0
    return (
        one.number, one.plate, ctx.session.get(Customer, one.customer_id).name, one.total_amount,
        owed, one.account_due, order.number, one.created_at, one.state,
    )  # fmt: skip


def _links(ctx: Any, one: Settlement) -> Sequence[Link]:
    order = ctx.session.get(WorkOrder, one.order_id)
    paid = [
        Link(payments.KIND_NAME, p.id, p.number, payments.PURPOSES[p.purpose], p.state)
        for p in payments.on_order(ctx, one.order_id)
    ]
    customer = ctx.session.get(Customer, one.customer_id)
    return [
        Link("work_orders", order.id, order.number, N_("Work order"), order.state),
        Link("customers", customer.id, customer.name, N_("Customer")), *paid,
        *complaints_about(ctx, rules.KIND_NAME, one.id),
    ]  # fmt: skip


LIST = plain_list(
    Settlement,
    (
        Column("number", N_("Number"), "strong", 190), Column("plate", N_("Plate"), "plate", 110),
        Column("customer", N_("Customer"), width=140, stretch=True, sort=False),
        Column("total_amount", N_("Amount"), "money", 110), Column("owed", N_("Owed"), "money", 110, sort=False),
        Column("account_due", N_("On account until"), "date", 120),
        Column("order", N_("Work order"), "code", 190, sort=False),
        Column("created_at", N_("Written at"), "moment", 130), Column("state", N_("State"), "state", 120),
    ),
    ("number", "plate"),
    row=_row,
    gather=_paid,
    sort="created_at",
    filters=(Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),),
    views=(
        View("all", N_("All")), View("to_pay", N_("To pay"), (("state", "confirmed part_paid"),)),
        View("account", N_("On account"), (("state", "on_account"),)),
    ),
    hint=N_("Number or plate"),
    empty=N_("No settlements yet. They come from an order that is done."),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section(N_("Fees and discount"), (
            Field("diagnosis"), Field("testing"), Field("processing"), Field("other"), Field("discount"),
            Field("discount_reason"), Field("rounding"),
        )),
        Section(N_("On the list"), (
            Field("customer_name", fixed=True), Field("phone"), Field("sender", fixed=True),
            Field("advisor", fixed=True),
        )),
        Section(N_("Warranty"), (Field("warranty_km"), Field("warranty_days"), Field("precautions"))),
        Section(N_("Amounts"), (
            Field("labour_amount", fixed=True), Field("parts_amount", fixed=True), Field("fees_amount", fixed=True),
            Field("tax_amount", fixed=True), Field("total_amount", fixed=True), Field("insurer_amount", fixed=True),
            Field("own_cost", fixed=True), Field("account_due", fixed=True),
        )),
        Section(N_("Invoice"), (
            Field("invoice_type", choices=rules.choices(rules.INVOICES), fixed=True),
            Field("invoice_number", fixed=True),
            Field("invoice_title", fixed=True), Field("invoice_tax_no", fixed=True),
            Field("invoice_amount", fixed=True), Field("invoice_on", fixed=True),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("section", choices=rules.choices(rules.SECTIONS), fixed=True), Field("item", fixed=True),
            Field("code", fixed=True), Field("name", fixed=True), Field("qty", decimals=3),
            Field("free", decimals=3), Field("why", choices=rules.choices(rules.WHY)), Field("price", fixed=True),
            Field("amount", fixed=True), Field("payer", choices=rules.choices(PAYERS), fixed=True),
            Field("grade", choices=tuple(Choice(code, label) for code, label in GRADES.items()), fixed=True),
            Field("source", choices=rules.choices(SOURCES), fixed=True),
            Field("warranty_km"), Field("warranty_days"),
        )),
    ),
)  # fmt: skip

tie(Tie(rules.KIND_NAME, hand_over=personal.hand_over, mask=personal.mask, export=personal.export))

KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Settlement"),
    plural=N_("Settlements"),
    icon="receipt",
    area="desk",
    model=Settlement,
    view=rules.VIEW,
    edit=rules.EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(Sheet("settlements.list", N_("Settlement list"), papers.settlement_list),),
    usecases=(
        signing.sign_on_screen, signing.sign_on_paper, signing.paper_back, money.pay, money.till, money.record_invoice,
    ),
    rules=("R62", "R74", "SD9"),
    title="plate",
    creatable=False,
    waits=Waits("", plate="plate", about=("vehicle_name",), also=(
        ("confirmed", payments.TAKE, N_("Take the money")), ("part_paid", payments.TAKE, N_("Take the money")),
    )),
    links=_links,
    before_save=guards.before_save,
    after_save=making.reckon,
)  # fmt: skip
