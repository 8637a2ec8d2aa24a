"""What all posted counts together say: differences by cause, person, bin, class and month, and accuracy (R11).

Only for those who analyse or approve; a bin that the asking person is counting now is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_
from app.core.screen import Choice
from app.models.counts import CountLine, StockCount
from app.models.parts import Part
from app.models.stations import Bin
from app.services import stock
from app.services.counts import rules
from app.services.counts.places import tolerance
from app.services.counts.queries import people_of
from app.services.counts.rules import Outcome, figures
from app.services.counts.sheets import CountFigures

BY = (
    Choice("cause", N_("Cause")), Choice("person", N_("Person")), Choice("bin", N_("Bin location")),
    Choice("class", N_("ABC class")), Choice("month", N_("Month")),
)  # fmt: skip
DONE = ("posted", "closed")
MOST, HISTORY = 20, 12
_L, _C = CountLine.__table__.c, StockCount.__table__.c
_DIMENSION: dict[str, Any] = {
    "cause": _L.cause, "person": func.coalesce(_L.responsible_id, Bin.keeper_id), "bin": Bin.code,
    "class": Part.abc_class, "month": _L.count_id,
}  # fmt: skip


@dataclass(frozen=True)
class Share:
    """What falls to one cause, person, bin, class or month: lines, gain and loss in fen. `label`: msgid or name."""

    label: str
    lines: int
    gain: int
    loss: int

    @property
    def size(self) -> int:
        """Gain and loss together: how much is wrong, whichever way."""
        return self.gain + self.loss


@dataclass(frozen=True)
class Accuracy:
    """One posted count in the history."""

    number: str
    period: str
    posted_at: datetime
    figures: CountFigures


def may_ask(ctx: Any) -> None:
    """Refused to those who neither analyse nor approve."""
    if not any(ctx.actor.may(p) for p in (rules.ANALYSE, rules.APPROVE, rules.APPROVE_ANNUAL)):
        ctx.actor.require(rules.ANALYSE)


@query("counts.shares", allow=rules.VIEW)
def shares(ctx: Reader, by: str, cause: str = "") -> tuple[Share, ...]:
    """The differences of all our posted counts by "cause", "person", "bin", "class" or "month", of one cause if named.

    A difference falls to the person named responsible, else to the keeper of its bin. The largest come first, months
    in their order.
    """
    may_ask(ctx)
    what = _DIMENSION[by]
    gain, loss = (func.sum(case((_L.value * sign > 0, _L.value * sign), else_=0)) for sign in (1, -1))
    wanted = (
        select(what, func.count(), gain, loss)
        .join(StockCount.__table__, _C.id == _L.count_id)
        .join(Bin, Bin.id == _L.bin_id)
        .join(Part, Part.id == _L.part_id)
        .where(_C.state.in_(DONE), _L.difference != 0, _L.bin_id.not_in(stock.blind_bins(ctx)))
        .where(_C.station.not_in(ctx.far_stations))
        .group_by(what)
    )  # fmt: skip
    rows = ctx.conn.execute(wanted.where(_L.cause == cause) if cause else wanted).all()
    if by == "month":
        return _by_month(ctx, rows)
    names = people_of(ctx, [row[0] for row in rows]) if by == "person" else {}
    nobody = {"cause": N_("Not explained yet"), "person": N_("Nobody named"), "class": N_("No class")}.get(by, "")
    said = {c.code: c.label for c in rules.CAUSES} if by == "cause" else names
    found = [Share(str(said.get(row[0], row[0]) or nobody), row[1], int(row[2]), int(row[3])) for row in rows]
    return tuple(sorted(found, key=lambda s: (-s.size, s.label))[:MOST])


def _by_month(ctx: Reader, rows: Any) -> tuple[Share, ...]:
    posted = dict(ctx.conn.execute(select(_C.id, _C.posted_at).where(_C.state.in_(DONE))).all())
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for count, lines, gain, loss in rows:
        month = months[f"{clock.local(posted[count]):%Y-%m}"]
        for place, value in enumerate((lines, int(gain), int(loss))):
            month[place] += value
    return tuple(Share(month, *sums) for month, sums in sorted(months.items())[-MOST:])


_last = (
    select(_C.id, _C.number, _C.period, _C.posted_at)
    .where(_C.state.in_(DONE))
    .order_by(_C.posted_at.desc())
    .limit(HISTORY)
)
_outcomes = (
    select(_L.count_id, _L.book, _L.accepted, _L.cost, _L.difference, Part.abc_class)
    .join(Part, Part.id == _L.part_id)
    .where(_L.count_id.in_(bindparam("counts", expanding=True)), _L.bin_id.not_in(bindparam("hidden", expanding=True)))
)


@query("counts.accuracy", allow=rules.VIEW)
def accuracy(ctx: Reader) -> tuple[Accuracy, ...]:
    """Accuracy of our last posted counts, the oldest first: strict, within tolerance, by value (§6.3)."""
    may_ask(ctx)
    counts = ctx.conn.execute(_last.where(_C.station.not_in(ctx.far_stations))).all()
    allowed = tolerance(ctx)
    lines: dict[Id, list[Outcome]] = defaultdict(list)
    given = {"counts": [c.id for c in counts], "hidden": list(stock.blind_bins(ctx))}
    for count, book, accepted, cost, difference, abc in ctx.conn.execute(_outcomes, given):
        lines[count].append(Outcome(book, accepted, cost, allowed.allows(abc, book, difference)))
    return tuple(Accuracy(c.number, c.period or "", c.posted_at, figures(lines[c.id])) for c in reversed(counts))
