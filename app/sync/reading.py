"""Opens a package and believes nothing of it before signature, addressee, schema and every hash are right.

What is damaged, foreign or newer is refused with a plain reason; the books are not touched then.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import Refused
from app.models.engine import revisions
from app.sync import keys, tables
from app.sync.package import AUDIT, FORMAT, MANIFEST, SIGNATURE
from app.sync.progress import Mark, Marks, marks_of
from app.sync.site import Peer, Site

# what zipfile says of bytes it can't unpack: also of ones "encrypted" or packed in a way we never use
_NO_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, ValueError, EOFError)
LONGEST = 32 * 1024 * 1024  # a manifest names some hundred members


@dataclass
class Package:
    """An open package whose signature and hashes are right."""

    name: str
    sha256: str
    sender: str
    number: int
    worth: bool
    streams: dict[str, tuple[Mark, Mark]]
    needs: dict[str, int]
    have: Marks
    heads: dict[str, str]
    archive: zipfile.ZipFile
    members: dict[str, Any]

    def __str__(self) -> str:
        return self.name

    def lines(self, member: str) -> Iterator[dict[str, Any]]:
        """The rows of a member, one after the other; of one that is not there none."""
        if member in self.members:
            with self.archive.open(member) as stream:
                for line in stream:
                    yield json.loads(line)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Hash and content of the files it brings."""
        for member in self.members:
            if member.startswith("files/"):
                yield member.removeprefix("files/"), self.archive.read(member)


@contextmanager
def opened(file: Path, site: Site, peers: Sequence[Peer], beside: Path) -> Iterator[Package]:
    """The package in `file`; what is sealed is opened into the folder `beside`. Raises Refused with the reason."""
    plain = file
    if file.suffix == ".age":
        plain = beside / f".{file.name}.opened"
    try:
        if plain is not file:
            keys.unseal(file, plain, site.age_secret)
        with plain.open("rb") as stream:
            sha = hashlib.file_digest(stream, "sha256").hexdigest()
        with _zip(plain, file.name) as archive:
            yield _checked(archive, file.name, sha, site, peers)
    finally:
        if plain is not file:
            plain.unlink(missing_ok=True)


@contextmanager
def _zip(file: Path, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except _NO_ZIP as error:
        raise _damaged(name) from error
    with archive:
        yield archive


def _checked(archive: zipfile.ZipFile, name: str, sha: str, site: Site, peers: Sequence[Peer]) -> Package:
    try:
        told, manifest = _signed(archive, name)
        sender = _sender(manifest, told[1], told[0], name, peers)
        _for_us(manifest, site, name)
        _hashes(archive, manifest["members"], name)
        streams = {s: (Mark.of(m["from"]), Mark.of(m["to"])) for s, m in manifest["streams"].items()}
        needs = {str(s): int(n) for s, n in manifest["needs"].items()}
        return Package(
            name, sha, sender.code, int(manifest["number"]), bool(manifest["worth"]), streams, needs,
            marks_of(manifest["have"]), dict(manifest.get("heads", {})), archive, manifest["members"],
        )  # fmt: skip
    except (*_NO_ZIP, LookupError, TypeError, AttributeError) as error:
        raise _damaged(name) from error
    except OSError as error:
        if error.errno is not None:
            raise  # the disk, not the bytes
        raise _damaged(name) from error


def _signed(archive: zipfile.ZipFile, name: str) -> tuple[tuple[bytes, bytes], dict[str, Any]]:
    if archive.getinfo(MANIFEST).file_size > LONGEST or archive.getinfo(SIGNATURE).file_size > 1000:
        raise _damaged(name)
    told = archive.read(MANIFEST)
    manifest = json.loads(told)
    if not isinstance(manifest, dict) or manifest["format"] != FORMAT:
        raise Refused("{file} is no package of a station, or of a newer version of Counterpart.", file=name)
    return (told, bytes.fromhex(archive.read(SIGNATURE).decode())), manifest


def _sender(manifest: dict[str, Any], signature: bytes, told: bytes, name: str, peers: Sequence[Peer]) -> Peer:
    sender = next((p for p in peers if p.code == manifest["station"]), None)
    if sender is None:
        raise Refused(
            "{file} says it comes from station {station}, which is not paired with this one.",
            file=name, station=str(manifest["station"])[:8],
        )  # fmt: skip
    if not keys.is_signed_by(sender.public_key, told, signature):
        raise Refused(
            "{file} is not signed by station {station}: it was changed on its way, or that station has a new key and "
            "must be paired again.",
            file=name, station=sender.code,
        )  # fmt: skip
    return sender


def _for_us(manifest: dict[str, Any], site: Site, name: str) -> None:
    if manifest["to"] != site.station:
        raise Refused("{file} is for station {station}, not for this one.", file=name, station=str(manifest["to"])[:8])
    if manifest["revision"] not in revisions():
        raise Refused(
            "{file} was made by a newer version of Counterpart. Install that version here, then import it again.",
            file=name,
        )


def _hashes(archive: zipfile.ZipFile, members: dict[str, Any], name: str) -> None:
    """Exactly the members that were signed for, each with its size and hash, each where we know what it is."""
    kept = [info.filename for info in archive.infolist() if info.filename not in (MANIFEST, SIGNATURE)]
    if sorted(kept) != sorted(members):
        raise _damaged(name)
    for member, told in members.items():
        if archive.getinfo(member).file_size != told["bytes"] or not _known(member):
            raise _damaged(name)
        with archive.open(member) as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != told["sha256"]:  # type: ignore[arg-type]
                raise _damaged(name)


def _known(member: str) -> bool:
    head, _, tail = member.partition("/")
    if head == "files":
        return len(tail) == 64 and set(tail) <= set("0123456789abcdef")
    table = tables.named().get(tail.removesuffix(".ndjson"))
    kind = {"records": "record", "logs": "log"}.get(head)
    return member == AUDIT or (table is not None and table.info["kind"] == kind)


def _damaged(name: str) -> Refused:
    return Refused("{file} is damaged: it was cut short or changed on its way. Have it sent again.", file=name)
