"""Ways to the states of an ABC run."""

from __future__ import annotations

from typing import Any

from app.core.clock import Id
from app.core.desk import UseCase
from app.services.abc_runs import classes, computing
from tests.shopfloor import Shopfloor

KIND = "abc_runs"


def _another(ctx: Any) -> Id:
    return computing.make(ctx, classes.RULEBOOK)


another = UseCase("test.another_run", None, _another, (), True, (), writes=True)


def draft(shop: Shopfloor) -> Id:
    """Computed just now, although others are open: here they lie side by side to be pressed."""
    return shop.run(another, by="WK")  # type: ignore[no-any-return]


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
