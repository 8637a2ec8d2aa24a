"""How timely complaints are handled (domain.md §6.6): each judged by its deadlines, and the sums. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.core.clock import Id
from app.models.complaints import Complaint
from app.services.complaints import rules

LEFT_OUT = (rules.WITHDRAWN, rules.INVALID)
_CLOCKS = (
    ("resolved", Complaint.resolve_due, Complaint.resolved_at),
    ("assigned", Complaint.assign_due, Complaint.assigned_at),
    ("named", Complaint.handler_due, Complaint.named_at),
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """One complaint by its deadlines: True = in time, False = late, None = not due in the period."""

    id: Id
    resolved: bool | None
    assigned: bool | None
    named: bool | None


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
    """Complaints of which a deadline lies in [start, end) and is over or was met; withdrawn and invalid ones are out.

    Still open past its deadline is late; while the customer is waited for no deadline passes.
    """
    dues = [due for _name, due, _done in _CLOCKS]
    wanted = select(
        Complaint.id, Complaint.waiting_since, *dues, Complaint.resolved_at, Complaint.assigned_at, Complaint.named_at
    ).where(
        Complaint.state.not_in(LEFT_OUT), Complaint.imported.is_(False),
        or_(*((due >= start) & (due < end) for due in dues)),
    )  # fmt: skip
    found = []
    for row in ctx.conn.execute(wanted):
        verdicts = {
            name: _verdict(getattr(row, due.key), getattr(row, done.key), row.waiting_since, (start, end), ctx.now)
            for name, due, done in _CLOCKS
        }
        if any(verdict is not None for verdict in verdicts.values()):
            found.append(Judged(row.id, **verdicts))
    return found


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
