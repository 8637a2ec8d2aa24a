"""Ways to the states of a supplier."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from app.services import drafts
from tests.shopfloor import Shopfloor


def active(shop: Shopfloor) -> Id:
    """Entered by the purchaser."""
    number = f"S-{clock.new_id().hex[-10:].upper()}"
    return shop.run(drafts.create, "suppliers", {"number": number, "name": "众诚配件"}, by="PU")  # type: ignore[no-any-return]


def closed(shop: Shopfloor) -> Id:
    """No longer bought from."""
    made = active(shop)
    shop.step("suppliers", made, "close", by="PU")
    return made


WAYS = {"active": active, "closed": closed}
