"""Open work on complaints that goes to another person: the case, its measures, its improvement actions (E92)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.kind import Charge, Task
from app.models.complaints import Complaint, ComplaintImprovement, ComplaintMeasure
from app.services.complaints import guards, rules, thread
from app.services.complaints.workflow import WORKFLOW
from app.services.duties import name_of
from app.services.people.charges import brief


def _cases(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    his = Complaint.handler_id.in_(people), Complaint.state.in_(rules.UNREPORTED)
    cases = ctx.session.scalars(select(Complaint).where(*his).order_by(Complaint.number))
    return [_task(case.handler_id, case.id, case, case.problem or case.description) for case in cases]


def _measures(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    wanted = select(ComplaintMeasure, Complaint).join(Complaint, Complaint.id == ComplaintMeasure.complaint_id)
    his = ComplaintMeasure.owner_id.in_(people), ComplaintMeasure.done_at.is_(None)
    rows = ctx.session.execute(wanted.where(*his, Complaint.state.in_(rules.OPEN_STATES)))
    return [_task(line.owner_id, line.id, case, line.measure) for line, case in rows]


def _improvements(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
    wanted = select(ComplaintImprovement, Complaint).join(Complaint, Complaint.id == ComplaintImprovement.complaint_id)
    his = ComplaintImprovement.owner_id.in_(people), ComplaintImprovement.done_at.is_(None)
    gone = Complaint.state.in_((rules.WITHDRAWN, rules.INVALID))
    rows = ctx.session.execute(wanted.where(*his, ~gone))
    return [_task(line.owner_id, line.id, case, line.action) for line, case in rows]


def _task(person: Id, id: Id, case: Complaint, what: str) -> Task:
    return Task(person, case.station, id, rules.KIND_NAME, case.id, case.number, brief(what))


def _not_about(ctx: Any, case: Complaint, to: Id) -> None:
    """SD7."""
    if problem := workflow.judge(guards.not_about(ctx, case, to)):
        raise Refused(problem.text)


def _entrust(ctx: Any, id: Id, person: Id, to: Id) -> None:
    """The proof and the thread keep who handled it before."""
    case = ctx.session.get_one(Complaint, id)
    _not_about(ctx, case, to)
    case.handler_id = to
    reason = f"{name_of(ctx, person)} → {name_of(ctx, to)}"
    thread.add(ctx, case, rules.PROGRESS, reason)
    step = WORKFLOW.step(f"hand_over_{case.state}")
    ctx.trace(case, step, case.state, {"handler": to, "reason": reason}, None)


def _carry_out(ctx: Any, id: Id, _person: Id, to: Id) -> None:
    line = ctx.session.get_one(ComplaintMeasure, id)
    _not_about(ctx, ctx.session.get_one(Complaint, line.complaint_id), to)
    line.owner_id = to


def _improve(ctx: Any, id: Id, _person: Id, to: Id) -> None:
    ctx.session.get_one(ComplaintImprovement, id).owner_id = to


CHARGES = (
    Charge("complaints", N_("Complaint handler"), _cases, _entrust, rules.HANDLE),
    Charge("complaints.measures", N_("Measures"), _measures, _carry_out, rules.VIEW),
    Charge("complaints.improvements", N_("Improvement actions"), _improvements, _improve, rules.VIEW),
)
