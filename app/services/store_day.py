"""The keeper's day: what went out, how far counts are, which deliveries come. Writes nothing, shows no stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.counts import StockCount
from app.models.purchasing import OrderLine, PurchaseOrder
from app.models.requisitions import PartIssue, PartIssueLine, Requisition
from app.models.suppliers import Supplier
from app.services.counts import queries
from app.services.requisitions.rules import ISSUE, TO_ISSUE

COMING = ("sent", "part_received")
COUNTED = ("counting", "recount")
MOST, AHEAD = 6, timedelta(days=1)


@dataclass(frozen=True)
class Counting:
    """A running count: `counted` of `total` lines."""

    id: Id
    number: str
    counted: int
    total: int


@dataclass(frozen=True)
class Delivery:
    """An order that is to come: when, from whom, how many lines are still due."""

    id: Id
    supplier: str
    expected: date
    lines: int


@dataclass(frozen=True)
class StoreDay:
    """`slips` and `lines` handed out today, `waiting` slips at the counter; counts; deliveries of today and before."""

    slips: int
    lines: int
    waiting: int
    counts: tuple[Counting, ...]
    deliveries: tuple[Delivery, ...]


@query("store_day.figures", allow=ISSUE)
def figures(ctx: Reader) -> StoreDay:
    """Of this station; a count whose bins are not the reader's shows its progress only, as the list of counts does."""
    day = clock.local(ctx.now).replace(hour=0, minute=0, second=0, microsecond=0)
    slips, lines = ctx.conn.execute(_out(ctx.station, day)).one()
    waiting = ctx.conn.execute(
        select(func.count()).where(Requisition.state.in_(TO_ISSUE), Requisition.station == ctx.station)
    ).scalar_one()
    return StoreDay(slips, lines, waiting, _counts(ctx), _deliveries(ctx, day.date() + AHEAD))


def _out(station: str, since: datetime) -> Any:
    """(hand-overs, lines) at the station since then."""
    return (
        select(func.count(PartIssue.id.distinct()), func.count(PartIssueLine.id))
        .join(PartIssueLine, PartIssueLine.issue_id == PartIssue.id)
        .join(Requisition, Requisition.id == PartIssue.requisition_id)
        .where(PartIssue.posted_at >= since, Requisition.station == station)
    )


def _counts(ctx: Reader) -> tuple[Counting, ...]:
    wanted = (
        select(StockCount.id)
        .where(StockCount.state.in_(COUNTED), StockCount.station == ctx.station)
        .order_by(StockCount.number)
        .limit(MOST)
    )
    heads = [queries.header(ctx, id_) for id_ in ctx.conn.execute(wanted).scalars()]
    return tuple(Counting(head.id, head.number, head.counted, head.total) for head in heads)


def _deliveries(ctx: Reader, before: date) -> tuple[Delivery, ...]:
    due = func.count(OrderLine.id)
    wanted = (
        select(PurchaseOrder.id, Supplier.name, PurchaseOrder.expected, due)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(OrderLine, OrderLine.order_id == PurchaseOrder.id)
        .where(
            PurchaseOrder.state.in_(COMING), PurchaseOrder.station == ctx.station, PurchaseOrder.expected < before,
            OrderLine.qty > OrderLine.received + OrderLine.dropped,
        )
        .group_by(PurchaseOrder.id, Supplier.name, PurchaseOrder.expected)
        .order_by(PurchaseOrder.expected, Supplier.name)
        .limit(MOST)
    )  # fmt: skip
    rows = ctx.conn.execute(wanted)
    return tuple(Delivery(id_, name, expected, lines) for id_, name, expected, lines in rows if expected)
