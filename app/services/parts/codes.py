"""Part numbers and other codes: how they are kept and how they are compared (domain.md §3.1). Pure text, no table."""

from __future__ import annotations

import re

from app.core import scan
from app.core.errors import Refused

LONGEST = 40
_PRINTABLE = re.compile(r"[!-~]([ -~]*[!-~])?")
_SIGNS = str.maketrans("", "", " -/.")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")


def folded(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, trimmed; nothing else is changed."""
    return scan.folded(text).strip()


def part_number(text: str) -> str:
    """A part number as it is kept: upper case, at most 40 printable ASCII characters; 106577R and 106577R# are two."""
    number = folded(text).upper()
    if not _PRINTABLE.fullmatch(number) or len(number) > LONGEST:
        raise Refused(
            "A part number has 1 to {n} Latin letters, digits and signs. “{number}” does not fit.",
            where="number", n=LONGEST, number=number[:60],
        )  # fmt: skip
    return number


def compare_key(text: str) -> str:
    """Upper case without space, hyphen, slash and dot: how OEM numbers are compared."""
    return folded(text).upper().translate(_SIGNS)


def code_key(code: str, kind: str) -> str:
    """The compare key of a code of this kind; a GTIN-8, -12 or -13 as a barcode is the GTIN-14 with leading zeros."""
    plain = folded(code)
    if kind == "BARCODE":
        return plain.zfill(14) if _GTIN.fullmatch(plain) else plain.upper()
    return compare_key(plain)


def scanned_keys(code: str) -> dict[str, str]:
    """What the look-up statements bind for a scanned code: part number, key of a barcode, key of any other code."""
    return {"number": code.upper(), "key": code_key(code, "BARCODE"), "bare": compare_key(code)}
