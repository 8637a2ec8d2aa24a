"""Proposes where to take goods from, first expired first out, for lines that name no bin or batch. Writes nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Refused
from app.models.parts import Part
from app.models.stock import StockDocument
from app.services import batches, stock
from app.services.stock.balances import chunks
from app.services.stock_documents.lines import OUTWARD, STATUS, TRANSFER
from app.services.stock_documents.workflow import PREFIX, PREFIXES

TAKING = (*OUTWARD, TRANSFER, STATUS)


def before_save(ctx: Context, document: StockDocument, values: dict[str, Any]) -> None:
    """A line that goes out and names no place gets one, or several if no batch is enough; the number fits the type."""
    kind = values.get("type") or document.type
    prefix = dict(PREFIXES).get(kind, PREFIX)
    if document.number and not document.number.startswith(f"{prefix}-"):
        raise Refused(
            "{number} was numbered as another type. Write a new document.", where="type", number=document.number
        )
    house: Id | None = values.get("warehouse_id") or document.warehouse_id
    if kind in TAKING and house is not None and "lines" in values:
        tracked = _kept_by_batch(ctx, [row["part_id"] for row in values["lines"] if row.get("part_id")])
        values["lines"] = [row for line in values["lines"] for row in _placed(ctx, line, house, tracked)]


def _kept_by_batch(ctx: Context, part_ids: list[Id]) -> set[Id]:
    """Which of these parts are kept by batch."""
    return {
        id
        for some in chunks(part_ids)
        for id in ctx.conn.execute(select(Part.id).where(Part.id.in_(some), Part.batch_tracked)).scalars()
    }


def _placed(ctx: Context, row: dict[str, Any], house: Id, tracked: set[Id]) -> list[dict[str, Any]]:
    """The line with bin and batch, split where it must be; as it was where nothing can be proposed."""
    part, qty, bin_, batch = row.get("part_id"), row.get("qty") or 0, row.get("bin_id"), row.get("batch")
    if part is None or qty <= 0 or (bin_ and (batch or part not in tracked)):
        return [row]
    status, blind = row.get("status") or "AVAILABLE", stock.blind_bins(ctx)
    found = [
        one
        for one in batches.first_expired_first_out(
            ctx, part, qty, warehouse_id=house, status=status, bin_id=bin_, batch=batch
        )
        if one.bin_id not in blind
    ]
    if sum(one.qty for one in found) < qty:
        return [row]
    return [
        {k: v for k, v in row.items() if at == 0 or k != "id"} | {"bin_id": p.bin_id, "batch": p.batch, "qty": p.qty}
        for at, p in enumerate(found)
    ]
