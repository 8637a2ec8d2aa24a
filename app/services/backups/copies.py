"""What a copy is: its file, the manifest beside it, and the folder they lie in. It makes none and knows no table."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app import __version__
from app.core import clock
from app.core.errors import Trouble, why

FOLDER = "backups"
PLAIN, SEALED = ".db", ".db.age"
STAMP = "%Y%m%d-%H%M%S-%f"
SLACK = timedelta(hours=1)  # a clock that is put right by so much is in order


@dataclass(frozen=True)
class Backup:
    """One copy: file, when it was made (UTC), size in bytes, SHA-256, head of each station's audit, rows per table.

    `content` is the SHA-256 of the SQLite file inside; for a sealed copy (`key` names its key file) another one than
    that of the file, and then heads and rows are not told.
    """

    file: Path
    at: datetime
    size: int
    sha256: str
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    version: str = ""
    content: str = ""
    key: str = ""

    @property
    def ahead(self) -> bool:
        """True if it is dated in the future: made while the clock was ahead, so nobody knows how old it is."""
        return self.at > clock.now() + SLACK


def stamp() -> str:
    """The moment as a part of a file's name."""
    return f"{clock.local(clock.now()):{STAMP}}"


def moment_of(stamped: str) -> datetime:
    """The moment that `stamp` wrote (UTC); ValueError if it did not write this."""
    local = datetime.strptime(stamped, STAMP).replace(tzinfo=clock.local(clock.now()).tzinfo)
    return local.astimezone(UTC)


def manifest_of(file: Path) -> Path:
    """Where the manifest of a copy lies."""
    return file.with_name(file.name + ".json") if file.name.endswith(SEALED) else file.with_suffix(".json")


def write_manifest(file: Path, told: dict[str, Any]) -> None:
    """Says of a copy when, by which version and with which bytes it was made; `told` is what was found in it."""
    body = {
        "program": "Counterpart", "version": __version__, "made_at": clock.now().isoformat(), "file": file.name,
        "size": file.stat().st_size, "sha256": sha256(file), "sound": True, **told,
    }  # fmt: skip
    whole(manifest_of(file), json.dumps(body, indent=1).encode())


def read_manifest(file: Path) -> Backup | None:
    """What the manifest beside a copy says; None if there is none or it can't be read."""
    try:
        told = json.loads(manifest_of(file).read_text(encoding="utf-8"))
        heads = {station: (int(n), str(head)) for station, (n, head) in told.get("audit", {}).items()}
        return Backup(
            file, datetime.fromisoformat(told["made_at"]), int(told["size"]), str(told["sha256"]), heads,
            dict(told.get("rows", {})), str(told["version"]), str(told.get("content") or told["sha256"]),
            str(told.get("key", "")),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def list_in(folder: Path) -> list[Backup]:
    """All copies in a folder that have a manifest and its size, newest first. Does not read them through.

    Those dated in the future come last: they must not stand for one of today.
    """
    found = []
    for file in (*folder.glob("*" + PLAIN), *folder.glob("*" + SEALED)):
        backup = read_manifest(file)
        with contextlib.suppress(OSError):  # one that can't be read, or went meanwhile, is no copy
            if backup is not None and file.stat().st_size == backup.size:
                found.append(backup)
    return sorted(found, key=lambda b: (not b.ahead, b.at, b.file.name), reverse=True)


def list_backups(data: Path) -> list[Backup]:
    """The copies in the shop's own folder, newest first."""
    return list_in(data / FOLDER)


def last_good(data: Path) -> Path | None:
    """The newest copy whose bytes are still those that were examined."""
    return next((b.file for b in list_backups(data) if sha256(b.file) == b.sha256), None)


def delete(backup: Backup) -> None:
    """The manifest first: what is left of a cut in between is a file that nobody takes for a copy."""
    gone(manifest_of(backup.file))
    gone(backup.file)


def sha256(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def synced(file: Path) -> None:
    """The bytes are on the disk, not only on their way."""
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())


def whole(file: Path, content: bytes) -> None:
    """Writes a small file whole or not at all."""
    beside = file.with_name(file.name + ".part")
    beside.write_bytes(content)
    synced(beside)
    beside.replace(file)


def gone(file: Path) -> None:
    """No such file any more."""
    file.unlink(missing_ok=True)


@contextlib.contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """What the disk refuses is said in the user's words."""
    try:
        yield
    except OSError as error:
        raise Trouble(
            "The backup folder {folder} can't be written: {reason}. The live data was not touched.", folder=str(folder),
            reason=why(error),
        ) from error  # fmt: skip
    except sqlite3.Error as error:
        raise Trouble("The copy failed: {reason}. The live data was not touched.", reason=str(error)) from error
