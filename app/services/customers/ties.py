"""What other kinds keep of a customer: each registers once how it follows when he changes, is merged or masked.

Knows none of them: vehicles, appointments, receptions and orders bring their own `Tie`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, Reader
from app.models.base import Document
from app.services.exchange import forget_versions

MASKED_NAME = "***"  # what stands where a name was that was erased


def _nothing(*_: Any) -> None:
    """A kind that need not follow."""


def _no_rows(*_: Any) -> Sequence[dict[str, Any]]:
    return ()


@dataclass(frozen=True)
class Tie:
    """How the kind `name` follows a customer.

    `changed(ctx, id)`: his name or phones changed; `hand_over(ctx, keep, drop)`: what names `drop` shall name `keep`;
    `mask(ctx, id)`: take out what tells who he is; `needed_until(ctx, id)`: the day until which the law keeps its
    records; `export(ctx, id)`: what it knows of him, as rows of plain values.
    """

    name: str
    changed: Callable[[Context, Id], None] = _nothing
    hand_over: Callable[[Context, Id, Id], None] = _nothing
    mask: Callable[[Context, Id], None] = _nothing
    needed_until: Callable[[Reader, Id], date | None] = _nothing
    export: Callable[[Reader, Id], Sequence[dict[str, Any]]] = _no_rows


TIES: dict[str, Tie] = {}


def papers_of(ctx: Any, model: type[Document], customer: Id) -> Sequence[Any]:
    """The documents of this station that name a customer. Copies follow at their own station and come from there."""
    named: Any = select(model).where(model.__table__.c.customer_id == customer)
    return list(ctx.session.scalars(named.where(model.station.not_in(ctx.far_stations))))


def tie(one: Tie) -> None:
    """Registers how a kind follows its customers."""
    TIES[one.name] = one


def tell_changed(ctx: Context, customer: Id) -> None:
    """Name or phones changed."""
    for one in TIES.values():
        one.changed(ctx, customer)


def hand_over(ctx: Context, keep: Id, drop: Id) -> None:
    """All that named `drop` names `keep` from now on."""
    for one in TIES.values():
        one.hand_over(ctx, keep, drop)


def mask_everywhere(ctx: Context, customer: Id) -> None:
    """All kinds take out what tells who he is."""
    for one in TIES.values():
        one.mask(ctx, customer)
    forget_versions(ctx, customer)


def needed_until(ctx: Reader, customer: Id) -> date | None:
    """The last day on which some record must still say who he is; None if none does."""
    return max((day for one in TIES.values() if (day := one.needed_until(ctx, customer))), default=None)
