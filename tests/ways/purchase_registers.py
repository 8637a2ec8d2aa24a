"""Ways to the states of a purchase register."""

from __future__ import annotations

from datetime import date

from app.core.clock import Id
from app.services import drafts
from tests.shopfloor import Shopfloor

KIND = "purchase_registers"


def opened(shop: Shopfloor) -> Id:
    """November."""
    given = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
    return shop.run(drafts.create, KIND, given, by="PU")  # type: ignore[no-any-return]


def closed(shop: Shopfloor) -> Id:
    """Printed and put away."""
    made = opened(shop)
    shop.step(KIND, made, "close", by="PU")
    return made


WAYS = {"open": opened, "closed": closed}
