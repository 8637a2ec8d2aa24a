"""Which old parts are expected (§3.14): one row for each part that was given out, less what came back unused.

Registered with the requisitions, which do not know of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text, pick
from app.models.old_parts import OldPart
from app.models.parts import Part
from app.models.requisitions import PartIssueLine, Requisition, RequisitionLine
from app.models.work_orders import LabourLine, PartLine, WorkOrder, WorkOrderRevision
from app.services import requisitions
from app.services.old_parts import rules
from app.services.old_parts.workflow import WORKFLOW
from app.services.work_orders import revisions

REWORK, INTERNAL = "REWORK", "INTERNAL"
BACK_PAYERS = ("WARRANTY",)  # whoever paid wants the old part back


@requisitions.after_issue
def expect(ctx: Context, lines: Sequence[PartIssueLine]) -> None:
    """A row for each part of a hand-over whose old part must come off; consumables have none, unless they are waste."""
    due = []
    for line in lines:
        part = ctx.session.get_one(Part, line.part_id)
        if line.order_id is not None and not (part.consumable and not part.hazardous):
            due.append((line, part))
    if not due:
        return
    order = ctx.session.get_one(WorkOrder, due[0][0].order_id)
    signed = revisions.find(ctx, order.id, order.agreed)  # of all lines: a hand-over is for one order
    numbers = ctx.numbers(rules.PREFIX, len(due))
    rows = [_row(ctx, order, signed, *one, number) for one, number in zip(due, numbers, strict=True)]
    made = ctx.write_many(OldPart.__table__, rows)  # type: ignore[arg-type]
    for id_, (line, part) in zip(made, due, strict=True):
        wanted = ctx.session.get_one(RequisitionLine, line.line_id)
        of_order = ctx.session.get(PartLine, wanted.part_line_id) if wanted.part_line_id else None
        if of_order is not None and not of_order.old_part and not part.hazardous:
            workflow.follow(ctx, WORKFLOW, ctx.session.get_one(OldPart, id_), "spare")


@requisitions.after_return
def expect_less(ctx: Context, lines: Sequence[PartIssueLine]) -> None:
    """What came back unused was not fitted: nothing came off for it. What was handed in already the keeper is told."""
    for line in lines:
        there = list(ctx.session.scalars(_of_line(line.id).order_by(OldPart.number.desc())))
        excess = sum(old.qty for old in there) - (line.qty - line.returned)
        for old in (one for one in there if one.state in rules.OUTSTANDING):
            less = min(old.qty, excess)
            if less <= 0:
                break
            excess -= less
            if less < old.qty:
                old.qty -= less
            else:
                workflow.follow(ctx, WORKFLOW, old, "take_back")
        if excess > 0 and there:
            text = Text(N_("{number}: the new part came back unused, but its old part was handed in."),
                        number=there[0].number)  # fmt: skip
            ctx.notify(text, role="WK", document=(rules.NAME, there[0].id))


def _of_line(issue_line: Id) -> Any:
    return select(OldPart).where(OldPart.issue_line_id == issue_line, OldPart.state != rules.NONE)


def _row(
    ctx: Context, order: WorkOrder, signed: WorkOrderRevision | None, line: PartIssueLine, part: Part, number: str
) -> dict[str, Any]:
    """An expected old part, ready to be written with the others of its hand-over."""
    wanted = ctx.session.get_one(RequisitionLine, line.line_id)
    slip = ctx.session.get_one(Requisition, wanted.requisition_id)
    payer = _payer(ctx, slip, wanted)
    owner, waived = _owner(order, signed, payer, part)
    return {
        "number": number, "state": WORKFLOW.start, "version": 1, "order_id": order.id, "order_number": order.number,
        "plate": order.plate, "issue_line_id": line.id, "part_id": part.id, "part": part.number,
        "name": pick(part.name_zh, part.name_en), "unit": part.unit, "decimals": part.qty_decimals, "qty": line.qty,
        "payer": payer, "owner": owner, "waived_by": waived, "hazardous": part.hazardous,
        "safety": part.safety_critical, "serial_new": line.serial or None, "technician_id": slip.technician_id,
        "grams": weight_of(part, line.qty),
    }  # fmt: skip


def weight_of(part: Part, qty: int) -> int | None:
    """Grams of so many of a hazardous part, if its weight is known."""
    return part.weight_g * qty // 1000 if part.hazardous and part.weight_g else None


def _payer(ctx: Context, slip: Requisition, line: RequisitionLine) -> str:
    """Who pays for the new part: of rework the shop itself."""
    if slip.type == REWORK:
        return INTERNAL
    of_part = ctx.session.get(PartLine, line.part_line_id) if line.part_line_id else None
    of_item = ctx.session.get(LabourLine, line.labour_line_id) if line.labour_line_id else None
    return next((one.payer for one in (of_part, of_item) if one is not None), rules.CUSTOMER)


def _owner(order: WorkOrder, signed: WorkOrderRevision | None, payer: str, part: Part) -> tuple[str, str | None]:
    """Whose the old part is, and who waived it: a waiver on the signed order counts."""
    if payer in BACK_PAYERS or part.core_return:
        return rules.BACK, None
    if payer != rules.CUSTOMER:
        return rules.SHOP, None
    if order.old_parts == "WAIVE" and signed is not None and signed.sheet.get("old_parts") == "WAIVE":
        return rules.SHOP, signed.answered_by or order.sender_name
    return rules.CUSTOMER, None
