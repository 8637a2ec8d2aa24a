"""Bar codes as modules: what is dark, from left to right. Knows the symbologies, draws nothing."""

from __future__ import annotations

from functools import lru_cache

from barcode.codex import Code128
from barcode.ean import EuropeanArticleNumber13
from barcode.errors import BarcodeError

QUIET = 10  # modules that must stay white at each side of a Code 128


@lru_cache(maxsize=2_000)
def code128(text: str) -> str:
    """Modules of a Code 128 as "1" (dark) and "0"; "" if the text has a character that Code 128 does not know."""
    if not text:
        return ""
    try:
        return str(Code128(text).build()[0])
    except BarcodeError:
        return ""


@lru_cache(maxsize=2_000)
def ean13(digits: str) -> str:
    """Modules of an EAN-13; "" unless these are 13 digits whose check digit is right."""
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return ""
    code = EuropeanArticleNumber13(digits)
    return str(code.build()[0]).replace("G", "1") if str(code) == digits else ""


def runs(modules: str) -> list[tuple[int, int]]:
    """The dark bars as (first module, width in modules)."""
    found, start = [], -1
    for place, module in enumerate(modules + "0"):
        if module == "1" and start < 0:
            start = place
        elif module != "1" and start >= 0:
            found.append((start, place - start))
            start = -1
    return found
