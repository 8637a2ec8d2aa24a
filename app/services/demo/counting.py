"""Three counts of the demo shop: one closed, one in analysis, one being counted. Knows the services of counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.stations import Bin
from app.models.stock import Balance
from app.services import sheets
from app.services.counts import acts, analysis, queries
from app.services.counts import places as rounds
from app.services.counts.findings import findings
from app.services.demo.people import FINANCE, KEEPER, SECOND_KEEPER
from app.services.demo.walker import Walker


@dataclass(frozen=True)
class _Place:
    """A bin and what the book says lies there: part → milli."""

    bin: Id
    parts: tuple[tuple[Id, int], ...]


@query("demo.bins", allow=None)
def _bins(ctx: Reader, warehouse: Id) -> list[_Place]:
    """Bins of the warehouse in order, with what is booked there; none in which goods wait for their inspection."""
    other = select(Balance.bin_id).where(Balance.qty > 0, Balance.status != "AVAILABLE")
    rows = ctx.conn.execute(
        select(Bin.code, Bin.id, Balance.part_id, Balance.qty)
        .join(Balance, Balance.bin_id == Bin.id)
        .where(Bin.warehouse_id == warehouse, Balance.qty > 0, Bin.id.not_in(other))
        .order_by(Bin.code, Balance.part_id)
    )
    found: dict[Id, list[tuple[Id, int]]] = {}
    for row in rows:
        found.setdefault(row.id, []).append((row.part_id, row.qty))
    return [_Place(bin, tuple(parts)) for bin, parts in found.items()]


def three_counts(walker: Walker, house: Id, last: datetime) -> None:
    """Makes the three, the last one yesterday."""
    places: list[_Place] = walker.desk.ask(_bins, walker.people[KEEPER.login], house)
    walker.go(last - timedelta(hours=7))
    _closed(walker, house, places[:2])
    _in_analysis(walker, house, places[2:4])
    walker.go(last - timedelta(hours=1))
    running = _opened(walker, house, places[4:7])
    _first_count(walker, running, places[4:5], finish=False)


def _opened(walker: Walker, house: Id, places: list[_Place]) -> Id:
    """A monthly count of these bins, planned and begun; the second keeper counts too."""
    second = walker.people[SECOND_KEEPER.login].user
    id = walker.create(
        KEEPER.login, "counts",
        {
            "type": "MONTHLY", "warehouse_id": house, "mode": "LIVE", "scope": "BINS", "period": f"{walker.at:%Y-%m}",
            "bins": [{"bin_id": p.bin} for p in places], "team": [{"user_id": second, "role": "COUNTER"}],
        },
    )  # fmt: skip
    walker.step(KEEPER.login, "counts", id, "plan")
    walker.step(KEEPER.login, "counts", id, "start")
    return id


def _first_count(walker: Walker, id: Id, places: list[_Place], *, finish: bool = True, wrong: int = 0) -> None:
    """The keeper counts what is there; `wrong` lines of each bin come out one short."""
    for place in places:
        walker.run(KEEPER.login, rounds.take_bin, id, place.bin)
        for at, (part, quantity) in enumerate(place.parts):
            short = 1000 if at < wrong else 0
            walker.run(KEEPER.login, acts.enter, id, place.bin, part, quantity - short)
        _confirm_none(walker, KEEPER.login, id, place.bin)
        if finish:
            walker.run(KEEPER.login, rounds.finish_bin, id, place.bin)


def _confirm_none(walker: Walker, login: str, id: Id, bin: Id) -> None:
    """What is expected in the bin, but has run out."""
    for spot in walker.desk.ask(queries.tabs, walker.people[login], id, bin).uncounted:
        walker.run(login, acts.confirm_zero, id, bin, spot.part_id, status=spot.status, batch=spot.batch)


def _recount(walker: Walker, id: Id, places: list[_Place], wrong: int) -> None:
    """The second keeper finds the same."""
    walker.step(KEEPER.login, "counts", id, "recount")
    for place in places:
        due = walker.desk.ask(queries.tabs, walker.people[SECOND_KEEPER.login], id, place.bin).uncounted
        if not due:
            continue
        walker.run(SECOND_KEEPER.login, rounds.take_bin, id, place.bin)
        wanted = {row.part_id for row in due}
        for at, (part, quantity) in enumerate(place.parts):
            if part in wanted:
                walker.run(SECOND_KEEPER.login, acts.enter, id, place.bin, part, quantity - (1000 if at < wrong else 0))
        _confirm_none(walker, SECOND_KEEPER.login, id, place.bin)
        walker.run(SECOND_KEEPER.login, rounds.finish_bin, id, place.bin)
    walker.step(KEEPER.login, "counts", id, "analyse")


def _closed(walker: Walker, house: Id, places: list[_Place]) -> None:
    id = _opened(walker, house, places)
    _first_count(walker, id, places, wrong=1)
    _recount(walker, id, places, wrong=1)
    found = walker.desk.ask(findings, walker.people[KEEPER.login], id)
    differing = [line.id for line in found.lines if line.difference]
    walker.run(KEEPER.login, analysis.treat, id, differing, "LOST", "ADJUST")
    walker.step(KEEPER.login, "counts", id, "submit")
    walker.step(FINANCE.login, "counts", id, "approve")
    walker.step(FINANCE.login, "counts", id, "post")
    walker.run(KEEPER.login, sheets.issue, "counts", id, "counts.report")
    walker.step(KEEPER.login, "counts", id, "close")


def _in_analysis(walker: Walker, house: Id, places: list[_Place]) -> None:
    id = _opened(walker, house, places)
    _first_count(walker, id, places, wrong=1)
    _recount(walker, id, places, wrong=1)
