"""The price that comes after the goods (暂估转实际): what is in stock is revalued, the rest is variance (§6.5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.access import Permission
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind, Sheet, Waits
from app.core.screen import Column, Field, FormSpec, Lines, Section, View
from app.core.workflow import Verdict
from app.models.purchasing import GoodsReceipt, PriceDocument, PriceLine, PurchaseReturn, ReceiptLine
from app.models.suppliers import Supplier
from app.services import stock, suppliers
from app.services.parts import VIEW_COST
from app.services.purchasing import on_receipts, papers, posting, rules, supplies, tax
from app.services.purchasing.lists import paper_list
from app.services.stock import half_up

VIEW = Permission("price_documents.view", N_("See late prices"))
EDIT = Permission("price_documents.edit", N_("Enter late prices"))
APPROVE = Permission("price_documents.approve", N_("Approve late prices"))
KIND_NAME, PREFIX = "price_documents", "PS"


def open_prices(ctx: Any, receipt: GoodsReceipt) -> PriceDocument:
    """A draft that names every provisional line of a posted receipt."""
    made = PriceDocument(
        number=ctx.number(PREFIX), receipt_id=receipt.id, supplier_id=receipt.supplier_id, invoice=receipt.invoice,
        station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    made.lines = [
        PriceLine(
            position=at, receipt_line_id=line.id, part_id=on_receipts.part_now(ctx, line.part_id),
            qty=line.accepted - line.returned,
            estimate=line.price or 0, tax_rate=line.tax_rate,
        )
        for at, line in enumerate((x for x in receipt.lines if x.provisional and x.accepted > x.returned), 1)
    ]  # fmt: skip
    ctx.session.add(made)
    ctx.flush()
    return made


def all_priced(_ctx: Any, document: PriceDocument) -> Verdict:
    """Every line has its price."""
    for at, line in enumerate(document.lines):
        if line.price is None:
            return Problem(f"lines.{at}.price", Text(N_("Enter the price.")))
    return None if document.lines else Text(N_("There is nothing to price."))


def nothing_more(_ctx: Any, _document: PriceDocument, _answers: dict[str, Any]) -> None:
    """The prices are all there: nothing else is checked."""


def post(ctx: Any, document: PriceDocument, _answers: dict[str, Any]) -> None:
    """Revalues what of each line is still in stock; what was issued meanwhile is variance."""
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    document.approved_by, document.posted_at = ctx.entry.signers[-1].user, ctx.now
    deducted = posting.deducted(ctx, receipt)
    differences = {}
    for line in document.lines:
        origin = ctx.session.get(ReceiptLine, line.receipt_line_id)
        differences[line.position] = tax.cost(line.qty, line.price or 0, line.tax_rate, deducted=deducted) - tax.cost(
            line.qty, line.estimate, origin.tax_rate, deducted=deducted
        )
        line.was_rate = origin.tax_rate
        origin.price, origin.provisional, origin.tax_rate = line.price, False, line.tax_rate
    _revalue(ctx, document, receipt, differences)
    paid = [supplies.Delivered(x.part_id, x.qty, x.price, x.tax_rate, None) for x in document.lines]
    supplies.learn(ctx, receipt, document.number, paid)


def _revalue(
    ctx: Any, document: PriceDocument, receipt: GoodsReceipt, differences: dict[int, int],
    most: dict[int, int] | None = None,
) -> None:  # fmt: skip
    """Puts the difference of each line onto what of it is in stock; the rest is variance. To the fen, nothing is lost.

    `most`: what a line may move at most (a reversal takes no more from the stock than was put there).
    """
    lines = document.lines
    held = stock.stock_value(ctx, [x.part_id for x in lines])
    kept = {part: (one.qty, one.value) for part, one in held.items()}
    moves = []
    for line in lines:
        difference, wanted = differences[line.position], abs(line.qty)
        qty, value = kept.get(line.part_id, (0, 0))
        here = max(0, min(qty, wanted))
        change = max(half_up(difference * here, wanted), -value) if here else 0
        if most is not None:
            change = max(-most[line.position], min(change, most[line.position]))
        kept[line.part_id] = (qty - here, value + change)
        line.to_stock, line.variance = change, difference - change
        if change:
            origin = ctx.session.get(ReceiptLine, line.receipt_line_id)
            moves.append(
                stock.Move(
                    line.part_id, origin.bin_id, receipt.warehouse_id, 0, "REVALUATION", value=change,
                    source_line=line.position, reason=receipt.number,
                )
            )  # fmt: skip
    if moves:
        stock.post(ctx, KIND_NAME, document.id, document.number, moves)
    left = [supplies.Left(x.part_id, x.position, x.qty, x.variance or 0) for x in lines]
    supplies.keep_variances(ctx, KIND_NAME, document.id, document.number, left)


def reverse(ctx: Any, document: PriceDocument, answers: dict[str, Any]) -> None:
    """The estimates are in force again: the differences go back from the stock that is left, the rest from variance."""
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    since = select(PurchaseReturn.number).where(
        PurchaseReturn.receipt_id == receipt.id, PurchaseReturn.state == "posted",
        PurchaseReturn.reversal_of.is_(None), PurchaseReturn.posted_at > document.posted_at,
    )  # fmt: skip
    if number := ctx.conn.execute(since.limit(1)).scalar():
        raise Refused("{number} sent goods back at these prices. Reverse that first.", number=number)
    mirrored = []
    for line in document.lines:
        origin = ctx.session.get(ReceiptLine, line.receipt_line_id)
        rate = line.tax_rate if line.was_rate is None else line.was_rate
        origin.price, origin.provisional, origin.tax_rate = line.estimate, True, rate
        mirrored.append(
            PriceLine(
                position=line.position, receipt_line_id=line.receipt_line_id, part_id=line.part_id, qty=-line.qty,
                estimate=line.estimate, price=line.price, tax_rate=line.tax_rate, was_rate=line.was_rate,
                snapshot=line.snapshot,
            )
        )  # fmt: skip
    mirror = on_receipts.counter(ctx, document, PREFIX, answers["reason"], mirrored, invoice=document.invoice)
    undone = {x.position: -(x.to_stock or 0) - (x.variance or 0) for x in document.lines}
    _revalue(ctx, mirror, receipt, undone, {x.position: abs(x.to_stock or 0) for x in document.lines})
    supplies.unlearn(ctx, receipt.supplier_id, document.number, [x.part_id for x in document.lines])
    ctx.trace(mirror, WORKFLOW.step("reverse"), "posted", answers, ctx.entry.signers[-1])


WORKFLOW = on_receipts.life(
    KIND_NAME, ("R13",), edit=EDIT, approve=APPROVE, ready=all_priced, check=nothing_more, post=post, reverse=reverse,
    prints="price_documents.slip",
)  # fmt: skip


def _row(ctx: Any, document: PriceDocument) -> tuple[Any, ...]:
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    seen = ctx.actor.may(VIEW_COST)
    return (
        document.number, ctx.session.get(Supplier, document.supplier_id).name, receipt.number, document.invoice,
        sum(line.to_stock or 0 for line in document.lines) if seen else None,
        sum(line.variance or 0 for line in document.lines) if seen else None, document.created_at, document.state,
    )  # fmt: skip


KIND = Kind(
    name=KIND_NAME,
    waits=Waits(tell=suppliers.names_of),
    label=N_("Late price"),
    plural=N_("Late prices"),
    icon="banknote",
    area="store",
    model=PriceDocument,
    view=VIEW,
    edit=EDIT,
    list=paper_list(
        PriceDocument, PriceLine, "document_id", WORKFLOW,
        (
            Column("number", N_("Number"), "strong", 190),
            Column("supplier", N_("Supplier"), width=180, stretch=True, sort=False),
            Column("receipt", N_("Goods receipt"), width=190, sort=False),
            Column("invoice", N_("Invoice no."), width=130),
            Column("to_stock", N_("To stock"), "money", 110, sort=False, allow=VIEW_COST),
            Column("variance", N_("Variance"), "money", 110, sort=False, allow=VIEW_COST),
            Column("created_at", N_("Created"), "moment", 130), Column("state", N_("State"), "state", 140),
        ),
        row=_row,
        views=(View("open", N_("Open"), (("state", "draft submitted"),)), View("all", N_("All"))),
        empty=N_("No late prices. A receipt with provisional prices offers “Enter the prices”."),
        tables=("price_documents", "price_document_lines"),
    ),
    form=FormSpec(
        sections=(
            Section("", (
                Field("receipt_id", fixed=True), Field("supplier_id", fixed=True), Field("invoice"),
                Field("remark", kind="long", span=2),
            )),
        ),
        lines=(
            Lines("lines", N_("Lines"), (
                Field("part_id", fixed=True), Field("qty", unit_of="part_id", fixed=True),
                Field("estimate", fixed=True), Field("price"), Field("tax_rate", required=False),
                Field("to_stock", fixed=True), Field("variance", fixed=True),
            )),
        ),
    ),
    workflow=WORKFLOW,
    prefix=PREFIX,
    sheets=(Sheet("price_documents.slip", N_("Late price slip"), papers.late_price),),
    rules=("R13",),
    creatable=False,
    before_save=rules.only_its_lines,
    links=on_receipts.links,
)  # fmt: skip
