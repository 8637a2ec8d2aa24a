"""What judging and posting the lines of a slip asks of parts, items and bins, read together. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, select

from app.core.clock import Id
from app.models.many import ByIds
from app.models.parts import Part
from app.models.requisitions import Requisition, RequisitionLine
from app.models.stations import Bin
from app.models.work_orders import LabourLine, PartLine
from app.services.requisitions.picking import Pick
from app.services.work_orders.rules import AGREED_LINES

_bins = ByIds(lambda ids: select(Bin.__table__.c.id, Bin.__table__.c.code, Bin.__table__.c.warehouse_id).where(
    Bin.__table__.c.id.in_(ids)
))  # fmt: skip
_line, _part, _labour, _goods = (model.__table__ for model in (RequisitionLine, Part, LabourLine, PartLine))
GOES_OUT: Any = case(  # as `places.part_of`
    (and_(_line.c.substitute_id.is_not(None), _line.c.substitute_by.is_not(None)), _line.c.substitute_id),
    else_=_line.c.part_id,
)
_lines: Any = (
    select(
        _line.c.id, _line.c.position, _line.c.code, _line.c.unit, _line.c.decimals, _line.c.approved, _line.c.issued,
        _line.c.cancelled, _line.c.bin_id, _line.c.labour_line_id, _line.c.part_id, _line.c.substitute_id,
        _line.c.substitute_by, _line.c.consent_way, _part.c.number, _part.c.unit.label("part_unit"),
        _part.c.qty_decimals, _part.c.serial_tracked, _part.c.batch_tracked, _labour.c.name.label("item"),
        _labour.c.status.label("item_status"), _goods.c.name.label("goods"), _goods.c.status.label("goods_status"),
    )
    .join(_part, _part.c.id == GOES_OUT)
    .outerjoin(_labour, _labour.c.id == _line.c.labour_line_id)
    .outerjoin(_goods, _goods.c.id == _line.c.part_line_id)
    .where(_line.c.requisition_id == bindparam("slip"))
    .order_by(_line.c.position)
)  # fmt: skip


def lines_of(ctx: Any, slip: Requisition) -> dict[Id, Any]:
    """Each line of the slip in its order, as a row: what `rules` and `substitutes` ask of a line, and its part.

    The part is the one that goes out (`places.part_of`): number, part_unit, qty_decimals, serial_tracked,
    batch_tracked.
    """
    return {row.id: row for row in ctx.conn.execute(_lines, {"slip": slip.id})}


def bins_of(ctx: Any, picks: Sequence[Pick]) -> dict[Id, tuple[str, Id]]:
    """Code and warehouse of the bins that these picks name."""
    return {id_: (code, house) for id_, code, house in _bins.rows(ctx.conn, [one.bin for one in picks])}


def dropped(row: Any) -> str:
    """The item or part of the line that the customer dropped; "" if none."""
    if row.item is not None and row.item_status not in AGREED_LINES:
        return str(row.item)
    return str(row.goods) if row.goods is not None and row.goods_status not in AGREED_LINES else ""
