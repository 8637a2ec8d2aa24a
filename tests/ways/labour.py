"""Ways to the states of a labour item."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from app.services import drafts
from tests.shopfloor import Shopfloor


def active(shop: Shopfloor) -> Id:
    """Described by the workshop supervisor."""
    number = f"L-{clock.new_id().hex[-10:].upper()}"
    return shop.run(drafts.create, "labour", {"number": number, "name_zh": "更换前制动片", "hours": 1200}, by="WS")  # type: ignore[no-any-return]


def closed(shop: Shopfloor) -> Id:
    """No longer offered."""
    made = active(shop)
    shop.step("labour", made, "close", by="WS")
    return made


WAYS = {"active": active, "closed": closed}
