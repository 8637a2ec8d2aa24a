"""Fills the labels of bins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from app.core.clock import Id
from app.models.stations import Bin, Warehouse
from app.services.part_labels import BinLabel

_CHUNK = 500
_bins = (
    select(Bin.id, Bin.code, Warehouse.name)
    .join(Warehouse, Warehouse.id == Bin.warehouse_id)
    .where(Bin.id.in_(bindparam("ids", expanding=True)))
)


def bin_labels(ctx: Any, bins: Iterable[Id]) -> tuple[BinLabel, ...]:
    """One label each, in this order."""
    ids = list(bins)
    known: dict[Id, BinLabel] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = ctx.conn.execute(_bins, {"ids": ids[start : start + _CHUNK]})
        known |= {id_: BinLabel(code, warehouse) for id_, code, warehouse in rows}
    return tuple(known[id_] for id_ in ids if id_ in known)


def bin_label(ctx: Any, id: Id) -> tuple[BinLabel, ...]:
    """The label of one bin: what its card prints."""
    return bin_labels(ctx, [id])
