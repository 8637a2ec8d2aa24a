"""Ways to the states of a late price."""

from __future__ import annotations

from app.core.clock import Id
from tests.buying import Buying
from tests.shopfloor import MICRO, Shopfloor
from tests.ways.goods_receipts import posted as receipt

KIND = "price_documents"


def bare(shop: Shopfloor) -> Id:
    """No price is entered yet."""
    return shop.step("goods_receipts", receipt(shop), "prices", by="PU").opens[1]  # type: ignore[no-any-return]


def priced(shop: Shopfloor) -> Id:
    """Ten yuan each."""
    made = bare(shop)
    (line,) = Buying(shop).lines(KIND, made)
    Buying(shop).edit(KIND, made, {"lines": [line | {"price": 10 * MICRO}]}, by="PU")
    return made


def submitted(shop: Shopfloor) -> Id:
    """Waits for finance."""
    made = priced(shop)
    shop.step(KIND, made, "submit", by="PU")
    return made


def posted(shop: Shopfloor) -> Id:
    """The stock is revalued."""
    made = submitted(shop)
    shop.step(KIND, made, "approve", by="PU", signer="FI")
    return made


def reversed_(shop: Shopfloor) -> Id:
    """Taken back by a counter-document."""
    made = posted(shop)
    shop.step(KIND, made, "reverse", by="PU", signer="FI", reason="wrong receipt")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never submitted."""
    made = bare(shop)
    shop.step(KIND, made, "cancel", by="PU", reason="typed twice")
    return made


WAYS = {
    "draft": bare, "draft/submit": priced, "submitted": submitted, "posted": posted, "reversed": reversed_,
    "cancelled": cancelled,
}  # fmt: skip
