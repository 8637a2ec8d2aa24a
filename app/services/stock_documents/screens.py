"""The stock document's card: list, form, slip. Costs only for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from app.core.clock import Id
from app.core.i18n import N_, Text, pick
from app.core.kind import Kind, Link, Sheet
from app.core.paper import Mark, Signature
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListQuery, ListSpec, Section, View
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import StockDocument, StockLine
from app.models.suppliers import Supplier
from app.services import shop, stock
from app.services.duties import name_of
from app.services.part_labels import PartLabel
from app.services.parts import VIEW_COST, Wanted, labels_for
from app.services.stock.balances import moves_table
from app.services.stock_documents.lines import TYPES
from app.services.stock_documents.picking import before_save
from app.services.stock_documents.workflow import EDIT, PREFIX, PREFIXES, VIEW, WORKFLOW, number_of
from app.services.stock_slips import StockSlip, StockSlipLine

_SORTS: dict[str, Any] = {
    name: getattr(StockDocument, name) for name in ("number", "type", "reason", "occurred_at", "state", "created_at")
}


def find(ctx: Any, wanted: ListQuery) -> Sequence[Id]:
    """Documents by number, reason or a part on them, newest first."""
    found = select(StockDocument.id)
    for word in wanted.text.upper().split():
        on_lines = (
            select(StockLine.document_id)
            .join(Part, Part.id == StockLine.part_id)
            .where(Part.number.startswith(word, autoescape=True))
        )
        found = found.where(
            or_(
                StockDocument.number.contains(word, autoescape=True),
                func.upper(StockDocument.reason).contains(word, autoescape=True),
                StockDocument.id.in_(on_lines),
            )
        )
    for name, value in wanted.where:
        if name == "warehouse":
            found = found.join(Warehouse, Warehouse.id == StockDocument.warehouse_id).where(Warehouse.code == value)
        else:
            found = found.where(getattr(StockDocument, name).in_(value.split()))
    column = _SORTS.get(wanted.sort.lstrip("-"), StockDocument.created_at)
    rising = wanted.sort and not wanted.sort.startswith("-")
    order = (column.asc(), StockDocument.number) if rising else (column.desc(), StockDocument.number.desc())
    return ctx.conn.execute(found.order_by(*order).limit(wanted.limit)).scalars().all()  # type: ignore[no-any-return]


_page = (
    select(
        StockDocument.id, StockDocument.number, StockDocument.type, Warehouse.name, StockDocument.reason,
        select(func.count()).where(StockLine.document_id == StockDocument.id).scalar_subquery(),
        StockDocument.occurred_at, StockDocument.state,
    )
    .join(Warehouse, Warehouse.id == StockDocument.warehouse_id)
    .where(StockDocument.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def read(ctx: Any, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    rows = {row[0]: tuple(row[1:]) for row in ctx.conn.execute(_page, {"ids": list(ids)})}
    return [rows[i] for i in ids if i in rows]


def warehouses(ctx: Any) -> Sequence[Choice]:
    """The shop's warehouses, for the filter."""
    return [
        Choice(code, name)
        for code, name in ctx.conn.execute(select(Warehouse.code, Warehouse.name).order_by(Warehouse.code))
    ]


def slip(ctx: Any, id: Id) -> StockSlip:
    """What goes on paper; values once it is posted, and only for those who may see costs. Refused to one who counts
    one of its bins now."""
    document = ctx.session.get(StockDocument, id)
    stock.must_see(ctx, [bin_ for line in document.lines for bin_ in (line.bin_id, line.to_bin_id) if bin_])
    costs = ctx.actor.may(VIEW_COST)
    supplier = ctx.session.get(Supplier, document.supplier_id) if document.supplier_id else None
    mark: Mark = (
        "" if document.state in ("posted", "reversed") else "void" if document.state == "cancelled" else "draft"
    )
    return StockSlip(
        number=document.number, kind=document.type, warehouse=ctx.session.get(Warehouse, document.warehouse_id).name,
        reason=document.reason, lines=tuple(_slip_lines(ctx, document, costs)), revision=document.revision,
        supplier=supplier.name if supplier else "", occurred_at=document.occurred_at, posted_at=document.posted_at,
        reverses=number_of(ctx, document.reversal_of) if document.reversal_of else "", costs=costs,
        imprint=shop.imprint(ctx, mark),
        signatures=_signatures(ctx, document),
    )  # fmt: skip


def labels(ctx: Any, id: Id) -> tuple[PartLabel, ...]:
    """Labels for what came in or went to another bin: one for each unit of each line."""
    document = ctx.session.get(StockDocument, id)
    ways = {line.to_bin_id or line.bin_id for line in document.lines}
    bins = {b.id: b.code for b in ctx.session.scalars(select(Bin).where(Bin.id.in_(ways - {None})))}
    wanted = [
        Wanted(line.part_id, line.qty, bins.get(line.to_bin_id or line.bin_id, ""), line.batch)
        for line in document.lines
    ]
    return labels_for(ctx, wanted)


def _slip_lines(ctx: Any, document: StockDocument, costs: bool) -> Sequence[StockSlipLine]:
    wanted = {i for line in document.lines for i in (line.bin_id, line.to_bin_id) if i}
    bins = {b.id: b.code for b in ctx.session.scalars(select(Bin).where(Bin.id.in_(wanted)))}
    parts = {p.id: p for p in ctx.session.scalars(select(Part).where(Part.id.in_({x.part_id for x in document.lines})))}
    table = moves_table.c
    posted = {
        line: (cost, value)
        for line, cost, value in ctx.conn.execute(
            select(table.source_line, table.unit_cost, table.value).where(
                table.source_id == document.id, table.leg == 0
            )
        )
    }
    found = []
    for line in document.lines:
        part = parts[line.part_id]
        cost, value = posted.get(line.position, (line.unit_cost, None)) if costs else (None, None)
        found.append(
            StockSlipLine(
                part.number, pick(part.name_zh, part.name_en), part.unit, line.qty, part.spec_model, part.qty_decimals,
                bins.get(line.bin_id, ""), bins.get(line.to_bin_id, ""), line.batch,
                Text(stock.STATUS_LABELS[line.status]),
                Text(stock.STATUS_LABELS[line.to_status]) if line.to_status else "", cost, value, line.note or "",
            )
        )  # fmt: skip
    return found


def _signatures(ctx: Any, document: StockDocument) -> tuple[Signature, ...]:
    """Filled boxes for who wrote and who approved it; empty ones are the sheet's own business."""
    if document.state not in ("posted", "reversed"):
        return ()
    people = ((N_("Handled by"), document.created_by, ""), (N_("Approved by"), document.approved_by, N_("PIN")))
    return tuple(
        Signature(Text(role), name_of(ctx, who), document.posted_at, document.revision, Text(means) if means else "")
        for role, who, means in people
        if who is not None
    )


def links(ctx: Any, document: StockDocument) -> Sequence[Link]:
    """What it reverses, and what reversed it."""
    pairs = ((document.reversal_of, N_("Reverses")), (document.reversed_by, N_("Reversed by")))
    return [Link("stock_documents", other, number_of(ctx, other), label) for other, label in pairs if other]


TYPE_CHOICES = tuple(Choice(code, label) for code, label in TYPES.items())
LIST = ListSpec(
    columns=(
        Column("number", N_("Number"), "strong", 190),
        Column("type", N_("Type"), "choice", 120, choices=tuple(TYPES.items())),
        Column("warehouse", N_("Warehouse"), width=120, sort=False),
        Column("reason", N_("Reason"), width=200, stretch=True),
        Column("lines", N_("Lines"), "number", 60, sort=False),
        Column("occurred_at", N_("Happened at"), "moment", 130),
        Column("state", N_("State"), "state", 140),
    ),
    find=find,
    read=read,
    reads=("stock_documents", "stock_lines", "step_proofs"),
    filters=(
        Filter("type", N_("Type"), TYPE_CHOICES),
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("warehouse", N_("Warehouse"), query=warehouses),
    ),
    views=(
        View("open", N_("Open"), (("state", "draft submitted"),)),
        View("pending", N_("Waiting for approval"), (("state", "submitted"),)),
        View("all", N_("All")),
    ),
    sort="-created_at",
    hint=N_("Number, reason or part number"),
    empty=N_("No stock documents yet."),
)

FORM = FormSpec(
    sections=(
        Section("", (
            Field("type", choices=TYPE_CHOICES, required=True, default="IN"),
            Field("warehouse_id"), Field("reason", required=True), Field("supplier_id"), Field("occurred_at"),
            Field("remark", kind="long", span=2),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("part_id"), Field("bin_id"), Field("to_bin_id"),
            Field("status", choices=tuple(Choice(code, label) for code, label in stock.STATUS_LABELS.items())),
            Field("to_status", choices=tuple(Choice(code, stock.STATUS_LABELS[code]) for code in sorted(stock.OURS))),
            Field("batch"), Field("qty", unit_of="part_id"),
            Field("unit_cost", allow=VIEW_COST, own=True), Field("note"),
        ), scan="part_id", adds="qty"),
    ),
)  # fmt: skip

KIND = Kind(
    name="stock_documents",
    label=N_("Stock document"),
    plural=N_("Stock documents"),
    icon="arrow-left-right",
    area="store",
    model=StockDocument,
    view=VIEW,
    edit=EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=PREFIX,
    prefixes=PREFIXES,
    sheets=(
        Sheet("stock.slip", N_("Stock slip"), slip),
        Sheet("stock.label", N_("Labels"), labels, ("submitted", "posted")),
    ),
    rules=("R6",),
    title="reason",
    before_save=before_save,
    links=links,
)
