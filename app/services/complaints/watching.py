"""Tells once a day of complaints past a deadline: the handler, then the head of the department, then the manager."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.i18n import N_, Text
from app.models.complaints import Complaint, ComplaintImprovement, ComplaintMeasure
from app.models.journal import Notice
from app.services.alerts.daily import start_of_day
from app.services.complaints import clocks, queries, rules, timing
from app.services.complaints.queries import Late
from app.services.duties import tell_head

OVERDUE = N_("Overdue: {number}, {clock}, due {day}. Handler: {name}.")
NAMELESS = N_("Overdue: {number}, {clock}, due {day}. Nobody handles it.")
LATE = N_("{number}: “{what}” was to be done by {day}. Do it, or tell the complaint's handler why not.")
WAITED = N_("{number}: the customer has been waited for since {day}. Ask him, or end the waiting.")


_CARRIED_OUT: dict[Any, tuple[str, ...]] = {
    ComplaintMeasure: (rules.AGREED, rules.IMPLEMENTING), ComplaintImprovement: (rules.REPORTED, rules.CLOSED),
}  # fmt: skip


def _untold(ctx: Reader) -> list[Late]:
    """Past a deadline, and nobody was told of that today."""
    late = queries.late_ones(ctx)
    said = _said(ctx, [one.id for one in late], OVERDUE, NAMELESS)
    return [one for one in late if one.id not in said]


def _said(ctx: Reader, ids: list[Id], *messages: str) -> set[Id]:
    """Of which complaints one of these was said today."""
    told = select(Notice.document_id, Notice.message).where(
        Notice.kind == rules.KIND_NAME, Notice.asks, Notice.at >= start_of_day(ctx.now), Notice.document_id.in_(ids)
    )
    return {id for id, message in ctx.conn.execute(told) if Text.of(message).msgid in messages}


def _long_waits(ctx: Reader) -> list[Complaint]:
    """Where the customer is waited for longer than the setting, and nobody was told of that today."""
    wanted = select(Complaint).where(
        Complaint.waiting_since.is_not(None), Complaint.state.in_(rules.OPEN_STATES),
        Complaint.station.not_in(ctx.far_stations),
    )  # fmt: skip
    watch, most = timing.Watch(ctx), ctx.setting(rules.LONGEST_WAIT)
    long = [
        case for case in ctx.session.scalars(wanted)
        if case.waiting_since and clocks.working_days_late(case.waiting_since, ctx.now, watch.days) >= most
    ]  # fmt: skip
    said = _said(ctx, [case.id for case in long], WAITED)
    return [case for case in long if case.id not in said]


def _late_lines(ctx: Reader) -> list[tuple[Complaint, Any]]:
    """Measures and improvement actions whose day is past, and nobody was told of that today (R86, R90)."""
    found: list[tuple[Complaint, Any]] = []
    for model, states in _CARRIED_OUT.items():
        wanted = select(Complaint, model).join(model, model.complaint_id == Complaint.id).where(
            model.done_at.is_(None), model.due < clock.local(ctx.now).date(), model.owner_id.is_not(None),
            Complaint.state.in_(states), Complaint.station.not_in(ctx.far_stations),
        )  # fmt: skip
        found += [(case, line) for case, line in ctx.session.execute(wanted)]
    said = _said(ctx, [case.id for case, _line in found], LATE)
    return [(case, line) for case, line in found if case.id not in said]


@query("complaints.watch_due", allow=rules.WATCH)
def watch_due(ctx: Reader) -> int:
    """Of how many complaints somebody has to be told."""
    return len(_untold(ctx)) + len(_long_waits(ctx)) + len(_late_lines(ctx))


@usecase("complaints.watch", allow=rules.WATCH, rules=("R80", "R87"))
def watch(ctx: Context) -> int:
    """Tells of each complaint past a deadline, by its level, of each long waiting, and who is late with a measure or
    an improvement; returns of how many.
    """
    found, waits, lines = _untold(ctx), _long_waits(ctx), _late_lines(ctx)
    for one in found:
        _tell(ctx, one, ctx.session.get_one(Complaint, one.id))
    for case in waits:
        _remind(ctx, case)
    for case, line in lines:
        what = line.measure if isinstance(line, ComplaintMeasure) else line.action
        said = Text(LATE, number=case.number, what=what, day=line.due.isoformat())
        ctx.notify(said, user=line.owner_id, document=(rules.KIND_NAME, case.id), asks=True)
    return len(found) + len(waits) + len(lines)


def _remind(ctx: Context, case: Complaint) -> None:
    """R87: he is waited for, but not for ever; the handler and the head of the department hear of it."""
    since = clock.local(case.waiting_since or ctx.now).date().isoformat()
    said, document = Text(WAITED, number=case.number, day=since), (rules.KIND_NAME, case.id)
    if case.handler_id is not None:
        ctx.notify(said, user=case.handler_id, document=document, asks=True)
    if case.dept:
        tell_head(ctx, case.dept, said, document, asks=True)


def _tell(ctx: Context, one: Late, case: Complaint) -> None:
    said = Text(
        OVERDUE if one.handler else NAMELESS, number=one.number, clock=Text(clocks.LABELS[one.what]),
        day=clock.local(one.due).date().isoformat(), **({"name": one.handler} if one.handler else {}),
    )  # fmt: skip
    document = (rules.KIND_NAME, case.id)
    if case.handler_id is not None:
        ctx.notify(said, user=case.handler_id, document=document, asks=True)
    elif case.state in rules.INTAKE:
        ctx.notify(said, role=rules.SERVICE, document=document, asks=True)
    if case.dept and (one.level != queries.HANDLER or case.state == rules.ASSIGNED):  # naming a handler is its head's
        tell_head(ctx, case.dept, said, document, asks=True)
    if one.level == queries.MANAGER:
        ctx.notify(said, role=rules.MANAGEMENT, document=document, asks=True)
