"""Many ids: statements that are prepared for any number of them, and answers of which few are looked at.

Knows no table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, overload

from sqlalchemy import Connection, Dialect, bindparam, type_coerce

from app.core.clock import Id
from app.models.base import IdType, read_id

SIZES = (1, 4, 16, 64)
CHUNK = 1000
_ID = IdType()


class ByIds:
    """A SELECT with a condition on many ids; `make` gets what stands in the condition's `in_` and answers it.

    A list that grows and shrinks is taken apart and put together anew with each call, which costs more than the answer.
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


class _RawId(IdType):
    """An id as the driver gives it: bytes from SQLite, a UUID from PostgreSQL."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return None


class Ids(Sequence[Id]):
    """The ids a list found, made of their bytes when somebody looks at them: of 100,000 a screen shows thirty."""

    def __init__(self, raw: Sequence[bytes]) -> None:
        self._raw = raw

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, at: int) -> Id: ...
    @overload
    def __getitem__(self, at: slice) -> list[Id]: ...
    def __getitem__(self, at: int | slice) -> Any:
        found = self._raw[at]
        return read_id(found) if isinstance(found, bytes) else [read_id(each) for each in found]

    def index(self, value: Any, start: int = 0, stop: int | None = None) -> int:
        """Where an id stands; bytes are compared much faster than ids."""
        return self._raw.index(value.bytes, start, len(self._raw) if stop is None else stop)


def raw_id(column: Any) -> Any:
    """The column to select for `ids_of`."""
    return type_coerce(column, _RawId())


def ids_of(conn: Connection, statement: Any) -> Sequence[Id]:
    """What a SELECT of one `raw_id` finds."""
    result = conn.execute(statement)
    found = [id_ for (id_,) in result.cursor.fetchall()]  # no Row for each: twice as fast
    result.close()
    return found if conn.dialect.name == "postgresql" else Ids(found)
