"""Ways to the states of a cost run."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.models.cost_runs import CostRun
from app.services.cost_runs import computing, rules
from app.services.cost_runs.workflow import WORKFLOW
from tests.shopfloor import Shopfloor

KIND = "cost_runs"


@usecase("test.another_month", allow=None)
def another(ctx: Context) -> Id:
    """The month before all that have a run: here they lie side by side to be pressed."""
    first = ctx.conn.execute(select(func.min(CostRun.month))).scalar() or "2024-01"
    made = CostRun(month=rules.Month(first).before.name, number=ctx.number(rules.PREFIX), nth=0)
    workflow.begin(WORKFLOW, made)
    ctx.session.add(made)
    ctx.flush()
    return made.id


def open_(shop: Shopfloor) -> Id:
    """Opened; nothing is calculated."""
    return shop.run(another)  # type: ignore[no-any-return]


def calculated(shop: Shopfloor) -> Id:
    """Its figures are there."""
    made = open_(shop)
    shop.run(computing.calculate, made, by="FI")
    return made


def closed(shop: Shopfloor) -> Id:
    """Signed: the month is locked."""
    made = calculated(shop)
    shop.step(KIND, made, "close", by="FI", signer="FI")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Given up."""
    made = calculated(shop)
    shop.step(KIND, made, "cancel", by="FI", reason="选错月份")
    return made


WAYS = {"open": open_, "calculated": calculated, "closed": closed, "cancelled": cancelled}
