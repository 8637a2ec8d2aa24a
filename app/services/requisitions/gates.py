"""What requisitions say to a work order: it is not checked or settled while a slip is open (E69), and begin of work
makes the first slip (R52)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.i18n import N_, Text
from app.core.workflow import Verdict
from app.models.requisitions import Requisition
from app.models.work_orders import WorkOrder
from app.services.requisitions import drafting
from app.services.requisitions.queries import open_slips
from app.services.requisitions.workflow import WORKFLOW
from app.services.work_orders import gates


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


@gates.ended
def close_slips(ctx: Any, order: WorkOrder) -> None:
    """The car is handed back: its slips are closed with it, nothing comes back by them any more."""
    for slip in ctx.session.scalars(select(Requisition).where(Requisition.order_id == order.id)):
        workflow.follow(ctx, WORKFLOW, slip, "end")
