"""Breaks text into lines that fit: Chinese between characters, Latin between words. Knows fonts, no page."""

from __future__ import annotations

import re
from functools import lru_cache

from app.printing import fonts

_CJK = "\u2e80-\u2fff\u3003-\u3007\u3012-\u9fff\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_OPEN = "（《「『【〔〈“‘(\\[￥¥$"
_CLOSE = "，。、；：！？）》」』】〕〉”’…—％‰℃"
# one piece that stays together: an opening mark sticks to what follows, a closing mark to what precedes
_PIECE = re.compile(rf"[ \u3000]+|[{_OPEN}]*(?:[{_CJK}]|[^ \u3000{_CJK}{_OPEN}{_CLOSE}]+|[{_CLOSE}])?[{_CLOSE}]*")
_SOFT = re.compile(r"[^-/._,;:+#=&]*[-/._,;:+#=&]*")

SMALLEST = 5.0  # points; smaller is not read any more
_HAIR = 0.01  # points: sums of widths are not exact


def _fitting(piece: str, size: float, bold: bool, room: float) -> list[str]:
    """A piece that is wider than a line, cut after its own punctuation, else between any two characters."""
    parts = [part for part in _SOFT.findall(piece) if part]
    if len(parts) == 1:
        parts = list(piece)
    lines, line = [], ""
    for part in parts:
        if line and fonts.width(line + part, size, bold=bold) > room + _HAIR:
            lines.append(line)
            line = ""
        if len(part) > 1 and fonts.width(part, size, bold=bold) > room + _HAIR:
            *whole, part = _fitting(part, size, bold, room)
            lines.extend(whole)
        line += part
    return [*lines, line] if line else lines


def _paragraph(text: str, size: float, bold: bool, room: float) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _PIECE.findall(text):
        wide = fonts.width(piece, size, bold=bold)
        if piece.isspace():
            line, used = line + piece, used + wide
            continue
        if used + wide <= room + _HAIR or not piece:
            line, used = line + piece, used + wide
            continue
        if line.strip():
            lines.append(line.rstrip())
        line, used = piece, wide
        if wide > room + _HAIR:
            *whole, line = _fitting(piece, size, bold, room)
            lines.extend(whole)
            used = fonts.width(line, size, bold=bold)
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


@lru_cache(maxsize=20_000)
def wrap(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """`text` as printable lines no wider than `room` points. "" gives no line; line breaks in the text are kept."""
    said = fonts.printable(text).strip("\n")
    if not said.strip():
        return ()
    if "\n" not in said and fonts.width(said, size, bold=bold) <= room + _HAIR:
        return (said.strip(" "),)
    return tuple(line for part in said.split("\n") for line in _paragraph(part.strip(" "), size, bold, room))


def fit(text: str, size: float, room: float, *, bold: bool = False) -> float:
    """The size, not larger than `size`, at which `text` stands on one line of `room`; never under SMALLEST."""
    wide = fonts.width(fonts.printable(text), size, bold=bold)
    return size if wide <= room + _HAIR else max(SMALLEST, int(size * room / wide * 10) / 10)


def widest_piece(text: str, size: float, *, bold: bool = False) -> float:
    """The width of the longest piece that had better stay together."""
    pieces = _PIECE.findall(fonts.printable(text))
    return max((fonts.width(piece, size, bold=bold) for piece in pieces if not piece.isspace()), default=0.0)
