"""Counting that goes to another person: who is in the team, the bins he has begun, what he clears up (E92)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Charge, Task
from app.models.counts import CountLine, CountMember, CountPlace, StockCount
from app.models.parts import Part
from app.models.stations import Bin
from app.services.counts import rules
from app.services.counts.places import LINES, OPEN_STATES, bar
from app.services.counts.workflow import team_complete
from app.services.duties import name_of
from app.services.people.charges import brief

KIND_NAME = "counts"
_AHEAD = ("draft", "planned")
_TEAM = (*_AHEAD, *OPEN_STATES)
_LED = (*_TEAM, "analysis", "pending", "approved")  # it can come back to the leader until it is posted


def _members(ctx: Any, people: Collection[Id], roles: Collection[str], states: Collection[str]) -> Sequence[Task]:
    wanted = select(CountMember, StockCount).join(StockCount, StockCount.id == CountMember.count_id)
    his = CountMember.user_id.in_(people), CountMember.role.in_(roles), StockCount.state.in_(states)
    rows = ctx.session.execute(wanted.where(*his).order_by(StockCount.number))
    return [
        Task(one.user_id, count.station, count.id, KIND_NAME, count.id, count.number, count.period or "")
        for one, count in rows
    ]


def _counts(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    return _members(ctx, people, ("LEADER",), _LED)


def _teams(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    return _members(ctx, people, ("COUNTER", "OBSERVER"), _TEAM)


def _bins(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    wanted = (
        select(CountPlace.counter_id, StockCount.station, CountPlace.id, StockCount.id, StockCount.number, Bin.code)
        .join(StockCount, StockCount.id == CountPlace.count_id)
        .join(Bin, Bin.id == CountPlace.bin_id)
    )
    his = CountPlace.counter_id.in_(people), ~CountPlace.finished, StockCount.state.in_(OPEN_STATES)
    rows = ctx.conn.execute(wanted.where(*his).order_by(Bin.code))
    return [Task(who, of, place, KIND_NAME, count, number, code) for who, of, place, count, number, code in rows]


def _kept_open(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    """Differences that he is to clear up. Submitted, the report names him and is signed: then finance and the head of
    the warehouse are reminded. Who pays for a loss stays who pays."""
    wanted = (
        select(
            CountLine.responsible_id, StockCount.station, CountLine.id, StockCount.id, StockCount.number, Bin.code,
            Part.number,
        )
        .join(StockCount, StockCount.id == CountLine.count_id)
        .join(Bin, Bin.id == CountLine.bin_id)
        .join(Part, Part.id == CountLine.part_id)
    )  # fmt: skip
    his = CountLine.responsible_id.in_(people), CountLine.treatment == "SUSPEND", StockCount.state == "analysis"
    rows = ctx.conn.execute(wanted.where(*his).order_by(CountLine.position))
    return [
        Task(who, of, line, KIND_NAME, count, number, brief(code, part))
        for who, of, line, count, number, code, part in rows
    ]


def _join(ctx: Any, count: StockCount, person: Id, to: Id) -> None:
    """The other does in the team what this one did. Once counting has begun, who leaves stays named in it.

    Refused for who can't be both, and if an annual count would lack people (R10).
    """
    lacked = workflow.judge(team_complete(ctx, count))
    leaving = next(one for one in count.team if one.user_id == person)
    heir = next((one for one in count.team if one.user_id == to), None)
    if heir is None:
        heir = CountMember(user_id=to, role=leaving.role, position=len(count.team) + 1)
        count.team.append(heir)
    elif leaving.role == "LEADER" or heir.role == rules.FORMER.code:
        heir.role = leaving.role
    elif "OBSERVER" in (leaving.role, heir.role):
        raise Refused("{name} has another role in this team. Choose somebody else.", name=name_of(ctx, to))
    if count.state in _AHEAD:
        count.team.remove(leaving)
    else:
        leaving.role = rules.FORMER.code
    lacks = workflow.judge(team_complete(ctx, count))
    if lacks and not lacked:
        raise Refused(lacks.text)


def _replace(ctx: Any, id: Id, person: Id, to: Id) -> None:
    _join(ctx, ctx.session.get_one(StockCount, id), person, to)


def _count(ctx: Any, id: Id, _person: Id, to: Id) -> None:
    """SD4: not to who counted this bin first."""
    place = ctx.session.get_one(CountPlace, id)
    count = ctx.session.get_one(StockCount, place.count_id)
    if to not in {one.user_id for one in count.team}:
        count.team.append(CountMember(user_id=to, role="COUNTER", position=len(count.team) + 1))
    ctx.flush()
    if reason := bar(ctx, count, place, to):
        raise Refused(reason)
    place.counter_id = to


def _clear_up(ctx: Any, id: Id, _person: Id, to: Id) -> None:
    ctx.update_many(LINES, [{"id": id, "responsible_id": to}])


CHARGES = (
    Charge("counts", N_("Leads the count"), _counts, _replace, rules.LEAD),
    Charge("counts.team", N_("Counts or observes"), _teams, _replace, rules.COUNT),
    Charge("counts.bins", N_("Bins being counted"), _bins, _count, rules.COUNT),
    Charge("counts.kept_open", N_("Differences to clear up"), _kept_open, _clear_up, rules.VIEW),
)
