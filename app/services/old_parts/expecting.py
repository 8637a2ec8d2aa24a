"""Which old parts are expected (§3.14): one row for each part that was given out, less what came back unused.

Registered with the requisitions, which do not know of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text, pick
from app.models.many import ByIds
from app.models.old_parts import OldPart
from app.models.parts import Part
from app.models.requisitions import PartIssueLine, Requisition, RequisitionLine
from app.models.work_orders import LabourLine, PartLine, WorkOrder, WorkOrderRevision
from app.services import requisitions
from app.services.old_parts import rules
from app.services.old_parts.workflow import WORKFLOW
from app.services.requisitions.line_facts import GOES_OUT
from app.services.requisitions.watchers import Given

REWORK, INTERNAL = "REWORK", "INTERNAL"
BACK_PAYERS = ("WARRANTY",)  # whoever paid wants the old part back


_part, _wanted, _slip, _item, _goods = (
    model.__table__ for model in (Part, RequisitionLine, Requisition, LabourLine, PartLine)
)
_lines = ByIds(
    lambda ids: (
        select(
            _wanted.c.id, _slip.c.type, _slip.c.technician_id, _goods.c.old_part,
            func.coalesce(_goods.c.payer, _item.c.payer, rules.CUSTOMER).label("payer"),
            _part.c.number, _part.c.name_zh, _part.c.name_en, _part.c.unit, _part.c.qty_decimals, _part.c.consumable,
            _part.c.hazardous, _part.c.safety_critical, _part.c.core_return, _part.c.weight_g,
        )
        .join(_slip, _slip.c.id == _wanted.c.requisition_id)
        .join(_part, _part.c.id == GOES_OUT)
        .outerjoin(_goods, _goods.c.id == _wanted.c.part_line_id)
        .outerjoin(_item, _item.c.id == _wanted.c.labour_line_id)
        .where(_wanted.c.id.in_(ids))
    )
)  # fmt: skip
_revision = WorkOrderRevision.__table__
_agreed: Any = select(_revision.c.sheet, _revision.c.answered_by).where(
    _revision.c.order_id == bindparam("order"), _revision.c.number == bindparam("number")
)


@requisitions.after_issue
def expect(ctx: Context, order: WorkOrder | None, lines: Sequence[Given]) -> None:
    """A row for each part of a hand-over whose old part must come off; consumables have none, unless they are waste."""
    if order is None:
        return
    known = {row.id: row for row in _lines.rows(ctx.conn, [line.line_id for line in lines])}
    due = [(line, one) for line in lines if (one := known[line.line_id]).hazardous or not one.consumable]
    if not due:
        return
    waived = _waiver(ctx, order)
    numbers = ctx.numbers(rules.PREFIX, len(due))
    made = ctx.write_many(OldPart.__table__, [  # type: ignore[arg-type]
        _row(order, waived, line, one) | {"number": number} for (line, one), number in zip(due, numbers, strict=True)
    ])  # fmt: skip
    for id_, (_line, one) in zip(made, due, strict=True):
        if one.old_part is False and not one.hazardous:
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


def _row(order: WorkOrder, waiver: str | None, line: Given, one: Any) -> dict[str, Any]:
    """An expected old part, ready to be written with the others of its hand-over; rework is paid for by the shop."""
    payer = INTERNAL if one.type == REWORK else one.payer
    owner, waived = _owner(waiver, payer, core_return=one.core_return)
    return {
        "state": WORKFLOW.start, "version": 1, "order_id": order.id, "order_number": order.number,
        "plate": order.plate, "issue_line_id": line.id, "part_id": line.part_id, "part": one.number,
        "name": pick(one.name_zh, one.name_en), "unit": one.unit, "decimals": one.qty_decimals, "qty": line.qty,
        "payer": payer, "owner": owner, "waived_by": waived, "hazardous": one.hazardous,
        "safety": one.safety_critical, "serial_new": line.serial or None, "technician_id": one.technician_id,
        "grams": weight_of(one, line.qty),
    }  # fmt: skip


def weight_of(part: Any, qty: int) -> int | None:
    """Grams of so many of a hazardous part, if its weight is known."""
    return part.weight_g * qty // 1000 if part.hazardous and part.weight_g else None


def _waiver(ctx: Context, order: WorkOrder) -> str | None:
    """Who waived the old parts ("" = not written down): a waiver on the signed order counts. None if nobody did."""
    if order.old_parts != "WAIVE":
        return None
    found = ctx.conn.execute(_agreed, {"order": order.id, "number": order.agreed}).first()
    if found is None or found.sheet.get("old_parts") != "WAIVE":
        return None
    return found.answered_by or order.sender_name or ""


def _owner(waiver: str | None, payer: str, *, core_return: bool) -> tuple[str, str | None]:
    """Whose the old part is, and who waived it."""
    if payer in BACK_PAYERS or core_return:
        return rules.BACK, None
    if payer != rules.CUSTOMER:
        return rules.SHOP, None
    return (rules.CUSTOMER, None) if waiver is None else (rules.SHOP, waiver or None)
