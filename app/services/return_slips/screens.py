"""The return slip's card: list, form, paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.i18n import N_
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, FormSpec, Lines, Section, View
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, ReturnSlip, ReturnSlipLine
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.parts import VIEW_COST
from app.services.people.charges import named_by
from app.services.requisitions.lists import slip_list
from app.services.return_slips import drafting, papers, rules
from app.services.return_slips.workflow import WORKFLOW


def _row(ctx: Any, slip: ReturnSlip) -> tuple[Any, ...]:
    return (
        slip.number, slip.plate, slip.order_number, name_of(ctx, slip.technician_id) if slip.technician_id else "",
        sum(1 for line in slip.lines if line.qty), slip.reason, slip.created_at, slip.state,
    )  # fmt: skip


LIST = slip_list(
    ReturnSlip, ReturnSlipLine, "slip_id", WORKFLOW,
    (
        Column("number", N_("Number"), "strong", 190), Column("plate", N_("Plate"), "plate", 110),
        Column("order_number", N_("Work order"), "code", 190, sort=False),
        Column("technician", N_("Brought back by"), width=110, sort=False),
        Column("lines", N_("Lines"), "number", 60, sort=False),
        Column("reason", N_("Reason"), width=160, stretch=True, sort=False),
        Column("created_at", N_("Created"), "moment", 130), Column("state", N_("State"), "state", 120),
    ),
    row=_row,
    views=(
        View("open", N_("Open"), (("state", "draft submitted checked"),)),
        View("check", N_("To check"), (("state", "submitted checked"),)), View("all", N_("All")),
    ),
    empty=N_("No return slips yet. They are made of a work order or a requisition."),
    tables=("return_slips", "return_slip_lines"),
)  # fmt: skip
_CONDITIONS = tuple(Choice(code, label) for code, label in rules.CONDITIONS.items())
FORM = FormSpec(
    sections=(
        Section("", (
            Field("order_id", fixed=True), Field("warehouse_id", fixed=True),
            Field("technician_id", fixed=True, record="people"), Field("reason"),
            Field("remark", kind="text", span=2, editable_in=("draft", "submitted")),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("part_id", fixed=True), Field("issued", N_("Still out"), unit_of="part_id", fixed=True),
            Field("qty", N_("Comes back"), unit_of="part_id"), Field("condition", choices=_CONDITIONS),
            Field("reason"), Field("responsible_id", N_("Who answers"), record="people"), Field("bin_id", N_("Bin")),
            Field("batch", N_("Batch"), "code", fixed=True), Field("value", fixed=True, allow=VIEW_COST),
        ), editable_in=("draft", "submitted"), scan="part_id", adds="qty"),
    ),
)  # fmt: skip


CHARGE = named_by(
    ReturnSlip.technician_id, N_("Brought back by"), rules.KIND_NAME, ("draft",), ("plate",), rules.EDIT
)  # from then on the goods are with the keeper


def _links(ctx: Any, slip: ReturnSlip) -> Sequence[Link]:
    """Its order, and the slips by which the parts went out."""
    found = []
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    if order is not None:
        found.append(Link("work_orders", order.id, order.number, N_("Work order"), order.state))
    for line in slip.lines:
        issue = ctx.session.get(PartIssue, ctx.session.get(PartIssueLine, line.issue_line_id).issue_id)
        from_ = ctx.session.get(Requisition, issue.requisition_id)
        link = Link("requisitions", from_.id, from_.number, N_("Requisition"), from_.state)
        if link not in found:
            found.append(link)
    return found


KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Return slip"),
    plural=N_("Return slips"),
    icon="undo-2",
    area="store",
    model=ReturnSlip,
    view=rules.VIEW,
    edit=rules.EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(
        Sheet("return_slips.slip", N_("Two copies"), papers.copies),
        Sheet("return_slips.multi", N_("Multi-ply"), papers.multi),
    ),
    usecases=(drafting.open_return, drafting.open_for_slip),
    rules=("R67",),
    title="plate",
    waits=Waits(plate="plate", about=("reason",)),
    creatable=False,
    before_save=drafting.before_save,
    links=_links,
    charges=(CHARGE,),
)
