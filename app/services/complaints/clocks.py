"""The clocks of a complaint in working time: when each is due, and what light it shows. Pure; knows no table.

Clocks in minutes go by the shop's opening hours, clocks in days by the working-day calendar: the day of the start is
day 0, the deadline is the end of the last day (domain.md §5.11). They stand still only in waiting times, and only if
those begin before they ran out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol

from app.core import clock
from app.core.i18n import N_
from app.services.calendar import ZONE

Light = Literal["NONE", "GREEN", "YELLOW", "RED", "STOPPED", "DONE"]
Span = tuple[datetime, datetime | None]  # a waiting time; None: it goes on
MINUTES, DAYS = "minutes", "days"
LAST_PART = 4  # the last quarter is yellow, of a clock in days at least the last day
ACKNOWLEDGE, ASSIGN, HANDLER, PROPOSAL, RESOLVE = "acknowledge", "assign", "handler", "proposal", "resolve"
LABELS = {
    ACKNOWLEDGE: N_("Accept the complaint"), ASSIGN: N_("Assign to the department"), HANDLER: N_("Name a handler"),
    PROPOSAL: N_("Propose a solution"), RESOLVE: N_("Solve the problem"),
}  # fmt: skip


class WorkingDays(Protocol):
    """The state's calendar."""

    def works(self, day: date) -> bool: ...
    def provisional(self, day: date) -> bool: ...
    def after(self, day: date, count: int) -> date: ...


class OpenHours(Protocol):
    """The shop's own opening hours."""

    def after(self, start: datetime, minutes: int) -> datetime: ...
    def between(self, start: datetime, end: datetime) -> int: ...


@dataclass(frozen=True)
class Limit:
    """How long a clock runs: so many minutes of opening time, or working days."""

    unit: str
    amount: int


@dataclass(frozen=True)
class Clock:
    """One clock as it is shown. `late`: done, but too late. `provisional`: the calendar of that year is missing."""

    name: str
    label: str
    due: datetime | None
    done_at: datetime | None
    light: Light
    late: bool = False
    provisional: bool = False


def end_of(day: date) -> datetime:
    """The last moment of a day on the shop's clock."""
    return (datetime.combine(day, datetime.min.time(), ZONE) + timedelta(days=1, seconds=-1)).astimezone(UTC)


def due(
    limit: Limit, start: datetime, waits: Sequence[Span], now: datetime, days: WorkingDays, hours: OpenHours
) -> datetime:  # fmt: skip
    """When a clock that began at `start` runs out, the waiting times left out."""
    return _end(limit, start, waits, now, days, hours, 0)


def warning(
    limit: Limit, start: datetime, waits: Sequence[Span], now: datetime, days: WorkingDays, hours: OpenHours
) -> datetime:  # fmt: skip
    """From when on the light is yellow."""
    return _end(limit, start, waits, now, days, hours, -(-limit.amount // LAST_PART))


def _end(
    limit: Limit, start: datetime, waits: Sequence[Span], now: datetime, days: WorkingDays, hours: OpenHours, less: int
) -> datetime:  # fmt: skip
    def reach(amount: int) -> datetime:
        if limit.unit == MINUTES:
            return hours.after(start, amount)
        return end_of(days.after(clock.local(start).date(), amount))

    lost = 0
    for begun, ended in sorted((max(begun, start), ended or now) for begun, ended in waits if (ended or now) > start):
        if begun > reach(limit.amount + lost):
            break  # it was late already: waiting mends nothing
        lost += hours.between(begun, ended) if limit.unit == MINUTES else _waited(begun, ended, days, hours)
    return reach(limit.amount - less + lost)


def _waited(begun: datetime, ended: datetime, days: WorkingDays, hours: OpenHours) -> int:
    """Working days whose opening hours were waited through; a night, or half a day, is none."""
    first, last = clock.local(begun).date(), clock.local(ended).date()
    found = 0
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        dawn, night = _midnight(day), _midnight(day + timedelta(days=1))
        open_ = hours.between(dawn, night)
        through = (
            hours.between(max(begun, dawn), min(ended, night)) == open_ if open_ else begun <= dawn < night <= ended
        )
        found += days.works(day) and through
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZONE).astimezone(UTC)


def _worked(first: date, last: date, days: WorkingDays) -> int:
    """Working days after `first`, up to and with `last`."""
    return sum(days.works(first + timedelta(days=at)) for at in range(1, (last - first).days + 1))


def working_days_late(due: datetime, now: datetime, days: WorkingDays) -> int:
    """How many working days have begun since it was due; 0 = not late, or since the last working day."""
    return _worked(clock.local(due).date(), clock.local(now).date(), days) if now > due else 0


def light(
    due: datetime | None, warning: datetime | None, done_at: datetime | None, now: datetime, *, stopped: bool
) -> Light:  # fmt: skip
    """What a clock shows at `now`."""
    if done_at is not None:
        return "DONE"
    if due is None:
        return "NONE"
    if stopped:
        return "STOPPED"
    if now > due:
        return "RED"
    return "YELLOW" if warning is not None and now >= warning else "GREEN"
