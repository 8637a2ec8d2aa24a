"""Who counts which bin in which round, and what a finished round decides (domain.md §3.3, SD4, E12).

A bin has one counter at a time; the second count is another person's; where both differ the leader's third decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.counts import CountLine, CountMember, CountPlace, ScanEvent, StockCount
from app.models.parts import Part
from app.models.people import User
from app.models.stations import Bin
from app.services.counts import rules
from app.services.counts.books import book_at, moves_since, unlisted_rows
from app.services.counts.rules import COUNT, LEAD, Tolerance
from app.services.counts.tallies import COUNTING, Key, Tally, events, tallied

LINES = CountLine.__table__
PLACES = CountPlace.__table__
OPEN_STATES = ("counting", "recount")


# Made once: a sheet asks them for each of the team, and putting a statement together costs more than its answer.
_place: Any = select(CountPlace).where(CountPlace.count_id == bindparam("count"), CountPlace.bin_id == bindparam("bin"))
_role: Any = select(CountMember.role).where(
    CountMember.count_id == bindparam("count"), CountMember.user_id == bindparam("user")
)
_name: Any = select(User.name).where(User.id == bindparam("user"))
_keeper: Any = select(Bin.keeper_id).where(Bin.id == bindparam("bin"))


def fetch(ctx: Any, count: Id) -> StockCount:
    """The count, or Refused if there is none."""
    found = ctx.session.get(StockCount, count)
    if found is None:
        raise Refused("This count does not exist any more.")
    return found  # type: ignore[no-any-return]


def place_of(ctx: Any, count: StockCount, bin_id: Id) -> CountPlace:
    """The bin within this count; Refused if the count is not running or does not cover it."""
    if count.state not in OPEN_STATES:
        raise Refused("{number} is not being counted now.", number=count.number)
    place = ctx.session.scalar(_place, {"count": count.id, "bin": bin_id})
    if place is None:
        raise Refused(
            "This bin does not belong to {number}. Scan a bin of this count.", number=count.number, where="bin"
        )
    return place  # type: ignore[no-any-return]


def member_role(ctx: Any, count: StockCount, person: Id | None) -> str:
    """LEADER, COUNTER, OBSERVER, FORMER, or "" for somebody outside the team."""
    return ctx.conn.execute(_role, {"count": count.id, "user": person}).scalar() or ""


def name_of(ctx: Any, person: Id | None) -> str:
    """The name of a user, "" if unknown."""
    return (ctx.conn.execute(_name, {"user": person}).scalar() or "") if person else ""


_first: Any = (
    select(ScanEvent.user_id)
    .where(ScanEvent.count_id == bindparam("count"), ScanEvent.bin_id == bindparam("bin"), ScanEvent.round == 1)
    .distinct()
)


def first_counters(ctx: Any, count: StockCount, bin_id: Id) -> set[Id | None]:
    """Who counted in this bin in the first round."""
    return set(ctx.conn.execute(_first, {"count": count.id, "bin": bin_id}).scalars())


def bar(ctx: Any, count: StockCount, place: CountPlace, person: Id | None) -> Text | None:
    """Why this person may not count this bin in its present round (SD4, E20), or None."""
    role = member_role(ctx, count, person)
    if role not in rules.COUNTERS:
        return Text("You are not a counter of {number}. The leader can add you.", number=count.number)
    if count.state == "recount" and place.finished:
        return Text("Nothing has to be counted again in this bin.")
    if place.round == 1:
        return None
    if place.round > 2:
        return None if role == "LEADER" else Text("Two counts differ here; the leader counts this bin now.")
    if person in first_counters(ctx, count, place.bin_id):
        return Text("You counted this bin first; another person must count it again.")
    if count.type == "ANNUAL" and ctx.conn.execute(_keeper, {"bin": place.bin_id}).scalar() == person:
        return Text("You keep this bin; in the annual count another person must count it again.")
    return None


@usecase("counts.take_bin", allow=COUNT, rules=("R9", "R10", "SD4"))
def take_bin(ctx: Context, count: Id, bin: Id) -> int:
    """Begins or resumes counting a bin; returns its round (1 first count, 2 recount, 3 the leader's).

    Refused if another person has it (only the leader hands a bin over: it is never summed), if he may not count it
    again, or if it does not belong to the count.
    """
    document = fetch(ctx, count)
    place = place_of(ctx, document, bin)
    person = ctx.actor.user
    if reason := bar(ctx, document, place, person):
        raise Refused(reason, where="bin")
    if place.counter_id not in (None, person) and not place.finished:
        raise Refused(
            "{name} is counting this bin. Ask the leader to hand it over.",
            where="bin",
            name=name_of(ctx, place.counter_id),
        )
    place.counter_id, place.finished = person, False
    return place.round


@usecase("counts.hand_over", allow=LEAD, rules=("R6", "SD4"))
def hand_over(ctx: Context, count: Id, bin: Id, user: Id) -> None:
    """The leader gives a bin to another counter, who goes on from what is counted there."""
    document = fetch(ctx, count)
    place = place_of(ctx, document, bin)
    _must_lead(ctx, document)
    if reason := bar(ctx, document, place, user):
        raise Refused("{name} can't count this bin: {reason}", where="user", name=name_of(ctx, user), reason=reason)
    place.counter_id, place.finished = user, False


@usecase("counts.add_member", allow=LEAD, rules=("R10",))
def add_member(ctx: Context, count: Id, user: Id, role: str = "COUNTER") -> None:
    """The leader takes another person into the team of a count that is planned or running."""
    document = fetch(ctx, count)
    _must_lead(ctx, document)
    if document.state not in ("planned", *OPEN_STATES):
        raise Refused("{number} is not being counted now.", number=document.number)
    if role not in {c.code for c in rules.MEMBERS} or ctx.session.get(User, user) is None:
        raise Refused("Choose a person and a role in the team.", where="user")
    member = next((one for one in document.team if one.user_id == user), None)
    if member is None:
        document.team.append(CountMember(user_id=user, role=role, position=len(document.team) + 1))
    elif member.role == rules.FORMER.code:
        member.role = role
    else:
        raise Refused("{name} is in the team already.", where="user", name=name_of(ctx, user))


def _must_lead(ctx: Context, count: StockCount) -> None:
    if member_role(ctx, count, ctx.actor.user) != "LEADER":
        raise Refused("Only the leader of {number} may do this.", number=count.number)


@usecase("counts.finish_bin", allow=COUNT, rules=("R9", "SD4"))
def finish_bin(ctx: Context, count: Id, bin: Id) -> int:
    """Ends one round in a bin; returns how many of its lines the leader must count a third time.

    Refused while a line is not counted: not counted is not zero (E13). A recount that agrees with the first count is
    accepted; the leader's count decides in the end.
    """
    document = fetch(ctx, count)
    place = place_of(ctx, document, bin)
    if place.counter_id != ctx.actor.user or place.finished:
        raise Refused("Scan the bin label first: you are not counting this bin.", where="bin")
    return close_bin(ctx, document, place)


def close_bin(
    ctx: Context, count: StockCount, place: CountPlace, lines: Sequence[Any] | None = None,
    tallies: dict[Key, Tally] | None = None,
) -> int:  # fmt: skip
    """Ends the round of a bin; returns how many lines the leader must count. Refused while a line is not counted.

    `lines` and `tallies`: those that are due, and what this round counted, if they are known.
    """
    if tallies is None:
        tallies = tallied(events(ctx, count.id, place.bin_id)).get(place.round, {})
    if lines is None:
        lines = [line for line in floor_lines(ctx, count, place.bin_id) if due(line, place.round)]
    missing = [line for line in lines if key_of(line) not in tallies]
    if missing:
        raise Refused(
            "{count} lines of this bin are not counted yet, first {part}. Count them, or confirm zero or not found.",
            where="lines", count=len(missing), part=missing[0].number,
        )  # fmt: skip
    place.finished = True
    return 0 if place.round == 1 else _decide(ctx, count, place, lines, tallies)


def due(line: Any, round: int) -> bool:
    """True if the line has to be counted in this round."""
    return round == 1 or (line.again and line.accepted is None)


def key_of(line: Any) -> Key:
    """What events and lines have in common."""
    return line.bin_id, line.part_id, line.status, line.batch


ALL_LINES = (
    select(LINES, Part.number, Part.abc_class)
    .join(Part, Part.id == LINES.c.part_id)
    .where(LINES.c.count_id == bindparam("count"))
    .order_by(LINES.c.position)
)


FLOOR = (
    "id", "position", "bin_id", "part_id", "status", "batch", "listed", "snapshot", "cost", "again", "accepted",
    "counted1", "at1",
)  # fmt: skip
FLOOR_LINES = ALL_LINES.with_only_columns(*(LINES.c[name] for name in FLOOR), Part.number, Part.abc_class)
BIN_LINES = FLOOR_LINES.where(LINES.c.bin_id == bindparam("bin"))


def lines_of(ctx: Any, count: StockCount) -> list[Any]:
    """The lines of a count as rows, with the part's number and class, in order of bins and parts."""
    return ctx.conn.execute(ALL_LINES, {"count": count.id}).all()  # type: ignore[no-any-return]


def floor_lines(ctx: Any, count: StockCount, bin_id: Id | None = None) -> list[Any]:
    """The same, of the whole count or of one of its bins, but only what is needed while people count (`FLOOR`): a bin
    is looked at some ten times in a count, and two thirds of a line are of later.
    """
    if bin_id is None:
        return ctx.conn.execute(FLOOR_LINES, {"count": count.id}).all()  # type: ignore[no-any-return]
    return ctx.conn.execute(BIN_LINES, {"count": count.id, "bin": bin_id}).all()  # type: ignore[no-any-return]


_event, _back = ScanEvent.__table__.alias(), ScanEvent.__table__.alias()
_counted_first = (
    select(_event.c.seq)
    .where(
        *(_event.c[name] == LINES.c[name] for name in ("count_id", "bin_id", "part_id", "status", "batch")),
        _event.c.round == 1, _event.c.kind.in_(sorted(COUNTING)),
        ~select(_back.c.seq).where(_back.c.ref == _event.c.seq, _back.c.kind == "UNDO").exists(),
    )
    .exists()
)  # fmt: skip
_numbers = (
    select(Part.number)
    .join(LINES, LINES.c.part_id == Part.id)
    .where(LINES.c.count_id == bindparam("count"))
    .order_by(LINES.c.position)
)
UNCOUNTED = _numbers.where(~_counted_first)
UNDECIDED = _numbers.where(LINES.c.accepted.is_(None))
_differs = _numbers.where(LINES.c.difference != 0)
UNEXPLAINED = _differs.where(or_(LINES.c.cause.is_(None), LINES.c.treatment.is_(None)))
UNDATED = _differs.where(LINES.c.treatment == "SUSPEND", LINES.c.due.is_(None))


def numbers_of(ctx: Any, count: StockCount, which: Any) -> list[str]:
    """The part numbers of the lines that a guard asks about (UNCOUNTED, UNDECIDED …), in their order."""
    return list(ctx.conn.execute(which, {"count": count.id}).scalars())


def _decide(ctx: Context, count: StockCount, place: CountPlace, lines: Sequence[Any], tallies: dict[Key, Tally]) -> int:
    """Writes the second or third count of a bin. Compared are the differences, not the quantities: between two honest
    counts goods may have been issued (mode LIVE)."""
    moves = moves_since(ctx, count)
    rows, open_lines = [], 0
    slot = min(place.round, 3)
    for line in lines:
        key = key_of(line)
        tally = tallies[key]
        accepted: int | None = tally.qty
        if slot == 2:
            first = line.counted1 - book_at(line.snapshot, moves.get(key, ()), line.at1)
            second = tally.qty - book_at(line.snapshot, moves.get(key, ()), tally.at)  # type: ignore[arg-type]
            accepted = tally.qty if first == second else None
        open_lines += accepted is None
        rows.append(
            {
                "id": line.id, f"counted{slot}": tally.qty, f"by{slot}": tally.by, f"at{slot}": tally.at,
                "result": tally.result, "accepted": accepted,
                "counted_at": tally.at if accepted is not None else None,
            }
        )  # fmt: skip
    if open_lines:
        place.round, place.counter_id, place.finished = 3, None, False
    ctx.update_many(LINES, rows)  # type: ignore[arg-type]
    return open_lines


def tolerance(ctx: Any) -> Tolerance:
    """The shop's tolerances (§1.10)."""
    settings = (rules.TOLERANCE_A, rules.TOLERANCE_B, rules.TOLERANCE_C, rules.UNITS_C, rules.VALUE_LIMIT)
    return Tolerance(*(ctx.setting(s) for s in settings))


def settle_first(ctx: Context, count: StockCount) -> None:
    """Writes the first count into the lines, adds what was found but not expected, opens what is counted again."""
    tallies = tallied(events(ctx, count.id)).get(1, {})
    moves = moves_since(ctx, count)
    lines = floor_lines(ctx, count)
    known = {key_of(line) for line in lines}
    if new := [key for key in tallies if key not in known]:
        ctx.write_many(LINES, unlisted_rows(ctx, count, new, moves))  # type: ignore[arg-type]
        lines = floor_lines(ctx, count)
    allowed = tolerance(ctx)
    rows = []
    for line in lines:
        key = key_of(line)
        tally = tallies[key]
        book = book_at(line.snapshot, moves.get(key, ()), tally.at)  # type: ignore[arg-type]
        again = tally.result == "NOT_FOUND" or allowed.trips(
            line.abc_class, book=book, counted=tally.qty, cost=line.cost
        )
        rows.append(
            {
                "id": line.id, "result": tally.result, "counted1": tally.qty, "by1": tally.by, "at1": tally.at,
                "again": again, "accepted": None if again else tally.qty, "counted_at": None if again else tally.at,
            }
        )  # fmt: skip
    ctx.update_many(LINES, rows)  # type: ignore[arg-type]
    reopen(ctx, count, {row["id"] for row in rows if row["again"]}, 2)


def reopen(ctx: Context, count: StockCount, lines: Iterable[Id], round: int) -> None:
    """Opens the bins of these lines for another round, and closes all others."""
    bins = set(
        ctx.conn.execute(
            select(LINES.c.bin_id).where(LINES.c.count_id == count.id, LINES.c.id.in_(set(lines)))
        ).scalars()
    )
    places = ctx.conn.execute(select(PLACES.c.id, PLACES.c.bin_id, PLACES.c.round).where(PLACES.c.count_id == count.id))
    ctx.update_many(
        PLACES,  # type: ignore[arg-type]
        [
            {
                "id": p.id, "round": max(round, p.round + 1) if p.bin_id in bins else p.round, "counter_id": None,
                "finished": p.bin_id not in bins,
            }
            for p in places
        ],
    )  # fmt: skip
