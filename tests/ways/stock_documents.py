"""Ways to the states of a stock document."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from tests.shopfloor import Shopfloor
from tests.ways import counts


def empty(shop: Shopfloor) -> Id:
    """A draft without a line."""
    return shop.paper("IN")


def draft(shop: Shopfloor) -> Id:
    """A receipt of three pieces."""
    return shop.paper("IN", shop.line(shop.part(f"P-{clock.new_id().hex[-10:].upper()}"), 3, 10))


def submitted(shop: Shopfloor) -> Id:
    """Waits for finance."""
    made = draft(shop)
    shop.step("stock_documents", made, "submit")
    return made


def frozen(shop: Shopfloor) -> Id:
    """Waits for approval, and a count has frozen its bin."""
    code, part = f"F-{clock.new_id().hex[-10:].upper()}", shop.part(f"P-{clock.new_id().hex[-10:].upper()}")
    shop.receive(part, 3, 10, code)
    counts.counting(shop, mode="FREEZE", bins=[{"bin_id": shop.bin(code)}])
    made = shop.paper("OUT", shop.line(part, 1, bin=code))
    shop.step("stock_documents", made, "submit")
    return made


def posted(shop: Shopfloor) -> Id:
    """In the ledger."""
    return shop.through(draft(shop))


def reversed_(shop: Shopfloor) -> Id:
    """Taken back by the manager, for finance has approved it."""
    made = posted(shop)
    shop.step("stock_documents", made, "reverse", signer="MG", reason="wrong part")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never posted."""
    made = draft(shop)
    shop.step("stock_documents", made, "cancel", reason="typed twice")
    return made


WAYS = {
    "draft": empty, "draft/submit": draft, "submitted": submitted, "submitted/override": frozen,
    "posted": posted, "reversed": reversed_,
    "cancelled": cancelled,
}  # fmt: skip
