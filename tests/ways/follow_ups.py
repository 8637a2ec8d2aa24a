"""Ways to the states of a follow-up call."""

from __future__ import annotations

from app.core.clock import Id
from app.models.follow_ups import FollowUp
from app.services import documents, drafts
from tests.garage import Garage
from tests.shopfloor import Shopfloor

KIND = "follow_ups"


def planned(shop: Shopfloor) -> Id:
    """A car was delivered."""
    return of_order(shop, Garage(shop).delivered())


def of_order(shop: Shopfloor, order: Id) -> Id:
    """The call that a delivery planned."""
    return shop.get(FollowUp, "source_id", order).id  # type: ignore[no-any-return]


def say(shop: Shopfloor, call: Id, by: str = "CS", **values: object) -> None:
    """Types what the customer says."""
    version = shop.ask(documents.standing, KIND, call).version
    shop.run(drafts.edit, KIND, call, version, values, by=by)


def scored(shop: Shopfloor) -> Id:
    """He has answered; it is not kept yet."""
    made = planned(shop)
    say(shop, made, overall=5, quality=5, attitude=4, timeliness=3, price=4, words="师傅讲得清楚")
    return made


def done(shop: Shopfloor) -> Id:
    """Answered."""
    made = scored(shop)
    shop.step(KIND, made, "finish", by="CS")
    return made


def unreachable(shop: Shopfloor) -> Id:
    """Three calls in vain."""
    made = planned(shop)
    for _ in range(3):
        shop.step(KIND, made, "not_reached", by="CS", note="无人接听")
    return made


def refused(shop: Shopfloor) -> Id:
    """He wants no questions."""
    made = planned(shop)
    shop.step(KIND, made, "refuse", by="CS", why="在开车")
    return made


WAYS = {
    "planned": planned, "planned/finish": scored, "done": done, "unreachable": unreachable, "refused": refused,
}  # fmt: skip
