"""Puts a return slip on paper: two copies on A5, or one multi-ply sheet. Only the warehouse's copy may bear money."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.paper import Mark, Signature
from app.models.requisitions import PartIssue, PartIssueLine, Requisition, ReturnSlip, ReturnSlipLine
from app.models.stations import Bin, Warehouse
from app.models.work_orders import WorkOrder
from app.services import shop
from app.services.duties import name_of
from app.services.parts import VIEW_COST
from app.services.requisition_papers import BackLine, BackSlip
from app.services.return_slips.rules import CONDITIONS


def copies(ctx: Any, id: Id) -> tuple[BackSlip, ...]:
    """Finance (with costs, if the one who prints may see them) and workshop, one A5 sheet each."""
    one = multi(ctx, id)
    values = [line.value for line in _lines(ctx.session.get(ReturnSlip, id))]
    dear = tuple(replace(x, value=v) for x, v in zip(one.lines, values, strict=True))
    return (
        replace(one, copy="FINANCE", paper="a5", lines=dear if ctx.actor.may(VIEW_COST) else one.lines),
        replace(one, copy="WORKSHOP", paper="a5"),
    )


def _lines(slip: ReturnSlip) -> list[ReturnSlipLine]:
    return [line for line in slip.lines if line.qty]


def multi(ctx: Any, id: Id) -> BackSlip:
    """One sheet without money for continuous paper of several plies."""
    slip: ReturnSlip = ctx.session.get(ReturnSlip, id)
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    mark: Mark = "" if slip.state == "posted" else "void" if slip.state == "cancelled" else "draft"
    return BackSlip(
        slip.number, ctx.session.get(Warehouse, slip.warehouse_id).name, slip.order_number, slip.plate,
        order.vehicle_name if order else "", name_of(ctx, slip.technician_id) if slip.technician_id else "",
        slip.reason, tuple(_line(ctx, line) for line in _lines(slip)), shop.imprint(ctx, mark), slip.revision,
        slip.posted_at,
        signatures=(
            Signature(
                N_("Brought back by"), name_of(ctx, slip.submitted_by) if slip.submitted_by else "", slip.submitted_at
            ),
            Signature(N_("Checked by"), name_of(ctx, slip.checked_by) if slip.checked_by else "", slip.checked_at),
        ),
    )  # fmt: skip


def _line(ctx: Any, line: ReturnSlipLine) -> BackLine:
    place = ctx.session.get(Bin, line.bin_id) if line.bin_id else None
    issue = ctx.session.get(PartIssue, ctx.session.get(PartIssueLine, line.issue_line_id).issue_id)
    return BackLine(
        line.code, line.name, line.spec, line.unit, line.decimals, place.code if place else "", line.qty,
        Text(CONDITIONS[line.condition]), line.reason or "",
        name_of(ctx, line.responsible_id) if line.responsible_id else "",
        ctx.session.get(Requisition, issue.requisition_id).number, line.batch,
    )  # fmt: skip
