"""What approved slips hold of the stock (§3.13): it is there, but neither sold nor handed out to anybody else.

Nothing is written: a slip holds what is due on it, from its approval until it is handed out, cancelled or cut. Of two
slips the one approved first comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Context, Reader
from app.core.i18n import N_, Text
from app.models.many import ByIds
from app.models.parts import Part
from app.models.requisitions import Requisition, RequisitionLine
from app.models.stations import Warehouse
from app.services import stock
from app.services.requisitions.line_facts import GOES_OUT
from app.services.requisitions.places import part_of
from app.services.requisitions.rules import TO_ISSUE
from app.services.stock.balances import chunks, in_stock_at

_line, _slip = RequisitionLine.__table__.c, Requisition.__table__.c
DUE = func.coalesce(_line.approved, 0) - _line.issued - _line.cancelled
HOLDING = and_(_slip.state.in_(TO_ISSUE), DUE > 0)
_held: Any = (
    select(GOES_OUT, _slip.warehouse_id, func.sum(DUE))
    .join(RequisitionLine, _line.requisition_id == _slip.id)
    .where(HOLDING)
    .group_by(GOES_OUT, _slip.warehouse_id)
)
_before: Any = ByIds(
    lambda ids: (
        select(GOES_OUT, _slip.number, DUE)
        .select_from(Requisition)
        .join(RequisitionLine, _line.requisition_id == _slip.id)
        .join(Warehouse, Warehouse.id == _slip.warehouse_id)
        .where(
            GOES_OUT.in_(ids), HOLDING, _slip.warehouse_id == bindparam("house"), Warehouse.allow_negative.is_(False),
            or_(_slip.approved_at < bindparam("at"),
                and_(_slip.approved_at == bindparam("at"), _slip.number < bindparam("number"))),
        )
        .order_by(_slip.approved_at, _slip.number)
    )
)  # fmt: skip

# what is said, and what is said of a bin that somebody counts blind: no figure
TO_SLIP = (
    N_("{part}: {qty} {unit} of it are reserved for {number}, which was approved before."),
    N_("{part} is reserved for {number}, which was approved before."),
)
ELSEWHERE = (
    N_("{part}: {qty} {unit} of it are reserved for {number}. Take less, or have the rest of that slip cancelled."),
    N_("{part} is reserved for {number}. Take less, or have the rest of that slip cancelled."),
)


@stock.reserves
def reserved(ctx: Reader, parts: Collection[Id] | None) -> dict[tuple[Id, Id], int]:
    """Part and warehouse → what approved slips hold (1/1000), of these parts or of all."""
    some = [_held] if parts is None else [_held.where(GOES_OUT.in_(chunk)) for chunk in chunks(parts)]
    return {(part, house): int(qty) for one in some for part, house, qty in ctx.conn.execute(one)}


def held_before(ctx: Reader, slip: Requisition, parts: Collection[Id]) -> dict[Id, tuple[int, str]]:
    """Part → what slips approved before this one hold in its warehouse, and the number of the first of them."""
    return _held_at(ctx, slip.warehouse_id, slip.approved_at, slip.number, parts) if slip.approved_at else {}


def _held_at(
    ctx: Reader, house: Id, before: datetime, number: str, parts: Collection[Id]
) -> dict[Id, tuple[int, str]]:  # fmt: skip
    found: dict[Id, tuple[int, str]] = {}
    for part, first, qty in _before.rows(ctx.conn, parts, house=house, at=before, number=number):
        sum_, first = found.get(part, (0, first))
        found[part] = (sum_ + qty, first)
    return found


def taken_from_others(ctx: Reader, slip: Requisition, wanted: Mapping[Id, int]) -> dict[Id, Text]:
    """Part → why so much of it (1/1000) can't go out on this slip: others were promised it first."""
    return _taken(ctx, slip.warehouse_id, held_before(ctx, slip, wanted), wanted, TO_SLIP)


def taken_from_slips(ctx: Context, house: Id, wanted: Mapping[Id, int]) -> dict[Id, Text]:
    """Part → why so much of it (1/1000) can't leave the warehouse on a document that is no slip (§3.0: available)."""
    return _taken(ctx, house, _held_at(ctx, house, ctx.now, "", wanted), wanted, ELSEWHERE) if wanted else {}


def _taken(
    ctx: Reader, house: Id, held: Mapping[Id, tuple[int, str]], wanted: Mapping[Id, int], words: tuple[str, str]
) -> dict[Id, Text]:  # fmt: skip
    there = in_stock_at(ctx, held) if held else {}
    short = {
        part: first for part, (qty, first) in held.items() if there.get((part, house), 0) - qty < wanted[part]
    }  # fmt: skip
    hidden = stock.blind_parts(ctx) if short else frozenset()
    return {part: _said(ctx, part, first, held[part][0], words[part in hidden]) for part, first in short.items()}


def changed(ctx: Any, slip: Requisition) -> None:
    """The slip holds more or less than before: whoever watches what is available hears of it."""
    stock.tell_reserved(ctx, {part_of(line) for line in slip.lines}, slip.warehouse_id)


def _said(ctx: Reader, part: Id, first: str, qty: int, words: str) -> Text:
    one = ctx.session.get_one(Part, part)
    figures = {"qty": i18n.quantity(qty, one.qty_decimals), "unit": one.unit} if "{qty}" in words else {}
    return Text(words, part=one.number, number=first, **figures)
