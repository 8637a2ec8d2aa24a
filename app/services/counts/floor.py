"""What the scan room knows at one look: bins, the shelf's lines, unknown codes, the person's last acts; a pulse that
tells whether others changed something, photos, and where look-alikes are kept.

Blind like all that a counter sees: no book quantity, no cost, no other round, nobody else's figures (R9, SD4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.counts import CountLine, CountPlace, StockCount
from app.models.parts import Part, PartBin
from app.models.people import User
from app.models.stations import Bin
from app.models.stock import StockMove
from app.services import attachments
from app.services.counts import code_photos, queries
from app.services.counts.books import moves_since
from app.services.counts.places import PLACES, due, fetch, floor_lines, key_of
from app.services.counts.queries import BinProgress, CountHeader, TapeRow, UnknownSpot
from app.services.counts.rules import COUNT, COUNTERS, VIEW
from app.services.counts.tallies import Key, Tally, events, tallied, unknowns


@dataclass(frozen=True)
class ShelfLine:
    """One part in one bin, as its counter may see it. Quantities (1/1000) only of bins the asking person counts.

    `moved`: something was issued or received here since the count began; how much is nobody's business now.
    """

    key: Key
    bin: str
    number: str
    name_zh: str | None
    name_en: str | None
    unit: str
    decimals: int
    listed: bool
    result: str = "OPEN"
    counted: int | None = None
    scanned: int = 0
    typed: int = 0
    at: datetime | None = None
    moved: bool = False
    photo: str | None = None


@dataclass(frozen=True)
class Member:
    """Somebody of the team who may be given a bin."""

    id: Id
    name: str
    role: str


@dataclass(frozen=True)
class Floor:
    """`place` is the bin the person is counting; `lines` those of its shelf that are his or nobody's, in order of bins.

    `others` is (counted, total) of the shelf's lines that are not among them.
    """

    header: CountHeader
    place: BinProgress | None
    shelf: str
    lines: tuple[ShelfLine, ...]
    others: tuple[int, int]
    unknown: tuple[UnknownSpot, ...]
    tape: tuple[TapeRow, ...]
    team: tuple[Member, ...]


def shelf_of(code: str) -> str:
    """The shelf of a bin: A-01-1-06 stands on A-01; a bin with fewer than three parts is its own shelf."""
    parts = code.split("-")
    return "-".join(parts[:2]) if len(parts) > 2 else code


@query("counts.floor", allow=VIEW)
def floor(ctx: Reader, count: Id, bin: Id | None = None, resume: bool = True) -> Floor:
    """The scan room of a count. `bin`: the one that is being counted, None if there is none; with `resume` then the
    one this person left unfinished; of several the one of his last act."""
    header = queries.header(ctx, count)
    mine = [b for b in header.bins if b.mine and (b.bin_id == bin or (bin is None and resume))]
    place = _last_of(ctx, count, mine) if mine else None
    document = fetch(ctx, count)
    shelf = shelf_of(place.bin) if place else ""
    near = [b for b in header.bins if place and shelf_of(b.bin) == shelf]
    lines = _lines(ctx, document, near)
    listed = [line for line in lines if line.listed]
    others = (
        sum(b.counted for b in near) - sum(line.result != "OPEN" for line in listed),
        sum(b.total for b in near) - len(listed),
    )
    tape = queries.tape(ctx, count) if ctx.actor.may(COUNT) else ()
    return Floor(header, place, shelf, lines, others, _unknown(ctx, count), tape, _team(ctx, document))


def _last_of(ctx: Reader, count: Id, mine: Sequence[BinProgress]) -> BinProgress:
    """The bin in which this person did something last; the first if he has not yet done anything."""
    by_id = {b.bin_id: b for b in mine}
    log = events(ctx, count) if len(mine) > 1 else []
    last = next((e.bin_id for e in reversed(log) if e.user_id == ctx.actor.user and e.bin_id in by_id), mine[0].bin_id)
    return by_id[last]


def _lines(ctx: Reader, count: StockCount, near: Sequence[BinProgress]) -> tuple[ShelfLine, ...]:
    """Lines of the bins that are this person's or free: what is expected, then what was found besides."""
    counters = dict(
        ctx.conn.execute(select(PLACES.c.bin_id, PLACES.c.counter_id).where(PLACES.c.count_id == count.id)).all()
    )
    bins = {b.bin_id: b for b in near if counters[b.bin_id] in (None, ctx.actor.user)}
    wanted = {
        key_of(x): x for x in floor_lines(ctx, count)
        if x.bin_id in bins and due(x, bins[x.bin_id].round) and (x.listed or bins[x.bin_id].round > 1)
    }  # fmt: skip
    tallies = {
        key: tally for number, found in tallied(events(ctx, count.id)).items() for key, tally in found.items()
        if key[0] in bins and number == bins[key[0]].round
    }  # fmt: skip
    moves = moves_since(ctx, count) if bins else {}
    extra = sorted((k for k in tallies if k not in wanted), key=lambda k: bins[k[0]].bin)
    parts = queries.parts_of(ctx, {key[1] for key in (*wanted, *extra)})

    def line(key: Key, listed: bool) -> ShelfLine:
        part, tally, mine = parts[key[1]], tallies.get(key, Tally()), counters[key[0]] == ctx.actor.user
        return ShelfLine(
            key, bins[key[0]].bin, part.number, part.name_zh, part.name_en, part.unit, part.qty_decimals, listed,
            tally.result, tally.qty if mine and tally.acts else None, tally.scanned if mine else 0,
            tally.typed if mine else 0, tally.at, bool(moves.get(key)), part.photo,
        )  # fmt: skip

    return (*(line(key, True) for key in wanted), *(line(key, False) for key in extra))


def _unknown(ctx: Reader, count: Id) -> tuple[UnknownSpot, ...]:
    """The codes nobody settled yet, of all bins: whoever may, settles them from any desk."""
    found = [u for u in unknowns(events(ctx, count)) if not u.outcome]
    parts = queries.parts_of(ctx, [p for u in found for p in (u.before, u.after)])
    photos = code_photos.photos_of(ctx, count) if found else {}
    codes = queries.codes_of(ctx, [u.bin_id for u in found])
    people = queries.people_of(ctx, [u.by for u in found])

    def number(part: Id | None) -> str:
        return parts[part].number if part in parts else ""

    return tuple(
        UnknownSpot(
            u.seq, u.code, u.bin_id, codes[u.bin_id], u.qty, people.get(u.by, ""), u.at, number(u.before),
            number(u.after), "", photos=photos.get(u.seq, ()),
        )
        for u in found
    )  # fmt: skip


def _team(ctx: Reader, count: StockCount) -> tuple[Member, ...]:
    roles = {m.user_id: m.role for m in count.team if m.role in COUNTERS}
    rows = ctx.conn.execute(select(User.id, User.name).where(User.id.in_(roles)).order_by(User.name))
    return tuple(Member(row.id, row.name, roles[row.id]) for row in rows)


@query("counts.pulse", allow=VIEW)
def pulse(ctx: Reader, count: Id) -> tuple[Any, ...]:
    """Changes whenever somebody takes, gives or ends a bin, the count goes a step, or the ledger moves. Cheap."""
    state = ctx.conn.execute(select(StockCount.state).where(StockCount.id == count)).scalar()
    places = ctx.conn.execute(
        select(CountPlace.bin_id, CountPlace.round, CountPlace.counter_id, CountPlace.finished)
        .where(CountPlace.count_id == count)
        .order_by(CountPlace.bin_id)
    )
    moved = ctx.conn.execute(select(func.max(StockMove.seq))).scalar()
    return (state, moved, *(tuple(row) for row in places))


@query("counts.photo", allow=COUNT)
def photo(ctx: Reader, sha: str) -> bytes | None:
    """A photo of a part or of an unknown code by its hash; None if it is neither's or its file is gone."""
    known = ctx.conn.execute(select(Part.id).where(Part.photo == sha).limit(1)).first()
    return attachments.content(ctx, sha) if known or code_photos.is_photo(ctx, sha) else None


@query("counts.homes", allow=COUNT)
def homes(ctx: Reader, count: Id, parts: tuple[Id, ...]) -> dict[Id, tuple[str, str | None]]:
    """Part → (bins where it is kept or expected, hash of its photo): what tells look-alikes apart (E1)."""
    kept = select(PartBin.part_id, Bin.code).join(Bin, Bin.id == PartBin.bin_id).where(PartBin.part_id.in_(parts))
    expected = (
        select(CountLine.part_id, Bin.code)
        .join(Bin, Bin.id == CountLine.bin_id)
        .where(CountLine.count_id == count, CountLine.part_id.in_(parts))
    )
    bins: dict[Id, set[str]] = {part: set() for part in parts}
    for part, code in ctx.conn.execute(kept.union(expected)):
        bins[part].add(code)
    photos = dict(ctx.conn.execute(select(Part.id, Part.photo).where(Part.id.in_(parts))).all())
    return {part: ("  ".join(sorted(codes)[:3]), photos.get(part)) for part, codes in bins.items()}
