"""The migrations make exactly the tables that the models declare, on a new file."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.models import registry
from app.models.base import Base
from app.models.engine import open_store, sqlite_url


def test_migrated_and_declared_tables_are_the_same(tmp_path: Path) -> None:
    assert registry.MODULES
    store = open_store(sqlite_url(tmp_path / "counterpart.db"))
    with store.reader.connect() as conn:
        found = compare_metadata(MigrationContext.configure(conn), Base.metadata)
    store.close()
    assert found == []
