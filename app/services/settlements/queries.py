"""What others ask of settlements: what is owed by whom. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.models.customers import Customer
from app.models.settlements import Settlement
from app.services import payments
from app.services.settlements import rules


@dataclass(frozen=True)
class Receivable:
    """One settlement that left the house unpaid: what is owed, of it by the insurer, and how late it is (days)."""

    id: Id
    number: str
    customer: str
    plate: str
    total: int
    owed: int
    insurer: int
    since: date
    due: date
    late: int


def receivables(ctx: Any, today: date) -> Sequence[Receivable]:
    """All that is on account with this station and not paid, the longest overdue first."""
    wanted = select(Settlement).where(Settlement.state == rules.ON_ACCOUNT, Settlement.station.not_in(ctx.far_stations))
    owing = ctx.session.scalars(wanted).all()
    orders, buyers = [one.order_id for one in owing], {one.customer_id for one in owing}
    paid, insured = payments.held_on(ctx, orders), payments.held_on(ctx, orders, payments.INSURER)
    names = dict(ctx.conn.execute(select(Customer.id, Customer.name).where(Customer.id.in_(buyers))).all())
    found = []
    for one in owing:
        left = one.total_amount - paid[one.order_id]
        since = clock.local(one.account_at).date()
        found.append(
            Receivable(
                one.id, one.number, names[one.customer_id], one.plate, one.total_amount, left,
                min(left, max(0, one.insurer_amount - insured[one.order_id])), since, one.account_due or since,
                max(0, (today - (one.account_due or since)).days),
            )
        )  # fmt: skip
    return sorted(found, key=lambda r: (-r.late, r.due, r.number))
