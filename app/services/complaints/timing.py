"""The clocks of complaints as records: started, moved by waiting times, kept for lists and Today. Knows no step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.models.complaints import Complaint
from app.services import calendar
from app.services.complaints import clocks, rules
from app.services.complaints.clocks import ACKNOWLEDGE, ASSIGN, DAYS, HANDLER, MINUTES, PROPOSAL, RESOLVE, Clock, Limit

# clock → the attributes that hold when it began, when it is due and when that was done
HELD = {
    ACKNOWLEDGE: ("started_at", "acknowledge_due", "acknowledged_at"),
    ASSIGN: ("started_at", "assign_due", "assigned_at"),
    HANDLER: ("assigned_at", "handler_due", "named_at"),
    PROPOSAL: ("started_at", "proposal_due", "proposed_at"),
    RESOLVE: ("started_at", "resolve_due", "resolved_at"),
}  # fmt: skip
_LIMITS = {
    ACKNOWLEDGE: (MINUTES, rules.ACKNOWLEDGE, rules.URGENT_ACKNOWLEDGE),
    ASSIGN: (MINUTES, rules.ASSIGN, rules.URGENT_ASSIGN),
    HANDLER: (DAYS, rules.NAME, rules.URGENT_NAME),
    PROPOSAL: (DAYS, rules.PROPOSE, rules.URGENT_PROPOSE),
    RESOLVE: (DAYS, rules.RESOLVE, rules.URGENT_RESOLVE),
}  # fmt: skip
_WORST = ("RED", "YELLOW", "STOPPED", "GREEN")


class Watch:
    """Calendar, opening hours and limits, read once for many complaints."""

    def __init__(self, ctx: Any) -> None:
        self.days, self.hours, self.now = calendar.Days(ctx), calendar.Hours(ctx), ctx.now
        self._limits: dict[tuple[str, bool], Limit] = {}
        for name, (unit, usual, urgent) in _LIMITS.items():
            self._limits[name, False] = Limit(unit, ctx.setting(usual))
            self._limits[name, True] = Limit(unit, ctx.setting(urgent))

    def _asked(self, case: Complaint, name: str) -> tuple[Limit, datetime, list[clocks.Span]] | None:
        start = getattr(case, HELD[name][0])
        if start is None:
            return None
        return self._limits[name, case.severity == rules.URGENT], start, [(w.begun_at, w.ended_at) for w in case.waits]

    def due(self, case: Complaint, name: str) -> datetime | None:
        """When the clock runs out, as the settings are now."""
        asked = self._asked(case, name)
        return clocks.due(*asked, self.now, self.days, self.hours) if asked else None

    def clocks(self, case: Complaint) -> tuple[Clock, ...]:
        """All clocks of a complaint, in their order. Earlier records have none, what ended none open."""
        found = [] if case.started_at is None else [self._clock(case, name) for name in HELD]
        return tuple(one for one in found if one.done_at or not _over(case))

    def _clock(self, case: Complaint, name: str) -> Clock:
        due, done_at = (getattr(case, held) for held in HELD[name][1:])
        asked = self._asked(case, name) if due is not None and done_at is None else None
        warning = clocks.warning(*asked, self.now, self.days, self.hours) if asked else None
        light = clocks.light(due, warning, done_at, self.now, stopped=due is not None and _stands_still(case, due))
        late = bool(due and done_at and done_at > due)
        provisional = case.provisional and due is not None and self.days.provisional(clock.local(due).date())
        return Clock(name, clocks.LABELS[name], due, done_at, light, late, provisional)

    def light(self, case: Complaint) -> str:
        """The worst light of the clocks that run; "" if none does."""
        shown = {one.light for one in self.clocks(case)}
        return next((light for light in _WORST if light in shown), "")


def _over(case: Complaint) -> bool:
    """No clock of ours runs any more: it ended, or somebody outside decides (E78)."""
    return case.state in rules.ENDED or case.escalated_to is not None


def _stands_still(case: Complaint, due: datetime) -> bool:
    """The customer is waited for; what was late before that stays late."""
    return case.waiting_since is not None and case.waiting_since <= due


def last_day(case: Complaint) -> date | None:
    """The day on which it has to be solved at the latest."""
    return clock.local(case.resolve_due).date() if case.resolve_due is not None else None


def settle(ctx: Any, case: Complaint, *, anew: bool = False) -> None:
    """Brings what is due up to date. A clock that runs is only put off, never brought forward, unless `anew`.

    `anew`: another severity, an earlier start or a reopening gives it other limits.
    """
    watch = Watch(ctx)
    for name, (start, held, done) in HELD.items():
        if getattr(case, done) is None:
            found, kept = watch.due(case, name), getattr(case, held)
            if name == HANDLER and kept is not None and kept < (getattr(case, start) or ctx.now):
                continue  # missed before the department sent it back
            setattr(case, held, found if anew or found is None or kept is None else max(found, kept))
    held_open = [held for _, held, done in HELD.values() if getattr(case, done) is None and not _over(case)]
    running = [due for held in held_open if (due := getattr(case, held)) is not None]
    case.provisional = any(watch.days.provisional(clock.local(due).date()) for due in running)
    case.next_due = min((due for due in running if not _stands_still(case, due)), default=None)


@calendar.brought_in
def move(ctx: Any) -> None:
    """A year of the calendar has come: what was provisional is reckoned again, and only put off.

    The complaints of other stations are reckoned there.
    """
    ours = select(Complaint).where(Complaint.provisional, Complaint.station.not_in(ctx.far_stations))
    for case in ctx.session.scalars(ours).all():
        settle(ctx, case)
