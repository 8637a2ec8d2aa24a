"""What the lines of a goods receipt must say before they are accepted: the incoming inspection (验收). Read-only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.core import clock, i18n
from app.core.clock import Id
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.workflow import Verdict
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, OrderLine, PurchaseOrder, ReceiptLine
from app.models.stations import Bin
from app.services.duties import name_of
from app.services.parts import MOVABLE
from app.services.purchasing import rules


def has_goods(_ctx: Any, receipt: GoodsReceipt) -> Verdict:
    """Something was delivered."""
    if not receipt.lines:
        return Problem("lines", Text(N_("Add at least one line.")))
    if not any(line.delivered for line in receipt.lines):
        return Problem("lines.0.delivered", Text(N_("Enter what was delivered, or press “Everything as ordered”.")))
    return None


def lines_fit(ctx: Any, receipt: GoodsReceipt) -> Verdict:
    """Every delivered line says all that is asked of it; the first thing that is missing."""
    return next(problems(ctx, receipt), None)


def problems(ctx: Any, receipt: GoodsReceipt) -> Iterator[Problem]:
    """Everything the delivered lines lack, each beside its field; lines of which nothing came need say nothing."""
    wanted = {line.part_id for line in receipt.lines}
    parts = {p.id: p for p in ctx.session.scalars(select(Part).where(Part.id.in_(wanted)))}
    bins = {b.id: b for b in ctx.session.scalars(select(Bin).where(Bin.id.in_({x.bin_id for x in receipt.lines})))}
    seen: set[tuple[Id, str]] = set()
    for at, line in enumerate(receipt.lines):
        if not line.delivered:
            continue
        part = parts[line.part_id]
        for where, text in (*_counted(line, part), *_identified(line, part, seen), *_placed(receipt, line, bins)):
            yield Problem(f"lines.{at}.{where}", text)


def _counted(line: ReceiptLine, part: Part) -> Iterator[tuple[str, Text]]:
    if part.state not in MOVABLE:
        yield "part_id", Text(N_("{part} is not in use. Activate it first."), part=part.number)
    for name in ("delivered", "rejected"):
        if getattr(line, name) % 10 ** (3 - part.qty_decimals):
            text = N_("In {unit}, quantities have at most {decimals} decimals.")
            yield name, Text(text, unit=part.unit, decimals=part.qty_decimals)
    if line.rejected > line.delivered:
        yield "rejected", Text(N_("More is rejected than was delivered."))
    if line.rejected and not line.reason:
        yield "reason", Text(N_("Say why some of it is rejected."))
    if line.price == 0 and not line.provisional and not line.reason:
        yield "reason", Text(N_("The price is 0: say why."))
    if part.safety_critical and line.accepted > 0 and not line.certificate and not line.reason:
        yield "certificate", Text(N_("{part} is a safety part: look at its certificate."), part=part.number)


def _identified(line: ReceiptLine, part: Part, seen: set[tuple[Id, str]]) -> Iterator[tuple[str, Text]]:
    if line.accepted <= 0:
        return
    if part.batch_tracked and not line.batch:
        yield "batch", Text(N_("{part} is kept by batch: enter the batch."), part=part.number)
    if part.serial_tracked:
        if not line.serial:
            yield "serial", Text(N_("{part} is kept by serial number: enter it."), part=part.number)
        elif line.accepted != 1000:
            yield "delivered", Text(N_("One serial number is one piece: one line for each."))
        elif (part.id, line.serial) in seen:
            yield "serial", Text(N_("This serial number is on the list twice."))
        seen.add((part.id, line.serial))
    if part.shelf_life_days and line.expires is None:
        yield "expires", Text(N_("{part} expires: enter the date."), part=part.number)
    if line.produced and line.produced > clock.today():
        yield "produced", Text(N_("This day is still to come."))
    if line.expires and line.expires <= clock.today() and not line.reason:
        yield "expires", Text(N_("Expired on {day}: reject it, or say why it is taken."), day=i18n.day(line.expires))


def _placed(receipt: GoodsReceipt, line: ReceiptLine, bins: dict[Id, Bin]) -> Iterator[tuple[str, Text]]:
    if line.accepted <= 0:
        return
    place = bins.get(line.bin_id) if line.bin_id else None
    if place is None:
        yield "bin_id", Text(N_("Enter the bin."))
    elif place.warehouse_id != receipt.warehouse_id:
        yield "bin_id", Text(N_("Bin {bin} is in another warehouse."), bin=place.code)


def not_too_much(ctx: Any, receipt: GoodsReceipt) -> Verdict:
    """More than the shop's share over what was ordered is accepted by the manager only."""
    if receipt.excess_by is not None:
        return None
    found = excess(ctx, receipt)
    if found is None:
        return None
    part, over, share = found
    return Text(
        N_("{part}: {over} % more than ordered, {share} % are allowed. The manager accepts it, or send the rest back."),
        part=part, over=i18n.percent(over).replace("%", "").strip(), share=i18n.percent(share).replace("%", "").strip(),
    )  # fmt: skip


def excess(ctx: Any, receipt: GoodsReceipt) -> tuple[str, int, int] | None:
    """(part, how much over in basis points, what is allowed) of the first line with too much."""
    allowed = ctx.setting(rules.EXCESS)
    taken: dict[Id, int] = {}
    for line in receipt.lines:
        if line.order_line_id:
            taken[line.order_line_id] = taken.get(line.order_line_id, 0) + line.accepted
    for id, qty in taken.items():
        ordered: OrderLine = ctx.session.get(OrderLine, id)
        due = ordered.qty - ordered.dropped
        total = ordered.received + qty
        if (total - due) * 10_000 > due * allowed:
            part = ctx.session.get(Part, ordered.part_id)
            return part.number, (total - due) * 10_000 // due if due else 10_000, allowed
    return None


def too_much(ctx: Any, receipt: GoodsReceipt) -> Verdict:
    """The manager is only needed where there is too much, and once."""
    if receipt.excess_by is not None:
        return Text(N_("The manager has accepted it already."))
    return None if excess(ctx, receipt) else Text(N_("Nothing is over what may be accepted."))


def did_not_order(ctx: Any, receipt: GoodsReceipt, person: Id) -> Verdict:
    """SD8: who wrote the order neither inspects nor receives its goods."""
    order = ctx.session.get(PurchaseOrder, receipt.order_id) if receipt.order_id else None
    if order is None or order.created_by != person:
        return None
    return Text(N_("{name} wrote this order; somebody else must receive the goods."), name=name_of(ctx, person))
