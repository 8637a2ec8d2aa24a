"""What a month's costs are made of: the statements, and the arithmetic over what they give. Writes nothing.

An order belongs to the month of its delivery, with all its issues and returns up to the month's end. What is posted
for it later belongs to the later month: so a closed month never changes. Amounts are fen without tax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, literal, or_, select

from app.core.clock import Id
from app.core.desk import Reader
from app.models.cost_runs import CostFix
from app.models.labour import LabourItem
from app.models.parts import Part
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, RequisitionLine, ReturnSlip, ReturnSlipLine
from app.models.settlements import Delivery, Settlement, SettlementLine
from app.models.vehicles import Vehicle
from app.models.work_orders import LabourLine, PartLine, WorkOrder
from app.services.cost_runs.rules import INTERNAL, NORMAL, REWORK, WARRANTY, Month
from app.services.settlements import rules as settling

Tell = Callable[[int, int], None]  # so much is done, of so much
PORTION = 2_000  # rows between two looks at whether somebody cancelled
_START: Any = bindparam("start")
_END: Any = bindparam("end")
_HERE: Any = bindparam("station")


class Head(NamedTuple):
    """What is kept of an order with each of its lines."""

    id: Id
    number: str
    plate: str
    category: str
    advisor: Id | None
    brand: str | None
    delivered: datetime


class Item(NamedTuple):
    """What is kept of a repair item."""

    id: Id
    order: Id
    position: int
    work: str
    code: str | None


# --- statements -------------------------------------------------------------------------------------------------------
_heads: Any = (
    select(
        WorkOrder.id, WorkOrder.number, WorkOrder.plate, WorkOrder.category, WorkOrder.advisor_id, Vehicle.brand,
        Delivery.delivered_at,
    )
    .join(Delivery, Delivery.order_id == WorkOrder.id)
    .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
)  # fmt: skip
_delivered = and_(Delivery.delivered_at >= _START, Delivery.delivered_at < _END, WorkOrder.station == _HERE)
HEADS: Any = _heads.where(_delivered)
_items: Any = select(
    LabourLine.id, LabourLine.order_id, LabourLine.position, LabourLine.name, LabourItem.number
).outerjoin(LabourItem, LabourItem.id == LabourLine.labour_id)
ITEMS: Any = (
    _items.join(Delivery, Delivery.order_id == LabourLine.order_id)
    .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
    .where(_delivered)
)
_of_what = case(
    (
        and_(
            SettlementLine.labour_line_id.is_(None), SettlementLine.part_line_id.is_(None),
            SettlementLine.part_id.is_(None),
        ), "FEE",
    ),
    (SettlementLine.section == settling.MATERIAL, "PART"), else_="LABOUR",
)  # fmt: skip
REVENUE: Any = (
    select(
        Settlement.order_id, SettlementLine.labour_line_id, SettlementLine.item, _of_what,
        func.sum(SettlementLine.amount - SettlementLine.reduced - SettlementLine.tax),
    )
    .join(Settlement, Settlement.id == SettlementLine.settlement_id)
    .join(Delivery, Delivery.order_id == Settlement.order_id)
    .join(WorkOrder, WorkOrder.id == Settlement.order_id)
    .where(_delivered, Settlement.state != settling.REVERSED, SettlementLine.amount != 0)
    .group_by(Settlement.order_id, SettlementLine.labour_line_id, SettlementLine.item, _of_what)
)  # fmt: skip
ITEM: Any = func.coalesce(CostFix.labour_line_id, PartIssueLine.labour_line_id)
_payer = func.coalesce(PartLine.payer, LabourLine.payer, "CUSTOMER")
NATURE: Any = case(
    (Requisition.type == "REWORK", REWORK), (_payer == "WARRANTY", WARRANTY), (_payer == "INTERNAL", INTERNAL),
    # beside the order, and nobody asked the customer (E55)
    (and_(RequisitionLine.part_line_id.is_(None), Part.consumable.is_(False)), INTERNAL), else_=NORMAL,
)  # fmt: skip


def _issued(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(PartIssueLine)
        .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
        .join(RequisitionLine, RequisitionLine.id == PartIssueLine.line_id)
        .join(Requisition, Requisition.id == PartIssue.requisition_id)
        .join(Part, Part.id == PartIssueLine.part_id)
        .outerjoin(CostFix, CostFix.issue_line_id == PartIssueLine.id)
        .outerjoin(LabourLine, LabourLine.id == ITEM)
        .outerjoin(PartLine, PartLine.id == RequisitionLine.part_line_id)
        .where(Requisition.type != "INTERNAL", Requisition.station == _HERE)
    )


def _given_back(*columns: Any) -> Any:
    return (
        _issued(*columns)
        .join(ReturnSlipLine, ReturnSlipLine.issue_line_id == PartIssueLine.id)
        .join(ReturnSlip, ReturnSlip.id == ReturnSlipLine.slip_id)
        .where(ReturnSlip.state == "posted")
    )


def _costs(statement: Any, moment: Any) -> Any:
    """Of orders delivered in the month all up to its end; of those delivered before only what came in the month."""
    return (
        statement.join(Delivery, Delivery.order_id == PartIssueLine.order_id)
        .where(
            Delivery.delivered_at < _END, moment < _END, or_(Delivery.delivered_at >= _START, moment >= _START),
            ITEM.is_not(None),
        )
        .group_by(PartIssueLine.order_id, ITEM, NATURE)
    )  # fmt: skip


_KEY = (PartIssueLine.order_id, ITEM, NATURE)
ISSUES: Any = _costs(
    _issued(*_KEY, func.sum(func.coalesce(CostFix.cost, PartIssueLine.value))), PartIssue.occurred_at
)  # fmt: skip
RETURNS: Any = _costs(_given_back(*_KEY, func.sum(-ReturnSlipLine.value)), ReturnSlip.posted_at)


def of_line(back: bool) -> Any:
    """The slips behind a line: kind, id, number, part, names, quantity, decimals, unit, value, moment."""
    part = (Part.number, Part.name_zh, Part.name_en)
    if back:
        return _given_back(
            literal("return_slips"), ReturnSlip.id, ReturnSlip.number, *part, -ReturnSlipLine.qty, Part.qty_decimals,
            Part.unit, -ReturnSlipLine.value, ReturnSlip.posted_at,
        )  # fmt: skip
    return _issued(
        literal("requisitions"), Requisition.id, Requisition.number, *part, PartIssueLine.qty, Part.qty_decimals,
        Part.unit, func.coalesce(CostFix.cost, PartIssueLine.value), PartIssue.occurred_at,
    )  # fmt: skip


@dataclass
class Row:
    """One line of the run while it is summed."""

    parts_revenue: int = 0
    parts_cost: int = 0
    labour_revenue: int = 0
    fees_revenue: int = 0


Key = tuple[Id, Id | None, str]  # order, item, nature
_REVENUE_OF = {"PART": "parts_revenue", "LABOUR": "labour_revenue", "FEE": "fees_revenue"}


def given(ctx: Reader, month: Month) -> dict[str, Any]:
    """What the statements are asked with."""
    return {"start": month.start, "end": month.end, "station": ctx.station}


def rows_of(ctx: Reader, month: Month, tell: Tell) -> list[dict[str, Any]]:
    """The lines of a month in the order of orders and items; `tell` is called between portions and may raise."""
    asked = given(ctx, month)
    heads = {head.id: head for head in map(Head._make, _read(ctx, HEADS, asked, tell))}
    items = {item.id: item for item in map(Item._make, _read(ctx, ITEMS, asked, tell))}
    sums = add(
        {(item.order, item.position): item.id for item in items.values()}, _read(ctx, REVENUE, asked, tell),
        (*_read(ctx, ISSUES, asked, tell), *_read(ctx, RETURNS, asked, tell)),
    )  # fmt: skip
    _fetch_late(ctx, sums, heads, items)
    return lines(sums, heads, items, month.start)


def _read(ctx: Reader, statement: Any, asked: dict[str, Any], tell: Tell) -> Iterator[Any]:
    done = 0
    for some in ctx.conn.execute(statement, asked).partitions(PORTION):
        done += len(some)
        tell(done, 0)
        yield from some


def add(
    places: dict[tuple[Id, int], Id], revenue: Iterable[Any], costs: Iterable[Any]
) -> dict[Key, Row]:  # fmt: skip
    """Revenue and cost by order, item and nature; a part's revenue finds its item by the item's place."""
    sums: dict[Key, Row] = {}
    for order, item, place, what, net in revenue:
        row = sums.setdefault((order, item or places.get((order, place)), NORMAL), Row())
        name = _REVENUE_OF[what]
        setattr(row, name, getattr(row, name) + int(net))
    for order, item, nature, cost in costs:
        sums.setdefault((order, item, nature), Row()).parts_cost += int(cost)
    return sums


def _fetch_late(ctx: Reader, sums: dict[Key, Row], heads: dict[Id, Head], items: dict[Id, Item]) -> None:
    """Orders that were delivered before have come with a return or an issue of this month: few, read by id."""
    orders = {order for order, _, _ in sums} - set(heads)
    if orders:
        heads |= {h.id: h for h in map(Head._make, ctx.conn.execute(_heads.where(WorkOrder.id.in_(orders))))}
        late = ctx.conn.execute(_items.where(LabourLine.order_id.in_(orders)))
        items |= {item.id: item for item in map(Item._make, late)}


def lines(
    sums: dict[Key, Row], heads: dict[Id, Head], items: dict[Id, Item], start: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """Rows as the log keeps them, with what the order and the item are called now."""
    found = []
    for (order, item, nature), row in sums.items():
        head = heads[order]
        place, work, code = items[item][2:] if item is not None else (0, "", None)
        found.append(
            {
                "order_id": order, "order_number": head.number, "plate": head.plate, "labour_line_id": item,
                "item": place, "code": code or "", "work": work, "category": head.category,
                "brand": head.brand or "", "advisor_id": head.advisor, "nature": nature,
                "late": head.delivered < start, "parts_revenue": row.parts_revenue, "parts_cost": row.parts_cost,
                "labour_revenue": row.labour_revenue, "fees_revenue": row.fees_revenue,
            }
        )  # fmt: skip
    found.sort(key=lambda r: (r["order_number"], r["item"], r["nature"]))
    return found
