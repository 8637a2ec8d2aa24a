"""What searching reads of customers: numbers, names, pinyin, phones. Derived: `doctor` rebuilds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.clock import Id
from app.core.desk import Context
from app.core.doors import open_door
from app.models.customers import Customer, CustomerIndex
from app.services.customers.phones import digits_of
from app.services.parts import folded, pinyin

_CHUNK = 1000
_INDEX: Any = CustomerIndex.__table__
_customers = select(
    Customer.id, Customer.number, Customer.name, Customer.contact, Customer.mobile, Customer.landline, Customer.uscc
).where(Customer.id.in_(bindparam("ids", expanding=True)), Customer.merged_into.is_(None))


def _upsert(dialect: str) -> Any:
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(_INDEX)
    kept = {c.name: statement.excluded[c.name] for c in _INDEX.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["customer_id"], set_=kept)


_KEEP = {dialect: _upsert(dialect) for dialect in ("sqlite", "postgresql")}


def spoken(name: str | None) -> list[str]:
    """A name as it may be typed: itself, its pinyin initials, its whole pinyin."""
    if not name:
        return []
    return [name, *(() if name.isascii() else pinyin(name))]


def lines(items: Iterable[str | None]) -> str:
    """Everything one may type, in small letters, one item a line."""
    return "\n".join(dict.fromkeys(folded(item).lower() for item in items if item))


def _rows(conn: Connection, ids: list[Id]) -> list[dict[str, Any]]:
    return [
        {
            "customer_id": row.id,
            "sort_name": pinyin(row.name)[1][:200],
            "search_text": lines(
                [
                    row.number, *spoken(row.name), *spoken(row.contact), digits_of(row.mobile),
                    digits_of(row.landline), row.uscc,
                ]
            ),
        }
        for row in conn.execute(_customers, {"ids": ids})
    ]  # fmt: skip


def reindex(ctx: Context, ids: Iterable[Id]) -> None:
    """Brings what searching reads of these customers up to date. Merged ones are found by their survivor."""
    ctx.flush()
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        rows = _rows(ctx.conn, some)
        if rows:
            ctx.derive(_KEEP[ctx.conn.dialect.name], rows)
        if merged := set(some) - {row["customer_id"] for row in rows}:
            ctx.derive(delete(_INDEX).where(_INDEX.c.customer_id.in_(merged)))


def compare_index(conn: Connection) -> list[Id]:
    """Customers whose search row is missing, stale or without a customer."""
    kept = {
        row.customer_id: row.search_text for row in conn.execute(select(_INDEX.c.customer_id, _INDEX.c.search_text))
    }
    true: dict[Id, str] = {}
    ids = list(conn.execute(select(Customer.id)).scalars())
    for start in range(0, len(ids), _CHUNK):
        true |= {row["customer_id"]: row["search_text"] for row in _rows(conn, ids[start : start + _CHUNK])}
    return sorted(i for i in kept.keys() | true.keys() if kept.get(i) != true.get(i))


def rebuild_index(conn: Connection) -> None:
    """Makes the whole search index anew, within the caller's transaction."""
    ids = list(conn.execute(select(Customer.id)).scalars())
    with open_door(conn, "repair"):
        conn.execute(delete(_INDEX))
        for start in range(0, len(ids), _CHUNK):
            if rows := _rows(conn, ids[start : start + _CHUNK]):
                conn.execute(insert(_INDEX), rows)
