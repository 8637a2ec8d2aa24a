"""The way of a check-in: filled in, checked, signed, turned into a work order or left (§3.10). Knows no screen."""

from __future__ import annotations

from typing import Any

from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.receptions import Reception
from app.services import signatures
from app.services.receptions import cars, rules, sheets
from app.services.receptions.rules import CHECKED, CONVERTED, DRAFT, EDIT, LEFT, SIGNED

_REASON = Field("reason", N_("Reason"), "text", required=True, length=200)
_NAME = Field("who", N_("Name of who signs"), "text", required=True, length=100, starts="sender_name")


def complete(_ctx: Any, reception: Reception) -> tuple[Problem, ...]:
    """All that the sheet must say is said (R49); what is missing is told at once."""
    return tuple(rules.lacks(lambda name: getattr(reception, name)))


def is_signed(ctx: Any, reception: Reception) -> Verdict:
    """A signature holds for exactly this revision (E56)."""
    if sheets.signed(ctx, reception) is None:
        return Text(N_("Nobody has signed this revision of {number} yet."), number=reception.number)
    return None


def _check(ctx: Any, reception: Reception, _answers: dict[str, Any]) -> None:
    cars.settle(ctx, reception)
    if not reception.consent_phone:
        reception.consent_phone = reception.sender_phone
    reception.advisor, reception.checked_at, reception.typed = ctx.actor.name, ctx.now, {}


def _sign(ctx: Any, reception: Reception, answers: dict[str, Any]) -> None:
    """On paper, unless the pad has kept a signature in this very act."""
    if sheets.signed(ctx, reception) is None:
        subject, matter = sheets.subject_of(reception), sheets.matter_of(reception)
        signatures.sign_on_paper(ctx, subject, matter, name=answers["who"])


def _refuse(ctx: Any, reception: Reception, answers: dict[str, Any]) -> None:
    subject, matter = sheets.subject_of(reception), sheets.matter_of(reception)
    signatures.refuse(ctx, subject, matter, name=reception.sender_name or "", reason=answers["reason"])


def _again(_ctx: Any, reception: Reception, _answers: dict[str, Any]) -> None:
    """The next revision: papers and signatures of this one are no longer those of the check-in."""
    reception.revision += 1


def _leave(_ctx: Any, reception: Reception, answers: dict[str, Any]) -> None:
    reception.left_reason = answers["reason"]


WORKFLOW = Workflow(
    states=(
        State(DRAFT, N_("Being filled in"), "active"),
        State(CHECKED, N_("To be signed"), "wait"),
        State(SIGNED, N_("Signed"), "ok"),
        State(CONVERTED, N_("Work order made"), "ok"),
        State(LEFT, N_("Left unrepaired"), "idle", beside=SIGNED),
    ),
    start=DRAFT,
    steps=(
        Step("check", N_("To signature"), (DRAFT,), CHECKED, EDIT, ("R49",),
             guards=(complete, cars.plate_fits, cars.comes_once, cars.odometer_fits), effect=_check,
             prints="receptions.sheet", done=N_("Ready to be signed")),
        Step("sign", N_("Signed on paper"), (CHECKED,), SIGNED, EDIT, ("R49",), effect=_sign, asks=(_NAME,),
             done=N_("Signed")),
        Step("refuse", N_("Customer does not sign"), (CHECKED,), CHECKED, EDIT, ("R49",), effect=_refuse,
             asks=(_REASON,), side=True),
        Step("correct", N_("Correct"), (CHECKED,), DRAFT, EDIT, ("R49",), effect=_again, side=True),
        Step("reopen", N_("Open again"), (SIGNED,), DRAFT, EDIT, ("R49",), effect=_again, asks=(_REASON,), side=True),
        Step("convert", N_("Make a work order"), (SIGNED,), CONVERTED, EDIT, ("R50",), guards=(is_signed,),
             follows=True),
        Step("leave", N_("Leaves unrepaired"), (CHECKED, SIGNED), LEFT, EDIT, ("R49",), effect=_leave,
             asks=(_REASON,), side=True, danger=True, prints="receptions.gate"),
    ),
)  # fmt: skip
