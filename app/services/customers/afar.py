"""A customer who was merged or masked at another station: what names him here follows, when his record has come."""

from __future__ import annotations

from app.core import clock, workflow
from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text
from app.models.customers import Customer
from app.services.customers.changes import fill
from app.services.customers.indexing import reindex
from app.services.customers.ties import hand_over, mask_everywhere, needed_until, tell_changed
from app.services.customers.workflow import MASKED, WORKFLOW
from app.services.merged import circle_of, come_back, stays


def follow_afar(ctx: Context, id: Id, *, tell: bool = True) -> None:
    """Hands our papers of a merged customer to the one that stays; masks those of a masked one (E91).

    Of those whom stations merged into each other the one made first comes back, and the others are merged into him.
    As long as a paper of ours must be kept nothing of a masked one is masked here: it is when that is over. With `tell`
    the administrator is told until when, and a proof says that it waits.
    """
    customer = ctx.session.get_one(Customer, id)
    circle = circle_of(ctx, customer)
    if circle:
        _come_back(ctx, *circle)
    masked = {customer.id: customer} if customer.state == MASKED else {}
    for goes in (*circle[1:], customer):
        if (keep := stays(ctx, goes)) is not goes:
            hand_over(ctx, keep.id, goes.id)
            reindex(ctx, [keep.id, goes.id])
            tell_changed(ctx, keep.id)
            masked |= {keep.id: keep} if keep.state == MASKED else {}  # what he just got is masked with the rest
    for one in masked.values():
        _mask_here(ctx, one, tell=tell)


def _mask_here(ctx: Context, customer: Customer, *, tell: bool) -> None:
    until = needed_until(ctx, customer.id)
    if until is None or until < clock.local(ctx.now).date():
        mask_everywhere(ctx, customer.id)
    elif tell:
        words = N_("{number} was masked at another station. Papers here are kept until {day}; then they are masked.")
        said = Text(words, number=customer.number, day=until.isoformat())
        ctx.trace(customer, WORKFLOW.step("papers_kept"), MASKED, {"until": until.isoformat()}, None)
        ctx.notify(said, role="AD", document=("customers", customer.id))


def _come_back(ctx: Context, first: Customer, *others: Customer) -> None:
    workflow.follow(ctx, WORKFLOW, first, "come_back")
    come_back(ctx, "customers", first, others)
    for goes in others:
        fill(first, goes)
    ctx.flush()
