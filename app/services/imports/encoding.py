"""Bytes to text: guesses the encoding of a list and never fails on a damaged one. Knows no rows and no columns."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from app.core.errors import Refused
from app.core.i18n import N_

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "cp1252")
"""What a user may choose; GB18030 contains GBK and GB2312. Windows-1252 is for lists from Western programs."""

UNREADABLE = "\N{REPLACEMENT CHARACTER}"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 18
_LIKELY = re.compile("[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, its encoding, and whether some bytes made no sense in it (they became U+FFFD)."""

    text: str
    encoding: str
    damaged: bool


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """`data` as text, by `encoding` or by guess; a byte order mark is taken off. Refuses an unknown encoding."""
    if encoding is not None and encoding not in ENCODINGS:
        raise Refused(
            N_("The encoding “{encoding}” is not known. Choose one of: {known}."),
            encoding=encoding,
            known=", ".join(ENCODINGS),
        )
    chosen = encoding or guess(data)
    for mark, marked in _BOMS:
        if chosen == marked and data.startswith(mark):
            data = data[len(mark) :]
    try:
        return Decoded(data.decode(chosen), chosen, damaged=False)
    except UnicodeDecodeError:
        return Decoded(data.decode(chosen, errors="replace"), chosen, damaged=True)


def guess(data: bytes) -> str:
    """The likeliest of `ENCODINGS`: byte order mark, zero bytes, valid UTF-8, then common Chinese characters."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    wide = _plainly_wide(data[:_SAMPLE]) if b"\x00" in data else ""
    if wide:
        return wide
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return (_hardly_wide(data[:_SAMPLE]) if b"\x00" in data else "") or _guess_damaged(data[:_SAMPLE])
    return "utf-8"


def _plainly_wide(data: bytes) -> str:
    """UTF-16 without mark: ASCII characters (there are always delimiters and line ends) leave zeros on one side."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    # "一" is U+4E00: its zero stands on the other side and looks like an N
    even -= data.decode("utf-16-be", errors="replace").count("N")
    odd -= data.decode("utf-16-le", errors="replace").count("N")
    few, many, encoding = (even, odd, "utf-16-le") if odd > even else (odd, even, "utf-16-be")
    return encoding if many * 100 >= len(data) and many > 3 * few else ""


def _hardly_wide(sample: bytes) -> str:
    """UTF-16 with hardly any ASCII, as in long Chinese cells: read the wrong way round it is no Chinese."""
    even = sample[: len(sample) // 2 * 2]
    likely = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, errors="replace")
        likely[encoding] = len(_LIKELY.findall(text)) / len(text)
    best = max(likely, key=lambda encoding: likely[encoding])
    return best if likely[best] > 0.9 else ""


def _guess_damaged(sample: bytes) -> str:
    """For bytes that are not valid UTF-8: GB18030, a Western list, or UTF-8 with damage in a few rows."""
    as_utf8 = _BEYOND_ASCII.findall(sample.decode("utf-8", errors="replace"))
    broken = as_utf8.count(UNREADABLE)
    if broken * 3 <= len(as_utf8) - broken:
        return "utf-8"
    as_chinese = _BEYOND_ASCII.findall(sample.decode("gb18030", errors="replace"))
    return "gb18030" if sum(map(_is_common, as_chinese)) * 2 >= len(as_chinese) else "cp1252"


def _is_common(character: str) -> bool:
    """Within GB2312, as nearly every character of a Chinese list is; Western letters read as GB18030 never are."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
