"""Freezes what a customer is shown: one revision of the order, by its sheet and hash; signatures and answers to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.core.clock import Id, from_micros, micros
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.paper import fingerprint
from app.models.customers import Customer
from app.models.work_orders import LabourLine, PartLine, WorkOrder, WorkOrderRevision
from app.services import signatures
from app.services.duties import name_of
from app.services.order_papers import Change, Item, Material, OrderSheet, kept, read_back
from app.services.signatures import Signed, Subject
from app.services.work_orders import amounts
from app.services.work_orders.rules import (
    CALL,
    DECLINED,
    KIND_NAME,
    MESSAGE,
    PROPOSED,
    REPLACED,
    SIGNATURE,
    labour_tax,
    lines_of,
)

OPEN, AGREED, REFUSED, LAPSED = "OPEN", "AGREED", "REFUSED", "LAPSED"


def standing(lines: Iterable[Any]) -> list[Any]:
    """The lines as they will be once the proposals are agreed to: declined and replaced ones are out."""
    all_ = list(lines)
    gone = {line.replaces for line in all_ if line.status == PROPOSED and line.replaces}
    return [x for x in all_ if x.status not in (DECLINED, REPLACED) and x.id not in gone]


def reckon(ctx: Any, order: WorkOrder) -> amounts.Totals:
    """Amounts of the lines and of the order as it stands, with its proposals."""
    for line in order.labour:
        line.amount = amounts.labour_amount(line)
    for part in order.parts:
        part.amount = amounts.part_amount(part)
    found = amounts.totals(standing(order.labour), standing(order.parts), order.other_amount, labour_tax(ctx, order))
    order.labour_amount, order.parts_amount = found.labour, found.parts
    order.tax_amount, order.total_amount = found.tax, found.total
    return found


def _changed(line: Any, before: dict[Id, Any]) -> tuple[Change, int]:
    """How a line differs from what was agreed, and what it cost then."""
    if line.status != PROPOSED:
        return "", 0
    old = before.get(line.replaces)
    if old is None:
        return "NEW", 0
    dropped = (line.hours if isinstance(line, LabourLine) else line.qty) == 0
    return ("DROPPED" if dropped else "CHANGED"), old.amount


def sheet_of(ctx: Any, order: WorkOrder, number: int) -> OrderSheet:
    """The sheet of the order as it stands, as revision `number`."""
    found = reckon(ctx, order)
    before = {line.id: line for line in lines_of(order)}
    customer = ctx.session.get(Customer, order.customer_id)
    agreed = find(ctx, order.id, order.agreed) if order.agreed else None
    return OrderSheet(
        number=order.number, revision=number, customer=customer.name,
        phone=order.consent_phone or customer.mobile or customer.landline or "",
        plate=order.plate, vehicle=order.vehicle_name, vin=order.vin, category=order.category,
        complaint=order.complaint, old_parts=order.old_parts or "",
        promised_at=micros(order.promised_at) if order.promised_at else 0,
        advisor=name_of(ctx, order.advisor_id) if order.advisor_id else "",
        items=tuple(_item(line, before) for line in standing(order.labour)),
        parts=tuple(_part(line, before) for line in standing(order.parts)),
        labour=found.labour, material=found.parts, tax=found.tax, total=found.total, due=found.due,
        other=found.other, sender=order.sender_name or "", sender_phone=order.sender_phone or "",
        odometer=order.odometer, road_test=order.road_test, replaces=agreed.number if agreed else 0,
        old_total=agreed.total if agreed else 0, old_promised_at=micros(agreed.promised_at) if agreed else 0,
        reason=(order.reason or "") if agreed else "",
    )  # fmt: skip


def _item(line: LabourLine, before: dict[Id, Any]) -> Item:
    change, old = _changed(line, before)
    return Item(
        line.position, line.name, line.hours, line.rate or 0, line.amount, line.payer, change, old, line.note or ""
    )  # fmt: skip


def _part(line: PartLine, before: dict[Id, Any]) -> Material:
    change, old = _changed(line, before)
    return Material(
        line.item, line.code, line.name, line.unit, line.decimals, line.qty, line.price or 0, line.amount,
        line.grade or "", line.source, line.payer, change, old, line.note or "",
    )  # fmt: skip


def issue(ctx: Any, order: WorkOrder, reason: str = "") -> WorkOrderRevision:
    """Keeps the order as it stands as its next revision; one that nobody answered yet lapses."""
    last = find(ctx, order.id, order.revision)
    if last is not None and last.outcome == OPEN:
        last.outcome = LAPSED
    number = order.revision + 1 if last is not None else order.revision
    sheet = sheet_of(ctx, order, number)
    made = WorkOrderRevision(
        order_id=order.id, number=number, sheet=kept(sheet), sheet_hash=fingerprint(sheet), total=sheet.total,
        promised_at=from_micros(sheet.promised_at), reason=reason[:200], issued_at=ctx.now, issued_by=ctx.actor.user,
        outcome=OPEN,
    )  # fmt: skip
    order.revision = number
    ctx.session.add(made)
    ctx.flush()
    return made


def find(ctx: Any, order: Id, number: int) -> WorkOrderRevision | None:
    """One revision, or None."""
    return ctx.session.scalar(  # type: ignore[no-any-return]
        select(WorkOrderRevision).where(WorkOrderRevision.order_id == order, WorkOrderRevision.number == number)
    )


def all_of(ctx: Any, order: Id) -> list[WorkOrderRevision]:
    """All revisions, the first one first."""
    wanted = select(WorkOrderRevision).where(WorkOrderRevision.order_id == order)
    return list(ctx.session.scalars(wanted.order_by(WorkOrderRevision.number)))


def last(ctx: Any, order: WorkOrder) -> WorkOrderRevision:
    """The revision issued last; Refused if none was."""
    found = find(ctx, order.id, order.revision)
    if found is None:
        raise Refused("{number} was not issued yet.", number=order.number)
    return found


def subject(order: WorkOrder, number: int) -> Subject:
    """What a signature under this revision stands for."""
    return Subject(KIND_NAME, order.id, order.number, number)


def signature(ctx: Any, order: WorkOrder, number: int) -> Signed | None:
    """The signature that holds for a revision; None if nobody signed exactly this content."""
    made = find(ctx, order.id, number)
    if made is None:
        return None
    return signatures.signature_of(ctx, subject(order, number), fingerprint(read_back(made.sheet)))


def signed(ctx: Any, order: WorkOrder) -> Text | None:
    """Guard: the customer signed the revision issued last (R51, E56)."""
    if signature(ctx, order, order.revision) is not None:
        return None
    return Text(N_("Revision {n} is not signed: have the customer sign it, on screen or on paper."), n=order.revision)


def still_true(ctx: Any, order: WorkOrder) -> Text | None:
    """Guard: what was issued last is what stands here now; else it must be issued again."""
    made = find(ctx, order.id, order.revision)
    if made is not None and made.outcome == OPEN and fingerprint(sheet_of(ctx, order, made.number)) == made.sheet_hash:
        return None
    return Text(N_("The proposal changed since it was issued: issue it again before asking the customer."))


def answer(
    ctx: Any, order: WorkOrder, outcome: str, *, way: str, by: str, words: str
) -> WorkOrderRevision:  # fmt: skip
    """Keeps what the customer said to the revision issued last: who, how, when, and who heard it."""
    made = last(ctx, order)
    if way in (CALL, MESSAGE) and len(words.strip()) < 2:
        raise Refused("Write down what the customer said: it is the proof of a call or message.", where="words")
    if way == SIGNATURE and outcome == AGREED:
        held = signature(ctx, order, made.number)
        if held is None:
            raise Refused("Revision {n} is not signed.", n=made.number, where="way")
        by = held.name
    made.outcome, made.way, made.answered_by, made.answer = outcome, way, by.strip()[:100], words.strip()[:500]
    made.answered_at, made.heard_by = ctx.now, ctx.actor.user
    if outcome == AGREED:
        order.agreed, order.agreed_amount = made.number, made.total
    return made
