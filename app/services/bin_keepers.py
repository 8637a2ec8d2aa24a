"""The bins somebody keeps, warehouse by warehouse, which go to another keeper before he is disabled (E92)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.kind import Charge, Task
from app.models.stations import Bin, Warehouse


def _kept(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    """One task a warehouse: nobody ticks a thousand bins."""
    codes = func.min(Bin.code), func.max(Bin.code), func.count()
    rows = ctx.conn.execute(
        select(Bin.keeper_id, Warehouse.station, Warehouse.id, Warehouse.code, Warehouse.name, *codes)
        .join(Warehouse, Warehouse.id == Bin.warehouse_id)
        .where(Bin.keeper_id.in_(people), Bin.active)
        .group_by(Bin.keeper_id, Warehouse.station, Warehouse.id, Warehouse.code, Warehouse.name)
        .order_by(Warehouse.code)
    )
    return [
        Task(who, of, id, "warehouses", id, code, f"{name[:40]} · {first} … {last} ({n})")
        for who, of, id, code, name, first, last, n in rows
    ]


def _keep(ctx: Any, id: Id, person: Id, to: Id) -> None:
    for one in ctx.session.scalars(select(Bin).where(Bin.warehouse_id == id, Bin.keeper_id == person)):
        one.keeper_id = to


CHARGE = Charge("bins", N_("Keeper of bins"), _kept, _keep)
