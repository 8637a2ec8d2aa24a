"""The cashier's act: a settlement is paid, in one way or several at once, with change in cash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import i18n
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.models.customers import Customer
from app.models.settlements import Settlement
from app.services import payments
from app.services.settlements import guards, rules
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
    if insured and insured + payments.by_insurer(ctx, made.order_id) > made.insurer_amount:
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


@usecase("settlements.record_invoice", allow=rules.INVOICE, rules=("R62",))
def record_invoice(
    ctx: Context, settlement: Id, *, type: str, number: str = "", title: str = "", tax_no: str = "",
    amount: int | None = None, on: date | None = None,
) -> None:  # fmt: skip
    """Keeps the data of an invoice that was made out elsewhere, or that none is wanted; a later one replaces it."""
    made = _found(ctx, settlement)
    if made.state not in rules.HELD:
        raise Refused("Have the settlement of {number} signed first.", number=made.number)
    given: dict[str, Any] = {"type": type}
    if type != "NONE":
        given |= {"number": number.strip(), "title": title.strip(), "tax_no": tax_no.strip().upper()}
        given |= {"amount": amount, "on": on}
        found = tuple(guards.invoice_problems(ctx, made, given))
        if found:
            raise Refused.all(found)
    for name in ("type", "number", "title", "tax_no", "amount", "on"):
        setattr(made, f"invoice_{name}", given.get(name) or None)


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
    title: str
    tax_no: str


@query("settlements.till", allow=rules.VIEW)
def till(ctx: Reader, settlement: Id) -> Till:
    """The money of a settlement."""
    made = _found(ctx, settlement)
    rows = tuple(
        Taken(p.id, p.number, p.purpose, p.method, -p.amount if p.purpose == payments.REFUND else p.amount, p.state)
        for p in payments.on_order(ctx, made.order_id)
    )
    customer = ctx.session.get_one(Customer, made.customer_id)
    return Till(
        made.state, made.total_amount, payments.held(ctx, made.order_id), owed(ctx, made), made.insurer_amount,
        int(ctx.setting(rules.CHANGE_STEP)), rows, made.order_id, customer.invoice_title or customer.name,
        customer.tax_no or "",
    )  # fmt: skip
