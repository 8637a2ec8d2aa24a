"""What a scanned code means: a part, a bin, a document, a badge. One prebuilt statement answers for parts and bins."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal_column, null, or_, select, union_all

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.parts import Part, PartCode
from app.models.stations import Bin
from app.services.kinds import KINDS
from app.services.parts.codes import code_key, compare_key


@dataclass(frozen=True)
class Hit:
    """One meaning: kind and id to open, what it is called, and the pack quantity (1/1000) of a carton's code."""

    kind: str
    id: Id
    called: str
    pack: int = 1000


# written into the statement: what is not bound costs nothing
_PARTS: Any = literal_column("'parts'")
_BINS: Any = literal_column("'bins'")
_ONE: Any = literal_column("1000")
_parts = select(_PARTS.label("kind"), Part.id, Part.number, _ONE.label("pack"), Part.merged_into).where(
    Part.number == bindparam("number")
)
_codes = (
    select(_PARTS, Part.id, Part.number, PartCode.pack_qty, Part.merged_into)
    .join(PartCode, PartCode.part_id == Part.id)
    .where(or_(PartCode.key == bindparam("key"), PartCode.key == bindparam("bare")))
)
_bins = select(_BINS, Bin.id, Bin.code, _ONE, null()).where(Bin.code == bindparam("number"))
_all: Any = union_all(_parts, _codes, _bins)


def heard(text: str) -> str:
    """Scanned text without control characters, full width folded."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cc").strip()


@query("lookup.code", allow=None)
def code(ctx: Reader, text: str) -> list[Hit]:
    """Everything the code may mean, parts first; empty if nobody knows it. Upper and lower case are the same."""
    said = heard(text)
    if not said:
        return []
    given = {"number": said.upper(), "key": code_key(said, "BARCODE"), "bare": compare_key(said)}
    found: dict[Id, Hit] = {}
    for kind, id_, called, pack, merged in ctx.conn.execute(_all, given):
        target = merged or id_
        if target not in found or pack != 1000:
            found[target] = Hit(kind, target, called, pack)
    return list(found.values()) or _documents(ctx, said)


def _documents(ctx: Reader, said: str) -> list[Hit]:
    """Own document numbers, by their prefix."""
    prefix = said.upper().partition("-")[0]
    for kind in KINDS:
        if kind.prefix and kind.prefix == prefix and ctx.actor.may(kind.view):
            number = getattr(kind.model, kind.key)
            id_ = ctx.session.scalar(select(kind.model.id).where(number == said.upper()))
            if id_ is not None:
                return [Hit(kind.name, id_, said.upper())]
    return []
