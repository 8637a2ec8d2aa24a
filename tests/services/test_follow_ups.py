"""Follow-up calls: after a delivery or complaint, by somebody else, tried three times; how satisfied customers are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core import clock
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.follow_ups import FollowUp
from app.services import calendar, notices, reports, settings, today
from app.services.complaints import acts, receiving
from app.services.follow_ups import screens
from tests.garage import Garage
from tests.grievances import REPORT, Grievances
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


@pytest.mark.both
def test_a_closed_complaint_plans_a_call_to_who_complained(shop: Shopfloor) -> None:
    """§3.19: also to somebody who is no customer; whoever handled it does not ask how it was."""
    cases = Grievances(shop, handler=("TS", "CS"))
    closed = cases.closed()
    made = ways.of_order(shop, closed)
    call = _call(shop, made)
    assert (call.customer_id, call.due, call.advisor_id) == (None, shop.ask(third_day), cases.handler.user)
    brief = shop.ask(screens.brief, made, by="CS")
    assert (brief.customer, brief.phone) == ("李芳", "13812345678")
    assert brief.work == ("换完制动片三天又响，来回跑了两趟", "免费返修，赔偿 300 元")
    ways.say(shop, made, overall=4)
    with pytest.raises(Refused, match="served this customer"):
        shop.step(KIND, made, "finish", by=cases.handler)
    shop.step(KIND, made, "finish", by="CS")
    assert shop.state(KIND, made) == "done"


def test_who_stays_anonymous_is_not_called(shop: Shopfloor) -> None:
    """E76."""
    cases = Grievances(shop)
    made = cases.carried_out(anonymous=True, promised=False, promised_at=None)
    cases.step(made, "resolve", by=cases.handler)
    cases.write(made, cases.handler, no_improvement="个案", **REPORT)
    cases.step(made, "report", by=cases.handler)
    cases.step(made, "close", by="MG", signer="MG")
    assert shop.get(FollowUp, "source_id", made) is None


@pytest.mark.both
def test_a_reopened_complaint_is_asked_about_when_it_is_closed_again(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    closed = cases.closed()
    made = ways.of_order(shop, closed)
    before = _call(shop, made).due
    cases.step(closed, "reopen", reason="又响了")
    ways.say(shop, made, overall=2)
    with pytest.raises(Refused, match="was reopened"):
        shop.step(KIND, made, "finish", by="CS")
    assert made not in {w.id for w in shop.ask(today.waiting, by="CS")}
    shop.time.forward(days=7)
    cases.again(closed)
    assert ways.of_order(shop, closed) == made, "one call, put off"
    assert _call(shop, made).due > before
    assert made in {w.id for w in shop.ask(today.waiting, by="CS")}


def test_a_problem_met_by_the_call_is_a_complaint_about_the_first_one(shop: Shopfloor) -> None:
    """SD7: whoever handled the first has no hand in the second."""
    cases = Grievances(shop)
    made = ways.of_order(shop, cases.closed())
    ways.say(shop, made, overall=1, problem=True, words="赔偿一直没到账")
    second = cases.case(shop.run(receiving.of_call, made, by="CS"))
    assert (second.complainant, second.contact, second.plate) == ("李芳", "13812345678", "沪A12345")
    with pytest.raises(Refused, match="somebody else must do this"):
        shop.run(acts.note, second.id, "SAID", "别催了", by=cases.handler)
