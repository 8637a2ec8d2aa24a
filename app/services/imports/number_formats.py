"""What a spreadsheet shows for a number: leading zeros, decimals, percent, currency, dates. Knows no file format."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum, auto
from functools import lru_cache

from app.services.imports.sheet import Cell, Mark

_FIFTEEN = Context(prec=15)
_WIDE = Context(prec=400)
_TOO_LONG = Decimal(10) ** 15
_YUAN = frozenset(("", "¥", "￥", "CN¥", "RMB", "CNY", "元", "人民币"))

_DATE = "yyyy-mm-dd"
_BUILTIN: dict[int, str] = (
    {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
    # 5-8 and 41-44 show the currency of the machine: no more is known of it than of a bare number
    | dict.fromkeys((5, 6, 37, 38, 41, 42), "#,##0")
    | dict.fromkeys((7, 8, 39, 40, 43, 44), "#,##0.00")
    | dict.fromkeys((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)), _DATE)
    | dict.fromkeys((18, 19, 20, 21, 45, 47), "hh:mm")
    | {46: "[h]:mm:ss"}
)

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKET = re.compile(r"\[([^\]]*)\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
_DECIMALS = re.compile(r"[0#?]*(?:\.([0#?]+))?")
_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CURRENCY_WORD = re.compile(r"\b(?:USD|EUR|GBP|JPY|HKD|TWD|KRW|US|HK|CNY|RMB)\b|美元|欧元|港币|港元|日元|英镑")


class Sort(Enum):
    """What a format makes of a number."""

    GENERAL = auto()
    FIXED = auto()  # a fixed number of decimals
    PADDED = auto()  # leading zeros, and what stands between them
    DATE = auto()
    ELAPSED = auto()  # hours beyond 24


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One number format, understood as far as it matters to a list of parts."""

    sort: Sort
    decimals: int = 0
    percent: bool = False
    currency: str = ""
    pattern: tuple[str, ...] = ()
    """Of PADDED: "0" and "#" are places for digits, all else is shown as it is."""


GENERAL = NumberFormat(Sort.GENERAL)


def builtin(number: int) -> str:
    """The code of a format that files name by number only; General when unknown."""
    return _BUILTIN.get(number, "General")


@lru_cache(1024)
def understood(code: str) -> NumberFormat:
    """The meaning of a format code such as "000000", "0.00", '[$€-407] #,##0.00' or 'yyyy"年"m"月"'."""
    section = _SECTION.split(code[:255])[0]
    bare = _BRACKET.sub("", _QUOTED.sub("", section))
    places = any(c in bare for c in "0#?")
    if _ELAPSED.search(section):
        return NumberFormat(Sort.ELAPSED)
    if "general" in bare.lower() or bare.strip() == "@":
        return GENERAL
    if _DATE_LETTER.search(bare) and not any(c in bare for c in "#?"):
        return NumberFormat(Sort.DATE)
    # fractions, powers of ten and thousands left out ("0,") show less than the cell holds: take what it holds
    if not places or re.search(r"[Ee/]|[0#?],+(?![0#?])", bare):
        return NumberFormat(Sort.GENERAL, currency=_currency(section))
    padded = _padded(section, bare)
    if padded:
        return NumberFormat(Sort.PADDED, pattern=padded)
    decimals = max((len(match[1]) for match in _DECIMALS.finditer(bare) if match[1]), default=0)
    return NumberFormat(Sort.FIXED, decimals, "%" in bare, _currency(section))


def _padded(section: str, bare: str) -> tuple[str, ...]:
    """The pattern of a format for codes: at least two digits always shown, no decimals, no thousands."""
    if bare.count("0") < 2 or any(c in bare for c in ".,%"):
        return ()
    pattern: list[str] = []
    at = 0
    section = _BRACKET.sub("", section)
    while at < len(section):
        match = _QUOTED.match(section, at)
        if match:
            pattern += list(match[1] or match[2] or "")
            at = match.end()
        else:
            pattern.append("#" if section[at] == "?" else section[at])
            at += 1
    return tuple(pattern)


def _currency(section: str) -> str:
    """The foreign currency that a format shows, "" for yuan or none."""
    named = "".join(match[1][1:].split("-")[0] for match in _BRACKET.finditer(section) if match[1].startswith("$"))
    spoken = _BRACKET.sub("", section)
    literal = _CURRENCY_WORD.search(spoken)
    signs = [c for c in spoken if unicodedata.category(c) == "Sc"]
    found: str = named.strip() or ((literal[0] if literal else "") + "".join(signs[:1]))
    return "" if found.upper() in _YUAN else found


def shown(raw: str, form: NumberFormat, since_1904: bool = False) -> str:
    """The text a user sees for the number `raw`, as a marked cell; `raw` itself when it is no number."""
    if form is GENERAL and raw.isdigit() and len(raw) <= 15 and raw[0] != "0":
        return Cell(raw, Mark.NUMBER)
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return raw
    if not number.is_finite() or abs(number.adjusted()) > 320:
        return raw
    if form.sort in (Sort.DATE, Sort.ELAPSED):
        when = _elapsed(number) if form.sort is Sort.ELAPSED else _moment(number, since_1904)
        if when:
            return Cell(when, Mark.DATE)
    if form.sort is Sort.PADDED and number >= 0 and number == number.to_integral_value():
        filled = _in_pattern(str(int(number)), form.pattern)
        return Cell(filled, Mark.ROUNDED) if number >= _TOO_LONG else filled
    if abs(number) >= _TOO_LONG:
        # Excel writes 1.23456789012346E+18; programs that keep all digits in the file show what they meant
        return Cell(raw if raw.isdigit() else plain(_FIFTEEN.plus(number)), Mark.ROUNDED)
    exact = _FIFTEEN.plus(number)
    places = form.decimals + (2 if form.percent else 0)
    seen = exact
    if form.sort is Sort.FIXED:
        seen = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    tail = "%" if form.percent else ""
    text, stored = (form.currency + plain(value * 100 if tail else value) + tail for value in (seen, exact))
    return Cell(text, Mark.NUMBER) if text == stored else Cell(text, Mark.SHOWN, stored)


def plain(number: Decimal) -> str:
    """A number without exponent, without zeros after the last decimal: 451103033, 0.5, never 4.5E+8 or 12.0."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


def _in_pattern(digits: str, pattern: tuple[str, ...]) -> str:
    """`digits` filled into the places from the right; what is left over goes before the first place."""
    out: list[str] = []
    places = sum(1 for c in pattern if c in "0#")
    left = list(digits.lstrip("0"))
    for c in reversed(pattern):
        if c not in "0#":
            out.append(c)
            continue
        places -= 1
        if left:
            out.append(left.pop())
        elif c == "0":
            out.append("0")
        if places == 0:
            out += reversed(left)
    return "".join(reversed(out))


def _moment(serial: Decimal, since_1904: bool) -> str:
    """A date serial as ISO text: day, day and time, or time alone; "" when it is outside the calendar."""
    if not 0 <= serial < 2_958_466:
        return ""
    seconds = int((serial % 1 * 86_400).to_integral_value(ROUND_HALF_UP))
    days = int(serial)
    if days == 0 and not since_1904:
        return "" if seconds == 86_400 else str(timedelta(seconds=seconds)).zfill(8)
    if since_1904:
        start = datetime(1904, 1, 1)  # noqa: DTZ001 - wall time of the file
    elif days == 60:
        return ""  # 29 February 1900 exists in spreadsheets only
    else:
        start = datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001
    try:
        when = start + timedelta(days=days, seconds=seconds)
    except OverflowError:
        return ""
    return when.isoformat(sep=" ") if when.time() != when.min.time() else when.date().isoformat()


def _elapsed(serial: Decimal) -> str:
    """Hours, minutes and seconds that may go beyond a day; "" when negative."""
    if not 0 <= serial < 2_958_466:
        return ""
    minutes, seconds = divmod(int((serial * 86_400).to_integral_value(ROUND_HALF_UP)), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
