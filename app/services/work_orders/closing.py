"""Delivered orders close by themselves after some days (§3.11): nothing on them changes any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.core import workflow
from app.core.desk import Context, Reader, query, usecase
from app.models.settlements import Delivery
from app.models.work_orders import WorkOrder
from app.services.work_orders.rules import CLOSE_DAYS
from app.services.work_orders.storage import WATCH
from app.services.work_orders.workflow import WORKFLOW


def _over(ctx: Reader) -> Sequence[WorkOrder]:
    """Delivered so long ago that nobody has to call any more."""
    since = ctx.now - timedelta(days=ctx.setting(CLOSE_DAYS))
    gone = select(Delivery.order_id).where(Delivery.delivered_at <= since)
    over = select(WorkOrder).where(WorkOrder.state == "delivered", WorkOrder.id.in_(gone))
    return list(ctx.session.scalars(over.where(WorkOrder.station.not_in(ctx.far_stations))))


@query("work_orders.closing_due", allow=WATCH)
def closing_due(ctx: Reader) -> int:
    """How many orders are to be closed."""
    return len(_over(ctx))


@usecase("work_orders.close_old", allow=WATCH, rules=("R64",))
def close_old(ctx: Context) -> int:
    """Closes them; returns how many."""
    return sum(workflow.follow(ctx, WORKFLOW, order, "close") for order in _over(ctx))
