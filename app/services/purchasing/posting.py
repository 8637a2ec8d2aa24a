"""What posting a goods receipt does: ledger, order, prices, batches, notices; and what its reversal takes back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.core import clock, workflow
from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.workflow import State, Workflow
from app.models.parts import Part
from app.models.purchasing import (
    GoodsReceipt,
    OrderLine,
    PriceDocument,
    PurchaseOrder,
    PurchaseRequest,
    PurchaseReturn,
    ReceiptLine,
    RequestLine,
)
from app.services import batches, stock, taxes
from app.services.purchasing import supplies, tax
from app.services.purchasing.orders import received
from app.services.purchasing.receiving import PREFIX
from app.services.stock.balances import moves_table

KIND_NAME = "goods_receipts"
_MIRROR = Workflow(states=(State("posted", N_("Posted"), "ok"),), start="posted", steps=())


def deducted(ctx: Any, receipt: GoodsReceipt) -> bool:
    """True if the VAT of this delivery is no cost: a general taxpayer with an invoice that lets him deduct it."""
    return ctx.setting(taxes.TAXPAYER) == "GENERAL" and receipt.deductible


def line_cost(ctx: Any, receipt: GoodsReceipt, line: ReceiptLine, qty: int | None = None) -> int:
    """What a line (or `qty` of it) costs the shop in fen, at its price."""
    wanted = line.accepted if qty is None else qty
    return tax.cost(wanted, line.price or 0, line.tax_rate, deducted=deducted(ctx, receipt))


def post(ctx: Any, receipt: GoodsReceipt) -> None:
    """Posts what was accepted, once, and tells everybody whom it concerns."""
    lines = [line for line in receipt.lines if line.accepted > 0]
    receipt.posted_by, receipt.posted_at = ctx.actor.user, ctx.now
    receipt.occurred_at = receipt.occurred_at or ctx.now
    for line in lines:
        if line.price is None:
            line.price, line.provisional = 0, True
    wanted = {line.position: line_cost(ctx, receipt, line) for line in lines}
    moves = [
        stock.Move(
            line.part_id, line.bin_id, receipt.warehouse_id, line.accepted, "PURCHASE_IN",
            value=wanted[line.position], batch=line.serial or line.batch, source_line=line.position,
            occurred_at=receipt.occurred_at,
        )
        for line in lines
        if line.bin_id is not None
    ]  # fmt: skip
    _note_batches(ctx, receipt, lines)
    stock.post(ctx, KIND_NAME, receipt.id, receipt.number, moves)
    _variances(ctx, receipt, lines, wanted)
    _learn(ctx, receipt, lines)
    if receipt.order_id:
        _tell_order(ctx, receipt, lines, 1)
    if any(line.provisional for line in lines):
        text = Text(N_("{number} has provisional prices: enter them when the invoice is here."), number=receipt.number)
        ctx.notify(text, role="PU", document=(KIND_NAME, receipt.id), asks=True)


def _note_batches(ctx: Any, receipt: GoodsReceipt, lines: list[ReceiptLine]) -> None:
    noted = [
        batches.Noted(line.part_id, line.serial or line.batch, line.produced, line.expires)
        for line in lines
        if line.serial or line.batch
    ]
    batches.note(ctx, noted, supplier_id=receipt.supplier_id, source_number=receipt.number)


def posted_values(ctx: Any, source: Id) -> dict[int, int]:
    """Line → value in fen as the ledger took it."""
    rows = ctx.conn.execute(
        select(moves_table.c.source_line, moves_table.c.value).where(
            moves_table.c.source_id == source, moves_table.c.leg == 0
        )
    )
    return dict(rows.all())


def _variances(ctx: Any, receipt: GoodsReceipt, lines: list[ReceiptLine], wanted: dict[int, int]) -> None:
    """What filled up a negative stock came in at the cost at which that went out (E21): the rest is variance."""
    took = posted_values(ctx, receipt.id)
    left = [
        supplies.Left(line.part_id, line.position, line.accepted, wanted[line.position] - took[line.position])
        for line in lines
    ]
    supplies.keep_variances(ctx, KIND_NAME, receipt.id, receipt.number, left)


def _learn(ctx: Any, receipt: GoodsReceipt, lines: list[ReceiptLine]) -> None:
    order = ctx.session.get(PurchaseOrder, receipt.order_id) if receipt.order_id else None
    days = (clock.local(ctx.now).date() - clock.local(order.sent_at).date()).days if order and order.sent_at else None
    supplies.learn(
        ctx, receipt, receipt.number,
        [
            supplies.Delivered(
                line.part_id, line.accepted, None if line.provisional else line.price, line.tax_rate,
                days if line.order_line_id else None,
            )
            for line in lines
        ],
    )  # fmt: skip


def _tell_order(ctx: Any, receipt: GoodsReceipt, lines: list[ReceiptLine], sign: int) -> None:
    order = ctx.session.get(PurchaseOrder, receipt.order_id)
    accepted = [(line.order_line_id, sign * line.accepted) for line in lines if line.order_line_id]
    received(ctx, order, accepted, undone=sign < 0)
    if sign > 0:
        _tell_waiting(ctx, receipt, [line for line, _ in accepted])


def _tell_waiting(ctx: Any, receipt: GoodsReceipt, order_lines: list[Id]) -> None:
    """Whoever asked for these goods hears that they are here, request by request."""
    rows = ctx.conn.execute(
        select(PurchaseRequest.id, PurchaseRequest.number, PurchaseRequest.created_by, func.min(Part.number))
        .join(RequestLine, RequestLine.request_id == PurchaseRequest.id)
        .join(OrderLine, OrderLine.request_line_id == RequestLine.id)
        .join(Part, Part.id == OrderLine.part_id)
        .where(OrderLine.id.in_(order_lines), PurchaseRequest.created_by.is_not(None))
        .group_by(PurchaseRequest.id, PurchaseRequest.number, PurchaseRequest.created_by)
    )
    for id, number, who, part in rows.all():
        text = Text(N_("{part} for {request} is here ({number})."), part=part, request=number, number=receipt.number)
        ctx.notify(text, user=who, document=("purchase_requests", id))


# --- reversal ---------------------------------------------------------------------------------------------------------
def reverse(ctx: Any, receipt: GoodsReceipt, reason: str, step: Any, answers: dict[str, Any]) -> None:
    """Makes the reversing receipt (红冲): mirrored lines, both linked; order, requests and variances go back (E25)."""
    signer = ctx.entry.signers[-1]
    mirror = GoodsReceipt(
        number=ctx.number(PREFIX), supplier_id=receipt.supplier_id, order_id=receipt.order_id,
        warehouse_id=receipt.warehouse_id, delivery_note=receipt.delivery_note, invoice=receipt.invoice,
        deductible=receipt.deductible, occurred_at=ctx.now, posted_at=ctx.now, posted_by=signer.user, remark=reason,
        created_by=ctx.actor.user, created_at=ctx.now, station=receipt.station, reversal_of=receipt.id,
        snapshot=receipt.snapshot,
    )  # fmt: skip
    workflow.begin(_MIRROR, mirror)
    lines = [line for line in receipt.lines if line.accepted > 0]
    mirror.lines = [
        ReceiptLine(
            position=line.position, order_line_id=line.order_line_id, part_id=line.part_id, delivered=-line.accepted,
            accepted=-line.accepted, price=line.price, provisional=line.provisional, tax_rate=line.tax_rate,
            bin_id=line.bin_id, batch=line.batch, serial=line.serial, produced=line.produced, expires=line.expires,
            certificate=line.certificate, reason=reason, snapshot=line.snapshot,
        )
        for line in lines
    ]  # fmt: skip
    ctx.session.add(mirror)
    ctx.flush()
    receipt.reversed_by = mirror.id
    stock.reverse(ctx, receipt.id, by_kind=KIND_NAME, by_id=mirror.id, by_number=mirror.number, reason=reason)
    supplies.take_back_variances(ctx, receipt.id, KIND_NAME, mirror)
    supplies.unlearn(ctx, receipt.supplier_id, receipt.number, [line.part_id for line in lines if line.price])
    if receipt.order_id:
        _tell_order(ctx, receipt, lines, -1)
    ctx.trace(mirror, step, "posted", answers, signer)


def refuse_if_built_upon(ctx: Any, receipt: GoodsReceipt) -> None:
    """Raises Refused while a return or a late price stands on this receipt."""
    back = select(PurchaseReturn.number).where(
        PurchaseReturn.receipt_id == receipt.id, PurchaseReturn.state.in_(("draft", "submitted"))
    )
    if number := ctx.conn.execute(back.limit(1)).scalar():
        raise Refused("{number} sends some of it back to the supplier. Cancel that first.", number=number)
    if any(line.returned for line in receipt.lines):
        raise Refused("Some of it went back to the supplier. A reversal would book it twice.")
    number = late_price(ctx, receipt, ("draft", "submitted", "posted"))
    if number:
        raise Refused("Its prices were entered by {number}. Book a return instead.", number=number)


def late_price(ctx: Any, receipt: GoodsReceipt, states: tuple[str, ...], since: Any = None) -> str:
    """The number of a document in one of these states that brings its prices (after a moment); "" if there is none."""
    wanted = select(PriceDocument.number).where(
        PriceDocument.receipt_id == receipt.id, PriceDocument.state.in_(states), PriceDocument.reversal_of.is_(None)
    )
    if since is not None:
        wanted = wanted.where(PriceDocument.posted_at > since)
    return ctx.conn.execute(wanted.limit(1)).scalar() or ""
