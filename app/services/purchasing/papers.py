"""Puts requests, orders, receipts and returns on paper: reads what they say, money only for who may see costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_, Text, pick
from app.core.paper import Imprint, Mark, Signature
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, PurchaseOrder, PurchaseRequest, PurchaseReturn
from app.models.stations import Bin, Warehouse
from app.models.suppliers import Supplier
from app.services import shop
from app.services.duties import name_of
from app.services.part_labels import PartLabel
from app.services.parts import VIEW_COST, Wanted, labels_for
from app.services.purchase_papers import PurchaseLine, PurchasePaper
from app.services.stock import value_of

_UNSURE = ("draft", "submitted", "rejected", "inspected")


def _imprint(ctx: Any, state: str) -> Imprint:
    mark: Mark = "void" if state == "cancelled" else "draft" if state in _UNSURE else ""
    return shop.imprint(ctx, mark)


def _lines(ctx: Any, lines: Iterable[Any], make: Callable[[Any, Part], PurchaseLine]) -> tuple[PurchaseLine, ...]:
    """The lines with what is known of their parts; `make` says what only this kind of paper has."""
    all_ = list(lines)
    parts = {p.id: p for p in ctx.session.scalars(select(Part).where(Part.id.in_({x.part_id for x in all_})))}
    return tuple(make(line, parts[line.part_id]) for line in all_)


def _line(part: Part, qty: int, price: int | None, **more: Any) -> PurchaseLine:
    return PurchaseLine(
        part.number, pick(part.name_zh, part.name_en), part.unit, qty, part.spec_model, part.qty_decimals,
        fitment=part.fitment or "", price=price, amount=None if price is None else value_of(qty, price), **more,
    )  # fmt: skip


def _called(ctx: Any, model: Any, id: Id | None, attribute: str = "name") -> str:
    found = ctx.session.get(model, id) if id else None
    return getattr(found, attribute) if found else ""


def _signed(ctx: Any, revision: int, *boxes: tuple[str, Id | None, Any, str]) -> tuple[Signature, ...]:
    """Boxes: role, who, when, by what means; nobody = an empty box."""
    return tuple(
        Signature(Text(role), name_of(ctx, who), at, revision, Text(means) if means else "")
        if who
        else Signature(Text(role))
        for role, who, at, means in boxes
    )


PIN = N_("PIN")


def request(ctx: Any, id: Id) -> PurchasePaper:
    """请购单."""
    one: PurchaseRequest = ctx.session.get(PurchaseRequest, id)
    costs = ctx.actor.may(VIEW_COST)

    def make(line: Any, part: Part) -> PurchaseLine:
        return _line(
            part, line.qty, line.price if costs else None, packs=line.packs, note=line.note or line.source_number,
            needed_by=line.needed_by or one.needed_by, supplier=_called(ctx, Supplier, line.supplier_id),
        )  # fmt: skip

    return PurchasePaper(
        "REQUEST", one.number, _lines(ctx, one.lines, make), _imprint(ctx, one.state), reason=one.reason,
        warehouse=_called(ctx, Warehouse, one.warehouse_id), day=one.needed_by, revision=one.revision, costs=costs,
        signatures=_signed(
            ctx, one.revision, (N_("Requested by"), one.submitted_by, one.submitted_at, ""),
            (N_("Approved by"), one.approved_by, one.approved_at, PIN),
        ),
    )  # fmt: skip


def order(ctx: Any, id: Id) -> PurchasePaper:
    """采购订单."""
    one: PurchaseOrder = ctx.session.get(PurchaseOrder, id)
    supplier: Supplier = ctx.session.get(Supplier, one.supplier_id)
    costs = ctx.actor.may(VIEW_COST)

    def make(line: Any, part: Part) -> PurchaseLine:
        return _line(
            part,
            line.qty - line.dropped,
            line.price if costs else None,
            packs=line.packs,
            note=line.note or "",
            needed_by=line.needed_by,
        )

    contact = "  ".join(filter(None, (supplier.contact, supplier.phone)))
    return PurchasePaper(
        "ORDER", one.number, _lines(ctx, one.lines, make), _imprint(ctx, one.state), supplier=supplier.name,
        supplier_contact=contact, warehouse=_called(ctx, Warehouse, one.warehouse_id), day=one.expected,
        terms=one.terms or "", revision=one.revision, costs=costs,
        signatures=_signed(
            ctx, one.revision, (N_("Ordered by"), one.created_by if one.sent_at else None, one.sent_at, ""),
            (N_("Approved by"), one.approved_by, one.approved_at, PIN), (N_("Supplier"), None, None, ""),
        ),
    )  # fmt: skip


def receipt(ctx: Any, id: Id) -> PurchasePaper:
    """采购入库单, on half a continuous sheet."""
    one: GoodsReceipt = ctx.session.get(GoodsReceipt, id)
    costs = ctx.actor.may(VIEW_COST)

    def make(line: Any, part: Part) -> PurchaseLine:
        return _line(
            part,
            line.accepted,
            line.price if costs else None,
            bin=_called(ctx, Bin, line.bin_id, "code"),
            batch=line.serial or line.batch,
            delivered=line.delivered,
            rejected=line.rejected,
            certificate=line.certificate,
            provisional=line.provisional and costs,
            note=line.reason or "",
        )

    return PurchasePaper(
        "RECEIPT", one.number, _lines(ctx, (x for x in one.lines if x.delivered), make), _imprint(ctx, one.state),
        supplier=_called(ctx, Supplier, one.supplier_id), warehouse=_called(ctx, Warehouse, one.warehouse_id),
        order=_called(ctx, PurchaseOrder, one.order_id, "number"), delivery_note=one.delivery_note or "",
        invoice=one.invoice or "", at=one.occurred_at, posted_at=one.posted_at, revision=one.revision, costs=costs,
        reverses=_called(ctx, GoodsReceipt, one.reversal_of, "number"), reason=one.remark or "", paper="half",
        signatures=_signed(
            ctx, one.revision, (N_("Handled by"), one.posted_by, one.posted_at, ""),
            (N_("Inspected by"), one.inspected_by, one.inspected_at, ""), (N_("Checked by"), None, None, ""),
        ),
    )  # fmt: skip


def receipt_a4(ctx: Any, id: Id) -> PurchasePaper:
    """采购入库单 on A4."""
    return replace(receipt(ctx, id), paper="a4")


def back(ctx: Any, id: Id) -> PurchasePaper:
    """采购退货单."""
    one: PurchaseReturn = ctx.session.get(PurchaseReturn, id)
    costs = ctx.actor.may(VIEW_COST)

    def make(line: Any, part: Part) -> PurchaseLine:
        return _line(
            part,
            line.qty,
            line.price if costs else None,
            bin=_called(ctx, Bin, line.bin_id, "code"),
            batch=line.batch,
            note=line.note or "",
        )

    return PurchasePaper(
        "RETURN", one.number, _lines(ctx, (x for x in one.lines if x.qty), make), _imprint(ctx, one.state),
        supplier=_called(ctx, Supplier, one.supplier_id), warehouse=_called(ctx, Warehouse, one.warehouse_id),
        order=_called(ctx, GoodsReceipt, one.receipt_id, "number"), reason=one.reason, posted_at=one.posted_at,
        revision=one.revision, costs=costs, paper="half",
        signatures=_signed(
            ctx, one.revision, (N_("Handled by"), one.submitted_by, one.posted_at, ""),
            (N_("Approved by"), one.approved_by, one.posted_at, PIN), (N_("Supplier"), None, None, ""),
        ),
    )  # fmt: skip


def labels(ctx: Any, id: Id) -> tuple[PartLabel, ...]:
    """A label for every piece that was accepted; one a line where it is weighed or measured."""
    one: GoodsReceipt = ctx.session.get(GoodsReceipt, id)
    wanted = [
        Wanted(
            line.part_id, line.accepted, _called(ctx, Bin, line.bin_id, "code"), line.batch, line.serial, line.expires
        )
        for line in one.lines
        if line.accepted > 0
    ]
    return labels_for(ctx, wanted)
