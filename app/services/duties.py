"""Separation of duties: bars that say why this person may not do or sign a step. Written once, named by many steps.

Knows documents only by who created and submitted them.
"""

from __future__ import annotations

from typing import Any

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


def name_of(ctx: Any, person: Id) -> str:
    """What a person is called; "" if unknown."""
    user = ctx.session.get(User, person)
    return user.name if user else ""
