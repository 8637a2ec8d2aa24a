"""What other nouns ask of an order before it goes on: slips closed, old parts handed in. Knows none of them.

A gate is asked like a guard; who needs one registers it, so that nobody is imported in a circle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core.workflow import Verdict

Gate = Callable[[Any, Any], Verdict]  # (ctx, order): why not, or None
Watcher = Callable[[Any, Any], None]  # (ctx, order)

before_self_check: list[Gate] = []
before_settling: list[Gate] = []
after_self_check: list[Watcher] = []


def self_check(gate: Gate) -> Gate:
    """Registers what must be so before an order is self-checked."""
    before_self_check.append(gate)
    return gate


def settling(gate: Gate) -> Gate:
    """Registers what must be so before an order is settled."""
    before_settling.append(gate)
    return gate


def self_checked(watcher: Watcher) -> Watcher:
    """Registers who is told, inside the transaction, that an order was self-checked."""
    after_self_check.append(watcher)
    return watcher


def clear_for_self_check(ctx: Any, order: Any) -> Verdict:
    """Guard: the first reason of those who were registered."""
    return _first(before_self_check, ctx, order)


def clear_for_settling(ctx: Any, order: Any) -> Verdict:
    """Guard: the first reason of those who were registered."""
    return _first(before_settling, ctx, order)


def tell_self_checked(ctx: Any, order: Any) -> None:
    """Tells all who wait for it."""
    for watcher in after_self_check:
        watcher(ctx, order)


def _first(gates: list[Gate], ctx: Any, order: Any) -> Verdict:
    return next((why for gate in gates if (why := gate(ctx, order)) is not None), None)
