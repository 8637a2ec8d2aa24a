"""What judging and posting the lines of a slip asks of parts, items and bins, read together. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
        _line.c.id, _part.c.number, _part.c.unit, _part.c.qty_decimals, _part.c.serial_tracked, _part.c.batch_tracked,
        _labour.c.name.label("item"), _labour.c.status.label("item_status"), _goods.c.name.label("goods"),
        _goods.c.status.label("goods_status"),
    )
    .join(_part, _part.c.id == GOES_OUT)
    .outerjoin(_labour, _labour.c.id == _line.c.labour_line_id)
    .outerjoin(_goods, _goods.c.id == _line.c.part_line_id)
    .where(_line.c.requisition_id == bindparam("slip"))
)  # fmt: skip


@dataclass(frozen=True)
class LineFacts:
    """One line: the part that goes out (`places.part_of`), and the item or part the customer dropped ("" = none)."""

    number: str
    unit: str
    decimals: int
    serial_tracked: bool
    batch_tracked: bool
    dropped: str


@dataclass(frozen=True)
class Facts:
    """Of each line of a slip by its id; of each bin its code and warehouse."""

    lines: dict[Id, LineFacts]
    bins: dict[Id, tuple[str, Id]]


def facts(ctx: Any, slip: Requisition, picks: Sequence[Pick]) -> Facts:
    """What is known of the slip's lines and of the bins that these picks name: two statements."""
    lines = {
        row[0]: LineFacts(row[1], row[2], row[3], row[4], row[5], _dropped(*row[6:]))
        for row in ctx.conn.execute(_lines, {"slip": slip.id})
    }  # fmt: skip
    return Facts(lines, {id_: (code, house) for id_, code, house in _bins.rows(ctx.conn, [one.bin for one in picks])})


def _dropped(item: str | None, item_status: str | None, goods: str | None, goods_status: str | None) -> str:
    if item is not None and item_status not in AGREED_LINES:
        return item
    return goods if goods is not None and goods_status not in AGREED_LINES else ""
