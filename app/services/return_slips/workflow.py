"""The life of a return slip (domain.md §3.13): written by the technician, checked and posted by the keeper."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.workflow import State, Step, Workflow
from app.models.requisitions import PartIssueLine, ReturnSlip, ReturnSlipLine
from app.services import stock
from app.services.duties import not_own
from app.services.requisitions import watchers
from app.services.return_slips import rules
from app.services.return_slips.rules import DAMAGED, KIND_NAME, OPENED


def submit(ctx: Any, slip: ReturnSlip, _answers: dict[str, Any]) -> None:
    """Lines of which nothing comes back go; the keeper hears of it."""
    for line in [x for x in slip.lines if not x.qty]:
        slip.lines.remove(line)
    for at, line in enumerate(slip.lines, 1):
        line.position = at
    slip.submitted_by, slip.submitted_at = ctx.actor.user, ctx.now
    text = Text(N_("{number}: parts come back. {plate}"), number=slip.number, plate=slip.plate)
    ctx.notify(text, role="WK", document=(KIND_NAME, slip.id), asks=True)


def check(ctx: Any, slip: ReturnSlip, _answers: dict[str, Any]) -> None:
    """Who looked at the goods."""
    slip.checked_by, slip.checked_at = ctx.actor.user, ctx.now


def hand_back(ctx: Any, slip: ReturnSlip, answers: dict[str, Any]) -> None:
    """Tells who brought them why they are not taken."""
    text = Text(N_("{number} was not taken: {reason}"), number=slip.number, reason=answers["reason"])
    ctx.notify(text, user=slip.submitted_by or slip.created_by, document=(KIND_NAME, slip.id), asks=True)
    slip.submitted_by = slip.submitted_at = slip.checked_by = slip.checked_at = None
    slip.revision += 1


def cost_of(source: PartIssueLine, qty: int) -> int:
    """What `qty` of an issue line costs, at its original cost; the last piece takes the remainder (§6.5)."""
    return stock.half_up(source.value * (source.returned + qty), source.qty) - source.returned_value


def post(ctx: Any, slip: ReturnSlip, _answers: dict[str, Any]) -> None:
    """Into stock at the cost at which it went out: available, quarantine, or in and at once scrapped."""
    moves: list[stock.Move] = []
    sources: list[PartIssueLine] = []
    slip.posted_by, slip.posted_at = ctx.actor.user, ctx.now
    for line in slip.lines:
        source = ctx.session.get(PartIssueLine, line.issue_line_id)
        line.value = cost_of(source, line.qty)
        source.returned, source.returned_value = source.returned + line.qty, source.returned_value + line.value
        moves += _moves(slip, line, line.bin_id or source.bin_id)
        sources.append(source)
    stock.post(ctx, KIND_NAME, slip.id, slip.number, moves)
    watchers.tell_returned(ctx, sources)


def _moves(slip: ReturnSlip, line: ReturnSlipLine, place: Id) -> list[stock.Move]:
    status = {OPENED: "QUARANTINE", DAMAGED: "DEFECT"}.get(line.condition, "AVAILABLE")
    back = stock.Move(
        line.part_id, place, slip.warehouse_id, line.qty, "REPAIR_RETURN", value=line.value, status=status,
        batch=line.batch, source_line=line.position, reason=line.reason or slip.reason or None,
    )  # fmt: skip
    if line.condition != DAMAGED:
        return [back]
    return [back, back._replace(qty=-line.qty, kind="SCRAP", value=-(line.value or 0))]


EDIT, CHECK, REASON = rules.EDIT, rules.CHECK, rules.REASON
WORKFLOW = Workflow(
    states=(
        State("draft", N_("Draft"), "idle"),
        State("submitted", N_("To check"), "wait"),
        State("checked", N_("Goods checked"), "active"),
        State("posted", N_("Posted"), "ok"),
        State("cancelled", N_("Cancelled"), "idle", beside="draft"),
    ),
    start="draft",
    steps=(
        Step(
            "submit", N_("Submit"), ("draft",), "submitted", EDIT, ("R67",),
            guards=(rules.order_takes_back, rules.has_lines), effect=submit, done=N_("The keeper was told"),
        ),
        Step(
            "check", N_("Goods are checked"), ("submitted",), "checked", CHECK, ("R67",),
            guards=(rules.has_lines, rules.judged), bars=(not_own,), effect=check, done=N_("Goods checked"),
        ),
        Step(
            "post", N_("Put into stock"), ("checked",), "posted", CHECK, ("R67",),
            guards=(rules.order_takes_back, rules.has_lines, rules.judged), bars=(not_own,), effect=post,
            prints="return_slips.slip", done=N_("Posted to the ledger"),
        ),
        Step(
            "reject", N_("Reject"), ("submitted", "checked"), "draft", CHECK, ("R67",), effect=hand_back,
            asks=(REASON,), side=True,
        ),
        Step(
            "cancel", N_("Cancel"), ("draft", "submitted"), "cancelled", EDIT, ("R67",), asks=(REASON,), side=True,
            danger=True,
        ),
    ),
)  # fmt: skip
