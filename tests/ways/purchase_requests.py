"""Ways to the states of a purchase request."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from app.models.suppliers import Supplier
from tests.buying import Buying
from tests.shopfloor import Shopfloor

KIND = "purchase_requests"


def part(shop: Shopfloor) -> Id:
    """A part of its own."""
    return shop.part(f"P-{clock.new_id().hex[-10:].upper()}")


def supplier(shop: Shopfloor) -> Id:
    """The supplier everything here is bought from."""
    kept = shop.get(Supplier, "number", "S-ONE")
    return kept.id if kept else Buying(shop).supplier("S-ONE")  # type: ignore[no-any-return]


def wanted(shop: Shopfloor, *, suppliers: int = 1) -> Id:
    """A draft of one line for the supplier, and one for another one if two are asked for."""
    made = Buying(shop).request((part(shop), 2), *[(part(shop), 2)] * (suppliers - 1))
    lines = [dict(line) for line in Buying(shop).lines(KIND, made)]
    lines[0]["supplier_id"] = supplier(shop)
    if suppliers > 1:
        lines[1]["supplier_id"] = Buying(shop).supplier(f"S-{clock.new_id().hex[-10:].upper()}")
    Buying(shop).edit(KIND, made, {"lines": lines})
    return made


def empty(shop: Shopfloor) -> Id:
    """A draft without a line."""
    return Buying(shop).request()


def submitted(shop: Shopfloor) -> Id:
    """Waits for the manager."""
    made = wanted(shop)
    shop.step(KIND, made, "submit")
    return made


def rejected(shop: Shopfloor) -> Id:
    """Came back."""
    made = submitted(shop)
    shop.step(KIND, made, "reject", by="MG", reason="too many")
    return made


def approved(shop: Shopfloor, *, suppliers: int = 1) -> Id:
    """Signed by the manager."""
    made = wanted(shop, suppliers=suppliers)
    shop.step(KIND, made, "submit")
    shop.step(KIND, made, "approve", signer="MG")
    return made


def from_two(shop: Shopfloor) -> Id:
    """Approved, for two suppliers."""
    return approved(shop, suppliers=2)


def part_ordered(shop: Shopfloor) -> Id:
    """One of two lines is on an order."""
    made = from_two(shop)
    shop.step(KIND, made, "order_some", by="PU", supplier_id=supplier(shop))
    return made


def part_ordered_of_three(shop: Shopfloor) -> Id:
    """One of three lines is on an order; the others are for two suppliers."""
    made = Buying(shop).request((part(shop), 1), (part(shop), 1), (part(shop), 1))
    lines = [dict(line) for line in Buying(shop).lines(KIND, made)]
    first = Buying(shop).supplier(f"S-{clock.new_id().hex[-10:].upper()}")
    second = Buying(shop).supplier(f"S-{clock.new_id().hex[-10:].upper()}")
    for line, who in zip(lines, (first, supplier(shop), second), strict=True):
        line["supplier_id"] = who
    Buying(shop).edit(KIND, made, {"lines": lines})
    shop.step(KIND, made, "submit")
    shop.step(KIND, made, "approve", signer="MG")
    shop.step(KIND, made, "order_some", by="PU", supplier_id=first)
    return made


def ordered(shop: Shopfloor) -> Id:
    """All on a draft order."""
    made = approved(shop)
    shop.step(KIND, made, "order", by="PU")
    return made


def closed(shop: Shopfloor) -> Id:
    """The rest is not wanted."""
    made = approved(shop)
    shop.step(KIND, made, "close", by="PU", reason="sold the car")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never submitted."""
    made = empty(shop)
    shop.step(KIND, made, "cancel", reason="typed twice")
    return made


WAYS = {
    "draft": empty, "draft/submit": wanted, "submitted": submitted, "rejected": rejected, "approved": approved,
    "approved/order_some": from_two, "part_ordered": part_ordered, "part_ordered/order_some": part_ordered_of_three,
    "ordered": ordered, "closed": closed, "cancelled": cancelled,
}  # fmt: skip
ANSWERS = {"order_some": {"supplier_id": supplier}}
