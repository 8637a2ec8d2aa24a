"""The work order's card: list, form, papers. Prices only for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.kind import Kind, Link, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, ListQuery, ListSpec, Section, View
from app.models.customers import Customer
from app.models.people import User
from app.models.work_orders import WorkOrder
from app.services import deliveries, payments
from app.services.complaints.linked import complaints_of_order
from app.services.customers import CONTACT
from app.services.parts import GRADES, VIEW_PRICES
from app.services.requisitions.queries import slip_links
from app.services.settlements import making
from app.services.work_orders import (
    arriving,
    bench,
    board,
    checking,
    closing,
    consent,
    drafting,
    handing,
    looking,
    papers,
    rules,
    signing,
    storage,
    times,
)
from app.services.work_orders.rules import choices
from app.services.work_orders.workflow import WORKFLOW

_SORTS = {"number": WorkOrder.number, "promised_at": WorkOrder.promised_at, "created_at": WorkOrder.created_at,
          "plate": WorkOrder.plate, "state": WorkOrder.state}  # fmt: skip


def _find(ctx: Any, wanted: ListQuery) -> Sequence[Id]:
    found = select(WorkOrder.id)
    for word in wanted.text.upper().split():
        plate = word.replace("·", "").replace("-", "")
        named = select(Customer.id).where(func.upper(Customer.name).contains(word, autoescape=True))
        found = found.where(
            or_(
                WorkOrder.number.contains(word, autoescape=True), WorkOrder.plate.contains(plate, autoescape=True),
                WorkOrder.vin.contains(word, autoescape=True), WorkOrder.customer_id.in_(named),
            )
        )  # fmt: skip
    for name, value in wanted.where:
        found = found.where(getattr(WorkOrder, name).in_(value.split()))
    column: Any = _SORTS.get(wanted.sort.lstrip("-"), WorkOrder.created_at)
    rising = wanted.sort and not wanted.sort.startswith("-")
    order = (column.asc(), WorkOrder.number) if rising else (column.desc(), WorkOrder.number.desc())
    return ctx.conn.execute(found.order_by(*order).limit(wanted.limit)).scalars().all()  # type: ignore[no-any-return]


def _read(ctx: Any, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    found = {r.id: r for r in ctx.session.scalars(select(WorkOrder).where(WorkOrder.id.in_(list(ids))))}
    wanted = {r.customer_id for r in found.values()}
    names = dict(ctx.conn.execute(select(Customer.id, Customer.name).where(Customer.id.in_(wanted))).all())
    staff = dict(ctx.conn.execute(select(User.id, User.name)).all())
    return [_row(found[i], names, staff) for i in ids if i in found]


def _row(one: WorkOrder, names: dict[Id, str], staff: dict[Id, str]) -> tuple[Any, ...]:
    return (
        one.number, one.plate, one.vehicle_name, names.get(one.customer_id, ""), one.category, one.total_amount,
        one.promised_at, staff.get(one.advisor_id, "") if one.advisor_id else "", one.created_at, one.state,
    )  # fmt: skip


LIST = ListSpec(
    columns=(
        Column("number", N_("Number"), "strong", 190), Column("plate", N_("Plate"), "plate", 110),
        Column("vehicle_name", N_("Car"), width=170, stretch=True, sort=False),
        Column("customer", N_("Customer"), width=100, sort=False),
        Column("category", N_("Category"), "choice", 110, sort=False, choices=tuple(rules.CATEGORIES.items())),
        Column("total", N_("Estimate"), "money", 110, sort=False, allow=VIEW_PRICES),
        Column("promised_at", N_("Promised for"), "moment", 120),
        Column("advisor", N_("Service advisor"), width=90, sort=False, hidden=True),
        Column("created_at", N_("Created"), "moment", 120, hidden=True), Column("state", N_("State"), "state", 130),
    ),
    find=_find,
    read=_read,
    reads=("work_orders", "step_proofs"),
    filters=(
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("category", N_("Category"), choices(rules.CATEGORIES)),
    ),
    views=(
        View("open", N_("In the house"), (("state", " ".join(rules.OPEN_STATES)),)),
        View("sign", N_("To sign"), (("state", "wait_sign"),)),
        View("ask", N_("To ask"), (("state", "wait_consent"),)), View("all", N_("All")),
    ),
    sort="-created_at",
    hint=N_("Number, plate, VIN or customer"),
    empty=N_("No work orders yet. They are made of a check-in."),
)  # fmt: skip

_STATUS = choices(rules.LINE_STATES)
FORM = FormSpec(
    sections=(
        Section("", (
            Field("vehicle_id"), Field("customer_id", required=False),
            Field("category", choices=choices(rules.CATEGORIES)), Field("promised_at"),
            Field("old_parts", choices=choices(rules.OLD_PARTS)), Field("odometer"), Field("sender_name"),
            Field("sender_phone", allow=CONTACT), Field("consent_phone", allow=CONTACT),
            Field("advisor_id", record="people"), Field("bay"), Field("strict"), Field("complained"),
            Field("road_test"),
            Field("complaint", kind="long", span=2), Field("remark", kind="long", span=2),
        )),
        Section(N_("Estimate with tax"), (
            Field("other_amount", allow=VIEW_PRICES), Field("labour_amount", fixed=True, allow=VIEW_PRICES),
            Field("parts_amount", fixed=True, allow=VIEW_PRICES), Field("tax_amount", fixed=True, allow=VIEW_PRICES),
            Field("total_amount", fixed=True, allow=VIEW_PRICES),
            Field("agreed_amount", fixed=True, allow=VIEW_PRICES), Field("bill_total", fixed=True, allow=VIEW_PRICES),
            Field("reason", fixed=True), Field("comebacks", fixed=True), Field("reworks", fixed=True),
        )),
    ),
    lines=(
        Lines("labour", N_("Items"), (
            Field("labour_id"), Field("name"), Field("hours"), Field("rate", allow=VIEW_PRICES),
            Field("amount", fixed=True, allow=VIEW_PRICES), Field("payer", choices=choices(rules.PAYERS)),
            Field("note"), Field("status", choices=_STATUS, fixed=True),
        ), scan="labour_id"),
        Lines("parts", N_("Parts"), (
            Field("item"), Field("part_id"), Field("name"), Field("qty", unit_of="part_id"),
            Field("price", allow=VIEW_PRICES), Field("amount", fixed=True, allow=VIEW_PRICES),
            Field("grade", choices=tuple(Choice(code, label) for code, label in GRADES.items())),
            Field("source", choices=choices(rules.SOURCES)), Field("payer", choices=choices(rules.PAYERS)),
            Field("status", choices=_STATUS, fixed=True),
        ), scan="part_id", adds="qty"),
    ),
)  # fmt: skip


def _links(ctx: Any, order: WorkOrder) -> Sequence[Link]:
    """Its payments, its check-in, the slips by which it got parts, and the car."""
    found = [
        Link("payments", p.id, p.number, payments.PURPOSES[p.purpose], p.state)
        for p in payments.on_order(ctx, order.id)
    ]
    checked = arriving.reception_link(ctx, order)
    if checked is not None:
        found.append(Link("receptions", checked.id, checked.number, N_("Check-in"), checked.state))
    found += slip_links(ctx, order.id)
    before = ctx.session.get(WorkOrder, order.comeback_of) if order.comeback_of else None
    if before is not None:
        found.append(Link(rules.KIND_NAME, before.id, before.number, N_("Comes back after"), before.state))
    made = making.live(ctx, order.id)
    if made is not None:
        found.insert(0, Link("settlements", made.id, made.number, N_("Settlement"), made.state))
    found += complaints_of_order(ctx, order.id)
    return [*found, Link("vehicles", order.vehicle_id, order.plate, N_("Vehicle"))]


_ISSUED = tuple(s.code for s in WORKFLOW.states if s.code != "draft")
_IN_WORK = (*rules.WORKED_IN, "paused", "qc_wait")
KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Work order"),
    plural=N_("Work orders"),
    icon="wrench",
    area="desk",
    model=WorkOrder,
    view=rules.VIEW,
    edit=rules.EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(
        Sheet("work_orders.order", N_("Work order"), papers.order),
        Sheet("work_orders.revisions", N_("All revisions"), papers.all_revisions, _ISSUED),
        Sheet("work_orders.job_card", N_("Job card"), papers.job_card, _IN_WORK),
        Sheet("work_orders.road_test", N_("Road-test slip"), papers.road_test, _IN_WORK),
        Sheet(
            "work_orders.delivery", N_("Delivery sheet"), deliveries.delivery_sheet, rules.DONE_WITH
        ),
        Sheet("work_orders.gate", N_("Release slip"), papers.gate, ("delivered", "closed")),
    ),
    usecases=(
        drafting.open_order, arriving.open_from_reception, signing.sign_on_screen, signing.sign_on_paper,
        signing.not_signed, signing.paper_back, consent.propose_lines, consent.price_line, consent.decline_line,
        consent.take_back, consent.log_contact, times.start, times.stop, times.scan, bench.note_diagnosis,
        bench.need_part, bench.ask_advice, bench.advise, bench.share, bench.to_bay, board.board, board.places,
        board.jobs, checking.check_line, checking.check_mine, looking.view, storage.storage_due, storage.watch,
        deliveries.hand_over, deliveries.handing, deliveries.sign_delivery,
        deliveries.sign_delivery_on_paper, deliveries.paper_back, closing.closing_due, closing.close_old,
    ),
    rules=("R50", "R51", "R52", "R53", "R55", "R56"),
    title="plate",
    waits=Waits(
        "promised_at", plate="plate", about=("vehicle_name", "complaint"), whose=board.whose,
        also=(("in_repair", rules.WORK, N_("Go on")), ("rework", rules.WORK, N_("Do it again"))),
    ),
    links=_links,
    charges=handing.CHARGES,
    before_save=drafting.before_save,
    after_save=drafting.after_save,
)  # fmt: skip
