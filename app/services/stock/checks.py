"""What must be true before anything is posted: moments, months, owners, frozen bins, no negative stock (§3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.core import clock, i18n
from app.core.clock import Id
from app.core.desk import Context, Reader
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.many import ByIds
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import Period
from app.services.stock.blind import blind_bins
from app.services.stock.costing import Worth
from app.services.stock.moves import OURS, OVERRIDE, PAIRED, Move, misfit

Key = tuple[Id, Id, Id, str, str]

_bins = ByIds(
    lambda ids: (
        select(
            Bin.id, Bin.warehouse_id, Bin.code, Bin.frozen_by, Warehouse.name, Warehouse.station,
            Warehouse.allow_negative,
        )
        .join(Warehouse, Warehouse.id == Bin.warehouse_id)
        .where(Bin.id.in_(ids))
    )
)  # fmt: skip
_closed = select(Period.id).where(Period.station == bindparam("owner"), Period.month == bindparam("wanted")).limit(1)
_named = ByIds(lambda ids: select(Part.id, Part.number, Part.qty_decimals, Part.unit).where(Part.id.in_(ids)))
_bought = ByIds(lambda ids: select(Part.id, Part.last_price).where(Part.id.in_(ids)))


@dataclass(frozen=True)
class House:
    """What a posting needs to know of a warehouse."""

    name: str
    station: str
    allow_negative: bool


def check_moves(ctx: Context, source_id: Id, moves: Sequence[Move], *, is_reversal: bool) -> dict[Id, House]:
    """Raises Refused with everything that speaks against these rows; returns the warehouses."""
    for move in moves:
        if why := misfit(move, is_reversal=is_reversal):
            raise ValueError(why)
    _check_pairs(moves)
    check_moments(ctx, {move.occurred_at or ctx.now for move in moves})
    bins = {row.id: row for row in _bins.rows(ctx.conn, (move.bin_id for move in moves))}
    houses = {row.warehouse_id: House(row.name, row.station, row.allow_negative) for row in bins.values()}
    for house in houses.values():
        if house.station != ctx.station:
            raise Refused(
                "The warehouse {warehouse} belongs to station {station}: only that station posts there.",
                warehouse=house.name, station=house.station,
            )  # fmt: skip
    _check_bins(source_id, moves, bins)
    return houses


def check_moments(ctx: Reader, moments: set[datetime]) -> None:
    """Raises Refused for a moment in the future or in a closed month of this station."""
    if max(moments) > ctx.now:
        raise Refused("A stock movement can't happen in the future. Correct its date.", where="occurred_at")
    for month in sorted({month_of(moment) for moment in moments}):
        if ctx.conn.execute(_closed, {"owner": ctx.station, "wanted": month}).first():
            raise Refused(
                "The month {month} is closed. Enter the movement with a date in an open month.",
                where="occurred_at", month=month,
            )  # fmt: skip


def month_of(moment: datetime) -> str:
    """The shop's month of a moment: "2026-11"."""
    return f"{clock.local(moment):%Y-%m}"


def _check_pairs(moves: Sequence[Move]) -> None:
    pairs: dict[tuple[int, str], list[Move]] = {}
    for move in moves:
        if move.kind in PAIRED:
            pairs.setdefault((move.source_line, move.kind), []).append(move)
    for legs in pairs.values():
        if sorted(move.leg for move in legs) != [0, 1] or sum(move.qty for move in legs) != 0:
            raise ValueError("a pair needs legs 0 and 1 of the same quantity")
        if len({move.status in OURS for move in legs}) > 1:
            raise Refused("What belongs to a customer can't become our stock, nor ours his, by a change of status.")


def _check_bins(source_id: Id, moves: Sequence[Move], bins: Mapping[Id, Any]) -> None:
    frozen = []
    for move in moves:
        bin_ = bins[move.bin_id]
        if bin_.warehouse_id != move.warehouse_id:
            raise ValueError(f"bin {bin_.code} is not in this warehouse")
        if bin_.frozen_by not in (None, source_id) and move.flag != OVERRIDE:
            text = Text(
                N_("Bin {bin} is frozen by a count. Wait until it is posted, or ask the manager to override."),
                bin=bin_.code,
            )
            frozen.append(Problem(where_of(move), text))
    if frozen:
        raise Refused.all(tuple(frozen))


def where_of(move: Move) -> str:
    """The place of the row in a document's form: its lines are numbered from 1, a form's from 0."""
    return f"lines.{move.source_line - 1}.qty"


def lent_costs(ctx: Context, moves: Sequence[Move], held: Mapping[Id, Worth]) -> dict[Id, int]:
    """What comes in needs a cost: given, or for a count gain the average, the last one, the last purchase price.

    Returns those last purchase prices (1e-6 yuan); raises Refused where there is none, and for a revaluation of
    nothing.
    """
    open_ = [
        move for move in moves
        if move.kind not in PAIRED and move.status in OURS
        and ((move.qty > 0 and move.unit_cost is None and move.value is None) or move.kind == "REVALUATION")
    ]  # fmt: skip
    if not open_:
        return {}
    bare = [
        m.part_id
        for m in open_
        if m.kind == "COUNT_GAIN" and (m.part_id not in held or held[m.part_id].average is None)
    ]
    bought = {part: price for part, price in _bought.rows(ctx.conn, bare) if price is not None}
    wrong = []
    for move in open_:
        worth = held.get(move.part_id, Worth())
        if move.kind == "REVALUATION" and worth.qty <= 0:
            wrong.append((move, N_("{part} has no stock that could be revalued.")))
        elif move.kind != "REVALUATION" and (
            move.kind != "COUNT_GAIN" or (worth.average is None and move.part_id not in bought)
        ):
            wrong.append((move, N_("{part} has no cost yet. Enter its unit cost.")))
    if wrong:
        names = part_names(ctx, [move.part_id for move, _ in wrong])
        raise Refused.all(tuple(Problem(where_of(m), Text(why, part=names[m.part_id][0])) for m, why in wrong))
    return bought


def part_names(ctx: Reader, parts: Sequence[Id]) -> dict[Id, tuple[str, int, str]]:
    """(number, decimals, unit) of parts, for messages."""
    return {part: (number, decimals, unit) for part, number, decimals, unit in _named.rows(ctx.conn, parts)}


def check_negative(
    ctx: Context, negative: set[Key], before: dict[Key, int], after: dict[Key, int], moves: Sequence[Move],
    houses: dict[Id, House], *, source: tuple[str, Id],
) -> None:  # fmt: skip
    """Raises Refused with every row that would leave less than nothing; where the warehouse allows it, a notice."""
    names = part_names(ctx, [key[0] for key in negative])
    codes = {row.id: row.code for row in _bins.rows(ctx.conn, (key[2] for key in negative))}
    short: dict[Key, Problem] = {}
    hidden = blind_bins(ctx)
    for move in moves:
        key = (move.part_id, move.warehouse_id, move.bin_id, move.status, move.batch)
        if key not in negative or key in short or move.qty >= 0:
            continue
        number, decimals, unit = names[move.part_id]
        said = {"part": number, "bin": codes[move.bin_id]}
        if houses[move.warehouse_id].allow_negative:
            less = i18n.quantity(after[key], decimals)
            text = Text(
                N_("{part} in {bin} is at {qty} {unit}: less than nothing. Find out why."), qty=less, unit=unit, **said
            )
            ctx.notify(text, role="WK", document=source)
            continue
        there, wanted = before.get(key, 0), before.get(key, 0) - after[key]
        if move.bin_id in hidden:
            short[key] = Problem(where_of(move), Text(N_("{part}: there is not enough of it in {bin}."), **said))
            continue
        text = Text(
            N_("{part}: only {qty} {unit} in {bin}, {wanted} wanted."),
            qty=i18n.quantity(there, decimals), wanted=i18n.quantity(wanted, decimals), unit=unit, **said,
        )  # fmt: skip
        short[key] = Problem(where_of(move), text)
    if short:
        raise Refused.all(tuple(short.values()))
