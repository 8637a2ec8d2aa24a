"""The second place: another drive or a share that gets each verified copy, read back after writing, sealed if wished.

It gets the copy, never the live file: a slow or absent drive stands in nobody's way. What it lacks is said plainly and
tried again.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.access import Actor
from app.core.errors import Refused, Trouble, why
from app.core.i18n import N_
from app.core.settings import Setting
from app.services import attachments
from app.services.backups import copies, keeping, sealing
from app.services.backups.copies import PLAIN, SEALED, Backup
from app.services.roles import BACKUP

LATE = Setting(
    "backups.late", "number", 2, N_("A backup is late after"), group="data", least=1, most=30, unit=N_("days"),
    help=N_("The top bar warns, of the copies on this PC and of those at the second place."),
)  # fmt: skip
SENT = "second-place.json"  # in the folder of backups: what went there last
MARK = "counterpart-place.txt"  # without it the drive is not there: its empty folder must not be filled on this disk
FOLDER_KEY, RECIPIENT_KEY = "backups.place", "backups.recipient"  # in the workstation's file
Check = Callable[[], object]  # raises when nobody waits any more


@dataclass(frozen=True)
class Place:
    """Where copies go besides, as this PC keeps it: a folder, and the public key that seals them ("" = open)."""

    folder: Path
    recipient: str = ""


def place_of(get: Callable[[str], Any]) -> Place | None:
    """The second place as this PC's workstation file names it; `get` reads one of its values."""
    folder = get(FOLDER_KEY)
    return Place(Path(folder), str(get(RECIPIENT_KEY) or "")) if folder else None


def last_sent(data: Path, place: Place) -> Backup | None:
    """The newest copy there; if the drive is away or can't be read, the one that was sent last."""
    with contextlib.suppress(Trouble), _said_plainly(place.folder):
        if is_there(place.folder):
            return next(iter(copies.list_in(place.folder)), None)
    try:
        told = json.loads((data / copies.FOLDER / SENT).read_text(encoding="utf-8"))
        if told["folder"] == str(place.folder):
            at, content = datetime.fromisoformat(told["at"]), str(told["content"])
            return Backup(place.folder / str(told["file"]), at, 0, "", content=content)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _remember(data: Path, sent: Backup) -> None:
    told = {"folder": str(sent.file.parent), "file": sent.file.name, "at": sent.at.isoformat(), "content": sent.content}
    copies.whole(data / copies.FOLDER / SENT, json.dumps(told).encode())


def choose(data: Path, actor: Actor, chosen: Path) -> Path:
    """Takes a folder for copies: one of this PC within it, marked, so that it is known again. Returns that one.

    Refused within the shop's own folder, or where the copies of another shop lie.
    """
    actor.require(BACKUP)
    if data.resolve() in (chosen.resolve(), *chosen.resolve().parents):
        raise Refused(
            "This folder lies with the shop's data and is lost with it. Choose another drive or a share.",
            where="place",
        )  # fmt: skip
    folder = chosen if is_there(chosen) else chosen / f"counterpart-{platform.node() or 'pc'}"
    told = f"Counterpart: {data.resolve()}\n"
    with _said_plainly(folder):
        if (folder / MARK).is_file() and (folder / MARK).read_text(encoding="utf-8") != told:
            raise Refused("In {folder} lie the copies of another shop. Choose another one.", folder=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        copies.whole(folder / MARK, told.encode())
    return folder


def send(data: Path, place: Place, backup: Backup, rule: keeping.Rule, check: Check = lambda: None) -> Backup:
    """Brings a verified copy and the attached files there. Returns the copy there. One that is there is not sent again.

    Raises Trouble if the place is absent, full or does not give back what was written; `check` may end it between
    two files.
    """
    if not is_there(place.folder):
        raise absent(place.folder)
    target = place.folder / (backup.file.name.removesuffix(PLAIN) + (SEALED if place.recipient else PLAIN))
    with _said_plainly(place.folder):
        _sweep(place.folder)
        if place.recipient:
            _bring_key(data, place)
        _send_files(data / attachments.FOLDER, place, check)
        there = copies.read_manifest(target)
        if there is None or there.content != backup.content:
            check()
            _send_copy(backup, target, place)
        stay = keeping.rotate(copies.list_in(place.folder), rule)
        _sweep_files(place.folder, stay)
    sent = copies.read_manifest(target)
    if sent is None:
        raise Trouble("{file} can't be read back from the second place.", file=str(target))
    with copies.said_plainly(data):
        _remember(data, sent)
    return sent


def is_there(folder: Path) -> bool:
    """True if the mark of a second place is found. Trouble if the drive or share fails: a dead share is not absent."""
    with _said_plainly(folder):
        return (folder / MARK).is_file()


def absent(folder: Path) -> Trouble:
    """The drive is not plugged in, or the share can't be reached."""
    return Trouble(
        "The second place for backups, {folder}, is not there. Plug in the drive or connect the share; it is tried "
        "again by itself.",
        folder=str(folder),
    )


def files_folder(folder: Path, key: str) -> Path:
    """Where attached files lie in a place: each key has its own, so that none is sealed with a key of the past."""
    return folder / (f"{attachments.FOLDER}-{Path(key).stem[-8:]}" if key else attachments.FOLDER)


def _send_copy(backup: Backup, target: Path, place: Place) -> None:
    told = {"content": backup.content, "made_at": backup.at.isoformat(), "version": backup.version}
    if place.recipient:
        sealing.seal(backup.file, target, place.recipient)
        copies.write_manifest(target, {**told, "key": sealing.key_name(place.recipient)})
        return
    _copy(backup.file, target, backup.sha256)
    copies.write_manifest(target, {**told, "audit": backup.heads, "rows": backup.rows})


def _copy(source: Path, target: Path, sha: str) -> None:
    beside = target.with_name(target.name + ".part")
    try:
        shutil.copyfile(source, beside)
        copies.synced(beside)
        with beside.open("rb") as stream:
            if hasattr(os, "posix_fadvise"):  # read back from the drive, not from memory
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if copies.sha256(beside) != sha:
            raise OSError("what was read back differs from what was written")
        beside.replace(target)
    finally:
        copies.gone(beside)


def _bring_key(data: Path, place: Place) -> None:
    name = sealing.key_name(place.recipient)
    if not (data / name).is_file():
        raise Trouble("The key file {file} is gone. Set the passphrase anew under Data safety.", file=name)
    if not (place.folder / name).is_file():
        copies.whole(place.folder / name, (data / name).read_bytes())


def _send_files(source: Path, place: Place, check: Check) -> None:
    key = sealing.key_name(place.recipient) if place.recipient else ""
    target = files_folder(place.folder, key)
    for file in sorted(source.glob("??/*")):
        there = attachments.path_in(target, file.name)
        if len(file.name) != 64 or there.with_name(there.name + (sealing.TAIL if key else "")).exists():
            continue
        check()
        there.parent.mkdir(parents=True, exist_ok=True)
        if key:
            sealing.seal(file, there.with_name(there.name + sealing.TAIL), place.recipient)
        else:
            _copy(file, there, copies.sha256(file))  # one that was changed is the check's to name


def _sweep(folder: Path) -> None:
    """What a pulled plug left half written."""
    for left in folder.rglob("*.part"):
        copies.gone(left)


def _sweep_files(folder: Path, stay: list[Backup]) -> None:
    """Attached files and keys that no copy of the place belongs to any more."""
    keys = {one.key for one in stay}
    wanted = {files_folder(folder, key) for key in keys}
    for old in folder.glob(f"{attachments.FOLDER}*"):
        if old.is_dir() and old not in wanted:
            shutil.rmtree(old)
    for old in folder.glob(sealing.key_name("*")):
        if old.name not in keys:
            copies.gone(old)


@contextlib.contextmanager
def _said_plainly(folder: Path) -> Iterator[None]:
    """What the place refuses, in the user's words; one that went meanwhile is called absent."""
    try:
        yield
    except OSError as error:
        with contextlib.suppress(OSError):  # a share that fails can't even say that it is gone
            if not folder.is_dir():
                raise absent(folder) from error
        raise Trouble(
            "The second place for backups, {folder}, takes no copy: {reason}. The copies on this PC are whole.",
            folder=str(folder), reason=why(error),
        ) from error  # fmt: skip
