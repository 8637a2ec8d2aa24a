"""Ways to the states of an ABC run."""

from __future__ import annotations

from app.core.clock import Id
from app.services import abc_runs
from tests.shopfloor import Shopfloor

KIND = "abc_runs"


def draft(shop: Shopfloor) -> Id:
    """Computed just now."""
    return shop.run(abc_runs.open_run, by="WK")  # type: ignore[no-any-return]


def reviewed(shop: Shopfloor) -> Id:
    """Waits for the manager."""
    made = draft(shop)
    shop.step(KIND, made, "review")
    return made


def applied(shop: Shopfloor) -> Id:
    """In force."""
    made = reviewed(shop)
    shop.step(KIND, made, "apply", signer="MG")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Given up."""
    made = draft(shop)
    shop.step(KIND, made, "cancel", reason="too early")
    return made


WAYS = {"draft": draft, "reviewed": reviewed, "applied": applied, "cancelled": cancelled}
