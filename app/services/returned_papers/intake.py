"""Keeps papers as they come, so that nothing is lost, and why one could not be filed. Steps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.models.returned_papers import ReturnedPaper
from app.services import attachments
from app.services.returned_papers.workflow import DROPPED, EDIT, FILED, NAME, OPEN, PREFIX, SIGNS, WORKFLOW

UNREAD = N_("No bar code of a paper that customers sign can be read on it. Enter its number by hand.")
UNSEEN = N_("Look whether it is signed, then file it.")
ROLE = "scan"  # of the attachment


@dataclass(frozen=True)
class Taken:
    """What became of one paper. `known`: the very same file had come before; `said`: why it was not filed."""

    id: Id
    number: str
    name: str
    filed: bool
    document: str
    known: bool = False
    said: Text | None = None


@usecase("returned_papers.keep", allow=EDIT, rules=("R49", "R51"), secret=("content",))
def keep(ctx: Context, name: str, content: bytes, code: str = "") -> Taken:
    """Keeps a paper as it came, to be filed. The same file is kept once; one that is no picture is noted too."""
    sha, clean, said = None, b"", Text(UNREAD)
    try:
        sha, clean, _mime = attachments.put(ctx, name, content)
    except Refused as refused:
        said = refused.text
    wanted = select(ReturnedPaper).where(ReturnedPaper.sha256 == sha, ReturnedPaper.state != DROPPED)
    there = ctx.session.scalar(wanted.order_by(ReturnedPaper.id).limit(1)) if sha else None
    if there is not None:
        return _taken(there, known=True)
    made = ReturnedPaper(
        station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now, number=ctx.number(PREFIX), name=name[:200],
        code=code[:40], sha256=sha, said=said.data(),
    )  # fmt: skip
    workflow.begin(WORKFLOW, made)
    ctx.session.add(made)
    ctx.flush()
    if sha:
        attachments.attach(ctx, NAME, made.id, name, clean, ROLE)
    return _taken(made)


@query("returned_papers.signs", allow=EDIT)
def signs(ctx: Reader, code: str) -> bool:
    """True if the paper of this code would sign its document. Raises Refused if there is no such document."""
    would = SIGNS.get(code.partition("-")[0])
    return would is not None and would(ctx, code)


@usecase("returned_papers.told", allow=EDIT, rules=("R49", "R51"))
def told(ctx: Context, id: Id, said: Text) -> Taken:
    """Keeps why a paper could not be filed."""
    paper = ctx.session.get_one(ReturnedPaper, id)
    paper.said = said.data()
    return _taken(paper)


def _taken(paper: ReturnedPaper, *, known: bool = False) -> Taken:
    said: Any = Text.of(paper.said) if paper.said and paper.state == OPEN else None
    return Taken(paper.id, paper.number, paper.name, paper.state == FILED, paper.document, known, said)
