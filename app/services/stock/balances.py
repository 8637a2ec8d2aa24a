"""What is in stock: quantities, bins, averages and past moves, for whoever asks. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, bindparam, func, select

from app.core.clock import Id
from app.core.desk import Reader
from app.models.stations import Warehouse
from app.models.stock import Balance, StockMove, StockValue
from app.services.stock.costing import Worth
from app.services.stock.moves import OURS

T = TypeVar("T")
CHUNK = 1000  # ids per statement: both engines take far more, the plan stays the same

moves_table: Any = StockMove.__table__
balances_table: Any = Balance.__table__
values_table: Any = StockValue.__table__


class Content(NamedTuple):
    """What lies in a bin: `qty` in 1/1000 units."""

    part_id: Id
    bin_id: Id
    status: str
    batch: str
    qty: int


class Moved(NamedTuple):
    """One ledger row as a count's report explains it: `qty` signed 1/1000 units."""

    seq: int
    part_id: Id
    bin_id: Id
    status: str
    batch: str
    qty: int
    kind: str
    source_kind: str
    source_id: Id
    source_number: str
    occurred_at: datetime
    posted_at: datetime
    user_id: Id | None


class Held(NamedTuple):
    """Quantity (1/1000) and value (fen) of a part at one owner."""

    qty: int
    value: int


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """`items` without repeats, in lists short enough for one statement."""
    all_ = list(dict.fromkeys(items))
    for start in range(0, len(all_), CHUNK):
        yield all_[start : start + CHUNK]


def far_houses(ctx: Reader) -> Select[Any]:
    """The warehouses of other stations: what came of them by the exchange is theirs, never part of our figures."""
    return select(Warehouse.id).where(Warehouse.station.in_(ctx.far_stations))


def here(ctx: Reader, wanted: Select[Any], house: Any) -> Select[Any]:
    """`wanted` without what lies at other stations; `house` is its column that names the warehouse."""
    return wanted.where(house.not_in(far_houses(ctx))) if ctx.far_stations else wanted


@cache
def _sums(by_part: bool, by_bin: bool) -> Select[Any]:
    # sums of 64-bit integers are numeric in PostgreSQL
    table = balances_table.c
    wanted = select(table.part_id, func.sum(table.qty)).where(table.status.in_(bindparam("statuses", expanding=True)))
    if by_part:
        wanted = wanted.where(table.part_id.in_(bindparam("parts", expanding=True)))
    if by_bin:
        wanted = wanted.where(table.bin_id.in_(bindparam("bins", expanding=True)))
    return wanted.group_by(table.part_id)


def on_hand(
    ctx: Reader, part_ids: Collection[Id] | None = None, bin_ids: Collection[Id] | None = None,
    *, statuses: Collection[str] = tuple(sorted(OURS)),
) -> dict[Id, int]:  # fmt: skip
    """Quantity on hand (1/1000) per part, of all parts or these, in all bins or these; parts never stocked are absent.

    Counts what is ours: not a customer's property, not old parts, unless `statuses` says so, and nothing that lies at
    another station, unless `bin_ids` names its bins.
    """
    statement = _sums(part_ids is not None, bin_ids is not None)
    if bin_ids is None:
        statement = here(ctx, statement, balances_table.c.warehouse_id)
    given: dict[str, Any] = {"statuses": list(statuses)}
    if bin_ids is not None:
        given["bins"] = list(bin_ids)
    if part_ids is None:
        return {part: int(qty) for part, qty in ctx.conn.execute(statement, given).all()}
    found: dict[Id, int] = {}
    for some in chunks(part_ids):
        found |= {part: int(qty) for part, qty in ctx.conn.execute(statement, {**given, "parts": some}).all()}
    return found


Reserve = Callable[[Reader, Collection[Id] | None], Mapping[tuple[Id, Id], int]]
_reserves: list[Reserve] = []
_told: list[Callable[[Any, Collection[Id], Id], None]] = []


def reserves(reserve: Reserve) -> Reserve:
    """Has `reserve(ctx, parts or None for all)` asked what is held of each part and warehouse (a decorator)."""
    _reserves.append(reserve)
    return reserve


def after_reserving(watcher: Callable[[Any, Collection[Id], Id], None]) -> Callable[[Any, Collection[Id], Id], None]:
    """Has `watcher(ctx, parts, warehouse)` called when more or less of them is promised than before (a decorator)."""
    _told.append(watcher)
    return watcher


def tell_reserved(ctx: Any, parts: Collection[Id], house: Id) -> None:
    """Tells the watchers; what was changed is in the database by then."""
    ctx.flush()
    for watcher in _told if parts else ():
        watcher(ctx, list(parts), house)


def reserved(ctx: Reader, part_ids: Collection[Id] | None = None) -> dict[tuple[Id, Id], int]:
    """Quantity (1/1000) per part and warehouse that is promised to somebody and still lies here."""
    found: dict[tuple[Id, Id], int] = {}
    for reserve in _reserves if part_ids is None or part_ids else ():
        for place, qty in reserve(ctx, part_ids).items():
            found[place] = found.get(place, 0) + qty
    return found


def reserved_here(ctx: Reader, part_ids: Collection[Id] | None = None) -> dict[Id, int]:
    """Quantity (1/1000) per part that is promised to somebody in the warehouses of this station."""
    far = frozenset(ctx.conn.execute(far_houses(ctx)).scalars()) if ctx.far_stations else frozenset()
    found: dict[Id, int] = {}
    for (part, house), qty in reserved(ctx, part_ids).items():
        if house not in far:
            found[part] = found.get(part, 0) + qty
    return found


def available(ctx: Reader, part_ids: Collection[Id] | None = None) -> dict[Id, int]:
    """Quantity (1/1000) per part that can be issued, sold or reserved here: what is there and promised to nobody.

    Below zero if more is promised than there is.
    """
    found = on_hand(ctx, part_ids, statuses=("AVAILABLE",))
    for part, qty in reserved_here(ctx, part_ids).items():
        found[part] = found.get(part, 0) - qty
    return found


_at: Any = (
    select(balances_table.c.part_id, balances_table.c.warehouse_id, func.sum(balances_table.c.qty))
    .where(balances_table.c.part_id.in_(bindparam("parts", expanding=True)), balances_table.c.status == "AVAILABLE")
    .group_by(balances_table.c.part_id, balances_table.c.warehouse_id)
)


def available_at(ctx: Reader, part_ids: Collection[Id]) -> dict[tuple[Id, Id], int]:
    """Quantity (1/1000) that can be issued, sold or reserved, per part and warehouse."""
    found = in_stock_at(ctx, part_ids)
    for place, qty in reserved(ctx, part_ids).items():
        found[place] = found.get(place, 0) - qty
    return found


def in_stock_at(ctx: Reader, part_ids: Iterable[Id]) -> dict[tuple[Id, Id], int]:
    """Quantity (1/1000) with status AVAILABLE per part and warehouse, promised to somebody or not."""
    return {
        (row[0], row[1]): int(row[2])
        for some in chunks(part_ids)
        for row in ctx.conn.execute(_at, {"parts": some}).all()
    }


_book = (
    select(balances_table.c.qty)
    .where(
        balances_table.c.part_id == bindparam("part"), balances_table.c.bin_id == bindparam("bin"),
        balances_table.c.status == bindparam("status"), balances_table.c.batch == bindparam("batch"),
    )
)  # fmt: skip


def book(ctx: Reader, part_id: Id, bin_id: Id, *, status: str = "AVAILABLE", batch: str = "") -> int:
    """The book quantity (1/1000) of one part in one bin, status and batch."""
    given = {"part": part_id, "bin": bin_id, "status": status, "batch": batch}
    return int(ctx.conn.execute(_book, given).scalar() or 0)


_contents = select(*(balances_table.c[name] for name in Content._fields)).where(
    balances_table.c.bin_id.in_(bindparam("bins", expanding=True)), balances_table.c.qty != 0
)


def bin_contents(ctx: Reader, bin_ids: Iterable[Id]) -> list[Content]:
    """What the books say lies in these bins, without the empty rows, whatever its status."""
    return [Content(*row) for some in chunks(bin_ids) for row in ctx.conn.execute(_contents, {"bins": some}).all()]


_between = (
    select(*(moves_table.c[name] for name in Moved._fields))
    .where(
        moves_table.c.bin_id.in_(bindparam("bins", expanding=True)),
        moves_table.c.occurred_at > bindparam("start"), moves_table.c.occurred_at <= bindparam("end"),
    )
    .order_by(moves_table.c.occurred_at, moves_table.c.seq)
)  # fmt: skip


def moves_between(ctx: Reader, bin_ids: Iterable[Id], start: datetime, end: datetime) -> list[Moved]:
    """The moves of these bins that happened after `start` and not after `end`, in the order they happened.

    `posted_at` tells a late entry: what happened before a line was counted, but was posted after it.
    """
    some = list(bin_ids)
    return (
        [Moved(*row) for row in ctx.conn.execute(_between, {"bins": some, "start": start, "end": end}).all()]
        if some
        else []
    )


_held = select(values_table.c.part_id, values_table.c.qty, values_table.c.value, values_table.c.last_cost).where(
    values_table.c.owner == bindparam("owner"), values_table.c.part_id.in_(bindparam("parts", expanding=True))
)


def worths(ctx: Reader, part_ids: Iterable[Id], owner: str | None = None) -> dict[Id, Worth]:
    """Quantity, value and last cost per part at `owner` (a station; None = this one); never stocked = absent."""
    station = owner or ctx.station
    return {
        row[0]: Worth(row[1], row[2], row[3])
        for some in chunks(part_ids)
        for row in ctx.conn.execute(_held, {"owner": station, "parts": some}).all()
    }


def average_cost(ctx: Reader, part_ids: Iterable[Id], owner: str | None = None) -> dict[Id, int]:
    """Average cost (1e-6 yuan) per part, or the last cost when none is in stock; parts without any cost are absent."""
    found = {part: worth.average for part, worth in worths(ctx, part_ids, owner).items()}
    return {part: cost for part, cost in found.items() if cost is not None}


def stock_value(ctx: Reader, part_ids: Iterable[Id], owner: str | None = None) -> dict[Id, Held]:
    """Quantity (1/1000) and value (fen) per part at `owner`."""
    return {part: Held(worth.qty, worth.value) for part, worth in worths(ctx, part_ids, owner).items()}


def last_moves(ctx: Reader, part_id: Id, limit: int = 5) -> Sequence[Moved]:
    """The latest moves of a part in the warehouses of this station, newest first."""
    wanted = (
        select(*(moves_table.c[name] for name in Moved._fields))
        .where(moves_table.c.part_id == part_id)
        .order_by(moves_table.c.occurred_at.desc(), moves_table.c.seq.desc())
        .limit(limit)
    )
    mine = here(ctx, wanted, moves_table.c.warehouse_id)
    return [Moved(*row) for row in ctx.conn.execute(mine).all()]


def has_moves(ctx: Reader, part_id: Id) -> bool:
    """True if the part ever moved: then its unit stays as it is and it can't be deleted."""
    wanted = select(moves_table.c.seq).where(moves_table.c.part_id == part_id).limit(1)
    return ctx.conn.execute(wanted).first() is not None
