"""The requisition's card: list, form, papers, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, Section, View
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, RequisitionLine, ReturnSlip, ReturnSlipLine
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.people.charges import named_by
from app.services.requisitions import bench, buying, counter, drafting, issuing, papers, rules, substitutes
from app.services.requisitions.lists import slip_list
from app.services.requisitions.workflow import WORKFLOW

_TYPES = tuple(Choice(code, label) for code, label in rules.TYPES.items())


def _row(ctx: Any, slip: Requisition) -> tuple[Any, ...]:
    return (
        slip.number, slip.type, slip.plate, slip.order_number,
        name_of(ctx, slip.technician_id) if slip.technician_id else "", len(slip.lines),
        sum(1 for line in slip.lines if rules.due(line)) if slip.state in rules.TO_ISSUE else 0,
        slip.created_at, slip.state,
    )  # fmt: skip


LIST = slip_list(
    Requisition, RequisitionLine, "requisition_id", WORKFLOW,
    (
        Column("number", N_("Number"), "strong", 190),
        Column("type", N_("Type"), "choice", 100, choices=tuple(rules.TYPES.items())),
        Column("plate", N_("Plate"), "plate", 110), Column("order_number", N_("Work order"), "code", 190, sort=False),
        Column("technician", N_("Asked for by"), width=100, stretch=True, sort=False),
        Column("lines", N_("Lines"), "number", 60, sort=False),
        Column("due", N_("Due lines"), "number", 70, sort=False),
        Column("created_at", N_("Created"), "moment", 130), Column("state", N_("State"), "state", 140),
    ),
    row=_row,
    views=(
        View("open", N_("Open"), (("state", "draft submitted approved part_issued"),)),
        View("approve", N_("To approve"), (("state", "submitted"),)),
        View("issue", N_("To hand out"), (("state", "approved part_issued"),)), View("all", N_("All")),
    ),
    empty=N_("No requisitions yet. Press “Ask for parts” on a work order, or write one."),
    tables=("requisitions", "requisition_lines"),
    filters=(Filter("type", N_("Type"), _TYPES),),
)  # fmt: skip
FORM = FormSpec(
    sections=(
        Section("", (
            Field("order_id"), Field("type", choices=_TYPES), Field("warehouse_id", required=False),
            Field("technician_id", record="people"), Field("reason"),
            Field("remark", kind="text", span=2),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("item"), Field("part_id"), Field("qty", unit_of="part_id"), Field("note"),
            Field("approved", unit_of="part_id", fixed=True), Field("issued", unit_of="part_id", fixed=True),
            Field("bin_id", N_("Bin"), fixed=True), Field("substitute_id", fixed=True),
        ), scan="part_id", adds="qty"),
    ),
)  # fmt: skip


def _tell(ctx: Any, slips: Sequence[Requisition]) -> Mapping[Id, str]:
    """What is asked for, so that nobody has to open it to know: 前制动片 等 3 项."""
    found = {}
    for slip in slips:
        names = [line.name for line in slip.lines]
        found[slip.id] = names[0] + (f" +{len(names) - 1}" if len(names) > 1 else "") if names else ""
    return found


def _links(ctx: Any, slip: Requisition) -> Sequence[Link]:
    """Its order, and what came back of it."""
    found = []
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    if order is not None:
        found.append(Link("work_orders", order.id, order.number, N_("Work order"), order.state))
    back = (
        select(ReturnSlip)
        .join(ReturnSlipLine, ReturnSlipLine.slip_id == ReturnSlip.id)
        .join(PartIssueLine, PartIssueLine.id == ReturnSlipLine.issue_line_id)
        .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
        .where(PartIssue.requisition_id == slip.id)
        .distinct()
    )
    found += [Link("return_slips", one.id, one.number, N_("Came back"), one.state) for one in ctx.session.scalars(back)]
    return found


def _approved_it(ctx: Any, slip: Requisition, to: Id) -> Text | None:
    """SD2: who approved the parts does not ask for them."""
    return (
        Text(N_("{name} approved these parts and can not be who asks for them."), name=name_of(ctx, to))
        if to == slip.approved_by
        else None
    )


_ASKED = ("draft", "submitted", *rules.TO_ISSUE)
CHARGE = named_by(
    Requisition.technician_id, N_("Asked for by"), rules.KIND_NAME, _ASKED, ("plate",), rules.EDIT, _approved_it
)

KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Requisition"),
    plural=N_("Requisitions"),
    icon="package-minus",
    area="store",
    model=Requisition,
    view=rules.VIEW,
    edit=rules.EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(
        Sheet("requisitions.slip", N_("Three copies"), papers.copies),
        Sheet("requisitions.multi", N_("Multi-ply"), papers.multi),
        Sheet("requisitions.consent", N_("Consent to a substitute"), papers.consent),
    ),
    usecases=(
        drafting.open_for_order, drafting.cut, buying.buy, counter.scan, counter.undo, counter.pick, counter.short,
        issuing.issue, substitutes.ask, substitutes.allow, substitutes.agree, substitutes.drop,
        substitutes.swaps, bench.waiting, bench.bench,
    ),
    rules=("R65", "R66", "R67"),
    title="plate",
    waits=Waits(
        plate="plate", tell=_tell,
        also=tuple((state, rules.ISSUE, N_("Hand out")) for state in rules.TO_ISSUE),
    ),
    before_save=drafting.before_save,
    after_save=drafting.after_save,
    links=_links,
    charges=(CHARGE,),
)  # fmt: skip
