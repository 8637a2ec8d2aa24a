"""What others ask of requisitions: what an order got and kept, and which slips are not finished. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, pick
from app.core.kind import Link
from app.models.parts import Part
from app.models.requisitions import (
    PartIssue,
    PartIssueLine,
    Requisition,
    RequisitionLine,
    ReturnSlip,
    ReturnSlipLine,
)
from app.models.work_orders import LabourLine, PartLine

ENDED = ("issued", "closed", "cancelled")  # of a requisition: nothing more is to be handed out
ENDED_RETURNS = ("posted", "cancelled")


@dataclass(frozen=True)
class Issued:
    """One part an order got: quantities 1/1000, values fen at cost; `qty` and `value` without what came back.

    `type` is the slip's (ORDER EXTRA REWORK), `payer` the part line's, or the item's where no part line names it;
    `price` what the customer agreed to for a substitute.
    """

    issue_line_id: Id
    requisition_id: Id
    requisition: str
    labour_line_id: Id | None
    part_line_id: Id | None
    part_id: Id
    number: str
    name: str
    unit: str
    decimals: int
    issued: int
    returned: int
    qty: int
    value: int
    type: str
    payer: str
    batch: str
    price: int | None = None


_issued: Any = (
    select(
        PartIssueLine, RequisitionLine.part_line_id, RequisitionLine.agreed_price,
        Requisition.id, Requisition.number, Requisition.type, Part,
        PartLine.payer, LabourLine.payer,
    )
    .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
    .join(RequisitionLine, RequisitionLine.id == PartIssueLine.line_id)
    .join(Requisition, Requisition.id == PartIssue.requisition_id)
    .join(Part, Part.id == PartIssueLine.part_id)
    .outerjoin(PartLine, PartLine.id == RequisitionLine.part_line_id)
    .outerjoin(LabourLine, LabourLine.id == PartIssueLine.labour_line_id)
)  # fmt: skip


def issued_of(ctx: Reader, order: Id) -> list[Issued]:
    """Every part line that was handed out for an order, in the order of slips and lines; also what all came back."""
    wanted = _issued.where(PartIssueLine.order_id == order).order_by(Requisition.number, PartIssueLine.position)
    return [
        Issued(
            line.id, slip, number, line.labour_line_id, part_line, line.part_id, part.number,
            pick(part.name_zh, part.name_en), part.unit, part.qty_decimals, line.qty, line.returned,
            line.qty - line.returned, line.value - line.returned_value, type_, of_part or of_item or "CUSTOMER",
            line.serial or line.batch, price,
        )
        for line, part_line, price, slip, number, type_, part, of_part, of_item in ctx.session.execute(wanted)
    ]  # fmt: skip


def open_slips(ctx: Reader, order: Id) -> list[tuple[str, Id, str, str]]:
    """(kind, id, number, state) of the order's requisitions and return slips that are not finished."""
    slips = select(Requisition.id, Requisition.number, Requisition.state).where(
        Requisition.order_id == order, Requisition.state.not_in(ENDED)
    )
    returns = select(ReturnSlip.id, ReturnSlip.number, ReturnSlip.state).where(
        ReturnSlip.order_id == order, ReturnSlip.state.not_in(ENDED_RETURNS)
    )
    return [
        *(("requisitions", *row) for row in ctx.conn.execute(slips.order_by(Requisition.number)).all()),
        *(("return_slips", *row) for row in ctx.conn.execute(returns.order_by(ReturnSlip.number)).all()),
    ]


def still_out(ctx: Reader, lines: Sequence[PartIssueLine], *, besides: Id | None = None) -> dict[Id, int]:
    """Issue line → what can still come back (1/1000): issued − returned − fitted − on other open return slips (E67)."""
    ids = [line.id for line in lines]
    pending: dict[Id, int] = {}
    rows = ctx.conn.execute(
        select(ReturnSlipLine.issue_line_id, ReturnSlipLine.qty)
        .join(ReturnSlip, ReturnSlip.id == ReturnSlipLine.slip_id)
        .where(
            ReturnSlipLine.issue_line_id.in_(ids), ReturnSlip.state.not_in(ENDED_RETURNS), ReturnSlip.id != besides
        )
    )  # fmt: skip
    for id, qty in rows:
        pending[id] = pending.get(id, 0) + qty
    return {line.id: line.qty - line.returned - line.fitted - pending.get(line.id, 0) for line in lines}


def open_returns(ctx: Reader, slip: Id) -> str:
    """The number of a return slip for parts of this requisition that is not finished; "" if there is none."""
    found = ctx.conn.execute(
        select(ReturnSlip.number)
        .join(ReturnSlipLine, ReturnSlipLine.slip_id == ReturnSlip.id)
        .join(PartIssueLine, PartIssueLine.id == ReturnSlipLine.issue_line_id)
        .join(PartIssue, PartIssue.id == PartIssueLine.issue_id)
        .where(PartIssue.requisition_id == slip, ReturnSlip.state.not_in(ENDED_RETURNS))
        .limit(1)
    ).scalar()
    return str(found or "")


def slip_links(ctx: Reader, order: Id) -> list[Link]:
    """The requisitions and return slips of an order, for its page."""
    both: tuple[tuple[str, Any, str], ...] = (
        ("requisitions", Requisition, N_("Requisition")), ("return_slips", ReturnSlip, N_("Return slip")),
    )  # fmt: skip
    return [
        Link(kind, one.id, one.number, label, one.state)
        for kind, model, label in both
        for one in ctx.session.scalars(select(model).where(model.order_id == order).order_by(model.number))
    ]
