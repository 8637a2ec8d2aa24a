"""What searching reads, made from the part master: numbers, names, codes, pinyin. Derived: `doctor` rebuilds it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.core.clock import Id
from app.models.parts import Part, PartCode, PartIndex
from app.services.parts.codes import compare_key, folded
from app.services.searching import SearchIndex

_NAMES = (Part.id, Part.number, Part.name_zh, Part.name_en, Part.spec_model, Part.brand, Part.fitment)
_parts = select(*_NAMES).where(Part.id.in_(bindparam("ids", expanding=True)), Part.merged_into.is_(None))
_codes = select(PartCode.part_id, PartCode.code, PartCode.key).where(
    PartCode.part_id.in_(bindparam("ids", expanding=True))
)


_RUNS = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff]+|[^\u3007\u3400-\u9fff\uf900-\ufaff]+")


@lru_cache(maxsize=20_000)
def _of_run(run: str) -> tuple[str, str]:
    if run.isascii():
        return run, run
    from pypinyin import lazy_pinyin  # 0.1 s, only when a name is saved

    said = lazy_pinyin(run)
    return "".join(syllable[:1] if syllable not in run else syllable for syllable in said), "".join(said)


def pinyin(name: str) -> tuple[str, str]:
    """(initials, whole pinyin) of a name in small letters; other characters as they are. "火花塞" → hhs, huohuasai.

    Names are put together from the same few words, so each run of Chinese characters is read once.
    """
    said = [_of_run(run) for run in _RUNS.findall(name.lower())]
    return "".join(first for first, _ in said), "".join(whole for _, whole in said)


def search_text(row: Any, codes: Iterable[tuple[str, str]]) -> str:
    """Everything one may type to find the part, in small letters, one item a line."""
    items = [row.number, compare_key(row.number), row.name_zh, row.name_en, row.spec_model, row.brand, row.fitment]
    if row.name_zh and not row.name_zh.isascii():
        items.append(pinyin(row.name_zh)[0])
    for code, key in codes:
        items += (code, key)
    return "\n".join(dict.fromkeys(folded(item).lower() for item in items if item))


def _rows(conn: Connection, ids: list[Id]) -> list[dict[str, Any]]:
    codes: dict[Id, list[tuple[str, str]]] = {}
    for part, code, key in conn.execute(_codes, {"ids": ids}):
        codes.setdefault(part, []).append((code, key))
    return [
        {
            "part_id": row.id, "number": row.number, "number_key": compare_key(row.number),
            "sort_name": pinyin(row.name_zh or row.name_en or "")[1][:200],
            "search_text": search_text(row, codes.get(row.id, ())),
        }
        for row in conn.execute(_parts, {"ids": ids})
    ]  # fmt: skip


_search = SearchIndex(PartIndex, Part, _rows)
reindex, compare_index, rebuild_index = _search.reindex, _search.compare, _search.rebuild
