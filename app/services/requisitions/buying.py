"""What a slip waits for and nobody has is bought: a purchase request that names the slip (R13, R66)."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.desk import Context, Reader, usecase
from app.core.errors import Refused
from app.models.purchasing import PurchaseRequest, RequestLine
from app.models.requisitions import Requisition, RequisitionLine
from app.services.purchasing.requests import Wanted, open_request
from app.services.purchasing.rules import EDIT_REQUESTS
from app.services.requisitions import rules
from app.services.requisitions.places import lying, part_of
from app.services.requisitions.rules import due


def missing(ctx: Reader, slip: Requisition) -> list[tuple[RequisitionLine, int]]:
    """(line, how much is due, not here and not on a request for this slip yet), in 1/1000."""
    there = {
        part: sum(one.qty for one in some)
        for part, some in lying(ctx, {part_of(x) for x in slip.lines}, slip.warehouse_id).items()
    }
    asked: dict[Id, int] = dict(
        ctx.conn.execute(
            select(RequestLine.part_id, func.sum(RequestLine.qty))
            .join(PurchaseRequest, PurchaseRequest.id == RequestLine.request_id)
            .where(RequestLine.source_id == slip.id, PurchaseRequest.state.not_in(("cancelled", "closed", "rejected")))
            .group_by(RequestLine.part_id)
        ).all()
    )
    found = []
    for line in slip.lines:
        part = part_of(line)
        here = min(due(line), there.get(part, 0))
        there[part] = there.get(part, 0) - here
        coming = min(due(line) - here, int(asked.get(part, 0)))
        asked[part] = int(asked.get(part, 0)) - coming
        if due(line) - here - coming > 0:
            found.append((line, due(line) - here - coming))
    return found


@usecase("requisitions.buy", allow=EDIT_REQUESTS, rules=("R13", "R66"))
def buy(ctx: Context, slip: Id) -> Id:
    """A draft purchase request for what a slip still waits for and is not in stock; returns its id.

    Who asked for it hears when the goods are here. Raises Refused if nothing is missing or all is being bought.
    """
    one = rules.slip_of(ctx, slip)
    wanted = missing(ctx, one) if one.state in rules.TO_ISSUE else []
    if not wanted:
        raise Refused("Nothing that {number} waits for has to be bought.", number=one.number)
    lines = [Wanted(part_of(line), qty, "WORK", one.id, one.number) for line, qty in wanted]
    return open_request(ctx, lines, reason=one.plate or one.reason or "", warehouse_id=one.warehouse_id)
