"""Rows of a list: its records, and what they name, are read together and not row by row. Knows no noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from app.core.clock import Id
from app.core.screen import ListQuery
from app.models.people import User

Row = Callable[..., tuple[Any, ...]]
Gather = Callable[[Any, Sequence[Any]], Any]


def rows(ctx: Any, model: Any, ids: Sequence[Id], row: Row, gather: Gather | None = None) -> Sequence[tuple[Any, ...]]:
    """`row(ctx, record)` of each, in the order of `ids`; what is gone is left out.

    The records that their columns name are in the session by then, and so are their lines. What else a row needs is
    asked once for all: `gather(ctx, records)`, whose answer is then the third argument of `row`.
    """
    wanted = select(model).where(model.id.in_(list(ids)))
    if hasattr(model, "lines"):
        wanted = wanted.options(selectinload(model.lines))
    found = {one.id: one for one in ctx.session.scalars(wanted)}
    _held = [_named(ctx, cls, found.values(), names) for cls, names in _pointing(model)]  # else the session lets go
    more = (gather(ctx, list(found.values())),) if gather is not None else ()
    return [row(ctx, found[i], *more) for i in ids if i in found]


def _named(ctx: Any, cls: type[Any], records: Iterable[Any], names: Sequence[str]) -> Sequence[Any]:
    ids = {getattr(one, name) for one in records for name in names} - {None}
    return ctx.session.scalars(select(cls).where(cls.id.in_(ids))).all() if ids else ()


@cache
def _pointing(model: Any) -> Sequence[tuple[type[Any], Sequence[str]]]:
    """The classes that a record names, each with the columns that do."""
    mapper = inspect(model)
    classes = {one.local_table: one.class_ for one in mapper.registry.mappers}
    found: dict[type[Any], list[str]] = {}
    for key in mapper.local_table.foreign_keys:
        found.setdefault(classes[key.column.table], []).append(key.parent.key)
    if hasattr(model, "created_by"):
        found.setdefault(User, []).append("created_by")
    return [(cls, names) for cls, names in found.items() if hasattr(cls, "id")]


def newest_first(ctx: Any, model: type[Any], statement: Any, wanted: ListQuery, names: Iterable[str]) -> Sequence[Id]:
    """The ids of documents that `statement` selects: sorted by one of `names` if the query asks for it."""
    key = wanted.sort.lstrip("-")
    column = getattr(model, key if key in names else "created_at")
    rising = wanted.sort and not wanted.sort.startswith("-")
    order = (column.asc(), model.number) if rising else (column.desc(), model.number.desc())
    return ctx.conn.execute(statement.order_by(*order).limit(wanted.limit)).scalars().all()  # type: ignore[no-any-return]
