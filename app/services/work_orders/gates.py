"""Guards that other nouns put before a step of an order: they register here, the order's workflow asks. Knows none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.core.workflow import Verdict
from app.models.work_orders import WorkOrder

Gate = Callable[[Any, WorkOrder], Verdict]
before_self_check: list[Gate] = []
before_settling: list[Gate] = []


def self_check(gate: Gate) -> Gate:
    """Registers a guard of the technician's self-check."""
    before_self_check.append(gate)
    return gate


def settling(gate: Gate) -> Gate:
    """Registers a guard of the settlement."""
    before_settling.append(gate)
    return gate


def may_self_check(ctx: Any, order: WorkOrder) -> Verdict:
    """The first reason why an order can't be self-checked."""
    return _first(ctx, order, before_self_check)


def may_settle(ctx: Any, order: WorkOrder) -> Verdict:
    """The first reason why an order can't be settled."""
    return _first(ctx, order, before_settling)


def _first(ctx: Any, order: WorkOrder, gates: Sequence[Gate]) -> Verdict:
    return next((why for gate in gates if (why := gate(ctx, order)) is not None), None)
