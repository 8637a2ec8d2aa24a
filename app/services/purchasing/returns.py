"""Goods that go back to the supplier (采购退货): at the price at which they came, the difference is variance (§3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core import i18n, workflow
from app.core.access import Permission
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind, Sheet, Waits
from app.core.screen import Choice, Column, Field, FormSpec, Lines, Section, View
from app.core.workflow import Verdict
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, PurchaseReturn, ReceiptLine, ReturnLine
from app.models.suppliers import Supplier
from app.services import stock, suppliers
from app.services.parts import VIEW_COST
from app.services.purchasing import on_receipts, papers, posting, rules, supplies
from app.services.purchasing.lists import paper_list
from app.services.purchasing.tax import amount

VIEW = Permission("purchase_returns.view", N_("See returns to suppliers"))
EDIT = Permission("purchase_returns.edit", N_("Write returns to suppliers"))
APPROVE = Permission("purchase_returns.approve", N_("Approve returns to suppliers"))
KIND_NAME, PREFIX = "purchase_returns", "RS"
STATUSES = tuple(Choice(code, stock.STATUS_LABELS[code]) for code in ("AVAILABLE", "QUARANTINE", "DEFECT"))


def open_return(ctx: Any, receipt: GoodsReceipt) -> PurchaseReturn:
    """A draft return of everything of a receipt that can still go back; nothing is chosen yet."""
    made = PurchaseReturn(
        number=ctx.number(PREFIX), receipt_id=receipt.id, supplier_id=receipt.supplier_id,
        warehouse_id=receipt.warehouse_id, station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    made.lines = [
        ReturnLine(
            position=at, receipt_line_id=line.id, part_id=on_receipts.part_now(ctx, line.part_id), bin_id=line.bin_id,
            batch=line.serial or line.batch, price=line.price, status="AVAILABLE",
        )
        for at, line in enumerate((x for x in receipt.lines if x.accepted > x.returned), 1)
    ]  # fmt: skip
    ctx.session.add(made)
    ctx.flush()
    return made


def has_goods(_ctx: Any, document: PurchaseReturn) -> Verdict:
    """Something goes back of a receipt that stands, and why."""
    if not any(line.qty for line in document.lines):
        return Problem("lines.0.qty", Text(N_("Enter how much goes back.")))
    return None if document.reason else Problem("reason", Text(N_("Enter the reason.")))


def problems(ctx: Any, document: PurchaseReturn) -> Iterator[Problem]:
    """Everything the lines lack; nothing goes back that did not come."""
    for at, line in enumerate(document.lines):
        if not line.qty:
            continue
        origin, part = ctx.session.get(ReceiptLine, line.receipt_line_id), ctx.session.get(Part, line.part_id)
        left = origin.accepted - origin.returned
        if line.qty > left:
            text = N_("{part}: only {qty} {unit} of this receipt can still go back.")
            said = {"part": part.number, "qty": i18n.quantity(left, part.qty_decimals), "unit": part.unit}
            yield Problem(f"lines.{at}.qty", Text(text, **said))
        if line.qty % 10 ** (3 - part.qty_decimals):
            text = N_("In {unit}, quantities have at most {decimals} decimals.")
            yield Problem(f"lines.{at}.qty", Text(text, unit=part.unit, decimals=part.qty_decimals))
        if line.bin_id is None:
            yield Problem(f"lines.{at}.bin_id", Text(N_("Enter the bin.")))


def check(ctx: Any, document: PurchaseReturn, _answers: dict[str, Any]) -> None:
    """Raises Refused with everything the lines lack."""
    if found := tuple(problems(ctx, document)):
        raise Refused.all(found)


def post(ctx: Any, document: PurchaseReturn, _answers: dict[str, Any]) -> None:
    """Takes the goods out at their receipt price; what that leaves behind is variance."""
    check(ctx, document, {})
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    document.approved_by, document.posted_at = ctx.entry.signers[-1].user, ctx.now
    lines = [line for line in document.lines if line.qty]
    worth = {}
    for line in lines:
        origin = ctx.session.get(ReceiptLine, line.receipt_line_id)
        worth[line.position] = posting.line_cost(ctx, receipt, origin, line.qty)
        origin.returned += line.qty
    moves = [
        stock.Move(
            line.part_id, line.bin_id, document.warehouse_id, -line.qty, "PURCHASE_RETURN",
            value=-worth[line.position], status=line.status, batch=line.batch, source_line=line.position,
            reason=document.reason,
        )
        for line in lines
        if line.bin_id is not None
    ]  # fmt: skip
    stock.post(ctx, KIND_NAME, document.id, document.number, moves)
    took = posting.posted_values(ctx, document.id)
    left = [supplies.Left(x.part_id, x.position, -x.qty, -took[x.position] - worth[x.position]) for x in lines]
    supplies.keep_variances(ctx, KIND_NAME, document.id, document.number, left)


def reverse(ctx: Any, document: PurchaseReturn, answers: dict[str, Any]) -> None:
    """The goods are back as they went: same bin, same value; they can go back again."""
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    if number := posting.late_price(ctx, receipt, ("posted",), since=document.posted_at):
        raise Refused("Its prices were entered by {number} since. Reverse that first.", number=number)
    lines = [line for line in document.lines if line.qty]
    for line in lines:
        ctx.session.get(ReceiptLine, line.receipt_line_id).returned -= line.qty
    mirrored = [
        ReturnLine(
            position=line.position, receipt_line_id=line.receipt_line_id, part_id=line.part_id, qty=-line.qty,
            bin_id=line.bin_id, status=line.status, batch=line.batch, price=line.price, snapshot=line.snapshot,
        )
        for line in lines
    ]  # fmt: skip
    reason = answers["reason"]
    mirror = on_receipts.counter(
        ctx, document, PREFIX, reason, mirrored, warehouse_id=document.warehouse_id, reason=reason
    )
    stock.reverse(ctx, document.id, by_kind=KIND_NAME, by_id=mirror.id, by_number=mirror.number, reason=reason)
    supplies.take_back_variances(ctx, document.id, KIND_NAME, mirror)
    ctx.trace(mirror, WORKFLOW.step("reverse"), "posted", answers, ctx.entry.signers[-1])


WORKFLOW = on_receipts.life(
    KIND_NAME, ("R6",), edit=EDIT, approve=APPROVE, ready=has_goods, check=check, post=post, reverse=reverse,
    prints="purchase_returns.slip",
)  # fmt: skip


def _row(ctx: Any, document: PurchaseReturn) -> tuple[Any, ...]:
    gross = sum(amount(line.qty, line.price or 0, 0).gross for line in document.lines)
    return (
        document.number, ctx.session.get(Supplier, document.supplier_id).name,
        ctx.session.get(GoodsReceipt, document.receipt_id).number, document.reason,
        gross if ctx.actor.may(VIEW_COST) else None, document.created_at, document.state,
    )  # fmt: skip


LIST = paper_list(
    PurchaseReturn, ReturnLine, "return_id", WORKFLOW,
    (
        Column("number", N_("Number"), "strong", 190), Column("supplier", N_("Supplier"), width=180, sort=False),
        Column("receipt", N_("Goods receipt"), width=190, sort=False),
        Column("reason", N_("Reason"), width=160, stretch=True),
        Column("amount", N_("Amount"), "money", 110, sort=False, allow=VIEW_COST),
        Column("created_at", N_("Created"), "moment", 130),
        Column("state", N_("State"), "state", 140),
    ),
    row=_row,
    views=(View("open", N_("Open"), (("state", "draft submitted"),)), View("all", N_("All"))),
    empty=N_("No returns to suppliers. Press “Return to supplier” on a goods receipt."),
    tables=("purchase_returns", "purchase_return_lines"),
)  # fmt: skip
FORM = FormSpec(
    sections=(
        Section("", (
            Field("receipt_id", fixed=True), Field("supplier_id", fixed=True), Field("warehouse_id", fixed=True),
            Field("reason"), Field("remark", kind="long", span=2),
        )),
    ),
    lines=(
        Lines("lines", N_("Lines"), (
            Field("part_id", fixed=True), Field("qty", unit_of="part_id"), Field("bin_id"),
            Field("status", choices=STATUSES), Field("batch", fixed=True),
            Field("price", fixed=True, allow=VIEW_COST), Field("note"),
        )),
    ),
)  # fmt: skip
KIND = Kind(
    name=KIND_NAME,
    label=N_("Return to supplier"),
    plural=N_("Supplier returns"),
    icon="undo-2",
    area="store",
    model=PurchaseReturn,
    view=VIEW,
    edit=EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=PREFIX,
    sheets=(Sheet("purchase_returns.slip", N_("Return to supplier slip"), papers.back),),
    rules=("R6",),
    title="reason",
    waits=Waits(about=("reason",), tell=suppliers.names_of),
    creatable=False,
    before_save=rules.only_its_lines,
    links=on_receipts.links,
)
