"""Puts a requisition on paper: three copies on A5, or one multi-ply sheet. Only finance's copy bears money."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.paper import Mark, Signature
from app.models.customers import Customer
from app.models.requisitions import PartIssue, Requisition, RequisitionLine
from app.models.stations import Bin, Warehouse
from app.models.work_orders import WorkOrder
from app.services import shop
from app.services.duties import name_of
from app.services.parts import VIEW_COST
from app.services.requisition_papers import ConsentSheet, HandOver, RequisitionSlip, SlipLine
from app.services.requisitions import rules, substitutes
from app.services.work_orders.rules import WAYS as ANSWERS

WAYS = {"PIN": N_("PIN"), "PAPER": N_("On paper")}


def copies(ctx: Any, id: Id) -> tuple[RequisitionSlip, ...]:
    """Warehouse, finance and workshop, one A5 sheet each; finance's with costs if the one who prints may see them."""
    one = multi(ctx, id)
    money = ctx.actor.may(VIEW_COST)
    dear = tuple(replace(x, value=v) for x, v in zip(one.lines, _values(ctx, id), strict=True))
    return (
        replace(one, copy="WAREHOUSE", paper="a5"),
        replace(one, copy="FINANCE", paper="a5", lines=dear if money else one.lines),
        replace(one, copy="WORKSHOP", paper="a5"),
    )


def multi(ctx: Any, id: Id) -> RequisitionSlip:
    """One sheet without money for continuous paper of several plies."""
    slip: Requisition = ctx.session.get(Requisition, id)
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    mark: Mark = {"draft": "draft", "submitted": "draft", "cancelled": "void"}.get(slip.state, "")  # type: ignore[assignment]
    issues = issues_of(ctx, id)
    return RequisitionSlip(
        slip.number, Text(rules.TYPES[slip.type]), ctx.session.get(Warehouse, slip.warehouse_id).name,
        slip.order_number, slip.plate, order.vehicle_name if order else "",
        name_of(ctx, order.advisor_id) if order and order.advisor_id else "",
        name_of(ctx, slip.technician_id) if slip.technician_id else "", slip.reason or "",
        tuple(_line(ctx, line) for line in slip.lines), shop.imprint(ctx, mark), slip.revision, slip.approved_at,
        tuple(
            HandOver(
                made.nth, made.occurred_at, name_of(ctx, made.receiver_id),
                name_of(ctx, made.issued_by) if made.issued_by else "", Text(WAYS[made.way]),
            )
            for made in issues
        ),
        signatures=_signatures(ctx, slip, issues),
    )  # fmt: skip


def consent(ctx: Any, id: Id) -> ConsentSheet:
    """What the customer is asked; Refused while the technical supervisor allowed no substitute."""
    slip: Requisition = ctx.session.get(Requisition, id)
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    lines = substitutes.swaps(ctx, id)
    if order is None or not lines:
        raise Refused("{number} has no substitute that a customer is asked about.", number=slip.number)
    advisor = name_of(ctx, order.advisor_id) if order.advisor_id else ""
    return ConsentSheet(
        slip.number, slip.order_number, slip.plate, order.vehicle_name,
        ctx.session.get(Customer, order.customer_id).name, advisor, lines, shop.imprint(ctx), slip.revision,
        signatures=(_agreed(slip), Signature(N_("Service advisor"), advisor)),
    )  # fmt: skip


def _agreed(slip: Requisition) -> Signature:
    """Who agreed, when and how; empty to sign in until then."""
    said = [line for line in slip.lines if line.consent_at is not None]
    if not said or any(substitutes.stage(line) == substitutes.ALLOWED for line in slip.lines):
        return Signature(N_("Customer"))
    last = said[-1]
    return Signature(N_("Customer"), last.consent_person, last.consent_at, method=Text(ANSWERS[last.consent_way]))


def issues_of(ctx: Any, id: Id) -> list[PartIssue]:
    """The hand-overs of a slip, the first one first."""
    wanted = select(PartIssue).where(PartIssue.requisition_id == id).order_by(PartIssue.nth)
    return list(ctx.session.scalars(wanted))


def _line(ctx: Any, line: RequisitionLine) -> SlipLine:
    place = ctx.session.get(Bin, line.bin_id) if line.bin_id else None
    item = rules.item_of(ctx, line)
    return SlipLine(
        line.code, line.name, line.spec, line.unit, line.decimals, place.code if place else "", line.qty,
        line.approved, line.issued, item.name if item else "",
        substitutes.called(ctx, line) if line.substitute_by else "", line.note or "",
    )  # fmt: skip


def _values(ctx: Any, id: Id) -> list[int]:
    """What each line cost so far, in fen, returned parts included."""
    found: dict[Id, int] = {}
    for made in issues_of(ctx, id):
        for one in made.lines:
            found[one.line_id] = found.get(one.line_id, 0) + one.value
    return [found.get(line.id, 0) for line in ctx.session.get(Requisition, id).lines]


def _signatures(ctx: Any, slip: Requisition, issues: list[PartIssue]) -> tuple[Signature, ...]:
    """Approved by PIN, received by PIN or to be signed with a pen, handed out in the keeper's own session."""
    last = issues[-1] if issues else None
    by_pin = last is not None and last.way == "PIN"
    return (
        Signature(
            N_("Received by"), name_of(ctx, last.receiver_id) if last is not None and by_pin else "",
            last.occurred_at if last is not None and by_pin else None, method=Text(N_("PIN")) if by_pin else "",
        ),
        Signature(
            N_("Approved by"), name_of(ctx, slip.approved_by) if slip.approved_by else "", slip.approved_at,
            method=Text(N_("PIN")) if slip.approved_by else "",
        ),
        Signature(
            N_("Handed out by"), name_of(ctx, last.issued_by) if last is not None and last.issued_by else "",
            last.occurred_at if last is not None else None,
        ),
    )  # fmt: skip
