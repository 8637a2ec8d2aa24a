"""Who is told when parts were handed over or came back: within the posting's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core.desk import Context
from app.models.requisitions import PartIssueLine

Watcher = Callable[[Context, Sequence[PartIssueLine]], None]

_issued: list[Watcher] = []
_returned: list[Watcher] = []


def after_issue(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, lines)` called after each hand-over with its lines; what it raises undoes it (a decorator)."""
    _issued.append(watcher)
    return watcher


def after_return(watcher: Watcher) -> Watcher:
    """Has `watcher(ctx, lines)` called after each return with the lines it came from, their `returned` counted up."""
    _returned.append(watcher)
    return watcher


def tell_issued(ctx: Context, lines: Sequence[PartIssueLine]) -> None:
    """Tells everybody of a hand-over."""
    for watcher in _issued:
        watcher(ctx, lines)


def tell_returned(ctx: Context, lines: Sequence[PartIssueLine]) -> None:
    """Tells everybody of a return."""
    for watcher in _returned:
        watcher(ctx, lines)
