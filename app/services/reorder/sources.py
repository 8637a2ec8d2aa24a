"""From whom a part comes: the supplier proposed, his price, smallest order and pack, his lead time. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select

from app.core.clock import Id
from app.core.desk import Reader
from app.models.suppliers import Supplier, SupplierPart
from app.services.stock.balances import chunks

_FAR = 1 << 62


class Source(NamedTuple):
    """The supplier proposed: price (1e-6 yuan), lead days he names, smallest order and pack (1/1000)."""

    supplier_id: Id
    price: int | None
    lead_days: int | None
    moq: int | None
    pack: int | None


@cache
def _offers(by_part: bool) -> Select[Any]:
    wanted = (
        select(
            SupplierPart.part_id, SupplierPart.supplier_id, SupplierPart.price,
            func.coalesce(SupplierPart.lead_days, Supplier.lead_days), SupplierPart.moq, SupplierPart.pack,
        )
        .join(Supplier, Supplier.id == SupplierPart.supplier_id)
        .where(Supplier.state == "active")
        .order_by(Supplier.number)
    )  # fmt: skip
    return wanted.where(SupplierPart.part_id.in_(bindparam("parts", expanding=True))) if by_part else wanted


def sources(ctx: Reader, parts: Collection[Id] | None = None) -> dict[Id, Source]:
    """The supplier proposed for all parts or these: the cheapest, then the fastest; parts without one are absent."""
    found: dict[Id, Source] = {}
    for some in [None] if parts is None else chunks(parts):
        for part, *rest in ctx.conn.execute(_offers(some is not None), {} if some is None else {"parts": some}):
            one = Source(*rest)
            if part not in found or _rank(one) < _rank(found[part]):
                found[part] = one
    return found


def _rank(one: Source) -> tuple[int, int]:
    return (_FAR if one.price is None else one.price, _FAR if one.lead_days is None else one.lead_days)
