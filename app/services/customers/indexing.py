"""What searching reads of customers: numbers, names, pinyin, phones. Derived: `doctor` rebuilds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.core.clock import Id
from app.models.customers import Customer, CustomerIndex
from app.services.customers.phones import digits_of
from app.services.parts import folded, pinyin
from app.services.searching import SearchIndex

_customers = select(
    Customer.id, Customer.number, Customer.name, Customer.contact, Customer.mobile, Customer.landline, Customer.uscc
).where(Customer.id.in_(bindparam("ids", expanding=True)), Customer.merged_into.is_(None))


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


_search = SearchIndex(CustomerIndex, Customer, _rows)
reindex, compare_index, rebuild_index = _search.reindex, _search.compare, _search.rebuild
