"""What many codes mean at once, for sheets and files: each code → the parts it may be. Set-based; counts nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from app.core import scan
from app.core.clock import Id
from app.models.parts import Part, PartCode
from app.services.parts.codes import scanned_keys
from app.services.stock.balances import chunks


class Found(NamedTuple):
    """A part that a code may mean; `pack` (1/1000) is what one scan of a carton's code counts."""

    part_id: Id
    number: str
    unit: str
    decimals: int
    pack: int


_by_number = select(Part.number, Part.id, Part.merged_into).where(Part.number.in_(bindparam("codes", expanding=True)))
_by_key = (
    select(PartCode.key, Part.id, Part.merged_into, PartCode.pack_qty)
    .join(Part, Part.id == PartCode.part_id)
    .where(PartCode.key.in_(bindparam("codes", expanding=True)))
)
_named = select(Part.id, Part.number, Part.unit, Part.qty_decimals).where(
    Part.id.in_(bindparam("parts", expanding=True))
)


def identify(ctx: Any, codes: Iterable[str]) -> dict[str, tuple[Found, ...]]:
    """Code → the parts it may mean, none if nobody knows it. A merged part's codes mean the part that stayed (E8)."""
    said = {code: _keys(code) for code in codes}
    hits: dict[str, dict[Id, int]] = defaultdict(dict)
    for some in chunks(keys["number"] for words in said.values() for keys in words):
        for number, part, merged in ctx.conn.execute(_by_number, {"codes": some}):
            hits[number].setdefault(merged or part, 1000)
    for some in chunks(keys[name] for words in said.values() for keys in words for name in ("key", "bare")):
        for key, part, merged, pack in ctx.conn.execute(_by_key, {"codes": some}):
            if hits[key].get(merged or part, 1000) == 1000:  # a carton's code wins over the bare number
                hits[key][merged or part] = pack
    parts = {
        row.id: row
        for some in chunks(part for found in hits.values() for part in found)
        for row in ctx.conn.execute(_named, {"parts": some})
    }
    return {code: _parts(parts, hits, words) for code, words in said.items()}


def _keys(code: str) -> list[dict[str, str]]:
    """What to look up for a code, the likelier first: itself, then what stands inside it (E4)."""
    heard = scan.parse(code)
    return [scanned_keys(word) for word in (heard.code, *heard.others)]


def _parts(parts: dict[Id, Any], hits: dict[str, dict[Id, int]], words: list[dict[str, str]]) -> tuple[Found, ...]:
    """The parts of the first of these words that anybody knows."""
    for keys in words:
        found = {i: n for name in ("number", "key", "bare") for i, n in hits.get(keys[name], {}).items()}
        if found:
            return tuple(
                Found(i, parts[i].number, parts[i].unit, parts[i].qty_decimals, pack) for i, pack in found.items()
            )
    return ()
