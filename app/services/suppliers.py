"""Suppliers: master data, the parts they deliver, lead times and prices. Knows no order."""

from __future__ import annotations

from app.core.access import Permission
from app.core.i18n import N_
from app.core.kind import Kind
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListSpec, Section
from app.core.workflow import State, Step, Workflow
from app.models.suppliers import Supplier
from app.services.lists import find_by, read_of

VIEW = Permission("suppliers.view", N_("See suppliers"))
EDIT = Permission("suppliers.edit", N_("Edit suppliers"))

WORKFLOW = Workflow(
    (State("active", N_("Active"), "ok"), State("blocked", N_("Blocked"), "bad")),
    "active",
    (
        Step("block", N_("Block"), ("active",), "blocked", EDIT, ("R6",), side=True, danger=True,
             asks=(Field("reason", N_("Reason"), "text", required=True, length=200),)),
        Step("unblock", N_("Unblock"), ("blocked",), "active", EDIT, ("R6",)),
    ),
)  # fmt: skip

KIND = Kind(
    name="suppliers", label=N_("Supplier"), plural=N_("Suppliers"), icon="truck", area="store", model=Supplier,
    view=VIEW, edit=EDIT, title="name", workflow=WORKFLOW, rules=("R13",),
    list=ListSpec(
        (
            Column("number", N_("Code"), "strong", 120), Column("name", N_("Name"), stretch=True),
            Column("contact", N_("Contact"), width=120), Column("phone", N_("Phone"), width=130),
            Column("lead_days", N_("Lead time (days)"), "number", 130), Column("state", N_("State"), "state", 110),
        ),
        find_by(Supplier, "number", "name", "contact", order="number"),
        read_of(Supplier, Supplier.number, Supplier.name, Supplier.contact, Supplier.phone, Supplier.lead_days,
                Supplier.state),
        ("suppliers",),
        filters=(Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),),
        hint=N_("Code, name or contact"), empty=N_("No suppliers yet. Add the first one."),
    ),
    form=FormSpec(
        (
            Section("", (
                Field("number", N_("Code"), required=True), Field("name"), Field("contact"), Field("phone"),
                Field("address"), Field("uscc"), Field("lead_days"), Field("remark", kind="long"),
            )),
        ),
        (
            Lines("parts", N_("Parts of this supplier"),
                  (Field("part_id"), Field("code"), Field("price"), Field("lead_days"),
                   Field("moq", unit_of="part_id"), Field("pack", unit_of="part_id")), scan="part_id"),
        ),
        editable_in=("active",),
    ),
)  # fmt: skip
