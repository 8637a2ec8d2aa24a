"""Payments on work orders: deposit, bill, money given back. Taken once, reversed by another person (SD9).

Money that goes back is asked for by one and paid out by another. Who has to know of money registers by `after_money`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from app.core import i18n, workflow
from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link, Sheet
from app.core.paper import Mark
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section, View
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.customers import Customer
from app.models.payments import Payment
from app.models.settlements import Settlement
from app.models.work_orders import WorkOrder
from app.services import customers, shop
from app.services.duties import name_of, not_own
from app.services.masters import plain_list
from app.services.payment_papers import Receipt
from app.services.settlements import rules as settling

VIEW = Permission("payments.view", N_("See payments"))
TAKE = Permission("payments.take", N_("Take payments"))
REVERSE = Permission("payments.reverse", N_("Reverse payments"))

KIND_NAME, PREFIX = "payments", "PY"
DEPOSIT, BILL, REFUND = "DEPOSIT", "BILL", "REFUND"
PURPOSES = {DEPOSIT: N_("Deposit"), BILL: N_("Bill"), REFUND: N_("Paid back")}
METHODS = {
    "CASH": N_("Cash"), "WECHAT": N_("WeChat"), "ALIPAY": N_("Alipay"), "CARD": N_("Bank card"),
    "TRANSFER": N_("Bank transfer"), "INSURER": N_("Insurer pays"),
}  # fmt: skip
CASH, INSURER = "CASH", "INSURER"
ASKED, TAKEN, REVERSED, DROPPED = "asked", "taken", "reversed", "dropped"
Watcher = Callable[[Any, Id], None]  # (ctx, order)
_WATCHERS: list[Watcher] = []
GONE = ("delivered", "closed")
DEPOSIT_IN = (
    "draft", "wait_sign", "signed", "assigned", "diagnosing", "in_repair", "paused", "wait_consent",
    "self_checked", "qc_wait", "rework", "qc_passed", "qc_skipped",
)  # fmt: skip


def after_money(watcher: Watcher) -> Watcher:
    """Registers who is told when what is paid on an order has changed, inside the transaction."""
    _WATCHERS.append(watcher)
    return watcher


def _tell(ctx: Any, payment: Payment) -> None:
    ctx.flush()
    for watcher in _WATCHERS:
        watcher(ctx, payment.order_id)


def held_on(ctx: Any, orders: Sequence[Id], method: str | None = None) -> dict[Id, int]:
    """Order → what is paid on it now (in that way), in fen: deposits and bills less what was given back or reversed."""
    wanted = select(Payment.order_id, Payment.purpose, Payment.amount).where(
        Payment.order_id.in_(orders), Payment.state == TAKEN
    )
    if method is not None:
        wanted = wanted.where(Payment.method == method)
    sums = dict.fromkeys(orders, 0)
    for order, purpose, amount in ctx.conn.execute(wanted):
        sums[order] += -amount if purpose == REFUND else amount
    return sums


def held(ctx: Any, order: Id) -> int:
    """What is paid on an order now, in fen."""
    return held_on(ctx, [order])[order]


def owed(ctx: Any, order: WorkOrder) -> int:
    """What the customer still has to pay, in fen; below zero what he gets back."""
    return (order.bill_total or 0) - held(ctx, order.id)


def by_insurer(ctx: Any, order: Id) -> int:
    """What the insurer has paid on an order, in fen, without what went back to him."""
    return held_on(ctx, [order], INSURER)[order]


def on_order(ctx: Any, order: Id) -> list[Payment]:
    """The payments of an order, oldest first."""
    wanted = select(Payment).where(Payment.order_id == order)
    return list(ctx.session.scalars(wanted.order_by(Payment.taken_at, Payment.id)))


@usecase("payments.take", allow=TAKE, rules=("R62", "SD9"))
def take(
    ctx: Context, order: Id, *, amount: int, method: str = CASH, purpose: str = DEPOSIT, reference: str = "",
    given: int | None = None, change: int = 0, reason: str = "",
) -> Id:  # fmt: skip
    """Takes a deposit or the bill's money, numbered at once; or asks that what is too much is paid back.

    `given` is the cash laid down, `change` what goes back of it. Raises Refused for nothing, for more than is owed, and
    for a deposit on an order that has ended.
    """
    one = ctx.session.get(WorkOrder, order)
    if one is None:
        raise Refused("This work order does not exist any more.")
    if far := workflow.elsewhere(ctx, one):
        raise Refused(far)
    if amount <= 0:
        raise Refused("Enter an amount above zero.", where="amount")
    if method not in METHODS or purpose not in PURPOSES:
        raise Refused("Choose how and for what it is paid.", where="method")
    if given is not None and (method != CASH or given < amount):
        raise Refused("Less is given than {amount}.", amount=i18n.money(amount), where="given")
    _check(ctx, one, purpose, amount)
    made = Payment(
        number=ctx.number(PREFIX), station=ctx.station, order_id=one.id, customer_id=one.customer_id, purpose=purpose,
        method=method, amount=amount, reference=reference.strip()[:60] or None, taken_at=ctx.now, given=given,
        change=change, rounded=0 if given is None else change - (given - amount), reason=reason.strip()[:200] or None,
        created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    ctx.session.add(made)
    ctx.flush()
    if purpose == REFUND:
        text = Text(N_("{amount} is to be paid back for {plate}."), amount=i18n.money(amount), plate=one.plate)
        ctx.notify(text, role="MG", document=(KIND_NAME, made.id), asks=True)
    else:
        workflow.follow(ctx, WORKFLOW, made, "take")
    return made.id


def _check(ctx: Context, order: WorkOrder, purpose: str, amount: int) -> None:
    kept = held(ctx, order.id)
    if purpose == DEPOSIT and order.state not in DEPOSIT_IN:
        raise Refused("{number} has ended: it takes no deposit.", number=order.number, where="purpose")
    if purpose == BILL:
        open_ = (order.bill_total or 0) - kept
        if order.bill_total is None:
            raise Refused("Have the settlement of {number} signed first.", number=order.number, where="purpose")
        if amount > open_:
            raise Refused("Only {amount} is owed.", amount=i18n.money(max(0, open_)), where="amount")
    if purpose == REFUND:
        most = kept - (order.bill_total or 0) - _asked_back(ctx, order.id)
        if amount > most:
            raise Refused("At most {amount} can be paid back.", amount=i18n.money(max(0, most)), where="amount")


def _asked_back(ctx: Any, order: Id) -> int:
    """What is asked to be paid back and was not paid out yet."""
    rows = ctx.conn.execute(select(Payment.amount).where(Payment.order_id == order, Payment.state == ASKED))
    return sum(rows.scalars())


def still_held(ctx: Any, payment: Payment) -> Verdict:
    """What goes back is there, and not owed again since it was asked for."""
    order = ctx.session.get(WorkOrder, payment.order_id)
    most = held(ctx, payment.order_id) - (order.bill_total or 0)
    if payment.amount > most:
        return Text(N_("At most {amount} can be paid back."), amount=i18n.money(max(0, most)))
    return None


def still_open(ctx: Any, payment: Payment) -> Verdict:
    """Money of a car that has left is not reversed: it is paid back by a payment of its own."""
    order = ctx.session.get(WorkOrder, payment.order_id)
    if order.state in GONE:
        return Text(N_("{number} has left the house. Give money back by a payment."), number=order.number)
    return None


def note_reversal(ctx: Any, payment: Payment, _answers: dict[str, Any]) -> None:
    """When it was reversed; the payment itself stays to be seen."""
    payment.reversed_at = ctx.now


def note_payout(ctx: Any, payment: Payment, _answers: dict[str, Any]) -> None:
    """The day it counts in the till is the day the money went."""
    payment.taken_at = ctx.now


WORKFLOW = Workflow(
    states=(
        State(ASKED, N_("To be paid back"), "wait", beside=TAKEN),
        State(TAKEN, N_("Taken"), "ok"),
        State(REVERSED, N_("Reversed"), "bad", beside=TAKEN),
        State(DROPPED, N_("Not paid back"), "idle", beside=TAKEN),
    ),
    start=ASKED,
    steps=(
        Step("take", N_("Take"), (ASKED,), TAKEN, TAKE, ("R62",), follows=True, after=_tell),
        Step(
            "pay_back", N_("Pay back"), (ASKED,), TAKEN, REVERSE, ("SD9",), guards=(still_held,), bars=(not_own,),
            effect=note_payout, sign=True, done=N_("Paid back"), prints="payments.receipt", after=_tell,
        ),
        Step(
            "drop", N_("Do not pay back"), (ASKED,), DROPPED, REVERSE, ("SD9",),
            asks=(Field("reason", N_("Reason"), "text", required=True, length=200),), side=True, danger=True,
        ),
        Step(
            "reverse", N_("Reverse"), (TAKEN,), REVERSED, REVERSE, ("SD9",), guards=(still_open,), bars=(not_own,),
            effect=note_reversal, asks=(Field("reason", N_("Reason"), "text", required=True, length=200),), sign=True,
            side=True, danger=True, after=_tell,
        ),
    ),
)  # fmt: skip


def receipt(ctx: Any, id: Id) -> Receipt:
    """收据, on an 80 mm roll or half a sheet."""
    one: Payment = ctx.session.get(Payment, id)
    order = ctx.session.get(WorkOrder, one.order_id)
    mark: Mark = "void" if one.state in (REVERSED, DROPPED) else "draft" if one.state == ASKED else ""
    bill = _bill(ctx, order) if one.purpose == BILL else None
    return Receipt(
        one.number, order.number, order.plate, ctx.session.get(Customer, one.customer_id).name, PURPOSES[one.purpose],
        METHODS[one.method], one.amount, one.taken_at, name_of(ctx, one.created_by) if one.created_by else "",
        shop.imprint(ctx, mark), reference=one.reference or "", held=held(ctx, one.order_id),
        bill=order.bill_total, estimate=order.total_amount, given=one.given, change=one.change,
        lines=_in_short(bill) if bill else (), invoice=(bill.invoice_number or "") if bill else "",
    )  # fmt: skip


def _bill(ctx: Any, order: WorkOrder) -> Settlement | None:
    """The settlement that is being paid."""
    wanted = select(Settlement).where(Settlement.order_id == order.id, Settlement.state.in_(settling.HELD))
    return ctx.session.scalar(wanted.order_by(Settlement.created_at.desc()).limit(1))  # type: ignore[no-any-return]


def _in_short(bill: Settlement) -> tuple[tuple[str | Text, int], ...]:
    """What is billed, a line each, and what goes off."""
    rows: list[tuple[str | Text, int]] = [
        (x.name or Text(settling.SECTIONS[x.section]), x.amount) for x in bill.lines if x.amount
    ]
    off = bill.discount + bill.rounding
    return (*rows, *([(Text(N_("Discount")), -off)] if off else []))


def _row(ctx: Any, one: Payment) -> tuple[Any, ...]:
    order = ctx.session.get(WorkOrder, one.order_id)
    return (
        one.number, order.plate, ctx.session.get(Customer, one.customer_id).name, one.purpose, one.method, one.amount,
        one.taken_at, order.number, one.state,
    )  # fmt: skip


def _links(ctx: Any, one: Payment) -> Sequence[Link]:
    order = ctx.session.get(WorkOrder, one.order_id)
    return [Link("work_orders", order.id, order.number, N_("Work order"), order.state)]


def _hand_over(ctx: Any, keep: Id, drop: Id) -> None:
    for one in customers.papers_of(ctx, Payment, drop):
        one.customer_id = keep
    ctx.flush()


def _mask(ctx: Any, customer: Id) -> None:
    """What another house knows him by goes; figures stay (E91)."""
    for one in customers.papers_of(ctx, Payment, customer):
        one.reference = one.reason = None
    ctx.flush()


def _export(ctx: Any, customer: Id) -> Sequence[dict[str, Any]]:
    names = ("number", "purpose", "method", "amount", "reference", "taken_at", "reversed_at", "reason", "state")
    rows = ctx.session.scalars(select(Payment).where(Payment.customer_id == customer))
    return [{name: getattr(one, name) for name in names} for one in rows]


customers.tie(customers.Tie(KIND_NAME, hand_over=_hand_over, mask=_mask, export=_export))


def _choices(codes: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, label) for code, label in codes.items())


KIND = Kind(
    name=KIND_NAME,
    label=N_("Payment"),
    plural=N_("Payments"),
    icon="banknote",
    area="desk",
    model=Payment,
    view=VIEW,
    edit=TAKE,
    list=plain_list(
        Payment,
        (
            Column("number", N_("Number"), "strong", 190), Column("plate", N_("Plate"), "plate", 110, sort=False),
            Column("customer", N_("Customer"), width=140, stretch=True, sort=False),
            Column("purpose", N_("For what"), "choice", 90, choices=tuple(PURPOSES.items())),
            Column("method", N_("How paid"), "choice", 100, choices=tuple(METHODS.items())),
            Column("amount", N_("Amount"), "money", 110), Column("taken_at", N_("Taken at"), "moment", 130),
            Column("order", N_("Work order"), "code", 190, sort=False), Column("state", N_("State"), "state", 100),
        ),
        ("number", "reference"),
        row=_row,
        sort="number",
        filters=(
            Filter("purpose", N_("For what"), _choices(PURPOSES)), Filter("method", N_("How paid"), _choices(METHODS)),
            Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        ),
        views=(View("all", N_("All")), View("taken", N_("Taken"), (("state", TAKEN),))),
        hint=N_("Number or transaction"),
        empty=N_("No payments yet. They are taken on a work order."),
    ),
    form=FormSpec(
        sections=(
            Section("", (
                Field("order_id"), Field("customer_id"), Field("purpose", choices=_choices(PURPOSES)),
                Field("method", choices=_choices(METHODS)), Field("amount"), Field("given"), Field("change"),
                Field("taken_at"), Field("reference"), Field("reason"),
            )),
        ),
        editable_in=(),
    ),
    workflow=WORKFLOW,
    prefix=PREFIX,
    sheets=(Sheet("payments.receipt", N_("Payment receipt"), receipt),),
    usecases=(take,),
    rules=("R62", "SD9"),
    creatable=False,
    links=_links,
)  # fmt: skip
