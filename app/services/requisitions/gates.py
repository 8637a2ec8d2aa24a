"""What requisitions say to a work order: it is not checked or settled while a slip is open (E69), and begin of work
makes the first slip (R52)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.i18n import N_, Text
from app.core.workflow import Verdict
from app.models.requisitions import PartIssueLine, Requisition, RequisitionLine
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services.requisitions import drafting
from app.services.requisitions.queries import open_slips, still_out
from app.services.requisitions.workflow import WORKFLOW
from app.services.work_orders import gates
from app.services.work_orders.rules import RIGHT


@gates.self_check
@gates.settling
def no_open_slip(ctx: Any, order: WorkOrder) -> Verdict:
    """Every slip of the order is handed out, cancelled or back in stock."""
    for kind, _id, number, _state in open_slips(ctx, order.id):
        if kind == "requisitions":
            text = N_("{number} is not finished: have the parts handed out, or cancel what is not needed.")
        else:
            text = N_("{number} is not finished: the keeper checks what comes back first.")
        return Text(text, number=number)
    return None


@gates.begun
def first_slip(ctx: Any, order: WorkOrder) -> None:
    """The repair begins: what it needs and nobody asked for yet stands ready on a draft."""
    if wants := drafting.open_wants(ctx, order):
        drafting.make(ctx, order, wants)


@gates.checked
def confirm_fitted(ctx: Any, item: LabourLine) -> None:
    """What the order asks for an item is in the car once its technician found it right; until it is done again.

    What was handed out beyond that may still come back.
    """
    wanted: dict[Any, int] = dict(
        ctx.conn.execute(select(PartLine.id, PartLine.qty).where(PartLine.order_id == item.order_id)).all()
    )
    lines = select(PartIssueLine, RequisitionLine.part_line_id).join(
        RequisitionLine, RequisitionLine.id == PartIssueLine.line_id
    )
    rows = ctx.session.execute(
        lines.where(PartIssueLine.labour_line_id == item.id).order_by(PartIssueLine.position)
    ).all()
    for line, _of in rows:
        line.fitted = 0
    left = still_out(ctx, [line for line, _of in rows]) if item.check == RIGHT else {}
    for line, of in rows:
        line.fitted = min(max(0, left.get(line.id, 0)), wanted.get(of, 0))
        wanted[of] = wanted.get(of, 0) - line.fitted


@gates.ended
def close_slips(ctx: Any, order: WorkOrder) -> None:
    """The car is handed back: its slips are closed with it, nothing comes back by them any more."""
    for slip in ctx.session.scalars(select(Requisition).where(Requisition.order_id == order.id)):
        workflow.follow(ctx, WORKFLOW, slip, "end")
