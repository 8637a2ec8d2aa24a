"""The customer's hand for an old part: that he takes it, waives it, or knows the date until which it is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.paper import fingerprint, read_code
from app.models.old_parts import OldPart
from app.services import attachments, signatures
from app.services.old_parts import papers, rules
from app.services.signatures import CameBack, Strokes, Subject

STEPS = {rules.TAKE: "give_back", rules.WAIVE: "waive", rules.KEEP: "keep"}  # what he signs for → step


def subject(old: OldPart, purpose: str) -> Subject:
    """What a signature for this old part stands for."""
    return Subject(rules.NAME, old.id, old.number, old.revision, purpose)


def keep(ctx: Any, old: OldPart, purpose: str, answers: dict[str, Any]) -> None:
    """Keeps that he signed: on screen it was written just now, else on the printed slip."""
    sheet = papers.declaration(ctx, old, purpose)
    if answers.get("way") != rules.SCREEN:
        signatures.sign_on_paper(ctx, subject(old, purpose), sheet, name=answers["person"])
    elif signatures.signature_of(ctx, subject(old, purpose), fingerprint(sheet)) is None:
        raise Refused("He has not signed on the screen yet. Open the pad, or have him sign the slip.", where="way")


@usecase("old_parts.sign_on_screen", allow=rules.GIVE, rules=("R68", "R70"), secret=("strokes", "image", "paper"))
def sign_on_screen(
    ctx: Context, id: Id, *, purpose: str, name: str, strokes: Strokes, image: bytes, paper: bytes | None = None
) -> None:  # fmt: skip
    """He signs on the pad that he takes the old part (TAKE), waives it (WAIVE), or knows its date (KEEP).

    `paper` is what he saw there. Raises Refused if that is not his to sign.
    """
    if purpose not in STEPS:
        raise Refused("Choose what he signs for.", where="purpose")
    from app.services.old_parts.workflow import WORKFLOW  # its steps name this module

    old = ctx.session.get_one(OldPart, id)
    sheet = papers.declaration(ctx, old, purpose)
    signatures.sign_on_screen(ctx, subject(old, purpose), sheet, name=name, strokes=strokes, image=image)
    if paper is not None:
        attachments.attach(ctx, rules.NAME, id, f"{old.number}-{purpose.lower()}.pdf", paper, "print")
    late = purpose == rules.TAKE and old.state == rules.SCRAP_WAIT
    step = "give_after_all" if late else STEPS[purpose]
    workflow.apply(ctx, WORKFLOW, old, step, {"person": name, "way": rules.SCREEN})


@usecase("old_parts.paper_back", allow=rules.GIVE, rules=("R68", "R70"), secret=("image",))
def paper_back(ctx: Context, code: str, image: bytes) -> CameBack:
    """The slip that he signed with a pen came back as scan or photo: it is kept with that signature.

    Refused if nobody noted yet that he signed it on paper.
    """
    read = read_code(code)
    old = ctx.session.scalar(select(OldPart).where(OldPart.number == read[0])) if read else None
    if read is None or old is None:
        raise Refused("No old part has the code “{code}”.", code=code)
    made = next((one for one in reversed(signatures.all_of(ctx, rules.NAME, old.id)) if one.way == rules.PAPER), None)
    if made is None:
        raise Refused("{number}: note first that the customer takes, waives or leaves it.", number=old.number)
    signatures.bring_back(ctx, subject(old, made.purpose), made.sheet_hash, image)
    return CameBack(rules.NAME, old.id, old.number, old.revision, signed=False)


def paper_signs(_ctx: Any, _code: str) -> bool:
    """A slip that comes back only adds to the signature that was noted."""
    return False
