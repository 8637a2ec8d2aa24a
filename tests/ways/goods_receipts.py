"""Ways to the states of a goods receipt."""

from __future__ import annotations

from app.core.clock import Id
from tests.buying import Buying
from tests.shopfloor import Shopfloor
from tests.ways.purchase_orders import sent
from tests.ways.purchase_requests import part, supplier

KIND = "goods_receipts"


def empty(shop: Shopfloor) -> Id:
    """A draft without a line."""
    return Buying(shop).delivered(supplier(shop))


def counted(shop: Shopfloor) -> Id:
    """A draft of three pieces of nobody's order."""
    return Buying(shop).delivered(supplier(shop), {"part_id": part(shop), "delivered": 3000})


def of_an_order(shop: Shopfloor) -> Id:
    """A draft that proposes what is on an order."""
    return Buying(shop).receipt(sent(shop))


def inspected(shop: Shopfloor) -> Id:
    """Waits to be put into stock."""
    made = counted(shop)
    shop.step(KIND, made, "inspect")
    return made


def too_much(shop: Shopfloor) -> Id:
    """Five came, four were ordered."""
    made = Buying(shop).receipt(sent(shop), 5)
    shop.step(KIND, made, "inspect", by="QI")
    return made


def posted(shop: Shopfloor) -> Id:
    """In stock, at a price nobody knows yet."""
    return Buying(shop).posted(counted(shop))


def reversed_(shop: Shopfloor) -> Id:
    """Taken back."""
    made = posted(shop)
    shop.step(KIND, made, "reverse", signer="FI", reason="wrong goods")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never posted."""
    made = empty(shop)
    shop.step(KIND, made, "cancel", reason="typed twice")
    return made


WAYS = {
    "draft": empty, "draft/inspect": counted, "draft/all_here": of_an_order, "inspected": inspected,
    "inspected/excess": too_much, "posted": posted, "reversed": reversed_, "cancelled": cancelled,
}  # fmt: skip
