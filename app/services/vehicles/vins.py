"""VINs: how they are kept, the check digit, the model year (domain.md §5.2, GB 16735). Pure text, no table."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from app.core import scan
from app.core.i18n import N_, Text

_SIGNS = re.compile(r"[\s\-*]")
_WHOLE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = {letter: value for letters, values in (
    ("ABCDEFGH", range(1, 9)), ("JKLMN", range(1, 6)), ("P", (7,)), ("R", (9,)), ("STUVWXYZ", range(2, 10)),
    ("0123456789", range(10)),
) for letter, value in zip(letters, values, strict=True)}  # fmt: skip
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"  # 1980 … 2009, and again from 2010: never I O Q U Z 0
_LOOKALIKE = str.maketrans("OIQ", "010")


class Vin(NamedTuple):
    """A VIN as it is kept and what to say about it; `meant` is one it may have been typed for; `wrong` = none."""

    vin: str
    warning: Text | None = None
    meant: str = ""
    wrong: bool = False


def normal(text: str) -> str:
    """Half-width, upper case, without signs; a Code 39 label's leading I is taken off when 18 characters came."""
    vin = _SIGNS.sub("", scan.folded(text)).upper()
    return vin[1:] if len(vin) == 18 and vin.startswith("I") else vin


def check_digit(vin: str) -> str:
    """The character that belongs at position 9 of a whole VIN."""
    rest = sum(_VALUES[c] * weight for c, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def is_whole(vin: str) -> bool:
    """True for 17 characters a VIN may have, whatever its check digit says."""
    return _WHOLE.fullmatch(vin) is not None


def read_vin(text: str) -> Vin:
    """Reads what was typed or scanned. `wrong` for what no VIN or frame number can be; the rest is kept."""
    vin = normal(text)
    if not vin:
        return Vin("")
    if is_whole(vin):
        if vin[8] == check_digit(vin):
            return Vin(vin)
        return Vin(
            vin,
            Text(N_("The check digit of this VIN does not fit. Scan it again; a car without one may keep it.")),
        )
    if len(vin) == 17:
        meant = vin.translate(_LOOKALIKE)
        meant = meant if is_whole(meant) else ""
        return Vin(vin, Text(N_("A VIN has no I, O and Q, only letters and digits.")), meant, True)
    if len(vin) < 17 and vin.isascii() and vin.isalnum():
        return Vin(
            vin, Text(N_("A VIN has 17 characters, this one has {n}. An old frame number may stay so."), n=len(vin))
        )
    return Vin(vin[:20], Text(N_("A VIN has 17 letters and digits.")), "", True)


def model_year(vin: str, today: date) -> int | None:
    """The model year at position 10, the latest that is not later than next year; None if it says none."""
    if not is_whole(vin) or vin[9] not in _YEARS:
        return None
    first = 1980 + _YEARS.index(vin[9])
    return max(year for year in (first, first + 30, first + 60) if year <= today.year + 1 or year == first)
