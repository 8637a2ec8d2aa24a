"""Makes purchase orders out of approved request lines: one draft per supplier, into which several requests go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from app.core import workflow
from app.core.clock import Id
from app.core.i18n import N_
from app.core.workflow import State, Workflow
from app.models.parts import Part
from app.models.purchasing import OrderLine, PurchaseOrder, RequestLine
from app.services import taxes
from app.services.purchasing import packs
from app.services.purchasing.proposals import buyable, expected_on, last_prices, offers

PREFIX = "PO"
_BORN = Workflow(states=(State("draft", N_("Draft"), "idle"),), start="draft", steps=())


def put_on_orders(ctx: Any, warehouse_id: Id, wanted: Sequence[tuple[RequestLine, Id]]) -> list[PurchaseOrder]:
    """Puts the open quantity of request lines on draft orders to the suppliers named beside them; returns the orders.

    A draft to the same supplier and warehouse takes them too. Smallest orders and packs are rounded up per part.
    """
    made: dict[Id, PurchaseOrder] = {}
    for line, supplier in wanted:
        order = made.get(supplier) or made.setdefault(supplier, _draft(ctx, supplier, warehouse_id))
        _add(ctx, order, line)
        line.ordered = line.qty
    for order in made.values():
        order.expected = expected_on(ctx, order.supplier_id, [line.part_id for line in order.lines])
        say_packs(ctx, order.lines)
    ctx.flush()
    return list(made.values())


def _draft(ctx: Any, supplier: Id, warehouse: Id) -> PurchaseOrder:
    kept: PurchaseOrder | None = ctx.session.scalar(
        select(PurchaseOrder)
        .where(
            PurchaseOrder.supplier_id == supplier, PurchaseOrder.warehouse_id == warehouse,
            PurchaseOrder.state == "draft", PurchaseOrder.station == ctx.station,
        )
        .order_by(PurchaseOrder.number.desc())
        .limit(1)
    )  # fmt: skip
    if kept is not None:
        return kept
    order = PurchaseOrder(
        number=ctx.number(PREFIX), supplier_id=supplier, warehouse_id=warehouse, station=ctx.station,
        created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(_BORN, order)
    ctx.session.add(order)
    return order


def _add(ctx: Any, order: PurchaseOrder, line: RequestLine) -> None:
    part = ctx.session.get(Part, line.part_id)
    found = offers(ctx, [line.part_id]).get(line.part_id, ())
    offer = next((one for one in found if one.supplier_id == order.supplier_id), None)
    there = sum(one.qty for one in order.lines if one.part_id == line.part_id)
    whole = buyable(part, there + line.qty - line.ordered, offer)
    price = offer.price if offer else None
    order.lines.append(
        OrderLine(
            position=len(order.lines) + 1, part_id=line.part_id, qty=whole - there,
            price=line.price if price is None else price,
            tax_rate=taxes.bought(ctx, part.tax_rate, order.created_at), needed_by=line.needed_by,
            request_line_id=line.id, note=line.note,
        )
    )  # fmt: skip


def say_packs(ctx: Any, lines: Iterable[Any]) -> None:
    """Keeps beside each line how the supplier counts its quantity ("2 箱")."""
    for line in lines:
        part = ctx.session.get(Part, line.part_id)
        text = packs.said(
            line.qty or 0, part.unit, part.qty_decimals, part.purchase_unit, part.factor_up, part.factor_down
        )
        if line.packs != text:
            line.packs = text


def price_lines(ctx: Any, lines: Sequence[Any], supplier_of: Any, *, again: bool = False) -> None:
    """Fills in the prices lines leave open (`again`: all of them): the supplier's offer, else what was last paid."""
    bare = [line for line in lines if again or line.price is None]
    known, paid = offers(ctx, {line.part_id for line in bare}), last_prices(ctx, {line.part_id for line in bare})
    for line in bare:
        supplier = supplier_of(line)
        price = next(
            (o.price for o in known.get(line.part_id, ()) if o.supplier_id == supplier and o.price is not None),
            paid.get(line.part_id),
        )
        if price is not None and price != line.price:
            line.price = price


def ordered_of(ctx: Any, request_lines: Iterable[Id]) -> dict[Id, tuple[int, int]]:
    """Per request line: what stands on orders that live, and what of it is received (1/1000)."""
    rows = ctx.conn.execute(
        select(
            OrderLine.request_line_id, func.sum(OrderLine.qty - OrderLine.dropped), func.sum(OrderLine.received)
        )
        .join(PurchaseOrder, PurchaseOrder.id == OrderLine.order_id)
        .where(OrderLine.request_line_id.in_(list(request_lines)))
        .group_by(OrderLine.request_line_id)
    )  # fmt: skip
    return {line: (int(qty), int(received)) for line, qty, received in rows}
