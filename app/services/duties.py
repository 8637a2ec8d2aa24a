"""Separation of duties: bars that say why this person may not do or sign a step. Written once, named by many steps.

Knows documents only by who created and submitted them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.workflow import Verdict
from app.models.people import User

MINE = ("created_by", "submitted_by")


def not_own(ctx: Any, document: Any, person: Id) -> Verdict:
    """SD1: nobody approves a document that he created or submitted. Never relaxed."""
    if person not in {getattr(document, name, None) for name in MINE}:
        return None
    name = name_of(ctx, person)
    return Text(N_("{name} created or submitted this document; somebody else must approve it."), name=name)


def tell_head(ctx: Any, role: str, text: Text, document: tuple[str, Id | None], *, asks: bool = False) -> None:
    """Tells the heads of a department, HD(x) in the rulebook; the whole role where nobody is its head."""
    people = ctx.session.scalars(select(User).where(User.active))
    heads = [user.id for user in people if role in user.heads]
    for head in heads:
        ctx.notify(text, user=head, document=document, asks=asks)
    if not heads:
        ctx.notify(text, role=role, document=document, asks=asks)


def name_of(ctx: Any, person: Id) -> str:
    """What a person is called; "" if unknown."""
    user = ctx.session.get(User, person)
    return user.name if user else ""
