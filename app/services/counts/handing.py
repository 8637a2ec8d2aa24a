"""Counting that goes to another person: who leads a count, the bins somebody has begun (E92)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Charge, Task
from app.models.counts import CountMember, CountPlace, StockCount
from app.models.stations import Bin
from app.services.counts.places import OPEN_STATES, bar

KIND_NAME = "counts"
LED = ("draft", "planned", *OPEN_STATES)


def _counts(ctx: Any, person: Id) -> Sequence[Task]:
    wanted = select(StockCount).join(CountMember, CountMember.count_id == StockCount.id)
    leads = CountMember.user_id == person, CountMember.role == "LEADER", StockCount.state.in_(LED)
    rows = ctx.session.scalars(wanted.where(*leads, _ours(ctx)))
    return [Task(count.id, KIND_NAME, count.id, count.number, "") for count in rows]


def _bins(ctx: Any, person: Id) -> Sequence[Task]:
    wanted = (
        select(CountPlace.id, StockCount.id, StockCount.number, Bin.code)
        .join(StockCount, StockCount.id == CountPlace.count_id)
        .join(Bin, Bin.id == CountPlace.bin_id)
    )
    his = CountPlace.counter_id == person, ~CountPlace.finished, StockCount.state.in_(OPEN_STATES)
    rows = ctx.conn.execute(wanted.where(*his, _ours(ctx)).order_by(Bin.code))
    return [Task(place, KIND_NAME, count, number, code) for place, count, number, code in rows]


def _ours(ctx: Any) -> Any:
    return StockCount.station.not_in(ctx.far_stations)


def _join(count: StockCount, person: Id) -> CountMember:
    """His place in the team; he counts there from now on if he was not in it."""
    found = next((one for one in count.team if one.user_id == person), None)
    if found is None:
        found = CountMember(user_id=person, role="COUNTER", position=len(count.team) + 1)
        count.team.append(found)
    return found


def _lead(ctx: Any, id: Id, person: Id, to: Id) -> None:
    """The other leads it; who led it stays in the team as one who counted."""
    count = ctx.session.get_one(StockCount, id)
    heir, before = _join(count, to), _join(count, person)
    heir.role, before.role = "LEADER", "COUNTER"


def _count(ctx: Any, id: Id, _person: Id, to: Id) -> None:
    """SD4: not to who counted this bin first."""
    place = ctx.session.get_one(CountPlace, id)
    count = ctx.session.get_one(StockCount, place.count_id)
    _join(count, to)
    ctx.flush()
    if reason := bar(ctx, count, place, to):
        raise Refused(reason)
    place.counter_id = to


CHARGES = (
    Charge("counts", N_("Leads the count"), _counts, _lead),
    Charge("counts.bins", N_("Bins being counted"), _bins, _count),
)
