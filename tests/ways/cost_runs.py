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
def another(ctx: Context, *, first: bool = False) -> Id:
    """The month after all that have a run, or with `first` before them: months close one after the other."""
    low, high = ctx.conn.execute(select(func.min(CostRun.month), func.max(CostRun.month))).one()
    month = rules.Month(low or "2024-01").before if first else rules.Month(high or "2024-01").after
    made = CostRun(month=month.name, number=ctx.number(rules.PREFIX), nth=0)
    workflow.begin(WORKFLOW, made)
    ctx.session.add(made)
    ctx.flush()
    return made.id


def open_(shop: Shopfloor) -> Id:
    """Opened; nothing is calculated."""
    return shop.run(another)  # type: ignore[no-any-return]


def to_close(shop: Shopfloor) -> Id:
    """Its figures are there, and no month before it is open."""
    made = shop.run(another, first=True)
    shop.run(computing.calculate, made, by="FI")
    return made  # type: ignore[no-any-return]


def calculated(shop: Shopfloor) -> Id:
    """Its figures are there."""
    made = open_(shop)
    shop.run(computing.calculate, made, by="FI")
    return made


def closed(shop: Shopfloor) -> Id:
    """Signed: the month is locked."""
    made = to_close(shop)
    shop.step(KIND, made, "close", by="FI", signer="FI")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Given up."""
    made = calculated(shop)
    shop.step(KIND, made, "cancel", by="FI", reason="选错月份")
    return made


WAYS = {
    "open": open_, "calculated": calculated, "calculated/close": to_close, "closed": closed, "cancelled": cancelled,
}  # fmt: skip
