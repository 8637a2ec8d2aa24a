"""Verified copies of the SQLite file: made, kept, found again and put back. PostgreSQL has pg_dump for that.

A copy counts only when it was examined and its manifest says so. Nothing is ever put over the live file without keeping
that file under another name.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select, update
from sqlalchemy.engine import Connection

from app import __version__
from app.core import clock
from app.core.access import Actor
from app.core.desk import Context, Desk, usecase
from app.core.doors import open_door
from app.core.errors import Refused, Trouble, why
from app.core.i18n import N_
from app.core.settings import Setting
from app.models.engine import FILE_NAME, Store, check_file, copy_file, open_store, sqlite_url
from app.models.journal import AuditEntry, Counter, SqlJournal, digest
from app.services import attachments, doctor, settings
from app.services.roles import BACKUP

KEEP = Setting(
    "backups.keep", "number", 7, N_("Copies kept"), group="data", least=3, most=90,
    help=N_("One is made each time the program closes; older ones than these are deleted."),
)  # fmt: skip
SETTINGS = (KEEP,)
FOLDER = "backups"
JUMP = 100  # numbers that may stand on paper and were lost with the replaced file (E90)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backup:
    """One copy: file, when it was made (UTC), size in bytes, SHA-256, head of each station's audit, rows per table."""

    file: Path
    at: datetime
    size: int
    sha256: str
    heads: dict[str, tuple[int, str]]
    rows: dict[str, int]
    version: str


def make(desk: Desk, actor: Actor, store: Store, target: Path) -> Path:
    """Makes a verified copy and its manifest; `target` is a folder, or a file that ends in ".db". Returns the file.

    Raises Refused on PostgreSQL or without the right; Trouble if the disk does not take it or the copy is not sound
    (then nothing of it stays).
    """
    actor.require(BACKUP)
    live = store.file
    if live is None:
        raise Refused(
            "This shop's data is in PostgreSQL. Back it up there: pg_dump --format=custom --file=shop.dump “{url}”.",
            url=store.writer.url.render_as_string(hide_password=True),
        )
    file = target if target.suffix == ".db" else target / f"counterpart-{_stamp()}.db"
    part = file.with_name(file.name + ".part")
    with _said_plainly(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        _gone(part)
        try:
            copy_file(live, part)
            _single(part)
            told = _examined(part)
            _synced(part)
            part.replace(file)
        finally:
            _gone(part)
        _write_manifest(file, told)
        _copy_attachments(live.parent / attachments.FOLDER, file.parent, inside=file.parent.parent == live.parent)
    return file


def backup_at_close(desk: Desk, store: Store, data: Path) -> Path | None:
    """The copy made when the program closes; as many good ones as the shop chose are kept. None on PostgreSQL."""
    if store.file is None:
        return None
    program = Actor(None, "Counterpart", "01")
    made = make(desk, program, store, data / FOLDER)
    for old in list_backups(data)[desk.ask(settings.value, program, KEEP.key) :]:
        _gone(manifest_of(old.file))
        _gone(old.file)
    return made


def list_backups(data: Path) -> list[Backup]:
    """All copies in the data folder that have a manifest and its size, newest first. Does not read them through."""
    found = []
    for file in (data / FOLDER).glob("*.db"):
        backup = read_manifest(file)
        if backup is not None and file.stat().st_size == backup.size:
            found.append(backup)
    return sorted(found, key=lambda b: (b.at, b.file.name), reverse=True)


def last_good(data: Path) -> Path | None:
    """The newest copy whose bytes are still those that were examined."""
    return next((b.file for b in list_backups(data) if _sha256(b.file) == b.sha256), None)


def read_manifest(file: Path) -> Backup | None:
    """What the manifest beside a copy says; None if there is none or it can't be read."""
    try:
        told = json.loads(manifest_of(file).read_text(encoding="utf-8"))
        heads = {station: (int(n), str(head)) for station, (n, head) in told["audit"].items()}
        return Backup(
            file, datetime.fromisoformat(told["made_at"]), int(told["size"]), str(told["sha256"]), heads,
            dict(told["rows"]), str(told["version"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def manifest_of(file: Path) -> Path:
    """Where the manifest of a copy lies."""
    return file.with_suffix(".json")


def restore(data: Path, file: Path) -> Path | None:
    """Puts a copy in place of the live file and returns where the live one is kept now (None = there was none).

    The program must be closed. Raises Refused if the copy is damaged, foreign or newer, Trouble if the live file is in
    use or the disk does not take it; the live file is then as it was.
    """
    live = data / FILE_NAME
    if not file.is_file():
        raise Refused("There is no file {file}.", file=str(file))
    check_file(file)
    told = read_manifest(file)
    if told is not None and _sha256(file) != told.sha256:
        raise Refused("{file} was changed after it was made. Take another backup.", file=str(file))
    fresh = data / "counterpart-restoring.db"
    with _said_plainly(data):
        data.mkdir(parents=True, exist_ok=True)
        _gone(fresh)
        try:
            copy_file(file, fresh)
            _resume(fresh, live, file.name)
            _synced(fresh)
            _settle(live)
            kept = _set_aside(live)
            fresh.replace(live)
        finally:
            for tail in ("", "-wal", "-shm"):
                _gone(fresh.with_name(fresh.name + tail))
        _bring_attachments(file.parent / attachments.FOLDER, data / attachments.FOLDER)
    log.info("restored %s", file.name)
    return kept


# --- making -----------------------------------------------------------------------------------------------------------


def _stamp() -> str:
    return f"{clock.local(clock.now()):%Y%m%d-%H%M%S-%f}"


def _single(file: Path) -> None:
    """One file without a log beside it."""
    with contextlib.closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")


@contextlib.contextmanager
def _reading(file: Path) -> Iterator[Connection]:
    uri = f"{file.absolute().as_uri()}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True))
    try:
        with engine.connect() as conn:
            yield conn
    finally:
        engine.dispose()


def _examined(file: Path) -> dict[str, Any]:
    """What the manifest says of a copy; Trouble if the file is damaged.

    Other findings do not stop a copy: it shows what the live data shows, and no copy at all would be worse.
    """
    with _reading(file) as conn:
        bad = [f for f in doctor.look_at(conn, quick=True, files=False) if not f.sound]
        if damage := [f for f in bad if f.check == "file"]:
            raise Trouble("The backup is not sound: {what}. The live data was not touched.", what=damage[0].text)
        return {"audit": _heads(conn), "rows": _rows(conn), "findings": [f.text.data() for f in bad]}


def _heads(conn: Connection) -> dict[str, tuple[int, str]]:
    entries = AuditEntry.__table__.c
    found = conn.execute(select(entries.station, entries.n, entries.hash).order_by(entries.n))
    return {station: (n, head) for station, n, head in found}


def _rows(conn: Connection) -> dict[str, int]:
    names = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    tables = sorted(names.scalars().all())
    return {t: int(conn.exec_driver_sql(f'SELECT count(*) FROM "{t}"').scalar_one()) for t in tables}  # noqa: S608


def _write_manifest(file: Path, told: dict[str, Any]) -> None:
    body = {
        "program": "Counterpart", "version": __version__, "made_at": clock.now().isoformat(), "file": file.name,
        "size": file.stat().st_size, "sha256": _sha256(file), "sound": True, **told,
    }  # fmt: skip
    beside = manifest_of(file).with_suffix(".part")
    beside.write_text(json.dumps(body, indent=1), encoding="utf-8")
    _synced(beside)
    beside.replace(manifest_of(file))


def _copy_attachments(source: Path, folder: Path, *, inside: bool) -> None:
    """Files beside a copy that leaves the data folder; the copies within share the live ones, which never change."""
    if not inside:
        _bring_attachments(source, folder / attachments.FOLDER)


def _bring_attachments(source: Path, target: Path) -> None:
    for file in sorted(source.glob("??/*")):
        attachments.write_file(target, file.name, file.read_bytes())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _synced(file: Path) -> None:
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())


def _gone(file: Path) -> None:
    file.unlink(missing_ok=True)


@contextlib.contextmanager
def _said_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Trouble(
            "The backup folder {folder} can't be written: {reason}. The live data was not touched.", folder=str(folder),
            reason=why(error),
        ) from error  # fmt: skip
    except sqlite3.Error as error:
        raise Trouble("The copy failed: {reason}. The live data was not touched.", reason=str(error)) from error


# --- putting back -----------------------------------------------------------------------------------------------------


def _settle(live: Path) -> None:
    """Folds the live file's write-ahead log in, which also shows whether somebody has it open."""
    if not live.exists():
        return
    try:
        check_file(live)
    except Refused:
        log.info("the live file is damaged; it is set aside as it is, with its write-ahead log")
        return
    try:
        _single(live)
    except sqlite3.OperationalError as error:
        raise Trouble("The shop's data is in use. Close Counterpart on this PC first.") from error


def _resume(fresh: Path, live: Path, name: str) -> None:
    """Makes the copy fit to go on with: newest schema, numbers ahead of papers that may be about, an audit entry."""
    known = _counters(live)
    store = open_store(sqlite_url(fresh))
    try:
        with store.reader.connect() as conn:
            stations = sorted(_heads(conn)) or ["01"]
        desk = Desk(store.writer, store.reader, SqlJournal(), digest)
        desk.run(_restored, Actor(None, "Counterpart", stations[0]), name, known)
        desk.close()
    finally:
        store.close()
    _single(fresh)


def _counters(live: Path) -> list[tuple[str, str, str, int]]:
    """The numbers given by the file that is replaced, if it can still be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{live.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            return list(conn.execute("SELECT prefix, station, day, last FROM counters"))
    except sqlite3.Error:
        return []


@usecase("backups.restored", allow=BACKUP)
def _restored(ctx: Context, name: str, known: list[tuple[str, str, str, int]]) -> None:
    """Numbers go on today, after all that the replaced file gave, with a jump for those nobody can know of (E90)."""
    counters = Counter.__table__
    today = f"{clock.local(ctx.now):%Y%m%d}"
    given = {(prefix, station): (day, last) for prefix, station, day, last in known}
    with open_door(ctx.conn, "journal"):
        for prefix, station, day, last in ctx.conn.execute(select(counters)).all():
            newest = max((day, last), given.get((prefix, station), ("", 0)), (today, 0))
            ctx.conn.execute(
                update(counters)  # type: ignore[arg-type]
                .where(counters.c.prefix == prefix, counters.c.station == station)
                .values(day=newest[0], last=newest[1] + JUMP)
            )


def _set_aside(live: Path) -> Path | None:
    """Keeps the live file under another name; it stays in its place until the copy takes it in one move."""
    if not live.exists():
        return None
    kept = live.with_name(f"counterpart-replaced-{_stamp()}.db")
    try:
        os.link(live, kept)
    except OSError:  # a file system without links
        shutil.copy2(live, kept)
        _synced(kept)
    for tail in ("-wal", "-shm"):
        beside = live.with_name(live.name + tail)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + tail))
    return kept
