"""What a scanned code means: a part, a bin, a document, a badge. One prebuilt statement answers for parts and bins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal_column, null, or_, select, union_all

from app.core import scan
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.paper import read_code
from app.models.parts import Part, PartCode
from app.models.stations import Bin
from app.services import deliveries
from app.services.kinds import KINDS
from app.services.parts.codes import scanned_keys


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


def document_kind(text: str) -> str:
    """The kind whose number this may be by its prefix ("SC-…"), "" if it is no document number of ours."""
    prefix, sign, _ = scan.parse(text).code.upper().partition("-")
    return next((kind.name for kind in KINDS if sign and kind.prefix == prefix), "")


def scannable() -> frozenset[str]:
    """Kinds that a scan can name: parts, bins, and documents by their number."""
    return frozenset({"parts", "bins", *(kind.name for kind in KINDS if kind.prefix)})


@query("lookup.code", allow=None)
def code(ctx: Reader, text: str) -> list[Hit]:
    """Everything a scanned text may mean, parts first; empty if nobody knows it. Upper and lower case are the same."""
    said = scan.parse(text)
    found = _known(ctx, said.code) or _documents(ctx, said.code)
    for other in () if found else said.others:  # the whole of a GS1 code, a number in a maker's label or link
        found += [hit for hit in _known(ctx, other) if hit.id not in {f.id for f in found}]
    return found


def _known(ctx: Reader, code: str) -> list[Hit]:
    """Parts and bins; the label of a merged part leads to its heir, a carton's code brings its quantity."""
    found: dict[Id, Hit] = {}
    rows = ctx.conn.execute(_all, scanned_keys(code)).all() if code else []
    for kind, id_, called, pack, merged in sorted(rows, key=lambda row: row.merged_into is not None):
        target = merged or id_
        if target not in found or pack != 1000:
            found[target] = Hit(kind, target, called, pack)
    return list(found.values())


def _documents(ctx: Reader, said: str) -> list[Hit]:
    """Own document numbers, by their prefix; a paper to be signed has its revision behind the number.

    The delivery sheet leads to its order.
    """
    revised = read_code(said)
    said = revised[0] if revised else said
    said = deliveries.order_number(said) or said
    prefix = said.upper().partition("-")[0]
    for kind in KINDS:
        if prefix and prefix in (kind.prefix, *dict(kind.prefixes).values()) and ctx.actor.may(kind.view):
            number = getattr(kind.model, kind.key)
            id_ = ctx.session.scalar(select(kind.model.id).where(number == said.upper()))
            if id_ is not None:
                return [Hit(kind.name, id_, said.upper())]
    return []
