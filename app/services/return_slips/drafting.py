"""How return slips are written: of everything an order still has, the technician says how much comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import Text, pick
from app.models.parts import Part
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, RequisitionLine, ReturnSlip, ReturnSlipLine
from app.models.work_orders import WorkOrder
from app.services.merged import stays
from app.services.requisitions import rules as requisitions
from app.services.requisitions.queries import still_out
from app.services.return_slips.rules import EDIT, KIND_NAME, PREFIX, UNOPENED
from app.services.return_slips.workflow import WORKFLOW
from app.services.work_orders.rules import on_the_job


@usecase("return_slips.open", allow=EDIT, rules=("R67",))
def open_return(ctx: Context, order: Id, quantities: Sequence[tuple[Id, int]] = ()) -> Id:
    """A draft return of what a work order got and still has; `quantities`: (issue line, how much in 1/1000).

    Raises Refused if nothing can come back, and for whoever has no item of the order.
    """
    one = ctx.session.get(WorkOrder, order)
    if one is None:
        raise Refused("This work order does not exist any more.")
    if ctx.actor.user is not None and (why := on_the_job(ctx, one, ctx.actor.user)):
        raise Refused(why if isinstance(why, Text) else why.text)
    lines = list(
        ctx.session.scalars(
            select(PartIssueLine)
            .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
            .where(PartIssueLine.order_id == order)
            .order_by(PartIssue.posted_at, PartIssueLine.position)
        )
    )
    return _make(ctx, lines, one.number, dict(quantities), order=one)


@usecase("return_slips.open_for_slip", allow=EDIT, rules=("R67",))
def open_for_slip(ctx: Context, requisition: Id, quantities: Sequence[tuple[Id, int]] = ()) -> Id:
    """A draft return of what one requisition handed out and nobody gave back yet, also of internal use."""
    slip = requisitions.slip_of(ctx, requisition)
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    if order is not None and ctx.actor.user is not None and (why := on_the_job(ctx, order, ctx.actor.user)):
        raise Refused(why if isinstance(why, Text) else why.text)
    lines = list(
        ctx.session.scalars(
            select(PartIssueLine)
            .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
            .where(PartIssue.requisition_id == requisition)
            .order_by(PartIssueLine.position)
        )
    )
    return _make(ctx, lines, slip.number, dict(quantities), order=order)


def _make(
    ctx: Context, lines: list[PartIssueLine], called: str, quantities: Mapping[Id, int], *, order: WorkOrder | None
) -> Id:
    left = still_out(ctx, lines)
    lines = [line for line in lines if left[line.id] > 0]
    if not lines:
        raise Refused("Nothing of {number} can come back: it is fitted, or it came back already.", number=called)
    first = _slip_of(ctx, lines[0])
    made = ReturnSlip(
        number=ctx.number(PREFIX), station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
        order_id=order.id if order else None, order_number=order.number if order else "",
        plate=order.plate if order else "", warehouse_id=first.warehouse_id,
        technician_id=ctx.actor.user or first.technician_id,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    made.lines = [
        _line(ctx, at, line, left[line.id], quantities.get(line.id, 0))
        for at, line in enumerate((x for x in lines if _slip_of(ctx, x).warehouse_id == first.warehouse_id), 1)
    ]
    ctx.session.add(made)
    ctx.flush()
    ctx.leads_to = (KIND_NAME, made.id)
    return made.id


def _slip_of(ctx: Context, line: PartIssueLine) -> Requisition:
    return ctx.session.get_one(Requisition, ctx.session.get_one(PartIssue, line.issue_id).requisition_id)


def _line(ctx: Context, at: int, source: PartIssueLine, left: int, qty: int) -> ReturnSlipLine:
    part = stays(ctx, ctx.session.get_one(Part, source.part_id))  # what it is called now
    asked = ctx.session.get_one(RequisitionLine, source.line_id)
    return ReturnSlipLine(
        position=at, issue_line_id=source.id, part_id=part.id, code=part.number,
        name=pick(part.name_zh, part.name_en), spec=part.spec_model, unit=part.unit, decimals=part.qty_decimals,
        issued=left, qty=qty, condition=UNOPENED, bin_id=asked.bin_id or source.bin_id,
        batch=source.serial or source.batch,
    )  # fmt: skip


def before_save(ctx: Context, slip: ReturnSlip, values: dict[str, Any]) -> None:
    """Lines come from what was handed out; once submitted only the keeper judges them, and no quantity grows."""
    own = {line.id: line for line in slip.lines}
    for at, row in enumerate(values.get("lines", ())):
        line = own.get(row.get("id"))
        if line is None:
            raise Refused("The lines come from what was handed out; none is added here.", where=f"lines.{at}.qty")
        if slip.state == "submitted" and not ctx.actor.may(requisitions.ISSUE):
            raise Refused("{number} is with the keeper now. Cancel it to write it anew.", number=slip.number)
        if slip.state == "submitted" and row.get("qty", line.qty) > line.qty:
            raise Refused("More came back than was written: reject the slip, so that it is written anew.",
                          where=f"lines.{at}.qty")  # fmt: skip
