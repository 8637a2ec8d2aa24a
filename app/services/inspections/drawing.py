"""Which self-checked orders are inspected (R57, R58): always by rule, else by chance with a seed that is kept.

The number comes from the order's id, which nobody chooses: asked again, the answer is the same, and whoever doubts it
can work it out. The first cars of a technician's week are always inspected: any car may turn out to be his last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.clock import Id
from app.models.inspections import Inspection
from app.models.people import User
from app.models.work_orders import LabourLine, LabourShare, WorkOrder
from app.services.duties import name_of
from app.services.inspections import rules
from app.services.work_orders import shares
from app.services.work_orders.rules import AGREED_LINES

WHOLE = 10_000


@dataclass(frozen=True)
class Decision:
    """FULL, SAMPLED or NOT_DRAWN; why, and the item or person it speaks of; by chance also seed, number and rate."""

    decision: str
    why: str
    about: str = ""
    seed: str | None = None
    drawn: int | None = None
    rate: int | None = None


def draw(seed: str) -> int:
    """The number of a seed, 0 to 9999, each as likely as the next."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % WHOLE


def decide(ctx: Any, order: WorkOrder, round_: int) -> Decision:
    """Whether this self-check of an order is inspected, and why."""
    if round_ > 1:
        return Decision(rules.FULL, rules.REWORKED)
    if found := _by_rule(ctx, order):
        return Decision(rules.FULL, *found)
    team = shares.of_order(ctx, order)
    least = ctx.setting(rules.LEAST)
    for person in sorted(team):
        if inspected_in_week(ctx, person, ctx.now) < least:
            return Decision(rules.SAMPLED, rules.FIRST, name_of(ctx, person))
    return by_chance(f"{order.id}/{round_}", ctx.setting(rules.RATE))


def by_chance(seed: str, rate: int) -> Decision:
    """Drawn when the seed's number lies below the rate, in basis points."""
    number = draw(seed)
    return Decision(rules.SAMPLED if number < rate else rules.NOT_DRAWN, rules.CHANCE, "", seed, number, rate)


def _by_rule(ctx: Any, order: WorkOrder) -> tuple[str, str] | None:
    """(why, about) of the first rule that wants a full inspection."""
    if order.category in rules.CERTIFIED:
        return rules.CATEGORY, ""
    if (line := important_item(ctx, order.labour)) is not None:
        return rules.ITEM, line.name
    if order.strict:
        return rules.STRICT, ""
    if order.comeback_of is not None or order.category == "COMEBACK":
        return rules.COMEBACK, ""
    if order.complained:
        return rules.COMPLAINT, ""
    today = clock.local(ctx.now).date()
    for person in sorted(shares.of_order(ctx, order)):
        user = ctx.session.get(User, person)
        if user is not None and user.trial_until is not None and user.trial_until >= today:
            return rules.TRIAL, user.name
    return None


def important_item(ctx: Any, lines: Iterable[LabourLine]) -> LabourLine | None:
    """The first agreed item that is marked as important, or is called like one."""
    words = rules.words_of(ctx.setting(rules.IMPORTANT))
    for line in lines:
        named = line.name.lower()
        if line.status in AGREED_LINES and (line.important or any(word in named for word in words)):
            return line
    return None


def week_of(moment: datetime) -> tuple[datetime, datetime]:
    """The Monday before a moment and the next one, as the shop's clock has them."""
    local = clock.local(moment)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(), local.tzinfo)
    return monday, monday + timedelta(days=7)


def inspected_in_week(ctx: Any, technician: Id, moment: datetime) -> int:
    """How many orders with an item of his were chosen for inspection in the week of `moment`."""
    since, until = week_of(moment)
    his = (
        select(LabourLine.order_id)
        .join(LabourShare, LabourShare.line_id == LabourLine.id)
        .where(LabourShare.user_id == technician)
    )
    wanted = select(func.count(Inspection.order_id.distinct())).where(
        Inspection.decision != rules.NOT_DRAWN, Inspection.created_at >= since, Inspection.created_at < until,
        Inspection.order_id.in_(his),
    )  # fmt: skip
    return int(ctx.conn.execute(wanted).scalar_one())
