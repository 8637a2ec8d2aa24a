"""The complaint's card: list, form, links, what follows its customer. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListQuery, ListSpec, Section, View
from app.models.complaints import Complaint
from app.models.people import User
from app.services.complaints import (
    acts,
    calling,
    day,
    guards,
    handing,
    keeping,
    papers,
    queries,
    receiving,
    rules,
    timing,
    watching,
)
from app.services.complaints.linked import complaints_about
from app.services.complaints.rules import choices
from app.services.complaints.workflow import WORKFLOW
from app.services.customers import CONTACT, Tie, digits_of, papers_of, tie, words_match
from app.services.vehicles import Visit, visits_of

LIGHTS = (
    ("RED", N_("Overdue")), ("YELLOW", N_("Due soon")), ("STOPPED", N_("Customer's turn")),
    ("GREEN", N_("In time")), ("", ""),
)  # fmt: skip
_SORTS: dict[str, Any] = {
    "number": Complaint.number, "received_at": Complaint.received_at, "plate": Complaint.plate,
    "next_due": Complaint.next_due, "state": Complaint.state, "severity": Complaint.severity,
}  # fmt: skip
FEWEST_DIGITS = 4  # of a phone that is searched for


def _typed(ctx: Reader) -> list[tuple[str, str]]:
    """Kinds of complaints with the sub-categories that were typed for them, in order."""
    pair = Complaint.category, Complaint.subcategory
    wanted = select(*pair).where(*(column.is_not(None) for column in pair)).distinct().order_by(*pair)
    return [(str(category), str(words)) for category, words in ctx.conn.execute(wanted)]


def suggested(ctx: Reader) -> list[Choice]:
    """What may be typed as a sub-category: what usually happens, then what was typed before."""
    usual = [(category, words) for category, those in rules.SUBCATEGORIES.items() for words in those]
    return [Choice(words, words, of=category) for category, words in dict.fromkeys([*usual, *_typed(ctx)])]


def _used(ctx: Reader) -> list[Choice]:
    return [Choice(words, words) for words in sorted({words for _category, words in _typed(ctx)})]


def _find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    statement = select(Complaint.id)
    if wanted.text:
        statement = statement.where(_says(ctx, wanted.text))
    for name, value in wanted.where:
        statement = statement.where(_condition(ctx, name, value))
    column = _SORTS.get(wanted.sort.lstrip("-"), Complaint.received_at)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    ordered = statement.order_by(column.is_(None), order, Complaint.id.desc())
    return ctx.conn.execute(ordered.limit(wanted.limit)).scalars().all()


def _says(ctx: Reader, text: str) -> Any:
    """Words anywhere; the digits of a phone only for who may see it."""
    found, digits = words_match(Complaint.search_text, text), digits_of(text)
    if len(digits) < FEWEST_DIGITS or any(c.isalpha() for c in text):
        return found
    theirs = calling.bare_contact().contains(digits)
    return found | (theirs if ctx.actor.may(CONTACT) else theirs & (Complaint.handler_id == ctx.actor.user))


def _condition(ctx: Reader, name: str, value: str) -> Any:
    if name == "late":
        late = Complaint.next_due < ctx.now
        return late if value == "yes" else or_(Complaint.next_due.is_(None), ~late)
    if name == "mine":
        return whose(ctx) & Complaint.state.in_(rules.OPEN_STATES)
    if name == "subcategory":
        return Complaint.subcategory == value  # words of the shop's own, with blanks
    return getattr(Complaint, name).in_(value.split())


def _read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    wanted = select(Complaint).where(Complaint.id.in_(list(ids))).options(selectinload(Complaint.waits))
    found = {r.id: r for r in ctx.session.scalars(wanted)}
    staff: dict[Id | None, str] = dict(ctx.conn.execute(select(User.id, User.name)).all())
    watch = timing.Watch(ctx)
    return [
        (
            c.number, watch.light(c), c.plate, c.complainant, c.category, c.subcategory, c.severity,
            c.description.replace("\n", " "), c.dept, staff.get(c.handler_id, ""), c.next_due, c.received_at,
            c.channel, c.state,
        )
        for i in ids
        if (c := found.get(i)) is not None
    ]  # fmt: skip


LIST = ListSpec(
    columns=(
        Column("number", N_("Number"), "strong", 190), Column("light", N_("Deadline"), "light", 120, sort=False,
                                                              choices=LIGHTS),
        Column("plate", N_("Plate"), "plate", 110), Column("complainant", N_("Complainant"), width=90, sort=False),
        Column("category", N_("Kind of complaint"), "choice", 100, sort=False, choices=tuple(rules.CATEGORIES.items())),
        Column("subcategory", N_("Sub-category"), width=130, sort=False, hidden=True),
        Column("severity", N_("Severity"), "choice", 90, hidden=True, choices=tuple(rules.SEVERITIES.items())),
        Column("description", N_("What he says"), "muted", 140, stretch=True, sort=False),
        Column("dept", N_("Responsible department"), "choice", 100, sort=False, hidden=True,
               choices=tuple(rules.DEPTS.items())),
        Column("handler", N_("Handles it"), width=80, sort=False),
        Column("next_due", N_("Next deadline"), "moment", 120),
        Column("received_at", N_("Received at"), "moment", 120, hidden=True),
        Column("channel", N_("Channel"), "choice", 90, sort=False, hidden=True,
               choices=tuple(rules.CHANNELS.items())),
        Column("state", N_("State"), "state", 120),
    ),
    find=_find,
    read=_read,
    reads=("complaints", "complaint_waits"),
    filters=(
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("category", N_("Kind of complaint"), choices(rules.CATEGORIES)),
        Filter("subcategory", N_("Sub-category"), query=_used),
        Filter("severity", N_("Severity"), choices(rules.SEVERITIES)),
        Filter("dept", N_("Responsible department"), choices(rules.DEPTS)),
        Filter("late", N_("Overdue"), (Choice("yes", N_("Yes")), Choice("no", N_("No")))),
        Filter("mine", N_("Mine"), (Choice("yes", N_("Yes")),)),
    ),
    views=(
        View("open", N_("Open"), (("state", " ".join(rules.OPEN_STATES)),)),
        View("mine", N_("Mine"), (("mine", "yes"),)), View("late", N_("Overdue"), (("late", "yes"),)),
        View("all", N_("All")),
    ),
    sort="-received_at",
    hint=N_("Number, plate, name or words"),
    empty=N_("No complaints. Take one while the customer is on the phone."),
)  # fmt: skip

_HANDLED = (rules.HANDLING, rules.NEGOTIATING)
_REPORT = (rules.RESOLVED, rules.ESCALATED)


def _intake(name: str, **more: Any) -> Field:
    return Field(name, editable_in=rules.INTAKE, change=rules.REGISTER, **more)


def _handling(name: str, **more: Any) -> Field:
    return Field(name, editable_in=_HANDLED, **more)


FORM = FormSpec(
    sections=(
        Section(N_("The complaint"), (
            _intake("channel", choices=choices(rules.CHANNELS)), _intake("received_at", required=False),
            _intake("complainant"), _intake("contact", allow=CONTACT), _intake("anonymous"),
            _intake("relation", choices=choices(rules.RELATIONS), widget="drops"),
            _intake("customer_id"), _intake("vehicle_id"),
            _intake("plate"), _intake("vehicle_name"), Field("source_number", fixed=True),
            _intake("about_id", record="people"), _intake("description", kind="long", span=2, required=False),
            _intake("demand", kind="long", span=2), _intake("promised"), _intake("promised_at"),
            _intake("promise", span=2), _intake("category", choices=choices(rules.CATEGORIES)),
            _intake("subcategory", kind="text", options=suggested, within="category"),
            _intake("severity", choices=choices(rules.SEVERITIES), widget="drops"), _intake("component"),
            _intake("part_id"), _intake("reference"),
        )),
        Section(N_("Assignment"), (
            _intake("dept", choices=choices(rules.DEPTS)), _intake("co_dept", choices=choices(rules.DEPTS)),
            _intake("due_on"), _intake("problem", kind="long", span=2), _intake("requirement", kind="long", span=2),
            Field("handler_id", record="people", fixed=True), Field("bounces", fixed=True),
            Field("decided_by", record="people", fixed=True),
        )),
        Section(N_("Investigation"), (
            _handling("cause_code", choices=choices(rules.CAUSES)), _handling("cause_why", kind="long", span=2),
            _handling("responsibility", choices=choices(rules.RESPONSIBLE)),
            _handling("resp_dept", choices=choices(rules.DEPTS)), _handling("resp_person_id", record="people"),
            _handling("impact", kind="long", span=2), _handling("loss_amount"), _handling("unsafe"),
            _handling("compensation"), Field("approved_amount", fixed=True), Field("round", fixed=True),
            Field("agreed_method", choices=choices(rules.METHODS), fixed=True), Field("agreed_at", fixed=True),
            Field("satisfaction", fixed=True),
        )),
        Section(N_("Handling report"), (
            *(Field(name, kind="long", span=2, editable_in=_REPORT)
              for name in ("report_process", "report_solution", "report_result", "no_improvement")),
            Field("closed_at", fixed=True), Field("closed_by", record="people", fixed=True),
            Field("repeats", fixed=True), Field("escalated_to", choices=choices(rules.BODIES), fixed=True),
            Field("ended_reason", fixed=True), Field("imported", fixed=True),
        )),
    ),
    lines=(
        Lines("measures", N_("Measures"), (
            Field("measure", span=2), Field("owner_id", record="people"), Field("due"), Field("cost"), Field("note"),
            Field("done_at", fixed=True), Field("done_by", record="people", fixed=True),
        ), editable_in=_HANDLED),
        Lines("improvements", N_("Improvement actions"), (
            Field("action", span=2), Field("owner_id", record="people"), Field("due"), Field("note"),
            Field("done_at", fixed=True), Field("verified_at", fixed=True),
            Field("verified_by", record="people", fixed=True),
        ), editable_in=rules.UNREPORTED),
    ),
    editable_in=rules.INTAKE,
)  # fmt: skip


def whose(ctx: Any) -> Any:
    """What waits for this person: what he handles, what his department has to name a handler for, what comes in."""
    user = ctx.session.get(User, ctx.actor.user) if ctx.actor.user else None
    heads = [dept for dept in rules.DEPTS if user is not None and user.id in guards.heads_of(ctx, dept)]
    if user is not None and rules.MANAGEMENT in user.roles:
        heads = list(rules.DEPTS)
    intake = (*rules.INTAKE, rules.REPORTED) if ctx.actor.may(rules.REGISTER) or ctx.actor.may(rules.CLOSE) else ()
    return or_(
        Complaint.handler_id == ctx.actor.user, Complaint.state.in_(intake),
        and_(Complaint.state == rules.ASSIGNED, Complaint.dept.in_(heads)),
    )  # fmt: skip


def _links(ctx: Any, case: Complaint) -> Sequence[Link]:
    """What it is about, its car and customer, the complaints of the same case, and those about this one."""
    found: list[Link] = []
    if case.source_id is not None:
        found.append(Link(case.source_kind, case.source_id, case.source_number, N_("It is about")))
    if case.vehicle_id is not None:
        found.append(Link("vehicles", case.vehicle_id, case.plate, N_("Vehicle")))
    if case.customer_id is not None:
        found.append(Link("customers", case.customer_id, case.complainant or "", N_("Customer")))
    found += [
        Link(rules.KIND_NAME, c.id, c.number, N_("The same case") if c.same_case else N_("About the same document"),
             c.state)
        for c in queries.cases_of(ctx, case)
    ]  # fmt: skip
    return [*found, *complaints_about(ctx, rules.KIND_NAME, case.id)]


def _visits(ctx: Reader, vehicle: Id) -> Iterable[Visit]:
    for c in ctx.session.scalars(select(Complaint).where(Complaint.vehicle_id == vehicle)):
        day, state = clock.local(c.received_at).date(), Text(WORKFLOW.state(c.state).label)
        yield Visit(day, rules.KIND_NAME, c.id, c.number, fault=c.description, state=state, kept=False)


def _hand_over(ctx: Any, keep: Id, drop: Id) -> None:
    for case in papers_of(ctx, Complaint, drop):
        case.customer_id = keep
    ctx.flush()


def _mask(ctx: Any, customer: Id) -> None:
    for case in papers_of(ctx, Complaint, customer):
        case.complainant, case.contact = "***", None
        receiving.index(case)
    ctx.flush()


def _needed_until(ctx: Any, customer: Id) -> date | None:
    """As long as a complaint is open somebody must be able to call him."""
    open_ = select(Complaint.id).where(Complaint.customer_id == customer, Complaint.state.in_(rules.OPEN_STATES))
    return clock.local(ctx.now).date() + timedelta(days=1) if ctx.conn.execute(open_).first() else None


def _export(ctx: Any, customer: Id) -> Sequence[dict[str, Any]]:
    names = ("number", "received_at", "channel", "complainant", "contact", "plate", "description", "demand")
    rows = ctx.session.scalars(select(Complaint).where(Complaint.customer_id == customer))
    return [{name: getattr(case, name) for name in names} for case in rows]


visits_of(rules.KIND_NAME, _visits)
tie(Tie(rules.KIND_NAME, hand_over=_hand_over, mask=_mask, needed_until=_needed_until, export=_export))

_PASSED_ON = (rules.ASSIGNED, *rules.TALKING, rules.RESOLVED, rules.REPORTED, rules.CLOSED, rules.ESCALATED)
_WRITTEN = (rules.RESOLVED, rules.ESCALATED, rules.REPORTED, rules.CLOSED)

KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Complaint"),
    plural=N_("Complaints"),
    icon="message-square-warning",
    area="desk",
    model=Complaint,
    view=rules.VIEW,
    edit=rules.HANDLE,
    create=rules.REGISTER,
    mine=receiving.writes,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(
        Sheet("complaints.assignment", N_("Complaint assignment sheet"), papers.assignment, _PASSED_ON),
        Sheet("complaints.report", N_("Complaint handling report"), papers.report, _WRITTEN),
    ),
    usecases=(
        receiving.receive, keeping.keep, keeping.half_typed, day.late_for_me, day.in_house, receiving.of_call,
        receiving.link_case, acts.note, acts.add_evidence, acts.drop_evidence,
        acts.wait, acts.go_on, acts.measure_done, acts.improvement_done, acts.verify, queries.view, queries.lights,
        queries.overdue, queries.of_vehicles,
        queries.improvements, calling.caller, calling.candidates, watching.watch_due, watching.watch,
    ),
    rules=("R75", "R76", "R77", "R78"),
    title="plate",
    before_save=receiving.before_save,
    after_save=receiving.after_save,
    before_remove=receiving.before_remove,
    waits=Waits(due="next_due", plate="plate", about=("complainant", "description"), whose=whose),
    links=_links,
    charges=handing.CHARGES,
)  # fmt: skip
