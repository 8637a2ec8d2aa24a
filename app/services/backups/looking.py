"""What is in a copy before anything is touched: when, which version, which stations, how many of what, last papers.

A copy is read from a working copy of its own, opened with the passphrase if it is sealed; so a share or a stick that
goes meanwhile harms nothing. Plain SQL: the copy may be of an older version.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from app.core import clock
from app.core.errors import Refused, Trouble, why
from app.models.engine import FILE_NAME, check_file, revisions
from app.services.backups import making, sealing
from app.services.backups.copies import read_manifest, said_plainly, sha256

NEWEST = 5


@dataclass(frozen=True)
class Paper:
    """One of the last papers in a copy: kind (its plural as a msgid), number, when it was written."""

    kind: str
    number: str
    at: datetime


@dataclass(frozen=True)
class Inside:
    """What a copy holds. `made_at` and `version` are None without a manifest; `rows` names kinds by msgid.

    `foreign`: it has no entry in common with the books that are here now, so it is another shop's.
    """

    file: Path
    size: int
    made_at: datetime | None
    version: str | None
    schema: str
    newer: bool
    last_at: datetime | None
    heads: dict[str, tuple[int, str]]
    rows: tuple[tuple[str, int], ...]
    papers: tuple[Paper, ...]
    foreign: bool = False


def look_inside(file: Path, room: Path, passphrase: str = "") -> Inside:
    """What is in a copy; `room` is a folder with space for it (nothing stays there): the shop's own, if there is one.

    Raises Refused if it is no copy of ours, was changed, or the passphrase does not open it.
    """
    told = read_manifest(file)
    with opened(file, room, key_to(file, passphrase)) as plain, making.reading(plain) as conn:
        schema = str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
        last = conn.exec_driver_sql("SELECT max(at) FROM audit_entries").scalar()
        return Inside(
            file, plain.stat().st_size, told.at if told else None, told.version if told else None, schema,
            schema not in revisions(), clock.from_micros(last) if last else None, making.heads(conn), _rows(conn),
            _papers(conn), _is_foreign(conn, room / FILE_NAME),
        )  # fmt: skip


def _is_foreign(conn: Connection, live: Path) -> bool:
    """True if the books here and those of the copy began differently at every station."""
    try:
        with making.reading(live) as here:
            ours = _beginnings(here)
        return bool(ours) and not ours & _beginnings(conn)
    except DatabaseError:  # there are no books here, or they are damaged: that is why one restores
        return False


def _beginnings(conn: Connection) -> set[tuple[str, str]]:
    """The first entry of each station's audit."""
    return {(row[0], row[1]) for row in conn.exec_driver_sql("SELECT station, hash FROM audit_entries WHERE n = 1")}


def key_to(file: Path, passphrase: str) -> Any:
    """What opens a sealed copy (it takes a second on purpose); None for an open one. Refused if the words are wrong."""
    if not file.is_file():
        raise Refused("There is no file {file}.", file=str(file))
    if not sealing.is_sealed(file):
        return None
    told = read_manifest(file)
    return sealing.unlock(file, told.key if told else "", passphrase)


@contextlib.contextmanager
def opened(file: Path, room: Path, key: Any = None) -> Iterator[Path]:
    """The SQLite file of a copy on this PC's disk, checked; it goes with the block. `key`: see `key_to`."""
    told = read_manifest(file)
    with _read_plainly(file):
        changed = told is not None and sha256(file) != told.sha256
    if changed:
        raise Refused("{file} was changed after it was made. Take another backup.", file=str(file))
    with contextlib.ExitStack() as stack:
        with said_plainly(room):
            room.mkdir(parents=True, exist_ok=True)
            work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="looking-", dir=room)))
            plain = work / "copy.db"
        with _read_plainly(file):
            if key is not None:
                sealing.unseal(file, plain, key)
            else:
                shutil.copyfile(file, plain)
        check_file(plain)
        yield plain


@contextlib.contextmanager
def _read_plainly(file: Path) -> Iterator[None]:
    """A stick that is pulled or a share that fails is said in the user's words."""
    try:
        yield
    except OSError as error:
        raise Trouble("The backup {file} can't be read: {reason}.", file=str(file), reason=why(error)) from error


def _kinds(conn: Connection) -> Iterator[tuple[str, str, bool]]:
    """(table, plural, has numbered papers) of each kind whose table the copy has."""
    from app.services.kinds import KINDS

    present = set(conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    for kind in KINDS:
        if kind.model.__tablename__ in present:
            yield kind.model.__tablename__, kind.plural, bool(kind.prefix and kind.workflow)


def _rows(conn: Connection) -> tuple[tuple[str, int], ...]:
    count = 'SELECT count(*) FROM "{}"'.format
    found = [(label, conn.exec_driver_sql(count(table)).scalar_one()) for table, label, _papers in _kinds(conn)]
    return tuple((label, int(n)) for label, n in found if n)


def _papers(conn: Connection) -> tuple[Paper, ...]:
    """The last papers of all kinds that give numbers."""
    found: list[Paper] = []
    for table, label, papers in _kinds(conn):
        if papers:
            newest = f'SELECT number, created_at FROM "{table}" ORDER BY created_at DESC LIMIT {NEWEST}'  # noqa: S608
            found += [Paper(label, number, clock.from_micros(at)) for number, at in conn.exec_driver_sql(newest)]
    return tuple(sorted(found, key=lambda paper: paper.at, reverse=True)[:NEWEST])
