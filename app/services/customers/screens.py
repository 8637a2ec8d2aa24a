"""The customer's card: list, form, workflow, verbs. Knows no widget."""

from __future__ import annotations

from app.core.i18n import N_, Text
from app.core.kind import Kind
from app.core.screen import Choice, Column, Field, Filter, FormSpec, ListSpec, Section, View
from app.models.customers import Customer
from app.services import shop
from app.services.customers import changes, queries, term
from app.services.customers.phones import read_phone
from app.services.customers.workflow import ACTIVE, BLOCKED, CONTACT, CREDIT, EDIT, ERASING, VIEW, WORKFLOW

KIND_CHOICES = tuple(Choice(code, label) for code, label in queries.KINDS.items())
PRICE_LEVELS = (
    Choice("retail", N_("Retail")), Choice("wholesale", N_("Wholesale")), Choice("insurance", N_("Insurance")),
)  # fmt: skip

LIST = ListSpec(
    columns=(
        Column("number", N_("Customer no."), "strong", 170), Column("name", N_("Name"), width=180, stretch=True),
        Column("kind", N_("Kind of customer"), "choice", 90, choices=tuple(queries.KINDS.items())),
        Column("phone", N_("Phone"), "code", 130, sort=False, allow=CONTACT),
        Column("contact", N_("Contact"), width=110, sort=False, allow=CONTACT),
        Column("consent", N_("Agrees to use of data"), "flag", 110, sort=False, hidden=True),
        Column("state", N_("State"), "state", 100),
    ),
    find=queries.find,
    read=queries.read,
    reads=("customers",),
    filters=(
        Filter("kind", N_("Kind of customer"), KIND_CHOICES),
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
    ),
    views=(
        View("active", N_("In use"), (("state", ACTIVE),)), View("companies", N_("Companies"), (("kind", "company"),)),
        View("erasing", N_("Erasure asked"), (("state", ERASING),)), View("all", N_("All")),
    ),
    sort="name",
    hint=N_("Name, pinyin initials or part of a phone"),
    empty=N_("No customers yet. Import a list, or add the first one."),
    peek=queries.peek,
)  # fmt: skip


def _odd_phone(typed: str) -> Text | None:
    return read_phone(typed).warning


FORM = FormSpec(
    sections=(
        Section("", (
            Field("name"), Field("kind", choices=KIND_CHOICES), Field("salutation"),
            Field("mobile", allow=CONTACT, warn=_odd_phone), Field("landline", allow=CONTACT),
            Field("contact", allow=CONTACT),
            Field("email", allow=CONTACT), Field("address", allow=CONTACT, span=2),
            Field("source"), Field("remark", kind="long", span=2),
        )),
        Section(N_("Invoice and credit"), (
            Field("invoice_title"), Field("uscc", warn=shop.uscc_warning), Field("tax_no"), Field("bank"),
            Field("price_level", choices=PRICE_LEVELS, change=CREDIT), Field("on_account", change=CREDIT),
            Field("credit_limit", change=CREDIT),
        )),
        Section(N_("Personal data"), (
            Field("consent"), Field("consent_on"), Field("erase_asked_on", fixed=True),
        )),
    ),
    editable_in=(ACTIVE, BLOCKED, ERASING),
)  # fmt: skip

KIND = Kind(
    name="customers",
    label=N_("Customer"),
    plural=N_("Customers"),
    icon="users",
    area="desk",
    model=Customer,
    view=VIEW,
    edit=EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=changes.PREFIX,
    usecases=(changes.open_customer, changes.merge, changes.give_out, term.masking_due, term.mask_due),
    rules=("R3", "R48"),
    title="name",
    before_save=changes.before_save,
    after_save=changes.after_save,
)
