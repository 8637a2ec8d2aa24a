"""Keeps a complaint while it is told on the phone: half filled as it stands, with what is no value yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.models.complaints import Complaint
from app.services.complaints import receiving, rules
from app.services.complaints.subjects import subject

Source = tuple[str, Id]


@dataclass(frozen=True)
class Kept:
    """A complaint as it was kept: its id, number and new version."""

    id: Id
    number: str
    version: int


@usecase("complaints.keep", allow=rules.REGISTER, rules=("R75", "R76"))
def keep(
    ctx: Context, id: Id | None, version: int, values: dict[str, Any], typed: dict[str, str] | None = None,
    source: Source | None = None,
) -> Kept:  # fmt: skip
    """Keeps a complaint that is being taken; the first time it gets its number. `source`: the document it is about.

    Raises Conflict if somebody else saved since `version`, Refused for a value that does not fit its field.
    """
    from app.services import drafts  # it names all kinds, and so this one

    if id is None:
        id = drafts.create.fn(ctx, rules.KIND_NAME, values)
    else:
        drafts.edit.fn(ctx, rules.KIND_NAME, id, version, values)
    case = ctx.session.get_one(Complaint, id)
    if typed is not None and case.typed != typed:
        case.typed = typed
    if source != ((case.source_kind, case.source_id) if case.source_id else None):
        about = subject(ctx, *source) if source is not None else None
        case.source_kind, case.source_id = (about.kind, about.id) if about else ("", None)
        case.source_number = about.number if about else ""
        receiving.index(case)
    ctx.flush()
    return Kept(id, case.number, case.version)


@dataclass(frozen=True)
class HalfTyped:
    """What a complaint's form holds besides its values: words that are no value yet, and the document it is about."""

    typed: dict[str, str]
    source: Source | None


@query("complaints.half_typed", allow=rules.REGISTER)
def half_typed(ctx: Reader, id: Id) -> HalfTyped:
    """What stood in the fields of a complaint that is being taken and is no value yet, as it was typed."""
    case = ctx.session.get_one(Complaint, id)
    return HalfTyped(dict(case.typed), (case.source_kind, case.source_id) if case.source_id else None)
