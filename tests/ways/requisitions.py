"""Ways to the states of a requisition."""

from __future__ import annotations

from app.core.clock import Id
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor


def draft(shop: Shopfloor) -> Id:
    """As the beginning of the repair makes it."""
    return PartsDesk(shop).draft()


def submitted(shop: Shopfloor) -> Id:
    """Waits for the supervisor."""
    return PartsDesk(shop).submitted()


def approved(shop: Shopfloor) -> Id:
    """To be handed out."""
    return PartsDesk(shop).approved()


def part_issued(shop: Shopfloor) -> Id:
    """One of two is handed out."""
    return PartsDesk(shop).part_issued()


def issued(shop: Shopfloor) -> Id:
    """All is handed out."""
    return PartsDesk(shop).issued()


def closed(shop: Shopfloor) -> Id:
    """Nothing comes back any more."""
    made = issued(shop)
    PartsDesk(shop).step(made, "close", by="WK")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Not needed after all."""
    made = draft(shop)
    PartsDesk(shop).step(made, "cancel", reason="写错了")
    return made


WAYS = {
    "draft": draft, "submitted": submitted, "approved": approved, "part_issued": part_issued, "issued": issued,
    "closed": closed, "cancelled": cancelled,
}  # fmt: skip
