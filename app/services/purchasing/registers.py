"""The purchase register of a period (采购登记台账): supplier, maker, name, spec, date, certificate, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.core import clock, i18n
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Refused
from app.core.i18n import N_, pick
from app.core.kind import Kind, Sheet
from app.core.screen import Column, Fact, Field, FormSpec, Peek, PeekTable, Section, View
from app.core.workflow import State, Step, Workflow
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, ReceiptLine, RegisterPeriod
from app.models.suppliers import Supplier
from app.services import shop
from app.services.masters import plain_list
from app.services.purchase_papers import PurchaseRegister, RegisterLine

VIEW = Permission("purchase_registers.view", N_("See purchase registers"))
EDIT = Permission("purchase_registers.edit", N_("Make purchase registers"))
KIND_NAME, PREFIX = "purchase_registers", "RG"
SHEET = "purchase_registers.sheet"
_ZONE = ZoneInfo("Asia/Shanghai")

WORKFLOW = Workflow(
    states=(State("open", N_("Open"), "active"), State("closed", N_("Closed"), "idle")),
    start="open",
    steps=(
        Step("close", N_("Close"), ("open",), "closed", EDIT, ("R4", "R6"), prints=SHEET),
        Step("reopen", N_("Reopen"), ("closed",), "open", EDIT, ("R6",), side=True),
    ),
)


def before_save(_ctx: Context, period: RegisterPeriod, values: dict[str, Any]) -> None:
    """A period ends after it begins."""
    first, last = values.get("first", period.first), values.get("last", period.last)
    if first > last:
        raise Refused("The period ends before it begins.", where="last")


def _of(period: RegisterPeriod, *columns: Any) -> Any:
    """The lines that posted receipts of the period accepted; what was reversed never came."""
    start = datetime.combine(period.first, time(), _ZONE)
    end = datetime.combine(period.last, time(), _ZONE) + timedelta(days=1)
    wanted = (
        select(*columns)
        .select_from(ReceiptLine)
        .join(GoodsReceipt, GoodsReceipt.id == ReceiptLine.receipt_id)
        .join(Supplier, Supplier.id == GoodsReceipt.supplier_id)
        .join(Part, Part.id == ReceiptLine.part_id)
        .where(
            GoodsReceipt.state == "posted", GoodsReceipt.reversal_of.is_(None), ReceiptLine.accepted > 0,
            GoodsReceipt.posted_at >= start, GoodsReceipt.posted_at < end,
        )
    )  # fmt: skip
    return wanted if period.supplier_id is None else wanted.where(GoodsReceipt.supplier_id == period.supplier_id)


def lines(ctx: Any, period: RegisterPeriod, limit: int | None = None) -> Sequence[RegisterLine]:
    """What came in the period, oldest first."""
    wanted = _of(
        period, GoodsReceipt.posted_at, GoodsReceipt.snapshot.label("head"), Supplier.name, ReceiptLine.snapshot, Part,
        ReceiptLine.accepted, ReceiptLine.batch, ReceiptLine.serial, ReceiptLine.certificate,
        GoodsReceipt.number.label("receipt"),
    )  # fmt: skip
    order = (GoodsReceipt.posted_at, GoodsReceipt.number, ReceiptLine.position)
    return [_line(r) for r in ctx.session.execute(wanted.order_by(*order).limit(limit))]


def count(ctx: Any, period: RegisterPeriod) -> int:
    """How many lines came in the period."""
    return int(ctx.conn.execute(_of(period, func.count())).scalar_one())


def _line(r: Any) -> RegisterLine:
    """As part and supplier were called when the goods came."""
    part = SimpleNamespace(**r.snapshot) if r.snapshot else r.Part
    return RegisterLine(
        clock.local(r.posted_at).date(), (r.head or {}).get("name", r.name), part.maker or part.brand or "",
        part.number, pick(part.name_zh, part.name_en), part.spec_model, part.unit, r.accepted, part.qty_decimals,
        r.serial or r.batch, r.certificate, r.receipt,
    )  # fmt: skip


def sheet(ctx: Any, id: Id) -> PurchaseRegister:
    """The register on paper."""
    period: RegisterPeriod = ctx.session.get(RegisterPeriod, id)
    supplier = ctx.session.get(Supplier, period.supplier_id) if period.supplier_id else None
    return PurchaseRegister(
        period.first, period.last, tuple(lines(ctx, period)), shop.imprint(ctx), period.number,
        supplier.name if supplier else "",
    )  # fmt: skip


def peek(ctx: Any, id: Id) -> Peek:
    """The first lines of the period."""
    period: RegisterPeriod = ctx.session.get(RegisterPeriod, id)
    rows = tuple((x.day, x.code, (x.quantity, x.decimals, x.unit), x.supplier) for x in lines(ctx, period, limit=50))
    days = f"{i18n.day(period.first)} – {i18n.day(period.last)}"
    table = PeekTable(N_("Lines"), ("date", "strong", "quantity", "muted"), rows)
    return Peek(
        period.number, days, (), (Fact(N_("Lines"), count(ctx, period), "number"),), (), (table,) if rows else ()
    )


def _row(ctx: Any, period: RegisterPeriod) -> tuple[Any, ...]:
    supplier = ctx.session.get(Supplier, period.supplier_id) if period.supplier_id else None
    return (
        period.number, period.first, period.last, supplier.name if supplier else "", count(ctx, period),
        period.created_at, period.state,
    )  # fmt: skip


_LIST = plain_list(
    RegisterPeriod,
    (
        Column("number", N_("Number"), "strong", 190), Column("first", N_("From"), "date", 110),
        Column("last", N_("To"), "date", 110), Column("supplier", N_("Supplier"), width=200, stretch=True, sort=False),
        Column("lines", N_("Lines"), "number", 70, sort=False), Column("created_at", N_("Created"), "moment", 130),
        Column("state", N_("State"), "state", 110),
    ),
    ("number",), row=_row, sort="number", views=(View("all", N_("All")),),
    empty=N_("No purchase registers yet. Make one for a month: it prints as PDF and as a workbook."),
)  # fmt: skip
KIND = Kind(
    name=KIND_NAME,
    label=N_("Purchase register"),
    plural=N_("Purchase registers"),
    icon="layout-list",
    area="store",
    model=RegisterPeriod,
    view=VIEW,
    edit=EDIT,
    list=replace(_LIST, peek=peek, reads=("purchase_registers", "goods_receipts")),
    form=FormSpec(
        sections=(
            Section("", (
                Field("first", required=True), Field("last", required=True), Field("supplier_id"),
                Field("remark", kind="long", span=2),
            )),
        ),
        editable_in=("open",),
    ),
    workflow=WORKFLOW,
    prefix=PREFIX,
    sheets=(Sheet(SHEET, N_("Purchase register"), sheet),),
    rules=("R4", "R6"),
    before_save=before_save,
)  # fmt: skip
