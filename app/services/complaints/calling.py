"""Who calls, and about what: customers and cars by phone, plate or name, with their last papers and open complaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_
from app.core.screen import ListQuery
from app.models.complaints import Complaint
from app.models.customers import Customer
from app.models.work_orders import WorkOrder
from app.services.complaints import rules
from app.services.complaints.subjects import CHECK_INS, MODELS, ORDERS, SETTLEMENTS
from app.services.customers import CONTACT, digits_of
from app.services.customers.queries import find as find_customers
from app.services.vehicles import find_vehicles, read_plate

MOST, LAST = 8, 5
ABROAD = 13  # digits of a mobile with the country before it
LABELS = {ORDERS: N_("Work order"), SETTLEMENTS: N_("Settlement"), CHECK_INS: N_("Check-in"),
          rules.KIND_NAME: N_("Complaint")}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """One record of ours: kind, id, number, what it is (a msgid), its day, and what it was about."""

    kind: str
    id: Id
    number: str
    label: str
    day: date
    about: str
    state: str


@dataclass(frozen=True)
class Caller:
    """Somebody who may be calling, with his car; `open` are his complaints that are not over."""

    customer_id: Id | None
    name: str
    phone: str
    vehicle_id: Id | None
    plate: str
    vehicle: str
    papers: Sequence[Paper]
    open: Sequence[Paper]


@query("complaints.caller", allow=rules.REGISTER)
def caller(ctx: Reader, text: str) -> list[Caller]:
    """Customers and cars that fit what was typed: a phone, a plate, a VIN or a name. Cars first."""
    if len(text.strip()) < 2:
        return []
    digits = digits_of(text)
    if len(digits) == ABROAD and digits.startswith("86") and not any(c.isalpha() for c in text):
        text = digits[2:]  # as a telephone shows who calls
    cars = find_vehicles(ctx, text, MOST)
    found = [
        _caller(ctx, car.owner_id, car.owner or car.sender, car.phone or car.sender_phone, car.id, car.plate, car.car)
        for car in cars
    ]
    known = {one.customer_id for one in found}
    for id in find_customers(ctx, ListQuery(text=text, limit=MOST)):
        if id not in known:
            customer = ctx.session.get_one(Customer, id)
            phone = (customer.mobile or customer.landline or "") if ctx.actor.may(CONTACT) else ""
            found.append(_caller(ctx, id, customer.name, phone, None, "", ""))
    return (found + _strangers(ctx, text, {one.phone for one in found}))[:MOST]


def _strangers(ctx: Any, text: str, known: set[str]) -> list[Caller]:
    """Who complained before without being a customer, by phone, plate or name, the last one first."""
    digits, plate = digits_of(text), read_plate(text).plate
    fits = [Complaint.complainant.contains(text.strip(), autoescape=True)]
    if len(plate) >= 4:
        fits.append(Complaint.plate.contains(plate, autoescape=True))
    if len(digits) >= 4 and ctx.actor.may(CONTACT):
        fits.append(bare_contact().contains(digits))
    wanted = select(Complaint).where(
        Complaint.customer_id.is_(None), ~Complaint.anonymous, ~Complaint.imported, or_(*fits)
    )
    found: dict[tuple[str, str], list[Complaint]] = {}
    for case in ctx.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(20)):
        phone = (case.contact or "") if ctx.actor.may(CONTACT) else ""
        if not phone or phone not in known:
            found.setdefault((case.complainant or "", phone), []).append(case)
    return [
        Caller(None, name, phone, None, cases[0].plate, cases[0].vehicle_name, (),
               [_paper(rules.KIND_NAME, LABELS[rules.KIND_NAME], c) for c in cases if c.state not in rules.ENDED])
        for (name, phone), cases in found.items()
    ]  # fmt: skip


def bare_contact() -> Any:
    """The phone of a complaint without the signs that people write between its digits."""
    phone: Any = Complaint.contact
    for sign in " -+()":
        phone = func.replace(phone, sign, "")
    return phone


def _caller(ctx: Any, customer: Id | None, name: str, phone: str, car: Id | None, plate: str, called: str) -> Caller:
    papers = papers_of(ctx, customer, car)
    return Caller(
        customer, name, phone, car, plate, called, [p for p in papers if p.kind != rules.KIND_NAME][:LAST],
        [p for p in papers if p.kind == rules.KIND_NAME and p.state not in rules.ENDED],
    )  # fmt: skip


@query("complaints.candidates", allow=rules.VIEW)
def candidates(ctx: Reader, id: Id) -> list[Paper]:
    """Our own records of a complaint's customer and car, the newest first: what may be evidence."""
    case = ctx.session.get(Complaint, id)
    if case is None:
        return []
    return [paper for paper in papers_of(ctx, case.customer_id, case.vehicle_id) if paper.id != id]


def papers_of(ctx: Any, customer: Id | None, car: Id | None) -> list[Paper]:
    """Orders, settlements, check-ins and complaints of a customer or car, the newest first, of kinds one may see."""
    from app.services.kinds import named  # kinds name their modules, of which this is one

    found: list[Paper] = []
    for kind, label in LABELS.items():
        card: Any = named(kind)
        if ctx.actor.may(card.view):
            found += [_paper(kind, label, record) for record in _of(ctx, MODELS[kind], customer, car)]
    return sorted(found, key=lambda paper: (paper.day, paper.number), reverse=True)


def _paper(kind: str, label: str, record: Any) -> Paper:
    day = clock.local(_when(record)).date()
    return Paper(kind, record.id, record.number, label, day, _about(record), record.state)


def _of(ctx: Any, model: Any, customer: Id | None, car: Id | None) -> Sequence[Any]:
    fits = [model.customer_id == customer] if customer else []
    if car:
        order = select(WorkOrder.id).where(WorkOrder.vehicle_id == car)
        fits.append(model.vehicle_id == car if hasattr(model, "vehicle_id") else model.order_id.in_(order))
    if not fits:
        return ()
    return ctx.session.scalars(select(model).where(or_(*fits)).order_by(model.created_at.desc()).limit(20)).all()  # type: ignore[no-any-return]


def _when(record: Any) -> datetime:
    return getattr(record, "received_at", None) or record.created_at  # type: ignore[no-any-return]


def _about(record: Any) -> str:
    said = next((v for n in ("complaint", "description", "words") if (v := getattr(record, n, None))), "")
    return str(said).replace("\n", " ")[:80]
