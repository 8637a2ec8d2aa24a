"""What complaints there were and how they were handled, grouped six ways (R90, domain.md §6.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text, pick
from app.core.screen import Choice, Column
from app.models.complaints import Complaint, ComplaintRun
from app.models.parts import Part
from app.services import calendar
from app.services.complaints import figures, rules
from app.services.follow_ups.rules import FEW as LEAST_ANSWERS
from app.services.reports.kinds import Asked, Found, Report, Slice
from app.services.reports.satisfaction import FEW, VERDICTS, index
from app.services.stock import half_up

BY = (
    Choice("category", N_("Kind of complaint")), Choice("subcategory", N_("Sub-category")),
    Choice("dept", N_("Responsible department")), Choice("cause", N_("Root cause")),
    Choice("part", N_("Part or system")), Choice("month", N_("Month")),
)  # fmt: skip
_LABELS = {"category": rules.CATEGORIES, "dept": rules.DEPTS, "cause": rules.CAUSES}
_UNKNOWN = {
    "category": N_("Not classified yet"), "subcategory": N_("Not classified yet"), "dept": N_("Not assigned yet"),
    "cause": N_("Cause not found yet"), "part": N_("No part"), "month": "",
}  # fmt: skip
NOT_COUNTED = (rules.WITHDRAWN, rules.INVALID)
MOST_BARS, MONTHS = 10, 12
NONE = Text(N_("n/a"))
_READ = select(
    Complaint.id, Complaint.state, Complaint.received_at, Complaint.resolved_at, Complaint.category,
    Complaint.subcategory, Complaint.dept, Complaint.cause_code, Complaint.component, Complaint.satisfaction,
    Complaint.repeats, Complaint.started_at, Complaint.escalated_to, Part.number, Part.name_zh, Part.name_en,
).outerjoin(Part, Part.id == Complaint.part_id)  # fmt: skip


@dataclass
class _Group:
    """What is summed of one group: complaints, those in time and judged by clock, working days, scores, reopened."""

    count: int = 0
    repeated: int = 0
    days: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    judged: dict[str, list[bool]] = field(default_factory=dict)


def complaints(ctx: Reader, asked: Asked) -> Found:
    """Complaints received in the period; in time is judged of those whose deadline lies in it."""
    judged = figures.judged(ctx, asked.start, asked.end)
    period = (Complaint.received_at >= asked.start) & (Complaint.received_at < asked.end)
    period &= Complaint.station.not_in(ctx.far_stations)
    records = ctx.conn.execute(_READ.where(or_(period, Complaint.id.in_([one.id for one in judged])))).all()
    came = [r for r in records if asked.start <= r.received_at < asked.end]
    counted = [r for r in came if r.state not in NOT_COUNTED]
    groups: dict[Any, _Group] = {}
    whole, working, before = _Group(), calendar.Days(ctx), _before(ctx, [r.id for r in counted])
    for record in counted:
        for group in (whole, groups.setdefault(_key(record, asked.by, record.received_at), _Group())):
            _count(group, record, before.get(record.id, ()), working)
    known = {record.id: record for record in records}
    for one in judged:
        _judge(groups, whole, known[one.id], one, asked.by)
    few = ctx.setting(LEAST_ANSWERS)
    ordered = sorted(groups.items(), key=lambda g: (g[0] is None, str(g[0]) if asked.by == "month" else -g[1].count))
    rows = [_row(_label(key, asked.by), group, whole.count, few) for key, group in ordered]
    foot = _row(Text(N_("All")), whole, whole.count, few) if rows else None
    outside = sum(record.escalated_to is not None for record in counted)
    remarks = (_how(), *_left_out(len(came) - len(counted)), *_outside(outside))
    bars = [Slice(_label(key, asked.by), group.count) for key, group in ordered if group.count]
    return Found(rows, foot, remarks, chart=_most(bars, asked.by), pareto=asked.by != "month")


def _key(record: Any, by: str, at: datetime | None) -> Any:
    """What a complaint is put under; None = not known yet."""
    if by == "month":
        return clock.local(at).strftime("%Y-%m") if at is not None else None
    if by == "part":
        return f"{record.number} {pick(record.name_zh, record.name_en)}" if record.number else record.component or None
    if by == "subcategory":
        return (record.category, record.subcategory or "") if record.category else None
    return getattr(record, {"category": "category", "dept": "dept", "cause": "cause_code"}[by]) or None


def _label(key: Any, by: str) -> str | Text:
    if key is None:
        return Text(_UNKNOWN[by])
    if by == "subcategory":
        category, more = Text(rules.CATEGORIES.get(key[0], key[0])), key[1] or Text(N_("not told more precisely"))
        return Text(N_("{category}: {more}"), category=category, more=more)
    labels = _LABELS.get(by)
    return Text(labels[key]) if labels and key in labels else str(key)


def _before(ctx: Reader, ids: Sequence[Id]) -> dict[Id, list[Any]]:
    """How these complaints were handled before they were reopened, the first time first."""
    found: dict[Id, list[Any]] = {}
    wanted = select(ComplaintRun).where(ComplaintRun.complaint_id.in_(list(ids))).order_by(ComplaintRun.run)
    for run in ctx.session.scalars(wanted):
        found.setdefault(run.complaint_id, []).append(run)
    return found


def _count(group: _Group, record: Any, before: Sequence[Any], working: calendar.Days) -> None:
    """A reopened one is one complaint; each time it was solved has its days and its score."""
    group.count += 1
    group.repeated += record.repeats > 0
    for run in (record, *before):
        start = record.received_at if run in before[:1] or not before else run.started_at
        if run.resolved_at is not None:
            group.days.append(_working_days(start, run.resolved_at, working))
        if run.satisfaction is not None:
            group.scores.append(run.satisfaction)


def _working_days(start: datetime, end: datetime, working: calendar.Days) -> int:
    """Working days after the day of receipt, up to and with the day of the solution (§5.11)."""
    first: date = clock.local(start).date()
    return sum(working.works(first + timedelta(days=n)) for n in range(1, (clock.local(end).date() - first).days + 1))


def _judge(groups: dict[Any, _Group], whole: _Group, record: Any, judged: figures.Judged, by: str) -> None:
    """A deadline counts in the month in which it lies."""
    for name, verdict, due in (
        ("resolved", judged.resolved, judged.resolve_due), ("assigned", judged.assigned, judged.assign_due),
        ("named", judged.named, judged.handler_due),
    ):  # fmt: skip
        if verdict is not None:
            for group in (whole, groups.setdefault(_key(record, by, due), _Group())):
                group.judged.setdefault(name, []).append(verdict)


def _row(label: Any, group: _Group, count: int, few: int) -> tuple[Any, ...]:
    verdicts = [group.judged.get(name, []) for name in ("resolved", "assigned", "named")]
    in_time = [_rate(sum(those), len(those)) for those in verdicts]
    mean = (half_up(sum(group.days) * 10, len(group.days)) * 100, 1, "") if group.days else NONE
    return (
        label, group.count, _rate(group.count, count), len(verdicts[0]), in_time[0], mean,
        index(group.scores) or NONE, FEW if len(group.scores) < few else "", group.repeated,
        _rate(group.repeated, group.count), *in_time[1:],
    )  # fmt: skip


def _rate(part: int, whole: int) -> int | Text:
    """In basis points; of nothing it is n/a, never 100 % (§6.6)."""
    return half_up(part * 10_000, whole) if whole else NONE


def _most(bars: Sequence[Slice], by: str) -> tuple[Slice, ...]:
    """As many bars as can be read; the rest of a Pareto chart is one bar."""
    if by == "month":
        return tuple(bars[-MONTHS:])
    if len(bars) <= MOST_BARS:
        return tuple(bars)
    rest = sum(bar.size for bar in bars[MOST_BARS - 1 :])
    return (*bars[: MOST_BARS - 1], Slice(Text(N_("All the others")), rest))


def _how() -> Text:
    return Text(
        N_("In time: resolved by the deadline, of those whose deadline lies in the period; waiting for the customer "
           "moves it, open ones past it are late. Working days from receipt to solution, waiting included.")
    )  # fmt: skip


def _left_out(count: int) -> tuple[Text, ...]:
    return (Text(N_("{n} withdrawn or unfounded complaints are not counted."), n=count),) if count else ()


def _outside(count: int) -> tuple[Text, ...]:
    return (Text(N_("{n} of them were decided outside: 12315, an association or a court."), n=count),) if count else ()


COMPLAINTS = Report(
    "complaints", N_("Complaints"),
    N_("Complaints received in the period: what they were about, whether they were handled in time, how it ended."),
    rules.VIEW,
    (
        Column("group", N_("Group"), "strong", 150, stretch=True), Column("count", N_("Complaints"), "number", 80),
        Column("share", N_("Share"), "percent", 70), Column("due", N_("Were due"), "number", 70),
        Column("resolved", N_("Resolved in time"), "percent", 90),
        Column("days", N_("Average working days"), "quantity", 100),
        Column("satisfaction", N_("Satisfaction"), "quantity", 80),
        Column("verdict", N_("Verdict"), "choice", 90, choices=tuple((c.code, c.label) for c in VERDICTS)),
        Column("repeated", N_("Reopened"), "number", 70), Column("repeats", N_("Repeat rate"), "percent", 80),
        Column("assigned", N_("Assigned in time"), "percent", 90),
        Column("named", N_("Handler named in time"), "percent", 100),
    ),
    complaints, asks=("period",), by=BY, rules=("R78", "R90"),
)  # fmt: skip
