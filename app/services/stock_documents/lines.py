"""What the lines of a stock document must say, by its type, and the ledger rows they become (domain.md §3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select

from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import StockDocument, StockLine
from app.services import stock
from app.services.parts import MOVABLE
from app.services.stock.balances import chunks

OPENING, IN, OUT, TRANSFER, REVALUATION = "OPENING", "IN", "OUT", "TRANSFER", "REVALUATION"
TYPES = {
    OPENING: N_("Opening stock"), IN: N_("Other receipt"), OUT: N_("Other issue"), TRANSFER: N_("Transfer"),
    REVALUATION: N_("Revaluation"),
}  # fmt: skip
_MOVE_KINDS = {OPENING: "OPENING", IN: "OTHER", OUT: "OTHER", TRANSFER: "TRANSFER", REVALUATION: "REVALUATION"}

_parts = select(Part.id, Part.number, Part.state, Part.qty_decimals, Part.unit, Part.batch_tracked).where(
    Part.id.in_(bindparam("ids", expanding=True))
)
_bins = (
    select(Bin.id, Bin.code, Bin.warehouse_id, Bin.active, Warehouse.station)
    .join(Warehouse, Warehouse.id == Bin.warehouse_id)
    .where(Bin.id.in_(bindparam("ids", expanding=True)))
)


def problems(ctx: Any, document: StockDocument) -> Iterator[Problem]:
    """Everything that the lines still lack, each beside its field; what the ledger refuses comes from the ledger."""
    wanted = {line.part_id for line in document.lines}
    parts = {row.id: row for some in chunks(wanted) for row in ctx.conn.execute(_parts, {"ids": some})}
    named = {bin_ for line in document.lines for bin_ in (line.bin_id, line.to_bin_id) if bin_}
    bins = {row.id: row for some in chunks(named) for row in ctx.conn.execute(_bins, {"ids": some})}
    for at, line in enumerate(document.lines):
        for where, text in _of_line(document, line, parts[line.part_id], bins):
            yield Problem(f"lines.{at}.{where}", text)
    if document.type == REVALUATION:
        seen: set[Any] = set()
        for at, line in enumerate(document.lines):
            if line.part_id in seen:
                yield Problem(f"lines.{at}.part_id", Text(N_("This part is on the list twice. Keep one line.")))
            seen.add(line.part_id)


def _of_line(document: StockDocument, line: StockLine, part: Any, bins: dict[Any, Any]) -> Iterator[tuple[str, Text]]:
    kind = document.type
    if part.state not in MOVABLE:
        yield "part_id", Text(N_("{part} is not in use. Activate it first."), part=part.number)
    if kind == REVALUATION:
        if line.unit_cost is None:
            yield "unit_cost", Text(N_("Enter the new unit cost."))
        return
    if line.qty <= 0:
        yield "qty", Text(N_("Enter a quantity above zero."))
    if line.qty % 10 ** (3 - part.qty_decimals):
        yield (
            "qty",
            Text(
                N_("In {unit}, quantities have at most {decimals} decimals."),
                unit=part.unit,
                decimals=part.qty_decimals,
            ),
        )
    if kind in (OPENING, IN) and line.unit_cost is None and line.status in stock.OURS:
        yield "unit_cost", Text(N_("Enter the unit cost."))
    if line.status not in stock.STATUSES:
        yield "status", Text(N_("Choose a stock status."))
    if part.batch_tracked and not line.batch:
        yield "batch", Text(N_("{part} is kept by batch: enter the batch."), part=part.number)
    yield from _places(document, line, bins)


def _places(document: StockDocument, line: StockLine, bins: dict[Any, Any]) -> Iterator[tuple[str, Text]]:
    start = bins.get(line.bin_id)
    if start is None:
        yield "bin_id", Text(N_("Enter the bin."))
    elif start.warehouse_id != document.warehouse_id:
        yield "bin_id", Text(N_("Bin {bin} is in another warehouse."), bin=start.code)
    if document.type != TRANSFER:
        return
    end = bins.get(line.to_bin_id)
    if end is None:
        yield "to_bin_id", Text(N_("Enter the bin it goes to."))
    elif line.to_bin_id == line.bin_id:
        yield "to_bin_id", Text(N_("It lies there already. Enter another bin."))
    elif end.station != document.station:
        yield (
            "to_bin_id",
            Text(N_("Bin {bin} belongs to another station. Send it with a document of its own."), bin=end.code),
        )


def moves(ctx: Any, document: StockDocument) -> list[stock.Move]:
    """The ledger rows of the document."""
    kind = _MOVE_KINDS[document.type]
    if document.type == IN and document.supplier_id:
        kind = "PURCHASE_IN"
    named = {i for line in document.lines for i in (line.bin_id, line.to_bin_id) if i}
    homes = {row.id: row.warehouse_id for some in chunks(named) for row in ctx.conn.execute(_bins, {"ids": some})}
    found: list[stock.Move] = []
    for line in document.lines:
        if document.type == REVALUATION:
            bin_ = line.bin_id or _any_bin(ctx, document)
            legs = [(bin_, document.warehouse_id, 0, line.unit_cost)]
        elif document.type == TRANSFER:
            legs = [(b, homes[b], q, None) for b, q in ((line.bin_id, -line.qty), (line.to_bin_id, line.qty))]
        elif document.type == OUT:
            legs = [(line.bin_id, document.warehouse_id, -line.qty, None)]
        else:
            legs = [(line.bin_id, document.warehouse_id, line.qty, line.unit_cost)]
        found += [
            stock.Move(
                line.part_id, bin_, house, qty, kind, unit_cost=cost, status=line.status, batch=line.batch,
                source_line=line.position, leg=leg, occurred_at=document.occurred_at, reason=document.reason or None,
            )
            for leg, (bin_, house, qty, cost) in enumerate(legs)
        ]  # fmt: skip
    return found


def _any_bin(ctx: Any, document: StockDocument) -> Any:
    """A revaluation concerns the part in all bins; its row still names one."""
    return ctx.conn.execute(
        select(Bin.id).where(Bin.warehouse_id == document.warehouse_id).order_by(Bin.code).limit(1)
    ).scalar_one()
