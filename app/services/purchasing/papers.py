"""Puts requests, orders, receipts and returns on paper: reads what they say, money only for who may see costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from app.core.clock import Id
from app.core.i18n import N_, Text, pick
from app.core.paper import Imprint, Mark, Signature
from app.models.purchasing import GoodsReceipt, PriceDocument, PurchaseOrder, PurchaseRequest, PurchaseReturn
from app.models.stations import Bin, Warehouse
from app.models.suppliers import Supplier
from app.services import shop
from app.services.duties import name_of
from app.services.part_labels import PartLabel
from app.services.parts import VIEW_COST, Wanted, labels_for
from app.services.purchase_papers import PurchaseLine, PurchasePaper
from app.services.snapshots import as_then, parts_of
from app.services.stock import value_of

_UNSURE = ("draft", "submitted", "rejected", "inspected")


def _imprint(ctx: Any, state: str) -> Imprint:
    mark: Mark = "void" if state == "cancelled" else "draft" if state in _UNSURE else ""
    return shop.imprint(ctx, mark)


def _lines(
    ctx: Any, paper: Any, lines: Iterable[Any], make: Callable[[Any, Any], PurchaseLine]
) -> tuple[PurchaseLine, ...]:
    """The lines with their parts as they were called when it was submitted; `make` says what only this paper has."""
    all_ = list(lines)
    parts = parts_of(ctx, all_)
    return tuple(make(line, as_then(paper, line, parts[line.part_id])) for line in all_)


def _supplier(ctx: Any, paper: Any) -> Any:
    return as_then(paper, paper, ctx.session.get(Supplier, paper.supplier_id))


def _line(part: Any, qty: int, price: int | None, **more: Any) -> PurchaseLine:
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

    def make(line: Any, part: Any) -> PurchaseLine:
        return _line(
            part, line.qty, line.price if costs else None, packs=line.packs, note=line.note or line.source_number,
            needed_by=line.needed_by or one.needed_by,
            supplier=getattr(part, "supplier", "") or _called(ctx, Supplier, line.supplier_id),
        )  # fmt: skip

    return PurchasePaper(
        "REQUEST", one.number, _lines(ctx, one, one.lines, make), _imprint(ctx, one.state), reason=one.reason,
        warehouse=_called(ctx, Warehouse, one.warehouse_id), day=one.needed_by, revision=one.revision, costs=costs,
        signatures=_signed(
            ctx, one.revision, (N_("Requested by"), one.submitted_by, one.submitted_at, ""),
            (N_("Approved by"), one.approved_by, one.approved_at, PIN),
        ),
    )  # fmt: skip


def order(ctx: Any, id: Id) -> PurchasePaper:
    """采购订单."""
    one: PurchaseOrder = ctx.session.get(PurchaseOrder, id)
    supplier = _supplier(ctx, one)
    costs = ctx.actor.may(VIEW_COST)

    def make(line: Any, part: Any) -> PurchaseLine:
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
        "ORDER", one.number, _lines(ctx, one, one.lines, make), _imprint(ctx, one.state), supplier=supplier.name,
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

    def make(line: Any, part: Any) -> PurchaseLine:
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
        "RECEIPT", one.number, _lines(ctx, one, (x for x in one.lines if x.delivered), make), _imprint(ctx, one.state),
        supplier=_supplier(ctx, one).name, warehouse=_called(ctx, Warehouse, one.warehouse_id),
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

    def make(line: Any, part: Any) -> PurchaseLine:
        return _line(
            part,
            line.qty,
            line.price if costs else None,
            bin=_called(ctx, Bin, line.bin_id, "code"),
            batch=line.batch,
            note=line.note or "",
        )

    return PurchasePaper(
        "RETURN", one.number, _lines(ctx, one, (x for x in one.lines if x.qty), make), _imprint(ctx, one.state),
        supplier=_supplier(ctx, one).name, warehouse=_called(ctx, Warehouse, one.warehouse_id),
        order=_called(ctx, GoodsReceipt, one.receipt_id, "number"), reason=one.reason, posted_at=one.posted_at,
        revision=one.revision, costs=costs, paper="half",
        reverses=_called(ctx, PurchaseReturn, one.reversal_of, "number"),
        signatures=_signed(
            ctx, one.revision, (N_("Handled by"), one.submitted_by, one.posted_at, ""),
            (N_("Approved by"), one.approved_by, one.posted_at, PIN), (N_("Supplier"), None, None, ""),
        ),
    )  # fmt: skip


def late_price(ctx: Any, id: Id) -> PurchasePaper:
    """补价单."""
    one: PriceDocument = ctx.session.get(PriceDocument, id)
    costs = ctx.actor.may(VIEW_COST)

    def make(line: Any, part: Any) -> PurchaseLine:
        money = (line.estimate, line.to_stock, line.variance) if costs else (None, None, None)
        made = _line(part, line.qty, line.price if costs else None)
        return replace(made, estimate=money[0], to_stock=money[1], variance=money[2])

    return PurchasePaper(
        "PRICE", one.number, _lines(ctx, one, one.lines, make), _imprint(ctx, one.state), invoice=one.invoice or "",
        supplier=_supplier(ctx, one).name, order=_called(ctx, GoodsReceipt, one.receipt_id, "number"),
        posted_at=one.posted_at, revision=one.revision, costs=costs, paper="half", reason=one.remark or "",
        reverses=_called(ctx, PriceDocument, one.reversal_of, "number"),
        signatures=_signed(
            ctx, one.revision, (N_("Prepared by"), one.submitted_by, one.posted_at, ""),
            (N_("Approved by"), one.approved_by, one.posted_at, PIN),
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
