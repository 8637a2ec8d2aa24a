"""From whom to buy a part and at what price: the supplier proposed, the estimate, the date to expect. Read-only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader
from app.models.parts import Part
from app.models.purchasing import Supply
from app.models.suppliers import Supplier, SupplierPart
from app.services.purchasing import packs
from app.services.purchasing.rules import CHOOSE
from app.services.stock.balances import chunks

_FAR = 1 << 62


@dataclass(frozen=True)
class Proposal:
    """A supplier's offer of a part: price (1e-6 yuan with tax), lead days, smallest order and pack (1/1000)."""

    supplier_id: Id
    price: int | None
    lead_days: int | None
    moq: int | None
    pack: int | None


_offers = (
    select(
        SupplierPart.part_id, SupplierPart.supplier_id, SupplierPart.price,
        func.coalesce(SupplierPart.lead_days, Supplier.lead_days), SupplierPart.moq, SupplierPart.pack,
    )
    .join(Supplier, Supplier.id == SupplierPart.supplier_id)
    .where(SupplierPart.part_id.in_(bindparam("parts", expanding=True)), Supplier.state == "active")
    .order_by(Supplier.number)
)  # fmt: skip
_last = (
    select(Supply.part_id, Supply.supplier_id)
    .where(Supply.part_id.in_(bindparam("parts", expanding=True)))
    .order_by(Supply.at, Supply.seq)
)
_paid = select(Part.id, Part.last_price).where(Part.id.in_(bindparam("parts", expanding=True)))


def offers(ctx: Reader, part_ids: Collection[Id]) -> dict[Id, list[Proposal]]:
    """All offers of active suppliers, per part."""
    found: dict[Id, list[Proposal]] = {}
    for some in chunks(part_ids):
        for row in ctx.conn.execute(_offers, {"parts": some}):
            found.setdefault(row[0], []).append(Proposal(*row[1:]))
    return found


def proposed(ctx: Reader, part_ids: Collection[Id]) -> dict[Id, Proposal]:
    """The supplier proposed for each part, by the shop's choice: cheapest, last or fastest; nobody known = absent."""
    found = offers(ctx, part_ids)
    how = ctx.setting(CHOOSE)
    last: dict[Id, Id] = {}
    for some in chunks(part_ids):
        last |= dict(ctx.conn.execute(_last, {"parts": some}).all())

    def rank(part: Id, one: Proposal) -> tuple[int, ...]:
        was_last = 0 if last.get(part) == one.supplier_id else 1
        price = _FAR if one.price is None else one.price
        days = _FAR if one.lead_days is None else one.lead_days
        return {"LAST": (was_last, price, days), "FASTEST": (days, price, was_last)}.get(how, (price, days, was_last))

    return {part: min(some, key=lambda one, part=part: rank(part, one)) for part, some in found.items()}  # type: ignore[misc]


def buyable(part: Part, qty: int, offer: Proposal | None) -> int:
    """What must be ordered to get `qty` of a part by this offer: its smallest order, whole packs, whole units."""
    return packs.rounded_up(qty, offer.moq if offer else None, offer.pack if offer else None, part.qty_decimals)


def last_prices(ctx: Reader, part_ids: Collection[Id]) -> dict[Id, int]:
    """What was last paid per part (1e-6 yuan with tax); never bought = absent."""
    return {
        part: price
        for some in chunks(part_ids)
        for part, price in ctx.conn.execute(_paid, {"parts": some})
        if price is not None
    }


def expected_on(ctx: Reader, supplier_id: Id, part_ids: Collection[Id]) -> date | None:
    """When an order sent today should arrive: the longest lead time of its parts, else the supplier's own.

    Calendar days: the working calendar comes with its own issue.
    """
    supplier: Any = ctx.session.get(Supplier, supplier_id)
    days = [
        one.lead_days
        for some in offers(ctx, part_ids).values()
        for one in some
        if one.supplier_id == supplier_id and one.lead_days is not None
    ] or [d for d in (supplier.lead_days if supplier else None,) if d is not None]
    return clock.today() + timedelta(days=max(days)) if days else None
