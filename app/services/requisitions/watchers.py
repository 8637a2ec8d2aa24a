"""Who is told when parts were handed over or came back: within the posting's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.clock import Id
from app.core.desk import Context
from app.models.requisitions import PartIssueLine
from app.models.work_orders import WorkOrder


@dataclass(frozen=True)
class Given:
    """One line of a hand-over as it was written: quantity in 1/1000, value in fen."""

    id: Id
    line_id: Id
    part_id: Id
    qty: int
    serial: str
    value: int


GivenWatcher = Callable[[Context, WorkOrder | None, Sequence[Given]], None]
Watcher = Callable[[Context, Sequence[PartIssueLine]], None]

_issued: list[GivenWatcher] = []
_returned: list[Watcher] = []


def after_issue(watcher: GivenWatcher) -> GivenWatcher:
    """Has `watcher(ctx, order, lines)` called after each hand-over; what it raises undoes it (a decorator)."""
    _issued.append(watcher)
    return watcher


def after_return(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, lines)` called after each return with the lines it came from, their `returned` counted up."""
    _returned.append(watcher)
    return watcher


def tell_issued(ctx: Context, order: WorkOrder | None, lines: Sequence[Given]) -> None:
    """Tells everybody of a hand-over."""
    for watcher in _issued:
        watcher(ctx, order, lines)


def tell_returned(ctx: Context, lines: Sequence[PartIssueLine]) -> None:
    """Tells everybody of a return."""
    for watcher in _returned:
        watcher(ctx, lines)
