"""What purchasing is bound to: who may what, the settings, who may not approve (SD1, SD8). Knows no workflow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.core import i18n
from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.screen import Choice, Field
from app.core.settings import Setting
from app.core.workflow import Verdict
from app.models.parts import Part
from app.models.people import User
from app.services import taxes
from app.services.duties import name_of
from app.services.stock import value_of

VIEW_REQUESTS = Permission("purchase_requests.view", N_("See purchase requests"))
EDIT_REQUESTS = Permission("purchase_requests.edit", N_("Write purchase requests"))
SUBMIT_REQUESTS = Permission("purchase_requests.submit", N_("Submit purchase requests"))
APPROVE_REQUESTS = Permission("purchase_requests.approve", N_("Approve purchase requests"))
VIEW_ORDERS = Permission("purchase_orders.view", N_("See purchase orders"))
EDIT_ORDERS = Permission("purchase_orders.edit", N_("Write purchase orders"))
APPROVE_ORDERS = Permission("purchase_orders.approve", N_("Approve purchase orders"))
VIEW_RECEIPTS = Permission("goods_receipts.view", N_("See goods receipts"))
EDIT_RECEIPTS = Permission("goods_receipts.edit", N_("Write goods receipts"))
INSPECT = Permission("goods_receipts.inspect", N_("Inspect what was delivered"))
POST_RECEIPTS = Permission("goods_receipts.post", N_("Post goods receipts"))
ALLOW_EXCESS = Permission("goods_receipts.excess", N_("Accept more than was ordered"))
REVERSE_RECEIPTS = Permission("goods_receipts.reverse", N_("Reverse goods receipts"))

LIMIT = Setting(
    "purchasing.approval_limit", "money", 500_000, N_("Purchases above this are approved by the manager"),
    group="purchasing", rule="R13", most=100_000_000_000,
)  # fmt: skip
EXCESS = Setting(
    "purchasing.excess", "percent", 500, N_("More delivered than ordered: accepted up to"), group="purchasing",
    rule="R13", most=10_000,
)  # fmt: skip
CHOOSE = Setting(
    "purchasing.choose_supplier", "choice", "CHEAPEST", N_("Supplier proposed for a part"), group="purchasing",
    choices=(
        Choice("CHEAPEST", N_("The cheapest")), Choice("LAST", N_("The last one")),
        Choice("FASTEST", N_("The fastest")),
    ),
)  # fmt: skip
SETTINGS = (LIMIT, EXCESS, CHOOSE)

REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


def amount_of(lines: Iterable[Any]) -> int | None:
    """What the lines cost together in fen with tax; None if the price of one is not known."""
    total = 0
    for line in lines:
        if line.price is None:
            return None
        total += value_of(line.qty, line.price)
    return total


def may_approve(ctx: Any, document: Any, person: Id) -> Verdict:
    """The head of purchasing approves up to the limit; above it, or without all prices, the manager does (§1.10)."""
    user = ctx.session.get(User, person)
    if user is None or "MG" in user.roles:
        return None
    amount, limit = amount_of(document.lines), ctx.setting(LIMIT)
    if amount is None:
        return Text(N_("A price is missing: the manager approves what nobody can add up."))
    if amount > limit:
        return Text(
            N_("{amount} is above {limit}: the manager approves it."),
            amount=i18n.money(amount), limit=i18n.money(limit),
        )  # fmt: skip
    if "PU" not in user.heads:
        return Text(N_("{name} is not the head of purchasing."), name=name_of(ctx, person))
    return None


def only_its_lines(_ctx: Any, document: Any, values: dict[str, Any]) -> None:
    """The lines of a paper that stands on a receipt come from there; none is added by hand."""
    own = {line.id for line in document.lines}
    for at, row in enumerate(values.get("lines", ())):
        if row.get("id") not in own:
            raise Refused("The lines come from the goods receipt; none is added here.", where=f"lines.{at}.qty")


def is_no_reversal(_ctx: Any, document: Any) -> Verdict:
    """What reverses another document is not reversed itself."""
    return Text(N_("A reversal can't be reversed. Enter a new document.")) if document.reversal_of else None


def taxed(ctx: Any, at: datetime, rows: Iterable[dict[str, Any]]) -> None:
    """A new line that names no rate takes its part's, as it holds on the paper's day; one on no list is refused."""
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        problems += taxes.unknown(ctx, row.get("tax_rate"), f"lines.{place}.tax_rate")
        if row.get("tax_rate") is None and not row.get("id") and row.get("part_id"):
            row["tax_rate"] = taxes.bought(ctx, ctx.session.get_one(Part, row["part_id"]).tax_rate, at)
    if problems:
        raise Refused.all(tuple(problems))


def has_lines(_ctx: Any, document: Any) -> Verdict:
    """There is something on the list."""
    return None if document.lines else Problem("lines", Text(N_("Add at least one line.")))
