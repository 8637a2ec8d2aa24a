"""The stock count's states and steps with guards, bars and effects, exactly as domain.md §3.3 says. Knows no screen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import ANYWHERE, State, Step, Verdict, Workflow
from app.models.counts import CountMember, ScanEvent, StockCount
from app.models.journal import PrintRecord
from app.models.people import User
from app.models.stations import Bin
from app.models.stock import StockDocument, StockLine
from app.services import stock
from app.services.counts import rules
from app.services.counts.acts import open_codes
from app.services.counts.analysis import account, blocked_lines, stale_lines
from app.services.counts.books import bins_in_scope, last_seq, others_counting, snapshot_rows
from app.services.counts.places import (
    LINES,
    PLACES,
    UNCOUNTED,
    UNDATED,
    UNDECIDED,
    UNEXPLAINED,
    member_role,
    name_of,
    numbers_of,
    reopen,
    settle_first,
)  # fmt: skip
from app.services.counts.posting import ledger_rows
from app.services.duties import not_own, tell_head

BINS: Any = Bin.__table__
_SETTLED = ("posted", "reversed", "cancelled")  # stock documents that wait for nothing


# --- guards -----------------------------------------------------------------------------------------------------
def has_scope(ctx: Any, count: StockCount) -> Verdict:
    """The scope covers at least one bin, and all of them lie in the warehouse."""
    bins = bins_in_scope(ctx, count)
    if not bins:
        return Text(N_("The scope is empty: choose at least one bin, or a category or class that lies somewhere."))
    wanted = select(Bin.code).where(Bin.id.in_(bins), Bin.warehouse_id != count.warehouse_id)
    foreign = ctx.conn.execute(wanted).scalar()
    return (
        Text(N_("Bin {bin} lies in another warehouse. Choose bins of one warehouse."), bin=foreign) if foreign else None
    )


def no_other_count(ctx: Any, count: StockCount) -> Verdict:
    """No other open count on the same location."""
    clashes = others_counting(ctx, count, bins_in_scope(ctx, count))
    if not clashes:
        return None
    bin_, number = clashes[0]
    return Text(
        N_("Bin {bin} is being counted by {number}. Finish or cancel that count first."), bin=bin_, number=number
    )


def team_complete(ctx: Any, count: StockCount) -> Verdict:
    """An annual count has a leader, at least two counters and an observer from finance (R10)."""
    if count.type != "ANNUAL":
        return None
    roles = [m.role for m in count.team]
    observers = [ctx.session.get(User, m.user_id) for m in count.team if m.role == "OBSERVER"]
    if "LEADER" in roles and roles.count("COUNTER") >= 2 and any("FI" in (u.roles if u else ()) for u in observers):
        return None
    return Text(N_("An annual count needs a leader, at least two counters and an observer from finance."))


def right_planner(ctx: Any, count: StockCount) -> Verdict:
    """The annual count is planned by the manager, every other one by the warehouse (R9, R10)."""
    wanted = rules.PLAN_ANNUAL if count.type == "ANNUAL" else rules.EDIT
    if ctx.actor.may(wanted):
        return None
    return Text(N_("Your roles do not allow this: {right}."), right=Text(wanted.label))


def nothing_unposted(ctx: Any, count: StockCount) -> Verdict:
    """No receipt or issue older than now waits in scope; the reason names them."""
    bins = bins_in_scope(ctx, count)
    waiting = ctx.conn.execute(
        select(StockDocument.number)
        .join(StockLine, StockLine.document_id == StockDocument.id)
        .where(
            StockDocument.state.not_in(_SETTLED), StockLine.bin_id.in_(bins) | StockLine.to_bin_id.in_(bins),
            StockDocument.occurred_at.is_(None) | (StockDocument.occurred_at <= ctx.now),
        )
        .distinct()
        .order_by(StockDocument.number)
    ).scalars()  # fmt: skip
    numbers = ", ".join(waiting)
    return (
        Text(N_("Not yet posted in these bins: {numbers}. Post or remove them first."), numbers=numbers)
        if numbers
        else None
    )


def all_counted(ctx: Any, count: StockCount) -> Verdict:
    """Every line is counted, confirmed as zero, or not found: not counted is not zero (E13)."""
    missing = numbers_of(ctx, count, UNCOUNTED)
    if not missing:
        return None
    return Text(N_("{count} lines are not counted yet, first {part}."), count=len(missing), part=missing[0])


def no_unknown_code(ctx: Any, count: StockCount) -> Verdict:
    """No code is unidentified: each one belongs to a part, or was set aside with a reason."""
    codes = open_codes(ctx, count.id)
    if not codes:
        return None
    return Text(
        N_("Unknown codes not settled: {count}, first {code}. Settle them in the scan room under Unknown."),
        count=len(codes),
        code=codes[0],
    )


def all_accepted(ctx: Any, count: StockCount) -> Verdict:
    """Every line has an accepted quantity."""
    missing = numbers_of(ctx, count, UNDECIDED)
    if not missing:
        return None
    return Text(N_("{count} lines must still be counted again, first {part}."), count=len(missing), part=missing[0])


def all_explained(ctx: Any, count: StockCount) -> Verdict:
    """Every difference has a cause and a treatment (R11)."""
    missing = numbers_of(ctx, count, UNEXPLAINED)
    if not missing:
        return None
    return Text(
        N_("Differences without cause and treatment: {count}, first {part}."), count=len(missing), part=missing[0]
    )


def no_stale_line(ctx: Any, count: StockCount) -> Verdict:
    """No slip came late about a counted line (E10)."""
    stale = stale_lines(ctx, count)
    if not stale:
        return None
    return Text(
        N_("A slip came late for {part}: it happened before the counting. Look at the line again."),
        part=stale[0].number,
    )


def not_negative(ctx: Any, count: StockCount) -> Verdict:
    """No loss leaves less than nothing."""
    blocked = blocked_lines(ctx, count)
    if not blocked:
        return None
    return Text(N_("{part}: the loss is more than what is left. Count this line again."), part=blocked[0].number)


def something_to_mend(ctx: Any, count: StockCount) -> Verdict:
    """A count is taken up again only for a late slip or a loss greater than the stock."""
    if stale_lines(ctx, count) or blocked_lines(ctx, count):
        return None
    return Text(N_("No line has become stale or impossible; nothing has to be taken up again."))


def annual_signed(_ctx: Any, count: StockCount) -> Verdict:
    """The manager approves the annual count before finance does (SD4)."""
    if count.type != "ANNUAL" or count.annual_approved_by:
        return None
    return Text(N_("An annual count is approved by the manager first."))


def is_annual(_ctx: Any, count: StockCount) -> Verdict:
    """Only the annual count needs the manager, and once."""
    if count.type != "ANNUAL":
        return Text(N_("Only the annual count is approved by the manager."))
    return Text(N_("The manager has approved this count already.")) if count.annual_approved_by else None


def report_kept(ctx: Any, count: StockCount) -> Verdict:
    """The report was printed (R11)."""
    wanted = (
        select(PrintRecord.seq)
        .where(PrintRecord.document_id == count.id, PrintRecord.sheet == "counts.report")
        .limit(1)
    )
    if ctx.conn.execute(wanted).first() is None:
        return Text(N_("Print the report first: it is what is kept of this count."))
    return None


def suspense_dated(ctx: Any, count: StockCount) -> Verdict:
    """What is kept open for investigation says until when."""
    undated = numbers_of(ctx, count, UNDATED)
    return (
        Text(N_("{part} is kept open without a date. Say until when it is to be cleared up."), part=undated[0])
        if undated
        else None
    )


# --- bars: who may not ------------------------------------------------------------------------------------------
def leads(ctx: Any, count: StockCount, person: Id) -> Verdict:
    """Only the leader of the team ends a round."""
    if member_role(ctx, count, person) == "LEADER":
        return None
    return Text(N_("Only the leader of {number} may do this."), number=count.number)


def did_not_count(ctx: Any, count: StockCount, person: Id) -> Verdict:
    """SD4: who counted or led does not approve or post; the keeper of a bin does not approve the annual count (E20)."""
    acted = select(ScanEvent.seq).where(ScanEvent.count_id == count.id, ScanEvent.user_id == person).limit(1)
    counted = ctx.conn.execute(acted).first() is not None
    if counted or member_role(ctx, count, person) in (*rules.COUNTERS, rules.FORMER.code):
        return Text(N_("{name} counted here; somebody else must approve it."), name=name_of(ctx, person))
    if count.type == "ANNUAL":
        kept = select(Bin.code).join(PLACES, PLACES.c.bin_id == Bin.id).where(PLACES.c.count_id == count.id)
        if ctx.conn.execute(kept.where(Bin.keeper_id == person)).first():
            return Text(
                N_("{name} keeps a bin of this count; somebody else must approve it."), name=name_of(ctx, person)
            )
    return None


# --- effects ----------------------------------------------------------------------------------------------------
def name_leader(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Who plans a monthly count organises and leads it (R9), unless another leader was named."""
    if ctx.actor.user and not any(m.role == "LEADER" for m in count.team):
        mine = next((m for m in count.team if m.user_id == ctx.actor.user), None)
        if mine is None:
            mine = CountMember(user_id=ctx.actor.user, position=len(count.team) + 1)
            count.team.append(mine)
        mine.role = "LEADER"


def take_snapshot(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Keeps what the book says of every line, and freezes the bins in mode FREEZE."""
    ctx.lock(f"stock:{ctx.station}")
    bins = bins_in_scope(ctx, count)
    count.snapshot_at, count.snapshot_seq = ctx.now, last_seq(ctx)
    ctx.write_many(PLACES, [{"count_id": count.id, "bin_id": b} for b in bins])
    ctx.write_many(LINES, snapshot_rows(ctx, count, bins))
    if count.mode == "FREEZE":
        ctx.update_many(BINS, [{"id": b, "frozen_by": count.id} for b in bins])


def open_recount(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Settles the first count and opens only the lines over tolerance."""
    settle_first(ctx, count)


def compute_differences(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Computes the differences at count time."""
    count.counted_until = ctx.now
    account(ctx, count)


def keep_submitter(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Keeps who submitted the report, and tells finance."""
    count.submitted_by, count.reason = ctx.actor.user, None
    text, document = Text(N_("{number} waits for approval."), number=count.number), ("counts", count.id)
    ctx.notify(text, role="FI", document=document, asks=True)
    if count.type == "ANNUAL":
        ctx.notify(text, role="MG", document=document)  # stays beyond finance's signature: his comes after it


def keep_approver(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Keeps who signed for finance."""
    count.approved_by, count.approved_at = ctx.entry.signers[-1].user, ctx.now


def keep_manager(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Keeps that the manager signed the annual count."""
    count.annual_approved_by = ctx.entry.signers[-1].user


def back_to_analysis(ctx: Any, count: StockCount, answers: dict[str, Any]) -> None:
    """What was signed counts no longer: the next report is another revision."""
    count.reason = answers["reason"]
    count.approved_by = count.approved_at = count.annual_approved_by = None
    count.revision += 1
    leader = next((m.user_id for m in count.team if m.role == "LEADER"), None)
    text = Text(N_("{number} went back to analysis: {reason}"), number=count.number, reason=answers["reason"])
    ctx.notify(text, role=None if leader else "WK", user=leader, document=("counts", count.id), asks=True)


def count_again(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Opens the stale and impossible lines for the leader's count; the earlier counts stay."""
    ids = list({line.id for line in (*stale_lines(ctx, count), *blocked_lines(ctx, count))})
    ctx.update_many(LINES, [{"id": i, "again": True, "accepted": None, "counted_at": None} for i in ids])
    reopen(ctx, count, ids, 3)


def post_differences(ctx: Any, count: StockCount, _answers: dict[str, Any]) -> None:
    """Posts one row per difference, lifts the freeze, tells finance and the warehouse (R7, R11)."""
    moves = ledger_rows(ctx, count)
    stock.post(ctx, "counts", count.id, count.number, moves)
    count.posted_at = ctx.now
    unfreeze(ctx, count)
    text = Text(N_("{number} is posted: {count} differences."), number=count.number, count=len(moves))
    ctx.notify(text, role="FI", document=("counts", count.id))
    tell_head(ctx, "WK", text, ("counts", count.id))


def unfreeze(ctx: Any, count: StockCount) -> None:
    """Lifts the freeze of this count's bins."""
    frozen = ctx.conn.execute(select(BINS.c.id).where(BINS.c.frozen_by == count.id)).scalars().all()
    ctx.update_many(BINS, [{"id": b, "frozen_by": None} for b in frozen])


def call_off(ctx: Any, count: StockCount, answers: dict[str, Any]) -> None:
    """Lifts the freeze; what was counted is kept for the audit."""
    count.reason = answers["reason"]
    unfreeze(ctx, count)


REASON = Field("reason", N_("Reason"), "text", required=True, length=500)
OPEN = ("draft", "planned", "counting", "recount", "analysis", "pending", "approved")
SIGNED_BY_OTHERS = (not_own, did_not_count)

WORKFLOW = Workflow(
    states=(
        State("draft", N_("Draft"), "idle"),
        State("planned", N_("Planned"), "idle"),
        State("counting", N_("First count"), "active"),
        State("recount", N_("Recount"), "active"),
        State("analysis", N_("Analysis"), "warn"),
        State("pending", N_("Waiting for approval"), "wait"),
        State("approved", N_("Approved"), "ok"),
        State("posted", N_("Posted"), "ok"),
        State("closed", N_("Closed"), "idle"),
        State("cancelled", N_("Cancelled"), "bad", beside=ANYWHERE),
    ),
    start="draft",
    steps=(
        Step(
            "plan", N_("Plan the count"), ("draft",), "planned", rules.PLAN, ("R7", "R8", "R9", "R10"),
            guards=(right_planner, has_scope, no_other_count, team_complete), effect=name_leader, prints="counts.sheet",
        ),
        Step(
            "start", N_("Start counting"), ("planned",), "counting", rules.LEAD, ("R9", "R10"),
            guards=(has_scope, no_other_count, nothing_unposted), effect=take_snapshot,
        ),
        Step(
            "recount", N_("End the first count"), ("counting",), "recount", rules.LEAD, ("R9", "R10", "SD4"),
            guards=(all_counted, no_unknown_code), bars=(leads,), effect=open_recount,
        ),
        Step(
            "analyse", N_("Analyse differences"), ("recount",), "analysis", rules.LEAD, ("R11",),
            guards=(all_accepted, no_unknown_code), bars=(leads,), effect=compute_differences,
        ),
        Step(
            "submit", N_("Submit for approval"), ("analysis",), "pending", rules.ANALYSE, ("R11",),
            guards=(all_explained, no_stale_line), effect=keep_submitter, prints="counts.report",
        ),
        Step(
            "count_again", N_("Count lines again"), ("analysis",), "recount", rules.LEAD, ("R7", "SD4"),
            guards=(something_to_mend,), bars=(leads,), effect=count_again, side=True,
        ),
        Step(
            "approve_annual", N_("Approve as manager"), ("pending",), "pending", rules.APPROVE_ANNUAL,
            ("R10", "R11", "SD1", "SD4"), guards=(is_annual,), bars=SIGNED_BY_OTHERS, effect=keep_manager, sign=True,
            side=True,
        ),
        Step(
            "approve", N_("Approve"), ("pending",), "approved", rules.APPROVE, ("R11", "SD1", "SD4"),
            guards=(annual_signed,), bars=SIGNED_BY_OTHERS, effect=keep_approver, sign=True,
        ),
        Step(
            "reject", N_("Send back"), ("pending",), "analysis", rules.APPROVE, ("R11", "SD1", "SD4"),
            bars=SIGNED_BY_OTHERS, effect=back_to_analysis, asks=(REASON,), sign=True, side=True,
        ),
        Step(
            "post", N_("Post differences"), ("approved",), "posted", rules.POST, ("R7", "R11", "SD4"),
            guards=(no_stale_line, not_negative), bars=SIGNED_BY_OTHERS, effect=post_differences,
            prints="counts.report",
        ),
        Step(
            "reopen", N_("Back to analysis"), ("approved",), "analysis", rules.ANALYSE, ("R7", "R11"),
            guards=(something_to_mend,), effect=back_to_analysis, asks=(REASON,), side=True,
        ),
        Step(
            "close", N_("Close the count"), ("posted",), "closed", rules.ANALYSE, ("R11",),
            guards=(report_kept, suspense_dated),
        ),
        Step(
            "cancel", N_("Cancel the count"), OPEN, "cancelled", rules.CANCEL, ("R6",), effect=call_off,
            asks=(REASON,), side=True, danger=True,
        ),
    ),
)  # fmt: skip
