"""From the differences of a count to the rows of the ledger (R7, domain.md §3.2). Posts nothing itself."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.models.counts import StockCount
from app.services import stock
from app.services.counts import rules
from app.services.counts.analysis import postings


def ledger_rows(ctx: Any, count: StockCount) -> list[stock.Move]:
    """One row per difference that goes into the ledger: what is missing or too much, never "set to counted"."""
    lines = postings(ctx, count)
    places = {line.id: line.position for line in lines}
    return [_row_of(count, line, places) for line in lines]


def _row_of(count: StockCount, line: Any, places: dict[Id, int]) -> stock.Move:
    """A gain or a loss; of a part that lay in another bin a half of the transfer, named after the line that lacks it
    (E14)."""
    source, leg, cost, reason = line.position, 0, None, rules.label(rules.CAUSES, line.cause) or None
    if line.treatment == "TRANSFER":
        kind, leg = "TRANSFER", int(line.difference > 0)
        source = places[line.pair_id] if leg else source
    elif line.difference > 0:
        kind, cost = "COUNT_GAIN", line.cost_entered
    else:
        kind = "COUNT_LOSS"
    return stock.Move(
        line.part_id, line.bin_id, count.warehouse_id, line.difference, kind, unit_cost=cost, status=line.status,
        batch=line.batch, source_line=source, leg=leg, reason=reason,
    )  # fmt: skip
