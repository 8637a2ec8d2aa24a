"""Builds the charges of documents that name a person in a column (E92). Knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import select

from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import Text
from app.core.kind import Charge, Task


def named_by(
    column: Any, label: str, kind: str, states: Sequence[str], what: Sequence[str],
    needs: Permission, unfit: Callable[[Any, Any, Id], Text | None] | None = None,
) -> Charge:  # fmt: skip
    """The charge of documents that name a person in one column while they are in one of `states`.

    `what` are the attributes that tell one from another; `needs` is what the next one must be allowed to do, and
    `unfit(ctx, document, to)` says why this one can't be his.
    """
    model = column.class_

    def find(ctx: Any, people: Collection[Id]) -> Sequence[Task]:
        wanted = select(model).where(column.in_(people), model.state.in_(states)).order_by(model.number)
        return [
            Task(
                getattr(one, column.key), one.station, one.id, kind, one.id, one.number,
                brief(*(getattr(one, attribute) for attribute in what)),
            )
            for one in ctx.session.scalars(wanted)
        ]  # fmt: skip

    def give(ctx: Any, id: Id, _person: Id, to: Id) -> None:
        one = ctx.session.get_one(model, id)
        if unfit is not None and (why := unfit(ctx, one, to)):
            raise Refused(why)
        setattr(one, column.key, to)

    return Charge(kind, label, find, give, needs)


def brief(*words: str | None) -> str:
    """A few words that tell a task from another."""
    return " · ".join(filter(None, words))[:80]
