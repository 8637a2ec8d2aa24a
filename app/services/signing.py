"""Signing a step with a PIN: who may, who may not and why, and the one-use proof. Knows any document by its card only.

The manager may stand in for a missing role where the shop allows it (SD12); bars such as SD1 hold for him too, and a
step that carries out SD4 is never relaxed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.access import Actor, Signer
from app.core.clock import Id
from app.core.desk import Desk, Reader, query
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.workflow import Step, judge
from app.models.people import User
from app.services.drafts import fetch
from app.services.kinds import named
from app.services.people.login import RELAXED, check, rights
from app.services.roles import MANAGER


@dataclass(frozen=True)
class Candidate:
    """One person on the approval sheet: may sign, or is struck with the `reason`. `stands_in` prints as 代."""

    user: Id
    name: str
    roles: tuple[str, ...]
    reason: Text | None = None
    stands_in: bool = False


@dataclass(frozen=True)
class _Desk:
    """What the PIN of one person would stand for."""

    version: int
    name: str
    permissions: frozenset[str]
    reason: Text | None
    stands_in: bool


@query("signing.signers", allow=None)
def signers(ctx: Reader, kind: str, id: Id, step: str) -> list[Candidate]:
    """Who may sign this step of this document, those who may first; the others whose role it is are struck.

    Somebody whose role does not carry the step is not named at all.
    """
    card = named(kind)
    ctx.actor.require(card.view)
    document = fetch(ctx, card, id)
    wanted = _step(card, step)
    found = []
    for user in ctx.session.scalars(select(User).where(User.active).order_by(User.name_pinyin)):
        carries, stands_in = _carries(ctx, user, wanted)
        if carries:
            reason = _struck(ctx, document, wanted, user)
            found.append(Candidate(user.id, user.name, tuple(user.roles), reason, stands_in))
    return sorted(found, key=lambda c: c.reason is not None)


def sign(desk: Desk, actor: Actor, *, user: Id, pin: str, kind: str, id: Id, step: str, version: int) -> Signer:
    """Checks the PIN of `user` and gives a signature for exactly this step of this version of this document.

    Hand it on by `actor.signed(signer)`; it is used up by the step. Raises Refused: PIN wrong or locked, step not his,
    document changed, a bar such as SD1.
    """
    signer = desk.ask(_standing, actor, kind, id, step, user)
    if signer.version != version:
        raise Refused("The document was changed in the meantime. Look at it again before signing.", where="pin")
    if signer.reason is not None:
        raise Refused(signer.reason, where="pin")
    check(desk, actor.station, user, pin, "PIN", "SIGN")
    return desk.mint(Signer("", user, signer.name, signer.permissions, id, version, step, signer.stands_in))


@query("signing.standing", allow=None)
def _standing(ctx: Reader, kind: str, id: Id, step: str, user: Id) -> _Desk:
    card = named(kind)
    ctx.actor.require(card.view)
    document = fetch(ctx, card, id)
    wanted = _step(card, step)
    person = ctx.session.get(User, user)
    if person is None or not person.active:
        raise Refused("This user is disabled. The administrator can let him in again.", where="user")
    carries, stands_in = _carries(ctx, person, wanted)
    reason = _struck(ctx, document, wanted, person) if carries else None
    permissions = rights(ctx, person.roles)
    if not carries:
        right = Text(wanted.allow.label)
        reason = Text(N_("{name} may not sign this: {right} belongs to another role."), name=person.name, right=right)
    if stands_in:
        permissions |= {wanted.allow.code}
    return _Desk(document.version, person.name, permissions, reason, stands_in)


def _step(card: Any, step: str) -> Step:
    if card.workflow is None:
        raise Refused("{kind} have no steps to sign.", kind=Text(card.plural))
    return card.workflow.step(step)  # type: ignore[no-any-return]


def _carries(ctx: Reader, user: User, step: Step) -> tuple[bool, bool]:
    """(may sign by his roles or in somebody's stead, in somebody's stead)."""
    if step.allow.code in rights(ctx, user.roles):
        return True, False
    stands_in = MANAGER in user.roles and "SD4" not in step.rules and ctx.setting(RELAXED) and _missing(ctx, step)
    return stands_in, stands_in


def _missing(ctx: Reader, step: Step) -> bool:
    """True if nobody who is active holds a role that carries the step (SD12)."""
    return not any(
        step.allow.code in rights(ctx, user.roles) for user in ctx.session.scalars(select(User).where(User.active))
    )


def _struck(ctx: Reader, document: Any, step: Step, user: User) -> Text | None:
    for bar in step.bars:
        if problem := judge(bar(ctx, document, user.id)):
            return problem.text
    if user.pin_hash is None:
        return Text(N_("{name} has no PIN yet. The administrator can give one."), name=user.name)
    return None
