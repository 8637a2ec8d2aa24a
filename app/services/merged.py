"""Records that were merged into others: who one is now, and who was merged into each other at two stations at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.desk import Context
from app.core.i18n import N_, Text


def stays(ctx: Any, record: Any) -> Any:
    """The record that this one is now, through several mergers; itself if it was never merged."""
    while record.merged_into is not None:
        record = ctx.session.get_one(type(record), record.merged_into)
    return record


def circle_of(ctx: Any, record: Any) -> Sequence[Any]:
    """All that were merged into each other round this one, the one made first in front; empty if there is no circle.

    No station can make one; it comes with a package, when another merged the other way round.
    """
    found = [record]
    while (after := found[-1].merged_into) is not None:
        record = ctx.session.get_one(type(record), after)
        if record in found:
            return sorted(found[found.index(record) :], key=lambda one: one.id)
        found.append(record)
    return ()


def come_back(ctx: Context, kind: str, first: Any, others: Sequence[Any]) -> None:
    """Of a circle the one made first is in use again; the administrator is told."""
    first.merged_into, first.merges = None, first.merges + 1
    numbers = ", ".join(one.number for one in (first, *others))
    words = N_("Stations merged {numbers} into each other at the same time. {number} stays, with all that they had.")
    ctx.notify(Text(words, numbers=numbers, number=first.number), role="AD", document=(kind, first.id))
