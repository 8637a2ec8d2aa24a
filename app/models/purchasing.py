"""Purchasing: request, order, goods receipt, return, price document; what suppliers charged and how long they took.

Prices are 1e-6 yuan per stock unit with tax, as the supplier writes them; quantities 1/1000 of the stock unit.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Log, Named, Record, labelled


class PurchaseRequest(Document):
    """A purchase request (请购单): what the shop wants bought, and why."""

    __tablename__ = "purchase_requests"

    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    needed_by: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Needed by")})
    reason: Mapped[str] = labelled(N_("Reason"), length=200, default="")
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)

    lines: Mapped[list[RequestLine]] = relationship(cascade="all, delete-orphan", order_by="RequestLine.position")


class RequestLine(Named, Record):
    """One part wanted. `source` says who asked for it: ALERT, WORK, SALE or MANUAL; `ordered` is what is on orders."""

    __tablename__ = "purchase_request_lines"

    request_id: Mapped[Id] = mapped_column(ForeignKey("purchase_requests.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True, info={"label": N_("Part")})
    qty: Mapped[int] = mapped_column(default=0, info={"label": N_("Quantity"), "kind": "quantity"})
    packs: Mapped[str] = labelled(N_("In purchase units"), length=60, default="")
    needed_by: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Needed by")})
    supplier_id: Mapped[Id | None] = mapped_column(
        ForeignKey("suppliers.id"), default=None, info={"label": N_("Supplier")}
    )
    price: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Estimated price"), "kind": "price"})
    source: Mapped[str] = labelled(N_("Source"), length=12, default="MANUAL")
    source_id: Mapped[Id | None] = mapped_column(default=None)
    source_number: Mapped[str] = labelled(N_("Source number"), length=40, default="")
    ordered: Mapped[int] = mapped_column(default=0, info={"label": N_("Ordered"), "kind": "quantity"})
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class PurchaseOrder(Named, Document):
    """A purchase order (采购订单) to one supplier."""

    __tablename__ = "purchase_orders"

    supplier_id: Mapped[Id] = mapped_column(ForeignKey("suppliers.id"), index=True, info={"label": N_("Supplier")})
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    expected: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Expected on")})
    terms: Mapped[str | None] = labelled(N_("Terms"), length=500, default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Sent at")})

    lines: Mapped[list[OrderLine]] = relationship(cascade="all, delete-orphan", order_by="OrderLine.position")


class OrderLine(Named, Record):
    """One part ordered; `received` is what posted receipts accepted of it, `dropped` what will not come any more."""

    __tablename__ = "purchase_order_lines"

    order_id: Mapped[Id] = mapped_column(ForeignKey("purchase_orders.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True, info={"label": N_("Part")})
    qty: Mapped[int] = mapped_column(default=0, info={"label": N_("Quantity"), "kind": "quantity"})
    packs: Mapped[str] = labelled(N_("In purchase units"), length=60, default="")
    price: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price with tax"), "kind": "price"})
    tax_rate: Mapped[int] = mapped_column(Integer, info={"label": N_("Tax rate"), "kind": "percent"})
    needed_by: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Needed by")})
    request_line_id: Mapped[Id | None] = mapped_column(
        ForeignKey("purchase_request_lines.id"), default=None, index=True
    )
    received: Mapped[int] = mapped_column(default=0, info={"label": N_("Received"), "kind": "quantity"})
    dropped: Mapped[int] = mapped_column(default=0, info={"label": N_("Cancelled"), "kind": "quantity"})
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class GoodsReceipt(Named, Document):
    """A goods receipt (采购入库单): what came, what was accepted of it, where it was put."""

    __tablename__ = "goods_receipts"

    supplier_id: Mapped[Id] = mapped_column(ForeignKey("suppliers.id"), index=True, info={"label": N_("Supplier")})
    order_id: Mapped[Id | None] = mapped_column(
        ForeignKey("purchase_orders.id"), default=None, index=True, info={"label": N_("Purchase order")}
    )
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    delivery_note: Mapped[str | None] = labelled(N_("Delivery note no."), length=40, default=None)
    invoice: Mapped[str | None] = labelled(N_("Invoice no."), length=40, default=None)
    deductible: Mapped[bool] = mapped_column(Boolean, default=True, info={"label": N_("VAT can be deducted")})
    occurred_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Arrived at")})
    inspected_by: Mapped[Id | None] = mapped_column(default=None)
    inspected_at: Mapped[datetime | None] = mapped_column(default=None)
    excess_by: Mapped[Id | None] = mapped_column(default=None)
    posted_by: Mapped[Id | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    reversal_of: Mapped[Id | None] = mapped_column(ForeignKey("goods_receipts.id"), default=None)
    reversed_by: Mapped[Id | None] = mapped_column(default=None)

    lines: Mapped[list[ReceiptLine]] = relationship(cascade="all, delete-orphan", order_by="ReceiptLine.position")


class ReceiptLine(Named, Record):
    """One part delivered. `accepted` = delivered − rejected; `provisional` = the price is an estimate (暂估).

    `ordered` is what was still open when the line was made; `returned` what went back to the supplier since.
    """

    __tablename__ = "goods_receipt_lines"

    receipt_id: Mapped[Id] = mapped_column(ForeignKey("goods_receipts.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    order_line_id: Mapped[Id | None] = mapped_column(ForeignKey("purchase_order_lines.id"), default=None, index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True, info={"label": N_("Part")})
    ordered: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Due"), "kind": "quantity"})
    delivered: Mapped[int] = mapped_column(default=0, info={"label": N_("Delivered"), "kind": "quantity"})
    rejected: Mapped[int] = mapped_column(default=0, info={"label": N_("Not accepted"), "kind": "quantity"})
    accepted: Mapped[int] = mapped_column(default=0, info={"label": N_("Accepted"), "kind": "quantity"})
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)
    price: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price with tax"), "kind": "price"})
    provisional: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Provisional price")})
    tax_rate: Mapped[int] = mapped_column(Integer, info={"label": N_("Tax rate"), "kind": "percent"})
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    batch: Mapped[str] = labelled(N_("Batch"), length=40, default="")
    serial: Mapped[str] = labelled(N_("Serial number"), length=40, default="")
    produced: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Made on")})
    expires: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Expires on")})
    certificate: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Certificate seen")})
    returned: Mapped[int] = mapped_column(default=0, info={"label": N_("Returned"), "kind": "quantity"})


class PurchaseReturn(Named, Document):
    """Goods that go back to the supplier (采购退货) at the price at which they came."""

    __tablename__ = "purchase_returns"

    receipt_id: Mapped[Id] = mapped_column(
        ForeignKey("goods_receipts.id"), index=True, info={"label": N_("Goods receipt")}
    )
    supplier_id: Mapped[Id] = mapped_column(ForeignKey("suppliers.id"), info={"label": N_("Supplier")})
    warehouse_id: Mapped[Id] = mapped_column(ForeignKey("warehouses.id"), info={"label": N_("Warehouse")})
    reason: Mapped[str] = labelled(N_("Reason"), length=200, default="")
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None)
    reversal_of: Mapped[Id | None] = mapped_column(default=None)
    reversed_by: Mapped[Id | None] = mapped_column(default=None)

    lines: Mapped[list[ReturnLine]] = relationship(cascade="all, delete-orphan", order_by="ReturnLine.position")


class ReturnLine(Named, Record):
    """One part that goes back, from where it lies now."""

    __tablename__ = "purchase_return_lines"

    return_id: Mapped[Id] = mapped_column(ForeignKey("purchase_returns.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    receipt_line_id: Mapped[Id] = mapped_column(ForeignKey("goods_receipt_lines.id"), index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("Part")})
    qty: Mapped[int] = mapped_column(default=0, info={"label": N_("Quantity"), "kind": "quantity"})
    bin_id: Mapped[Id | None] = mapped_column(ForeignKey("bins.id"), default=None, info={"label": N_("Bin location")})
    status: Mapped[str] = labelled(N_("Stock status"), length=12, default="AVAILABLE")
    batch: Mapped[str] = labelled(N_("Batch"), length=40, default="")
    price: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price with tax"), "kind": "price"})
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class PriceDocument(Named, Document):
    """The price that came after the goods (暂估转实际): revalues what is in stock, the rest is variance."""

    __tablename__ = "price_documents"

    receipt_id: Mapped[Id] = mapped_column(
        ForeignKey("goods_receipts.id"), index=True, info={"label": N_("Goods receipt")}
    )
    supplier_id: Mapped[Id] = mapped_column(ForeignKey("suppliers.id"), info={"label": N_("Supplier")})
    invoice: Mapped[str | None] = labelled(N_("Invoice no."), length=40, default=None)
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None)
    reversal_of: Mapped[Id | None] = mapped_column(default=None)
    reversed_by: Mapped[Id | None] = mapped_column(default=None)

    lines: Mapped[list[PriceLine]] = relationship(cascade="all, delete-orphan", order_by="PriceLine.position")


class PriceLine(Named, Record):
    """The price of one received line: what was estimated, what it is, and where the difference (fen) went."""

    __tablename__ = "price_document_lines"

    document_id: Mapped[Id] = mapped_column(ForeignKey("price_documents.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    receipt_line_id: Mapped[Id] = mapped_column(ForeignKey("goods_receipt_lines.id"), index=True)
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), info={"label": N_("Part")})
    qty: Mapped[int] = mapped_column(default=0, info={"label": N_("Quantity"), "kind": "quantity"})
    estimate: Mapped[int] = mapped_column(default=0, info={"label": N_("Provisional price"), "kind": "price"})
    price: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Price with tax"), "kind": "price"})
    tax_rate: Mapped[int] = mapped_column(Integer, info={"label": N_("Tax rate"), "kind": "percent"})
    to_stock: Mapped[int | None] = mapped_column(default=None, info={"label": N_("To stock"), "kind": "money"})
    variance: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Variance"), "kind": "money"})
    was_rate: Mapped[int | None] = mapped_column(Integer, default=None)  # the receipt's tax rate before this


class RegisterPeriod(Document):
    """The period of a purchase register (采购登记台账): what came in it is read from the receipts."""

    __tablename__ = "purchase_registers"

    first: Mapped[date] = mapped_column(info={"label": N_("From")})
    last: Mapped[date] = mapped_column(info={"label": N_("To")})
    supplier_id: Mapped[Id | None] = mapped_column(
        ForeignKey("suppliers.id"), default=None, info={"label": N_("Supplier")}
    )


class Supply(Log):
    """What one delivery of a part taught: the price, and the days from sending the order to posting the receipt.

    A price that came later is a row of its own without days; a provisional one has days and no price.
    """

    __tablename__ = "supplies"
    __table_args__ = (
        Index("ix_supplies_part", "part_id", "at"),
        Index("ix_supplies_supplier", "supplier_id", "part_id", "at"),
    )

    supplier_id: Mapped[Id] = mapped_column(ForeignKey("suppliers.id"))
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"))
    receipt_id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    qty: Mapped[int]
    price: Mapped[int | None]
    tax_rate: Mapped[int] = mapped_column(Integer)
    lead_days: Mapped[int | None] = mapped_column(Integer)


class PriceVariance(Log):
    """A difference (signed fen, + = cost) that no stock can carry any more: of a late price or of a return."""

    __tablename__ = "price_variances"
    __table_args__ = (Index("ix_price_variances_part", "part_id", "at"),)

    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"))
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[Id]
    source_number: Mapped[str] = mapped_column(String(40))
    source_line: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    qty: Mapped[int]
    value: Mapped[int]
