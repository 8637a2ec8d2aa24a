"""The life of a stock document: draft, submitted, posted by finance's signature, reversed. Posts by the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.core import i18n, workflow
from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.settings import Setting
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.counts import CountMember
from app.models.people import User
from app.models.stations import Bin, Warehouse
from app.models.stock import StockDocument, StockLine
from app.services import stock
from app.services.duties import not_own
from app.services.stock_documents.lines import SCRAP, USE, lines_of, moves, problems, promised

VIEW = Permission("stock_documents.view", N_("See stock documents"))
EDIT = Permission("stock_documents.edit", N_("Write stock documents"))
SUBMIT = Permission("stock_documents.submit", N_("Submit stock documents"))
APPROVE = Permission("stock_documents.approve", N_("Approve stock documents"))
OVERRIDE = Permission("stock_documents.override", N_("Move goods of frozen bins in an emergency"))
REVERSE = Permission("stock_documents.reverse", N_("Reverse stock documents"))

PREFIX, PREFIXES = "MV", (("TRANSFER", "TF"),)
LIMIT = Setting(
    "stock.approval_limit", "money", 200_000, N_("Scrap and internal use above this are approved by the manager"),
    group="stock", rule="R6", most=100_000_000_000,
)  # fmt: skip
SETTINGS = (LIMIT,)
REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


_a_line = select(StockLine.id).where(StockLine.document_id == bindparam("document")).limit(1)
_house = select(Warehouse.name, Warehouse.station).where(Warehouse.id == bindparam("warehouse"))


def has_lines(ctx: Any, document: StockDocument) -> Verdict:
    """There is something to post."""
    there = ctx.conn.execute(_a_line, {"document": document.id}).first()
    return None if there else Problem("lines", Text(N_("Add at least one line.")))


def has_reason(_ctx: Any, document: StockDocument) -> Verdict:
    """Nothing comes in or goes out without a reason."""
    return None if document.reason else Problem("reason", Text(N_("Enter the reason.")))


def is_ours(ctx: Any, document: StockDocument) -> Verdict:
    """Only the station that owns the warehouse posts there."""
    house = ctx.conn.execute(_house, {"warehouse": document.warehouse_id}).one()
    if house.station == document.station:
        return None
    text = Text(
        N_("The warehouse {warehouse} belongs to station {station}: only that station posts there."),
        warehouse=house.name, station=house.station,
    )  # fmt: skip
    return Problem("warehouse_id", text)


def is_no_reversal(_ctx: Any, document: StockDocument) -> Verdict:
    """What reverses another document is not reversed itself."""
    return Text(N_("A reversal can't be reversed. Enter a new document.")) if document.reversal_of else None


def is_frozen(ctx: Any, document: StockDocument) -> Verdict:
    """A count holds one of its bins: only then is there anything to override."""
    if _frozen(ctx, document):
        return None
    return Text(N_("None of these bins is frozen by a count. Approve it as usual."))


def _frozen(ctx: Any, document: StockDocument) -> list[Any]:
    """(id, code, count) of the document's bins that a count has frozen."""
    bins = {bin_ for line in document.lines for bin_ in (line.bin_id, line.to_bin_id) if bin_}
    wanted = select(Bin.id, Bin.code, Bin.frozen_by).where(Bin.id.in_(bins), Bin.frozen_by.is_not(None))
    return list(ctx.conn.execute(wanted.order_by(Bin.code)))


def within_limit(ctx: Any, document: StockDocument, person: Id) -> Verdict:
    """What is scrapped or used up above the shop's limit is the manager's to approve."""
    if document.type not in (SCRAP, USE):
        return None
    user = ctx.session.get(User, person)
    if user is None or "MG" in user.roles:
        return None
    costs = stock.average_cost(ctx, [line.part_id for line in document.lines], owner=document.station)
    worth = sum(stock.value_of(line.qty, costs.get(line.part_id, 0)) for line in document.lines)
    if worth <= ctx.setting(LIMIT):
        return None
    text = N_("{amount} is above {limit}: the manager approves it.")
    return Text(text, amount=i18n.money(worth), limit=i18n.money(ctx.setting(LIMIT)))


def submit(ctx: Any, document: StockDocument, _answers: dict[str, Any]) -> None:
    """Checks every line, notes who answers for it and tells finance."""
    _check(ctx, document)
    document.submitted_by = ctx.actor.user
    ctx.notify(
        Text(N_("{number} waits for approval."), number=document.number),
        role="FI",
        document=("stock_documents", document.id),
        asks=True,
    )


def post(ctx: Any, document: StockDocument, _answers: dict[str, Any]) -> None:
    """Posts the lines to the ledger, once."""
    _post(ctx, document)


def post_despite(ctx: Any, document: StockDocument, answers: dict[str, Any]) -> None:
    """Posts although a count has frozen the bins, and tells its leaders: those lines moved during their count."""
    frozen = _frozen(ctx, document)
    _post(ctx, document, frozenset(row.id for row in frozen))
    for _id, code, count in frozen:
        leader = ctx.conn.execute(
            select(CountMember.user_id).where(CountMember.count_id == count, CountMember.role == "LEADER")
        ).scalar()
        text = Text(
            N_("{number} moved goods of the frozen bin {bin}: {reason}"), number=document.number, bin=code,
            reason=answers["reason"],
        )  # fmt: skip
        ctx.notify(text, role=None if leader else "WK", user=leader, document=("counts", count))


def _check(ctx: Any, document: StockDocument) -> Sequence[Any]:
    """Its lines; Refused with all they lack, or with what was promised to others."""
    lines = lines_of(ctx, document)
    if found := tuple(problems(document, lines)) or tuple(promised(ctx, document, lines)):
        raise Refused.all(found)
    return lines


def _post(ctx: Any, document: StockDocument, frozen: frozenset[Any] = frozenset()) -> None:
    lines = _check(ctx, document)
    happened = document.occurred_at or ctx.now
    rows = [
        move._replace(flag=stock.OVERRIDE) if move.bin_id in frozen else move
        for move in moves(ctx, document, lines, happened)
    ]
    stock.post(ctx, "stock_documents", document.id, document.number, rows)
    # only now: what is set before the ledger is written would be sent to the database twice, with the state the second
    document.approved_by, document.occurred_at, document.posted_at = ctx.entry.signers[-1].user, happened, ctx.now


def hand_back(ctx: Any, document: StockDocument, answers: dict[str, Any]) -> None:
    """Tells the one who submitted it why it came back."""
    ctx.notify(
        Text(N_("{number} was not approved: {reason}"), number=document.number, reason=answers["reason"]),
        user=document.submitted_by, document=("stock_documents", document.id), asks=True,
    )  # fmt: skip
    document.submitted_by = None


_MIRROR = Workflow(states=(State("posted", N_("Posted"), "ok"),), start="posted", steps=())


def reverse(ctx: Any, document: StockDocument, answers: dict[str, Any]) -> None:
    """Makes the reversing document (红冲): mirrored lines, both linked, posted in the same transaction."""
    signer = ctx.entry.signers[-1]
    mirror = StockDocument(
        number=ctx.number(dict(PREFIXES).get(document.type, PREFIX)), type=document.type,
        warehouse_id=document.warehouse_id, station=document.station,
        reason=answers["reason"], supplier_id=document.supplier_id, occurred_at=ctx.now, posted_at=ctx.now,
        submitted_by=ctx.actor.user, approved_by=signer.user, created_by=ctx.actor.user, reversal_of=document.id,
    )  # fmt: skip
    workflow.begin(_MIRROR, mirror)
    mirror.lines = [
        StockLine(
            position=line.position, part_id=line.part_id, bin_id=line.bin_id, to_bin_id=line.to_bin_id,
            status=line.status, to_status=line.to_status, batch=line.batch, qty=-line.qty, unit_cost=line.unit_cost,
            note=line.note,
        )
        for line in document.lines
    ]  # fmt: skip
    ctx.session.add(mirror)
    ctx.flush()
    document.reversed_by = mirror.id
    stock.reverse(
        ctx, document.id, by_kind="stock_documents", by_id=mirror.id, by_number=mirror.number, reason=answers["reason"]
    )
    ctx.trace(mirror, WORKFLOW.step("reverse"), "posted", answers, signer)


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
        Step(
            "submit", N_("Submit"), ("draft",), "submitted", SUBMIT, ("R6",), guards=(has_lines, has_reason, is_ours),
            effect=submit, done=N_("Submitted to finance"),
        ),
        Step(
            "approve", N_("Approve and post"), ("submitted",), "posted", APPROVE, ("R6", "SD1"),
            # what was submitted can't change any more, and the ledger itself refuses another station's warehouse
            bars=(not_own, within_limit), effect=post, sign=True, prints="stock.slip",
            done=N_("Posted to the ledger"),
        ),
        Step(
            "override", N_("Post despite the freeze"), ("submitted",), "posted", OVERRIDE, ("R6", "SD1"),
            guards=(has_lines, is_ours, is_frozen), bars=(not_own,), effect=post_despite, asks=(REASON,), sign=True,
            prints="stock.slip", side=True, danger=True, done=N_("Posted to the ledger"),
        ),
        Step(
            "reject", N_("Reject"), ("submitted",), "draft", APPROVE, ("R6",), effect=hand_back, asks=(REASON,),
            side=True,
        ),
        Step("withdraw", N_("Withdraw"), ("submitted",), "draft", SUBMIT, ("R6",), side=True),
        Step("cancel", N_("Cancel"), ("draft",), "cancelled", EDIT, ("R6",), asks=(REASON,), side=True, danger=True),
        Step(
            "reverse", N_("Reverse"), ("posted",), "reversed", REVERSE, ("R6", "SD1"),
            guards=(is_no_reversal,), bars=(not_own,),
            effect=reverse, asks=(REASON,), sign=True, side=True, danger=True, done=N_("Reversed"),
        ),
    ),
)  # fmt: skip


def number_of(ctx: Any, id: Any) -> str:
    """The number of another stock document, for links."""
    return ctx.conn.execute(select(StockDocument.number).where(StockDocument.id == id)).scalar() or ""
