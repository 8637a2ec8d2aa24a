"""Ways to the states of a return to a supplier."""

from __future__ import annotations

from app.core.clock import Id
from tests.buying import Buying
from tests.shopfloor import Shopfloor
from tests.ways.goods_receipts import posted as receipt

KIND = "purchase_returns"


def bare(shop: Shopfloor) -> Id:
    """Nothing is chosen yet."""
    return shop.step("goods_receipts", receipt(shop), "give_back").opens[1]  # type: ignore[no-any-return]


def chosen(shop: Shopfloor) -> Id:
    """One piece, and why."""
    made = bare(shop)
    (line,) = Buying(shop).lines(KIND, made)
    Buying(shop).edit(KIND, made, {"reason": "rusty", "lines": [line | {"qty": 1000}]})
    return made


def submitted(shop: Shopfloor) -> Id:
    """Waits for finance."""
    made = chosen(shop)
    shop.step(KIND, made, "submit")
    return made


def posted(shop: Shopfloor) -> Id:
    """Gone."""
    made = submitted(shop)
    shop.step(KIND, made, "approve", signer="FI")
    return made


def reversed_(shop: Shopfloor) -> Id:
    """Taken back by a counter-document."""
    made = posted(shop)
    shop.step(KIND, made, "reverse", signer="FI", reason="wrong receipt")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never submitted."""
    made = bare(shop)
    shop.step(KIND, made, "cancel", reason="typed twice")
    return made


WAYS = {
    "draft": bare, "draft/submit": chosen, "submitted": submitted, "posted": posted, "reversed": reversed_,
    "cancelled": cancelled,
}  # fmt: skip
