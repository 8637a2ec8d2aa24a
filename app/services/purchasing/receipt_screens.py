"""The goods receipt's card: list and form. Prices only for those who may see costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.i18n import N_
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Column, Field, FormSpec, Lines, Section, View
from app.models.purchasing import GoodsReceipt, PurchaseOrder, ReceiptLine
from app.models.suppliers import Supplier
from app.services import suppliers
from app.services.parts import VIEW_COST
from app.services.purchasing import papers, receipts, rules
from app.services.purchasing.lists import paper_list
from app.services.purchasing.tax import amount


def _row(ctx: Any, receipt: GoodsReceipt) -> tuple[Any, ...]:
    gross = (
        sum(amount(line.accepted, line.price or 0, line.tax_rate).gross for line in receipt.lines)
        if ctx.actor.may(VIEW_COST)
        else None
    )
    order = ctx.session.get(PurchaseOrder, receipt.order_id) if receipt.order_id else None
    return (
        receipt.number, ctx.session.get(Supplier, receipt.supplier_id).name, order.number if order else "",
        len(receipt.lines), gross, any(line.provisional for line in receipt.lines), receipt.posted_at,
        receipt.created_at, receipt.state,
    )  # fmt: skip


LIST = paper_list(
    GoodsReceipt, ReceiptLine, "receipt_id", receipts.WORKFLOW,
    (
        Column("number", N_("Number"), "strong", 190),
        Column("supplier", N_("Supplier"), width=180, stretch=True, sort=False),
        Column("order", N_("Purchase order"), width=190, sort=False),
        Column("lines", N_("Lines"), "number", 60, sort=False),
        Column("amount", N_("Amount"), "money", 120, sort=False, allow=VIEW_COST),
        Column("provisional", N_("Provisional price"), "flag", 80, sort=False, allow=VIEW_COST),
        Column("posted_at", N_("Posted at"), "moment", 130),
        Column("created_at", N_("Created"), "moment", 130, hidden=True),
        Column("state", N_("State"), "state", 120),
    ),
    row=_row,
    views=(
        View("open", N_("Open"), (("state", "draft inspected"),)),
        View("posted", N_("Posted"), (("state", "posted"),)),
        View("all", N_("All")),
    ),
    empty=N_("No goods receipts yet. Press “Receive goods” on an order, or write one."),
    tables=("goods_receipts", "goods_receipt_lines"),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("order_id"), Field("supplier_id", required=False), Field("warehouse_id", required=False),
            Field("delivery_note"), Field("invoice"), Field("occurred_at"), Field("deductible", default=True),
            Field("remark", kind="text", span=2),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("part_id"), Field("ordered", unit_of="part_id", fixed=True), Field("delivered", unit_of="part_id"),
            Field("rejected", unit_of="part_id"), Field("accepted", unit_of="part_id", fixed=True),
            Field("bin_id", N_("Bin")), Field("certificate", N_("Certificate")), Field("batch"), Field("serial"),
            Field("produced"), Field("expires"), Field("reason"), Field("price", allow=VIEW_COST),
            Field("tax_rate", required=False, allow=VIEW_COST),
            Field("provisional", N_("Estimated"), fixed=True, allow=VIEW_COST),
        ), scan="part_id", adds="delivered"),
    ),
)  # fmt: skip


def _links(ctx: Any, receipt: GoodsReceipt) -> Sequence[Link]:
    """The order it is for, the receipt it reverses or that reversed it."""
    found = []
    if order := ctx.session.get(PurchaseOrder, receipt.order_id) if receipt.order_id else None:
        found.append(Link("purchase_orders", order.id, order.number, N_("Purchase order"), order.state))
    for id, label in ((receipt.reversal_of, N_("Reverses")), (receipt.reversed_by, N_("Reversed by"))):
        if other := ctx.session.get(GoodsReceipt, id) if id else None:
            found.append(Link("goods_receipts", other.id, other.number, label, other.state))
    return found


KIND = Kind(
    name=receipts.KIND_NAME,
    label=N_("Goods receipt"),
    plural=N_("Goods receipts"),
    icon="package-plus",
    area="store",
    model=GoodsReceipt,
    view=rules.VIEW_RECEIPTS,
    edit=rules.EDIT_RECEIPTS,
    list=LIST,
    form=FORM,
    workflow=receipts.WORKFLOW,
    prefix=receipts.PREFIX,
    sheets=(
        Sheet("goods_receipts.slip", N_("Goods receipt slip"), papers.receipt),
        Sheet("goods_receipts.a4", N_("Goods receipt on A4"), papers.receipt_a4),
        Sheet("goods_receipts.labels", N_("Labels"), papers.labels, states=("posted",)),
    ),
    rules=("R13", "R4"),
    waits=Waits(tell=suppliers.names_of),
    before_save=receipts.before_save,
    after_save=receipts.after_save,
    links=_links,
)
