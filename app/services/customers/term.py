"""Masks by itself when the term of a customer's papers is over (E91). Knows no paper: each kind brings its own tie."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core import clock, workflow
from app.core.access import Permission
from app.core.desk import Context, Reader, query, usecase
from app.core.i18n import N_, Text
from app.models.customers import Customer
from app.models.journal import StepProof
from app.services.customers.ties import mask_everywhere
from app.services.customers.workflow import ERASING, MASKED, WORKFLOW, term_is_over

WATCH = Permission("customers.watch", N_("Mask personal data when the term of its papers is over"))
WAITS = "papers_kept"  # the proof that papers here outlast a masking at another station


def _over(ctx: Reader) -> list[Customer]:
    """Whose erasure was asked before today, and who was masked elsewhere while papers here were kept, if no term holds
    any more."""
    last = select(func.max(StepProof.seq)).where(StepProof.station == ctx.station, StepProof.kind == "customers")
    kept = select(StepProof.document_id).where(
        StepProof.step == WAITS, StepProof.seq.in_(last.group_by(StepProof.document_id))
    )
    asked = (Customer.state == ERASING) & (Customer.erase_asked_on < clock.local(ctx.now).date())
    wanted = select(Customer).where(asked | ((Customer.state == MASKED) & Customer.id.in_(kept)))
    return [one for one in ctx.session.scalars(wanted.order_by(Customer.number)) if term_is_over(ctx, one) is None]


@query("customers.masking_due", allow=WATCH)
def masking_due(ctx: Reader) -> int:
    """How many customers are to be masked now."""
    return len(_over(ctx))


@usecase("customers.mask_due", allow=WATCH, rules=("R3",))
def mask_due(ctx: Context) -> int:
    """Masks them, with a step of its own as proof; customer service is told. Returns how many."""
    found = _over(ctx)
    for one in found:
        if not workflow.follow(ctx, WORKFLOW, one, "term_over"):
            mask_everywhere(ctx, one.id)
            ctx.trace(one, WORKFLOW.step("term_over"), MASKED, {}, None)
        said = Text(N_("{number}: no paper must be kept any more, so the personal data is masked."), number=one.number)
        ctx.notify(said, role="CS", document=("customers", one.id))
    return len(found)
