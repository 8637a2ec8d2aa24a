"""The lines of papers that are still to be dealt with: a part on one is not retired, a merged one's go to the other.

Reads and re-points them; knows no rule of those papers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.models.kits import KitPiece, KitSplit
from app.models.parts import Part
from app.models.purchasing import (
    GoodsReceipt,
    OrderLine,
    PriceDocument,
    PriceLine,
    PurchaseOrder,
    PurchaseRequest,
    PurchaseReturn,
    ReceiptLine,
    RequestLine,
    ReturnLine,
)
from app.models.requisitions import Requisition, RequisitionLine, ReturnSlip, ReturnSlipLine
from app.models.stock import StockDocument, StockLine

WRITTEN = ("draft", "submitted")
STOCK = (StockDocument, StockLine, StockLine.document_id, WRITTEN)
# what keeps the names under which it was submitted may be re-pointed until it is posted or closed
NAMED: tuple[tuple[Any, Any, Any, tuple[str, ...]], ...] = (
    (
        PurchaseRequest, RequestLine, RequestLine.request_id,
        (*WRITTEN, "rejected", "approved", "part_ordered", "ordered"),
    ),
    (PurchaseOrder, OrderLine, OrderLine.order_id, ("draft", "approved", "sent", "part_received")),
    (GoodsReceipt, ReceiptLine, ReceiptLine.receipt_id, ("draft", "inspected")),
    (PurchaseReturn, ReturnLine, ReturnLine.return_id, WRITTEN),
    (PriceDocument, PriceLine, PriceLine.document_id, WRITTEN),
    (KitSplit, KitPiece, KitPiece.split_id, WRITTEN),
    (Requisition, RequisitionLine, RequisitionLine.requisition_id, (*WRITTEN, "approved", "part_issued")),
    (ReturnSlip, ReturnSlipLine, ReturnSlipLine.slip_id, (*WRITTEN, "checked")),
)  # fmt: skip


def open_paper(ctx: Any, part: Part, *, own: bool = False) -> str:
    """The number of a paper, or of one of our `own`, that still has something to do with the part; "" if none."""
    far = ctx.far_stations if own else ()
    for paper, line, parent, states in (STOCK, *NAMED):
        wanted = select(paper.number).join(line, parent == paper.id).where(line.part_id == part.id)
        wanted = wanted.where(paper.state.in_(states), paper.station.not_in(far)).limit(1)
        number = ctx.conn.execute(wanted).scalar()
        if number:
            return str(number)
    sets = select(KitSplit.number).where(KitSplit.part_id == part.id, KitSplit.state.in_(WRITTEN))
    sets = sets.where(KitSplit.station.not_in(far))
    return ctx.conn.execute(sets.limit(1)).scalar() or ""


def repoint(ctx: Any, stays: Part, goes: Part) -> None:
    """Our open lines of the part that goes are the other one's from now on; what was submitted keeps the name it had.

    Of plain stock documents only drafts: nobody signs for another part than the one he read.
    """
    for paper, line, parent, states in ((*STOCK[:3], ("draft",)), *NAMED):
        wanted = select(line).join(paper, parent == paper.id).where(paper.station.not_in(ctx.far_stations))
        for one in ctx.session.scalars(wanted.where(line.part_id == goes.id, paper.state.in_(states))):
            one.part_id = stays.id
    sets = select(KitSplit).where(KitSplit.part_id == goes.id, KitSplit.state.in_(WRITTEN))
    for split in ctx.session.scalars(sets.where(KitSplit.station.not_in(ctx.far_stations))):
        split.part_id = stays.id
