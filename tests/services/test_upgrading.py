"""A new version takes over a shop's file: copy, rehearsal, migration; whatever fails leaves the file as it was."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from app.boot import open_shop
from app.core.errors import Refused, Trouble
from app.models import engine
from app.models.engine import FILE_NAME, open_store, sqlite_url
from app.services import upgrading

NEXT = '''"""Next."""
import sqlalchemy as sa
from alembic import op
revision = "9998"
down_revision = "{newest}"
branch_labels = None
depends_on = None
def upgrade() -> None:
    op.add_column("parts", sa.Column("colour", sa.Text()))
{more}
'''


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a shop of this version, closed."""
    folder = tmp_path / "data"
    store, desk = open_shop(folder)
    desk.close()
    store.close()
    return folder


def next_version(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    """From here on the program is a version further, with one more migration."""
    newest = ScriptDirectory(engine.MIGRATIONS.as_posix()).get_current_head()
    scripts = folder / "migrations"
    shutil.copytree(engine.MIGRATIONS, scripts)
    (scripts / "versions" / "v9998_next.py").write_text(NEXT.format(newest=newest, more=more), encoding="utf-8")
    monkeypatch.setattr(engine, "MIGRATIONS", scripts)


def tables(file: Path) -> list[str]:
    """All that is in a file, as SQL."""
    with closing(sqlite3.connect(file)) as conn:
        return list(conn.iterdump())


def test_where_there_is_no_shop_nothing_is_done(tmp_path: Path) -> None:
    assert not upgrading.upgrade(tmp_path / "none", open_shop)
    assert not (tmp_path / "none").exists()


def test_a_shop_of_this_version_is_left_alone(data: Path) -> None:
    before = tables(data / FILE_NAME)
    assert not upgrading.upgrade(data, open_shop)
    assert tables(data / FILE_NAME) == before


def test_an_older_shop_is_brought_here_and_a_copy_of_it_is_kept(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(data / FILE_NAME)
    next_version(monkeypatch, tmp_path)
    assert upgrading.upgrade(data, open_shop)
    with closing(sqlite3.connect(data / FILE_NAME)) as conn:
        assert conn.execute("SELECT version_num FROM alembic_version").fetchone() == ("9998",)
        assert "colour" in [row[1] for row in conn.execute("PRAGMA table_info(parts)")]
    [copy] = data.rglob("*before*.db")
    assert tables(copy) == before
    assert not list(data.glob("*rehearsal*"))


def test_a_migration_that_fails_leaves_the_shop_as_it_was(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = tables(data / FILE_NAME)
    next_version(monkeypatch, tmp_path, '    op.execute("UPDATE parts SET nonsense = 1")')
    with pytest.raises(Trouble, match=r"can't take over the shop's data.*nonsense.*was not touched"):
        upgrading.upgrade(data, open_shop)
    caplog.clear()
    assert tables(data / FILE_NAME) == before
    assert not list(data.glob("*rehearsal*"))
    monkeypatch.undo()
    store = open_store(sqlite_url(data / FILE_NAME))  # the version before goes on with it
    store.close()


def test_damage_that_the_rehearsal_finds_stops_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    next_version(monkeypatch, tmp_path, '    op.execute("PRAGMA writable_schema=ON")\n    ' + "op.execute(SPOIL)")
    spoil = "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'parts'"
    script = tmp_path / "migrations" / "versions" / "v9998_next.py"
    script.write_text(f'SPOIL = "{spoil}"\n' + script.read_text(encoding="utf-8"), encoding="utf-8")
    before = tables(data / FILE_NAME)
    with pytest.raises(Trouble, match="can't take over"):
        upgrading.upgrade(data, open_shop)
    caplog.clear()
    assert tables(data / FILE_NAME) == before


def test_an_open_shop_is_not_upgraded(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, desk = open_shop(data)
    with store.reader.connect() as conn:
        conn.exec_driver_sql("SELECT count(*) FROM parts").scalar_one()
        next_version(monkeypatch, tmp_path)
        with pytest.raises(Trouble, match="Close Counterpart"):
            upgrading.upgrade(data, open_shop)
    desk.close()
    store.close()


def test_foreign_and_newer_files_are_refused(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE_NAME).write_text("no shop at all, but long enough to look at", encoding="utf-8")
    with pytest.raises(Refused, match="not a Counterpart data file"):
        upgrading.upgrade(tmp_path, open_shop)
    next_version(monkeypatch, tmp_path)
    assert upgrading.upgrade(data, open_shop)
    monkeypatch.undo()
    with pytest.raises(Refused, match="newer version"):
        upgrading.upgrade(data, open_shop)


def test_an_empty_file_becomes_a_shop(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    assert upgrading.upgrade(tmp_path, open_shop)
    assert not upgrading.upgrade(tmp_path, open_shop)
