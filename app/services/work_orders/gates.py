"""What must be true elsewhere before an order goes on: other nouns register here. Knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core.workflow import Verdict
from app.models.work_orders import LabourLine, WorkOrder

Gate = Callable[[Any, WorkOrder], Verdict]
Watcher = Callable[[Any, WorkOrder], None]
Checked = Callable[[Any, LabourLine], None]

_begun: list[Watcher] = []
_ended: list[Watcher] = []
_before_self_check: list[Gate] = []
_before_settling: list[Gate] = []
_after_self_check: list[Watcher] = []
_checked: list[Checked] = []


def self_check(gate: Gate) -> Gate:
    """Has `gate(ctx, order)` asked before the self-check (a decorator)."""
    _before_self_check.append(gate)
    return gate


def settling(gate: Gate) -> Gate:
    """Has `gate(ctx, order)` asked before the settlement (a decorator)."""
    _before_settling.append(gate)
    return gate


def self_checked(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, order)` told, in the same transaction, that an order was self-checked (a decorator)."""
    _after_self_check.append(watcher)
    return watcher


def before_self_check(ctx: Any, order: WorkOrder) -> Verdict:
    """Guard: the first thing elsewhere that speaks against the self-check."""
    return next((why for gate in _before_self_check if (why := gate(ctx, order))), None)


def before_settling(ctx: Any, order: WorkOrder) -> Verdict:
    """Guard: the first thing elsewhere that speaks against settling."""
    return next((why for gate in _before_settling if (why := gate(ctx, order))), None)


def checked(watcher: Checked) -> Checked:
    """Has `watcher(ctx, item)` told when an item was found right, or is to be done again (a decorator)."""
    _checked.append(watcher)
    return watcher


def tell_checked(ctx: Any, item: LabourLine) -> None:
    """Tells everybody what an item's `check` says now."""
    for watcher in _checked:
        watcher(ctx, item)


def begun(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, order)` told when its repair begins (a decorator)."""
    _begun.append(watcher)
    return watcher


def tell_begun(ctx: Any, order: WorkOrder) -> None:
    """Tells everybody that the repair of an order begins."""
    for watcher in _begun:
        watcher(ctx, order)


def after_self_check(ctx: Any, order: WorkOrder) -> None:
    """Tells all who wait for it that an order was self-checked."""
    for watcher in _after_self_check:
        watcher(ctx, order)


def ended(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, order)` told when the car is handed back (a decorator)."""
    _ended.append(watcher)
    return watcher


def tell_ended(ctx: Any, order: WorkOrder) -> None:
    """Tells everybody that the car of an order is handed back."""
    for watcher in _ended:
        watcher(ctx, order)
