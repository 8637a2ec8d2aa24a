"""Tells who wants to know that what is on order has changed. Knows no listener: alerts ask to be told."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from app.core.clock import Id

Watcher = Callable[[Any, Collection[Id], Id], None]  # (ctx, parts, warehouse)
_watchers: list[Watcher] = []


def after_change(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, part_ids, warehouse_id)` called whenever a request, order or receipt changes what is on order.

    It runs inside the transaction of that step (a decorator).
    """
    _watchers.append(watcher)
    return watcher


def announce(ctx: Any, part_ids: Collection[Id], warehouse_id: Id) -> None:
    """Tells the watchers; what was changed is in the database by then."""
    ctx.flush()
    parts = list(dict.fromkeys(part_ids))
    for watcher in _watchers if parts else ():
        watcher(ctx, parts, warehouse_id)
