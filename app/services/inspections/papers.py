"""Puts an inspection on paper: the check sheet, the road test, the completion certificate. Reads only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.paper import Mark, Signature
from app.models.customers import Customer
from app.models.inspections import Inspection
from app.models.work_orders import WorkOrder
from app.services import shop
from app.services.duties import name_of
from app.services.inspection_papers import CheckSheet, CompletionCertificate, Drive, InPlace, Looked, Value
from app.services.inspections import hands, looking, rules
from app.services.inspections.rules import QUESTIONS, YES
from app.services.inspections.workflow import FAILED, OPEN, WORKFLOW, order_of
from app.services.order_papers import RoadTest
from app.services.receptions.warranty import ELSE, PERIODS
from app.services.work_orders import papers as order_papers
from app.services.work_orders.rules import CATEGORIES

_ANSWERS = {YES: rules.OK, rules.NO: rules.FAULT}


def check_sheet(ctx: Any, id: Id) -> CheckSheet:
    """质检单; as long as it is open it is a draft, to be filled in by hand."""
    one: Inspection = ctx.session.get(Inspection, id)
    order = order_of(ctx, one)
    mark: Mark = "draft" if one.state == OPEN else ""
    items = tuple(Looked(i.name, i.people, i.result or "", i.note or "", i.item) for i in one.items)
    questions = tuple(
        Looked(label, result=_ANSWERS.get(getattr(one, name) or "", "")) for name, label in QUESTIONS.items()
    )
    parts = tuple(
        InPlace(p.code, p.name, p.unit, p.decimals, p.agreed, p.issued, p.own) for p in looking.fitted(ctx, order)
    )
    return CheckSheet(
        one.number, order.number, one.round, order.plate, order.vehicle_name, order.vin, CATEGORIES[order.category],
        rules.DECISIONS[one.decision], looking.reason(one), WORKFLOW.state(one.state).label, items, questions, parts,
        tuple(Value(m.name, m.value, m.unit or "", m.wanted or "") for m in one.measured), _drive(one),
        shop.imprint(ctx, mark), _hands(ctx, one, order), one.remark or "", one.certificate or "",
    )  # fmt: skip


def _hands(ctx: Any, one: Inspection, order: WorkOrder) -> tuple[Signature, ...]:
    """The technician who handed it over, and the inspector."""
    if one.state == FAILED and one.inspector_id:
        name = name_of(ctx, one.inspector_id)
        return (hands.self_checked(ctx, order), Signature(N_("Inspector"), name, one.inspected_at, method=N_("Failed")))
    return (hands.self_checked(ctx, order), hands.inspected(ctx, one))


def _drive(one: Inspection) -> Drive | None:
    if not one.driver:
        return None
    return Drive(
        one.driver, one.drive_reason or "", one.out_km, one.back_km, one.out_at, one.back_at, one.drive_result or ""
    )


def road_test(ctx: Any, id: Id) -> RoadTest:
    """试车单 with what is written down; what is not yet is filled in by hand."""
    one: Inspection = ctx.session.get(Inspection, id)
    return replace(order_papers.road_test(ctx, one.order_id), drive=_drive(one))


def certificate(ctx: Any, id: Id) -> CompletionCertificate:
    """竣工出厂合格证. Raises Refused for an inspection that has no number for it."""
    one: Inspection = ctx.session.get(Inspection, id)
    if one.certificate is None or one.certified is None:
        raise Refused("{number} has no completion certificate: the category of the repair needs none.",
                      number=one.number)  # fmt: skip
    order = order_of(ctx, one)
    km, days = PERIODS.get(order.category, ELSE)
    return CompletionCertificate(
        one.certificate, order.number, ctx.session.get(Customer, order.customer_id).name, order.plate,
        order.vehicle_name, order.vin, CATEGORIES[order.category], one.back_km or order.odometer,
        tuple(item.name for item in one.items), one.certified, days, km, shop.imprint(ctx),
        (hands.inspected(ctx, one), Signature(N_("Seal of the shop"))),
    )  # fmt: skip
