"""Computes the reorder points of all parts and keeps those that are new (R12). Set-based: one pass, one executemany."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.screen import Fact
from app.models.parts import Part
from app.services.reorder import figures
from app.services.reorder.rules import RUN, SHOW, Policy
from app.services.reorder.sources import leads, sources
from app.services.reorder.usage import NOTHING, usage

_parts: Any = Part.__table__


@dataclass(frozen=True)
class Computed:
    """How many parts were looked at, and how many have a new reorder point."""

    parts: int
    changed: int


@usecase("reorder.run", allow=RUN, rules=("R12",))
def compute(ctx: Context) -> Computed:
    """Computes the reorder point of every part from use and lead times, and keeps those that changed.

    Parts that are not in use, or that another one replaces, have none. A warning level set by hand is left alone.
    """
    policy, used, from_whom, took = Policy.of(ctx), usage(ctx), sources(ctx), leads(ctx)
    parts = figures.rows(ctx)
    changed: list[dict[str, Any]] = []
    for part in parts:
        point: int | None = None
        if figures.is_replenished(part):
            found = figures.reckon(
                part, used.get(part.id, NOTHING), from_whom.get(part.id), took.get(part.id, ()), policy
            )
            point = found.point.reorder
        if point != part.reorder_point:
            changed.append({"id": part.id, "reorder_point": point})
    ctx.update_many(_parts, changed)
    return Computed(len(parts), len(changed))


@query("reorder.figures", allow=SHOW)
def figures_of(ctx: Reader, part: Id) -> tuple[Fact, ...]:
    """How the reorder point of one part comes about today; nothing for one that is not bought again."""
    found = [row for row in figures.rows(ctx, [part]) if figures.is_replenished(row)]
    if not found:
        return ()
    reckoned = figures.reckoned(ctx, found)[part]
    return figures.facts(reckoned.data(), found[0].unit, found[0].qty_decimals)
