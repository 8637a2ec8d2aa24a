"""Opens the shop's database: pragmas, transactions, triggers, migrations, refusals; the place for engine differences.

A foreign, newer, damaged or remote file is refused and not touched.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, OperationalError

from app.core.doors import guard
from app.core.errors import Refused, Trouble
from app.models.base import Base

APPLICATION_ID = 0x43505254  # "CPRT" in the file's header says that it is ours
FILE_NAME = "counterpart.db"
MIGRATIONS = Path(__file__).parent / "migrations"
# what reading a damaged file raises: SQLite's own words about it may hold bytes that are no text
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
PRAGMAS: tuple[str, ...] = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "davfs", "fuse.rclone"}


@dataclass(frozen=True)
class Store:
    """An open database: the writer's engine and the readers' (which the database itself keeps from writing)."""

    url: str
    writer: Engine
    reader: Engine

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        return Path(self.writer.url.database or "") if self.writer.dialect.name == "sqlite" else None

    def close(self) -> None:
        """Closes all connections; SQLite then folds its write-ahead log into the file."""
        self.writer.dispose()
        self.reader.dispose()


def sqlite_url(file: Path) -> str:
    """The database URL of a file."""
    return f"sqlite:///{file.as_posix()}"


def open_store(url: str) -> Store:
    """Opens and, where needed, migrates the database at `url`.

    Raises Refused, with the file untouched, if it lies on a network share, belongs to another program, to a newer
    version of this one, or is damaged.
    """
    try:
        writer = _engine(url, readonly=False)
    except (ArgumentError, ImportError) as error:
        raise Refused(
            "This is no database address. Write it as {example}.", example="postgresql://user:password@host/database"
        ) from error
    file = Path(writer.url.database or "") if writer.dialect.name == "sqlite" else None
    try:
        if file is not None:
            check_file(file)
        else:
            _reach(writer)
        migrate(writer, file)
    except BaseException:
        writer.dispose()  # else the refused file stays open and can't be moved out of the way
        raise
    reader = _engine(url, readonly=True)
    guard(writer)
    guard(reader)
    return Store(url, writer, reader)


def _reach(engine: Engine) -> None:
    """Raises Trouble if the database server can't be reached or lets nobody in; its password is never said."""
    try:
        engine.connect().close()
    except OperationalError as error:
        raise Trouble(
            "The database server {host} does not let this PC in: {reason}. Nothing was changed.",
            host=f"{engine.url.host}:{engine.url.port or 5432}", reason=str(error.orig).strip().splitlines()[0],
        ) from error  # fmt: skip


def _engine(url: str, *, readonly: bool) -> Engine:
    if url.startswith("postgresql:"):
        url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    if url.startswith("sqlite"):
        kept = {"cached_statements": 500}  # as many as SQLAlchemy keeps compiled: parsing costs more than asking
        given = {"timeout": 5, "isolation_level": None, "check_same_thread": False} | kept
        engine = create_engine(url, connect_args=given)
    else:
        engine = create_engine(url, pool_pre_ping=True)
    sqlite = engine.dialect.name == "sqlite"

    @event.listens_for(engine, "connect")
    def _connected(dbapi: Any, _record: Any) -> None:
        if sqlite:
            for pragma in (*PRAGMAS, f"query_only={'ON' if readonly else 'OFF'}"):
                dbapi.execute(f"PRAGMA {pragma}")
        elif readonly:
            dbapi.read_only = True

    if sqlite:  # the driver's own BEGIN would leave DDL outside; a listener would slow down every statement

        def begin(dbapi: Any) -> None:
            dbapi.execute("BEGIN" if readonly else "BEGIN IMMEDIATE")

        engine.dialect.do_begin = begin  # type: ignore[method-assign, assignment]
    return engine


def one_moment(conn: Connection) -> None:
    """All that this transaction reads is of one moment. SQLite's readers always see that; call it first."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def check_file(file: Path) -> None:
    """Raises Refused if the file must not be opened; a missing or empty one is fine."""
    if is_remote(file):
        raise Refused(
            "The data folder {folder} lies on a network drive, where a data file can be damaged. "
            "Choose a folder on this PC; for several PCs use PostgreSQL.",
            folder=str(file.parent),
        )
    if not file.exists() or file.stat().st_size == 0:
        return
    with file.open("rb") as stream:
        head = stream.read(100)
    if not head.startswith(b"SQLite format 3\0"):
        raise Refused("{file} is not a Counterpart data file. Choose another.", file=str(file))
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            owner = conn.execute("PRAGMA application_id").fetchone()[0]
            tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            sound = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    except UNREADABLE as error:
        raise damaged(file) from error
    if owner != APPLICATION_ID and tables:
        raise Refused("{file} belongs to another program. Choose another folder.", file=str(file))
    if sound != "ok":
        raise damaged(file)


def damaged(file: Path) -> Refused:
    """The refusal of a damaged file; boot offers the last good backup with it."""
    return Refused(
        "The data file {file} is damaged; it was not touched. Restore the last good backup.",
        where="damaged",
        file=str(file),
    )


def is_remote(path: Path) -> bool:
    """True if `path` lies on a network share: SQLite's locks are not to be trusted there."""
    if sys.platform == "win32":  # pragma: no cover - measured by the self-test on Windows
        import ctypes

        full = str(path.absolute())
        return full.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(os.path.splitdrive(full)[0] + "\\") == 4
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return remote_mount(str(path.absolute()), mounts)


def remote_mount(path: str, mounts: str) -> bool:
    """True if the deepest mount above `path`, in the format of /proc/mounts, is of a network file system."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) > 2:
            point = parts[1].replace("\\040", " ")
            if (path == point or path.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
                best, kind = point, parts[2]
    return kind in _REMOTE


def revisions() -> dict[str, str | None]:
    """Each migration beside this file → the one before it; read as text, for loading them takes longer than opening."""
    sources = [file.read_text(encoding="utf-8") for file in MIGRATIONS.glob("versions/v*.py")]
    return {_named("revision", source) or "": _named("down_revision", source) for source in sources}


def newest_revision() -> str:
    """The revision that this version of the program brings every database to."""
    known = revisions()
    [newest] = known.keys() - set(known.values())
    return newest


def _named(name: str, source: str) -> str | None:
    found = re.search(rf'^{name} = "(\w+)"$', source, re.MULTILINE)
    return found[1] if found else None


def migrate(engine: Engine, file: Path | None) -> None:
    """Brings the database to the newest revision; a copy of the file is made first. Refuses what is newer than we."""
    known = revisions()
    with engine.connect() as conn:
        kept = inspect(conn).has_table("alembic_version")
        present = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if kept else None
    newest = newest_revision()
    if present == newest:
        return
    if present is not None and present not in known:
        raise Refused(
            "This data was written by a newer version of Counterpart; it was not touched. Install the newer version."
        )
    if present is not None and file is not None:
        copy_file(file, file.with_name(f"{file.stem}-before-{newest}.db"))
    with engine.connect() as conn, conn.begin():
        _upgrade(conn)
        for statement in triggers(conn.dialect.name):
            conn.exec_driver_sql(statement)
        if file is not None:
            conn.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def _upgrade(conn: Connection) -> None:
    from alembic import command  # few starts have anything to migrate
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix())
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


def copy_file(source: Path, target: Path) -> None:
    """A consistent copy of a live SQLite file, checked after writing. Raises Refused if the copy is not sound.

    All in one step, from one snapshot: in pieces it would begin anew with each commit of those who go on working.
    """
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        sound = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if sound != "ok":
        raise damaged(target)


def sealed_tables() -> Iterator[Table]:
    """The tables whose rows are never changed nor deleted: logs, the audit and the outbox."""
    for table in Base.metadata.sorted_tables:
        if table.info.get("kind") == "log" or table.name in ("audit_entries", "outbox_entries"):
            yield table


def trigger_names() -> set[str]:
    """Names of all triggers there must be; `doctor` compares."""
    return {f"{table.name}_no_{op}" for table in sealed_tables() for op in ("update", "delete")}


def triggers(dialect: str) -> list[str]:
    """DDL that forbids UPDATE and DELETE on sealed tables. Runs after every migration: batch copies drop triggers."""
    out: list[str] = []
    if dialect == "postgresql":
        out.append(
            "CREATE OR REPLACE FUNCTION sealed() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in sealed_tables():
        for op in ("update", "delete"):
            name = f"{table.name}_no_{op}"
            if dialect == "postgresql":
                out.append(f"DROP TRIGGER IF EXISTS {name} ON {table.name}")
                out.append(
                    f"CREATE TRIGGER {name} BEFORE {op.upper()} ON {table.name} FOR EACH ROW EXECUTE FUNCTION sealed()"
                )
            else:
                out.append(
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {op.upper()} ON {table.name} "
                    f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
                )
    return out


def trigger_names_present(conn: Connection) -> set[str]:
    """Names of the triggers that are really there."""
    if conn.dialect.name == "postgresql":
        return set(conn.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).scalars())
    return set(conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
