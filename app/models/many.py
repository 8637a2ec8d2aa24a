"""Statements for any number of ids, prepared once; knows no table.

A list of ids that grows with each call is taken apart and put together anew each time, which costs three times as much
as the answer to ten of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam

from app.core.clock import Id
from app.models.base import IdType

SIZES = (1, 4, 16, 64, 256, 1000)


class ByIds:
    """A SELECT with a condition on many ids. `make` gets the places for the ids and answers the statement.

    It is made for the sizes above: a shorter list is filled up with its last id, a longer one asked for in pieces.
    """

    def __init__(self, make: Callable[[Sequence[BindParameter[Id]]], Select[Any]]) -> None:
        self._make = make
        self._made: dict[int, tuple[list[str], Select[Any]]] = {}

    def rows(self, conn: Connection, ids: Iterable[Id], **given: Any) -> list[Row[Any]]:
        """The rows for these ids; an id that comes twice is asked for once."""
        wanted = list(dict.fromkeys(ids))
        found: list[Row[Any]] = []
        for start in range(0, len(wanted), SIZES[-1]):
            some = wanted[start : start + SIZES[-1]]
            size = next(size for size in SIZES if size >= len(some))
            names, statement = self._made.get(size) or self._prepared(size)
            some += some[-1:] * (size - len(some))
            found += conn.execute(statement, {**given, **dict(zip(names, some, strict=True))}).all()
        return found

    def _prepared(self, size: int) -> tuple[list[str], Select[Any]]:
        names = [f"id{n}" for n in range(size)]
        made = names, self._make([bindparam(name, type_=IdType()) for name in names])
        self._made[size] = made
        return made
