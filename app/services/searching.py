"""The search rows of a kind: kept in step with its records, compared with them, made anew. Knows no kind by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import Id
from app.core.desk import Context
from app.core.doors import open_door

_CHUNK = 1000
Rows = Callable[[Connection, list[Id]], list[dict[str, Any]]]


class SearchIndex:
    """One derived table of search rows. `rows` makes those of some records; what has none is not to be found."""

    def __init__(self, index: Any, record: Any, rows: Rows) -> None:
        self._table, self._record, self._rows = index.__table__, record, rows
        [self._key] = self._table.primary_key.columns
        self._keep = {dialect.dialect.name: self._upsert(dialect) for dialect in (sqlite, postgresql)}

    def _upsert(self, dialect: Any) -> Any:
        statement = dialect.insert(self._table)
        kept = {c.name: statement.excluded[c.name] for c in self._table.columns if not c.primary_key}
        return statement.on_conflict_do_update(index_elements=[self._key.name], set_=kept)

    def reindex(self, ctx: Context, ids: Iterable[Id]) -> None:
        """Brings the search rows of these records up to date, set-based."""
        ctx.flush()
        for some in _chunks(list(ids)):
            rows = self._rows(ctx.conn, some)
            if rows:
                ctx.derive(self._keep[ctx.conn.dialect.name], rows)
            if gone := set(some) - {row[self._key.name] for row in rows}:
                ctx.derive(delete(self._table).where(self._key.in_(gone)))

    def compare(self, conn: Connection) -> list[Id]:
        """Records whose search row is missing or stale, and search rows without a record."""
        kept: dict[Id, str] = dict(conn.execute(select(self._key, self._table.c.search_text)).all())
        true = {row[self._key.name]: row["search_text"] for rows in self._all(conn) for row in rows}
        return sorted(i for i in kept.keys() | true.keys() if kept.get(i) != true.get(i))

    def rebuild(self, conn: Connection) -> None:
        """Makes the whole search index anew, within the caller's transaction."""
        with open_door(conn, "repair"):
            conn.execute(delete(self._table))
            for rows in self._all(conn):
                if rows:
                    conn.execute(insert(self._table), rows)

    def _all(self, conn: Connection) -> Iterator[list[dict[str, Any]]]:
        for some in _chunks(list(conn.execute(select(self._record.id)).scalars())):
            yield self._rows(conn, some)


def _chunks(ids: list[Id]) -> Iterator[list[Id]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
