"""What makes hundreds of small shops quick in one process; the program itself does none of it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

import app.models.registry  # noqa: F401 - fills the metadata
from app.models import engine

DURABLE, MIGRATIONS = engine.PRAGMAS, engine.MIGRATIONS
_open, _migrate = engine._engine, engine.migrate
_compiled: LRUCache[Any, Any] = LRUCache(2000)


def hurry() -> None:
    """From now on SQLite files that this process opens do not wait for the disk (no test cuts the power of its own
    process), share what SQLAlchemy has compiled, which it keeps by engine and dialect, and a new one is a copy of the
    one that was migrated first: from nothing that takes most of a test's time. A test of a new file asks for DURABLE.
    """
    engine.PRAGMAS = tuple(p.replace("=FULL", "=OFF") for p in DURABLE)
    engine._engine = _alike
    engine.migrate = _copied


def _alike(url: str, *, readonly: bool) -> Engine:
    made = _open(url, readonly=readonly)
    if made.dialect.name == "sqlite":
        made.dialect.__class__ = Alike
        made._compiled_cache = _compiled
    return made


def _copied(made: Engine, file: Path | None) -> None:
    new = file is not None and not (file.exists() and file.stat().st_size)
    if new and engine.PRAGMAS is not DURABLE and engine.MIGRATIONS is MIGRATIONS:
        shutil.copyfile(empty(), file)
    _migrate(made, file)


@cache
def empty() -> Path:
    """A migrated file with nothing in it, made once per process; whoever wants it copies it."""
    folder = tempfile.TemporaryDirectory(prefix="counterpart-tests-")
    atexit.register(folder.cleanup)
    file = Path(folder.name) / engine.FILE_NAME
    made = engine._engine(engine.sqlite_url(file), readonly=False)
    _migrate(made, file)
    made.dispose()
    return file


class Alike(SQLiteDialect_pysqlite):
    """All of them are one key of what is compiled; each has listeners of its own."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alike)

    def __hash__(self) -> int:
        return hash(Alike)
