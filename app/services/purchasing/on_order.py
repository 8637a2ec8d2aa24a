"""What is on order: approved, and not here yet. Set-based and read-only; alerts reckon with it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, union_all

from app.core.clock import Id
from app.core.desk import Reader
from app.models.purchasing import OrderLine, PurchaseOrder, PurchaseRequest, RequestLine
from app.services.stock.balances import chunks

OPEN_ORDERS = ("approved", "sent", "part_received")
OPEN_REQUESTS = ("approved", "part_ordered", "ordered")


def _open(amount: Any) -> Any:
    return case((amount > 0, amount), else_=0)


@cache
def _statement(by_part: bool, by_house: bool) -> Any:
    orders = (
        select(OrderLine.part_id, _open(OrderLine.qty - OrderLine.received - OrderLine.dropped).label("qty"))
        .join(PurchaseOrder, PurchaseOrder.id == OrderLine.order_id)
        .where(
            # a draft made from an approved request is no less on order than the request was
            or_(
                PurchaseOrder.state.in_(OPEN_ORDERS),
                (PurchaseOrder.state == "draft") & OrderLine.request_line_id.is_not(None),
            )
        )
    )
    requests = (
        select(RequestLine.part_id, _open(RequestLine.qty - RequestLine.ordered).label("qty"))
        .join(PurchaseRequest, PurchaseRequest.id == RequestLine.request_id)
        .where(PurchaseRequest.state.in_(OPEN_REQUESTS))
    )
    if by_part:
        orders = orders.where(OrderLine.part_id.in_(bindparam("parts", expanding=True)))
        requests = requests.where(RequestLine.part_id.in_(bindparam("parts", expanding=True)))
    if by_house:
        orders = orders.where(PurchaseOrder.warehouse_id == bindparam("house"))
        requests = requests.where(PurchaseRequest.warehouse_id == bindparam("house"))
    both = union_all(orders, requests).subquery()
    return select(both.c.part_id, func.sum(both.c.qty)).group_by(both.c.part_id)


def on_order(ctx: Reader, part_ids: Collection[Id] | None = None, warehouse_id: Id | None = None) -> dict[Id, int]:
    """Quantity (1/1000) per part that was approved and is still to come: of these parts or all, one warehouse or all.

    Order lines that are not received yet, and approved request lines that are on no order yet. A part without any is
    absent.
    """
    statement = _statement(part_ids is not None, warehouse_id is not None)
    given: dict[str, Any] = {} if warehouse_id is None else {"house": warehouse_id}
    found: dict[Id, int] = {}
    for some in [None] if part_ids is None else chunks(part_ids):
        rows = ctx.conn.execute(statement, given if some is None else given | {"parts": some}).all()
        found |= {part: int(qty) for part, qty in rows if qty}
    return found
