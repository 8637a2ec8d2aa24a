"""Ways to the states of a kit split."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from app.services import drafts
from tests.shopfloor import Shopfloor

KIND = "kit_splits"


def part(shop: Shopfloor) -> Id:
    """A part of its own."""
    return shop.part(f"P-{clock.new_id().hex[-10:].upper()}")


def empty(shop: Shopfloor) -> Id:
    """A set in stock, and no piece yet."""
    whole = part(shop)
    shop.receive(whole, 1, 10)
    return shop.run(drafts.create, KIND, {"part_id": whole, "reason": "one lamp was broken"}, by="WK")  # type: ignore[no-any-return]


def written(shop: Shopfloor) -> Id:
    """A pair that becomes two different pieces."""
    whole = part(shop)
    shop.receive(whole, 1, 10)
    lines = [{"part_id": part(shop), "qty": 1000}, {"part_id": part(shop), "qty": 1000}]
    given = {"part_id": whole, "reason": "one lamp was broken", "lines": lines}
    return shop.run(drafts.create, KIND, given, by="WK")  # type: ignore[no-any-return]


def submitted(shop: Shopfloor) -> Id:
    """Waits for finance."""
    made = written(shop)
    shop.step(KIND, made, "submit")
    return made


def posted(shop: Shopfloor) -> Id:
    """Taken apart."""
    made = submitted(shop)
    shop.step(KIND, made, "approve", signer="FI")
    return made


def reversed_(shop: Shopfloor) -> Id:
    """Put together again."""
    made = posted(shop)
    shop.step(KIND, made, "reverse", signer="FI", reason="wrong set")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never submitted."""
    made = empty(shop)
    shop.step(KIND, made, "cancel", reason="typed twice")
    return made


WAYS = {
    "draft": empty, "draft/submit": written, "submitted": submitted, "posted": posted, "reversed": reversed_,
    "cancelled": cancelled,
}  # fmt: skip
