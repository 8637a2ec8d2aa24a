"""Disks that are full, read-only or damaged, logs cut short, clocks set back: what the program makes of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from app import boot
from app.core import clock
from app.core.desk import UseCase
from app.core.errors import Damaged, Refused, Trouble
from app.core.i18n import tr
from app.models.engine import FILE_NAME, open_store, sqlite_url
from app.services import backups, doctor, people, set_back
from tests.rig import PROGRAM, Rig
from tests.torture import cuts
from tests.torture.cuts import Promised
from tests.torture.table import Row
from tests.torture.work import Again, HeardDesk, receipts

LATER = 3000  # turns of other cuts never come this far: each names what it makes by its turn


@contextmanager
def small_disk(where: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of its own in memory; needs root."""
    where.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(where)], check=True)
    try:
        yield where
    finally:
        subprocess.run(["umount", "-l", str(where)], check=True)


def may_mount() -> bool:
    """Root on Linux may."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount") is not None


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Again, Promised]]:
    """The shop at work, and what it promised."""
    people.use_hashing("cheap")
    store = open_store(sqlite_url(folder / FILE_NAME))
    promised = Promised()
    desk = HeardDesk(store, lambda words: promised.hear([words]))
    try:
        yield Again(Rig(folder, store, desk), None), promised
    finally:
        desk.close()
        store.close()


def _judged(folder: Path, row: Row, promised: Promised, last: int) -> int:
    """Opens it, holds it against the promises, adds what came of it to the row; the last entry that is there."""
    seen = cuts._look(folder, last, 0, full=True)
    row.promised += len(promised.entries)
    row.lost += sum(seen.entries.get(n, ("",))[0] != name for n, name in promised.entries.items())
    row.doubled += max(len(seen.entries.keys() - promised.entries.keys()) - 1, 0)
    row.half += seen.half
    for words in seen.unsound:
        row.fault(f"doctor: {words}")
    return max([last, *seen.entries])


def _last(folder: Path) -> int:
    return max(cuts._look(folder, 0, 0, full=False).entries)


def disk_full(source: Path, where: Path, times: int, random: Random) -> Row:
    """Postings go on until the disk takes no more; room is made, and they go on."""
    row = Row("Disk full while posting (a small disk in memory)", times)
    size = (source / FILE_NAME).stat().st_size // 1024
    with small_disk(where, 2 * size + 20_000) as disk:
        shutil.copytree(source, disk, ignore=shutil.ignore_patterns("backups"), dirs_exist_ok=True)
        last, ballast = _last(disk), disk / "ballast"
        for _ in range(times):
            with opened(disk) as (shop, promised):
                free = shutil.disk_usage(disk).free
                ballast.write_bytes(bytes(max(0, free - random.randint(0, 300) * 1024)))
                _until_refused(lambda: receipts(shop), row)
                ballast.unlink()
                receipts(shop)  # it goes on as if nothing had been
            last = _judged(disk, row, promised, last)
    return row


def _until_refused(act: Callable[[], object], row: Row) -> None:
    for _ in range(50):
        try:
            act()
        except Trouble as trouble:
            row.note(f"“{tr(trouble.text)}”")
            return
    row.fault("never full")


def backup_disk_full(source: Path, where: Path, times: int, random: Random) -> Row:
    """The second place is full: nothing half stays there, the copies here are whole, and the next try works."""
    row = Row("Second place full", times)
    shutil.copytree(source, where.with_name("full-shop"), ignore=shutil.ignore_patterns("backups"))
    folder = where.with_name("full-shop")
    size = (source / FILE_NAME).stat().st_size // 1024
    with small_disk(where, 2 * size + 2_000) as disk, opened(folder) as (shop, _promised):
        place = backups.Place(backups.choose(folder, PROGRAM, disk))
        ballast = disk / "ballast"
        for _ in range(times):
            receipts(shop)
            backups.backup_at_close(shop.desk, shop.rig.store, folder)
            room = random.randint(0, size) * 1024
            ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - room)))
            told = backups.deliver(shop.desk, folder, place)
            ballast.unlink()
            if told.trouble is None:
                row.note("it still fitted")
                continue
            row.note(f"“{tr(told.trouble).replace(str(place.folder), '…')}”")
            row.half += len(list(place.folder.glob("*.part")))
            for old in backups.list_in(place.folder):
                backups.copies.delete(old)
            row.lost += backups.deliver(shop.desk, folder, place).trouble is not None
    shutil.rmtree(folder)
    return row


def read_only(source: Path, where: Path) -> Row:
    """The folder can only be read: the program says so and changes nothing."""
    row = Row("Read-only folder", 1)
    with small_disk(where, 4 * (source / FILE_NAME).stat().st_size // 1024 + 10_000) as disk:
        shutil.copyfile(source / FILE_NAME, disk / FILE_NAME)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        try:
            boot.open_shop(disk)
            row.fault("it opened without a word")
        except (Trouble, Refused) as said:
            row.note(f"“{tr(said.text).replace(str(disk), '…')}”")
    return row


def wal_cut_short(folder: Path, lengths: dict[str, int], times: int, random: Random) -> Row:
    """After a cut the write-ahead log ends somewhere in the middle: a disk that lied about what it had written."""
    row = Row("Write-ahead log cut short after a power cut (the disk had lied)", times, lied=True)
    before = cuts._look(folder, 0, 0, full=False)
    last, journal = max(before.entries), cuts.Journal(before)
    for turn in range(times):
        promised = Promised()
        promised.hear(
            cuts._cut(folder, "parts issued to orders", LATER + turn, random.randint(3, 15), random, warm=True)
        )
        wal = folder / f"{FILE_NAME}-wal"
        if wal.exists():
            os.truncate(wal, random.randint(0, wal.stat().st_size))
        (folder / f"{FILE_NAME}-shm").unlink(missing_ok=True)
        seen = cuts._look(folder, last, 0, full=True)
        there = [seen.entries.get(n, ("",))[0] == name for n, name in sorted(promised.entries.items())]
        row.promised += len(there)
        row.lost += there.count(False)
        row.half += seen.half + journal.differs(seen)
        if there == sorted(there, reverse=True):
            row.note("whole up to one commit")
        else:
            row.fault("a hole in the middle")
        for words in seen.unsound:
            row.fault(f"doctor: {words}")
        last = max([last, *seen.entries])
    row.told = "Nothing: SQLite goes back to the last whole commit. What the disk never wrote can not be there."
    return row


def flipped_bytes(source: Path, where: Path, times: int, random: Random) -> Row:
    """One byte of the closed file is another one: found at the start, by the check, or of no consequence; mended."""
    row = Row("One byte flipped in the data file", times)
    where.mkdir(exist_ok=True)
    logged = _logged(source)
    for _ in range(times):
        shutil.rmtree(where)
        shutil.copytree(source, where)
        _flip(where / FILE_NAME, random)
        outcome = _met(where)
        (row.fault if outcome.startswith("stopped") else row.note)(outcome)
        if outcome.startswith("nothing") and _logged(where) != logged:
            row.fault("the ledger or the audit is another one, and nothing noticed it")
        if outcome.startswith("refused") or outcome.endswith("restore is advised"):
            _restored(where, row)
    row.told = (
        "Refused or found damaged, the last good backup was restored and is sound, the damaged file is kept beside it."
    )
    return row


def _logged(folder: Path) -> list[Any]:
    """Every row of the ledger and of the audit."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as conn:
        conn.text_factory = bytes  # what was text may be none any more
        return [conn.execute(f"SELECT * FROM {table}").fetchall() for table in ("stock_moves", "audit_entries")]


def _restored(where: Path, row: Row) -> None:
    """The last good backup in place of the damaged file, which is kept beside it; only SQLite's header may differ."""
    good, damaged = backups.last_good(where), (where / FILE_NAME).read_bytes()
    if good is None:
        row.fault("no good backup is left")
        return
    kept = backups.restore(where, good).kept
    if kept is None or kept.read_bytes()[100:] != damaged[100:]:
        row.fault("the damaged file was not kept as it was")
    if not all(f.sound for f in _examined(where)):
        row.fault("the restored shop is not sound")


def _flip(file: Path, random: Random) -> None:
    content = bytearray(file.read_bytes())
    at = random.choice([at for at in range(100, len(content)) if content[at]])  # not in space that nothing uses
    content[at] ^= random.randrange(1, 256)
    file.write_bytes(content)


def _met(folder: Path) -> str:
    """How the program meets a damaged file."""
    try:
        found = _examined(folder)
    except Refused:
        return "refused at the start (“The data file … is damaged; …”), restore is advised"
    except Damaged:
        return "doctor can't read on and says so (“The data file is damaged. …”), restore is advised"
    except (Trouble, sqlite3.Error, ValueError, TypeError, KeyError) as error:
        return f"stopped with {type(error).__name__}"
    bad = sorted({f.check for f in found if not f.sound})
    if not bad:
        return "nothing is noticed: a letter in a text, a figure that nothing counts, or space that is not used"
    mended = all(f.sound for f in _examined(folder, repair=True))
    return f"doctor names it ({', '.join(bad)}), {'repaired' if mended else 'restore is advised'}"


def _examined(folder: Path, *, repair: bool = False) -> list[doctor.Finding]:
    store, desk = boot.open_shop(folder)
    try:
        return doctor.examine(desk, PROGRAM, repair=repair)
    finally:
        desk.close()
        store.close()


def clock_set_back(folder: Path, times: int, random: Random) -> Row:
    """The PC's clock jumps back: numbers go on after the last ones, and it is said (E85)."""
    row = Row("Clock set back", times)
    last = _last(folder)
    given: set[Any] = set()
    for _ in range(times):
        back = clock.now() - timedelta(minutes=random.choice((10, 60, 1440, 60_000, 500_000)))
        with opened(folder) as (shop, promised), clock.frozen(back):
            told = shop.ask(set_back.last_entry)
            numbers = [shop.run(NUMBER) for _ in range(3)]
            row.doubled += len(given & set(numbers)) + (3 - len(set(numbers)))
            given |= set(numbers)
            if told:
                row.note("“This PC's clock is wrong: it is before the last entry, of …”")
            else:
                row.fault("not noticed")
        last = _judged(folder, row, promised, last)
    return row


def _number(ctx: Any) -> str:
    return str(ctx.number("SC"))


NUMBER = UseCase("torture.number", None, _number, (), True, (), writes=True)
