"""From whom parts come and how long that took: purchasing's proposals, lead times of its receipts. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from app.core.clock import Id
from app.core.desk import Reader
from app.models.purchasing import Supply
from app.models.suppliers import SupplierPart
from app.services.purchasing.proposals import Proposal, proposed
from app.services.stock.balances import chunks

_offered = select(SupplierPart.part_id).distinct()


def sources(ctx: Reader, parts: Collection[Id] | None = None) -> dict[Id, Proposal]:
    """The supplier proposed for all parts, or for these; parts that nobody offers are absent."""
    return proposed(ctx, list(ctx.conn.execute(_offered).scalars()) if parts is None else parts)


@cache
def _leads(by_part: bool) -> Any:
    wanted = select(Supply.part_id, Supply.lead_days).where(Supply.lead_days.is_not(None)).order_by(Supply.seq)
    return wanted.where(Supply.part_id.in_(bindparam("parts", expanding=True))) if by_part else wanted


def leads(ctx: Reader, parts: Collection[Id] | None = None) -> dict[Id, list[int]]:
    """Days from the sent order to the posted receipt, receipt by receipt, of all parts or of these."""
    found: dict[Id, list[int]] = defaultdict(list)
    for some in [None] if parts is None else chunks(parts):
        wanted = _leads(some is not None).where(Supply.station.not_in(ctx.far_stations))
        for part, days in ctx.conn.execute(wanted, {} if some is None else {"parts": some}):
            found[part].append(days)
    return found
