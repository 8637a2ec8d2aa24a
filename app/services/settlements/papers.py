"""Puts a settlement on paper: the list the customer signs, with who signed it and what is paid by now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.core.i18n import N_
from app.core.paper import Mark, Signature
from app.models.receptions import Reception
from app.models.settlements import Settlement, SettlementLine
from app.models.work_orders import WorkOrder
from app.services import deliveries, payments, shop, signatures
from app.services.customers import MASKED_NAME
from app.services.duties import name_of
from app.services.settlement_papers import SettlementRow, SettlementSheet
from app.services.settlements import personal, rules
from app.services.signatures import Signed, Subject


def subject(made: Settlement) -> Subject:
    """What a signature under this settlement stands for."""
    return Subject(rules.KIND_NAME, made.id, made.number, made.revision)


def held_signature(ctx: Any, made: Settlement) -> Signed | None:
    """The customer's signature under exactly this content."""
    content = signatures.canonical_hash(sheet_of(ctx, made))
    return signatures.signature_of(ctx, subject(made), content, masked=made.customer_name == MASKED_NAME)


def sheet_of(ctx: Any, made: Settlement) -> SettlementSheet:
    """The matter: from the settlement, its order and its check-in."""
    order: WorkOrder = ctx.session.get_one(WorkOrder, made.order_id)
    check_in = ctx.session.get(Reception, order.reception_id) if order.reception_id else None
    shown = [line for line in made.lines if line.qty or line.free]
    sums = ((s, sum(x.amount for x in shown if x.section == s)) for s in rules.SECTIONS)
    return SettlementSheet(
        number=made.number, revision=made.revision, order=order.number, customer=made.customer_name,
        phone=made.phone or "", plate=order.plate,
        vehicle=order.vehicle_name, vin=order.vin, category=order.category, odometer_in=order.odometer,
        came_at=clock.local(check_in.arrived_at if check_in else order.created_at).date(),
        rows=tuple(_row(line) for line in shown), sections=tuple((s, amount) for s, amount in sums if amount),
        discount=made.discount, rounding=made.rounding, tax=made.tax_amount, total=made.total_amount,
        insurer=made.insurer_amount, old_parts=made.old_parts, warranty_km=made.warranty_km,
        warranty_days=made.warranty_days, precautions=made.precautions or "", stopped=made.came_from == "terminated",
        certificate=made.certificate, sender=made.sender, advisor=made.advisor,
    )  # fmt: skip


def _row(line: SettlementLine) -> SettlementRow:
    return SettlementRow(
        line.section, line.item, line.code, line.name, line.unit, line.decimals, line.qty, line.price, line.amount,
        line.free, line.why or "", line.payer, line.grade or "", line.source, line.tax_rate, line.warranty_km,
        line.warranty_days,
    )  # fmt: skip


def settlement_list(ctx: Any, id: Id) -> SettlementSheet:
    """维修结算清单 with signatures, payments and the invoice as they stand now."""
    made: Settlement = ctx.session.get_one(Settlement, id)
    mark: Mark = "void" if made.state == rules.REVERSED else "draft" if made.state == rules.DRAFT else ""
    masked = made.customer_name == MASKED_NAME
    box = signatures.box(ctx, N_("Customer"), held_signature(ctx, made))
    customer = personal.unnamed(box) if masked else box
    kept = deliveries.of_order(ctx, made.order_id)
    taken = [p for p in payments.on_order(ctx, made.order_id) if p.state == payments.TAKEN]
    return replace(
        sheet_of(ctx, made), imprint=shop.imprint(ctx, mark), masked=masked,
        signatures=(customer, Signature(N_("Settled by"), name_of(ctx, made.created_by) if made.created_by else ""),
                    Signature(N_("Seal of the shop"))),
        paid=payments.held(ctx, made.order_id),
        deposit=sum(p.amount for p in taken if p.purpose == payments.DEPOSIT),
        odometer_out=kept.odometer if kept else None,
        left_at=clock.local(kept.delivered_at).date() if kept and kept.delivered_at else None,
        invoice=made.invoice_number or "", account_due=made.account_due,
    )  # fmt: skip
