"""The inspection's card: list, form, papers, what waits on Today. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListQuery, ListSpec, Section, View
from app.models.inspections import Inspection
from app.models.people import User
from app.services.inspections import looking, papers, rules, ticking
from app.services.inspections.rules import CERTIFICATE_PREFIX, INSPECT, NAME, PREFIX, VIEW
from app.services.inspections.workflow import DRIVE, FAILED, OPEN, PASSED, WORKFLOW, order_of
from app.services.work_orders.rules import KIND_NAME, choices

_SORTS: dict[str, Any] = {
    "number": Inspection.number, "plate": Inspection.plate, "order_number": Inspection.order_number,
    "created_at": Inspection.created_at, "state": Inspection.state, "inspected_at": Inspection.inspected_at,
}  # fmt: skip


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Inspections by their number, the order's, or the plate; the newest first."""
    found = select(Inspection.id)
    for word in wanted.text.upper().split():
        plate = word.replace("·", "").replace("-", "")
        found = found.where(
            or_(
                Inspection.number.contains(word, autoescape=True), Inspection.plate.contains(plate, autoescape=True),
                Inspection.order_number.contains(word, autoescape=True),
            )
        )  # fmt: skip
    for name, value in wanted.where:
        found = found.where(getattr(Inspection, name).in_(value.split()))
    column = _SORTS.get(wanted.sort.lstrip("-"), Inspection.created_at)
    rising = wanted.sort and not wanted.sort.startswith("-")
    order = column.asc() if rising else column.desc()
    return ctx.conn.execute(found.order_by(order, Inspection.number.desc()).limit(wanted.limit)).scalars().all()


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    found = {one.id: one for one in ctx.session.scalars(select(Inspection).where(Inspection.id.in_(list(ids))))}
    staff = dict(ctx.conn.execute(select(User.id, User.name)).all())
    return [
        (
            one.number, one.plate, one.vehicle_name, one.order_number, one.round, one.decision, looking.reason(one),
            staff.get(one.inspector_id, "") if one.inspector_id else "", one.inspected_at, one.created_at, one.state,
        )
        for i in ids
        if (one := found.get(i)) is not None
    ]  # fmt: skip


LIST = ListSpec(
    columns=(
        Column("number", N_("Number"), "strong", 180), Column("plate", N_("Plate"), "plate", 110),
        Column("vehicle_name", N_("Car"), width=150, sort=False, hidden=True),
        Column("order_number", N_("Work order"), "code", 180), Column("round", N_("Round"), "number", 60, sort=False),
        Column("decision", N_("Inspection"), "choice", 110, sort=False, choices=tuple(rules.DECISIONS.items())),
        Column("why", N_("Why"), "muted", 220, stretch=True, sort=False),
        Column("inspector", N_("Inspector"), width=90, sort=False),
        Column("inspected_at", N_("Inspected at"), "moment", 120),
        Column("created_at", N_("Self-checked at"), "moment", 120, hidden=True),
        Column("state", N_("State"), "state", 110),
    ),
    find=find,
    read=read,
    reads=("inspections",),
    filters=(
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("decision", N_("Inspection"), choices(rules.DECISIONS)),
    ),
    views=(
        View("open", N_("To inspect"), (("state", OPEN),)), View("failed", N_("Failed"), (("state", "failed"),)),
        View("all", N_("All")),
    ),
    sort="-created_at",
    hint=N_("Number, work order or plate"),
    empty=N_("No car was self-checked yet. Technicians do that in their jobs."),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("order_number", fixed=True), Field("vehicle_name", fixed=True), Field("round", fixed=True),
            Field("decision", choices=choices(rules.DECISIONS), fixed=True),
            Field("why", choices=choices(rules.WHYS), fixed=True), Field("about", fixed=True),
            Field("wanted_id", record="people", fixed=True), Field("inspector_id", record="people", fixed=True),
            Field("inspected_at", fixed=True), Field("certificate", fixed=True), Field("remark", kind="long", span=2),
        )),
        Section(N_("Road test"), DRIVE),
        Section(N_("How it was drawn"), (
            Field("seed", fixed=True), Field("drawn", fixed=True), Field("rate", fixed=True),
        )),
    ),
    lines=(
        Lines("measured", N_("Measured values"), (
            Field("name", required=True), Field("value", required=True), Field("unit"), Field("wanted"),
        )),
    ),
    editable_in=(OPEN,),
)  # fmt: skip


def _links(ctx: Reader, one: Inspection) -> Sequence[Link]:
    """The order, and its other rounds."""
    order = order_of(ctx, one)
    rounds = ctx.session.scalars(
        select(Inspection).where(Inspection.order_id == order.id, Inspection.id != one.id).order_by(Inspection.round)
    )
    return [
        Link(KIND_NAME, order.id, order.number, N_("Work order")),
        *(Link(NAME, other.id, other.number, N_("Other round"), other.state) for other in rounds),
    ]


KIND = Kind(
    name=NAME,
    label=N_("Inspection"),
    plural=N_("Inspections"),
    icon="clipboard-check",
    area="desk",
    model=Inspection,
    view=VIEW,
    edit=INSPECT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=PREFIX,
    prefixes=(("CERTIFICATE", CERTIFICATE_PREFIX),),
    sheets=(
        Sheet("inspections.sheet", N_("Inspection sheet"), papers.check_sheet, (OPEN, PASSED, FAILED)),
        Sheet("inspections.road_test", N_("Road-test slip"), papers.road_test, (OPEN, PASSED, FAILED)),
        Sheet("inspections.certificate", N_("Certificate of completion"), papers.certificate, (PASSED,)),
    ),
    usecases=(ticking.tick, ticking.answer, ticking.all_right, ticking.picture, looking.rounds, looking.sheet),
    rules=("R57", "R58", "R59", "R60"),
    title="plate",
    creatable=False,
    waits=Waits(plate="plate", about=("vehicle_name", "about"), also=((OPEN, INSPECT, N_("Inspect")),)),
    links=_links,
)
