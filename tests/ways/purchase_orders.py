"""Ways to the states of a purchase order."""

from __future__ import annotations

from app.core.clock import Id
from app.services import drafts
from tests.buying import Buying
from tests.shopfloor import MICRO, Shopfloor
from tests.ways.purchase_requests import part, supplier

KIND = "purchase_orders"


def written(shop: Shopfloor) -> Id:
    """A draft of one line, written by the purchaser."""
    line = {"part_id": part(shop), "qty": 4000, "price": 10 * MICRO}
    return shop.run(drafts.create, KIND, {"supplier_id": supplier(shop), "lines": [line]}, by="PU")  # type: ignore[no-any-return]


def empty(shop: Shopfloor) -> Id:
    """A draft without a line."""
    return shop.run(drafts.create, KIND, {"supplier_id": supplier(shop), "lines": []}, by="PU")  # type: ignore[no-any-return]


def approved(shop: Shopfloor) -> Id:
    """Signed by the manager."""
    made = written(shop)
    shop.step(KIND, made, "approve", signer="MG")
    return made


def sent(shop: Shopfloor) -> Id:
    """On its way."""
    made = approved(shop)
    shop.step(KIND, made, "send", by="PU")
    return made


def part_received(shop: Shopfloor) -> Id:
    """One of four pieces is here."""
    made = sent(shop)
    Buying(shop).posted(Buying(shop).receipt(made, 1))
    return made


def received(shop: Shopfloor) -> Id:
    """All four are."""
    made = sent(shop)
    Buying(shop).posted(Buying(shop).receipt(made, 4))
    return made


def closed(shop: Shopfloor) -> Id:
    """Done."""
    made = received(shop)
    shop.step(KIND, made, "close", by="PU")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never sent."""
    made = empty(shop)
    shop.step(KIND, made, "cancel", by="PU", reason="typed twice")
    return made


WAYS = {
    "draft": empty, "draft/approve": written, "approved": approved, "sent": sent, "part_received": part_received,
    "received": received, "closed": closed, "cancelled": cancelled,
}  # fmt: skip
