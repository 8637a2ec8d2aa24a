"""Takes one paper in: kept first, then filed by its code, or kept with the reason why not. Stands above all kinds."""

from __future__ import annotations

from dataclasses import replace

from app.core.access import Actor
from app.core.desk import Desk
from app.core.errors import Refused
from app.services import documents
from app.services.returned_papers.intake import Taken, keep, told
from app.services.returned_papers.workflow import NAME


def take_in(desk: Desk, actor: Actor, name: str, content: bytes, code: str) -> Taken:
    """One paper, whose code was read ("" = none): kept, and filed if its document takes it. Three acts of the desk:
    a power cut between them leaves a paper that is to be looked at."""
    kept = desk.run(keep, actor, name, content, code)
    if not code or kept.filed:
        return kept
    try:
        desk.run(documents.step, actor, NAME, kept.id, "file", {"code": code})
    except Refused as refused:
        return desk.run(told, actor, kept.id, refused.text)
    return replace(desk.run(keep, actor, name, content, code), known=False)
