"""Bar codes as modules: what is dark, from left to right. Knows the symbologies, draws nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import segno
from barcode.charsets import code128 as charset
from barcode.codex import Code128, Gs1_128
from barcode.ean import EuropeanArticleNumber13
from barcode.errors import BarcodeError

FNC1 = "\x1d"  # in our texts: opens a GS1 symbol and ends a field of variable length
QUIET = 10  # modules that must stay white at each side of a Code 128
QUIET_EAN = 11  # at the left of an EAN-13 (7 at its right)
QUIET_SQUARE = {"qr": 4, "datamatrix": 2}  # DataMatrix asks for one; two forgive a label that slips
GS1_SIGNS = frozenset("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=20_000)
def code128(text: str) -> str:
    """Modules of a Code 128 as "1" (dark) and "0"; "" if the text has a character that Code 128 does not know."""
    values = code128_values(text)
    if not values:
        return ""
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return "".join([str(charset.CODES[value]) for value in (*values, check)]) + str(charset.STOP) + "11"


@lru_cache(maxsize=20_000)
def code128_values(text: str) -> tuple[int, ...]:
    """The symbol's values from its start character on, without check sum and stop: what printers are told."""
    if not text.isprintable() or not text:
        return ()  # a control character on a label would be typed into the program by every scan
    try:
        return tuple(Code128(text).encoded)
    except BarcodeError:
        return ()


def gs1_128(*elements: str) -> str:
    """Modules of a GS1-128; between the elements stands FNC1, which a scanner sends as GS."""
    return str(Gs1_128(Gs1_128.FNC1_CHAR.join(elements)).build()[0])


@lru_cache(maxsize=20_000)
def ean13(digits: str) -> str:
    """Modules of an EAN-13; "" unless these are 13 digits whose check digit is right."""
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return ""
    code = EuropeanArticleNumber13(digits)
    return str(code.build()[0]).replace("G", "1") if str(code) == digits else ""


@lru_cache(maxsize=2_000)
def qr(text: str) -> tuple[str, ...]:
    """Rows of a QR code, smallest version, error correction M or better."""
    made = segno.make(text, error="m", micro=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in made.matrix)


def square(kind: str, text: str) -> tuple[str, ...]:
    """Rows of a two-dimensional code of this kind."""
    if kind == "qr":
        return qr(text)
    from app.printing import datamatrix  # brings reportlab's graphics, which a page of text does without

    return datamatrix.matrix(text)


def gs1(gtin: str, code: str, batch: str, serial: str, expiry: date | None) -> str:
    """A GS1 element string that opens with FNC1: GTIN, or else the part number as additional id (240); expiry, batch,
    serial number. "" if a character in it is none that GS1 allows.
    """
    if not all(set(part) <= GS1_SIGNS for part in (code, batch, serial)):
        return ""
    if len(batch) > 20 or len(serial) > 20 or len(code) > 30:
        return ""
    fixed = f"01{gtin}" if gtin else ""
    fixed += f"17{expiry:%y%m%d}" if expiry else ""
    known = (("240", "" if gtin else code), ("10", batch), ("21", serial))
    return FNC1 + fixed + FNC1.join(ai + value for ai, value in known if value)


def runs(modules: Iterable[str] | str) -> list[tuple[int, int]]:
    """The dark bars as (first module, width in modules)."""
    found, start, place = [], -1, -1
    for place, module in enumerate(modules):
        if module == "1":
            if start < 0:
                start = place
        elif start >= 0:
            found.append((start, place - start))
            start = -1
    return [*found, (start, place + 1 - start)] if start >= 0 else found
