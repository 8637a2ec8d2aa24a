"""Puts orders on paper: the work order as a revision was issued, job card, road test and gate slip."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.paper import Mark, Signature
from app.models.customers import Customer
from app.models.work_orders import WorkOrder, WorkOrderRevision
from app.services import deliveries, payments, shop, signatures
from app.services.duties import name_of
from app.services.inspections import hands
from app.services.inspections.workflow import rounds_of
from app.services.order_papers import (
    GateSlip,
    Issued,
    JobCard,
    JobItem,
    Material,
    OrderSheet,
    Refused,
    RoadTest,
    read_back,
)
from app.services.receptions.warranty import ELSE, PERIODS
from app.services.settlements import making
from app.services.work_orders import revisions, shares
from app.services.work_orders.rules import AGREED_LINES, DECLINED, PROPOSED, WAYS, lines_of


def order(ctx: Any, id: Id) -> OrderSheet:
    """维修工单: the revision issued last; a draft shows what would be issued."""
    one: WorkOrder = ctx.session.get(WorkOrder, id)
    return revision(ctx, one, one.revision)


def agreed(ctx: Any, id: Id) -> OrderSheet:
    """The revision that holds: what the customer agreed to last."""
    one: WorkOrder = ctx.session.get(WorkOrder, id)
    return revision(ctx, one, one.agreed or one.revision)


def all_revisions(ctx: Any, id: Id) -> tuple[OrderSheet, ...]:
    """Every revision as it was issued, the first one first."""
    one: WorkOrder = ctx.session.get(WorkOrder, id)
    return tuple(revision(ctx, one, made.number) for made in revisions.all_of(ctx, id))


def revision(ctx: Any, one: WorkOrder, number: int) -> OrderSheet:
    """One revision as paper: its matter as issued, with signatures, the history and what was declined since."""
    made = revisions.find(ctx, one.id, number)
    sheet = read_back(made.sheet) if made is not None else revisions.sheet_of(ctx, one, number)
    mark: Mark = "void" if one.state == "cancelled" else "draft" if made is None else ""
    if made is not None and made.outcome == revisions.LAPSED:
        mark = "void"
    teams = shares.shares_of(ctx, [line.id for line in one.labour])
    people = tuple((line.position, shares.called(ctx, teams[line.id])) for line in one.labour if line.id in teams)
    return replace(
        sheet, imprint=shop.imprint(ctx, mark), signatures=_boxes(ctx, one, number), people=people,
        refused=_refused(one), history=tuple(_issued(r) for r in revisions.all_of(ctx, one.id)),
        warranty=PERIODS.get(sheet.category, ELSE), deposit=payments.held(ctx, one.id),
    )  # fmt: skip


def _refused(one: WorkOrder) -> tuple[Refused, ...]:
    return tuple(Refused(line.name, line.amount, line.note or "") for line in lines_of(one) if line.status == DECLINED)


def _issued(made: WorkOrderRevision) -> Issued:
    return Issued(
        made.number, made.total, made.outcome, WAYS.get(made.way, ""), made.answered_by, made.answered_at, made.answer
    )


def _boxes(ctx: Any, one: WorkOrder, number: int) -> tuple[Signature, ...]:
    made = revisions.find(ctx, one.id, number)
    customer = signatures.box(ctx, N_("Customer"), revisions.signature(ctx, one, number))
    if made is not None and not customer.name and made.outcome == revisions.AGREED:
        customer = Signature(
            N_("Customer"), made.answered_by, made.answered_at, made.number, Text(WAYS.get(made.way, ""))
        )
    advisor = Signature(N_("Service advisor"), name_of(ctx, one.advisor_id) if one.advisor_id else "")
    return (
        customer,
        advisor,
        hands.self_checked(ctx, one),
        hands.inspected(ctx, next(reversed(rounds_of(ctx, one.id)), None)),
        Signature(N_("Customer, on delivery")),
    )


def job_card(ctx: Any, id: Id) -> JobCard:
    """派工单: no prices; a code for each item starts and stops the clock."""
    one: WorkOrder = ctx.session.get(WorkOrder, id)
    teams = shares.shares_of(ctx, [line.id for line in one.labour])
    shown = (*AGREED_LINES, PROPOSED)
    items = tuple(
        JobItem(
            line.position, line.name, line.hours, shares.called(ctx, teams.get(line.id, [])),
            f"{one.number}/{line.position}", line.status == PROPOSED, line.note or "",
        )
        for line in one.labour
        if line.status in shown
    )  # fmt: skip
    parts = tuple(
        Material(
            p.item, p.code, p.name, p.unit, p.decimals, p.qty, 0, 0, p.grade or "", p.source, note=p.note or "",
            change="NEW" if p.status == PROPOSED else "",
        )
        for p in one.parts
        if p.status in shown
    )  # fmt: skip
    return JobCard(
        one.number, one.revision, one.plate, one.vehicle_name, one.vin, one.bay or "",
        name_of(ctx, one.advisor_id) if one.advisor_id else "", one.complaint, one.promised_at, items, parts,
        shop.imprint(ctx), one.odometer,
    )  # fmt: skip


def road_test(ctx: Any, id: Id) -> RoadTest:
    """试车单: filled in by hand on the way."""
    one: WorkOrder = ctx.session.get(WorkOrder, id)
    customer = ctx.session.get(Customer, one.customer_id)
    return RoadTest(
        one.number, one.plate, one.vehicle_name, customer.name, one.road_test, one.odometer, shop.imprint(ctx),
        one.complaint,
    )  # fmt: skip


def gate(ctx: Any, id: Id) -> GateSlip:
    """放行条: paid, or on account until a day."""
    one: WorkOrder = ctx.session.get(WorkOrder, id)
    made = making.live(ctx, id)
    kept = deliveries.of_order(ctx, id)
    return GateSlip(
        one.number, one.plate, one.vehicle_name, one.bill_total or 0, payments.held(ctx, one.id),
        kept.delivered_at if kept and kept.delivered_at else ctx.now, ctx.actor.name, one.reason or "",
        shop.imprint(ctx), made.account_due if made is not None else None,
    )  # fmt: skip
