"""Finds Chinese names by what is typed: characters, any part, or the initials of their pinyin (hhs → 火花塞)."""

from __future__ import annotations

from functools import lru_cache


def warm() -> None:
    """Loads the dictionary (up to a second); a worker calls it while the user looks at his first page."""
    initials("火")


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letters of the syllables, lower case; Latin letters and digits stay."""
    if name.isascii():
        return name.lower()
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def fits(typed: str, *names: str) -> bool:
    """True if what is typed is part of one of the names, or of its initials."""
    wanted = typed.strip().lower()
    if not wanted:
        return True
    if any(wanted in name.lower() for name in names):
        return True
    return wanted.isascii() and any(not name.isascii() and wanted in initials(name) for name in names)
