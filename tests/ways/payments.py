"""Ways to the states of a payment."""

from __future__ import annotations

from app.core.clock import Id
from app.services import payments
from tests.garage import Garage
from tests.shopfloor import Shopfloor


def taken(shop: Shopfloor) -> Id:
    """A deposit, taken by a second cashier."""
    cashier = shop.actor("FI", "2")
    return shop.run(payments.take, Garage(shop).signed(), amount=50_000, method="WECHAT", by=cashier)  # type: ignore[no-any-return]


def asked(shop: Shopfloor) -> Id:
    """Too much was paid: it shall go back; a second cashier asks for it."""
    cashier, order = shop.actor("FI", "2"), Garage(shop).signed()
    shop.run(payments.take, order, amount=50_000, by=cashier)
    return shop.run(payments.take, order, amount=20_000, purpose="REFUND", by=cashier)  # type: ignore[no-any-return]


def reversed_(shop: Shopfloor) -> Id:
    """Taken by mistake."""
    made = taken(shop)
    shop.step("payments", made, "reverse", by="FI", signer="MG", reason="收错单")
    return made


def dropped(shop: Shopfloor) -> Id:
    """He thought better of it."""
    made = asked(shop)
    shop.step("payments", made, "drop", by="MG", reason="客户改为抵下次")
    return made


WAYS = {"asked": asked, "dropped": dropped, "taken": taken, "reversed": reversed_}
