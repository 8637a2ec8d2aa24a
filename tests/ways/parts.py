"""Ways to the states of a part."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from tests.shopfloor import Shopfloor


def draft(shop: Shopfloor) -> Id:
    """Made by hand by the purchaser."""
    return shop.part(f"P-{clock.new_id().hex[-10:].upper()}", active=False, by="PU")


def active(shop: Shopfloor) -> Id:
    """Activated by the manager."""
    return shop.part(f"P-{clock.new_id().hex[-10:].upper()}")


def stopped(shop: Shopfloor) -> Id:
    """No longer sold."""
    part = active(shop)
    shop.step("parts", part, "stop")
    return part


def obsolete(shop: Shopfloor) -> Id:
    """No longer used."""
    part = active(shop)
    shop.step("parts", part, "retire")
    return part


def in_stock(shop: Shopfloor) -> Id:
    """Lies in a bin: it can't be retired."""
    part = active(shop)
    shop.receive(part, 3, 10)
    return part


WAYS = {
    "draft": draft, "active": in_stock, "active/retire": active, "active/stop": active, "sale_stop": stopped,
    "obsolete": obsolete,
}  # fmt: skip
