"""What a run says beside its lines: stock value, parts of orders in work, and what stands in the way of closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal, or_, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import pick
from app.core.screen import Choice
from app.models.cost_runs import CostFix, CostRun
from app.models.parts import Part
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, RequisitionLine, ReturnSlip, ReturnSlipLine
from app.models.settlements import Delivery
from app.models.stations import Warehouse
from app.models.work_orders import LabourLine, WorkOrder
from app.services.cost_runs.figures import given
from app.services.cost_runs.rules import VIEW, Month
from app.services.stock.balances import moves_table, values_table
from app.services.stock.moves import NO_COST, PAIRED

_m = moves_table.c


def stock_flow(ctx: Reader, month: Month) -> dict[str, int]:
    """Opening, in, out, closing of this station's ledger, and the closing value as the stock itself has it (fen)."""
    within = and_(_m.occurred_at >= month.start, _m.occurred_at < month.end, _m.kind.not_in(sorted(PAIRED)))
    own = select(Warehouse.id).where(Warehouse.station == ctx.station)
    opening, in_, out, after = ctx.conn.execute(
        select(
            _sum(_m.occurred_at < month.start), _sum(and_(within, _m.value > 0)), _sum(and_(within, _m.value < 0)),
            _sum(_m.occurred_at >= month.end),
        ).where(_m.warehouse_id.in_(own))
    ).one()  # fmt: skip
    whole = select(func.coalesce(func.sum(values_table.c.value), 0)).where(values_table.c.owner == ctx.station)
    kept = int(ctx.conn.execute(whole).scalar_one()) - int(after)
    opening, in_, out = int(opening), int(in_), int(out)
    return {"opening": opening, "value_in": in_, "value_out": out, "closing": opening + in_ + out, "kept": kept}


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, _m.value), else_=0)), 0)


_out_there: Any = (
    select(func.coalesce(func.sum(PartIssueLine.value), 0))
    .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
    .join(WorkOrder, WorkOrder.id == PartIssueLine.order_id)
    .outerjoin(Delivery, Delivery.order_id == WorkOrder.id)
)
_came_back: Any = (
    select(func.coalesce(func.sum(ReturnSlipLine.value), 0))
    .join(ReturnSlip, ReturnSlip.id == ReturnSlipLine.slip_id)
    .join(PartIssueLine, PartIssueLine.id == ReturnSlipLine.issue_line_id)
    .join(WorkOrder, WorkOrder.id == PartIssueLine.order_id)
    .outerjoin(Delivery, Delivery.order_id == WorkOrder.id)
    .where(ReturnSlip.state == "posted")
)


def in_work(ctx: Reader, moment: datetime) -> int:
    """What the parts cost that orders held which were not delivered at this moment (fen)."""
    undelivered = and_(
        WorkOrder.station == ctx.station, or_(Delivery.delivered_at.is_(None), Delivery.delivered_at >= moment)
    )
    out = ctx.conn.execute(_out_there.where(undelivered, PartIssue.occurred_at < moment)).scalar_one()
    back = ctx.conn.execute(_came_back.where(undelivered, ReturnSlip.posted_at < moment)).scalar_one()
    return int(out) - int(back)


# --- what stands in the way -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Open:
    """A hand-over line that finance has to look at: `why` is ITEM (it belongs to no item) or COST (it had no cost)."""

    id: Id
    why: str
    slip_id: Id
    slip: str
    order_id: Id | None
    order: str
    part: str
    name: str
    qty: tuple[int, int, str]
    value: int
    at: datetime


_no_item = and_(
    PartIssueLine.order_id.is_not(None), PartIssueLine.labour_line_id.is_(None), CostFix.labour_line_id.is_(None)
)
_no_cost = and_(_m.flag == NO_COST, CostFix.cost.is_(None))


def _open(why: str, condition: Any) -> Any:
    return (
        select(
            PartIssueLine.id, literal(why), Requisition.id, Requisition.number, Requisition.order_id,
            Requisition.order_number, Part.number, Part.name_zh, Part.name_en,
            PartIssueLine.qty - PartIssueLine.returned, Part.qty_decimals, Part.unit,
            PartIssueLine.value - PartIssueLine.returned_value, PartIssue.occurred_at,
        )
        .select_from(PartIssueLine)
        .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
        .join(RequisitionLine, RequisitionLine.id == PartIssueLine.line_id)
        .join(Requisition, Requisition.id == PartIssue.requisition_id)
        .join(Part, Part.id == PartIssueLine.part_id)
        .outerjoin(CostFix, CostFix.issue_line_id == PartIssueLine.id)
        .where(
            condition, PartIssueLine.qty > PartIssueLine.returned, Requisition.station == bindparam("station"),
            PartIssue.occurred_at < bindparam("end"),
        )
    )  # fmt: skip


def still_open(ctx: Reader, month: Month) -> list[Open]:
    """Issues up to the month's end without an item or without a cost, and not given back; by slip."""
    asked = given(ctx, month)
    at_ledger = and_(_m.source_id == Requisition.id, _m.source_line == PartIssueLine.position, _m.flag == NO_COST)
    found = [
        *ctx.conn.execute(_open("ITEM", _no_item), asked),
        *ctx.conn.execute(_open("COST", _no_cost).join(moves_table, at_ledger), asked),
    ]
    made = [
        Open(id, why, slip_id, slip, order_id, order, part, pick(zh, en), (int(qty), decimals, unit), int(value), at)
        for id, why, slip_id, slip, order_id, order, part, zh, en, qty, decimals, unit, value, at in found
    ]
    return sorted(made, key=lambda one: (one.slip, one.part, one.why))


@query("cost_runs.open_issues", allow=VIEW)
def open_issues(ctx: Reader, run: Id) -> list[Open]:
    """What of a run's month still has no item or no cost: 0 of both to close it (E23)."""
    one = ctx.session.get(CostRun, run)
    if one is None:
        raise Refused("This cost run does not exist any more.")
    return still_open(ctx, Month(one.month))


@query("cost_runs.items_of", allow=VIEW)
def items_of(ctx: Reader, order: Id) -> list[Choice]:
    """The items of an order, by id: where an issue may belong to."""
    wanted = select(LabourLine.id, LabourLine.position, LabourLine.name).where(LabourLine.order_id == order)
    rows = ctx.conn.execute(wanted.order_by(LabourLine.position))
    return [Choice(str(id), f"{position} {name}") for id, position, name in rows]
