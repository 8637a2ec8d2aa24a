"""How a reorder point came about: use, lead time, class, policy → point. Shown beside every warning (R12)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, select

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.screen import Fact
from app.models.parts import Part, Supersession
from app.services.purchasing.proposals import Proposal
from app.services.reorder import arithmetic
from app.services.reorder.arithmetic import Point, Spread
from app.services.reorder.rules import Policy
from app.services.reorder.sources import leads, sources
from app.services.reorder.usage import LONG, LONG_WEEKS, NOTHING, SHORT, SHORT_WEEKS, Usage, usage
from app.services.stock.balances import chunks
from app.services.stock.costing import half_up

SAFE_PIECE = 1000  # what a part without which no car leaves is kept at least, in 1/1000

_superseded = exists().where(Supersession.old_id == Part.id) | Part.merged_into.is_not(None)
_columns: Any = select(
    Part.id, Part.number, Part.unit, Part.qty_decimals, Part.abc_class, Part.criticality, Part.reorder_point,
    Part.warning_level, Part.max_level, Part.state, _superseded.label("superseded"),
)  # fmt: skip
_some = _columns.where(Part.id.in_(bindparam("parts", expanding=True)))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One part's figures: what was used in how many days, the spreads, class, z (1/100), review days, and the point."""

    used: int
    days: int
    documents: int
    daily: Spread
    lead: Spread
    receipts: int
    abc: str
    z: int
    review: int
    point: Point
    kept: bool
    source: Proposal | None
    unit: int

    def suggested(self, position: int, maximum: int | None) -> int:
        """What to order at this position; `maximum` is the part's own, None = the computed one."""
        moq, pack = (self.source.moq, self.source.pack) if self.source else (None, None)
        top = self.point.maximum if maximum is None else maximum
        return arithmetic.suggested(position, top, moq or 0, pack or self.unit)

    def data(self) -> dict[str, int]:
        """As an alert keeps them."""
        return {
            "used": self.used, "days": self.days, "documents": self.documents, "daily": self.daily.shown(1000),
            "deviation": self.daily.deviation(1000), "lead": self.lead.shown(10), "lead_deviation":
            self.lead.deviation(10), "receipts": self.receipts, "z": self.z, "review": self.review,
            "safety": self.point.safety, "reorder": self.point.reorder, "maximum": self.point.maximum,
            "kept": int(self.kept),
        }  # fmt: skip


def reckon(part: Any, used: Usage, source: Proposal | None, took: Sequence[int], policy: Policy) -> Reckoned:
    """The figures of one part; what is seldom used is looked at over a year instead of a quarter."""
    seldom = used.documents <= policy.seldom
    total, days, weeks = (
        (used.year, LONG, LONG_WEEKS) if seldom else (used.recent, SHORT, SHORT_WEEKS)
    )  # fmt: skip
    daily = arithmetic.demand(total, days, used.weekly(weeks))
    usual = source.lead_days if source is not None and source.lead_days is not None else policy.lead_days
    lead = arithmetic.lead_time(took, usual)
    unit = 10 ** (3 - part.qty_decimals)
    name = policy.class_of(part.abc_class)
    z, review = policy.z[name], policy.review[name]
    if policy.simple:
        point = arithmetic.simple_point(daily, lead, policy.safety_days, review, unit)
    else:
        point = arithmetic.order_point(daily, lead, z, review, unit)
    kept = part.criticality == 1 and seldom and point.reorder < SAFE_PIECE
    if kept:
        point = Point(point.safety, SAFE_PIECE, max(point.maximum, SAFE_PIECE))
    return Reckoned(
        total, days, used.documents, daily, lead, len(took), name, z, review, point, kept, source, unit
    )  # fmt: skip


def is_replenished(part: Any) -> bool:
    """Only a part in use that nothing else replaces is bought again (E27: the old one is used up)."""
    return part.state == "active" and not part.superseded


def rows(ctx: Reader, parts: Collection[Id] | None = None) -> list[Any]:
    """What the reckoning needs to know of all parts, or of these."""
    if parts is None:
        return list(ctx.conn.execute(_columns).all())
    return [row for some in chunks(parts) for row in ctx.conn.execute(_some, {"parts": some}).all()]


def reckoned(ctx: Reader, parts: Sequence[Any]) -> dict[Id, Reckoned]:
    """The figures of these rows of parts, with all reading done in a handful of statements."""
    wanted = [part.id for part in parts]
    policy, used, from_whom = Policy.of(ctx), usage(ctx, wanted), sources(ctx, wanted)
    took = leads(ctx, wanted)
    return {
        part.id: reckon(part, used.get(part.id, NOTHING), from_whom.get(part.id), took.get(part.id, ()), policy)
        for part in parts
    }  # fmt: skip


def facts(figures: dict[str, int], unit: str, decimals: int) -> tuple[Fact, ...]:
    """The figures as facts: each term of the formula under its own name."""

    def amount(milli: int) -> tuple[int, int, str]:
        return (milli, decimals, unit)

    lead = Text(
        N_("{days} days ± {deviation}, {n} receipts"), days=i18n.quantity(figures["lead"] * 100, 0),
        deviation=i18n.quantity(figures["lead_deviation"] * 100, 0), n=figures["receipts"],
    ) if figures["receipts"] else Text(N_("{days} days"), days=i18n.quantity(figures["lead"] * 100, 0))  # fmt: skip
    daily = Text(
        N_("{daily} a day ± {deviation}"), daily=i18n.quantity(half_up(figures["daily"], 1000), 3),
        deviation=i18n.quantity(half_up(figures["deviation"], 1000), 3),
    )  # fmt: skip
    used = Text(
        N_("{used} in {days} days, {n} documents"), used=i18n.quantity(figures["used"], decimals), days=figures["days"],
        n=figures["documents"],
    )  # fmt: skip
    found = [
        Fact(N_("Used"), used), Fact(N_("Daily use"), daily), Fact(N_("Lead time"), lead),
        Fact(N_("Safety stock"), amount(figures["safety"]), "quantity"),
        Fact(N_("Reorder point"), amount(figures["reorder"]), "quantity"),
        Fact(N_("Maximum"), amount(figures["maximum"]), "quantity"),
    ]  # fmt: skip
    if figures["kept"]:
        found.append(Fact(N_("Kept in any case"), Text(N_("No car leaves without it: at least one."))))
    return tuple(found)
