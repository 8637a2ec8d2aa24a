"""How timely complaints are handled (domain.md §6.6): each judged by its deadlines, and the sums. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import null, or_, select

from app.core.clock import Id
from app.models.complaints import Complaint, ComplaintRun
from app.services.complaints import rules

LEFT_OUT = (rules.WITHDRAWN, rules.INVALID)
_CLOCKS = (("resolve_due", "resolved_at"), ("assign_due", "assigned_at"), ("handler_due", "named_at"))


@dataclass(frozen=True)
class Judged:
    """One handling of a complaint by its deadlines: True = in time, False = late, None = not due in the period.

    A reopened complaint was handled more than once; each of them is judged.
    """

    id: Id
    resolved: bool | None
    assigned: bool | None
    named: bool | None
    resolve_due: datetime | None
    assign_due: datetime | None
    handler_due: datetime | None


@dataclass(frozen=True)
class Timeliness:
    """Complaints whose deadline lies in the period, and those of them that were in time: by clock."""

    due: int
    in_time: int
    assign_due: int
    assign_in_time: int
    handler_due: int
    handler_in_time: int


def judged(ctx: Any, start: datetime, end: datetime) -> list[Judged]:
    """Our complaints of which a deadline lies in [start, end) and is over or was met.

    Withdrawn and invalid ones are out. Still open past its deadline is late; while the customer is waited for no
    deadline passes.
    """
    found = []
    for row in (*_runs(ctx, Complaint, start, end), *_runs(ctx, ComplaintRun, start, end)):
        resolved, assigned, named = (
            _verdict(getattr(row, due), getattr(row, done), row.waiting_since, (start, end), ctx.now)
            for due, done in _CLOCKS
        )
        if any(verdict is not None for verdict in (resolved, assigned, named)):
            found.append(
                Judged(row.id, resolved, assigned, named, row.resolve_due, row.assign_due, row.handler_due)
            )  # fmt: skip
    return found


def _runs(ctx: Any, model: Any, start: datetime, end: datetime) -> Sequence[Any]:
    """The handlings with a deadline in the period: those that go on or stand, or those before a reopening."""
    columns = [getattr(model, name) for names in _CLOCKS for name in names]
    wanted = select(Complaint.id, Complaint.waiting_since if model is Complaint else null().label("waiting_since"),
                    *columns)  # fmt: skip
    if model is ComplaintRun:
        wanted = wanted.join(ComplaintRun, ComplaintRun.complaint_id == Complaint.id)
    dues = [getattr(model, due) for due, _done in _CLOCKS]
    return ctx.conn.execute(  # type: ignore[no-any-return]
        wanted.where(Complaint.state.not_in(LEFT_OUT), Complaint.imported.is_(False),
                     Complaint.station.not_in(ctx.far_stations),
                     or_(*((due >= start) & (due < end) for due in dues)))
    ).all()  # fmt: skip


def _verdict(
    due: datetime | None, done: datetime | None, waits: datetime | None, period: tuple[datetime, datetime],
    now: datetime,
) -> bool | None:  # fmt: skip
    if due is None or not period[0] <= due < period[1]:
        return None
    if done is not None:
        return done <= due
    stands_still = waits is not None and waits <= due
    return None if stands_still or due > now else False


def timeliness(ctx: Any, start: datetime, end: datetime) -> Timeliness:
    """The first line (resolved in time) and the second (assigned, handler named in time)."""
    found = judged(ctx, start, end)
    return Timeliness(*_count([one.resolved for one in found]), *_count([one.assigned for one in found]),
                      *_count([one.named for one in found]))  # fmt: skip


def _count(verdicts: Sequence[bool | None]) -> tuple[int, int]:
    return sum(verdict is not None for verdict in verdicts), sum(verdict is True for verdict in verdicts)
