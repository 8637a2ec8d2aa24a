"""The purchase order's card: list and form. Prices only for those who may see costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.i18n import N_
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Column, Field, FormSpec, Lines, Section, View
from app.models.purchasing import GoodsReceipt, OrderLine, PurchaseOrder, PurchaseRequest, RequestLine
from app.models.suppliers import Supplier
from app.services import suppliers
from app.services.parts import VIEW_COST
from app.services.purchasing import orders, papers, rules
from app.services.purchasing.lists import paper_list


def _row(ctx: Any, order: PurchaseOrder) -> tuple[Any, ...]:
    amount = rules.amount_of(order.lines) if ctx.actor.may(VIEW_COST) else None
    supplier = ctx.session.get(Supplier, order.supplier_id)
    return (
        order.number, supplier.name, len(order.lines), amount, order.expected, order.sent_at, order.created_at,
        order.state,
    )  # fmt: skip


LIST = paper_list(
    PurchaseOrder, OrderLine, "order_id", orders.WORKFLOW,
    (
        Column("number", N_("Number"), "strong", 190),
        Column("supplier", N_("Supplier"), width=200, stretch=True, sort=False),
        Column("lines", N_("Lines"), "number", 60, sort=False),
        Column("amount", N_("Amount"), "money", 120, sort=False, allow=VIEW_COST),
        Column("expected", N_("Expected on"), "date", 110), Column("sent_at", N_("Sent at"), "moment", 130),
        Column("created_at", N_("Created"), "moment", 130), Column("state", N_("State"), "state", 140),
    ),
    row=_row,
    views=(
        View("open", N_("Open"), (("state", "draft approved sent part_received"),)),
        View("to_send", N_("To send"), (("state", "approved"),)),
        View("to_come", N_("To come"), (("state", "sent part_received"),)),
        View("all", N_("All")),
    ),
    empty=N_("No purchase orders yet. Put an approved request on order, or write one."),
    tables=("purchase_orders", "purchase_order_lines"),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("supplier_id"), Field("warehouse_id", required=False), Field("expected"),
            Field("sent_at", fixed=True), Field("terms", kind="long", span=2), Field("remark", kind="long", span=2),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("part_id"), Field("qty", unit_of="part_id"), Field("packs", fixed=True),
            Field("price", allow=VIEW_COST), Field("tax_rate", required=False), Field("needed_by"),
            Field("received", unit_of="part_id", fixed=True), Field("dropped", unit_of="part_id", fixed=True),
            Field("note"),
        ), scan="part_id", adds="qty"),
    ),
)  # fmt: skip


def _links(ctx: Any, order: PurchaseOrder) -> Sequence[Link]:
    """The requests it was made from, and the receipts of its goods."""
    asked = (
        select(PurchaseRequest.id, PurchaseRequest.number, PurchaseRequest.state)
        .join(RequestLine, RequestLine.request_id == PurchaseRequest.id)
        .join(OrderLine, OrderLine.request_line_id == RequestLine.id)
        .where(OrderLine.order_id == order.id)
        .distinct()
        .order_by(PurchaseRequest.number)
    )
    came = (
        select(GoodsReceipt.id, GoodsReceipt.number, GoodsReceipt.state)
        .where(GoodsReceipt.order_id == order.id)
        .order_by(GoodsReceipt.number)
    )
    return [
        *(Link("purchase_requests", r.id, r.number, N_("Purchase request"), r.state) for r in ctx.conn.execute(asked)),
        *(Link("goods_receipts", r.id, r.number, N_("Goods receipt"), r.state) for r in ctx.conn.execute(came)),
    ]


KIND = Kind(
    name=orders.KIND_NAME,
    label=N_("Purchase order"),
    plural=N_("Purchase orders"),
    icon="shopping-cart",
    area="store",
    model=PurchaseOrder,
    view=rules.VIEW_ORDERS,
    edit=rules.EDIT_ORDERS,
    list=LIST,
    form=FORM,
    workflow=orders.WORKFLOW,
    prefix=orders.PREFIX,
    sheets=(Sheet("purchase_orders.sheet", N_("Purchase order"), papers.order),),
    rules=("R13",),
    waits=Waits("expected", due_in=("draft", "approved", "sent", "part_received"), tell=suppliers.names_of),
    links=_links,
    before_save=orders.before_save,
    after_save=orders.after_save,
    before_remove=orders.before_remove,
)
