"""Working days and opening hours: what all deadlines, promises and clocks reckon with (domain.md §5.11).

Deadlines in days go by the working-day calendar of the state; hours go by the shop's own opening hours, which are
often seven days a week. A year without a table is reckoned Mon–Fri and is provisional.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core import clock
from app.core.access import Permission
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text, resources
from app.core.kind import Kind
from app.core.screen import Choice, Column, Field, FormSpec, Section
from app.models.calendar import CalendarYear, OpeningHours
from app.services.masters import plain_list

VIEW = Permission("calendar.view", N_("See the calendar"))
EDIT = Permission("calendar.edit", N_("Change calendar and opening hours"))

ZONE = ZoneInfo("Asia/Shanghai")
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_WEEK = tuple((str(i), label) for i, label in enumerate(WEEKDAYS, 1))
_CALLED = ("周一 Mon", "周二 Tue", "周三 Wed", "周四 Thu", "周五 Fri", "周六 Sat", "周日 Sun")
USUAL = ((time(8, 30), time(17, 30)),)  # of a shop that has said nothing
LONGEST = 3660  # days to look ahead: whoever is closed for ten years has no deadline
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
Spans = tuple[tuple[time, time], ...]
_told: list[Callable[[Any], None]] = []


@dataclass(frozen=True)
class Special:
    """A day that differs from Mon–Fri: a holiday (`off`) or a make-up working day."""

    day: date
    name: str
    off: bool


@dataclass(frozen=True)
class Year:
    """One year of the calendar: its special days, where they come from; `shipped` with the program, or imported."""

    year: int
    source: str
    days: tuple[Special, ...]
    shipped: bool


def read_year(text: str) -> Year:
    """A year in the form of holiday-cn (year, papers, days: name, date, isOffDay). Refused if it is none."""
    try:
        given = json.loads(text)
        days = tuple(
            Special(date.fromisoformat(d["date"]), str(d.get("name", ""))[:50], bool(d["isOffDay"]))
            for d in given["days"]
        )
        year, source = int(given["year"]), ", ".join(map(str, given.get("papers", ())))[:200]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            "This file is no holiday table. It has year, days and for each day date, name and isOffDay.", where="file"
        ) from error
    if not days:
        raise Refused("The table of {year} is still empty: the notice is not published yet.", where="file", year=year)
    if wrong := next((d for d in days if abs(d.day.year - year) > 1), None):
        raise Refused("{day} does not belong to {year}.", where="file", day=wrong.day.isoformat(), year=year)
    return Year(year, source, days, shipped=False)


@cache
def shipped() -> Mapping[int, Year]:
    """The years that came with the program."""
    found = {}
    for file in sorted((resources() / "calendar" / "cn").glob("*.json")):
        year = read_year(file.read_text(encoding="utf-8"))
        found[year.year] = Year(year.year, year.source, year.days, shipped=True)
    return found


def years(ctx: Reader) -> dict[int, Year]:
    """All years there is a table for; what the shop imported stands above what was shipped."""
    found = dict(shipped())
    for kept in ctx.session.scalars(select(CalendarYear)):
        days = tuple(Special(date.fromisoformat(d["date"]), d["name"], d["off"]) for d in kept.days)
        found[kept.year] = Year(kept.year, kept.source, days, shipped=False)
    return found


class Days:
    """The working days, read once for many questions."""

    def __init__(self, ctx: Reader) -> None:
        known = years(ctx)
        self._years = frozenset(known)
        self._special = {d.day: d.off for _, year in sorted(known.items()) for d in year.days}

    def works(self, day: date) -> bool:
        """True on Mon–Fri that is no holiday, and on a make-up day."""
        off = self._special.get(day)
        return day.weekday() < 5 if off is None else not off

    def provisional(self, day: date) -> bool:
        """True if the year of the day has no table yet."""
        return day.year not in self._years

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which is day 0."""
        at = day
        for _ in range(count):
            at += timedelta(days=1)
            while not self.works(at):
                at += timedelta(days=1)
        return at


def add_working_days(ctx: Reader, day: date, count: int) -> date:
    """The `count`-th working day after `day`: a deadline ends with that day."""
    return Days(ctx).after(day, count)


def provisional(ctx: Reader, day: date) -> bool:
    """True if a deadline on this day may still move, because its year has no table yet."""
    return Days(ctx).provisional(day)


class Hours:
    """The opening hours, read once for many questions."""

    def __init__(self, ctx: Reader) -> None:
        rows = ctx.session.scalars(select(OpeningHours)).all()
        self._single = {row.day: _spans(row) for row in rows if row.day is not None}
        self._weekly = {row.weekday: _spans(row) for row in rows if row.weekday is not None}

    def of(self, day: date) -> Spans:
        """When the shop is open on this day; () = closed."""
        if day in self._single:
            return self._single[day]
        return self._weekly.get(str(day.isoweekday()), () if self._weekly else USUAL)

    def after(self, start: datetime, minutes: int) -> datetime:
        """The moment when the shop has been open for `minutes` since `start`; plain time if it never opens."""
        left, local = timedelta(minutes=minutes), clock.local(start)
        for ahead in range(LONGEST):
            day = local.date() + timedelta(days=ahead)
            for opens, closes in self.of(day):
                begin, end = max(_at(day, opens), local), _at(day, closes)
                if begin >= end:
                    continue
                if begin + left <= end:
                    return (begin + left).astimezone(start.tzinfo)
                left -= end - begin
        return start + timedelta(minutes=minutes)

    def between(self, start: datetime, end: datetime) -> int:
        """How many minutes the shop is open from `start` to `end`."""
        first, last = clock.local(start), clock.local(end)
        found = timedelta()
        for ahead in range((last.date() - first.date()).days + 1):
            day = first.date() + timedelta(days=ahead)
            for opens, closes in self.of(day):
                found += max(min(_at(day, closes), last) - max(_at(day, opens), first), timedelta())
        return found // timedelta(minutes=1)


def opening_hours(ctx: Reader, day: date) -> Spans:
    """When the shop is open on this day, as spans of its own clock; () = closed."""
    return Hours(ctx).of(day)


def add_working_minutes(ctx: Reader, start: datetime, minutes: int) -> datetime:
    """The moment when the shop has been open for `minutes` since `start`."""
    return Hours(ctx).after(start, minutes)


def _at(day: date, hour: time) -> datetime:
    """The moment on the shop's clock; 23:59:59.999999 stands for midnight."""
    return datetime.combine(day, hour, ZONE)


def _time(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text)


def _spans(row: OpeningHours) -> Spans:
    if not row.opens or not row.closes:
        return ()
    opens, closes = _time(row.opens), _time(row.closes)
    if row.break_from and row.break_until:
        return ((opens, _time(row.break_from)), (_time(row.break_until), closes))
    return ((opens, closes),)


@query("calendar.years", allow=VIEW)
def list_years(ctx: Reader) -> list[Year]:
    """All years with a table, the newest first."""
    return [year for _, year in sorted(years(ctx).items(), reverse=True)]


@query("calendar.missing", allow=None)
def missing_year(ctx: Reader) -> int | None:
    """The year without a table that deadlines of the next two months fall into; None if all is there."""
    days = Days(ctx)
    ahead = (clock.local(ctx.now).date() + timedelta(days=60)).year
    return next(
        (year for year in range(clock.local(ctx.now).year, ahead + 1) if days.provisional(date(year, 7, 1))), None
    )


def brought_in(watcher: Callable[[Any], None]) -> Callable[[Any], None]:
    """Has `watcher(ctx)` told, in the same transaction, that a year was imported: provisional deadlines may move."""
    _told.append(watcher)
    return watcher


@usecase("calendar.bring_in", allow=EDIT, rules=("R34",))
def bring_in(ctx: Context, text: str) -> int:
    """Imports the holiday table of one year (holiday-cn's JSON) in place of what was there; returns the year."""
    read = read_year(text)
    kept = ctx.session.scalar(select(CalendarYear).where(CalendarYear.year == read.year))
    if kept is None:
        kept = CalendarYear(year=read.year, **ctx.stamp())
        ctx.session.add(kept)
    kept.source = read.source
    kept.days = [{"date": d.day.isoformat(), "name": d.name, "off": d.off} for d in read.days]
    ctx.flush()
    for watcher in _told:
        watcher(ctx)
    return read.year


def seed(ctx: Context) -> None:
    """Opening hours that a new shop begins with: every day from 08:30 to 17:30. What is there stays."""
    there = set(ctx.session.scalars(select(OpeningHours.weekday)))
    rows = [
        {"called": _called(weekday, None), "weekday": weekday, "opens": "08:30", "closes": "17:30"}
        for weekday, _ in _WEEK
        if weekday not in there
    ]
    ctx.write_many(OpeningHours.__table__, rows)  # type: ignore[arg-type]


def _called(weekday: str | None, day: date | None) -> str:
    return day.isoformat() if day else _CALLED[int(weekday or 1) - 1]


def before_save(ctx: Context, row: OpeningHours, values: dict[str, Any]) -> None:
    """One weekday or one single day, and times that follow each other."""
    now = {
        n: values.get(n, getattr(row, n)) for n in ("weekday", "day", "opens", "closes", "break_from", "break_until")
    }
    problems = []
    weekday = now["weekday"]
    if (weekday is None) == (now["day"] is None):
        problems.append(Problem("weekday", Text(N_("Choose a weekday, or give one single day."))))
    times = [(n, now[n]) for n in ("opens", "break_from", "break_until", "closes") if now[n]]
    for name, text in times:
        if not _TIME.fullmatch(text):
            problems.append(Problem(name, Text(N_("Write a time as 08:30."))))
    pairs = (("opens", "closes"), ("break_from", "break_until"))
    problems += [
        Problem(late if now[early] else early, Text(N_("Give both times, or none.")))
        for early, late in pairs
        if bool(now[early]) != bool(now[late])
    ]
    given = [text for _, text in times]
    if not problems and given != sorted(set(given)):
        problems.append(Problem("opens", Text(N_("The times do not follow each other."))))
    values["called"] = _called(weekday, now["day"])
    with ctx.session.no_autoflush:
        other = ctx.session.scalar(select(OpeningHours.id).where(OpeningHours.called == values["called"]))
    if not problems and other not in (None, row.id):
        problems.append(Problem("weekday", Text(N_("This day stands in the list already."))))
    if problems:
        raise Refused.all(tuple(problems))


def _row(_ctx: Any, h: OpeningHours) -> tuple[Any, ...]:
    return (h.weekday, h.day, h.opens, h.closes, h.break_from, h.break_until, h.note)


HOURS = Kind(
    name="opening_hours",
    label=N_("Opening hours of a day"),
    plural=N_("Opening hours"),
    icon="clock",
    area="manage",
    model=OpeningHours,
    view=VIEW,
    edit=EDIT,
    list=plain_list(
        OpeningHours,
        (
            Column("weekday", N_("Weekday"), "choice", 120, choices=_WEEK),
            Column("day", N_("Single day"), "date", 120),
            Column("opens", N_("Opens"), width=90), Column("closes", N_("Closes"), width=90),
            Column("break_from", N_("Break from"), width=100), Column("break_until", N_("Break until"), width=100),
            Column("note", N_("Note"), "muted", 200, stretch=True, sort=False),
        ),
        ("note", "called"),
        row=_row,
        sort="weekday",
        empty=N_("No opening hours yet: every day from 08:30 to 17:30 is reckoned with."),
    ),
    form=FormSpec((
        Section("", (
            Field("weekday", choices=tuple(Choice(*day) for day in _WEEK)), Field("day"), Field("opens"),
            Field("closes"), Field("break_from"), Field("break_until"), Field("note", span=2),
        )),
    )),
    usecases=(bring_in,),
    rules=("R47",),
    key="called",
    before_save=before_save,
)  # fmt: skip
