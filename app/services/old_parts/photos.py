"""Photos of old parts: kept under the part's number, so that the slip can name them."""

from __future__ import annotations

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.old_parts import OldPart
from app.services import attachments
from app.services.old_parts import papers, rules
from app.services.pictures import mime_of


@usecase("old_parts.add_photo", allow=rules.EDIT, rules=("R69",), secret=("content",))
def add_photo(ctx: Context, id: Id, name: str, content: bytes) -> Id:
    """Keeps a JPEG or PNG with an old part; returns the attachment's id. Refused for what is gone or no picture."""
    old = ctx.session.get(OldPart, id)
    if old is None:
        raise Refused("This old part does not exist any more.")
    if mime_of(content) not in ("image/jpeg", "image/png"):
        raise Refused("{name} is no JPEG or PNG picture. Take the photo again.", name=name)
    nth = papers.photos_of(ctx, [id]).get(id, 0) + 1
    suffix = name.rpartition(".")[2].lower() or "jpg"
    return attachments.attach(ctx, rules.NAME, id, f"{old.number}-{nth}.{suffix}", content, attachments.PHOTO)
