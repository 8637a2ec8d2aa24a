"""Follow-up calls: planned by a delivery, asked by somebody else, tried three times; how satisfied customers are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core import clock
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.follow_ups import FollowUp
from app.services import calendar, notices, reports, settings
from app.services.follow_ups import screens
from tests.garage import Garage
from tests.shopfloor import Shopfloor
from tests.ways import follow_ups as ways

KIND = ways.KIND


@query("test.third_day", allow=None)
def third_day(ctx: Reader) -> date:
    """The third working day after today."""
    return calendar.add_working_days(ctx, clock.today(), 3)


def _call(shop: Shopfloor, id: Any) -> FollowUp:
    return shop.get(FollowUp, "id", id)  # type: ignore[no-any-return]


def test_a_delivery_plans_a_call_and_the_answer_closes_the_order(shop: Shopfloor) -> None:
    garage = Garage(shop)
    order = garage.delivered()
    made = ways.of_order(shop, order)
    assert _call(shop, made).due == shop.ask(third_day)
    brief = shop.ask(screens.brief, made, by="CS")
    assert brief.customer
    assert brief.phone
    assert brief.work == ("更换前制动片",)
    assert not brief.before
    assert shop.ask(screens.brief, made, by="QI").phone == "", "phones are not for the workshop"
    with pytest.raises(Refused, match="overall"):
        shop.step(KIND, made, "finish", by="CS")
    with pytest.raises(Refused, match="from 1 to 5"):
        ways.say(shop, made, quality=6)
    ways.say(shop, made, overall=2, quality=1, problem=True)
    with pytest.raises(Refused, match="customer's words"):
        shop.step(KIND, made, "finish", by="CS")
    ways.say(shop, made, words="刹车还是响")
    with pytest.raises(Refused, match="served this customer"):
        shop.step(KIND, made, "finish", by="SA")
    shop.step(KIND, made, "finish", by="CS")
    assert garage.state(order) == "closed"
    assert _call(shop, made).called_by == shop.actor("CS").user
    for who in ("CS", "MG"):
        assert any("刹车还是响" in str(item.text) for item in shop.ask(notices.inbox, by=who))
    assert shop.ask(screens.brief, made, by="CS").before[-1].purpose == "FOLLOW_UP"


def test_three_calls_in_vain_are_logged_and_end_it(shop: Shopfloor) -> None:
    made = ways.planned(shop)
    first = _call(shop, made).due
    for turn in range(1, 4):
        shop.step(KIND, made, "not_reached", by="CS", note="无人接听")
        assert shop.state(KIND, made) == ("unreachable" if turn == 3 else "planned")
    tried = shop.ask(screens.brief, made, by="CS").before
    assert [(c.reached, c.words) for c in tried] == [(False, "无人接听")] * 3
    assert _call(shop, made).tries == 3
    assert _call(shop, made).due < first


def test_settings_say_when_and_how_often(shop: Shopfloor) -> None:
    shop.run(settings.change, "follow_ups.days", 0)
    order = Garage(shop).delivered()
    assert shop.get(FollowUp, "source_id", order) is None
    shop.run(settings.change, "follow_ups.days", 1)
    shop.run(settings.change, "follow_ups.tries", 1)
    made = ways.planned(shop)
    shop.step(KIND, made, "not_reached", by="CS")
    assert shop.state(KIND, made) == "unreachable"
    refused = ways.refused(shop)
    assert shop.state(KIND, refused) == "refused"


def test_satisfaction_is_the_mean_times_twenty_and_few_answers_are_marked(shop: Shopfloor) -> None:
    assert shop.ask(reports.make, "satisfaction", by="MG").foot is None
    ways.done(shop)
    made = ways.planned(shop)
    ways.say(shop, made, overall=4, price=1)
    shop.step(KIND, made, "finish", by="CS")
    found = shop.ask(reports.make, "satisfaction", by="MG")
    row = found.foot
    assert row is not None
    assert (row[1], row[2], row[3], row[6], row[8]) == (2, (90_000, 1, ""), (5_000, 1, ""), (2_500, 1, ""), "FEW")
    shop.run(settings.change, "follow_ups.few", 2)
    again = shop.ask(reports.make, "satisfaction", by="MG").foot
    assert again is not None
    assert again[8] == ""
