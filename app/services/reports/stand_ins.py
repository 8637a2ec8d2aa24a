"""What the manager signed in the place of a role that nobody holds: the exception report of SD12."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.kind import Kind
from app.core.screen import Column
from app.models.journal import StepProof
from app.services.kinds import KINDS
from app.services.reports.kinds import Asked, Found, Report

VIEW = Permission("signing.exceptions", N_("See who stood in for a missing role"))


def stood_in(ctx: Reader, asked: Asked) -> Found:
    """One row for each such signature, the oldest first: when, which document, what was signed, by whom."""
    cards = {kind.model.__tablename__: kind for kind in KINDS}
    proofs = ctx.session.scalars(
        select(StepProof)
        .where(
            StepProof.stands_in,
            StepProof.at >= asked.start,
            StepProof.at < asked.end,
            StepProof.station.not_in(ctx.far_stations),
        )
        .order_by(StepProof.seq)
    ).all()
    rows = [_row(ctx, cards[proof.kind], proof) for proof in proofs]
    return Found(rows, remarks=(Text(N_("{n} signatures in the place of a missing role."), n=len(rows)),))


def _row(ctx: Reader, kind: Kind, proof: Any) -> tuple[Any, ...]:
    step = kind.workflow.step(proof.step) if kind.workflow else None
    label, right = (Text(step.label), Text(step.allow.label)) if step else (proof.step, "")
    return proof.at, Text(kind.label), _called(ctx, kind, proof.document_id), label, right, proof.signer_name or ""


def _called(ctx: Reader, kind: Kind, id: Id) -> str:
    return str(getattr(ctx.session.get(kind.model, id), kind.key, "") or "")


STAND_INS = Report(
    "stand_ins",
    N_("Stand-in signatures"),
    N_("What the manager signed because nobody holds the role; for the monthly review."),
    VIEW,
    (
        Column("at", N_("When"), "moment", 130), Column("kind", N_("Document"), width=120),
        Column("number", N_("Number"), "strong", 180), Column("step", N_("Step"), width=120),
        Column("right", N_("Right that was needed"), width=160, stretch=True),
        Column("who", N_("Signed by"), width=110),
    ),
    stood_in,
    asks=("period",),
    signs=(N_("Finance"), N_("Manager")),
    rules=("SD12",),
)  # fmt: skip
