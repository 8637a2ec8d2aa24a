"""Ways to the states of a scrap batch."""

from __future__ import annotations

from app.core.clock import Id
from tests.olds import BATCH, Yard
from tests.shopfloor import Shopfloor


def draft(shop: Shopfloor) -> Id:
    """One old part is on it."""
    yard = Yard(shop)
    return yard.batch(yard.to_scrap())


def empty(shop: Shopfloor) -> Id:
    """Nothing is on it yet."""
    return Yard(shop).batch()


def submitted(shop: Shopfloor) -> Id:
    """The manager is asked."""
    made = draft(shop)
    shop.step(BATCH, made, "submit")
    return made


def approved(shop: Shopfloor) -> Id:
    """The manager signed."""
    return Yard(shop).approved()


def disposed(shop: Shopfloor) -> Id:
    """The handler has it."""
    return Yard(shop).disposed()


def cancelled(shop: Shopfloor) -> Id:
    """Not needed."""
    made = draft(shop)
    shop.step(BATCH, made, "cancel", reason="合并到下一批")
    return made


WAYS = {
    "draft": empty, "draft/submit": draft, "submitted": submitted, "approved": approved, "disposed": disposed,
    "cancelled": cancelled,
}  # fmt: skip
