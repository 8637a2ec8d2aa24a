"""Goods that a slip waits for are here: the keeper and who asked hear of it. Runs within each posting."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text
from app.models.many import ByIds
from app.models.requisitions import Requisition, RequisitionLine
from app.services import stock
from app.services.requisitions.rules import KIND_NAME, TO_ISSUE

Key = tuple[Id, Id, Id, str, str]  # part, warehouse, bin, status, batch
_line = RequisitionLine.__table__.c
_due = func.coalesce(_line.approved, 0) - _line.issued - _line.cancelled
_waiting = ByIds(
    lambda ids: (
        select(
            Requisition.id, Requisition.number, Requisition.plate, Requisition.technician_id, Requisition.warehouse_id,
            func.coalesce(_line.substitute_id, _line.part_id).label("part"), _line.code, _due.label("due"),
        )
        .join(RequisitionLine, _line.requisition_id == Requisition.id)
        .where(
            or_(_line.part_id.in_(ids), _line.substitute_id.in_(ids)), Requisition.state.in_(TO_ISSUE), _due > 0,
        )
    )
)  # fmt: skip


@stock.after_post
def tell(ctx: Context, before: Mapping[Key, int], after: Mapping[Key, int], _kind: str) -> None:
    """Tells of each slip for which there was not enough before and there is more now."""
    gained = {key[0] for key, qty in after.items() if key[3] == "AVAILABLE" and qty > before.get(key, 0)}
    if not gained:
        return
    for row in _waiting.rows(ctx.conn, gained):
        was = sum(q for key, q in before.items() if key[0] == row.part and key[1] == row.warehouse_id
                  and key[3] == "AVAILABLE")  # fmt: skip
        if was < row.due and row.part in gained:
            text = Text(N_("{part} is here: {number} can go on. {plate}"), part=row.code, number=row.number,
                        plate=row.plate)  # fmt: skip
            ctx.notify(text, role="WK", document=(KIND_NAME, row.id))
            ctx.notify(text, user=row.technician_id, document=(KIND_NAME, row.id))
