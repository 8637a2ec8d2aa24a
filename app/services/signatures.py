"""Signatures on screen and on paper: of one revision of one document, by the hash of the sheet that was shown.

A signature holds while the sheet it was given for is the sheet of that revision: change a word, and nobody has signed
it (E56). Knows documents only by kind, id and revision; whose right it is to have something signed, the caller checks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, Reader, query
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.paper import Signature as Box
from app.core.paper import fingerprint, matter
from app.core.screen import Choice
from app.models.attachments import Attachment
from app.models.people import User
from app.models.signatures import Signature
from app.services import attachments

SCREEN, PAPER = "SCREEN", "PAPER"
WAYS = (Choice(SCREEN, N_("On screen")), Choice(PAPER, N_("On paper")))
AGREE, DELIVERY = "AGREE", "DELIVERY"
CUSTOMER = "CUSTOMER"
FEWEST_POINTS, SHORTEST_MS = 20, 300  # less is a slip of the pen
MOST_POINTS = 50_000
ROLE = "signature"  # of the attachments


@dataclass(frozen=True)
class Subject:
    """What is signed: one revision of one document. `number` names the files that are kept."""

    kind: str
    id: Id
    number: str
    revision: int
    purpose: str = AGREE


@dataclass(frozen=True)
class Strokes:
    """How a signature was written: the pad's size, and per stroke the points (x, y, milliseconds since the first)."""

    width: int
    height: int
    strokes: tuple[tuple[tuple[int, int, int], ...], ...]

    def points(self) -> int:
        """How many points there are."""
        return sum(len(stroke) for stroke in self.strokes)

    def lasted(self) -> int:
        """Milliseconds from the first point to the last."""
        moments = [ms for stroke in self.strokes for _, _, ms in stroke]
        return max(moments) - min(moments) if moments else 0

    def empty(self) -> bool:
        """True for what nobody would call a signature: a dot, a slip, nothing."""
        return self.points() < FEWEST_POINTS or self.lasted() < SHORTEST_MS


@dataclass(frozen=True)
class Signed:
    """One signature or refusal as rooms and papers show it. `image`, `strokes` and `sheet` are attachments."""

    id: Id
    revision: int
    purpose: str
    way: str
    role: str
    name: str
    at: datetime
    refused: bool
    reason: str
    witness: str
    sheet_hash: str
    image: Id | None
    strokes: Id | None
    sheet: Id


@dataclass(frozen=True)
class CameBack:
    """The document and revision a signed paper belongs to; `signed` if it was this paper that made it signed."""

    kind: str
    id: Id
    number: str
    revision: int
    signed: bool


def canonical_hash(sheet: Any) -> str:
    """SHA-256 of the canonical JSON of a frozen sheet: what a signature stands for."""
    return fingerprint(sheet)


def sign_on_screen(
    ctx: Context, subject: Subject, sheet: Any, *, name: str, strokes: Strokes, image: bytes, role: str = CUSTOMER
) -> Signature:  # fmt: skip
    """Keeps a signature written on the pad: strokes as JSON, its picture, and what was signed.

    Raises Refused for one that is empty (too few points, too short) or without a name.
    """
    if strokes.empty():
        raise Refused("That was too short for a signature. Sign in the white field.", where="signature")
    if strokes.points() > MOST_POINTS:
        raise Refused("That is too much for a signature. Clear the field and sign once.", where="signature")
    body = {"width": strokes.width, "height": strokes.height, "strokes": strokes.strokes}
    made = _made(ctx, subject, sheet, SCREEN, name, role)
    made.strokes_id = attachments.attach_data(
        ctx, subject.kind, subject.id, _file(subject, "strokes.json"), json.dumps(body).encode(), ROLE
    )
    made.image_id = attachments.attach(ctx, subject.kind, subject.id, _file(subject, "png"), image, ROLE)
    return _kept(ctx, made)


def sign_on_paper(
    ctx: Context, subject: Subject, sheet: Any, *, name: str, image: bytes | None = None, role: str = CUSTOMER
) -> Signature:  # fmt: skip
    """Keeps that the printed sheet was signed with a pen; its scan or photo may come back later (`bring_back`)."""
    made = _made(ctx, subject, sheet, PAPER, name, role)
    if image is not None:
        made.image_id = attachments.attach(ctx, subject.kind, subject.id, _file(subject, "scan"), image, ROLE)
    return _kept(ctx, made)


def refuse(
    ctx: Context, subject: Subject, sheet: Any, *, name: str, reason: str, role: str = CUSTOMER
) -> Signature:  # fmt: skip
    """Keeps that somebody would not sign this revision, and why. He may still sign it later."""
    if not reason.strip():
        raise Refused("Enter why the customer does not sign.", where="reason")
    made = _made(ctx, subject, sheet, SCREEN, name, role)
    made.refused, made.reason = True, reason.strip()[:200]
    return _kept(ctx, made)


def bring_back(ctx: Context, subject: Subject, sheet_hash: str, image: bytes) -> Signature:
    """Adds the scan or photo of a paper that was signed before, page after page if it has several.

    Raises Refused if nobody signed this revision on paper, or this very scan is here already.
    """
    made = _standing(ctx, subject, sheet_hash)
    if made is None or made.way != PAPER:
        raise Refused("Revision {n} of {number} was not signed on paper.", n=subject.revision, number=subject.number)
    page = ctx.session.get_one(
        Attachment, attachments.attach(ctx, subject.kind, subject.id, _file(subject, "scan"), image, ROLE)
    )
    same = (Attachment.kind == subject.kind, Attachment.document_id == subject.id, Attachment.sha256 == page.sha256)
    if ctx.session.scalar(select(Attachment.id).where(*same, Attachment.id != page.id).limit(1)) is not None:
        raise Refused("The signed paper of {number} is here already.", number=subject.number)
    made.image_id = made.image_id or page.id
    ctx.flush()
    return made


def signature_of(ctx: Reader, subject: Subject, sheet_hash: str, *, masked: bool = False) -> Signed | None:
    """The signature that holds for this revision; None if there is none, or it was given for another content.

    `masked`: names were erased from the sheet since (E91), so that its hash is no longer the one that was signed.
    """
    found = _standing(ctx, subject, "" if masked else sheet_hash)
    return _shown(ctx, found) if found else None


def all_of(ctx: Reader, kind: str, document: Id) -> list[Signed]:
    """Every signature and refusal of a document, oldest first; the caller has checked who may see them."""
    return [_shown(ctx, made) for made in _of(ctx, kind, document)]


@query("signatures.list", allow=None)
def list_of(ctx: Reader, kind: str, document: Id) -> list[Signed]:
    """Every signature and refusal of a document, oldest first, for whoever may see the document."""
    from app.services.kinds import named  # kinds name their modules, which name this one

    ctx.actor.require(named(kind).view)
    return all_of(ctx, kind, document)


def box(ctx: Reader, role: str, signed: Signed | None, *, name: str = "") -> Box:
    """The box a sheet shows: empty to sign in, or filled by who signed, when and how. `role` is a msgid.

    A signature on screen brings its picture; a scanned paper is a page of its own.
    """
    if signed is None:
        return Box(role, name)
    way = next(c.label for c in WAYS if c.code == signed.way)
    kept = ctx.session.get(Attachment, signed.image) if signed.image and signed.way == SCREEN else None
    image = (attachments.content(ctx, kept.sha256) or b"") if kept else b""
    return Box(role, signed.name, signed.at, signed.revision, way, image)


def _made(ctx: Context, subject: Subject, sheet: Any, way: str, name: str, role: str) -> Signature:
    if not name.strip():
        raise Refused("Enter the name of the one who signs.", where="name")
    content = matter(sheet)
    kept = attachments.attach_data(ctx, subject.kind, subject.id, _file(subject, "sheet.json"), content, ROLE)
    return Signature(
        kind=subject.kind, document_id=subject.id, revision=subject.revision, purpose=subject.purpose,
        sheet_hash=fingerprint(sheet), sheet_id=kept, way=way, role=role, name=name.strip()[:100], signed_at=ctx.now,
        station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip


def _kept(ctx: Context, made: Signature) -> Signature:
    ctx.session.add(made)
    ctx.flush()
    return made


def _file(subject: Subject, what: str) -> str:
    return f"{subject.number}-{subject.revision}-{subject.purpose.lower()}.{what}"


def _of(ctx: Reader, kind: str, document: Id) -> list[Signature]:
    wanted = select(Signature).where(Signature.kind == kind, Signature.document_id == document)
    return list(ctx.session.scalars(wanted.order_by(Signature.id)))


def _standing(ctx: Reader, subject: Subject, sheet_hash: str) -> Signature | None:
    wanted = select(Signature).where(
        Signature.kind == subject.kind, Signature.document_id == subject.id, Signature.revision == subject.revision,
        Signature.purpose == subject.purpose, Signature.refused.is_(False),
    )  # fmt: skip
    if sheet_hash:
        wanted = wanted.where(Signature.sheet_hash == sheet_hash)
    return ctx.session.scalar(wanted.order_by(Signature.id.desc()).limit(1))


def _shown(ctx: Reader, made: Signature) -> Signed:
    witness = ctx.session.get(User, made.created_by) if made.created_by else None
    return Signed(
        made.id, made.revision, made.purpose, made.way, made.role, made.name, made.signed_at, made.refused, made.reason,
        witness.name if witness else "", made.sheet_hash, made.image_id, made.strokes_id, made.sheet_id,
    )  # fmt: skip
