"""The simple bill of an order that was stopped: what was done, a fee for the diagnosis, and whether it is paid.

It is replaced by settlements when these exist.
"""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, Text, money
from app.core.workflow import Verdict
from app.models.work_orders import WorkOrder
from app.services.payments import held
from app.services.work_orders import amounts
from app.services.work_orders.rules import DONE, EXCESS, IN_WORK, labour_tax


def not_paid_yet(ctx: Any, order: WorkOrder) -> Verdict:
    """A bill is written anew as long as nobody paid it."""
    if order.bill_total is not None and order.bill_total > 0 and held(ctx, order.id) >= order.bill_total:
        return Text(N_("The bill of {number} is paid already."), number=order.number)
    return None


def paid(ctx: Any, order: WorkOrder) -> Verdict:
    """Nothing is owed either way: a car leaves only then (E63)."""
    if order.bill_total is None:
        return Text(N_("Write the bill first, be it of nothing."))
    open_ = order.bill_total - held(ctx, order.id)
    if open_ > 0:
        return Text(N_("{amount} is not paid yet."), amount=money(open_))
    if open_ < 0:
        return Text(N_("{amount} is paid too much: pay it back first."), amount=money(-open_))
    return None


def owed(ctx: Any, order: WorkOrder) -> int:
    """What the customer still has to pay, in fen; below zero what he gets back."""
    return (order.bill_total or 0) - held(ctx, order.id)


def make(ctx: Any, order: WorkOrder, answers: dict[str, Any]) -> None:
    """Bills the items that are done, those begun if the advisor says so, their parts, and the fee.

    Work that nobody agreed to is not billed (E55). Raises Refused above the agreed amount and its tolerance (E64).
    """
    wanted = (DONE, IN_WORK) if answers.get("begun") else (DONE,)
    work = [line for line in order.labour if line.status in wanted and line.payer == "CUSTOMER"]
    places = {line.position for line in work}
    goods = [
        part
        for part in order.parts
        if part.item in places and part.status not in ("PROPOSED", "DECLINED", "REPLACED") and part.payer == "CUSTOMER"
    ]
    fee = answers.get("fee") or 0
    found = amounts.totals(work, goods, fee, labour_tax(ctx, order))
    allowed = (order.agreed_amount or 0) * (10_000 + ctx.setting(EXCESS)) // 10_000
    if found.total > allowed:
        raise Refused(
            "The bill of {amount} is more than the agreed {agreed} allows. Ask the customer, or bill less.",
            where="fee", amount=money(found.total), agreed=money(order.agreed_amount or 0),
        )  # fmt: skip
    order.bill = {
        "labour": [_id(line.id) for line in work], "parts": [_id(part.id) for part in goods], "fee": fee,
        "tax": found.tax, "total": found.total,
    }  # fmt: skip
    order.bill_total, order.billed_at = found.total, ctx.now


def _id(id: Id) -> str:
    return str(id)
