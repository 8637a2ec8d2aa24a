"""Duplicates of a part are merged (E24): stock, codes, bins and open lines go to the one that stays.

Each station moves its own stock and papers, when it merges or when it hears of it.
"""

from __future__ import annotations

from sqlalchemy import func, select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.batches import Batch
from app.models.parts import Part, PartCode, Supersession
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance
from app.models.suppliers import SupplierPart
from app.services import stock
from app.services.merged import circle_of, come_back, stays
from app.services.parts.changes import part_of
from app.services.parts.codes import code_key
from app.services.parts.indexing import reindex
from app.services.parts.open_lines import open_paper, repoint
from app.services.parts.workflow import MERGE, OBSOLETE, WORKFLOW
from app.services.stock.balances import moves_table

_m = moves_table.c


@usecase("parts.merge", allow=MERGE)
def merge(ctx: Context, keep: Id, drop: Id) -> None:
    """Merges a duplicate into the part that stays: its stock is transferred row by row, its codes become aliases.

    Open lines of papers are the other one's from then on. The duplicate becomes obsolete and keeps its history (E24).
    Other stations do the same with their stock and papers when they hear of it. Raises Refused for different units, a
    stock document that waits for approval, and for what the ledger refuses (frozen bins).
    """
    one, goes = part_of(ctx, keep), part_of(ctx, drop)
    if keep == drop or goes.merged_into or one.merged_into or one.state == OBSOLETE:
        raise Refused("{old} can't be merged into {new}. Choose two parts in use.", old=goes.number, new=one.number)
    if (one.unit, one.qty_decimals) != (goes.unit, goes.qty_decimals):
        raise Refused("{old} is kept in {unit}, {new} in {other}: they can't be merged.", old=goes.number,
                      unit=goes.unit, new=one.number, other=one.unit)  # fmt: skip
    goes.merged_into, goes.merges = keep, goes.merges + 1
    _hand_over(ctx, one, goes)
    if number := open_paper(ctx, goes, own=True):
        raise Refused("{part} stands on the open document {number}.", part=goes.number, number=number)
    workflow.follow(ctx, WORKFLOW, goes, "merge")
    ctx.flush()
    ctx.session.refresh(one)
    reindex(ctx, [keep, drop])


def follow_afar(ctx: Context, id: Id) -> None:
    """A part that was merged at another station: our stock, our papers and what was added to it here go over.

    Of parts that stations merged into each other the one made first comes back, and the others are merged into it.
    """
    part = ctx.session.get_one(Part, id)
    circle = circle_of(ctx, part)
    for first in circle[:1]:
        come_back(ctx, "parts", first, circle[1:])
        workflow.follow(ctx, WORKFLOW, first, "come_back")
        ctx.flush()
    for goes in (*circle[1:], part):
        if (one := stays(ctx, goes)) is not goes:
            _hand_over(ctx, one, goes, afar=True)
            ctx.flush()
            reindex(ctx, [one.id, goes.id])


def left_behind(ctx: Context) -> list[Id]:
    """Merged parts of which stock lies in our bins: received before we heard of it, or in a bin that was frozen."""
    held = select(Balance.part_id).join(Warehouse, Warehouse.id == Balance.warehouse_id)
    held = held.where(Balance.qty != 0, Warehouse.station.not_in(ctx.far_stations))
    merged = select(Part.id).where(Part.merged_into.is_not(None), Part.id.in_(held)).order_by(Part.id)
    return list(ctx.conn.execute(merged).scalars())


def _hand_over(ctx: Context, one: Part, goes: Part, *, afar: bool = False) -> None:
    repoint(ctx, one, goes)
    _transfer(ctx, one, goes, afar=afar)
    _codes_and_bins(one, goes)
    _redirect(ctx, one, goes)
    ctx.flush()


def _transfer(ctx: Context, one: Part, goes: Part, *, afar: bool) -> None:
    """Our stock, row by row. Other stations move theirs; one that hears of it leaves a frozen bin until it is free."""
    wanted = (
        select(Balance.bin_id, Balance.warehouse_id, Balance.status, Balance.batch, Balance.qty)
        .join(Warehouse, Warehouse.id == Balance.warehouse_id)
        .join(Bin, Bin.id == Balance.bin_id)
        .where(Balance.part_id == goes.id, Balance.qty != 0, Warehouse.station.not_in(ctx.far_stations))
        .order_by(Balance.bin_id, Balance.status, Balance.batch)
    )
    held = ctx.conn.execute(wanted.where(Bin.frozen_by.is_(None)) if afar else wanted).all()
    last = ctx.conn.execute(select(func.max(_m.source_line)).where(_m.source_id == goes.id)).scalar() or 0
    moves = [
        stock.Move(
            part.id, row.bin_id, row.warehouse_id, sign * row.qty, "TRANSFER", status=row.status, batch=row.batch,
            source_line=line, leg=leg, reason=f"{goes.number} → {one.number}",
        )
        for line, row in enumerate(held, last + 1)
        for leg, (part, sign) in enumerate(((goes, -1), (one, 1)))
    ]  # fmt: skip
    stock.post(ctx, "parts", goes.id, goes.number, moves)


def _codes_and_bins(one: Part, goes: Part) -> None:
    """Rows go over as they are, so that stations that do it at the same time do the same."""
    known = {(code.kind, code.key) for code in one.codes}
    alias = PartCode(kind="ALIAS", code=goes.number, key=code_key(goes.number, "ALIAS"), pack_qty=1000)
    for code in (alias, *goes.codes):
        if (code.kind, code.key) not in known and code.code != one.number:
            known.add((code.kind, code.key))
            if code is not alias:
                goes.codes.remove(code)
            one.codes.append(code)
    goes.codes.clear()
    homes = {place.bin_id for place in one.bins}
    primary = bool(homes)
    for place in list(goes.bins):
        if place.bin_id not in homes:
            goes.bins.remove(place)
            place.is_primary = not primary
            primary = True
            one.bins.append(place)
            homes.add(place.bin_id)
    goes.bins.clear()


def _redirect(ctx: Context, one: Part, goes: Part) -> None:
    for link in ctx.session.scalars(select(Supersession).where(Supersession.old_id == goes.id)):
        ctx.session.delete(link)
    for link in ctx.session.scalars(select(Supersession).where(Supersession.new_id == goes.id)):
        if link.old_id == one.id:
            ctx.session.delete(link)
        else:
            link.new_id = one.id
    noted = set(ctx.session.scalars(select(Batch.batch).where(Batch.part_id == one.id)))
    for batch in ctx.session.scalars(select(Batch).where(Batch.part_id == goes.id)):
        if batch.batch not in noted:  # what lies there now expires as it did before
            batch.part_id = one.id
    delivered = set(ctx.session.scalars(select(SupplierPart.supplier_id).where(SupplierPart.part_id == one.id)))
    for supply in ctx.session.scalars(select(SupplierPart).where(SupplierPart.part_id == goes.id)):
        if supply.supplier_id in delivered:
            ctx.session.delete(supply)
        else:
            supply.part_id = one.id
