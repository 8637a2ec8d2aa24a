"""Opening the shop's database: what is made, what is refused, and that a refused file is left alone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.core.errors import Refused
from app.models import engine
from app.models.base import Base
from app.models.engine import APPLICATION_ID, FILE_NAME, check_file, open_store, remote_mount, sqlite_url
from tests.fast import DURABLE

# an index that points to another one's pages: what quick_check is for
BEND = ("PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_sign_ins_user'")


def pragma(conn: Any, name: str) -> Any:
    return conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def shop(folder: Path) -> Path:
    """A shop's file, closed."""
    open_store(sqlite_url(folder / FILE_NAME)).close()
    return folder / FILE_NAME


def execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        for statement in statements:
            conn.execute(statement)


def test_a_new_file_is_ours_sealed_and_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PRAGMAS", DURABLE)
    store = open_store(sqlite_url(tmp_path / FILE_NAME))
    with store.writer.connect() as conn:
        assert pragma(conn, "application_id") == APPLICATION_ID
        assert (pragma(conn, "journal_mode"), pragma(conn, "synchronous"), pragma(conn, "foreign_keys")) == (
            "wal",
            2,
            1,
        )
        assert engine.trigger_names_present(conn) == engine.trigger_names()
        assert set(inspect(conn).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    with store.reader.connect() as conn:
        assert pragma(conn, "query_only") == 1
    assert store.file == tmp_path / FILE_NAME
    store.close()
    assert [f.name for f in tmp_path.iterdir()] == [FILE_NAME]


def test_every_table_says_of_what_kind_it_is() -> None:
    kinds = {table.name: table.info.get("kind") for table in Base.metadata.sorted_tables}
    assert set(kinds.values()) == {"record", "log", "derived", "journal"}


def test_it_opens_again_and_an_empty_file_is_fine(tmp_path: Path) -> None:
    file = shop(tmp_path)
    before = file.stat().st_size
    open_store(sqlite_url(file)).close()
    assert file.stat().st_size == before
    (tmp_path / "empty.db").touch()
    open_store(sqlite_url(tmp_path / "empty.db")).close()


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign, words = tmp_path / "foreign.db", tmp_path / "words.db"
    execute(foreign, "CREATE TABLE x (y)")
    words.write_text("Dear diary", encoding="utf-8")
    for file, says in ((foreign, "belongs to another program"), (words, "not a Counterpart data file")):
        before = file.read_bytes()
        with pytest.raises(Refused, match=says):
            open_store(sqlite_url(file))
        assert file.read_bytes() == before
    assert sorted(f.name for f in tmp_path.iterdir()) == ["foreign.db", "words.db"]


def test_a_newer_versions_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = shop(tmp_path)
    execute(file, "UPDATE alembic_version SET version_num = '9999'")
    before = file.read_bytes()
    with pytest.raises(Refused, match="newer version"):
        open_store(sqlite_url(file))
    assert file.read_bytes() == before
    file.rename(tmp_path / "moved.db")  # nothing holds it


@pytest.mark.parametrize("where", [100, 4096])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, where: int) -> None:
    file = shop(tmp_path)
    content = bytearray(file.read_bytes())
    content[where : where + 3996] = b"\xff" * 3996
    file.write_bytes(bytes(content))
    with pytest.raises(Refused, match="damaged") as caught:
        open_store(sqlite_url(file))
    assert caught.value.where == "damaged"
    assert file.read_bytes() == bytes(content)


def test_a_schema_that_is_no_text_any_more_is_refused(tmp_path: Path) -> None:
    """SQLite quotes the damaged words when it complains, and they can't be decoded."""
    file = shop(tmp_path)
    content = file.read_bytes()
    at = content.index(b"CREATE TABLE users") + len("CREATE TABLE ")
    file.write_bytes(content[:at] + b"'\x9a" + content[at + 2 :])
    with pytest.raises(Refused, match="damaged") as caught:
        check_file(file)
    assert isinstance(caught.value.__cause__, UnicodeDecodeError)


def test_a_file_that_fails_its_own_check_is_refused(tmp_path: Path) -> None:
    file = shop(tmp_path)
    execute(
        file, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_sign_ins_user'"
    )
    with pytest.raises(Refused, match="damaged"):
        check_file(file)


def test_a_network_share_is_refused_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n"
    monkeypatch.setattr(engine, "is_remote", lambda path: remote_mount(str(path.absolute()), mounts))
    with pytest.raises(Refused, match="network drive"):
        open_store(sqlite_url(tmp_path / FILE_NAME))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/mnt/share/shop/x.db", True),
        ("/mnt/share", True),
        ("/mnt/shared/x.db", False),
        ("/mnt/share/local/x.db", False),
        ("/home/me/my share/x.db", True),
        ("/x.db", False),
    ],
)
def test_the_deepest_mount_decides(path: str, remote: bool) -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\nnot a mount\n//nas/x /mnt/share cifs rw 0 0\n"
        "/dev/sdb1 /mnt/share/local ext4 rw 0 0\n//nas/y /home/me/my\\040share smb3 rw 0 0\n"
    )
    assert remote_mount(path, mounts) is remote


def test_this_disk_is_not_remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not engine.is_remote(tmp_path)

    def gone(*_: object, **__: object) -> str:
        raise OSError("no /proc here")

    monkeypatch.setattr(Path, "read_text", gone)
    assert not engine.is_remote(tmp_path)


def test_a_copy_is_checked(tmp_path: Path) -> None:
    file = shop(tmp_path)
    engine.copy_file(file, tmp_path / "copy.db")
    check_file(tmp_path / "copy.db")
    execute(
        file, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_sign_ins_user'"
    )
    with pytest.raises(Refused, match="damaged"):
        engine.copy_file(file, tmp_path / "copy2.db")


def test_a_copy_is_kept_before_an_older_file_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The migrations of a next version, written for this test into a folder of their own."""
    file = shop(tmp_path)
    newest = ScriptDirectory(engine.MIGRATIONS.as_posix()).get_current_head()
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(engine.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "v9998_next.py").write_text(
        f'"""Next."""\nfrom alembic import op\nrevision = "9998"\ndown_revision = "{newest}"\n'
        "branch_labels = None\ndepends_on = None\n"
        'def upgrade() -> None:\n    op.execute("DROP TRIGGER sign_ins_no_update")\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(engine, "MIGRATIONS", scripts)
    store = open_store(sqlite_url(file))
    with store.reader.connect() as conn:
        assert conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "9998"
        assert engine.trigger_names_present(conn) == engine.trigger_names()  # put back, whatever a migration dropped
    store.close()
    assert [f.name for f in tmp_path.glob("*before*")] == ["counterpart-before-9998.db"]
    with closing(sqlite3.connect(tmp_path / "counterpart-before-9998.db")) as conn:
        assert conn.execute("SELECT version_num FROM alembic_version").fetchone() == (newest,)


def test_what_is_read_of_the_migrations_is_what_they_are() -> None:
    known = ScriptDirectory(engine.MIGRATIONS.as_posix()).walk_revisions()
    assert engine.revisions() == {script.revision: script.down_revision for script in known}


def test_a_writer_waits_for_its_turn_from_the_first_statement(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: a transaction that reads first can't be overtaken and fail later."""
    store = open_store(sqlite_url(tmp_path / FILE_NAME))
    with (
        store.writer.connect() as one,
        one.begin(),
        closing(sqlite3.connect(tmp_path / FILE_NAME, timeout=0.05)) as two,
    ):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            two.execute("BEGIN IMMEDIATE")
        with store.reader.connect() as reader, reader.begin():
            assert reader.exec_driver_sql("SELECT count(*) FROM users").scalar_one() == 0
    store.close()


def test_postgresql_has_no_file() -> None:
    plain = engine._engine("postgresql://nobody@127.0.0.1:1/none", readonly=True)
    assert engine.Store("x", plain, plain).file is None
    statements = engine.triggers("postgresql")
    assert statements[0].startswith("CREATE OR REPLACE FUNCTION sealed()")
    assert sum("CREATE TRIGGER" in s for s in statements) == len(engine.trigger_names())
    plain.dispose()
