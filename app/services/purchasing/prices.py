"""The price that comes after the goods (暂估转实际): what is in stock is revalued, the rest is variance (§6.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core import workflow
from app.core.access import Permission
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link
from app.core.screen import Column, Field, FormSpec, Lines, Section, View
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.purchasing import GoodsReceipt, PriceDocument, PriceLine, ReceiptLine
from app.models.suppliers import Supplier
from app.services import stock
from app.services.duties import not_own
from app.services.parts import VIEW_COST
from app.services.purchasing import posting, rules, supplies, tax
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
            position=at, receipt_line_id=line.id, part_id=line.part_id, qty=line.accepted - line.returned,
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


def submit(ctx: Any, document: PriceDocument, _answers: dict[str, Any]) -> None:
    """Notes who answers for it and tells finance."""
    document.submitted_by = ctx.actor.user
    text = Text(N_("{number} waits for approval."), number=document.number)
    ctx.notify(text, role="FI", document=(KIND_NAME, document.id), asks=True)


def hand_back(ctx: Any, document: PriceDocument, answers: dict[str, Any]) -> None:
    """Tells the one who submitted it why it came back."""
    text = Text(N_("{number} was not approved: {reason}"), number=document.number, reason=answers["reason"])
    ctx.notify(text, user=document.submitted_by, document=(KIND_NAME, document.id), asks=True)
    document.submitted_by = None


def post(ctx: Any, document: PriceDocument, _answers: dict[str, Any]) -> None:
    """Revalues what of each line is still in stock; what was issued meanwhile is variance."""
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    document.approved_by, document.posted_at = ctx.entry.signers[-1].user, ctx.now
    deducted = posting.deducted(ctx, receipt)
    kept: dict[Any, tuple[int, int]] = {
        part: (held.qty, held.value)
        for part, held in stock.stock_value(ctx, [x.part_id for x in document.lines]).items()
    }
    moves = []
    for line in document.lines:
        origin = ctx.session.get(ReceiptLine, line.receipt_line_id)
        difference = tax.cost(line.qty, line.price or 0, line.tax_rate, deducted=deducted) - tax.cost(
            line.qty, line.estimate, origin.tax_rate, deducted=deducted
        )
        qty, value = kept.get(line.part_id, (0, 0))
        here = max(0, min(qty, line.qty))
        change = max(half_up(difference * here, line.qty), -value) if here else 0
        kept[line.part_id] = (qty - here, value + change)
        line.to_stock, line.variance = change, difference - change
        origin.price, origin.provisional, origin.tax_rate = line.price, False, line.tax_rate
        if change:
            moves.append(
                stock.Move(
                    line.part_id, origin.bin_id, receipt.warehouse_id, 0, "REVALUATION", value=change,
                    source_line=line.position, reason=receipt.number,
                )
            )  # fmt: skip
    if moves:
        stock.post(ctx, KIND_NAME, document.id, document.number, moves)
    left = [supplies.Left(x.part_id, x.position, x.qty, x.variance or 0) for x in document.lines]
    supplies.keep_variances(ctx, KIND_NAME, document.id, document.number, left)
    paid = [supplies.Delivered(x.part_id, x.qty, x.price, x.tax_rate, None) for x in document.lines]
    supplies.learn(ctx, receipt, document.number, paid)


WORKFLOW = Workflow(
    states=(
        State("draft", N_("Draft"), "idle"),
        State("submitted", N_("Waiting for approval"), "wait"),
        State("posted", N_("Posted"), "ok"),
        State("cancelled", N_("Cancelled"), "idle", beside="draft"),
    ),
    start="draft",
    steps=(
        Step("submit", N_("Submit"), ("draft",), "submitted", EDIT, ("R13",), guards=(all_priced,), effect=submit,
             done=N_("Submitted to finance")),
        Step("approve", N_("Approve and post"), ("submitted",), "posted", APPROVE, ("R13", "SD1"),
             guards=(all_priced,), bars=(not_own,), effect=post, sign=True, done=N_("Posted to the ledger")),
        Step("reject", N_("Reject"), ("submitted",), "draft", APPROVE, ("R13",), effect=hand_back,
             asks=(rules.REASON,), side=True),
        Step("cancel", N_("Cancel"), ("draft",), "cancelled", EDIT, ("R13",), asks=(rules.REASON,), side=True,
             danger=True),
    ),
)  # fmt: skip


def _row(ctx: Any, document: PriceDocument) -> tuple[Any, ...]:
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    seen = ctx.actor.may(VIEW_COST)
    return (
        document.number, ctx.session.get(Supplier, document.supplier_id).name, receipt.number, document.invoice,
        sum(line.to_stock or 0 for line in document.lines) if seen else None,
        sum(line.variance or 0 for line in document.lines) if seen else None, document.created_at, document.state,
    )  # fmt: skip


def _links(ctx: Any, document: PriceDocument) -> Sequence[Link]:
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    return [Link(posting.KIND_NAME, receipt.id, receipt.number, N_("Goods receipt"), receipt.state)]


KIND = Kind(
    name=KIND_NAME,
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
            Column("receipt", N_("Goods receipt"), width=180, sort=False),
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
                Field("estimate", fixed=True), Field("price"), Field("tax_rate"), Field("to_stock", fixed=True),
                Field("variance", fixed=True),
            )),
        ),
    ),
    workflow=WORKFLOW,
    prefix=PREFIX,
    rules=("R13",),
    creatable=False,
    before_save=rules.only_its_lines,
    links=_links,
)  # fmt: skip
