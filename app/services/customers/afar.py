"""A customer who was merged or masked at another station: what names him here follows, when his record has come."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text
from app.models.customers import Customer
from app.services.customers.indexing import reindex
from app.services.customers.ties import hand_over, mask_everywhere, needed_until, tell_changed
from app.services.customers.workflow import MASKED, MERGED, WORKFLOW


def follow_afar(ctx: Context, id: Id, *, tell: bool = True) -> None:
    """Hands our papers of a merged customer to the one that stays; masks those of a masked one (E91).

    As long as a paper of ours must be kept nothing of his is masked here: it is when that is over. With `tell` the
    administrator is told until when, and a proof says that it waits.
    """
    customer = ctx.session.get(Customer, id)
    if customer is None:
        return
    if customer.state == MERGED and (keep := _stays(ctx, customer)) is not None:
        hand_over(ctx, keep, id)
        reindex(ctx, [keep, id])
        tell_changed(ctx, keep)
    elif customer.state == MASKED:
        until = needed_until(ctx, id)
        if until is None or until < clock.local(ctx.now).date():
            mask_everywhere(ctx, id)
        elif tell:
            words = N_(
                "{number} was masked at another station. Papers here are kept until {day}; then they are masked."
            )
            said = Text(words, number=customer.number, day=until.isoformat())
            ctx.trace(customer, WORKFLOW.step("papers_kept"), MASKED, {"until": until.isoformat()}, None)
            ctx.notify(said, role="AD", document=("customers", id))


def _stays(ctx: Context, customer: Customer) -> Id | None:
    """Who he is now, through several mergers; None if two stations merged two people into each other."""
    seen = set()
    while customer.merged_into is not None and customer.id not in seen:
        seen.add(customer.id)
        customer = ctx.session.get_one(Customer, customer.merged_into)
    return customer.id if customer.id not in seen else None
