"""The way of a settlement: written, signed by the customer, paid in parts or whole, on account, or reversed.

What is paid moves it by itself: `money_moved` is told by the payments.
"""

from __future__ import annotations

from typing import Any

from app.core import clock, workflow
from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import N_, Text, money
from app.core.screen import Field
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.customers import Customer
from app.models.settlements import Settlement
from app.models.work_orders import WorkOrder
from app.services import payments, signatures
from app.services.duties import not_own
from app.services.settlements import guards, making, papers, rules
from app.services.settlements.rules import CONFIRMED, DRAFT, ON_ACCOUNT, PAID, PART_PAID, REVERSED
from app.services.work_orders import workflow as orders
from app.services.work_orders.delivering import BACK, DELIVERED_STATES

REASON = Field("reason", N_("Reason"), "text", required=True, length=200)
DUE = Field("due", N_("On account until"), "date", required=True)


def owed(ctx: Any, made: Settlement) -> int:
    """What is still to be paid, in fen; below zero what goes back."""
    return made.total_amount - payments.held(ctx, made.order_id)


def signed(ctx: Any, made: Settlement) -> Verdict:
    """Guard: the customer signed exactly this (E56): another amount, and nobody has signed it."""
    if signatures.signature_of(ctx, papers.subject(made), signatures.canonical_hash(papers.sheet_of(ctx, made))):
        return None
    return Text(N_("The settlement list is not signed: have the customer sign it, on screen or on paper."))


def still_owed(ctx: Any, made: Settlement) -> Verdict:
    """Guard: there is something to put on account."""
    return None if owed(ctx, made) > 0 else Text(N_("Nothing is owed."))


def may_owe(ctx: Any, made: Settlement) -> Verdict:
    """Guard: the customer is one who may owe, up to his limit with all he owes already."""
    customer = ctx.session.get_one(Customer, made.customer_id)
    if made.insurer_amount >= owed(ctx, made):
        return None
    if not customer.on_account:
        return Text(N_("{name} may not pay on account. Finance can allow it in his record."), name=customer.name)
    total = owed(ctx, made) + _owes_already(ctx, made)
    if customer.credit_limit is not None and total > customer.credit_limit:
        return Text(
            N_("{name} would owe {amount}, more than his limit of {limit}."), name=customer.name, amount=money(total),
            limit=money(customer.credit_limit),
        )  # fmt: skip
    return None


def _owes_already(ctx: Any, made: Settlement) -> int:
    others = ctx.session.query(Settlement).filter(
        Settlement.customer_id == made.customer_id, Settlement.state == ON_ACCOUNT, Settlement.id != made.id
    )
    return sum(owed(ctx, one) for one in others)


def still_here(ctx: Any, made: Settlement) -> Verdict:
    """Guard: the car is in the house; later it is a matter of payments."""
    order = ctx.session.get_one(WorkOrder, made.order_id)
    if order.state in DELIVERED_STATES:
        return Text(N_("{number} has left the house. Give money back by a payment."), number=order.number)
    return None


# --- effects ----------------------------------------------------------------------------------------------------------
def bind(ctx: Any, made: Settlement, _answers: dict[str, Any]) -> None:
    """From now on this is what the order costs."""
    made.confirmed_at = ctx.now
    order = ctx.session.get_one(WorkOrder, made.order_id)
    order.bill_total, order.billed_at = made.total_amount, ctx.now


def put_on_account(ctx: Any, made: Settlement, answers: dict[str, Any]) -> None:
    """What is owed now is a receivable until the day."""
    if answers["due"] < clock.local(ctx.now).date():
        raise Refused("This day is over. Choose one to come.", where="due")
    made.account_due, made.account_at, made.account_amount = answers["due"], ctx.now, owed(ctx, made)


def give_back(ctx: Any, made: Settlement, _answers: dict[str, Any]) -> None:
    """The order is unsettled again; what was paid is kept on it for the next settlement."""
    order = ctx.session.get_one(WorkOrder, made.order_id)
    order.bill_total = order.billed_at = None
    workflow.follow(ctx, orders.WORKFLOW, order, BACK.get(made.came_from, ""))


def money_moved(ctx: Any, made: Settlement) -> None:
    """Brings the state after what is paid: whole, in part, or nothing yet."""
    left = owed(ctx, made)
    if left <= 0:
        workflow.follow(ctx, WORKFLOW, made, "pay")
    elif left < made.total_amount:
        workflow.follow(ctx, WORKFLOW, made, "part_pay")
    else:
        workflow.follow(ctx, WORKFLOW, made, "unpay")


@payments.after_money
def _told(ctx: Any, order: Id) -> None:
    made = making.live(ctx, order)
    if made is not None and made.state != DRAFT:
        money_moved(ctx, made)


WORKFLOW = Workflow(
    states=(
        State(DRAFT, N_("Draft"), "idle"),
        State(CONFIRMED, N_("Signed, to pay"), "wait"),
        State(PART_PAID, N_("Paid in part"), "warn"),
        State(PAID, N_("Paid"), "ok"),
        State(ON_ACCOUNT, N_("On account"), "warn", beside=PAID),
        State(REVERSED, N_("Reversed"), "bad", beside=workflow.ANYWHERE),
    ),
    start=DRAFT,
    steps=(
        Step(
            "confirm", N_("Take over the signature"), (DRAFT,), CONFIRMED, rules.EDIT, ("R62",),
            guards=(guards.reconciled, guards.within_agreed, signed), effect=bind, after=money_moved,
            done=N_("Signed"), prints="settlements.list",
        ),
        Step("part_pay", N_("Paid in part"), (CONFIRMED, PAID), PART_PAID, rules.VIEW, ("R62",), follows=True),
        Step("pay", N_("Paid"), (CONFIRMED, PART_PAID, ON_ACCOUNT), PAID, rules.VIEW, ("R62",), follows=True),
        Step("unpay", N_("Not paid after all"), (PART_PAID, PAID), CONFIRMED, rules.VIEW, ("SD9",), follows=True),
        Step(
            "put_on_account", N_("Put on account"), (CONFIRMED, PART_PAID), ON_ACCOUNT, rules.ACCOUNT, ("R64",),
            guards=(still_owed, may_owe), bars=(not_own,), effect=put_on_account, asks=(DUE, REASON), sign=True,
            side=True, done=N_("On account"),
        ),
        Step(
            "withdraw", N_("Take back"), (DRAFT,), REVERSED, rules.EDIT, ("R62",), effect=give_back, asks=(REASON,),
            side=True, danger=True, done=N_("The order is open again"),
        ),
        Step(
            "reverse", N_("Reverse"), (CONFIRMED, PART_PAID, PAID, ON_ACCOUNT), REVERSED, rules.REVERSE,
            ("SD9",), guards=(still_here,), bars=(not_own,), effect=give_back, asks=(REASON,), sign=True, side=True,
            danger=True,
        ),
    ),
)  # fmt: skip
