"""Books checked rows of an opening list as one stock document of type OPENING. Knows no file; the ledger posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import pick
from app.models.parts import Part
from app.models.stock import StockDocument
from app.services import drafts
from app.services.imports.part_rows import IMPORT, bin_ids, place, the_warehouse
from app.services.kinds import named
from app.services.parts import indexing


@dataclass(frozen=True, slots=True)
class StockRow:
    """One row: its number in the file, part number, bin, quantity (milli), unit cost (1e-6 yuan), status, batch."""

    row: int
    number: str
    bin: str
    quantity: int
    unit_cost: int
    status: str = "AVAILABLE"
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """The document that holds a list, and whether it was made just now."""

    number: str
    fresh: bool


@query("imports.known_parts", allow=None)
def known_parts(ctx: Reader, numbers: Sequence[str] = ()) -> dict[str, tuple[Id, int]]:
    """Part number → id and decimals of its unit, of all parts (or those named)."""
    wanted = select(Part.number, Part.id, Part.qty_decimals)
    if numbers:
        wanted = wanted.where(Part.number.in_(numbers))
    return {r.number: (r.id, r.qty_decimals) for r in ctx.conn.execute(wanted)}


@usecase("imports.opening_stock", allow=IMPORT, rules=("R7",), secret=("rows",))
def import_opening_stock(ctx: Context, rows: Sequence[StockRow], warehouse: str = "", reason: str = "") -> Booked:
    """Makes a draft OPENING document of the rows and gives the parts their bins.

    The same list a second time changes nothing: it finds its document, unless that was cancelled or reversed.

    It is submitted and approved like every stock document: what counts is signed by finance.
    """
    if not rows:
        raise Refused("There is nothing to book.")
    house = the_warehouse(ctx, warehouse)
    ids = {number: id for number, (id, _) in known_parts(ctx).items()}
    bins = bin_ids(ctx, house, {r.bin for r in rows})
    touched = place(ctx, [(ids[r.number], r.bin) for r in rows], house)
    indexing.reindex(ctx, sorted(touched))
    lines = [
        {
            "part_id": ids[r.number], "bin_id": bins[r.bin], "status": r.status, "batch": r.batch, "qty": r.quantity,
            "unit_cost": r.unit_cost,
        }
        for r in rows
    ]  # fmt: skip
    if number := _booked(ctx, house, lines):
        return Booked(number, False)
    head = {"type": "OPENING", "warehouse_id": house, "reason": reason or pick("期初库存", "Opening stock")}
    id = drafts.create(ctx, "stock_documents", head | {"lines": lines})
    return Booked(str(drafts.fetch(ctx, named("stock_documents"), id).number), True)


def _booked(ctx: Context, house: Id, lines: Sequence[dict[str, Any]]) -> str | None:
    """The number of the opening document with just these lines."""
    names = tuple(lines[0])
    wanted = sorted(tuple(line.values()) for line in lines)
    kept = select(StockDocument).where(
        StockDocument.type == "OPENING", StockDocument.warehouse_id == house,
        StockDocument.state.in_(("draft", "submitted", "posted")),
    )  # fmt: skip
    for one in ctx.session.scalars(kept):
        if sorted(tuple(getattr(line, name) for name in names) for line in one.lines) == wanted:
            return one.number
    return None
