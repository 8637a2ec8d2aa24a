"""Opens and calculates a cost run, in portions that can be cancelled, and writes its lines in one go (R72–R74)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import func, select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.cost_runs import CostFix, CostLine, CostRun
from app.models.requisitions import PartIssueLine
from app.models.settlements import Delivery
from app.models.work_orders import LabourLine
from app.services.cost_runs import figures, rules, totals
from app.services.cost_runs.figures import Tell
from app.services.cost_runs.rules import CALCULATED, CANCELLED, INTERNAL, NORMAL, OPEN, RUN, VIEW, Month

LINES: Any = CostLine.__table__
AMOUNTS = ("parts_revenue", "parts_cost", "labour_revenue", "fees_revenue")
_telling: ContextVar[Tell] = ContextVar("telling", default=lambda _done, _total: None)


@contextmanager
def telling(tell: Tell | None) -> Iterator[None]:
    """Within the block `tell(done, total)` hears of each portion; what it raises stops the run and undoes it."""
    token = _telling.set(tell or (lambda _done, _total: None))
    try:
        yield
    finally:
        _telling.reset(token)


def run_of(ctx: Reader, id: Id) -> CostRun:
    """The run, or Refused if it is gone."""
    found = ctx.session.get(CostRun, id)
    if found is None:
        raise Refused("This cost run does not exist any more.")
    return found


@query("cost_runs.next_month", allow=VIEW)
def next_month(ctx: Reader) -> str:
    """The month that is to be calculated next: after the last run, else the last one that is over."""
    last = _last(ctx)
    today = Month(f"{clock.local(ctx.now):%Y-%m}")
    return min(Month(last).after.name, today.name) if last else today.before.name


def _last(ctx: Reader) -> str | None:
    """The last month that has a run."""
    wanted = select(func.max(CostRun.month)).where(CostRun.state != CANCELLED, CostRun.station == ctx.station)
    return ctx.conn.execute(wanted).scalar()


@usecase("cost_runs.open", allow=RUN, rules=("R72", "R73"), secret=("tell",))
def open_run(ctx: Context, month: str, tell: Tell | None = None) -> Id:
    """Opens a month ("2026-10") and calculates it at once; returns the run's id.

    Raises Refused for a month to come, one that has a run, or one out of order: after a closed month comes the next.
    """
    from app.services.cost_runs.workflow import WORKFLOW  # its steps calculate, too

    wanted = Month.named(month.strip())
    if wanted.start > ctx.now:
        raise Refused("{month} has not begun yet.", where="month", month=wanted.name)
    kept = select(CostRun.number).where(
        CostRun.month == wanted.name, CostRun.station == ctx.station, CostRun.state != CANCELLED
    )
    if number := ctx.conn.execute(kept).scalar():
        raise Refused("{number} is the run of {month} already.", where="month", number=number, month=wanted.name)
    last = _last(ctx)
    if last and wanted.name != (due := Month(last).after.name):
        raise Refused("Months follow one another: {month} is the next.", where="month", month=due)
    made = CostRun(month=wanted.name, number=ctx.number(rules.PREFIX), nth=0)
    workflow.begin(WORKFLOW, made)
    ctx.session.add(made)
    ctx.flush()
    with telling(tell):
        workflow.apply(ctx, WORKFLOW, made, "calculate")
    ctx.leads_to = (rules.KIND_NAME, made.id)
    return made.id


@usecase("cost_runs.calculate", allow=RUN, rules=("R72", "R73"), secret=("tell",))
def calculate(ctx: Context, run: Id, tell: Tell | None = None) -> None:
    """Calculates a run that is not closed once more."""
    from app.services.cost_runs.workflow import WORKFLOW

    with telling(tell):
        workflow.apply(ctx, WORKFLOW, run_of(ctx, run), "calculate")


def fill(ctx: Any, run: CostRun, _answers: dict[str, Any]) -> None:
    """Effect: the lines of the month as they are now, and what they come to."""
    tell, month = _telling.get(), Month(run.month)
    rows = figures.rows_of(ctx, month, tell)
    run.nth += 1
    for name, value in summed(ctx, month, rows).items():
        setattr(run, name, value)
    run.calculated_at, run.submitted_by = ctx.now, ctx.actor.user
    for start in range(0, len(rows), figures.PORTION):
        tell(start, len(rows))
        some = rows[start : start + figures.PORTION]
        ctx.append(LINES, [{"run_id": run.id, "nth": run.nth} | row for row in some], document=run.id)


def summed(ctx: Reader, month: Month, rows: list[dict[str, Any]]) -> dict[str, int]:
    """What a run keeps beside its lines: sums of what was charged, what stands apart, stock value, obstacles."""
    charged = [row for row in rows if row["nature"] == NORMAL]
    found = {name: sum(row[name] for row in charged) for name in AMOUNTS}
    for nature, name in ((rules.WARRANTY, "warranty_cost"), (rules.REWORK, "rework_cost"), (INTERNAL, "internal_cost")):
        found[name] = sum(row["parts_cost"] for row in rows if row["nature"] == nature)
    waiting = totals.still_open(ctx, month)
    lost = [one for one in waiting if one.why == "ITEM"]
    delivered = (
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.delivered_at >= month.start, Delivery.delivered_at < month.end, Delivery.station == ctx.station)
    )
    return found | totals.stock_flow(ctx, month) | {
        "orders": ctx.conn.execute(delivered).scalar_one(),
        "items": len({row["labour_line_id"] for row in rows} - {None}),
        "in_work_before": totals.in_work(ctx, month.start), "in_work_after": totals.in_work(ctx, month.end),
        "unallocated": sum(one.value for one in lost), "unallocated_count": len(lost),
        "no_cost_count": len(waiting) - len(lost),
    }  # fmt: skip


@usecase("cost_runs.fix", allow=RUN, rules=("R73",))
def fix(
    ctx: Context, run: Id, issue_line: Id, *, reason: str, item: Id | None = None, cost: int | None = None
) -> None:  # fmt: skip
    """Says to which item a hand-over line belongs, or what it cost (fen), and why; the run is to be calculated anew.

    Raises Refused for a closed run, another order's item, a cost below zero, or neither.
    """
    one, line = run_of(ctx, run), ctx.session.get(PartIssueLine, issue_line)
    if one.state not in (OPEN, CALCULATED):
        raise Refused("{number} is closed. Late changes go into the next month.", number=one.number)
    if line is None:
        raise Refused("This issue does not exist any more.")
    if item is None and cost is None:
        raise Refused("Choose the item, or enter the cost.", where="item")
    if cost is not None and cost < 0:
        raise Refused("A cost is not below zero.", where="cost")
    if not reason.strip():
        raise Refused("Say why.", where="reason")
    if item is not None:
        named = ctx.session.get(LabourLine, item)
        if named is None or named.order_id != line.order_id:
            raise Refused("Choose an item of the same order.", where="item")
    kept = ctx.session.query(CostFix).filter(CostFix.issue_line_id == issue_line).one_or_none()
    if kept is None:
        kept = CostFix(run_id=run, issue_line_id=issue_line)
        ctx.session.add(kept)
    kept.labour_line_id = item if item is not None else kept.labour_line_id
    kept.cost = cost if cost is not None else kept.cost
    kept.reason, kept.fixed_by, kept.fixed_at = reason.strip()[:200], ctx.actor.user, ctx.now
