"""What the rooms show of a count while it is counted. Blind: no book quantity, no cost, no other round, no other
person's figures ever leave this module (R9, SD4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import Text
from app.models.counts import StockCount
from app.models.many import ByIds
from app.models.parts import Part
from app.models.people import User
from app.models.stations import Bin, Warehouse
from app.services import stock
from app.services.counts.code_photos import photos_of
from app.services.counts.places import PLACES, bar, due, fetch, floor_lines, key_of, member_role
from app.services.counts.rules import COUNT, VIEW
from app.services.counts.scanning import Candidate, look_up
from app.services.counts.tallies import Event, Tally, Unknown, events, tallied, undone, unknowns


@dataclass(frozen=True)
class BinProgress:
    """One bin of a count: lines to count in its present round and how many are done; who has it. `refusal` says why
    the asking person may not take it."""

    bin_id: Id
    bin: str
    round: int
    total: int
    counted: int
    finished: bool
    counter: str
    mine: bool
    refusal: Text | None


@dataclass(frozen=True)
class CountHeader:
    """What stands above the scan room: the count, its team, its bins."""

    id: Id
    number: str
    state: str
    version: int
    type: str
    period: str
    mode: str
    warehouse: str
    leader: str
    role: str  # of the asking person in the team
    total: int
    counted: int
    unknowns: int
    bins: tuple[BinProgress, ...]


@dataclass(frozen=True)
class Spot:
    """One part at one bin, as the counter may see it. `counted` (1/1000) only for the bin he is counting himself."""

    line_id: Id | None
    bin_id: Id
    bin: str
    part_id: Id
    number: str
    name_zh: str | None
    name_en: str | None
    spec: str
    unit: str
    decimals: int
    photo: str | None
    status: str
    batch: str
    result: str
    counted: int | None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownSpot:
    """A code nobody knew, with the parts scanned before and after it, and the hashes of its photos."""

    seq: int
    code: str
    bin_id: Id
    bin: str
    quantity: int
    by: str
    at: datetime
    before: str
    after: str
    outcome: str
    part: str = ""
    note: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tabs:
    """The four tabs beside the stage; their numbers are the lengths. `unknown` holds the unsettled codes only."""

    uncounted: tuple[Spot, ...]
    counted: tuple[Spot, ...]
    unlisted: tuple[Spot, ...]
    unknown: tuple[UnknownSpot, ...]
    settled: tuple[UnknownSpot, ...]


@dataclass(frozen=True)
class TapeRow:
    """One of the last acts of the asking person in a bin, newest first."""

    seq: int
    kind: str
    at: datetime
    code: str
    number: str
    name_zh: str | None
    name_en: str | None
    unit: str
    decimals: int
    qty: int
    mark: str
    undone: bool


_P = PLACES.c
_places_of = (
    select(_P.bin_id, _P.round, _P.counter_id, _P.finished)
    .join(Bin, Bin.id == _P.bin_id)
    .where(_P.count_id == bindparam("count"))
    .order_by(Bin.code)
)
_place_of = _places_of.where(_P.bin_id == bindparam("bin"))


def _places(ctx: Any, count: StockCount, bin_id: Id | None = None) -> list[Any]:
    if bin_id is None:
        return ctx.conn.execute(_places_of, {"count": count.id}).all()  # type: ignore[no-any-return]
    return ctx.conn.execute(_place_of, {"count": count.id, "bin": bin_id}).all()  # type: ignore[no-any-return]


_codes = ByIds(lambda ids: select(Bin.id, Bin.code).where(Bin.id.in_(ids)))
_people = ByIds(lambda ids: select(User.id, User.name).where(User.id.in_(ids)))
_parts = ByIds(
    lambda ids: select(
        Part.id, Part.number, Part.name_zh, Part.name_en, Part.spec_model, Part.unit, Part.qty_decimals, Part.photo,
        Part.category_id,
    ).where(Part.id.in_(ids))
)  # fmt: skip


def codes_of(ctx: Any, bins: Iterable[Id]) -> dict[Id, str]:
    """Bin id → its code."""
    return {row.id: row.code for row in _codes.rows(ctx.conn, bins)}


def people_of(ctx: Any, users: Iterable[Id | None]) -> dict[Id | None, str]:
    """User id → name."""
    return {row.id: row.name for row in _people.rows(ctx.conn, (u for u in users if u))}


def parts_of(ctx: Any, parts: Iterable[Id | None]) -> dict[Id | None, Any]:
    """Part id → the row of its number, names, unit and photo."""
    return {row.id: row for row in _parts.rows(ctx.conn, (p for p in parts if p))}


@query("counts.header", allow=VIEW)
def header(ctx: Reader, count: Id) -> CountHeader:
    """Head and progress of a count; total and counted are those of the running round."""
    document = fetch(ctx, count)
    log = events(ctx, count)
    bins = _progress(ctx, document, log)
    leader = next((m.user_id for m in document.team if m.role == "LEADER"), None)
    warehouse = ctx.session.get(Warehouse, document.warehouse_id)
    return CountHeader(
        count, document.number, document.state, document.version, document.type, document.period or "", document.mode,
        warehouse.name if warehouse else "", people_of(ctx, [leader]).get(leader, ""),
        member_role(ctx, document, ctx.actor.user), sum(b.total for b in bins), sum(b.counted for b in bins),
        sum(1 for u in unknowns(log) if not u.outcome), bins,
    )  # fmt: skip


def _progress(ctx: Reader, count: StockCount, log: list[Event]) -> tuple[BinProgress, ...]:
    places = _places(ctx, count)
    tallies = tallied(log)
    lines: dict[Id, list[Any]] = {}
    for line in floor_lines(ctx, count):
        lines.setdefault(line.bin_id, []).append(line)
    codes, people = codes_of(ctx, [p.bin_id for p in places]), people_of(ctx, [p.counter_id for p in places])
    found = []
    for place in places:
        here = [line for line in lines.get(place.bin_id, ()) if _asked(line, place.round)]
        known = tallies.get(place.round, {})
        found.append(
            BinProgress(
                place.bin_id, codes[place.bin_id], place.round, len(here), sum(1 for x in here if key_of(x) in known),
                place.finished, people.get(place.counter_id, ""),
                place.counter_id is not None and place.counter_id == ctx.actor.user and not place.finished,
                bar(ctx, count, place, ctx.actor.user),
            )
        )  # fmt: skip
    return tuple(found)


def _asked(line: Any, round: int) -> bool:
    """True if the running round asks for the line; what was found but not expected is no part of "38 of 52"."""
    return bool(line.listed) if round == 1 else due(line, round)


@query("counts.tabs", allow=VIEW)
def tabs(ctx: Reader, count: Id, bin: Id | None = None) -> Tabs:
    """Uncounted, counted, not on the list, unknown: of one bin, or of the whole count."""
    document = fetch(ctx, count)
    log = events(ctx, count, bin)
    tallies = tallied(log)
    places = {p.bin_id: p for p in _places(ctx, document, bin)}
    lines = {
        key_of(x): x
        for x in floor_lines(ctx, document, bin)
        if x.bin_id in places and x.listed | (places[x.bin_id].round > 1)
    }
    extra = {key for number, t in tallies.items() for key in t if key not in lines and number == places[key[0]].round}
    parts = parts_of(ctx, {k[1] for k in lines} | {k[1] for k in extra})
    codes = codes_of(ctx, places)

    def spot(key: Any, line: Any) -> Spot:
        place, part = places[key[0]], parts[key[1]]
        tally = tallies.get(place.round, {}).get(key, Tally())
        own = place.counter_id == ctx.actor.user and ctx.actor.user is not None
        return Spot(
            line.id if line else None, key[0], codes[key[0]], key[1], part.number, part.name_zh, part.name_en,
            part.spec_model, part.unit, part.qty_decimals, part.photo, key[2], key[3], tally.result,
            tally.qty if own and tally.acts else None, tuple(sorted(tally.marks)),
        )  # fmt: skip

    spots = [spot(key, x) for key, x in lines.items() if due(x, places[x.bin_id].round)]
    odd = _shown_unknowns(ctx, count, unknowns(log))
    return Tabs(
        tuple(s for s in spots if s.result == "OPEN"), tuple(s for s in spots if s.result != "OPEN"),
        tuple(spot(key, None) for key in sorted(extra, key=lambda k: (codes[k[0]], parts[k[1]].number))),
        tuple(u for u in odd if not u.outcome), tuple(u for u in odd if u.outcome),
    )  # fmt: skip


def _shown_unknowns(ctx: Reader, count: Id, found: list[Unknown]) -> list[UnknownSpot]:
    photos = photos_of(ctx, count) if found else {}
    parts = parts_of(ctx, [p for u in found for p in (u.before, u.after, u.part_id)])
    codes, people = codes_of(ctx, [u.bin_id for u in found]), people_of(ctx, [u.by for u in found])

    def number(part: Id | None) -> str:
        return parts[part].number if part in parts else ""

    return [
        UnknownSpot(
            u.seq, u.code, u.bin_id, codes[u.bin_id], u.qty, people.get(u.by, ""), u.at, number(u.before),
            number(u.after), u.outcome, number(u.part_id), u.note, photos.get(u.seq, ()),
        )
        for u in found
    ]  # fmt: skip


@query("counts.tape", allow=COUNT)
def tape(ctx: Reader, count: Id, bin: Id | None = None, limit: int = 5) -> tuple[TapeRow, ...]:
    """The asking person's last acts in the running round, newest first: nobody sees another's figures."""
    document = fetch(ctx, count)
    rounds = {p.bin_id: p.round for p in _places(ctx, document)}
    log = events(ctx, count, bin)
    gone = undone(log)
    mine = [e for e in log if e.user_id == ctx.actor.user and e.round == rounds.get(e.bin_id)][-limit:]
    parts = parts_of(ctx, [e.part_id for e in mine])
    rows = []
    for e in reversed(mine):
        part = parts.get(e.part_id)
        rows.append(
            TapeRow(
                e.seq, e.kind, e.at, e.code, part.number if part else "", part.name_zh if part else None,
                part.name_en if part else None, part.unit if part else "", part.qty_decimals if part else 0, e.qty,
                e.mark if e.kind != "UNDO" else "", e.seq in gone,
            )
        )  # fmt: skip
    return tuple(rows)


@query("counts.find_part", allow=COUNT)
def find_part(ctx: Reader, count: Id, bin: Id, code: str) -> tuple[Candidate, ...]:
    """What a typed code means in this bin, without counting it (F4, typed quantities)."""
    found = {(r.part_id, r.status, r.batch): r for r in look_up(ctx, count, bin, code.strip(), None) if r.part_id}
    return tuple(
        Candidate(r.part_id, r.number, r.name_zh, r.name_en, r.status or "AVAILABLE", r.batch or "")
        for r in found.values()
    )


@query("counts.blind_bins", allow=None)
def blind_bins(ctx: Reader) -> frozenset[Id]:
    """Bins that the asking person is counting now: lists, cards and ledger show him no quantity of them."""
    return stock.blind_bins(ctx)


@query("counts.open_places", allow=VIEW)
def open_places(ctx: Reader) -> tuple[tuple[Id, str, Id], ...]:
    """(bin, its code, count) of everything that is being counted now: where a scanned bin label leads."""
    wanted = (
        select(PLACES.c.bin_id, Bin.code, PLACES.c.count_id)
        .join(StockCount, StockCount.id == PLACES.c.count_id)
        .join(Bin, Bin.id == PLACES.c.bin_id)
        .where(StockCount.state.in_(("counting", "recount")), StockCount.station.not_in(ctx.far_stations))
        .order_by(Bin.code)
    )
    return tuple((row[0], row[1], row[2]) for row in ctx.conn.execute(wanted))
