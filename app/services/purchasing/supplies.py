"""What deliveries teach: prices paid, days taken, differences no stock can carry. Logs, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from app.core.clock import Id
from app.core.desk import Context, Reader
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, PriceDocument, PriceVariance, Supply
from app.models.suppliers import Supplier, SupplierPart

_SUPPLIES: Table = Supply.__table__  # type: ignore[assignment]
_VARIANCES: Table = PriceVariance.__table__  # type: ignore[assignment]


class Delivered(NamedTuple):
    """One line that came: quantity (1/1000), price (1e-6 yuan with tax; None = provisional), days it took."""

    part_id: Id
    qty: int
    price: int | None
    tax_rate: int
    lead_days: int | None


def learn(ctx: Context, receipt: GoodsReceipt, number: str, lines: Iterable[Delivered]) -> None:
    """Keeps what was delivered; the supplier's offer and the part carry the newest price."""
    rows = list(lines)
    ctx.append(
        _SUPPLIES,
        [
            {
                "supplier_id": receipt.supplier_id, "part_id": row.part_id, "receipt_id": receipt.id,
                "number": number, "at": ctx.now, "qty": row.qty, "price": row.price, "tax_rate": row.tax_rate,
                "lead_days": row.lead_days,
            }
            for row in rows
        ],
        document=receipt.id,
    )  # fmt: skip
    for row in rows:
        if row.price:
            ctx.session.get_one(Part, row.part_id).last_price = row.price
            _offer(ctx, receipt.supplier_id, row.part_id).price = row.price
    ctx.flush()


def unlearn(ctx: Context, supplier_id: Id, number: str, part_ids: Iterable[Id]) -> None:
    """A paper counts no longer: part and offer carry the newest price of another one, if there is one."""
    for part_id in dict.fromkeys(part_ids):
        part = ctx.session.get_one(Part, part_id)
        paid = [x for x in history(ctx, part_id=part_id, limit=100) if x.price and x.number != number]
        if paid:
            part.last_price = paid[0].price
        offered = [x for x in history(ctx, part_id=part_id, supplier_id=supplier_id) if x.price and x.number != number]
        if offered:
            _offer(ctx, supplier_id, part_id).price = offered[0].price
    ctx.flush()


def _offer(ctx: Context, supplier: Id, part: Id) -> SupplierPart:
    kept = ctx.session.scalar(
        select(SupplierPart).where(SupplierPart.supplier_id == supplier, SupplierPart.part_id == part)
    )
    if kept is None:
        kept = SupplierPart(supplier_id=supplier, part_id=part)
        ctx.session.add(kept)
        ctx.flush()
    return kept


class Left(NamedTuple):
    """A difference (signed fen, + = cost) of one line that goes to nobody's stock."""

    part_id: Id
    line: int
    qty: int
    value: int


def keep_variances(ctx: Context, kind: str, id: Id, number: str, left: Iterable[Left]) -> None:
    """Books what is not nothing."""
    ctx.append(
        _VARIANCES,
        [
            {
                "part_id": one.part_id, "source_kind": kind, "source_id": id, "source_number": number,
                "source_line": one.line, "at": ctx.now, "qty": one.qty, "value": one.value,
            }
            for one in left
            if one.value
        ],
        document=id,
    )  # fmt: skip


def take_back_variances(ctx: Context, source: Id, kind: str, mirror: Any) -> None:
    """Books the opposite of what a document left behind, under the one that reverses it."""
    table = PriceVariance.__table__.c
    rows = ctx.conn.execute(
        select(table.part_id, table.source_line, table.qty, table.value).where(table.source_id == source)
    )
    keep_variances(ctx, kind, mirror.id, mirror.number, [Left(part, at, -qty, -value) for part, at, qty, value in rows])


class Price(NamedTuple):
    """A row of the price history, newest first: when, from whom, by which paper, how much, at what price."""

    at: datetime
    supplier: str
    number: str
    qty: int
    price: int | None
    lead_days: int | None
    part_id: Id


_REVERSED = select(PriceDocument.number).where(PriceDocument.state == "reversed")


def history(
    ctx: Reader, *, part_id: Id | None = None, supplier_id: Id | None = None, limit: int = 10
) -> Sequence[Price]:
    """What was delivered of a part, or by a supplier; what was reversed has taught nothing."""
    wanted = (
        select(Supply.at, Supplier.name, Supply.number, Supply.qty, Supply.price, Supply.lead_days, Supply.part_id)
        .join(Supplier, Supplier.id == Supply.supplier_id)
        .join(GoodsReceipt, GoodsReceipt.id == Supply.receipt_id)
        .where(GoodsReceipt.state == "posted", Supply.number.not_in(_REVERSED))
        .order_by(Supply.at.desc(), Supply.seq.desc())
        .limit(limit)
    )
    if part_id is not None:
        wanted = wanted.where(Supply.part_id == part_id)
    if supplier_id is not None:
        wanted = wanted.where(Supply.supplier_id == supplier_id)
    return [Price(*row) for row in ctx.conn.execute(wanted).all()]
