"""Makes goods receipts out of orders: the open lines are proposed, the counting is left to the warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.i18n import N_
from app.core.workflow import State, Workflow
from app.models.parts import Part, PartBin
from app.models.purchasing import GoodsReceipt, OrderLine, PurchaseOrder, ReceiptLine
from app.models.stations import Bin
from app.services import taxes
from app.services.purchasing.ordering import price_lines
from app.services.stock.balances import chunks

PREFIX = "GR"
_BORN = Workflow(states=(State("draft", N_("Draft"), "idle"),), start="draft", steps=())


def propose_receipt(ctx: Any, order: PurchaseOrder) -> GoodsReceipt:
    """A draft receipt of everything on the order that is still to come; nothing counts as delivered yet."""
    made = GoodsReceipt(
        number=ctx.number(PREFIX), supplier_id=order.supplier_id, order_id=order.id, warehouse_id=order.warehouse_id,
        station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(_BORN, made)
    made.lines = [ReceiptLine(position=at, **row) for at, row in enumerate(open_rows(ctx, order.lines), 1)]
    ctx.session.add(made)
    ctx.flush()
    complete(ctx, made)
    return made


def complete(ctx: Any, receipt: GoodsReceipt) -> None:
    """What follows from the lines: accepted, bin, tax, expiry; a price nobody entered is provisional (暂估)."""
    homes = primary_bins(ctx, [line.part_id for line in receipt.lines if line.bin_id is None], receipt.warehouse_id)
    for line in receipt.lines:
        part = ctx.session.get(Part, line.part_id)
        line.accepted = line.delivered - line.rejected
        line.bin_id = line.bin_id or homes.get(line.part_id)
        if line.order_line_id is None and line.price is None:
            line.tax_rate = taxes.bought(ctx, part.tax_rate, receipt.created_at)
        if line.expires is None and line.produced and part.shelf_life_days:
            line.expires = line.produced + timedelta(days=part.shelf_life_days)
    bare = [line for line in receipt.lines if line.price is None]
    price_lines(ctx, bare, lambda _line: receipt.supplier_id)
    for line in bare:
        line.provisional = True
    ctx.flush()


def open_rows(ctx: Any, lines: Iterable[OrderLine]) -> list[dict[str, Any]]:
    """What of an order is still to come, as values of receipt lines; the tax is that of the day of delivery."""
    return [
        {
            "order_line_id": line.id, "part_id": line.part_id, "ordered": line.qty - line.received - line.dropped,
            "price": line.price, "tax_rate": taxes.bought(ctx, line.tax_rate),
        }
        for line in lines
        if line.qty > line.received + line.dropped
    ]  # fmt: skip


def primary_bins(ctx: Any, part_ids: Collection[Id], warehouse_id: Id) -> dict[Id, Id]:
    """The bin of this warehouse in which each part lives, the primary one first; without one = absent."""
    found: dict[Id, Id] = {}
    for some in chunks(part_ids):
        rows = ctx.conn.execute(
            select(PartBin.part_id, PartBin.bin_id)
            .join(Bin, Bin.id == PartBin.bin_id)
            .where(PartBin.part_id.in_(some), Bin.warehouse_id == warehouse_id, Bin.active)
            .order_by(PartBin.is_primary, Bin.code.desc())
        )  # the last one of a part stands: its primary bin, else the first by code
        found |= dict(rows.all())
    return found
