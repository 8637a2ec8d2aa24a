"""Photos of things whose code nobody knows: kept with the scan until somebody says which part it was (E2, §3.3)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.attachments import Attachment
from app.services import attachments
from app.services.counts.acts import open_unknown
from app.services.counts.places import OPEN_STATES, fetch
from app.services.counts.rules import COUNT

KIND, ROLE, MOST = "counts", "code", 6


@usecase("counts.add_code_photo", allow=COUNT, rules=("R9", "R10"))
def add_code_photo(ctx: Context, count: Id, seq: int, name: str, content: bytes) -> str:
    """Keeps a photo with the unknown code that was scanned as `seq`; returns its hash.

    Refused once the code is settled, for what is no JPEG or PNG, and for more than six.
    """
    if fetch(ctx, count).state not in OPEN_STATES:
        raise Refused("This count is not running. Open it again from the list.")
    open_unknown(ctx, count, seq)
    if len(photos_of(ctx, count).get(seq, ())) >= MOST:
        raise Refused("{n} photos of one code are enough.", n=MOST)
    kept = ctx.session.get_one(Attachment, attachments.attach(ctx, KIND, count, name, content, f"{ROLE} {seq}"))
    if not kept.mime.startswith("image/"):
        raise Refused("{name} is not a JPEG or PNG. Take a photo first.", name=name)
    return kept.sha256


def photos_of(ctx: Any, count: Id) -> dict[int, tuple[str, ...]]:
    """Scan event of an unknown code → the hashes of its photos, oldest first."""
    rows = ctx.conn.execute(
        select(Attachment.role, Attachment.sha256)
        .where(Attachment.kind == KIND, Attachment.document_id == count, Attachment.role.startswith(f"{ROLE} "))
        .order_by(Attachment.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for role, sha in rows:
        found[int(role.split(" ")[1])].append(sha)
    return {seq: tuple(dict.fromkeys(shas)) for seq, shas in found.items()}


def is_photo(ctx: Any, sha: str) -> bool:
    """True for the photo of some unknown code."""
    wanted = Attachment.sha256 == sha, Attachment.kind == KIND, Attachment.role.startswith(f"{ROLE} ")
    return ctx.conn.execute(select(Attachment.id).where(*wanted).limit(1)).first() is not None
