"""Ways to the states of a settlement."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id, today
from app.core.desk import Context, usecase
from app.models.customers import Customer
from app.models.settlements import Settlement
from app.services import signatures
from app.services.settlements import papers
from app.services.settlements.money import Tender
from tests.garage import Garage
from tests.shopfloor import Shopfloor


@usecase("test.settlement_pen", allow=None)
def keep_signature(ctx: Context, settlement: Id) -> None:
    """The paper was signed; the settlement itself was not told."""
    made = ctx.session.get_one(Settlement, settlement)
    signatures.sign_on_paper(ctx, papers.subject(made), papers.sheet_of(ctx, made), name="李芳")


@usecase("test.credit", allow=None)
def give_credit(ctx: Context, settlement: Id, limit: int | None = None) -> None:
    """Finance lets the customer owe."""
    customer = ctx.session.get_one(Customer, ctx.session.get_one(Settlement, settlement).customer_id)
    customer.on_account, customer.credit_limit = True, limit


def _of(shop: Shopfloor, order: Id) -> Id:
    return Garage(shop).settlement(order).id  # type: ignore[no-any-return]


def draft(shop: Shopfloor) -> Id:
    """Written; nobody signed."""
    return _of(shop, Garage(shop).settling())


def signed(shop: Shopfloor) -> Id:
    """The customer's pen is on the paper, and nobody took it over."""
    made = draft(shop)
    shop.run(keep_signature, made)
    return made


def confirmed(shop: Shopfloor) -> Id:
    """To be paid."""
    return _of(shop, Garage(shop).confirmed())


def creditable(shop: Shopfloor) -> Id:
    """To be paid by somebody who may owe."""
    made = confirmed(shop)
    shop.run(give_credit, made)
    return made


def part_paid(shop: Shopfloor) -> Id:
    """Half of it."""
    garage = Garage(shop)
    order = garage.confirmed()
    garage.pay(order, Tender("CARD", 7_200))
    return _of(shop, order)


def part_creditable(shop: Shopfloor) -> Id:
    """Half of it, and the rest may be owed."""
    made = part_paid(shop)
    shop.run(give_credit, made)
    return made


def paid(shop: Shopfloor) -> Id:
    """All of it."""
    return _of(shop, Garage(shop).paid())


def on_account(shop: Shopfloor) -> Id:
    """Owed with approval."""
    made = creditable(shop)
    shop.step("settlements", made, "put_on_account", by="SA", signer="MG", due=today(), reason="月结客户")
    return made


def reversed_(shop: Shopfloor) -> Id:
    """Written wrongly."""
    made = draft(shop)
    shop.step("settlements", made, "withdraw", by="SA", reason="项目写错")
    return made


WAYS = {
    "draft": draft, "draft/confirm": signed, "confirmed": confirmed, "confirmed/put_on_account": creditable,
    "part_paid": part_paid, "part_paid/put_on_account": part_creditable, "paid": paid, "on_account": on_account,
    "reversed": reversed_,
}  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {}
