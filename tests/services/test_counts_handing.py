"""Who leads a count or has begun a bin leaves (E92): both go to others, never to who counted that bin first (SD4)."""

from __future__ import annotations

import pytest

from app.core.access import Actor
from app.core.clock import Id
from app.core.errors import Refused
from app.services import documents, people
from tests.rig import PROGRAM
from tests.services.counting import Shop, shop

__all__ = ["shop"]


def give(shop: Shop, person: Actor, to: Actor) -> int:
    """All that is open goes to the other; returns how much is left."""
    chosen = [(one.charge, one.task.id) for one in shop.ask(people.open_work, PROGRAM, person.user)]
    return shop.run(people.hand_over, PROGRAM, person.user, to.user, chosen)  # type: ignore[no-any-return]


def team(shop: Shop, count: Id) -> dict[Id, str]:
    lines = shop.ask(documents.show, PROGRAM, "counts", count).lines["team"]
    return {row["user_id"]: row["role"] for row in lines}


def test_another_one_leads_and_who_led_stays_in_the_team(shop: Shop) -> None:
    count = shop.started()
    assert give(shop, shop.keeper, shop.finance) == 0
    roles = team(shop, count)
    assert (roles[shop.finance.user], roles[shop.keeper.user]) == ("LEADER", "COUNTER")
    assert give(shop, shop.finance, shop.second) == 0, "one of the team"
    assert team(shop, count)[shop.second.user] == "LEADER"
    assert len(team(shop, count)) == 4


def test_a_bin_that_was_begun_goes_to_another_counter_not_to_who_counted_it_first(shop: Shop) -> None:
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    (task,) = shop.ask(people.open_work, PROGRAM, shop.counter.user)
    assert (task.charge, task.task.what) == ("counts.bins", "A-01")
    assert give(shop, shop.counter, shop.second) == 0
    shop.counted(shop.second, count, "A-01", BRAKE=9_000, DISC=5_000)
    shop.step(shop.keeper, count, "recount")
    shop.take(shop.counter, count, "A-01")
    with pytest.raises(Refused, match="counted this bin first"):
        give(shop, shop.counter, shop.second)
    assert give(shop, shop.counter, shop.keeper) == 0
