"""Kit splits (拆套): one of a set was used, the set becomes its pieces; no cent of its value is lost (E30)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text, pick
from app.core.kind import Kind, Sheet
from app.core.paper import Mark, Signature
from app.core.screen import Column, Field, FormSpec, Lines, Section, View
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.kits import KitPiece, KitSplit
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.services import batches, shop, snapshots, stock, warehouses
from app.services.duties import name_of, not_own
from app.services.parts import MOVABLE, VIEW_COST
from app.services.purchasing.lists import paper_list
from app.services.requisitions import reserving
from app.services.snapshots import as_then
from app.services.stock.balances import moves_table
from app.services.stock_slips import StockSlip, StockSlipLine

VIEW = Permission("kit_splits.view", N_("See kit splits"))
EDIT = Permission("kit_splits.edit", N_("Write kit splits"))
APPROVE = Permission("kit_splits.approve", N_("Approve kit splits"))
KIND_NAME, PREFIX = "kit_splits", "KS"
REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


def shares(value: int, weights: Sequence[int]) -> list[int]:
    """`value` in fen divided by weight, to the fen: what is rounded off one share is on the next."""
    total, gone, found = sum(weights), 0, []
    reached = 0
    for weight in weights:
        reached += weight
        upto = value * reached // total
        found.append(upto - gone)
        gone = upto
    return found


def has_pieces(_ctx: Any, split: KitSplit) -> Verdict:
    """There is a reason, and something the set becomes."""
    if not split.reason:
        return Problem("reason", Text(N_("Enter the reason.")))
    return None if split.lines else Problem("lines", Text(N_("Add at least one line.")))


def problems(ctx: Any, split: KitSplit) -> Iterator[Problem]:
    """Everything that the set and its pieces lack; what the ledger refuses comes from the ledger."""
    whole = ctx.session.get(Part, split.part_id)
    yield from _of(ctx, split, whole, split.qty, split.bin_id, split.batch, "")
    for at, line in enumerate(split.lines):
        part = ctx.session.get(Part, line.part_id)
        yield from _of(ctx, split, part, line.qty, line.bin_id, line.batch, f"lines.{at}.")
        if line.part_id == split.part_id:
            yield Problem(f"lines.{at}.part_id", Text(N_("A set is no piece of itself.")))
        if line.weight <= 0:
            yield Problem(f"lines.{at}.weight", Text(N_("Each piece carries a share of the value: 1 or more.")))


def _of(ctx: Any, split: KitSplit, part: Part, qty: int, bin_id: Any, batch: str, at: str) -> Iterator[Problem]:
    if part.state not in MOVABLE:
        yield Problem(f"{at}part_id", Text(N_("{part} is not in use. Activate it first."), part=part.number))
    if qty <= 0:
        yield Problem(f"{at}qty", Text(N_("Enter a quantity above zero.")))
    if qty % 10 ** (3 - part.qty_decimals):
        text = N_("In {unit}, quantities have at most {decimals} decimals.")
        yield Problem(f"{at}qty", Text(text, unit=part.unit, decimals=part.qty_decimals))
    place = ctx.session.get(Bin, bin_id) if bin_id else None
    if place is None:
        yield Problem(f"{at}bin_id", Text(N_("Enter the bin.")))
    elif place.warehouse_id != split.warehouse_id:
        yield Problem(f"{at}bin_id", Text(N_("Bin {bin} is in another warehouse."), bin=place.code))
    if part.batch_tracked and not batch:
        yield Problem(f"{at}batch", Text(N_("{part} is kept by batch: enter the batch."), part=part.number))


def _check(ctx: Any, split: KitSplit) -> None:
    if found := tuple(problems(ctx, split)):
        raise Refused.all(found)
    for why in reserving.taken_from_slips(ctx, split.warehouse_id, {split.part_id: split.qty}).values():
        raise Refused.all((Problem("qty", why),))


def submit(ctx: Any, split: KitSplit, _answers: dict[str, Any]) -> None:
    """Checks everything, notes who answers for it and tells finance."""
    _check(ctx, split)
    split.submitted_by = ctx.actor.user
    snapshots.keep(ctx, split)
    text = Text(N_("{number} waits for approval."), number=split.number)
    ctx.notify(text, role="FI", document=(KIND_NAME, split.id), asks=True)


def hand_back(ctx: Any, split: KitSplit, answers: dict[str, Any]) -> None:
    """Tells the one who submitted it why it came back."""
    text = Text(N_("{number} was not approved: {reason}"), number=split.number, reason=answers["reason"])
    ctx.notify(text, user=split.submitted_by, document=(KIND_NAME, split.id), asks=True)
    split.submitted_by = None


def post(ctx: Any, split: KitSplit, _answers: dict[str, Any]) -> None:
    """The set goes out at its average; its pieces come in with exactly that value among them."""
    _check(ctx, split)
    split.approved_by, split.posted_at = ctx.entry.signers[-1].user, ctx.now
    split.occurred_at = split.occurred_at or ctx.now
    (seq,) = stock.post(
        ctx, KIND_NAME, split.id, split.number, [_move(split, split.part_id, split.bin_id, -split.qty, split.batch)]
    )
    worth = -ctx.conn.execute(moves_table.select().where(moves_table.c.seq == seq)).one().value
    values = shares(worth, [line.weight for line in split.lines])
    pieces = [
        _move(split, line.part_id, line.bin_id, line.qty, line.batch, line=line.position, value=value)
        for line, value in zip(split.lines, values, strict=True)
    ]
    stock.post(ctx, KIND_NAME, split.id, split.number, pieces)


def _move(
    split: KitSplit, part: Id, bin_: Any, qty: int, batch: str, *, line: int = 0, value: int | None = None
) -> stock.Move:
    return stock.Move(
        part, bin_, split.warehouse_id, qty, "OTHER", value=value, batch=batch, source_line=line,
        occurred_at=split.occurred_at, reason=split.reason,
    )  # fmt: skip


def reverse(ctx: Any, split: KitSplit, answers: dict[str, Any]) -> None:
    """Puts the set together again: every row is mirrored under the same number."""
    stock.reverse(
        ctx, split.id, by_kind=KIND_NAME, by_id=split.id, by_number=split.number, reason=answers["reason"]
    )  # fmt: skip


WORKFLOW = Workflow(
    states=(
        State("draft", N_("Draft"), "idle"),
        State("submitted", N_("Waiting for approval"), "wait"),
        State("posted", N_("Posted"), "ok"),
        State("reversed", N_("Reversed"), "bad", beside="posted"),
        State("cancelled", N_("Cancelled"), "idle", beside="draft"),
    ),
    start="draft",
    steps=(
        Step("submit", N_("Submit"), ("draft",), "submitted", EDIT, ("R6",), guards=(has_pieces,), effect=submit,
             done=N_("Submitted to finance")),
        Step("approve", N_("Approve and post"), ("submitted",), "posted", APPROVE, ("R6", "SD1"),
             guards=(has_pieces,), bars=(not_own,), effect=post, sign=True, prints="kit_splits.slip",
             done=N_("Posted to the ledger")),
        Step("reject", N_("Reject"), ("submitted",), "draft", APPROVE, ("R6",), effect=hand_back, asks=(REASON,),
             side=True),
        Step("withdraw", N_("Withdraw"), ("submitted",), "draft", EDIT, ("R6",), side=True),
        Step("cancel", N_("Cancel"), ("draft",), "cancelled", EDIT, ("R6",), asks=(REASON,), side=True, danger=True),
        Step("reverse", N_("Reverse"), ("posted",), "reversed", APPROVE, ("R6", "SD1"), bars=(not_own,),
             effect=reverse, asks=(REASON,), sign=True, side=True, danger=True, done=N_("Reversed")),
    ),
)  # fmt: skip


def before_save(ctx: Context, split: KitSplit, values: dict[str, Any]) -> None:
    """Fills in the warehouse, and where the set lies."""
    kept: Any = split.warehouse_id
    house = values.get("warehouse_id") or kept or warehouses.home(ctx)
    values["warehouse_id"] = house
    if not values.get("bin_id", split.bin_id):
        part, qty = values.get("part_id") or split.part_id, values.get("qty") or split.qty or 1000
        found = batches.first_expired_first_out(ctx, part, qty, warehouse_id=house)
        if found and found[0].qty == qty and found[0].bin_id not in stock.blind_bins(ctx):
            values["bin_id"], values["batch"] = found[0].bin_id, found[0].batch


def after_save(_ctx: Context, split: KitSplit) -> None:
    """Pieces lie where the set lay unless somebody says otherwise."""
    for line in split.lines:
        line.bin_id = line.bin_id or split.bin_id


def slip(ctx: Any, id: Id) -> StockSlip:
    """拆套单: the set, and the pieces with the value that each of them took."""
    split: KitSplit = ctx.session.get(KitSplit, id)
    stock.must_see(ctx, [at for at in (split.bin_id, *(line.bin_id for line in split.lines)) if at])
    costs = ctx.actor.may(VIEW_COST)
    moves = moves_table.c
    posted = select(moves.source_line, moves.unit_cost, moves.value)
    posted = posted.where(moves.source_id == id, moves.is_reversal.is_(False))
    worth = {line: (cost, abs(value)) for line, cost, value in ctx.conn.execute(posted)} if costs else {}

    def line_of(row: Any, at: int) -> StockSlipLine:
        part = as_then(split, row, ctx.session.get(Part, row.part_id))
        place = ctx.session.get(Bin, row.bin_id) if row.bin_id else None
        cost, value = worth.get(at, (None, None))
        return StockSlipLine(
            part.number, pick(part.name_zh, part.name_en), part.unit, row.qty, part.spec_model, part.qty_decimals,
            bin=place.code if place else "", batch=row.batch, unit_cost=cost, value=value,
        )  # fmt: skip

    mark: Mark = {"draft": "draft", "submitted": "draft", "cancelled": "void", "reversed": "void"}.get(split.state, "")  # type: ignore[assignment]
    people = ((N_("Handled by"), split.submitted_by), (N_("Approved by"), split.approved_by))
    return StockSlip(
        split.number, "SPLIT", ctx.session.get(Warehouse, split.warehouse_id).name, split.reason,
        tuple(line_of(line, line.position) for line in split.lines), shop.imprint(ctx, mark), split.revision,
        line_of(split, 0), occurred_at=split.occurred_at, posted_at=split.posted_at, costs=costs and bool(worth),
        signatures=tuple(
            Signature(Text(role), name_of(ctx, who), split.posted_at, split.revision) if who else Signature(Text(role))
            for role, who in people
        ),
    )  # fmt: skip


def _row(ctx: Any, split: KitSplit) -> tuple[Any, ...]:
    part = ctx.session.get(Part, split.part_id)
    return (
        split.number, f"{part.number} {pick(part.name_zh, part.name_en)}", (split.qty, part.qty_decimals, part.unit),
        len(split.lines), ctx.session.get(Warehouse, split.warehouse_id).name, split.reason, split.created_at,
        split.state,
    )  # fmt: skip


KIND = Kind(
    name=KIND_NAME,
    label=N_("Kit split"),
    plural=N_("Kit splits"),
    icon="layers",
    area="store",
    model=KitSplit,
    view=VIEW,
    edit=EDIT,
    list=paper_list(
        KitSplit, KitPiece, "split_id", WORKFLOW,
        (
            Column("number", N_("Number"), "strong", 190),
            Column("set", N_("Set"), width=220, sort=False, stretch=True),
            Column("qty", N_("Quantity"), "quantity", 90, sort=False),
            Column("lines", N_("Pieces"), "number", 60, sort=False),
            Column("warehouse", N_("Warehouse"), width=100, sort=False), Column("reason", N_("Reason"), width=160),
            Column("created_at", N_("Created"), "moment", 130), Column("state", N_("State"), "state", 140),
        ),
        row=_row,
        views=(View("open", N_("Open"), (("state", "draft submitted"),)), View("all", N_("All"))),
        empty=N_("No kit splits. When one of a pair is used, write one."),
        tables=("kit_splits", "kit_pieces"),
    ),
    form=FormSpec(
        sections=(
            Section("", (
                Field("part_id"), Field("qty", unit_of="part_id", default=1000), Field("bin_id"), Field("batch"),
                Field("reason", required=True), Field("warehouse_id", required=False), Field("occurred_at"),
                Field("remark", kind="long", span=2),
            )),
        ),
        lines=(
            Lines("lines", N_("Pieces"), (
                Field("part_id"), Field("qty", unit_of="part_id"), Field("weight", default=1), Field("bin_id"),
                Field("batch"),
            ), scan="part_id", adds="qty"),
        ),
    ),
    workflow=WORKFLOW,
    prefix=PREFIX,
    sheets=(Sheet("kit_splits.slip", N_("Kit split slip"), slip),),
    rules=("R6",),
    title="reason",
    before_save=before_save,
    after_save=after_save,
)  # fmt: skip
