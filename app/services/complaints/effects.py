"""What the steps of a complaint do: clocks, words kept, people told. Knows no workflow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from app.core import i18n
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.complaints import Complaint, ComplaintRun
from app.models.people import User
from app.services.complaints import guards, rules, thread, timing
from app.services.duties import tell_head

Answers = dict[str, Any]
Watcher = Callable[[Any, Complaint], None]
_RUNS: Table = ComplaintRun.__table__  # type: ignore[assignment]
_closed: list[Watcher] = []


def wind(ctx: Any, case: Complaint) -> None:
    """After a step: what is due follows what was done."""
    timing.settle(ctx, case)


def wind_anew(ctx: Any, case: Complaint) -> None:
    """After its severity was settled, or it began again: other limits; the department's day is the clock's."""
    timing.settle(ctx, case, anew=True)
    case.due_on = case.due_on or timing.last_day(case)


def _tell(ctx: Any, user: Id | None, text: Text, case: Complaint, *, asks: bool = True) -> None:
    if user is not None:
        ctx.notify(text, user=user, document=(rules.KIND_NAME, case.id), asks=asks)


def accept(ctx: Any, case: Complaint, _answers: Answers) -> None:
    """R77: the promise is logged, the complaint is accepted."""
    case.acknowledged_at = case.acknowledged_at or ctx.now
    if case.promised:
        until = f"→ {i18n.moment(case.promised_at)}" if case.promised_at else ""
        thread.add(ctx, case, rules.TOLD, " ".join(filter(None, (case.promise, until))), channel=case.channel)


def assign(ctx: Any, case: Complaint, _answers: Answers) -> None:
    """R79: the department has it."""
    case.assigned_at = ctx.now
    case.handler_id = case.named_at = None
    _forget_unless_missed(ctx, case)
    said = Text(
        N_("{number} is your department's: {problem} Name who handles it."), number=case.number, problem=case.problem
    )
    for dept in filter(None, (case.dept, case.co_dept)):
        tell_head(ctx, dept, said, (rules.KIND_NAME, case.id), asks=True)


def _forget_unless_missed(ctx: Any, case: Complaint) -> None:
    """R80: another department has its own time to name a handler; but what was missed before stays missed."""
    if case.handler_due is not None and case.handler_due >= ctx.now:
        case.handler_due = None


def decide(ctx: Any, case: Complaint, answers: Answers) -> None:
    """E80: the manager has said whose it is."""
    case.decided_by = ctx.actor.user
    assign(ctx, case, answers)


def bounce(ctx: Any, case: Complaint, answers: Answers) -> None:
    """E80: back to customer service; the clock goes on."""
    case.bounces += 1
    case.assigned_at = None
    _forget_unless_missed(ctx, case)
    thread.add(ctx, case, rules.PROGRESS, answers["reason"])
    said = Text(N_("{number} came back: {reason}"), number=case.number, reason=answers["reason"])
    role = rules.MANAGEMENT if case.bounces >= ctx.setting(rules.MOST_BOUNCES) else rules.SERVICE
    ctx.notify(said, role=role, document=(rules.KIND_NAME, case.id), asks=True)


def hand_over(ctx: Any, case: Complaint, answers: Answers) -> None:
    """Somebody else goes on with it; when a handler was named in time stays as it was."""
    _entrust(ctx, case, answers["handler"])
    thread.add(ctx, case, rules.PROGRESS, answers["reason"])


def name(ctx: Any, case: Complaint, answers: Answers) -> None:
    """R80: one person handles it."""
    _entrust(ctx, case, answers["handler"])
    case.named_at = ctx.now


def _entrust(ctx: Any, case: Complaint, user: Id) -> None:
    if why := guards.unfit(ctx, case, user):
        raise Refused(why, where="handler")
    case.handler_id = user
    _tell(ctx, user, Text(N_("You were named to handle {number}: {problem}"), number=case.number,
                               problem=case.problem or ""), case)  # fmt: skip


def propose(ctx: Any, case: Complaint, _answers: Answers) -> None:
    """R83, R84: the solution as the customer is shown it."""
    case.proposed_at = case.proposed_at or ctx.now
    thread.propose(ctx, case)


def object_(ctx: Any, case: Complaint, answers: Answers) -> None:
    """R85: he does not agree; his words are kept."""
    thread.add(ctx, case, rules.SAID, answers["words"], channel=answers["channel"], verdict=rules.OBJECTS)


def approve(ctx: Any, case: Complaint, _answers: Answers) -> None:
    """The manager approves this much, no more."""
    case.approved_amount = case.compensation
    _tell(ctx, case.handler_id, Text(N_("The compensation of {number} is approved."), number=case.number), case)


def agree(ctx: Any, case: Complaint, answers: Answers) -> None:
    """R85: agreed; everybody who has to do something hears of it."""
    thread.add(ctx, case, rules.SAID, answers["words"], method=answers["method"], verdict=rules.AGREES)
    case.agreed_method, case.agreed_at = answers["method"], ctx.now
    for line in case.measures:
        said = Text(N_("{number}, to be done by {day}: {measure}"), number=case.number, measure=line.measure,
                    day=line.due.isoformat() if line.due else "–")  # fmt: skip
        _tell(ctx, line.owner_id, said, case)


def resolve(ctx: Any, case: Complaint, answers: Answers) -> None:
    """R86, R87: done; the customer was told and asked how satisfied he is."""
    if not case.anonymous:
        said = Text(N_("Tell the customer, and ask how satisfied he is from 1 to 5."))
        if missing := tuple(Problem(name, said) for name in ("words", "satisfaction") if not answers.get(name)):
            raise Refused.all(missing)
        thread.add(ctx, case, rules.TOLD, answers["words"], channel=answers.get("channel") or "")
        case.satisfaction = int(answers["satisfaction"])
    case.resolved_at = ctx.now


def report(ctx: Any, case: Complaint, _answers: Answers) -> None:
    """R88, R89: the superior reads it."""
    said = Text(N_("{number} is handled and reported. Review it."), number=case.number)
    document = (rules.KIND_NAME, case.id)
    if case.severity == rules.GENERAL and not guards.above(ctx, case):
        tell_head(ctx, rules.SERVICE, said, document, asks=True)
    else:
        ctx.notify(said, role=rules.MANAGEMENT, document=document, asks=True)


def close(ctx: Any, case: Complaint, _answers: Answers) -> None:
    """R89: closed; the customer is called some days later, whoever improves something is reminded of it."""
    case.closed_at, case.closed_by = ctx.now, ctx.actor.signer.user if ctx.actor.signer else ctx.actor.user
    for line in case.improvements:
        if line.done_at is None:
            said = Text(N_("{number}, to be improved by {day}: {action}"), number=case.number, action=line.action,
                        day=line.due.isoformat() if line.due else "–")  # fmt: skip
            _tell(ctx, line.owner_id, said, case, asks=False)
    for watcher in _closed:
        watcher(ctx, case)


def closed(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, case)` told when a case is closed (a decorator)."""
    _closed.append(watcher)
    return watcher


def send_back(ctx: Any, case: Complaint, answers: Answers) -> None:
    """R89: not good enough yet. If its handler has left meanwhile, his department hears of it (E92)."""
    thread.add(ctx, case, rules.PROGRESS, answers["reason"])
    said = Text(N_("{number} came back: {reason}"), number=case.number, reason=answers["reason"])
    handler = ctx.session.get(User, case.handler_id) if case.handler_id else None
    if handler is not None and handler.active:
        _tell(ctx, handler.id, said, case)
    else:
        tell_head(ctx, case.dept or rules.SERVICE, said, (rules.KIND_NAME, case.id), asks=True)


def end(ctx: Any, case: Complaint, answers: Answers) -> None:
    """Withdrawn or not valid."""
    _told(ctx, case, answers)
    stop_waiting(ctx, case)
    case.ended_reason = answers["reason"]
    _tell(ctx, case.handler_id, Text(N_("{number} is over: {reason}"), number=case.number,
                                     reason=answers["reason"]), case, asks=False)  # fmt: skip


def _told(ctx: Any, case: Complaint, answers: Answers) -> None:
    """R87: the customer hears of it, unless nobody knows him."""
    if not case.anonymous:
        thread.add(ctx, case, rules.TOLD, answers.get("words"))


def escalate(ctx: Any, case: Complaint, answers: Answers) -> None:
    """E78: somebody outside decides now; nobody claims that the customer is satisfied."""
    case.escalated_to, case.satisfaction = answers["body"], None
    thread.add(ctx, case, rules.PROGRESS, answers["reason"])
    _told(ctx, case, answers)
    stop_waiting(ctx, case)
    body = rules.BODIES[answers["body"]]
    said = Text(
        N_("{number} was taken to {body}: {reason}"), number=case.number, reason=answers["reason"], body=Text(body)
    )
    ctx.notify(said, role=rules.MANAGEMENT, document=(rules.KIND_NAME, case.id), asks=True)


def reopen(ctx: Any, case: Complaint, answers: Answers) -> None:
    """The same matter again: its clocks begin anew, it counts as a repeat, and how it was handled before is kept."""
    ctx.append(_RUNS, [_run(ctx, case)], document=case.id)
    case.repeats += 1
    case.started_at = ctx.now
    case.assigned_at = case.named_at = case.proposed_at = case.resolved_at = case.closed_at = case.closed_by = None
    case.escalated_to = case.handler_due = None
    case.handler_id = case.due_on = case.agreed_at = case.agreed_method = case.satisfaction = None
    case.report_process = case.report_solution = case.report_result = case.no_improvement = None
    case.approved_amount = case.decided_by = None
    case.bounces = 0
    thread.add(ctx, case, rules.SAID, answers["reason"])
    for role in (rules.SERVICE, rules.MANAGEMENT):
        ctx.notify(Text(N_("{number} was reopened: {reason}"), number=case.number, reason=answers["reason"]), role=role,
                   document=(rules.KIND_NAME, case.id), asks=True)  # fmt: skip


def _run(ctx: Any, case: Complaint) -> dict[str, Any]:
    """What figures need of the handling that was not good enough."""
    names = ("started_at", "assign_due", "assigned_at", "handler_due", "named_at", "resolve_due", "resolved_at",
             "satisfaction")  # fmt: skip
    kept = {name: getattr(case, name) for name in names}
    return kept | {"complaint_id": case.id, "run": case.repeats + 1, "reopened_at": ctx.now}


def stop_waiting(ctx: Any, case: Complaint, note: str = "") -> datetime | None:
    """Ends the waiting time, if one goes on; returns since when it went."""
    since, case.waiting_since = case.waiting_since, None
    if since is not None:
        open_ = next(wait for wait in case.waits if wait.ended_at is None)
        open_.ended_at, open_.ended_by, open_.note = ctx.now, ctx.actor.user, note or None
    return since
