"""What an order got of the store and kept, as settlements look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.clock import Id
from app.models.work_orders import WorkOrder
from app.services.work_orders.rules import AGREED_LINES


@dataclass(frozen=True)
class Got:
    """Parts of one hand-over, without what came back (1/1000); `type` is the slip's."""

    part_line_id: Id | None
    labour_line_id: Id | None
    part_id: Id
    qty: int
    type: str = "ORDER"


def issued_of(_ctx: Any, order: WorkOrder) -> Sequence[Got]:
    """Everything as the order says: requisitions come with their own noun."""
    begun = {line.position for line in order.labour if line.status in ("DONE", "IN_WORK")}
    return [
        Got(part.id, None, part.part_id, part.qty)
        for part in order.parts
        if part.part_id is not None and part.item in begun and part.status in AGREED_LINES and part.source == "OWN"
    ]
