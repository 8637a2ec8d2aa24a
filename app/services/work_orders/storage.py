"""Cars that nobody fetches (E65): after so many days in the house the advisor is told to call, and the call is logged.

What was logged as “the car must be fetched” counts as the notice; it is due again when as many days have passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.core.access import Permission
from app.core.desk import Context, Reader, query, usecase
from app.core.i18n import N_, Text
from app.models.contacts import ContactEntry
from app.models.journal import Notice
from app.models.work_orders import WorkOrder
from app.services.work_orders.rules import KIND_NAME, OPEN_STATES, STORAGE_DAYS

WATCH = Permission("work_orders.watch", N_("Note cars that nobody fetches"))


def _left_behind(ctx: Reader) -> Sequence[WorkOrder]:
    """Orders of cars that stand here too long, and of which neither the customer nor the advisor was told lately."""
    since = ctx.now - timedelta(days=ctx.setting(STORAGE_DAYS))
    called = select(ContactEntry.document_id).where(
        ContactEntry.kind == KIND_NAME, ContactEntry.purpose == "STORAGE", ContactEntry.at > since
    )
    told = select(Notice.document_id).where(Notice.kind == KIND_NAME, Notice.asks, Notice.at > since)
    there = select(WorkOrder).where(WorkOrder.state.in_(OPEN_STATES[1:]), WorkOrder.created_at <= since)
    there = there.where(WorkOrder.station.not_in(ctx.far_stations))
    fresh = there.where(WorkOrder.id.not_in(called), WorkOrder.id.not_in(told))
    return list(ctx.session.scalars(fresh.order_by(WorkOrder.created_at)))


@query("work_orders.storage_due", allow=WATCH)
def storage_due(ctx: Reader) -> int:
    """Of how many cars somebody has to be told."""
    return len(_left_behind(ctx))


@usecase("work_orders.watch", allow=WATCH)
def watch(ctx: Context) -> int:
    """Tells the advisor of each car that nobody fetches; returns how many."""
    found = _left_behind(ctx)
    for order in found:
        text = Text(
            N_("{number}: {plate} has been here for {days} days. Ask the customer to fetch it, and log the call."),
            number=order.number, plate=order.plate, days=(ctx.now - order.created_at).days,
        )  # fmt: skip
        ctx.notify(
            text, user=order.advisor_id, role=None if order.advisor_id else "SA", document=(KIND_NAME, order.id),
            asks=True,
        )  # fmt: skip
    return len(found)
