"""Puts old parts on paper: the slip of an order (旧件回收单), what a customer signs, and the tag on the part itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.paper import Signature
from app.models.attachments import Attachment
from app.models.customers import Customer
from app.models.journal import StepProof
from app.models.old_parts import OldPart
from app.models.scrap_batches import ScrapBatch
from app.models.stations import Bin
from app.models.suppliers import Supplier
from app.models.work_orders import WorkOrder
from app.services import shop, signatures
from app.services.attachments import PHOTO
from app.services.duties import name_of
from app.services.old_part_papers import OldLine, OldPartSlip
from app.services.old_parts import rules
from app.services.part_labels import PartLabel
from app.services.signatures import Signed


def slip(ctx: Any, id: Id) -> OldPartSlip:
    """All old parts of the order of this one, as they stand, with who signed."""
    lead: OldPart = ctx.session.get(OldPart, id)
    rows = ctx.session.scalars(select(OldPart).where(OldPart.order_id == lead.order_id).order_by(OldPart.number)).all()
    shown = [old for old in rows if old.state != rules.NONE] or [lead]
    return _slip(ctx, lead, shown, answers=_answers(ctx, shown), signatures=_boxes(ctx, lead, shown))


def declaration(ctx: Any, old: OldPart, purpose: str) -> OldPartSlip:
    """What the customer signs for one old part: that he takes it, waives it, or knows until when it is kept."""
    until = None
    if purpose == rules.KEEP:
        days = timedelta(days=ctx.setting(rules.CUSTODY_DAYS))
        until = old.kept_until or clock.local(ctx.now).date() + days
    hands = (Signature(N_("Customer")), Signature(N_("For the shop")))
    return _slip(ctx, old, [old], declares=purpose, until=until, signatures=hands)


def take(ctx: Any, id: Id) -> OldPartSlip:
    """The slip on which he signs that he takes it."""
    return declaration(ctx, ctx.session.get(OldPart, id), rules.TAKE)


def waiver(ctx: Any, id: Id) -> OldPartSlip:
    """The slip on which he waives it."""
    return declaration(ctx, ctx.session.get(OldPart, id), rules.WAIVE)


def custody(ctx: Any, id: Id) -> OldPartSlip:
    """The slip that says until when it is kept for him."""
    return declaration(ctx, ctx.session.get(OldPart, id), rules.KEEP)


def tag(ctx: Any, id: Id) -> tuple[PartLabel, ...]:
    """The label on the part itself: its code opens this old part."""
    old: OldPart = ctx.session.get(OldPart, id)
    return (
        PartLabel(
            old.number, old.name, spec=f"{old.plate}  {old.part}", oem="", bin=_bin(ctx, old), unit="", pack="",
            grade=old.hazardous or Text(N_("Used part")), barcode=old.number,
        ),
    )  # fmt: skip


def fate(ctx: Any, old: OldPart) -> Text | str:
    """What became of it, in words: the state, with who, when or where."""
    from app.services.old_parts.workflow import WORKFLOW  # its steps name this module

    label = Text(WORKFLOW.state(old.state).label)
    batch = ctx.session.get(ScrapBatch, old.batch_id) if old.batch_id else None
    supplier = ctx.session.get(Supplier, old.supplier_id) if old.supplier_id else None
    more: dict[str, Any] = {
        rules.TO_CUSTOMER: old.taken_by, rules.CUSTODY: old.kept_until, rules.DISPOSED: batch.number if batch else "",
        rules.RETURNED: supplier.name if supplier else "", rules.SCRAP_WAIT: _waived(old),
        rules.LOST: name_of(ctx, old.responsible_id) if old.responsible_id else "",
    }  # fmt: skip
    said = more.get(old.state)
    if not said:
        return label
    if old.state == rules.CUSTODY:
        return Text(N_("Kept until {day}"), day=said.isoformat())
    return Text(N_("{what}: {who}"), what=label, who=said)


def _waived(old: OldPart) -> Text | str:
    return Text(N_("waived by {name}"), name=old.waived_by) if old.waived_by else ""


def photos_of(ctx: Any, ids: list[Id]) -> dict[Id, int]:
    """How many photos each old part has."""
    found: dict[Id, int] = {}
    wanted = select(Attachment.document_id).where(
        Attachment.kind == rules.NAME, Attachment.role == PHOTO, Attachment.document_id.in_(ids)
    )
    for id in ctx.conn.execute(wanted).scalars():
        found[id] = found.get(id, 0) + 1
    return found


def _bin(ctx: Any, old: OldPart) -> str:
    return ctx.session.get(Bin, old.bin_id).code if old.bin_id else ""


def _slip(ctx: Any, lead: OldPart, rows: list[OldPart], **more: Any) -> OldPartSlip:
    order = ctx.session.get(WorkOrder, lead.order_id)
    photos = photos_of(ctx, [old.id for old in rows])
    return OldPartSlip(
        lead.number, order.number, order.plate, order.vehicle_name, ctx.session.get(Customer, order.customer_id).name,
        tuple(_line(ctx, old, photos.get(old.id, 0)) for old in rows), shop.imprint(ctx), revision=lead.revision,
        **more,
    )  # fmt: skip


def _line(ctx: Any, old: OldPart, photos: int) -> OldLine:
    return OldLine(
        old.number, old.part, old.name, old.unit, old.decimals, old.qty, old.serial_new or "", old.serial_old or "",
        Text(rules.COMPLETE[old.completeness]) if old.completeness else "",
        Text(rules.USABLE[old.usability]) if old.usability else "", fate(ctx, old), _bin(ctx, old),
        "" if not photos else "1" if photos == 1 else f"1–{photos}", old.hazardous or "",
    )  # fmt: skip


def _answers(ctx: Any, rows: list[OldPart]) -> tuple[Text, ...]:
    """E72: who asked for a part that is gone, and what he was told."""
    numbers = {old.id: old.number for old in rows}
    wanted = select(StepProof).where(StepProof.document_id.in_(numbers), StepProof.step == "answer")
    return tuple(
        Text(N_("{number}: {person} asked for it on {day}: {words}"), number=numbers[proof.document_id],
             person=proof.answers.get("person", ""), day=clock.local(proof.at).date().isoformat(),
             words=proof.answers.get("words", ""))
        for proof in ctx.session.scalars(wanted.order_by(StepProof.seq))
    )  # fmt: skip


def _boxes(ctx: Any, lead: OldPart, rows: list[OldPart]) -> tuple[Signature, ...]:
    """Technician, keeper, and the customer's last hand under any of them."""
    handed = next(((old.handed_by, old.handed_at) for old in (lead, *rows) if old.handed_by), (None, None))
    checked = next(((old.checker_id, old.registered_at) for old in (lead, *rows) if old.checker_id), (None, None))
    signed: list[Signed] = sorted(
        (one for old in rows for one in signatures.all_of(ctx, rules.NAME, old.id)), key=lambda one: one.at
    )
    return (
        Signature(N_("Technician"), name_of(ctx, handed[0]) if handed[0] else "", handed[1]),
        Signature(N_("Warehouse keeper"), name_of(ctx, checked[0]) if checked[0] else "", checked[1]),
        signatures.box(ctx, N_("Customer"), signed[-1] if signed else None),
    )  # fmt: skip
