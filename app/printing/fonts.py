"""The two faces of our paper: registers them once, measures text, and says what they can not draw. Knows no page."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.core.i18n import resources

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
MISSING = "\N{GETA MARK}"  # 〓: what Chinese and Japanese printers set for a character they do not have

_lock = threading.Lock()
_widths: dict[str, dict[int, float]] = {}
_default: dict[str, float] = {}


def register() -> None:
    """Loads both fonts (60 ms each) if that has not been done; any thread, any number of times."""
    with _lock:
        if _widths:
            return
        loaded: dict[str, dict[int, float]] = {}
        for name in (REGULAR, BOLD):
            font: Any = TTFont(name, str(resources() / "fonts" / f"{name}.ttf"))
            pdfmetrics.registerFont(font)
            _default[name] = font.face.defaultWidth / 1000
            loaded[name] = {code: width / 1000 for code, width in font.face.charWidths.items()}
        _widths.update(loaded)


def _drawable(char: str, known: dict[int, float]) -> str:
    if ord(char) in known:
        return char
    if unicodedata.category(char) in ("Cc", "Cf", "Mn", "Zl", "Zp"):
        return "" if unicodedata.category(char) in ("Cf", "Mn") else " "
    # an accented letter that the font lacks (Š, ő) loses its accent; ﬁ, Ⅻ and ㎡ are spelt out
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return plain if plain and all(ord(part) in known for part in plain) else MISSING


@lru_cache(maxsize=20_000)
def printable(text: str) -> str:
    """`text` as the fonts can draw it: composed, line breaks kept, controls gone, what is missing as its base or 〓."""
    register()
    known = _widths[REGULAR]
    if all(ord(char) in known for char in text):
        return text
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char if char == "\n" else _drawable(char, known) for char in composed)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How far one line of printable text runs, in points."""
    register()
    name = BOLD if bold else REGULAR
    known, default = _widths[name], _default[name]
    return size * sum([known.get(ord(char), default) for char in text])
