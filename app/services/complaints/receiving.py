"""Taking a complaint: during the call, from a document or a follow-up call; linking two reports of one case (E79)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect, select

from app.core import i18n, workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.complaints import Complaint
from app.models.customers import Customer
from app.models.follow_ups import FollowUp
from app.models.vehicles import Vehicle
from app.services.complaints import guards, rules, timing
from app.services.complaints.subjects import CALLS, same_case, subject
from app.services.complaints.workflow import WORKFLOW
from app.services.customers import lines, spoken
from app.services.duties import name_of
from app.services.follow_ups.rules import CALL, whom
from app.services.vehicles.plates import read_plate

OLDEST = timedelta(days=366)  # since when what is received now may have lain there
_SAID = (
    "number", "plate", "vehicle_name", "source_number", "reference", "component", "subcategory",
    "description", "demand", "problem",
)  # fmt: skip


@usecase("complaints.receive", allow=rules.REGISTER, rules=("R75", "R76", "R77"))
def receive(ctx: Context, values: dict[str, Any], source_kind: str = "", source: Id | None = None) -> Id:
    """Takes a complaint with the values of its form; returns its id.

    `source_kind` and `source` name the document it is about: customer and car come from there if nobody says otherwise.
    """
    from app.services import drafts  # it names all kinds, which name this module

    about = subject(ctx, source_kind, source) if source is not None else None
    if about is not None:
        known = {"customer_id": about.customer_id, "vehicle_id": about.vehicle_id, "plate": about.plate,
                 "vehicle_name": about.vehicle_name}  # fmt: skip
        values = known | {name: value for name, value in values.items() if value or name not in known}
    made = drafts.create(ctx, rules.KIND_NAME, values)
    if about is not None:
        case = ctx.session.get_one(Complaint, made)
        case.source_kind, case.source_id, case.source_number = about.kind, about.id, about.number
        index(case)
        ctx.flush()
    return made


@usecase("complaints.of_call", allow=CALL, rules=("R75", "R103"))
def of_call(ctx: Context, call: Id) -> Id:
    """Makes a complaint of a follow-up call that met a problem, or returns the one that was made of it before."""
    made = ctx.session.scalar(select(Complaint.id).where(Complaint.source_kind == CALLS, Complaint.source_id == call))
    if made is not None:
        return made
    found = ctx.session.get(FollowUp, call)
    if found is None or not (found.problem and found.words):
        raise Refused("Note in the call that there is a problem, and what the customer says.", where="problem")
    about, (name, phone) = subject(ctx, CALLS, call), whom(ctx, found)
    values: dict[str, Any] = {
        "complainant": name, "contact": phone,
        "description": found.words, "customer_id": about.customer_id, "vehicle_id": about.vehicle_id,
        "plate": about.plate, "vehicle_name": about.vehicle_name,
    }  # fmt: skip
    case = Complaint(number=ctx.number(rules.PREFIX), received_at=ctx.now, channel="HOTLINE", **ctx.stamp())
    workflow.begin(WORKFLOW, case)
    before_save(ctx, case, values)
    for name, value in values.items():
        setattr(case, name, value)
    case.source_kind, case.source_id, case.source_number = about.kind, about.id, about.number
    ctx.session.add(case)
    ctx.flush()
    after_save(ctx, case)
    ctx.flush()
    return case.id


@usecase("complaints.link_case", allow=rules.REGISTER, rules=("R75",))
def link_case(ctx: Context, complaint: Id, other: Id) -> None:
    """Two reports of one case (E79): `complaint` belongs to `other`; the clocks of both begin with the earliest."""
    case, lead = ctx.session.get(Complaint, complaint), ctx.session.get(Complaint, other)
    if case is None or lead is None or case.id == lead.id:
        raise Refused("Choose another complaint of the same case.", where="other")
    if far := workflow.elsewhere(ctx, case):
        raise Refused(far)
    if lead.same_case_id is not None:
        lead = ctx.session.get_one(Complaint, lead.same_case_id)
    if lead.id in (case.id, case.same_case_id) or not {case.state, lead.state} <= set(rules.OPEN_STATES):
        raise Refused("Choose another complaint of the same case.", where="other")
    for one in (case, lead):
        if problem := _about_me(ctx, one):
            raise Refused(problem, where="other")
    for one in same_case(ctx, case):  # what belonged to it comes along
        if workflow.elsewhere(ctx, one) is None:
            one.same_case_id = lead.id
    ctx.flush()
    _begin(ctx, case)
    ctx.flush()


def _begin(ctx: Context, case: Complaint) -> None:
    """E79: the clocks of one case begin with its earliest report; those of a reopened one with its reopening."""
    same = same_case(ctx, case)
    start = min((one.started_at or one.received_at) if one.repeats else one.received_at for one in same)
    for one in same:
        if not one.repeats and one.started_at != start and workflow.elsewhere(ctx, one) is None:
            one.started_at = start
            timing.settle(ctx, one, anew=True)


# --- what the form saves ----------------------------------------------------------------------------------------------
def before_save(ctx: Context, case: Complaint, values: dict[str, Any]) -> None:
    """Fills in what customer and car are called; who stays anonymous is nobody (E76)."""
    if said := _no_receipt(ctx, case, values.get("received_at")):
        raise Refused.all((Problem("received_at", said),))
    if changed := tuple(_done_lines_changed(case, values)):
        raise Refused.all(changed)
    if not inspect(case).persistent:
        values["received_at"] = values.get("received_at") or ctx.now
    if values.get("customer_id") and values["customer_id"] != case.customer_id:
        customer = ctx.session.get_one(Customer, values["customer_id"])
        values["complainant"] = values.get("complainant") or case.complainant or customer.name
        values["contact"] = values.get("contact") or case.contact or customer.mobile or customer.landline
    if values.get("vehicle_id") and values["vehicle_id"] != case.vehicle_id:
        car = ctx.session.get_one(Vehicle, values["vehicle_id"])
        values["plate"] = values.get("plate") or case.plate or car.plate or ""
        name = " ".join(filter(None, (car.brand, car.series)))
        values["vehicle_name"] = values.get("vehicle_name") or case.vehicle_name or name
    if values.get("plate"):
        values["plate"] = plate_of(values["plate"])
    if values.get("anonymous", case.anonymous):
        values |= {"complainant": rules.NOBODY, "contact": None, "customer_id": None}


def plate_of(words: str) -> str:
    """A plate as all plates are kept, so that he is found by it; other words stay as they are."""
    read = read_plate(words)
    return words if read.kind in ("NONE", "OTHER") else read.plate


def _no_receipt(ctx: Context, case: Complaint, at: datetime | None) -> Text | None:
    """Why it was not received then."""
    if at is None:
        return None
    if at > ctx.now:
        return Text(N_("This is still to come. Enter when it was received."))
    if at < ctx.now - OLDEST:
        return Text(N_("This is more than a year ago. Check the year; complaints of earlier years are imported."))
    if inspect(case).persistent and at > case.created_at:
        return Text(N_("It was entered {when}; it was received by then."), when=i18n.moment(case.created_at))
    return None


def _done_lines_changed(case: Complaint, values: dict[str, Any]) -> Iterator[Problem]:
    """What is done of a reopened case stays as it was; new lines say what is still to be done."""
    for name in ("measures", "improvements"):
        given = {row["id"]: (at, row) for at, row in enumerate(values.get(name, ())) if row.get("id")}
        for line in getattr(case, name) if name in values else ():
            at, row = given.get(line.id, (0, None))
            if line.done_at is None or (row is not None and all(getattr(line, n) == v for n, v in row.items())):
                continue
            first = "measure" if name == "measures" else "action"
            said = Text(N_("“{what}” is done and stays. Write a new line."), what=getattr(line, first))
            yield Problem(f"{name}.{at}.{first}", said)


def after_save(ctx: Context, case: Complaint) -> None:
    """The clocks begin with its receipt; until it is assigned, what is changed gives them other limits."""
    goes_along = case.due_on is not None and case.due_on == timing.last_day(case)
    if case.repeats == 0 and case.state in (rules.RECEIVED, rules.CLASSIFIED):
        _begin(ctx, case)
    if case.state in rules.INTAKE:
        timing.settle(ctx, case, anew=True)
        case.due_on = timing.last_day(case) if goes_along else case.due_on
    index(case)


def index(case: Complaint) -> None:
    """Keeps what searching reads: all one may remember of it, the name also in pinyin; phones are not for everybody."""
    said = [getattr(case, name) for name in _SAID]
    case.search_text = lines([*said, *spoken(case.complainant)])


def before_remove(_ctx: Context, case: Complaint) -> None:
    """Only what was begun by mistake is deleted: as soon as the customer has said something it is withdrawn instead."""
    if case.description or case.demand:
        raise Refused("{number} says something already. Let the customer withdraw it instead.", number=case.number)


def writes(ctx: Any, case: Complaint) -> Text | None:
    """Who of those that may edit writes this one: until it is assigned customer service, then only its handler.

    SD7: never whom it is about.
    """
    if problem := _about_me(ctx, case):
        return problem
    if case.state in rules.INTAKE:
        return None if ctx.actor.may(rules.REGISTER) else Text(N_("Customer service takes and assigns complaints."))
    if ctx.actor.user in (None, case.handler_id) or (case.handler_id is None and ctx.actor.may(rules.CLOSE)):
        return None
    name = name_of(ctx, case.handler_id) if case.handler_id else "–"
    return Text(N_("{name} was named to handle this complaint."), name=name)


def _about_me(ctx: Any, case: Complaint) -> Text | None:
    """SD7: nobody writes in a complaint about himself, nor says with which other one it belongs together."""
    problem = workflow.judge(guards.not_about(ctx, case, ctx.actor.user)) if ctx.actor.user is not None else None
    return problem.text if problem else None
