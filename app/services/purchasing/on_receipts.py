"""What returns and late prices share: they stand on a receipt, finance approves them, a counter-document reverses.

Knows neither of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core import workflow
from app.core.access import Permission
from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.kind import Link
from app.core.workflow import Effect, Guard, State, Step, Workflow
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt
from app.services import snapshots
from app.services.duties import not_own
from app.services.merged import stays
from app.services.purchasing import posting, rules

_MIRROR = Workflow(states=(State("posted", N_("Posted"), "ok"),), start="posted", steps=())


def _submit(kind: str, check: Effect) -> Effect:
    def submit(ctx: Any, document: Any, answers: dict[str, Any]) -> None:
        check(ctx, document, answers)
        document.submitted_by = ctx.actor.user
        snapshots.keep(ctx, document)
        text = Text(N_("{number} waits for approval."), number=document.number)
        ctx.notify(text, role="FI", document=(kind, document.id), asks=True)

    return submit


def _hand_back(kind: str) -> Effect:
    def hand_back(ctx: Any, document: Any, answers: dict[str, Any]) -> None:
        text = Text(N_("{number} was not approved: {reason}"), number=document.number, reason=answers["reason"])
        ctx.notify(text, user=document.submitted_by, document=(kind, document.id), asks=True)
        document.submitted_by = None

    return hand_back


STATES = (
    State("draft", N_("Draft"), "idle"),
    State("submitted", N_("Waiting for approval"), "wait"),
    State("posted", N_("Posted"), "ok"),
    State("reversed", N_("Reversed"), "bad", beside="posted"),
    State("cancelled", N_("Cancelled"), "idle", beside="draft"),
)


def life(
    kind: str, rulebook: tuple[str, ...], *, edit: Permission, approve: Permission, ready: Guard, check: Effect,
    post: Effect, reverse: Effect, prints: str,
) -> Workflow:  # fmt: skip
    """Written, submitted, approved and posted by finance's signature, reversed by a counter-document.

    `ready` says what is missing; `check` raises what the lines lack before it is submitted.
    """
    asks, signed = (rules.REASON,), (*rulebook, "SD1")
    steps = (
        Step("submit", N_("Submit"), ("draft",), "submitted", edit, rulebook, guards=(ready,),
             effect=_submit(kind, check), done=N_("Submitted to finance")),
        Step("approve", N_("Approve and post"), ("submitted",), "posted", approve, signed, guards=(ready,),
             bars=(not_own,), effect=post, sign=True, prints=prints, done=N_("Posted to the ledger")),
        Step("reject", N_("Reject"), ("submitted",), "draft", approve, rulebook, effect=_hand_back(kind), asks=asks,
             side=True),
        Step("withdraw", N_("Withdraw"), ("submitted",), "draft", edit, rulebook, side=True),
        Step("cancel", N_("Cancel"), ("draft",), "cancelled", edit, rulebook, asks=asks, side=True, danger=True),
        Step("reverse", N_("Reverse"), ("posted",), "reversed", approve, signed, guards=(rules.is_no_reversal,),
             bars=(not_own,), effect=reverse, asks=asks, sign=True, side=True, danger=True, done=N_("Reversed")),
    )  # fmt: skip
    return Workflow(states=STATES, start="draft", steps=steps)


def counter(ctx: Any, document: Any, prefix: str, why: str, lines: Sequence[Any], **more: Any) -> Any:
    """The document that reverses this one (红冲): linked both ways, posted at once, with these mirrored lines."""
    mirror = type(document)(
        number=ctx.number(prefix), receipt_id=document.receipt_id, supplier_id=document.supplier_id,
        station=document.station, submitted_by=ctx.actor.user, approved_by=ctx.entry.signers[-1].user,
        posted_at=ctx.now, created_by=ctx.actor.user, created_at=ctx.now, reversal_of=document.id,
        snapshot=document.snapshot, remark=why, **more,
    )  # fmt: skip
    workflow.begin(_MIRROR, mirror)
    mirror.lines = list(lines)
    ctx.session.add(mirror)
    ctx.flush()
    document.reversed_by = mirror.id
    return mirror


def part_now(ctx: Any, part_id: Id) -> Id:
    """The part whose stock it is now: a duplicate that was merged lies with the one that stayed (E24)."""
    return stays(ctx, ctx.session.get_one(Part, part_id)).id  # type: ignore[no-any-return]


def links(ctx: Any, document: Any) -> Sequence[Link]:
    """The receipt it stands on; what it reverses, or what reversed it."""
    receipt = ctx.session.get(GoodsReceipt, document.receipt_id)
    found = [Link(posting.KIND_NAME, receipt.id, receipt.number, N_("Goods receipt"), receipt.state)]
    kind = type(document).__tablename__
    for id, label in ((document.reversal_of, N_("Reverses")), (document.reversed_by, N_("Reversed by"))):
        if other := ctx.session.get(type(document), id) if id else None:
            found.append(Link(kind, other.id, other.number, label, other.state))
    return found
