"""Batches: when they expire, and which to take first. Only what receives goods notes one; balances say what is left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, case, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader
from app.models.batches import Batch
from app.models.stations import Bin
from app.models.stock import Balance


class Proposed(NamedTuple):
    """So much (1/1000) of a part to take from this bin and batch, and when that batch expires."""

    bin_id: Id
    batch: str
    qty: int
    expires: date | None


class Noted(NamedTuple):
    """What a receipt knows of a batch."""

    part_id: Id
    batch: str
    produced: date | None
    expires: date | None


def note(ctx: Context, noted: Iterable[Noted], *, supplier_id: Id | None = None, source_number: str = "") -> None:
    """Keeps batches not known yet, and dates that were missing so far; what is kept already is not overwritten."""
    for one in noted:
        kept = ctx.session.scalar(select(Batch).where(Batch.part_id == one.part_id, Batch.batch == one.batch))
        if kept is None:
            ctx.session.add(
                Batch(
                    part_id=one.part_id, batch=one.batch, produced=one.produced, expires=one.expires,
                    supplier_id=supplier_id, source_number=source_number,
                )
            )  # fmt: skip
            ctx.flush()
        else:
            kept.produced, kept.expires = kept.produced or one.produced, kept.expires or one.expires


_lying = (
    select(Balance.bin_id, Balance.batch, Balance.qty, Batch.expires)
    .join(Bin, Bin.id == Balance.bin_id)
    .outerjoin(Batch, (Batch.part_id == Balance.part_id) & (Batch.batch == Balance.batch))
    .where(
        Balance.part_id == bindparam("part"), Balance.warehouse_id == bindparam("house"),
        Balance.status == bindparam("status"), Balance.qty > 0,
    )
    .order_by(case((Batch.expires.is_(None), 1), else_=0), Batch.expires, Balance.batch, Balance.qty, Bin.code)
)  # fmt: skip


def first_expired_first_out(
    ctx: Reader, part_id: Id, qty: int, *, warehouse_id: Id, status: str = "AVAILABLE", bin_id: Id | None = None,
    batch: str | None = None,
) -> list[Proposed]:  # fmt: skip
    """Where to take `qty` (1/1000) from: the batch that expires first, then the smaller rest; frozen bins too.

    What has no date comes last, and what has expired is not proposed: it is taken only by naming its batch. If there is
    not enough, what is there is proposed; `bin_id` and `batch` look into one bin, at one batch only.
    """
    found: list[Proposed] = []
    today = clock.local(ctx.now).date()
    rows = ctx.conn.execute(_lying, {"part": part_id, "house": warehouse_id, "status": status})
    for place, name, there, expires in rows:
        if qty <= 0:
            break
        expired = expires is not None and expires < today and batch is None and status == "AVAILABLE"
        if bin_id in (None, place) and batch in (None, name) and not expired:
            found.append(Proposed(place, name, min(qty, there), expires))
            qty -= there
    return found
