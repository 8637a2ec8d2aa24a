"""Files that belong to documents: photos and papers, kept under the hash of their content. Knows no document's inside.

On SQLite the bytes lie in a folder beside the database, in PostgreSQL in a table. A file is written and synced to disk
before the transaction that names it commits; what is left over by one that failed is an orphan that `doctor` names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused, Trouble
from app.core.workflow import elsewhere
from app.models.attachments import Attachment, Blob
from app.models.base import Base
from app.models.journal import ShopSetting
from app.services.pictures import NotReadable, mime_of, without_place

ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png"}
LARGEST = 10 * 1024 * 1024
FOLDER = "attachments"
LOGO_KEY = "shop.logo"
EVIDENCE, PROOF = "evidence", "proof"  # a file that may be evidence; one that is
# what nobody takes off by hand: the first word of a role
PROOFS = ("print", "signature", "scan", "code", "consent", PROOF)
PHOTO = "photo"  # role of what shows how something came in: taken off only while its document is written


@dataclass(frozen=True)
class Kept:
    """One attachment as a room shows it."""

    id: Id
    name: str
    mime: str
    size: int
    role: str
    sha256: str
    at: datetime


@usecase("attachments.add", allow=None)
def add(ctx: Context, kind: str, document: Id, name: str, content: bytes, role: str = EVIDENCE) -> Id:
    """Adds a JPEG, PNG or PDF of at most 10 MB to a document; returns the attachment's id.

    The GPS position of a photo is taken out. Raises Refused for another type, too large, damaged.
    """
    _here(ctx, _require(ctx, kind, edit=True), document)
    return attach(ctx, kind, document, name, content, role)


@usecase("attachments.remove", allow=None)
def remove(ctx: Context, attachment: Id) -> None:
    """Takes an attachment off its document. The bytes stay on disk; the audit keeps their hash."""
    kept = ctx.session.get(Attachment, attachment)
    if kept is None:
        raise Refused("This attachment is gone already.")
    card = _require(ctx, kept.kind, edit=True)
    _here(ctx, card, kept.document_id)
    if kept.role.partition(" ")[0] in PROOFS:
        raise Refused("What was kept as proof, a printed sheet or a signature, can't be removed.")
    if kept.role == PHOTO:
        document = ctx.session.get(card.model, kept.document_id)
        if document is not None and document.state not in card.form.editable_in:
            raise Refused("This photo belongs to a paper that is no longer being filled in; it stays with it.")
    ctx.session.delete(kept)


def take_off(ctx: Context, kind: str, document: Id) -> None:
    """Takes all attachments off a draft that is deleted. The bytes stay on disk."""
    for kept in ctx.session.scalars(
        select(Attachment).where(Attachment.kind == kind, Attachment.document_id == document)
    ):
        ctx.session.delete(kept)


@query("attachments.list", allow=None)
def list_of(ctx: Reader, kind: str, document: Id) -> list[Kept]:
    """The attachments of a document, oldest first."""
    _require(ctx, kind, edit=False)
    rows = ctx.session.scalars(
        select(Attachment).where(Attachment.kind == kind, Attachment.document_id == document).order_by(Attachment.id)
    )
    return [Kept(a.id, a.name, a.mime, a.size, a.role, a.sha256, a.created_at) for a in rows]


@query("attachments.read", allow=None)
def read(ctx: Reader, attachment: Id) -> bytes:
    """The bytes of an attachment. Trouble if the file is gone or is not what was kept."""
    kept = ctx.session.get(Attachment, attachment)
    if kept is None:
        raise Refused("This attachment is gone already.")
    _require(ctx, kept.kind, edit=False)
    found = content(ctx, kept.sha256)
    if found is None or hashlib.sha256(found).hexdigest() != kept.sha256:
        raise Trouble(
            "The file of {name} is missing or damaged. The data itself is safe; run the check.", name=kept.name
        )
    return found


def attach(ctx: Context, kind: str, document: Id, name: str, content: bytes, role: str) -> Id:
    """Adds a file for a service that has checked the right itself; returns the attachment's id."""
    sha, clean, mime = put(ctx, name, content)
    return _named(ctx, kind, document, sha, name, mime, len(clean), role)


def name_kept(ctx: Context, kind: str, document: Id, sha: str, name: str, role: str) -> Id:
    """Names a picture that is kept already, as a field of kind "file" gives it, as one of a document's.

    Raises Refused if there is no picture under this SHA-256.
    """
    found = content(ctx, sha) if len(sha) == 64 and sha.isalnum() else None
    mime = mime_of(found) if found else None
    if found is None or mime not in ENDINGS:
        raise Refused("That is no picture of ours. Choose, drop or paste a JPEG or PNG.", where="picture")
    return _named(ctx, kind, document, sha, name + ENDINGS[mime], mime, len(found), role)


def attach_data(ctx: Context, kind: str, document: Id, name: str, content: bytes, role: str) -> Id:
    """Adds JSON that the program itself wrote, as it is: the matter of a signed sheet, the strokes of a signature."""
    sha = _keep(ctx, content)
    return _named(ctx, kind, document, sha, name, "application/json", len(content), role)


def _named(
    ctx: Context, kind: str, document: Id, sha: str, name: str, mime: str, size: int, role: str
) -> Id:  # fmt: skip
    kept = Attachment(
        kind=kind, document_id=document, sha256=sha, name=Path(name).name[:200], mime=mime, size=size, role=role
    )
    ctx.session.add(kept)
    ctx.flush()
    return kept.id


def put(ctx: Context, name: str, content: bytes) -> tuple[str, bytes, str]:
    """Checks and keeps bytes; gives (SHA-256, bytes as kept, type). The same content is kept once."""
    if len(content) > LARGEST:
        raise Refused("{name} is larger than 10 MB. Take a smaller picture or a PDF with less in it.", name=name)
    mime = mime_of(content)
    if mime is None:
        raise Refused("{name} is not a JPEG, PNG or PDF. Save it as one of these first.", name=name)
    try:
        clean = without_place(content)
    except NotReadable as error:
        raise Refused("{name} is damaged and can't be kept. Take or export it again.", name=name) from error
    return _keep(ctx, clean), clean, mime


def _keep(ctx: Context, content: bytes) -> str:
    sha = hashlib.sha256(content).hexdigest()
    folder = folder_of(ctx.conn)
    if folder is not None:
        write_file(folder, sha, content)
    elif ctx.conn.execute(select(Blob.seq).where(Blob.sha256 == sha)).first() is None:
        ctx.append(Blob.__table__, [{"sha256": sha, "content": content}])  # type: ignore[arg-type]
    return sha


def keep(ctx: Context, sha: str, content: bytes) -> None:
    """Keeps bytes that another station kept under this hash. Refused if they are others."""
    if _keep(ctx, content) != sha:
        raise Refused("The file {name} is damaged and was not taken.", name=sha[:12])


def content(ctx: Reader, sha: str) -> bytes | None:
    """The bytes kept under a hash, or None."""
    folder = folder_of(ctx.conn)
    if folder is None:
        return ctx.conn.execute(select(Blob.content).where(Blob.sha256 == sha)).scalar_one_or_none()
    file = path_in(folder, sha)
    return file.read_bytes() if file.is_file() else None


def folder_of(conn: Connection) -> Path | None:
    """The folder beside the SQLite file; None on PostgreSQL."""
    url = conn.engine.url
    return Path(url.database or "").parent / FOLDER if url.get_backend_name() == "sqlite" else None


def path_in(folder: Path, sha: str) -> Path:
    """Where content lies: 256 subfolders keep each one short."""
    return folder / sha[:2] / sha


def write_file(folder: Path, sha: str, content: bytes) -> None:
    """Writes whole or not at all: beside, synced, then renamed. Trouble if the disk does not take it."""
    file = path_in(folder, sha)
    if file.is_file():
        return
    beside = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            stream.write(content)
        sync_file(beside)
        beside.replace(file)
    except OSError as error:
        raise Trouble("The file can't be written to {folder}. Nothing was changed.", folder=str(folder)) from error


def sync_file(file: Path) -> None:
    """Has the disk take a file that was written, before anything says that it is there."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def referenced(conn: Connection) -> set[str]:
    """Every hash that some record names: attachments, and columns declared as a file (`info` kind "file")."""
    found = set(conn.execute(select(Attachment.sha256)).scalars())
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("kind") == "file":
                found |= {sha for sha in conn.execute(select(column).where(column.is_not(None))).scalars() if sha}
    logo = conn.execute(select(ShopSetting.value).where(ShopSetting.key == LOGO_KEY)).scalar_one_or_none()
    return found | ({logo["value"]} if logo and logo["value"] else set())


def stored(conn: Connection) -> Iterator[str]:
    """Every hash that content is kept under."""
    folder = folder_of(conn)
    if folder is None:
        yield from conn.execute(select(Blob.sha256)).scalars()
    elif folder.is_dir():
        yield from (file.name for file in sorted(folder.glob("??/*")) if len(file.name) == 64)


def _require(ctx: Reader, kind: str, *, edit: bool) -> Any:
    from app.services.kinds import named  # kinds name their modules, which may name this one

    card: Any = named(kind)
    ctx.actor.require(card.edit if edit else card.view)
    return card


def _here(ctx: Context, card: Any, document: Id) -> None:
    """Refused for what belongs to a document of another station: here is a copy to read."""
    owner = ctx.session.get(card.model, document)
    if owner is not None and (far := elsewhere(ctx, owner)):
        raise Refused(far)
