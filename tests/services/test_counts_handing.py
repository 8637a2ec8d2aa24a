"""Who leads a count or has begun a bin leaves (E92): both go to others, never to who counted that bin first (SD4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.errors import Refused
from app.services import documents, people
from app.services.counts import analysis, findings, places
from tests.rig import PROGRAM
from tests.services.counting import Shop, shop
from tests.services.test_counts_steps import annual

__all__ = ["shop"]


def give(shop: Shop, person: Actor, to: Actor, charge: str = "") -> int:
    """What is open of one sort, or all, goes to the other; returns how much is left."""
    tasks = shop.ask(people.open_work, PROGRAM, person.user)
    chosen = [(one.charge, one.task.id) for one in tasks if charge in ("", one.charge)]
    return shop.run(people.hand_over, PROGRAM, person.user, to.user, chosen)  # type: ignore[no-any-return]


def team(shop: Shop, count: Id) -> dict[Id, str]:
    lines = shop.ask(documents.show, PROGRAM, "counts", count).lines["team"]
    return {row["user_id"]: row["role"] for row in lines}


def test_another_one_leads_and_who_led_stays_named_in_the_team(shop: Shop) -> None:
    """SD4: having led he approves nothing here, should he come back."""
    count, deputy = shop.started(), shop.rig.actor("sun", "WK", "FI")
    with pytest.raises(Refused, match="no right for this: Lead a count"):
        give(shop, shop.keeper, shop.finance)
    assert give(shop, shop.keeper, deputy) == 0
    roles = team(shop, count)
    assert (roles[deputy.user], roles[shop.keeper.user], len(roles)) == ("LEADER", "FORMER", 4)
    third = shop.rig.actor("zhou", "WK")
    assert give(shop, deputy, third) == 0
    shop.take(third, count, "A-01")
    with pytest.raises(Refused, match="not a counter"):
        shop.take(deputy, count, "A-02")
    shop.counted(third, count, "A-01", BRAKE=10_000, DISC=5_000)
    shop.counted(third, count, "A-02", FILTER=20_000, OIL=2_500)
    shop.step(third, count, "recount")
    shop.step(third, count, "analyse")
    shop.step(third, count, "submit")
    with pytest.raises(Refused, match="counted here; somebody else must approve"):
        shop.signed(deputy, count, "approve", session=third)
    assert shop.signed(shop.finance, count, "approve", session=third) == "approved"


def test_a_leader_has_the_count_until_it_is_posted(shop: Shop) -> None:
    """A late slip sends it back to him: he can't leave it behind in analysis."""
    count, deputy = shop.started(["A-02"]), shop.rig.actor("sun", "WK")
    shop.counted(shop.counter, count, "A-02", FILTER=20_000, OIL=2_500)
    shop.step(shop.keeper, count, "recount")
    shop.step(shop.keeper, count, "analyse")
    assert [one.charge for one in shop.ask(people.open_work, PROGRAM, shop.counter.user)] == [], "he has counted"
    (led,) = shop.ask(people.open_work, PROGRAM, shop.keeper.user)
    assert (led.charge, give(shop, shop.keeper, deputy)) == ("counts", 0)


def test_a_planned_counter_is_replaced_and_a_former_one_can_be_taken_in_again(shop: Shop) -> None:
    count, other = shop.draft(), shop.rig.actor("sun", "TE")
    shop.step(shop.keeper, count, "plan")
    assert give(shop, shop.counter, other) == 0
    assert shop.counter.user not in team(shop, count), "nobody has counted yet"
    shop.step(shop.keeper, count, "start")
    assert give(shop, other, shop.second) == 0
    assert team(shop, count)[other.user] == "FORMER"
    shop.run(places.add_member, shop.keeper, count, other.user)
    assert (team(shop, count)[other.user], shop.take(other, count, "A-01")) == ("COUNTER", 1)
    give(shop, other, shop.second)
    assert give(shop, shop.second, other) == 0, "and back again"
    assert team(shop, count)[other.user] == "COUNTER"


def test_an_annual_count_keeps_its_two_counters_and_its_observer(shop: Shop) -> None:
    """R10."""
    count = annual(shop)
    shop.step(shop.manager, count, "plan")
    with pytest.raises(Refused, match="two counters and an observer"):
        give(shop, shop.counter, shop.second)
    with pytest.raises(Refused, match="another role in this team"):
        give(shop, shop.finance, shop.second)
    for heir in ("sun", "zhou"):
        with pytest.raises(Refused, match="observer from finance"):
            give(shop, shop.finance, shop.rig.actor(heir, "TE"))
    assert give(shop, shop.finance, shop.rig.actor("jin", "FI")) == 0


def test_what_is_to_be_cleared_up_goes_to_another_who_pays_does_not_change(shop: Shop) -> None:
    count = shop.started(["A-01"])
    shop.counted(shop.counter, count, "A-01", BRAKE=9_000, DISC=4_000)
    shop.step(shop.keeper, count, "recount")
    shop.counted(shop.second, count, "A-01", BRAKE=9_000, DISC=4_000)
    shop.step(shop.keeper, count, "analyse")
    lines = {x.number: x.id for x in shop.ask(findings.findings, shop.keeper, count).lines}
    liable, due = shop.user(shop.second), clock.today() + timedelta(days=30)
    shop.run(analysis.treat, shop.keeper, count, [lines["BRAKE"]], "UNKNOWN", "SUSPEND", responsible=liable, due=due)
    shop.run(analysis.treat, shop.keeper, count, [lines["DISC"]], "LOST", "COMPENSATE", responsible=liable)
    (task,) = shop.ask(people.open_work, PROGRAM, liable)
    assert (task.charge, task.task.what) == ("counts.kept_open", "A-01 · BRAKE")
    assert give(shop, shop.second, shop.finance) == 0
    found = {x.number: x.responsible_id for x in shop.ask(findings.findings, shop.keeper, count).lines}
    assert found == {"BRAKE": shop.finance.user, "DISC": liable}


def test_a_bin_that_was_begun_goes_to_another_counter_not_to_who_counted_it_first(shop: Shop) -> None:
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    tasks = shop.ask(people.open_work, PROGRAM, shop.counter.user)
    assert [(one.charge, one.task.what) for one in tasks] == [("counts.team", "2026-11"), ("counts.bins", "A-01")]
    assert give(shop, shop.counter, shop.second, "counts.bins") == 1
    shop.counted(shop.second, count, "A-01", BRAKE=9_000, DISC=5_000)
    shop.step(shop.keeper, count, "recount")
    shop.take(shop.counter, count, "A-01")
    with pytest.raises(Refused, match="counted this bin first"):
        give(shop, shop.counter, shop.second)
    assert give(shop, shop.counter, shop.keeper) == 0


def test_who_takes_over_a_bin_counts_in_the_team_from_then_on(shop: Shop) -> None:
    count, other = shop.started(["A-01"]), shop.rig.actor("sun", "TE")
    shop.take(shop.counter, count, "A-01")
    assert give(shop, shop.counter, other, "counts.bins") == 1, "he stays in the team himself"
    assert team(shop, count)[other.user] == "COUNTER"
    shop.enter(other, count, "A-01", "BRAKE", 10_000)
