"""What others ask of settlements: net lines for costs, and what is owed by whom. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.models.customers import Customer
from app.models.settlements import Settlement
from app.models.work_orders import WorkOrder
from app.services import payments
from app.services.settlements import making, rules


@dataclass(frozen=True)
class NetLine:
    """What one line of an order earns: `net` in fen, after discount and without tax; `labour_line_id` is its item."""

    labour_line_id: Id | None
    kind: Literal["LABOUR", "PART", "FEE"]
    part_id: Id | None
    net: int
    payer: str


def net_lines(ctx: Any, order: WorkOrder) -> list[NetLine]:
    """The revenue of an order line by line; nothing before its settlement is signed. Parts go to their item's line."""
    made = making.live(ctx, order.id)
    if made is None or made.state == rules.DRAFT:
        return []
    items = {line.position: line.id for line in order.labour}
    return [
        NetLine(
            line.labour_line_id or items.get(line.item), _kind(line), line.part_id,
            line.amount - line.reduced - line.tax, line.payer,
        )
        for line in made.lines
    ]  # fmt: skip


def _kind(line: Any) -> Literal["LABOUR", "PART", "FEE"]:
    return "FEE" if making.is_fee(line) else "PART" if line.section == rules.MATERIAL else "LABOUR"


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
