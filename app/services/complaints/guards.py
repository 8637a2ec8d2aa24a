"""Why a step of a complaint can't be done, and who may not do it (SD7, E77). Knows no workflow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.errors import Problem
from app.core.i18n import N_, Text, money
from app.core.workflow import Guard, Verdict, judge
from app.models.complaints import Complaint, ComplaintEvidence
from app.models.people import User
from app.services.complaints import hands, rules, subjects, thread
from app.services.duties import name_of
from app.services.people.login import rights
from app.services.work_orders import shares

Problems = tuple[Problem, ...]


def together(*guards: Guard) -> Guard:
    """One guard of several: what each of them says is said at once."""

    def said(ctx: Any, case: Complaint) -> Problems:
        verdicts = (guard(ctx, case) for guard in guards)
        return tuple(p for v in verdicts for p in (v if isinstance(v, tuple) else (judge(v),)) if p is not None)

    return said


def _lacks(case: Complaint, *names: str) -> Problems:
    """The fields that are empty."""
    return tuple(_missing(name) for name in names if getattr(case, name) in (None, "", False))


def _missing(name: str) -> Problem:
    label = Complaint.__table__.columns[name].info["label"]
    return Problem(name, Text(N_("{field} is missing."), field=Text(label)))


# --- guards: why not --------------------------------------------------------------------------------------------------
def lacks(get: Callable[[str], Any]) -> Iterator[Problem]:
    """Everything a complaint still lacks before it is accepted, field by field; `get(name)` gives a value.

    R76: who, how to reach him, which car, what happened; R77: the promise; R78: its kind. Who stays anonymous need not
    say who he is, and is promised nothing (E76).
    """
    named = () if get("anonymous") else ("complainant", "contact")
    for name in (*named, "description"):
        if not get(name):
            yield _missing(name)
    if not get("anonymous") and not (get("plate") or get("vehicle_name")):
        yield Problem("vehicle_name", Text(N_("Write the plate or which car it is. Without a car: none.")))
    for name in () if get("anonymous") else ("promised", "promised_at"):
        if not get(name):
            yield _missing(name)
    if get("promised_at") and get("received_at") and get("promised_at") < get("received_at"):
        said = N_("This is before he complained. Enter until when he was promised an answer.")
        yield Problem("promised_at", Text(said))
    for name in ("category", "severity"):
        if not get(name):
            yield _missing(name)


def described(_ctx: Any, case: Complaint) -> Problems:
    """R76, R77, R78: it can be accepted as it is written down."""
    return tuple(lacks(lambda name: getattr(case, name)))


def assignable(ctx: Any, case: Complaint) -> Problems:
    """R79: the assignment sheet says what, who, how and until when."""
    found = list(_lacks(case, "dept", "due_on", "problem", "requirement"))
    if case.due_on is not None and case.due_on < _today(ctx):
        found.append(Problem("due_on", Text(N_("This day is past. Choose until when it has to be solved."))))
    if case.co_dept is not None and case.co_dept == case.dept:
        found.append(Problem("co_dept", Text(N_("The department that helps is another one."))))
    if case.dept and (routed := judge(_routed(ctx, case))):
        found.append(routed)
    return tuple(found)


def _today(ctx: Any) -> date:
    return clock.local(ctx.now).date()


def _routed(ctx: Any, case: Complaint) -> Verdict:
    """E77: what is about customer service or a manager goes to the management."""
    if case.dept == rules.SERVICE:
        return Problem(
            "dept", Text(N_("A complaint about customer service is not handled by it: choose “The management”."))
        )
    about = ctx.session.get(User, case.about_id) if case.about_id else None
    if about is None or not above(ctx, case):
        return None
    if case.dept != rules.MANAGEMENT:
        said = N_("{name} belongs to customer service or the management: assign it to “The management”.")
        return Problem("dept", Text(said, name=about.name))
    if not any(rules.MANAGEMENT in user.roles and user.id != about.id for user in _people(ctx)):
        said = N_("It is about {name}, and there is no other manager. Have the owner entered as one.")
        return Problem("about_id", Text(said, name=about.name))
    return None


def bounced_less(ctx: Any, case: Complaint) -> Verdict:
    """E80: customer service assigns as long as departments do not send it to and fro."""
    if not _to_decide(ctx, case):
        return None
    return Text(
        N_("It was sent back {n} times: now the manager decides which department it belongs to."), n=case.bounces
    )


def bounced_often(ctx: Any, case: Complaint) -> Verdict:
    """E80: the manager decides when departments can't agree."""
    if _to_decide(ctx, case):
        return None
    return Text(N_("Customer service assigns it; the manager decides after {n} times sent back."),
                n=ctx.setting(rules.MOST_BOUNCES))  # fmt: skip


def _to_decide(ctx: Any, case: Complaint) -> bool:
    return case.decided_by is None and 0 < case.bounces >= ctx.setting(rules.MOST_BOUNCES)


def undecided(ctx: Any, case: Complaint) -> Verdict:
    """What the manager decided stands."""
    if case.decided_by is None:
        return None
    return Text(N_("{name} decided that it belongs to this department."), name=name_of(ctx, case.decided_by))


def investigated(ctx: Any, case: Complaint) -> Problems:
    """R81, R82: evidence, cause, responsibility and impact are there; a reopened case needs evidence of its own."""
    wanted = select(ComplaintEvidence.id).where(ComplaintEvidence.complaint_id == case.id).limit(1)
    if case.repeats and case.started_at is not None:
        wanted = wanted.where(ComplaintEvidence.added_at >= case.started_at)
    found: list[Problem] = []
    if ctx.session.scalar(wanted) is None:
        said = N_("Add at least one piece of evidence: a record of ours, or a file.")
        again = N_("It was reopened: add evidence of what is wrong now.")
        found.append(Problem("evidence", Text(again if case.repeats else said)))
    return (*found, *_lacks(case, "cause_code", "cause_why", "responsibility", "impact"))


def measured(ctx: Any, case: Complaint) -> Problems:
    """R83: at least one measure; each says what, by whom and until when, from today on."""
    if not case.measures:
        return (Problem("measures", Text(N_("Write at least one measure."))),)
    said = Text(N_("Each measure says what, by whom and until when."))
    found = _unsettled(ctx, "measures", case.measures, ("measure", "owner_id", "due"), said)
    if case.repeats and not any(line.done_at is None for line in case.measures):
        found.append(Problem("measures", Text(N_("It was reopened: write a measure that is still to be done."))))
    return tuple(found)


def _unsettled(ctx: Any, place: str, lines: Sequence[Any], names: Sequence[str], said: Text) -> list[Problem]:
    """What lines lack, or what can't come true any more: each beside its field."""
    found = []
    for at, line in enumerate(lines):
        found += [Problem(f"{place}.{at}.{name}", said) for name in names if not getattr(line, name)]
        if line.done_at is not None:
            continue
        owner = ctx.session.get(User, line.owner_id) if line.owner_id else None
        if owner is not None and not owner.active:
            left = Text(N_("{name} does not work here any more. Choose somebody else."), name=owner.name)
            found.append(Problem(f"{place}.{at}.owner_id", left))
        if line.due and line.due < _today(ctx):
            past = Text(N_("This day is past: {day}. Choose until when it will be done."), day=line.due.isoformat())
            found.append(Problem(f"{place}.{at}.due", past))
    return found


def as_proposed(ctx: Any, case: Complaint) -> Verdict:
    """R83, R85: the customer agrees to what he was shown, no more and no less; while negotiated it may be changed."""
    if case.state == rules.PROPOSED or thread.as_proposed(ctx, case):
        return None
    return Text(N_("Measures or compensation were changed since he was shown them: propose them again first."))


def payable(ctx: Any, case: Complaint) -> Verdict:
    """§3.16: more compensation than the limit needs the manager's hand, for this amount."""
    limit = ctx.setting(rules.COMPENSATION)
    if case.compensation <= max(limit, case.approved_amount or 0):
        return None
    said = N_("{amount} of compensation is above {limit}: the manager approves it while it is proposed.")
    return Text(said, amount=money(case.compensation), limit=money(limit))


def dear(ctx: Any, case: Complaint) -> Verdict:
    """There is something for the manager to approve."""
    if case.compensation > max(ctx.setting(rules.COMPENSATION), case.approved_amount or 0):
        return None
    return Text(N_("This compensation needs no manager."))


def implemented(_ctx: Any, case: Complaint) -> Verdict:
    """R86: every measure is done; where somebody outside decided (E78) they count no more."""
    if case.escalated_to:
        return None
    if not case.measures:
        return Problem("measures", Text(N_("Write at least one measure.")))
    left = [line.measure for line in case.measures if line.done_at is None]
    return Text(N_("Not done yet: {what}"), what="; ".join(left)) if left else None


def not_waiting(_ctx: Any, case: Complaint) -> Verdict:
    """Nobody is waited for any more."""
    if case.waiting_since is None:
        return None
    return Text(N_("The customer is still being waited for. End the waiting first."))


def reported(_ctx: Any, case: Complaint) -> Problems:
    """R88: the report is whole."""
    return _lacks(case, "report_process", "report_solution", "report_result")


def improved(ctx: Any, case: Complaint) -> Problems:
    """R90: improvements are listed, or it says why there are none. A day may pass while the superior reads."""
    if not case.improvements and not case.no_improvement:
        said = N_("List what is improved so that it does not happen again, or say why nothing is.")
        return (Problem("no_improvement", Text(said)),)
    said = N_("Each improvement action says what, by whom and until when.")
    return tuple(_unsettled(ctx, "improvements", case.improvements, ("action", "owner_id", "due"), Text(said)))


def fresh_enough(ctx: Any, case: Complaint) -> Verdict:
    """The same matter comes back within the days of the setting; later it is a new complaint."""
    days = ctx.setting(rules.REOPEN_DAYS)
    if case.closed_at is not None and (_today(ctx) - clock.local(case.closed_at).date()).days <= days:
        return None
    return Text(N_("It was closed more than {n} days ago. Take a new complaint and link it to this one."), n=days)


# --- bars: who may not ------------------------------------------------------------------------------------------------
def concerned(ctx: Any, case: Complaint) -> set[Id]:
    """Whom it is about (SD7): the person named, who worked on the order it is about, by whatever link that is found.

    A complaint about how an earlier one was handled is also about those who handled that.
    """
    before = subjects.earlier(ctx, case)
    found = {id for one in before for id in (one.handler_id, *hands.handled(ctx, one, ever=True)) if id}
    for one in (*subjects.same_case(ctx, case), *before):
        order = subjects.order_of(ctx, one)
        found |= set(shares.of_order(ctx, order)) if order is not None else set()
        found |= {one.about_id} if one.about_id else set()
    return found


def not_about(ctx: Any, case: Complaint, person: Id) -> Verdict:
    """SD7: nobody has a hand in a complaint about himself."""
    if person not in concerned(ctx, case):
        return None
    return Text(N_("The complaint is about {name} or his work; somebody else must do this."), name=name_of(ctx, person))


def unfit(ctx: Any, case: Complaint, person: Id) -> Text | None:
    """Why somebody can't be its handler: he works here, may handle complaints in this shop, it is not about him."""
    user = ctx.session.get(User, person)
    if user is None or not user.active:
        return Text(N_("Choose somebody who works here."))
    if rules.HANDLE.code not in rights(ctx, user.roles):
        said = N_("{name} may not handle complaints. Choose somebody else, or have him given a role that may.")
        return Text(said, name=user.name)
    problem = judge(not_about(ctx, case, person))
    return problem.text if problem is not None else None


def is_handler(ctx: Any, case: Complaint, person: Id) -> Verdict:
    """Only who was named handles it."""
    if person == case.handler_id:
        return None
    name = name_of(ctx, case.handler_id) if case.handler_id else "–"
    return Text(N_("{name} was named to handle this complaint."), name=name)


def reports(ctx: Any, case: Complaint, person: Id) -> Verdict:
    """The handler reports; a case taken outside before one was named is reported by whoever takes complaints."""
    if case.handler_id:
        return is_handler(ctx, case, person)
    if not ctx.actor.may(rules.REGISTER):
        return Text(N_("Nobody was named to handle it: customer service reports it."))
    return not_about(ctx, case, person)


def heads_department(ctx: Any, case: Complaint, person: Id) -> Verdict:
    """The head of the responsible department; where it has none, whoever belongs to it; a manager always."""
    user = ctx.session.get(User, person)
    if user is not None and (rules.MANAGEMENT in user.roles or person in heads_of(ctx, case.dept or "")):
        return None
    dept = Text(rules.DEPTS.get(case.dept or "", "–"))
    return Text(N_("{name} does not head the department responsible: {dept}."), name=name_of(ctx, person), dept=dept)


def not_handler(ctx: Any, case: Complaint, person: Id) -> Verdict:
    """SD7: whoever had a hand in handling it does not close it, also if it was handed over since."""
    if person != case.handler_id and person not in hands.handled(ctx, case):
        return None
    return Text(N_("{name} handled this complaint; somebody else closes it."), name=name_of(ctx, person))


def may_close(ctx: Any, case: Complaint, person: Id) -> Verdict:
    """§1.10: the head of customer service; the manager if it was major, dear, or about one of them (E77)."""
    user = ctx.session.get(User, person)
    if user is not None and rules.MANAGEMENT in user.roles:
        return None
    if case.severity != rules.GENERAL:
        return Text(N_("A major or urgent complaint is closed by the manager."))
    if case.compensation > ctx.setting(rules.COMPENSATION):
        return Text(N_("A complaint with {amount} of compensation is closed by the manager."),
                    amount=money(case.compensation))  # fmt: skip
    if above(ctx, case) or case.dept == rules.MANAGEMENT:
        return Text(N_("A complaint about customer service or the management is closed by the manager."))
    if person not in heads_of(ctx, rules.SERVICE):
        return Text(N_("{name} is not the head of customer service."), name=name_of(ctx, person))
    return None


def above(ctx: Any, case: Complaint) -> bool:
    """E77: it is about somebody of customer service or the management."""
    about = ctx.session.get(User, case.about_id) if case.about_id else None
    return about is not None and bool({rules.SERVICE, rules.MANAGEMENT} & set(about.roles))


def _people(ctx: Any) -> list[User]:
    return list(ctx.session.scalars(select(User).where(User.active)))


def heads_of(ctx: Any, dept: str) -> set[Id]:
    """The heads of a department; where it has none, all who belong to it."""
    people = _people(ctx)
    heads = {user.id for user in people if dept in user.heads}
    return heads or {user.id for user in people if dept in user.roles}
