"""Ways to the states of a customer."""

from __future__ import annotations

from app.core.clock import Id
from app.services import customers
from tests.shopfloor import Shopfloor


def active(shop: Shopfloor) -> Id:
    """Entered by the service advisor."""
    return shop.run(customers.open_customer, "王小明", mobile="13800138000", by="SA")  # type: ignore[no-any-return]


def blocked(shop: Shopfloor) -> Id:
    """Did not pay."""
    made = active(shop)
    shop.step("customers", made, "block", reason="未付款", by="FI")
    return made


def erasing(shop: Shopfloor) -> Id:
    """Asked for his data to be erased."""
    made = active(shop)
    shop.step("customers", made, "ask_erasure", by="CS")
    return made


def masked(shop: Shopfloor) -> Id:
    """Nothing tells any more who he was."""
    made = erasing(shop)
    shop.step("customers", made, "mask", by="CS")
    return made


def merged(shop: Shopfloor) -> Id:
    """Was entered twice."""
    made = active(shop)
    shop.run(customers.merge, active(shop), made, by="AD")
    return made


WAYS = {"active": active, "blocked": blocked, "erasing": erasing, "masked": masked, "merged": merged}
