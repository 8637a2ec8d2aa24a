"""The cashier's act: a settlement is paid, in one way or several at once, with change in cash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.settlements import Settlement
from app.services import payments
from app.services.settlements import rules
from app.services.settlements.arithmetic import change_for
from app.services.settlements.workflow import owed


@dataclass(frozen=True)
class Tender:
    """One way in which a part is paid: `amount` of what is owed; `given` is the cash that was laid down for it."""

    method: str
    amount: int
    given: int | None = None
    reference: str = ""


def _found(ctx: Any, id: Id) -> Settlement:
    made = ctx.session.get(Settlement, id)
    if made is None:
        raise Refused("This settlement does not exist any more.")
    return made  # type: ignore[no-any-return]


@usecase("settlements.pay", allow=payments.TAKE, rules=("R62",))
def pay(ctx: Context, settlement: Id, tenders: Sequence[Tender]) -> list[Id]:
    """Takes money for a settlement, each tender as a payment of its own; all of them or none.

    Raises Refused if it is not signed yet, for nothing, and for more than is owed.
    """
    made = _found(ctx, settlement)
    if made.state not in rules.OWED_IN:
        raise Refused("Nothing is to be paid on {number} now.", number=made.number)
    if not tenders:
        raise Refused("Enter what is paid.", where="amount")
    insured = sum(t.amount for t in tenders if t.method == "INSURER")
    if insured > made.insurer_amount:
        raise Refused(
            "The insurer owes {amount} at most.", amount=i18n.money(made.insurer_amount), where="method"
        )  # fmt: skip
    taken = []
    for one in tenders:
        change = 0
        if one.given is not None:
            if one.given < one.amount:
                raise Refused("Less is given than {amount}.", amount=i18n.money(one.amount), where="given")
            change, _rounded = change_for(one.amount, one.given, int(ctx.setting(rules.CHANGE_STEP)))
        taken.append(
            payments.take.fn(
                ctx, made.order_id, amount=one.amount, method=one.method, purpose=payments.BILL,
                reference=one.reference, given=one.given, change=change,
            )
        )  # fmt: skip
    return taken


@dataclass(frozen=True)
class Taken:
    """One payment as the cashier sees it: number, what for and how (codes), amount (below zero: paid back), state."""

    id: Id
    number: str
    purpose: str
    method: str
    amount: int
    state: str


@dataclass(frozen=True)
class Till:
    """What the cashier needs beside a settlement: total, paid, owed, the insurer's part, and the payments so far."""

    state: str
    total: int
    paid: int
    owed: int
    insurer: int
    step: int
    payments: tuple[Taken, ...]
    order: Id
    order_state: str


@query("settlements.till", allow=rules.VIEW)
def till(ctx: Reader, settlement: Id) -> Till:
    """The money of a settlement."""
    from app.models.work_orders import WorkOrder

    made = _found(ctx, settlement)
    rows = tuple(
        Taken(p.id, p.number, p.purpose, p.method, -p.amount if p.purpose == payments.REFUND else p.amount, p.state)
        for p in payments.on_order(ctx, made.order_id)
    )
    order = ctx.session.get_one(WorkOrder, made.order_id)
    return Till(
        made.state, made.total_amount, payments.held(ctx, made.order_id), owed(ctx, made), made.insurer_amount,
        int(ctx.setting(rules.CHANGE_STEP)), rows, order.id, order.state,
    )  # fmt: skip
