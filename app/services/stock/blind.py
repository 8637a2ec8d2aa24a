"""What a counter must not see: the bins he is counting now, and what the book says of the parts in them (R9, SD4).

The one place for it. Whatever shows a quantity to a person asks here first: lists, cards, documents, papers, refusals.
What posts or guards reads the book itself. It goes by the person, so that another of his roles shows him no more.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, or_, select

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.models.counts import CountPlace, StockCount
from app.models.stations import Bin
from app.models.stock import Balance

HIDDEN = Text(N_("Hidden while you count its bin"))

# a bin of the first count can be taken up again until the round ends, so it stays hidden when it is finished
_bins = (
    select(CountPlace.bin_id)
    .join(StockCount, StockCount.id == CountPlace.count_id)
    .where(
        StockCount.state.in_(("counting", "recount")), CountPlace.counter_id == bindparam("person"),
        or_(CountPlace.finished.is_(False), StockCount.state == "counting"),
    )
)  # fmt: skip
_parts = select(Balance.part_id).where(Balance.bin_id.in_(bindparam("bins", expanding=True))).distinct()


def blind_bins(ctx: Any) -> frozenset[Id]:
    """The bins of which the acting person may see no quantity now."""
    if ctx.actor.user is None:
        return frozenset()
    return frozenset(ctx.conn.execute(_bins, {"person": ctx.actor.user}).scalars())


def blind_parts(ctx: Any, bins: frozenset[Id] | None = None) -> frozenset[Id]:
    """The parts that the book knows in those bins, even at zero: no total of theirs is shown either."""
    hidden = blind_bins(ctx) if bins is None else bins
    return frozenset(ctx.conn.execute(_parts, {"bins": list(hidden)}).scalars()) if hidden else frozenset()


def must_see(ctx: Any, bins: Any) -> None:
    """Refused if one of these bins is hidden from the acting person: for papers that would show what lies there."""
    hidden = blind_bins(ctx) & frozenset(bins)
    if hidden:
        code = ctx.conn.execute(select(Bin.code).where(Bin.id.in_(hidden)).order_by(Bin.code)).scalars().first()
        raise Refused("You are counting bin {bin}. What the book says of it is shown when that is done.", bin=code)
