"""Working days, make-up days, opening hours, import per year (domain.md §5.11)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

import pytest

from app.core import clock
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.services import calendar, documents, drafts
from tests.shopfloor import Shopfloor


@query("test.deadline", allow=None)
def deadline(ctx: Reader, day: date, count: int) -> tuple[date, bool]:
    """The `count`-th working day, and whether it may still move."""
    end = calendar.add_working_days(ctx, day, count)
    return end, calendar.provisional(ctx, end)


@query("test.open_for", allow=None)
def open_for(ctx: Reader, start: datetime, minutes: int) -> datetime:
    """When the shop has been open so long."""
    return calendar.add_working_minutes(ctx, start, minutes)


@query("test.hours", allow=None)
def hours(ctx: Reader, day: date) -> calendar.Spans:
    """When it is open."""
    return calendar.opening_hours(ctx, day)


@query("test.works", allow=None)
def works(ctx: Reader, day: date) -> bool:
    """Whether it is a working day."""
    return calendar.Days(ctx).works(day)


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [("2026-09-29", 7, "2026-10-14"), ("2026-02-13", 7, "2026-03-02"), ("2026-04-30", 5, "2026-05-11")],
)
def test_e35_deadlines_go_by_holidays_and_make_up_days(shop: Shopfloor, day: str, count: int, end: str) -> None:
    """E35, and the dates domain.md verified: the day of receipt is day 0."""
    assert shop.ask(deadline, date.fromisoformat(day), count) == (date.fromisoformat(end), False)


def test_2026_has_248_working_days(shop: Shopfloor) -> None:
    """As the state council's notice says; a Saturday that makes up works, National Day does not."""
    first = date(2026, 1, 1).toordinal()
    assert sum(shop.ask(works, date.fromordinal(first + n)) for n in range(365)) == 248
    assert shop.ask(works, date(2026, 10, 10))
    assert not shop.ask(works, date(2026, 10, 1))
    assert not shop.ask(works, date(2025, 1, 28))
    assert shop.ask(works, date(2025, 1, 26))


def test_a_later_year_is_provisional_until_its_table_comes(shop: Shopfloor) -> None:
    """2027 is reckoned Mon–Fri; the imported table moves the deadline later and takes the mark away."""
    assert shop.ask(deadline, date(2027, 9, 30), 1) == (date(2027, 10, 1), True)
    assert shop.ask(calendar.missing_year) == 2027
    days = [{"name": "国庆节", "date": f"2027-10-0{n}", "isOffDay": True} for n in range(1, 8)]
    days.append({"name": "国庆节", "date": "2027-10-09", "isOffDay": False})
    table = json.dumps({"year": 2027, "papers": ["https://www.gov.cn/x"], "days": days})
    with pytest.raises(Refused):
        shop.run(calendar.bring_in, table, by="SA")
    assert shop.run(calendar.bring_in, table, by="AD") == 2027
    assert shop.run(calendar.bring_in, table, by="AD") == 2027
    assert shop.ask(deadline, date(2027, 9, 30), 1) == (date(2027, 10, 8), False)
    assert shop.ask(deadline, date(2027, 9, 30), 2) == (date(2027, 10, 9), False)
    assert shop.ask(calendar.missing_year) is None
    assert [(y.year, y.shipped) for y in shop.ask(calendar.list_years)] == [(2027, False), (2026, True), (2025, True)]


@pytest.mark.parametrize(
    "text",
    ["no table", "[]", '{"year": 2027, "days": []}', '{"year": 2027, "days": [{"date": "2027-13-01"}]}',
     '{"year": 2027, "days": [{"date": "2019-01-01", "isOffDay": true}]}'],
)  # fmt: skip
def test_a_file_that_is_no_table_changes_nothing(shop: Shopfloor, text: str) -> None:
    """Also the table of a year whose notice has not been published."""
    with pytest.raises(Refused):
        shop.run(calendar.bring_in, text, by="AD")
    assert len(shop.ask(calendar.list_years)) == 2


def test_hours_run_only_while_the_shop_is_open(shop: Shopfloor) -> None:
    """A promise of two hours at five in the afternoon is for half past nine next morning; Sundays count."""
    at = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)  # Saturday 17:00 in the shop
    assert clock.local(shop.ask(open_for, at, 120)).isoformat()[:16] == "2026-11-29T10:00"
    assert shop.ask(hours, date(2026, 11, 29)) == ((time(8, 30), time(17, 30)),)


def test_a_day_of_its_own_and_a_noon_break_stand_above_the_week(shop: Shopfloor) -> None:
    """The shop is closed on one day, and rests at noon on Mondays."""
    shop.run(drafts.create, "opening_hours", {"day": date(2026, 11, 24), "note": "盘点"}, by="AD")
    assert shop.ask(hours, date(2026, 11, 24)) == ()
    monday = shop.get(calendar.OpeningHours, "weekday", "1")
    shop.run(
        drafts.edit, "opening_hours", monday.id, monday.version, {"break_from": "12:00", "break_until": "13:30"},
        by="AD",
    )  # fmt: skip
    at = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # Monday 11:30
    assert clock.local(shop.ask(open_for, at, 60)).isoformat()[:16] == "2026-11-23T14:00"
    assert clock.local(shop.ask(open_for, at, 300)).isoformat()[:16] == "2026-11-25T09:00"
    assert shop.ask(documents.show, "opening_hours", monday.id).called == "周一 Mon"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"opens": "08:30", "closes": "17:30"}, "weekday"), ({"weekday": "1", "day": date(2026, 1, 1)}, "weekday"),
        ({"day": date(2026, 1, 1), "opens": "8.30", "closes": "17:30"}, "opens"),
        ({"day": date(2026, 1, 1), "opens": "08:30"}, "closes"),
        ({"day": date(2026, 1, 1), "opens": "18:30", "closes": "17:30"}, "opens"), ({"weekday": "1"}, "weekday"),
    ],
)  # fmt: skip
def test_hours_that_do_not_fit_are_refused(shop: Shopfloor, values: dict[str, object], where: str) -> None:
    """Beside the field it is about."""
    with pytest.raises(Refused) as said:
        shop.run(drafts.create, "opening_hours", values, by="AD")
    assert [p.where for p in said.value.problems] == [where]


def test_a_shop_that_never_opens_counts_plain_time(shop: Shopfloor) -> None:
    """Nothing hangs; midnight as closing time is 24:00."""
    for weekday in "1234567":
        day = shop.get(calendar.OpeningHours, "weekday", weekday)
        shop.run(drafts.edit, "opening_hours", day.id, day.version, {"opens": None, "closes": None}, by="AD")
    at = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
    assert shop.ask(open_for, at, 60) == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    shop.run(drafts.create, "opening_hours", {"day": date(2026, 11, 23), "opens": "20:00", "closes": "24:00"}, by="AD")
    assert shop.ask(hours, date(2026, 11, 23)) == ((time(20, 0), time.max),)
