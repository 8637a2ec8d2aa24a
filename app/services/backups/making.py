"""Makes a verified copy of the SQLite file: a snapshot, opened again, examined like the live file, with a manifest.

A copy counts only when it was examined and its manifest says so. Who scans or posts goes on meanwhile.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from app.core.access import Actor
from app.core.desk import Desk
from app.core.errors import Refused, Trouble
from app.models.engine import FILE_NAME, Store, copy_file
from app.services import attachments, doctor
from app.services.backups.copies import FOLDER, PLAIN, gone, manifest_of, said_plainly, stamp, synced, write_manifest
from app.services.roles import BACKUP

_OLD_SCHEMA = ("file", "foreign_keys")  # what can be asked of a file whose tables this version does not know


def make(desk: Desk, actor: Actor, store: Store, target: Path) -> Path:
    """Makes a verified copy and its manifest; `target` is a folder, or a file that ends in ".db". Returns the file.

    Raises Refused on PostgreSQL, without the right, or where something lies already; Trouble if the disk does not take
    it or the copy is not sound (then nothing of it stays).
    """
    actor.require(BACKUP)
    live = store.file
    if live is None:
        raise Refused(
            "This shop's data is in PostgreSQL. Back it up there: pg_dump --format=custom --file=shop.dump “{url}”.",
            url=store.writer.url.render_as_string(hide_password=True),
        )
    file = target if target.suffix == PLAIN else target / f"counterpart-{stamp()}{PLAIN}"
    part = file.with_name(file.name + ".part")
    with said_plainly(file.parent):
        _refuse_to_replace(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        gone(part)
        try:
            copy_file(live, part)
            single(part)
            told = _examined(part)
            synced(part)
            part.replace(file)
        finally:
            gone(part)
        write_manifest(file, told)
        if file.parent != live.parent / FOLDER:  # the copies within share the live files, which never change
            bring_attachments(live.parent / attachments.FOLDER, file.parent / attachments.FOLDER)
    return file


def _refuse_to_replace(file: Path) -> None:
    """A copy never takes the place of a file, nor lies among a shop's live ones: there it could be taken for them."""
    for there in (file, manifest_of(file)):
        if there.exists():
            raise Refused("There is a file {file} already. Give the copy another name.", file=str(there))
    place = file.resolve()
    for folder in place.parents:
        live = folder / FILE_NAME
        if live.exists() and not manifest_of(live).exists() and folder / FOLDER not in place.parents:
            raise Refused(
                "In {folder} lie a shop's data. Put the copy into another folder, or into “{backups}” within it.",
                folder=str(folder), backups=FOLDER,
            )  # fmt: skip


def adopt(data: Path) -> list[Path]:
    """The copies that were made before a migration become copies like the others: examined, told and kept in turn."""
    made = []
    for file in sorted(data.glob(f"{Path(FILE_NAME).stem}-before-*{PLAIN}")):
        with said_plainly(data / FOLDER):
            single(file)
            told = _examined(file, only=_OLD_SCHEMA)
            (data / FOLDER).mkdir(exist_ok=True)
            target = data / FOLDER / f"{file.stem}-{stamp()}{PLAIN}"
            file.replace(target)
            write_manifest(target, told)
            made.append(target)
    return made


def single(file: Path) -> None:
    """One file without a log beside it."""
    with contextlib.closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")


@contextlib.contextmanager
def reading(file: Path) -> Iterator[Connection]:
    """A connection that can only read."""
    uri = f"{file.absolute().as_uri()}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True))
    try:
        with engine.connect() as conn:
            yield conn
    finally:
        engine.dispose()


def _examined(file: Path, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the manifest says of a copy; Trouble if the file is damaged.

    Other findings do not stop a copy: it shows what the live data shows, and no copy at all would be worse.
    """
    with reading(file) as conn:
        bad = [f for f in doctor.look_at(conn, quick=True, files=False, only=only) if not f.sound]
        if damage := [f for f in bad if f.check == "file"]:
            raise Trouble("The backup is not sound: {what}. The live data was not touched.", what=damage[0].text)
        return {"audit": heads(conn), "rows": rows(conn), "findings": [f.text.data() for f in bad]}


def heads(conn: Connection) -> dict[str, tuple[int, str]]:
    """The last entry of each station's audit: number and hash. Plain SQL: a copy may be of an older version."""
    last = "SELECT station, max(n), hash FROM audit_entries GROUP BY station"  # SQLite: hash of the row of the maximum
    try:
        return {station: (n, head) for station, n, head in conn.exec_driver_sql(last)}
    except DatabaseError:
        return {}


def rows(conn: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    tables = sorted(names.scalars().all())
    return {t: int(conn.exec_driver_sql(f'SELECT count(*) FROM "{t}"').scalar_one()) for t in tables}  # noqa: S608


def bring_attachments(source: Path, target: Path) -> None:
    """Each file once, by its content; one that is there is not written again."""
    for file in sorted(source.glob("??/*")):
        attachments.write_file(target, file.name, file.read_bytes())
