"""What the lines of a stock document must say, by its type, and the ledger rows they become (domain.md §3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import StockDocument, StockLine
from app.services import stock
from app.services.parts import MOVABLE
from app.services.requisitions import reserving

OPENING, IN, OUT, TRANSFER, REVALUATION = "OPENING", "IN", "OUT", "TRANSFER", "REVALUATION"
SCRAP, USE, STATUS = "SCRAP", "USE", "STATUS"
TYPES = {
    OPENING: N_("Opening stock"), IN: N_("Other receipt"), OUT: N_("Other issue"), TRANSFER: N_("Transfer"),
    SCRAP: N_("Scrap"), USE: N_("Internal use"), STATUS: N_("Status change"), REVALUATION: N_("Revaluation"),
}  # fmt: skip
_MOVE_KINDS = {
    OPENING: "OPENING", IN: "OTHER", OUT: "OTHER", TRANSFER: "TRANSFER", SCRAP: "SCRAP", USE: "INTERNAL_USE",
    STATUS: "STATUS_CHANGE", REVALUATION: "REVALUATION",
}  # fmt: skip
OUTWARD = (OUT, SCRAP, USE)
BY_CHOICE = (OUT, USE, TRANSFER)  # scrap and a new status tell what goods are: no promise mends them

_line, _bin, _to_bin = StockLine.__table__.c, Bin.__table__.alias("bin"), Bin.__table__.alias("to_bin")
_lines = (
    select(
        _line.position, _line.part_id, _line.bin_id, _line.to_bin_id, _line.status, _line.to_status, _line.batch,
        _line.qty, _line.unit_cost, Part.number, Part.state, Part.qty_decimals, Part.unit, Part.batch_tracked,
        _bin.c.code.label("bin"), _bin.c.warehouse_id.label("house"), _to_bin.c.code.label("to_bin"),
        _to_bin.c.warehouse_id.label("to_house"), Warehouse.station.label("to_station"),
    )
    .join(Part, Part.id == _line.part_id)
    .outerjoin(_bin, _bin.c.id == _line.bin_id)
    .outerjoin(_to_bin, _to_bin.c.id == _line.to_bin_id)
    .outerjoin(Warehouse, Warehouse.id == _to_bin.c.warehouse_id)
    .where(_line.document_id == bindparam("document"))
    .order_by(_line.position)
)  # fmt: skip


def lines_of(ctx: Any, document: StockDocument) -> Sequence[Any]:
    """The lines as plain rows, each with its part and bins: checking and posting change none of them."""
    ctx.flush()
    return ctx.conn.execute(_lines, {"document": document.id}).all()  # type: ignore[no-any-return]


def problems(document: StockDocument, lines: Sequence[Any]) -> Iterator[Problem]:
    """Everything that the lines still lack, each beside its field; what the ledger refuses comes from the ledger."""
    for at, line in enumerate(lines):
        for where, text in _of_line(document, line):
            yield Problem(f"lines.{at}.{where}", text)
    if document.type == REVALUATION:
        seen: set[Any] = set()
        for at, line in enumerate(lines):
            if line.part_id in seen:
                yield Problem(f"lines.{at}.part_id", Text(N_("This part is on the list twice. Keep one line.")))
            seen.add(line.part_id)


def _of_line(document: StockDocument, line: Any) -> Iterator[tuple[str, Text]]:
    kind = document.type
    if line.state not in MOVABLE:
        yield "part_id", Text(N_("{part} is not in use. Activate it first."), part=line.number)
    if kind == REVALUATION:
        if line.unit_cost is None:
            yield "unit_cost", Text(N_("Enter the new unit cost."))
        return
    if line.qty <= 0:
        yield "qty", Text(N_("Enter a quantity above zero."))
    if line.qty % 10 ** (3 - line.qty_decimals):
        yield (
            "qty",
            Text(
                N_("In {unit}, quantities have at most {decimals} decimals."),
                unit=line.unit,
                decimals=line.qty_decimals,
            ),
        )
    if kind == IN and line.status == "OLD":
        yield "status", Text(N_("Old parts come into stock only by their own way: register the old part."))
    if kind in (OPENING, IN) and line.unit_cost is None and line.status in stock.OURS:
        yield "unit_cost", Text(N_("Enter the unit cost."))
    if kind == STATUS and line.to_status not in stock.OURS - {line.status}:
        yield "to_status", Text(N_("Choose the new status."))
    if line.batch_tracked and not line.batch:
        yield "batch", Text(N_("{part} is kept by batch: enter the batch."), part=line.number)
    yield from _places(document, line)


def _places(document: StockDocument, line: Any) -> Iterator[tuple[str, Text]]:
    if line.bin is None:
        yield "bin_id", Text(N_("Enter the bin."))
    elif line.house != document.warehouse_id:
        yield "bin_id", Text(N_("Bin {bin} is in another warehouse."), bin=line.bin)
    if document.type != TRANSFER:
        return
    if line.to_bin is None:
        yield "to_bin_id", Text(N_("Enter the bin it goes to."))
    elif line.to_bin_id == line.bin_id:
        yield "to_bin_id", Text(N_("It lies there already. Enter another bin."))
    elif line.to_station != document.station:
        yield (
            "to_bin_id",
            Text(N_("Bin {bin} belongs to another station. Send it with a document of its own."), bin=line.to_bin),
        )


def promised(ctx: Any, document: StockDocument, lines: Sequence[Any]) -> Iterator[Problem]:
    """Lines that would take out of the warehouse what approved slips are promised (§3.0: available)."""
    if document.type not in BY_CHOICE:
        return
    leaving = [
        (at, line) for at, line in enumerate(lines)
        if line.status == "AVAILABLE" and not (document.type == TRANSFER and line.to_house == document.warehouse_id)
    ]  # fmt: skip
    wanted: dict[Any, int] = {}
    for _at, line in leaving:
        wanted[line.part_id] = wanted.get(line.part_id, 0) + line.qty
    taken = reserving.taken_from_slips(ctx, document.warehouse_id, wanted)
    yield from (Problem(f"lines.{at}.qty", taken[line.part_id]) for at, line in leaving if line.part_id in taken)


def moves(ctx: Any, document: StockDocument, lines: Sequence[Any], occurred_at: datetime) -> list[stock.Move]:
    """The ledger rows of the document."""
    kind = _MOVE_KINDS[document.type]
    if document.type == IN and document.supplier_id:
        kind = "PURCHASE_IN"
    found: list[stock.Move] = []
    for line in lines:
        after = line.status
        if document.type == REVALUATION:
            bin_ = line.bin_id or _any_bin(ctx, document)
            legs = [(bin_, document.warehouse_id, 0, line.unit_cost)]
        elif document.type == TRANSFER:
            legs = [(line.bin_id, line.house, -line.qty, None), (line.to_bin_id, line.to_house, line.qty, None)]
        elif document.type == STATUS:
            after = line.to_status
            legs = [(line.bin_id, line.house, -line.qty, None), (line.bin_id, line.house, line.qty, None)]
        elif document.type in OUTWARD:
            legs = [(line.bin_id, document.warehouse_id, -line.qty, None)]
        else:
            legs = [(line.bin_id, document.warehouse_id, line.qty, line.unit_cost)]
        found += [
            stock.Move(
                line.part_id, bin_, house, qty, kind, unit_cost=cost, status=after if leg else line.status,
                batch=line.batch, source_line=line.position, leg=leg, occurred_at=occurred_at,
                reason=document.reason or None,
            )
            for leg, (bin_, house, qty, cost) in enumerate(legs)
        ]  # fmt: skip
    return found


def _any_bin(ctx: Any, document: StockDocument) -> Any:
    """A revaluation concerns the part in all bins; its row still names one."""
    return ctx.conn.execute(
        select(Bin.id).where(Bin.warehouse_id == document.warehouse_id).order_by(Bin.code).limit(1)
    ).scalar_one()
