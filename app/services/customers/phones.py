"""Phone numbers as they are kept: digits, an extension behind a hyphen (domain.md §5.3). Pure text, no table."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.core import scan
from app.core.i18n import N_, Text

_EXTENSION = re.compile(r"^(.*[0-9])\s*(转|#|ext\.?|分机|-)\s*([0-9]{1,6})$", re.IGNORECASE)
_SIGNS = str.maketrans("", "", " -()\u3000\u2013\u2014·.")
_ABROAD = re.compile(r"^(\+|00)")
_MOBILE = re.compile(r"1[3-9]\d{9}|852\d{8}|853\d{8}|(886|0)9\d{8}")
_LANDLINE = re.compile(r"0(10|2\d|[3-9]\d{2})\d{7,8}|[48]00\d{7}|95\d{3,6}|1\d{4}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")


class Phone(NamedTuple):
    """A number as it is kept, and what to say about it; `wrong` = it can't be a phone number at all."""

    number: str
    warning: Text | None = None
    wrong: bool = False


def read_phone(text: str, area: str = "") -> Phone:
    """Reads what was typed. A bare local number gets the shop's `area` code; what looks odd is kept with a warning."""
    typed = scan.folded(text).strip()
    if not typed:
        return Phone("")
    extension = ""
    if (found := _EXTENSION.match(typed)) and (found[2] != "-" or _whole(found[1])):
        typed, extension = found[1], f"-{found[3]}"
    plain = typed.translate(_SIGNS)
    foreign = bool(_ABROAD.match(plain))
    digits = _ABROAD.sub("", plain)
    if foreign or (digits.startswith("86") and len(digits) == 13):
        digits = digits.removeprefix("86")
    if not digits.isascii() or not digits.isdigit() or not 3 <= len(digits) <= 20:
        return Phone(text.strip(), Text(N_("“{text}” is no phone number. Write digits."), text=text.strip()[:30]), True)
    if _LOCAL.fullmatch(digits) and not foreign:
        said = Text(N_("A number without area code. Check it."))
        return Phone(area + digits + extension, said)
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return Phone(digits + extension)
    if foreign:
        return Phone(f"+{digits}{extension}")
    return Phone(digits + extension, Text(N_("This looks like no phone number of here. Check it.")))


def _whole(text: str) -> bool:
    """True if what stands before a hyphen is a number already: what stands behind it is an extension."""
    digits = digits_of(text)
    return bool(_LANDLINE.fullmatch(digits) or _MOBILE.fullmatch(digits))


def masked(phone: str | None) -> str:
    """138****1234: how a phone stands on papers of the shop floor; short numbers show their last two digits."""
    if not phone:
        return ""
    number, hyphen, extension = phone.partition("-")
    if len(number) >= 7:
        number = f"{number[:3]}****{number[-4:]}"
    else:
        number = "*" * max(len(number) - 2, 0) + number[-2:]
    return number + hyphen + extension


def digits_of(phone: str | None) -> str:
    """Only the digits: how numbers are compared."""
    return re.sub(r"\D", "", phone or "")
