"""The clocks of complaints: working time, lights, waiting, and every setting that gives them another limit."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.services import calendar, settings
from app.services.complaints import acts, clocks, queries, watching
from app.services.complaints.clocks import DAYS, MINUTES, Limit
from tests.grievances import Grievances, at, due
from tests.shopfloor import Shopfloor

EVENING = "23:59:59"


@query("test.limits", allow=None)
def reckoned(ctx: Reader, unit: str, amount: int, start: datetime, waits: list[clocks.Span]) -> datetime:
    """When such a clock runs out, on the calendars of the shop."""
    limit = Limit(unit, amount)
    return clock.local(clocks.due(limit, start, waits, ctx.now, calendar.Days(ctx), calendar.Hours(ctx)))


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [("2026-09-29", 7, "2026-10-14"), ("2026-02-13", 7, "2026-03-02"), ("2026-04-30", 5, "2026-05-11")],
)
def test_days_go_by_the_calendar_of_the_state(shop: Shopfloor, day: str, count: int, last: str) -> None:
    """The checked dates of domain.md §5.11; a deadline is the end of the last day."""
    found = shop.ask(reckoned, DAYS, count, at(day), [])
    assert found.isoformat() == f"{last}T{EVENING}+08:00"


def test_minutes_go_by_the_opening_hours(shop: Shopfloor) -> None:
    assert shop.ask(reckoned, MINUTES, 120, at("2026-11-23", "16:30"), []).isoformat() == "2026-11-24T09:30:00+08:00"
    assert shop.ask(reckoned, MINUTES, 60, at("2026-11-28", "10:00"), []).day == 28, "the shop is open on Saturdays"
    waited = [(at("2026-11-23", "10:00"), at("2026-11-23", "11:30"))]
    assert shop.ask(reckoned, MINUTES, 120, at("2026-11-23", "09:00"), waited).isoformat()[11:16] == "12:30"


def test_waiting_moves_a_deadline_by_the_working_days_that_were_lost(shop: Shopfloor) -> None:
    """From before the shop opens on the Wednesday before the holiday until the Friday after it: two working days."""
    waited = [(at("2026-09-30", "08:00"), at("2026-10-09"))]
    assert shop.ask(reckoned, DAYS, 7, at("2026-09-29"), waited).date() == date(2026, 10, 16)
    half = [(at("2026-09-30", "11:00"), at("2026-10-09", "16:00"))]
    assert shop.ask(reckoned, DAYS, 7, at("2026-09-29"), half).date() == date(2026, 10, 15), "only 8 October"
    within_a_day = [(at("2026-09-30", "09:00"), at("2026-09-30", "17:00"))]
    assert shop.ask(reckoned, DAYS, 7, at("2026-09-29"), within_a_day).date() == date(2026, 10, 14)
    nights = [(at(f"2026-11-{day}", "18:00"), at(f"2026-11-{day + 1}", "08:00")) for day in (23, 24, 25)]
    assert shop.ask(reckoned, DAYS, 3, at("2026-11-23"), nights).date() == date(2026, 11, 26), "nights are no days"
    late = [(at("2026-11-30"), at("2026-12-10"))]
    assert shop.ask(reckoned, DAYS, 3, at("2026-11-23"), late).date() == date(2026, 11, 26), "it was late already"
    assert shop.ask(reckoned, MINUTES, 60, at("2026-11-23"), late).isoformat()[:16] == "2026-11-23T10:00"
    earlier = [(at("2026-09-01"), at("2026-09-25"))]
    assert shop.ask(reckoned, DAYS, 7, at("2026-09-29"), earlier).date() == date(2026, 10, 14)


def test_lights() -> None:
    start, end = at("2026-11-23"), at("2026-11-24")
    shown = [
        clocks.light(end, start + timedelta(hours=18), None, start + timedelta(hours=hours), stopped=False)
        for hours in (0, 18, 25)
    ]
    assert shown == ["GREEN", "YELLOW", "RED"]
    assert clocks.light(end, None, None, end + timedelta(hours=1), stopped=True) == "STOPPED"
    assert clocks.light(end, None, end, end + timedelta(hours=1), stopped=False) == "DONE"
    assert clocks.light(None, None, None, end, stopped=False) == "NONE"


# --- settings: (key, value, clock, shipped, then); received on Monday 2026-11-23 at 09:00 -----------------------------
LIMITS: tuple[tuple[str, int, str, str, str], ...] = (
    ("complaints.acknowledge", 30, "acknowledge", "11-23 11:00", "11-23 09:30"),
    ("complaints.assign", 60, "assign", "11-23 13:00", "11-23 10:00"),
    ("complaints.handler", 3, "handler", "11-24 23:59", "11-26 23:59"),
    ("complaints.proposal", 5, "proposal", "11-26 23:59", "11-30 23:59"),
    ("complaints.resolve", 10, "resolve", "12-02 23:59", "12-07 23:59"),
    ("complaints.urgent_acknowledge", 10, "acknowledge", "11-23 09:30", "11-23 09:10"),
    ("complaints.urgent_assign", 120, "assign", "11-23 10:00", "11-23 11:00"),
    ("complaints.urgent_handler", 2, "handler", "11-24 23:59", "11-25 23:59"),
    ("complaints.urgent_proposal", 2, "proposal", "11-24 23:59", "11-25 23:59"),
    ("complaints.urgent_resolve", 5, "resolve", "11-26 23:59", "11-30 23:59"),
)  # fmt: skip


@pytest.mark.parametrize(("key", "value", "name", "shipped", "then"), LIMITS)
def test_the_limits_are_the_shops_own(
    shop: Shopfloor, key: str, value: int, name: str, shipped: str, then: str
) -> None:
    cases = Grievances(shop)
    severity = "URGENT" if "urgent" in key else "MAJOR"

    def made() -> str:
        with clock.frozen(at("2026-11-23")):
            return due(cases, cases.assigned(severity=severity), name)

    assert made() == shipped
    shop.run(settings.change, key, value)
    assert made() == then


def test_who_hears_of_it_and_when(shop: Shopfloor) -> None:
    """Level by level: the handler, after one working day his head, after three the manager; urgent at once."""
    cases = Grievances(shop)
    made = cases.handling()

    def level(**later: Any) -> str:
        with clock.frozen(shop.time.present + timedelta(**later)):
            (late,) = shop.ask(queries.overdue, by="CS")
            return str(late.level)

    assert shop.ask(queries.overdue, by="CS") == []
    assert [level(days=days) for days in (4, 5, 7, 8)] == ["HEAD", "HEAD", "HEAD", "MANAGER"]
    shop.run(settings.change, "complaints.to_head", 2)
    assert [level(days=days) for days in (4, 7)] == ["HANDLER", "HEAD"]
    shop.run(settings.change, "complaints.to_manager", 1)
    assert level(days=4) == "MANAGER"
    late = shop.ask(queries.overdue, by="CS") if shop.time.forward(days=4) else []
    assert (late[0].id, late[0].what, late[0].days) == (made, "proposal", 1)
    assert shop.ask(queries.lights, [made], by="CS")[made][3].light == "RED"


def test_each_day_one_notice(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.handling()
    assert not shop.ask(watching.watch_due)
    shop.time.forward(days=4)
    assert shop.ask(watching.watch_due)
    assert shop.run(watching.watch) == 1
    assert shop.run(watching.watch) == 0
    assert cases.case(made).number in str(cases.inbox("TS")[0].text)
    assert cases.case(made).number in str(cases.inbox("WS")[0].text)
    assert not any("Overdue" in str(item.text) for item in cases.inbox("MG"))
    shop.time.forward(days=1)
    assert shop.run(watching.watch) == 1
    shop.time.forward(days=5)
    shop.run(watching.watch)
    assert cases.case(made).number in str(cases.inbox("MG")[0].text)
    shop.run(acts.wait, made, "等客户来店", by="TS")
    shop.time.forward(days=1)
    assert cases.lights(made)["proposal"] == "RED", "waiting hides nothing that was late before"
    assert made in [late.id for late in shop.ask(queries.overdue, by="CS")]
    assert shop.run(watching.watch) == 1
    before = due(cases, made, "proposal")
    shop.run(acts.go_on, made, by="TS")
    assert (cases.lights(made)["proposal"], due(cases, made, "proposal")) == ("RED", before)


def test_who_is_late_with_a_measure_or_an_improvement_is_reminded_each_day(shop: Shopfloor) -> None:
    """R86, R90: also after the case is closed; once it is done nobody is told any more."""
    cases = Grievances(shop)
    open_, over = cases.agreed(), cases.closed()
    shop.time.forward(days=5)
    shop.run(watching.watch)
    assert any("免费返修 1" in str(item.text) and "was to be done" in str(item.text) for item in cases.inbox("TE"))
    cases.do_measures(open_)
    cases.step(open_, "withdraw", reason="误会", words="已确认")
    shop.time.forward(days=16)
    assert (shop.ask(watching.watch_due), shop.run(watching.watch), shop.run(watching.watch)) == (1, 1, 0)
    assert "作业指导书" in str(cases.inbox("WS")[0].text)
    [line] = shop.ask(queries.improvements, by="WS")
    assert line.complaint == over
    shop.run(acts.improvement_done, line.id, by="WS")
    shop.time.forward(days=1)
    assert shop.ask(watching.watch_due) == 0


def test_nobody_is_late_while_the_customer_is_waited_for_but_he_is_asked_again(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.handling()
    shop.run(acts.wait, made, "等客户来店", by="TS")
    shop.time.forward(days=3)
    assert shop.run(watching.watch) == 0
    shop.run(settings.change, "complaints.longest_wait", 3)
    assert shop.ask(watching.watch_due) == 1
    assert (shop.run(watching.watch), shop.run(watching.watch)) == (1, 0)
    for role in ("TS", "WS"):
        assert "has been waited for since 2026-11-23" in str(cases.inbox(role)[0].text)


def test_a_missing_year_is_provisional_and_only_put_off(shop: Shopfloor, time: Any) -> None:
    """2027 has no table: reckoned Monday to Friday; when it comes, New Year's days are left out, nothing is sooner."""
    cases = Grievances(shop)
    time.present = at("2026-12-28")
    made = cases.received()
    assert due(cases, made, "resolve") == "01-06 23:59"
    assert next(one for one in cases.seen(made).clocks if one.name == "resolve").provisional
    assert cases.case(made).provisional
    days = [{"name": "元旦", "date": f"2027-01-0{day}", "isOffDay": True} for day in (1, 2, 3)]
    shop.run(calendar.bring_in, json.dumps({"year": 2027, "papers": ["x"], "days": days}), by="AD")
    assert due(cases, made, "resolve") == "01-07 23:59"
    assert not cases.case(made).provisional
    work = [{"name": "调休", "date": "2027-01-02", "isOffDay": False}]
    shop.run(calendar.bring_in, json.dumps({"year": 2027, "papers": ["x"], "days": work}), by="AD")
    assert due(cases, made, "resolve") == "01-07 23:59", "never earlier"


@pytest.mark.parametrize(("limit", "refused"), [(30_000, False), (20_000, True)])
def test_how_much_compensation_needs_no_manager(shop: Shopfloor, limit: int, refused: bool) -> None:
    cases = Grievances(shop)
    shop.run(settings.change, "complaints.compensation", limit)
    made = cases.proposed()
    if not refused:
        return cases.step(made, "agree", by="TS", method="PHONE", words="同意")
    with pytest.raises(Refused, match="the manager approves it"):
        cases.step(made, "agree", by="TS", method="PHONE", words="同意")
    return None


def test_how_long_a_closed_case_can_be_reopened(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    made = cases.closed()
    shop.time.forward(days=20)
    shop.run(settings.change, "complaints.reopen_days", 10)
    with pytest.raises(Refused, match="more than 10 days ago"):
        cases.step(made, "reopen", reason="又响了")
    shop.run(settings.change, "complaints.reopen_days", 30)
    cases.step(made, "reopen", reason="又响了")
    assert (cases.state(made), cases.case(made).repeats) == ("reopened", 1)
    assert shop.ask(queries.lights, [made], by="CS")[made][4].light == "GREEN", "its clocks begin anew"


def test_how_often_departments_send_it_back(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    shop.run(settings.change, "complaints.bounces", 1)
    made = cases.assigned()
    cases.step(made, "bounce", by="WS", reason="不是车间的问题")
    with pytest.raises(Refused, match="the manager decides"):
        cases.step(made, "assign")
