"""Who had a hand in handling a complaint, by the proofs of its steps (SD7). Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.models.complaints import Complaint
from app.models.journal import StepProof

_DID = ("propose", "propose_again", "object", "agree", "implement", "resolve", "report")


def proofs_of(ctx: Any, case: Complaint) -> Sequence[StepProof]:
    """The proofs of all its steps, oldest first."""
    wanted = select(StepProof).where(StepProof.document_id == case.id).order_by(StepProof.seq)
    return ctx.session.scalars(wanted).all()  # type: ignore[no-any-return]


def handled(ctx: Any, case: Complaint, *, ever: bool = False) -> set[Id]:
    """Everybody who was named its handler or did a handler's step since it was reopened last; `ever`: at any time."""
    found: set[Id] = set()
    for proof in proofs_of(ctx, case):
        if proof.step == "reopen" and not ever:
            found.clear()
        elif proof.step in _DID and proof.user_id is not None:
            found.add(proof.user_id)
        if named := proof.answers.get("handler"):
            found.add(Id(str(named)))
    return found
