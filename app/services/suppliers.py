"""Suppliers and what they deliver: numbers, prices, lead times. Knows no order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind
from app.core.screen import (
    CellKind,
    Choice,
    Column,
    Fact,
    Field,
    Filter,
    FormSpec,
    Lines,
    Peek,
    PeekTable,
    Section,
    View,
)
from app.core.workflow import State, Step, Workflow
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, Supply
from app.models.suppliers import Supplier
from app.services import shop
from app.services.masters import plain_list
from app.services.parts.workflow import VIEW_COST
from app.services.stock import half_up

VIEW = Permission("suppliers.view", N_("See suppliers"))
EDIT = Permission("suppliers.edit", N_("Edit suppliers"))

ACTIVE, CLOSED = "active", "closed"

WORKFLOW = Workflow(
    states=(State(ACTIVE, N_("Active"), "ok"), State(CLOSED, N_("Closed"), "idle")),
    start=ACTIVE,
    steps=(
        Step("close", N_("Close"), (ACTIVE,), CLOSED, EDIT, ("R6",), side=True),
        Step("reopen", N_("Reopen"), (CLOSED,), ACTIVE, EDIT, ("R6",)),
    ),
)


def before_save(_ctx: Context, _supplier: Supplier, values: dict[str, Any]) -> None:
    """Each part once."""
    seen: set[Any] = set()
    problems = []
    for at, row in enumerate(values.get("parts", ())):
        if row.get("part_id") in seen:
            problems.append(Problem(f"parts.{at}.part_id", Text(N_("This part is on the list twice. Keep one line."))))
        seen.add(row.get("part_id"))
    if problems:
        raise Refused.all(tuple(problems))


def peek(ctx: Reader, id: Id) -> Peek:
    """How fast and at what price he delivered; prices for those who may see costs."""
    supplier = ctx.session.get_one(Supplier, id)
    state = WORKFLOW.state(supplier.state)
    posted = GoodsReceipt.state == "posted"
    days = (
        select(Supply.lead_days)
        .join(GoodsReceipt, GoodsReceipt.id == Supply.receipt_id)
        .where(Supply.supplier_id == id, Supply.lead_days.is_not(None), posted)
    )
    took = [n or 0 for n in ctx.conn.execute(days).scalars()]
    rows = ctx.conn.execute(
        select(Supply.at, Part.number, Supply.qty, Part.qty_decimals, Part.unit, Supply.price)
        .join(Part, Part.id == Supply.part_id)
        .join(GoodsReceipt, GoodsReceipt.id == Supply.receipt_id)
        .where(Supply.supplier_id == id, posted)
        .order_by(Supply.at.desc(), Supply.seq.desc())
        .limit(10)
    ).all()
    costs = ctx.actor.may(VIEW_COST)
    figures = [Fact(N_("Lines delivered"), len(took), "number")]
    if took:
        figures.append(Fact(N_("Days on average"), half_up(sum(took), len(took)), "number"))
    facts = [
        Fact(label, value)
        for label, value in ((N_("Contact"), supplier.contact), (N_("Phone"), supplier.phone))
        if value
    ]
    kinds: tuple[CellKind, ...] = ("date", "strong", "quantity", "price") if costs else ("date", "strong", "quantity")
    table = tuple(
        (clock.local(r.at).date(), r.number, (r.qty, r.qty_decimals, r.unit), r.price)[: len(kinds)] for r in rows
    )
    tables = (PeekTable(N_("Last deliveries"), kinds, table),) if table else ()
    return Peek(supplier.number, supplier.name, ((state.label, state.family),), tuple(figures), tuple(facts), tables)


def names_of(ctx: Any, records: Sequence[Any]) -> dict[Id, str]:
    """Document → the name of its supplier, for many at once."""
    wanted = {r.supplier_id for r in records}
    names = dict(ctx.conn.execute(select(Supplier.id, Supplier.name).where(Supplier.id.in_(wanted))).all())
    return {r.id: names.get(r.supplier_id, "") for r in records}


KIND = Kind(
    name="suppliers",
    label=N_("Supplier"),
    plural=N_("Suppliers"),
    icon="truck",
    area="store",
    model=Supplier,
    view=VIEW,
    edit=EDIT,
    list=replace(plain_list(
        Supplier,
        (
            Column("number", N_("Code"), "strong", 120), Column("name", N_("Name"), width=220, stretch=True),
            Column("contact", N_("Contact"), width=120), Column("phone", N_("Phone"), "code", 130, sort=False),
            Column("lead_days", N_("Lead time (days)"), "number", 110), Column("state", N_("State"), "state", 100),
        ),
        ("number", "name", "contact", "phone"),
        row=lambda _ctx, s: (s.number, s.name, s.contact, s.phone, s.lead_days, s.state),
        sort="number",
        filters=(Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),),
        views=(View("active", N_("Active"), (("state", ACTIVE),)), View("all", N_("All"))),
        hint=N_("Code, name, contact or phone"),
        empty=N_("No suppliers yet. Add the first one."),
    ), peek=peek),
    form=FormSpec(
        sections=(
            Section("", (
                Field("number", N_("Code"), "code", required=True), Field("name"), Field("contact"), Field("phone"),
                Field("address"), Field("uscc", warn=shop.uscc_warning), Field("lead_days"),
                Field("remark", kind="long", span=2),
            )),
        ),
        lines=(
            Lines("parts", N_("Parts delivered"), (
                Field("part_id"), Field("code"), Field("price", allow=VIEW_COST), Field("lead_days"),
                Field("moq", unit_of="part_id"), Field("pack", unit_of="part_id"),
            ), scan="part_id"),
        ),
        editable_in=(ACTIVE,),
    ),
    workflow=WORKFLOW,
    title="name",
    rules=("R13",),
    before_save=before_save,
)  # fmt: skip
