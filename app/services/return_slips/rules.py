"""What return slips are bound to: rights, codes, guards. Knows no workflow and no screen."""

from __future__ import annotations

from typing import Any

from app.core import i18n
from app.core.access import Permission
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import Verdict
from app.models.requisitions import PartIssueLine, ReturnSlip
from app.models.stations import Bin
from app.models.work_orders import WorkOrder
from app.services.requisitions.queries import still_out
from app.services.requisitions.rules import IN_THE_SHOP

KIND_NAME, PREFIX = "return_slips", "RT"
VIEW = Permission("return_slips.view", N_("See return slips"))
EDIT = Permission("return_slips.edit", N_("Give parts back"))
CHECK = Permission("return_slips.check", N_("Take parts back into stock"))
REASON = Field("reason", N_("Reason"), "text", required=True, length=200)

UNOPENED, OPENED, DAMAGED = "UNOPENED", "OPENED", "DAMAGED"
CONDITIONS = {
    UNOPENED: N_("Unopened: back to its bin"), OPENED: N_("Opened: to quarantine"),
    DAMAGED: N_("Damaged: scrapped"),
}  # fmt: skip
# states of an order in which its parts can still come back; afterwards its settlement has counted them
RETURNS_IN = (*IN_THE_SHOP, "self_checked", "qc_wait", "qc_skipped", "qc_passed", "terminated")


def issue_lines(ctx: Any, slip: ReturnSlip) -> list[PartIssueLine]:
    """Where its lines come from, in the order of the slip."""
    return [ctx.session.get(PartIssueLine, line.issue_line_id) for line in slip.lines]


def order_takes_back(ctx: Any, slip: ReturnSlip) -> Verdict:
    """The order is not settled yet."""
    order = ctx.session.get(WorkOrder, slip.order_id) if slip.order_id else None
    if order is None or order.state in RETURNS_IN:
        return None
    return Text(N_("{number} is settled or has ended: its parts do not come back by a return slip."),
                number=order.number)  # fmt: skip


def has_lines(ctx: Any, slip: ReturnSlip) -> Verdict:
    """Something comes back, no more than is still out there, in quantities that its unit can have (E67)."""
    if not any(line.qty for line in slip.lines):
        return Problem("lines.0.qty", Text(N_("Enter how much comes back.")))
    sources = issue_lines(ctx, slip)
    left = still_out(ctx, sources, besides=slip.id)
    for at, (line, source) in enumerate(zip(slip.lines, sources, strict=True)):
        if line.qty % 10 ** (3 - line.decimals):
            text = N_("In {unit}, quantities have at most {decimals} decimals.")
            return Problem(f"lines.{at}.qty", Text(text, unit=line.unit, decimals=line.decimals))
        if line.qty < 0 or line.qty > left[source.id]:
            text = N_("{part}: at most {qty} {unit} can come back; the rest is fitted or on its way back.")
            said = {"part": line.code, "qty": i18n.quantity(max(0, left[source.id]), line.decimals), "unit": line.unit}
            return Problem(f"lines.{at}.qty", Text(text, **said))
    return None


def judged(ctx: Any, slip: ReturnSlip) -> Verdict:
    """Every line has its condition, and what that asks for: a bin, a reason, somebody who answers for the damage."""
    for at, line in enumerate(slip.lines):
        if not line.qty:
            continue
        place = ctx.session.get(Bin, line.bin_id) if line.bin_id else None
        if place is None or place.warehouse_id != slip.warehouse_id:
            return Problem(f"lines.{at}.bin_id", Text(N_("Enter a bin of the slip's warehouse.")))
        if line.condition != UNOPENED and not (line.reason or slip.reason):
            return Problem(f"lines.{at}.reason", Text(N_("{part}: say why it is not as it was."), part=line.code))
        if line.condition == DAMAGED and line.responsible_id is None:
            text = Text(N_("{part}: name who answers for the damage."), part=line.code)
            return Problem(f"lines.{at}.responsible_id", text)
    return None
