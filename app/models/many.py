"""Statements for any number of ids, prepared once; knows no table.

A list of ids that grows and shrinks is taken apart and put together anew with each call, which costs more than the
answer to ten of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, bindparam

from app.core.clock import Id
from app.models.base import IdType

SIZES = (1, 4, 16, 64)
CHUNK = 1000
_ID = IdType()


class ByIds:
    """A SELECT with a condition on many ids; `make` gets what stands in the condition's `in_` and answers it.

    Few ids take a statement of a fixed size, filled up with the last of them; many are asked for in pieces.
    """

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._many = make(bindparam("ids", expanding=True))
        self._few = {size: make([bindparam(f"id{n}", type_=_ID) for n in range(size)]) for size in SIZES}

    def rows(self, conn: Connection, ids: Iterable[Id], **given: Any) -> list[Any]:
        """The rows for these ids; an id that comes twice is asked for once."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return []
        size = next((size for size in SIZES if size >= len(wanted)), 0)
        if size:
            for at, id_ in enumerate(wanted + wanted[-1:] * (size - len(wanted))):
                given[f"id{at}"] = id_
            return list(conn.execute(self._few[size], given).all())
        found: list[Any] = []
        for start in range(0, len(wanted), CHUNK):
            found += conn.execute(self._many, {**given, "ids": wanted[start : start + CHUNK]}).all()
        return found
