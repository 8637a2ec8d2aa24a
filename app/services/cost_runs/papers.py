"""The cost report (成本核算表) as frozen data: what it says of a month. Knows no PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.clock import Id
from app.core.i18n import N_
from app.core.paper import UNSIGNED, Imprint, Signature
from app.core.screen import ListQuery
from app.services import shop
from app.services.cost_runs import looking, totals
from app.services.cost_runs.computing import run_of
from app.services.cost_runs.looking import Share
from app.services.cost_runs.rules import CLOSED, Month
from app.services.cost_runs.totals import Open
from app.services.duties import name_of
from app.services.tables import Page


@dataclass(frozen=True)
class CostSheet:
    """One month. `sums` is all that was charged; `views` are its shares by each view, in the order of `looking.BY`.

    `flow` is opening, in, out, closing of the stock; `work` the cost of parts in work before and after.
    """

    number: str
    month: str
    calculated_at: datetime | None
    orders: int
    items: int
    sums: Share
    views: tuple[tuple[str, tuple[Share, ...]], ...]
    apart: tuple[Share, ...]
    flow: tuple[int, int, int, int]
    work: tuple[int, int]
    waiting: tuple[Open, ...]
    lines: Page
    signatures: tuple[Signature, ...]
    imprint: Imprint = field(metadata=UNSIGNED)


def sheet(ctx: Any, id: Id) -> CostSheet:
    """The report of a run, its lines and all views with it."""
    run = run_of(ctx, id)
    closed = run.state == CLOSED
    seqs = looking.find_lines(ctx, id, ListQuery())
    return CostSheet(
        run.number, run.month, run.calculated_at, run.orders, run.items,
        Share("", run.orders, run.parts_revenue, run.parts_cost, run.labour_revenue, run.fees_revenue),
        tuple((choice.label, tuple(looking.shares(ctx, id, choice.code))) for choice in looking.BY),
        tuple(looking.apart(ctx, id)), (run.opening, run.value_in, run.value_out, run.closing),
        (run.in_work_before, run.in_work_after), tuple(totals.still_open(ctx, Month(run.month))),
        Page(N_("Repair items"), looking.LINES.columns, looking.read_lines(ctx, id, seqs)),
        (
            Signature(N_("Finance"), name_of(ctx, run.submitted_by) if run.submitted_by and closed else ""),
            Signature(N_("Manager")),
        ),
        shop.imprint(ctx, "" if closed else "draft"),
    )  # fmt: skip
