"""Ways to the states of a return slip."""

from __future__ import annotations

from app.core.clock import Id
from tests.partsdesk import BACK, PartsDesk
from tests.shopfloor import Shopfloor


def bare(shop: Shopfloor) -> Id:
    """Nothing is chosen yet."""
    desk = PartsDesk(shop)
    return desk.open_return(desk.issued())


def chosen(shop: Shopfloor) -> Id:
    """One comes back."""
    desk = PartsDesk(shop)
    return desk.open_return(desk.issued(), line1=1)


def submitted(shop: Shopfloor) -> Id:
    """With the keeper, who has not looked at it."""
    made = chosen(shop)
    PartsDesk(shop).step(made, "submit", kind=BACK)
    return made


def checked(shop: Shopfloor) -> Id:
    """Looked at."""
    made = submitted(shop)
    PartsDesk(shop).step(made, "check", by="WK", kind=BACK)
    return made


def posted(shop: Shopfloor) -> Id:
    """Back on the shelf."""
    made = checked(shop)
    PartsDesk(shop).step(made, "post", by="WK", kind=BACK)
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Used after all."""
    made = bare(shop)
    PartsDesk(shop).step(made, "cancel", kind=BACK, reason="又用上了")
    return made


WAYS = {
    "draft": bare, "draft/submit": chosen, "submitted": submitted, "checked": checked, "posted": posted,
    "cancelled": cancelled,
}  # fmt: skip
