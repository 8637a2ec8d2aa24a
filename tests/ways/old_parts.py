"""Ways to the states of an old part."""

from __future__ import annotations

from datetime import date, timedelta

from app.core import clock
from app.core.clock import Id
from app.services import drafts
from tests.olds import Yard
from tests.shopfloor import Shopfloor


def expected(shop: Shopfloor) -> Id:
    """The new part was given out."""
    return Yard(shop).expected()


def held(shop: Shopfloor) -> Id:
    """The technician keeps it."""
    yard = Yard(shop)
    made = yard.expected()
    yard.step(made, "hold", by="TE")
    return made


def handed_in(shop: Shopfloor) -> Id:
    """It lies on the counter."""
    return Yard(shop).handed_in()


def registered(shop: Shopfloor) -> Id:
    """The customer has waived it: the shop decides."""
    return Yard(shop).registered()


def customers(shop: Shopfloor) -> Id:
    """It belongs to the customer."""
    return Yard(shop).registered(intent="DECIDE")


def suppliers(shop: Shopfloor) -> Id:
    """The maker wants it back."""
    return Yard(shop).registered(payer="WARRANTY")


def custody(shop: Shopfloor) -> Id:
    """Kept for the customer."""
    return Yard(shop).kept()


def overdue(shop: Shopfloor) -> Id:
    """Kept past the date he signed for."""
    with clock.frozen(clock.now() - timedelta(days=60)):
        return Yard(shop).kept(person="李芳")


def scrap_wait(shop: Shopfloor) -> Id:
    """To be scrapped."""
    return Yard(shop).to_scrap()


def disposed(shop: Shopfloor) -> Id:
    """The handler has it."""
    yard = Yard(shop)
    made = yard.to_scrap()
    yard.disposed(made)
    return made


def to_customer(shop: Shopfloor) -> Id:
    """He took it."""
    yard = Yard(shop)
    made = yard.registered(intent="TAKE")
    yard.step(made, "give_back", by="SA", person="李芳")
    return made


def reuse_stock(shop: Shopfloor) -> Id:
    """Among the old parts in stock."""
    return Yard(shop).reused()


def supplier_return(shop: Shopfloor) -> Id:
    """Sent back."""
    yard, made = Yard(shop), suppliers(shop)
    yard.step(made, "to_supplier", by="PU", supplier=supplier(shop))
    return made


def missing(shop: Shopfloor) -> Id:
    """Nobody finds it."""
    yard = Yard(shop)
    made = yard.expected()
    yard.step(made, "missing", signer="WS", responsible=technician(shop), reason="找不到")
    return made


def not_applicable(shop: Shopfloor) -> Id:
    """Nothing comes off here."""
    yard = Yard(shop)
    made = yard.expected()
    yard.step(made, "none", reason="原车未装")
    return made


def supplier(shop: Shopfloor) -> Id:
    """A supplier."""
    code = f"OLD{str(clock.new_id())[-8:].upper()}"
    given = {"number": code, "name": f"{code} 总成"}
    return shop.run(drafts.create, "suppliers", given, by="PU")  # type: ignore[no-any-return]


def technician(shop: Shopfloor) -> Id:
    """Who answers for it."""
    user = shop.actor("TE").user
    assert user is not None
    return user


def later(_shop: Shopfloor) -> date:
    """A day after the shop's usual one."""
    return date(2099, 12, 31)


WAYS = {
    "expected": expected, "held": held, "handed_in": handed_in, "registered": registered, "custody": custody,
    "scrap_wait": scrap_wait, "disposed": disposed, "to_customer": to_customer, "reuse_stock": reuse_stock,
    "supplier_return": supplier_return, "missing": missing, "not_applicable": not_applicable,
    "registered/give_back": customers, "registered/keep": customers, "registered/waive": customers,
    "custody/lapse": overdue, "registered/to_supplier": suppliers, "registered/release": suppliers,
}  # fmt: skip
ANSWERS = {
    "missing": {"responsible": technician}, "to_supplier": {"supplier": supplier},
    "reuse": {"bin": lambda shop: shop.bin("J-01-1-01")}, "extend": {"until": later},
}  # fmt: skip
