"""Lists of small masters (units, categories, bins …): found by what is typed, read column by column. Knows no noun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.screen import Column, Filter, ListQuery, ListSpec, View
from app.services.rows import Gather, Row, rows


def plain_list(
    model: type[Any], columns: Sequence[Column], search: Sequence[str], *, row: Row, gather: Gather | None = None,
    sort: str = "code", filters: Sequence[Filter] = (), views: Sequence[View] = (), hint: str = "", empty: str = "",
) -> ListSpec:  # fmt: skip
    """A list over one table: `search` names the text columns that typing looks at, `row` and `gather` are as in `rows`.

    Filters are columns of the same name; flags take "yes" and "no".
    """
    names = {c.name for c in columns if c.sort and hasattr(model, c.name)}

    def find(ctx: Any, wanted: ListQuery) -> Sequence[Id]:
        statement = select(model.id)
        for word in wanted.text.lower().split():
            fits = (func.lower(getattr(model, name)).contains(word, autoescape=True) for name in search)
            statement = statement.where(or_(*fits))
        for name, value in wanted.where:
            column = getattr(model, name)
            condition = column.is_(value == "yes") if value in ("yes", "no") else column.in_(value.split())
            statement = statement.where(condition)
        key = wanted.sort.lstrip("-")
        column = getattr(model, key if key in names else sort)
        order = column.desc() if wanted.sort.startswith("-") else column.asc()
        return ctx.conn.execute(statement.order_by(order, model.id).limit(wanted.limit)).scalars().all()  # type: ignore[no-any-return]

    def read(ctx: Any, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
        return rows(ctx, model, ids, row, gather)

    return ListSpec(
        columns=tuple(columns), find=find, read=read, reads=(model.__tablename__,), filters=tuple(filters),
        views=tuple(views), sort=sort, hint=hint, empty=empty,
    )  # fmt: skip
