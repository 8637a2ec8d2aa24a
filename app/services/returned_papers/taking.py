"""Takes one paper in: kept first, then filed by its code, or kept with the reason why not. Stands above all kinds."""

from __future__ import annotations

from dataclasses import replace

from app.core.access import Actor
from app.core.desk import Desk
from app.core.errors import Refused
from app.core.i18n import Text
from app.services import documents
from app.services.returned_papers.intake import UNSEEN, Taken, keep, signs, told
from app.services.returned_papers.workflow import NAME


def take_in(desk: Desk, actor: Actor, name: str, content: bytes, code: str, *, seen: bool = True) -> Taken:
    """One paper, whose code was read ("" = none): kept, and filed if its document takes it. Three acts of the desk:
    a power cut between them leaves a paper that is to be looked at.

    `seen`: somebody handed it in and answers for the hand on it. What a folder brought signs nothing until one looked
    at it (R51): a bar code is no signature.
    """
    kept = desk.run(keep, actor, name, content, code)
    if not code or kept.filed:
        return kept
    try:
        if not seen and desk.ask(signs, actor, code):
            return desk.run(told, actor, kept.id, Text(UNSEEN))
        desk.run(documents.step, actor, NAME, kept.id, "file", {"code": code})
    except Refused as refused:
        return desk.run(told, actor, kept.id, refused.text)
    return replace(desk.run(keep, actor, name, content, code), known=False)
