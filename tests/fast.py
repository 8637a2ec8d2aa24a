"""What makes hundreds of small shops quick in one process; the program itself does none of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine
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
        made.dialect = made.pool._dialect = _dialect()
        made._compiled_cache = _compiled
    return made


@cache
def _dialect() -> Dialect:
    first = create_engine("sqlite://")
    first.connect().close()  # only then it knows the database's version
    first.dispose()
    return first.dialect
