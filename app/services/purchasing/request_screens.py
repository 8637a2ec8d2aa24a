"""The purchase request's card: list and form. Estimates only for those who may see costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.i18n import N_
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, FormSpec, Lines, Section, View
from app.models.purchasing import OrderLine, PurchaseOrder, PurchaseRequest, RequestLine
from app.services.duties import name_of
from app.services.parts import VIEW_COST
from app.services.purchasing import papers, requests, rules
from app.services.purchasing.lists import paper_list

SOURCES = tuple(Choice(code, label) for code, label in requests.SOURCES.items())


def _row(ctx: Any, request: PurchaseRequest) -> tuple[Any, ...]:
    amount = rules.amount_of(request.lines) if ctx.actor.may(VIEW_COST) else None
    by = name_of(ctx, request.created_by) if request.created_by else ""
    return (
        request.number, request.reason, len(request.lines), amount, request.needed_by, by, request.created_at,
        request.state,
    )  # fmt: skip


LIST = paper_list(
    PurchaseRequest, RequestLine, "request_id", requests.WORKFLOW,
    (
        Column("number", N_("Number"), "strong", 190), Column("reason", N_("Reason"), width=200, stretch=True),
        Column("lines", N_("Lines"), "number", 60, sort=False),
        Column("amount", N_("Estimate"), "money", 110, sort=False, allow=VIEW_COST),
        Column("needed_by", N_("Needed by"), "date", 110),
        Column("created_by", N_("Written by"), width=100, sort=False),
        Column("created_at", N_("Created"), "moment", 130), Column("state", N_("State"), "state", 140),
    ),
    row=_row,
    views=(
        View("open", N_("Open"), (("state", "draft submitted rejected approved part_ordered ordered"),)),
        View("pending", N_("Waiting for approval"), (("state", "submitted"),)),
        View("to_order", N_("To order"), (("state", "approved part_ordered"),)),
        View("all", N_("All")),
    ),
    empty=N_("No purchase requests yet. Write the first one, or make one from a stock alert."),
    tables=("purchase_requests", "purchase_request_lines"),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("warehouse_id", required=False), Field("needed_by"), Field("reason"),
            Field("remark", kind="long", span=2),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("part_id"), Field("qty", unit_of="part_id"), Field("packs", fixed=True), Field("supplier_id"),
            Field("price", allow=VIEW_COST), Field("needed_by"),
            Field("source", choices=SOURCES, default="MANUAL", fixed=True),
            Field("source_number", kind="code", fixed=True),
            Field("ordered", unit_of="part_id", fixed=True), Field("note"),
        ), scan="part_id", adds="qty"),
    ),
)  # fmt: skip


def _links(ctx: Any, request: PurchaseRequest) -> Sequence[Link]:
    """The orders its lines are on."""
    rows = ctx.conn.execute(
        select(PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.state)
        .join(OrderLine, OrderLine.order_id == PurchaseOrder.id)
        .where(OrderLine.request_line_id.in_([line.id for line in request.lines]))
        .distinct()
        .order_by(PurchaseOrder.number)
    )
    return [Link("purchase_orders", id, number, N_("Purchase order"), state) for id, number, state in rows]


KIND = Kind(
    name=requests.KIND_NAME,
    label=N_("Purchase request"),
    plural=N_("Purchase requests"),
    icon="list-checks",
    area="store",
    model=PurchaseRequest,
    view=rules.VIEW_REQUESTS,
    edit=rules.EDIT_REQUESTS,
    list=LIST,
    form=FORM,
    workflow=requests.WORKFLOW,
    prefix=requests.PREFIX,
    sheets=(Sheet("purchase_requests.sheet", N_("Purchase request"), papers.request),),
    usecases=(requests.open_request,),
    rules=("R13",),
    title="reason",
    waits=Waits("needed_by", about=("reason",)),
    links=_links,
    before_save=requests.before_save,
    after_save=requests.after_save,
)
