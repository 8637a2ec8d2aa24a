"""Lists of plain masters: find by any of some columns, read some attributes. For kinds that need nothing cleverer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core.clock import Id
from app.core.screen import ListQuery

Find = Callable[[Any, ListQuery], Sequence[Id]]
Read = Callable[[Any, Sequence[Id]], Sequence[tuple[Any, ...]]]


def find_by(model: Any, *texts: str, order: str) -> Find:
    """Ids of a model whose text columns contain what is typed; sorted by any column, `order` if none is asked."""

    def find(ctx: Any, wanted: ListQuery) -> Sequence[Id]:
        found = select(model.id)
        if typed := wanted.text.strip():
            found = found.where(or_(*(getattr(model, name).icontains(typed, autoescape=True) for name in texts)))
        for name, code in wanted.where:
            found = found.where(getattr(model, name).in_(code.split()))
        column = getattr(model, wanted.sort.lstrip("-") or order, getattr(model, order))
        falling = wanted.sort.startswith("-")
        found = found.order_by(column.desc() if falling else column, model.id).limit(wanted.limit)
        return ctx.conn.execute(found).scalars().all()  # type: ignore[no-any-return]

    return find


def read_of(model: Any, *columns: Any) -> Read:
    """One tuple of these columns per id, in the order of the ids."""

    def read(ctx: Any, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
        rows = ctx.conn.execute(select(model.id, *columns).where(model.id.in_(ids)))
        by_id = {row[0]: tuple(row[1:]) for row in rows}
        return [by_id[i] for i in ids if i in by_id]

    return read
