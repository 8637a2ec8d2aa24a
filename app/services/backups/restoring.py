"""Puts a copy back: in place of the live file, which is kept, or into a folder of its own. Numbers jump ahead (E90)."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from app.core import clock
from app.core.desk import Context, Desk, usecase
from app.core.doors import open_door
from app.core.errors import Refused, Trouble
from app.models.engine import FILE_NAME, UNREADABLE, check_file, copy_file, open_store, sqlite_url
from app.models.exchange import ExchangeSite
from app.models.journal import Counter, SqlJournal, digest
from app.services import attachments, shop
from app.services.backups import looking, making, sealing
from app.services.backups.copies import FOLDER, gone, moment_of, read_manifest, said_plainly, stamp, synced
from app.services.backups.second_place import files_folder
from app.services.people.login import program
from app.services.roles import BACKUP

Number = tuple[str, str, str, int]  # prefix, station, day, last
JUMP = 100  # numbers that may stand on paper and were lost with the replaced file (E90)
REPLACED = "counterpart-replaced-"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """Where the replaced file is kept (None: there was none), attached files brought, and those that are damaged."""

    kept: Path | None
    files: int
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class Replaced:
    """A data file that a backup took the place of, and when (UTC)."""

    file: Path
    at: datetime


def replaced(data: Path) -> list[Replaced]:
    """What backups took the place of, newest first: any of them can be restored like a backup."""
    found = []
    for file in data.glob(f"{REPLACED}*.db"):
        with contextlib.suppress(ValueError):  # somebody gave it another name
            found.append(Replaced(file, moment_of(file.stem.removeprefix(REPLACED))))
    return sorted(found, key=lambda one: one.at, reverse=True)


def restore(
    data: Path, file: Path, passphrase: str = "", *, fresh_folder: bool = False,
    before: Callable[[Desk], list[Number]] | None = None,
) -> Restored:  # fmt: skip
    """Puts a copy in place of the live file in `data`, or, with `fresh_folder`, into an empty folder.

    `before` may bring back what the copy has not, and gives the numbers of the papers it brought.

    The program must be closed there. Raises Refused if the copy is damaged, foreign or newer or the passphrase does not
    open it, Trouble if the live file is in use or the disk does not take it; the live file is then as it was.
    """
    live = data / FILE_NAME
    if fresh_folder and data.is_dir() and any(data.iterdir()):
        raise Refused("The folder {folder} is not empty. Choose or make an empty one.", folder=str(data))
    beside = data / "counterpart-restoring.db"
    key = looking.key_to(file, passphrase)
    with looking.opened(file, data, key) as plain, said_plainly(data):
        gone(beside)
        try:
            copy_file(plain, beside)
            _resume(beside, live, file.name, before)
            synced(beside)
            files, damaged = _bring_files(file, data / attachments.FOLDER, key)
            _settle(live)
            kept = _set_aside(live)
            beside.replace(live)
        finally:
            for tail in ("", "-wal", "-shm"):
                gone(beside.with_name(beside.name + tail))
    log.info("restored %s", file.name)
    return Restored(kept, files, tuple(damaged))


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
        making.single(live)
    except sqlite3.OperationalError as error:
        raise Trouble("The shop's data is in use. Close Counterpart on this PC first.") from error


def _resume(fresh: Path, live: Path, name: str, before: Callable[[Desk], list[Number]] | None) -> None:
    """Makes the copy fit to go on with: newest schema, numbers ahead of papers that may be about, an audit entry."""
    known = _counters(live)
    store = open_store(sqlite_url(fresh))
    try:
        desk = Desk(store.writer, store.reader, SqlJournal(), digest)
        if before is not None:
            known += before(desk)
        desk.run(_restored, program(desk.ask(shop.own_station, program(""))), name, known)
        desk.close()
    finally:
        store.close()
    for older in fresh.parent.glob(f"{fresh.stem}-before-*"):  # the copy itself is the copy before its migration
        gone(older)
    making.single(fresh)


def _counters(live: Path) -> list[Number]:
    """The numbers given by the file that is replaced, if it can still be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{live.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            return list(conn.execute("SELECT prefix, station, day, last FROM counters"))
    except UNREADABLE:
        return []


@usecase("backups.restored", allow=BACKUP)
def _restored(ctx: Context, name: str, known: list[Number]) -> None:
    """Numbers go on today, after all that the replaced file gave, with a jump for those nobody can know of (E90).

    The exchange with other stations waits until somebody says that it goes on.
    """
    from app.services.kinds import KINDS

    counters: Any = Counter.__table__
    start = (f"{clock.local(ctx.now):%Y%m%d}", 0)
    ours = {prefix for kind in KINDS for prefix in (kind.prefix, *dict(kind.prefixes).values()) if prefix}
    given = {(prefix, ctx.station): start for prefix in ours}  # a series first used after the copy has no counter in it
    for prefix, station, day, last in (*ctx.conn.execute(select(*counters.c)), *known):
        given[prefix, station] = max(given.get((prefix, station), start), (day, last))
    put = insert(counters)
    put = put.on_conflict_do_update(set_={"day": put.excluded.day, "last": put.excluded.last})
    rows = [
        {"prefix": prefix, "station": station, "day": day, "last": last + JUMP}
        for (prefix, station), (day, last) in given.items()
    ]
    with open_door(ctx.conn, "journal"):
        ctx.conn.execute(put, rows)
        ctx.conn.execute(update(ExchangeSite).values(restored_at=ctx.now))


def _set_aside(live: Path) -> Path | None:
    """Keeps the live file under another name; it stays in its place until the copy takes it in one move."""
    if not live.exists():
        return None
    kept = live.with_name(f"{REPLACED}{stamp()}.db")
    try:
        os.link(live, kept)
    except OSError:  # a file system without links
        shutil.copy2(live, kept)
        synced(kept)
    for tail in ("-wal", "-shm"):
        beside = live.with_name(live.name + tail)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + tail))
    return kept


def _bring_files(file: Path, target: Path, secret: Any) -> tuple[int, list[str]]:
    """The attached files that lie with a copy; what does not fit its own name is left out and named."""
    told = read_manifest(file)
    key = told.key if told is not None and secret is not None else ""
    source = files_folder(file.parent, key)
    if not source.is_dir() and file.parent.name == FOLDER:  # a copy in a shop's own folder shares its files
        source = file.parent.parent / attachments.FOLDER
    if not source.is_dir() or source.resolve() == target.resolve():
        return 0, []
    brought, damaged = 0, []
    for one in sorted(source.glob("??/*")):
        name = one.name.removesuffix(sealing.TAIL)
        if len(name) != 64 or attachments.path_in(target, name).is_file():
            continue
        content = sealing.read(one, secret) if key else one.read_bytes()
        if hashlib.sha256(content).hexdigest() == name:
            attachments.write_file(target, name, content)
            brought += 1
        else:
            damaged.append(name)
    return brought, damaged
