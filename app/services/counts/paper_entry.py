"""A sheet that came back from the shelf, typed in line by line: who counted, when, and what he wrote (R9, §4).

Blind like the sheet itself: what is given out for typing has no book quantity. A typed line sets the total of its part
in this round, so that typing the same sheet twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.counts import CountPlace, StockCount
from app.models.stations import Bin
from app.services.counts.codes import Found, identify
from app.services.counts.places import bar, close_bin, due, fetch, floor_lines, key_of, member_role, name_of, place_of
from app.services.counts.queries import parts_of
from app.services.counts.rules import COUNT, COUNTERS
from app.services.counts.scanning import EVENTS, MOST, misfit
from app.services.counts.tallies import Key, Tally, add_rows, events, tallied

NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True)
class SheetLine:
    """One printed line of a sheet, in its order."""

    part_id: Id
    number: str
    name_zh: str | None
    name_en: str | None
    spec: str
    unit: str
    decimals: int
    status: str
    batch: str


@dataclass(frozen=True)
class SheetCounter:
    """Somebody of the team, and why he can't have counted this sheet (None = he can)."""

    user: Id
    name: str
    refusal: Text | None


@dataclass(frozen=True)
class ReturnedSheet:
    """What is typed in: a bin of a count in its present round, its lines and who may have counted them."""

    count: Id
    number: str
    bin_id: Id
    bin: str
    round: int
    since: datetime | None
    lines: tuple[SheetLine, ...]
    counters: tuple[SheetCounter, ...]


@dataclass(frozen=True)
class Written:
    """What stands behind a printed line: a quantity (1/1000; 0 = none there), or not found. Blank: left out."""

    part: Id
    quantity: int = 0
    not_found: bool = False
    status: str = "AVAILABLE"
    batch: str = ""


@dataclass(frozen=True)
class AddedLine:
    """What was written below the printed lines: a code or part number, and how many (1/1000)."""

    code: str
    quantity: int


def sheet_code(number: str, bin: str, round: int) -> str:
    """What the bar code of a sheet says: "SC-01-20261123-0001/A-03-2-05", with the round from the recount on."""
    return f"{number}/{bin}" + (f"/{round}" if round > 1 else "")


_called: Any = select(StockCount).where(StockCount.number == bindparam("number"))
_place_called: Any = (
    select(CountPlace, Bin.code)
    .join(Bin, Bin.id == CountPlace.bin_id)
    .where(CountPlace.count_id == bindparam("count"), Bin.code == bindparam("bin"))
)


def _meant(ctx: Any, code: str) -> tuple[StockCount, CountPlace, str]:
    number, _, rest = code.strip().upper().partition("/")
    count = ctx.session.scalar(_called, {"number": number})
    if count is None or not rest:
        raise Refused("“{code}” is not the number of a count sheet. Scan the bar code on top of it.", code=code.strip())
    bin_, _, round_ = rest.rpartition("/") if rest.rpartition("/")[2].isdigit() and "/" in rest else (rest, "", "1")
    found = ctx.session.execute(_place_called, {"count": count.id, "bin": bin_}).first()
    if found is None:
        raise Refused("{number} does not count bin {bin}.", number=number, bin=bin_)
    place = place_of(ctx, count, found[0].bin_id)
    if place.round != int(round_):
        raise Refused("This sheet is of another round: bin {bin} is in round {n} now.", bin=bin_, n=place.round)
    return count, place, found[1]


@query("counts.returned_sheet", allow=COUNT)
def returned_sheet(ctx: Reader, code: str) -> ReturnedSheet:
    """The lines of the sheet with this bar code, for typing in; Refused if it is not to be counted now."""
    count, place, bin_ = _meant(ctx, code)
    rows = [
        x for x in floor_lines(ctx, count, place.bin_id) if due(x, place.round) and (x.listed or place.round > 1)
    ]  # fmt: skip
    parts = parts_of(ctx, [x.part_id for x in rows])
    lines = tuple(
        SheetLine(
            x.part_id, p.number, p.name_zh, p.name_en, p.spec_model, p.unit, p.qty_decimals, x.status, x.batch
        )
        for x in rows
        for p in (parts[x.part_id],)
    )  # fmt: skip
    people = tuple(
        SheetCounter(m.user_id, name_of(ctx, m.user_id), _not_his(ctx, count, place, m.user_id))
        for m in count.team
        if m.role in COUNTERS
    )
    return ReturnedSheet(
        count.id, count.number, place.bin_id, bin_, place.round, count.snapshot_at, lines, people
    )  # fmt: skip


def _not_his(ctx: Any, count: StockCount, place: CountPlace, person: Id) -> Text | None:
    """Why what is entered can't have been counted by this person: SD4, or another has the bin (E12: never summed)."""
    if reason := bar(ctx, count, place, person):
        return reason
    if place.counter_id not in (None, person):
        return Text(
            N_("{name} is counting this bin. Ask the leader to hand it over."), name=name_of(ctx, place.counter_id)
        )
    return None


def take_for(ctx: Context, count: StockCount, place: CountPlace, counter: Id | None) -> Id:
    """The bin goes to the person who counted it on paper or with a collector; returns him.

    The leader enters for others, everybody for himself.
    """
    person = counter or ctx.actor.user
    if person is None:
        raise Refused("Say who counted.", where="counter")
    if person != ctx.actor.user and member_role(ctx, count, ctx.actor.user) != "LEADER":
        raise Refused("Only the leader of {number} enters what somebody else counted.", number=count.number)
    if reason := _not_his(ctx, count, place, person):
        raise Refused(
            "{name} can't count this bin: {reason}", where="counter", name=name_of(ctx, person), reason=reason
        )
    place.counter_id, place.finished = person, False
    return person


@usecase("counts.enter_sheet", allow=COUNT, rules=("R9", "R10", "SD4"))
def enter_sheet(
    ctx: Context, count: Id, bin: Id, written: Sequence[Written], *, counter: Id | None = None,
    at: datetime | None = None, added: Sequence[AddedLine] = (), finish: bool = True,
) -> int:  # fmt: skip
    """Takes in a returned sheet; returns how many of its lines the leader must count a third time.

    `at` is when it was counted (now, if nothing is said): slips in between are reckoned by it. Raises Refused with
    everything that is wrong, and nothing is kept; with `finish` also while a line is blank.
    """
    document = fetch(ctx, count)
    place = place_of(ctx, document, bin)
    person, moment = take_for(ctx, document, place, counter), at or ctx.now
    begun = document.snapshot_at or moment
    if begun.replace(second=0, microsecond=0) <= moment <= begun:  # people write minutes
        moment = begun
    if not begun <= moment <= ctx.now:
        raise Refused("It was counted after the count began, and not in the future. Correct the time.", where="at")
    expected = {key_of(x): x for x in floor_lines(ctx, document, bin) if due(x, place.round)}
    known = tallied(events(ctx, count, bin)).get(place.round, {})
    rows = _of_lines(ctx, place, expected, known, written) + _of_added(ctx, place, expected, added)
    base = {
        "count_id": count, "bin_id": bin, "round": place.round, "status": "AVAILABLE", "batch": "", "part_id": None,
        "mark": "", "ref": None, "user_id": person, "at": moment, "note": None, "origin_seq": None,
    }  # fmt: skip
    made = [base | row for row in rows]
    ctx.append(EVENTS, made)
    add_rows(known, made)
    return close_bin(ctx, document, place, list(expected.values()), known) if finish else 0


def _of_lines(
    ctx: Context, place: CountPlace, expected: dict[Key, Any], known: dict[Key, Tally], written: Sequence[Written]
) -> list[dict[str, Any]]:
    """One event per written line: typed quantities set the total, so that a sheet typed twice counts once."""
    parts = parts_of(ctx, [w.part for w in written])
    rows, wrong = [], []
    for at, one in enumerate(written):
        key = (place.bin_id, one.part, one.status, one.batch)
        part = parts.get(one.part)
        if part is None or key not in expected:
            wrong.append(Problem(f"written.{at}", Text(N_("This line is not on the sheet."))))
        elif not 0 <= one.quantity <= MOST:
            wrong.append(Problem(f"written.{at}", Text(N_("Enter a quantity from zero to 999,999."))))
        elif one.quantity % 10 ** (3 - part.qty_decimals):
            words = Text(N_("At most {decimals} decimals for this unit."), decimals=part.qty_decimals)
            wrong.append(Problem(f"written.{at}", words))
        else:
            before = known[key].qty if key in known else 0
            kind = NOT_FOUND if one.not_found else "TYPED" if one.quantity else "ZERO"
            quantity = (0 if one.not_found else one.quantity) - before
            rows.append(
                {"kind": kind, "part_id": one.part, "status": one.status, "batch": one.batch, "qty": quantity,
                 "code": part.number}
            )  # fmt: skip
    if wrong:
        raise Refused.all(tuple(wrong))
    return rows


def _of_added(
    ctx: Context, place: CountPlace, expected: dict[Key, Any], added: Sequence[AddedLine]
) -> list[dict[str, Any]]:
    """What was written below: a part that was not expected here, or a code nobody knows, which is kept as such."""
    known = identify(ctx, [line.code for line in added])
    rows, wrong = [], []
    for at, line in enumerate(added):
        found = known[line.code]
        where = f"added.{at}"
        if place.round > 1:
            wrong.append(Problem(where, Text(N_("This part is not counted again in this bin."))))
        elif len(found) == 1 and (why := misfit(line.quantity, found[0].decimals)):
            wrong.append(Problem(where, why))
        elif not 0 < line.quantity <= MOST:
            wrong.append(Problem(where, Text(N_("Enter a quantity above zero, at most 999,999."))))
        elif len(found) == 1 and (place.bin_id, found[0].part_id, "AVAILABLE", "") in expected:
            words = Text(N_("{part} is printed on the sheet: write the quantity there."), part=found[0].number)
            wrong.append(Problem(where, words))
        else:
            rows.append(kept(line.code, line.quantity, found))
    if wrong:
        raise Refused.all(tuple(wrong))
    return rows


def kept(code: str, quantity: int, found: Sequence[Found]) -> dict[str, Any]:
    """The event of something that stands on no list: one part, or a code that is to be settled later."""
    if len(found) != 1:
        return {"kind": "UNKNOWN", "code": code, "qty": quantity}
    return {"kind": "SCAN", "part_id": found[0].part_id, "code": code, "qty": quantity, "mark": "OFF_LIST"}
