"""What makes hundreds of small shops quick in one process; the program itself does none of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from app.models import engine

DURABLE = engine.PRAGMAS
_open = engine._engine
_compiled: LRUCache[Any, Any] = LRUCache(2000)


def hurry() -> None:
    """From now on SQLite files that this process opens do not wait for the disk (no test cuts the power of its own
    process) and share what SQLAlchemy has compiled, which it keeps by engine and dialect.
    """
    engine.PRAGMAS = tuple(p.replace("=FULL", "=OFF") for p in DURABLE)
    engine._engine = _alike


def _alike(url: str, *, readonly: bool) -> Engine:
    made = _open(url, readonly=readonly)
    if made.dialect.name == "sqlite":
        made.dialect.__class__ = Alike
        made._compiled_cache = _compiled
    return made


class Alike(SQLiteDialect_pysqlite):
    """All of them are one key of what is compiled; each has listeners of its own."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alike)

    def __hash__(self) -> int:
        return hash(Alike)
