"""What was reserved for a slip is gone: counted away, scrapped, sent back (E17). Runs within each posting.

The slip keeps waiting for it; who asked, the advisor and purchasing hear of it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context
from app.core.i18n import N_, Text
from app.models.many import ByIds
from app.models.parts import Part
from app.models.requisitions import Requisition, RequisitionLine
from app.models.work_orders import WorkOrder
from app.services import stock
from app.services.requisitions.line_facts import GOES_OUT
from app.services.requisitions.reserving import DUE, HOLDING
from app.services.requisitions.rules import KIND_NAME

Key = tuple[Id, Id, Id, str, str]  # part, warehouse, bin, status, batch
ITS_OWN = (KIND_NAME, "parts")  # a hand-over takes only what was held for it; a merged part's stock goes along with it
_holders = ByIds(
    lambda ids: (
        select(
            GOES_OUT.label("part"), Part.number.label("code"), DUE.label("due"), Requisition.id, Requisition.number,
            Requisition.plate, Requisition.warehouse_id, Requisition.technician_id, Requisition.order_id,
            WorkOrder.advisor_id,
        )
        .select_from(Requisition)
        .join(RequisitionLine, RequisitionLine.requisition_id == Requisition.id)
        .join(Part, Part.id == GOES_OUT)
        .outerjoin(WorkOrder, WorkOrder.id == Requisition.order_id)
        .where(GOES_OUT.in_(ids), HOLDING)
        .order_by(GOES_OUT, Requisition.warehouse_id, Requisition.approved_at, Requisition.number)
    )
)  # fmt: skip


@stock.after_post
def look(ctx: Context, before: Mapping[Key, int], after: Mapping[Key, int], kind: str) -> None:
    """Tells of each slip for which there was enough before and is not now; what is left serves who came first."""
    lost = {key[:2] for key, qty in after.items() if key[3] == "AVAILABLE" and qty < before.get(key, 0)}
    if not lost or kind in ITS_OWN:
        return
    was, now = _there(before), _there({**before, **after})
    holders = _holders.rows(ctx.conn, {part for part, _ in lost})
    for place, slips in groupby(holders, key=lambda row: (row.part, row.warehouse_id)):
        wanted = 0
        for row in slips if place in lost else ():
            wanted += row.due
            if now.get(place, 0) < wanted <= was.get(place, 0):
                text = N_("{part}: what was reserved for {number} is not all here any more. {plate} waits for it.")
                _tell(ctx, Text(text, part=row.code, number=row.number, plate=row.plate or row.number), row)


def _there(quantities: Mapping[Key, int]) -> dict[tuple[Id, Id], int]:
    found: dict[tuple[Id, Id], int] = {}
    for (part, house, _bin, status, _batch), qty in quantities.items():
        if status == "AVAILABLE":
            found[part, house] = found.get((part, house), 0) + qty
    return found


def _tell(ctx: Context, text: Text, row: Any) -> None:
    ctx.notify(text, user=row.technician_id, document=(KIND_NAME, row.id))
    if row.order_id is not None:
        advisor = row.advisor_id
        ctx.notify(text, user=advisor, role=None if advisor else "SA", document=("work_orders", row.order_id))
    ctx.notify(text, role="PU", document=("parts", row.part))
