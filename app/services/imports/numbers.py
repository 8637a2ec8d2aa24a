"""Text to exact integers: milli-units, fen, 1e-6 yuan, basis points. Knows thousands separators and currencies.

Every function returns the number or raises `Refused` with a reason in plain words; nothing is rounded or guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from app.core.errors import Refused
from app.core.i18n import N_
from app.services.imports.sheet import excerpt

MOST_MILLI = 999_999_000
"""The largest quantity (domain.md §3.0a): 999,999 units."""

MOST_YUAN = 9_999_999_999
"""The largest amount: what still fits on a printed sheet, and in 64 bits as 1e-6 yuan."""


class Style(StrEnum):
    """What a column uses as decimal sign. MIXED: both were seen, so "1,234" could be either."""

    POINT = "point"
    COMMA = "comma"
    MIXED = "mixed"


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (0x00A0, 0x2007, 0x2009, 0x202F, 0x3000), 0x20
)
_GROUPED = r"(?P<whole>[1-9][0-9]{0,2}(?P<g>[ '’%s])[0-9]{3}(?:(?P=g)[0-9]{3})*|[0-9]*)"
_POINT = re.compile(_GROUPED % "," + r"(?:\.(?P<rest>[0-9]*))?")
_COMMA = re.compile(_GROUPED % "." + r"(?:,(?P<rest>[0-9]*))?")
# neither "1.234", which could be a grouped thousand, nor anything that needs a closer look
_PLAIN_POINT = re.compile(r"[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
_MINUS = "-−–"
_LONGEST = 40

_YUAN_BEFORE = re.compile(r"(?:¥|￥|CN¥|RMB|CNY|人民币)\s*", re.IGNORECASE)
_YUAN_AFTER = re.compile(r"\s*(?:元|圆|¥|￥|RMB|CNY|人民币|yuan)", re.IGNORECASE)
_FOREIGN_WORDS = (
    "USD EUR GBP JPY HKD TWD KRW AUD CAD CHF SGD MOP THB MYR IDR VND INR RUB NZD SEK NOK DKK PLN CZK HUF TRY BRL MXN "
    "ZAR AED SAR ILS PHP Fr DM kr zł 美元 美金 欧元 欧 港币 港元 港幣 日元 日圆 英镑 镑 韩元 韩币 新台币 台币 "
    "澳元 加元 新加坡元 新元 卢布 泰铢 瑞郎 瑞士法郎 卢比"
)
_WORD = "|".join(sorted(map(re.escape, _FOREIGN_WORDS.split()), key=len, reverse=True))
_FOREIGN = re.compile(rf"(?P<before>{_WORD})[\s.]*[-−]?[0-9].*|.*[0-9][\s.,\-]*(?P<after>{_WORD})\.?", re.IGNORECASE)
_SHORTENED = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)


def fold(text: str) -> str:
    """`text` with full-width letters, digits and signs as ASCII ones, special blanks as blanks, trimmed."""
    return (text if text.isascii() else text.translate(_FULL_WIDTH)).strip()


def style_of(texts: Iterable[str]) -> Style:
    """The decimal sign that a column of numbers uses, from those that can be read in one way only. POINT if unknown."""
    point = comma = False
    for text in texts:
        if _PLAIN_POINT.fullmatch(text):
            point = True
            continue
        if "," not in text and "." not in text and text.isascii():
            continue
        body, _ = _bare(fold(text), money=True)
        as_point, as_comma = _read(_POINT, body), _read(_COMMA, body)
        point = point or (as_point is not None and as_comma is None)
        comma = comma or (as_comma is not None and as_point is None)
    if point and comma:
        return Style.MIXED
    return Style.COMMA if comma else Style.POINT


def quantity(text: str, *, decimals: int = 3, negative: bool = False, style: Style = Style.POINT) -> int:
    """1/1000 units; `decimals` 0–3 is what the unit allows. Refuses more of them, more than 999,999, and negatives."""
    milli = _scaled(text, 3, decimals, negative, style, money=False)
    if abs(milli) > MOST_MILLI:
        raise Refused(N_("“{value}” is more than 999,999. Correct the quantity."), value=excerpt(text))
    return milli


def money(text: str, *, negative: bool = False, style: Style = Style.POINT) -> int:
    """Fen, from an amount in yuan with at most 2 decimals. Refuses other currencies."""
    return _amount(text, 2, negative, style)


def price(text: str, *, negative: bool = False, style: Style = Style.POINT) -> int:
    """1e-6 yuan, from a unit price or cost in yuan with at most 6 decimals. Refuses other currencies."""
    return _amount(text, 6, negative, style)


def _amount(text: str, places: int, negative: bool, style: Style) -> int:
    scaled = _scaled(text, places, places, negative, style, money=True)
    if abs(scaled) > MOST_YUAN * 10**places:
        raise Refused(N_("“{value}” is too large an amount. Correct it."), value=excerpt(text))
    return scaled


def whole(text: str, *, most: int, least: int = 0) -> int:
    """A whole number between `least` and `most`: days, months, kilometres."""
    number = _scaled(text, 0, 0, least < 0, Style.POINT, money=False)
    if not least <= number <= most:
        raise Refused(
            N_("“{value}” is not between {least} and {most}. Correct it."), value=excerpt(text), least=least, most=most
        )
    return number


def percent(text: str) -> int:
    """Basis points from "13%" or "13". Refuses 0.13 without a sign: it could be 13 % or 0.13 %."""
    body = fold(text)
    signed = body.endswith("%")
    points = _scaled(body.removesuffix("%"), 2, 2, negative=False, style=Style.POINT, money=False)
    if not signed and 0 < points < 100:
        raise Refused(N_("“{value}” could be a share or a percentage. Write it as 13%."), value=excerpt(text))
    if points > 10_000:
        raise Refused(N_("“{value}” is more than 100 %. Correct it."), value=excerpt(text))
    return points


def _scaled(text: str, places: int, allowed: int, negative: bool, style: Style, *, money: bool) -> int:
    """`text` × 10^`places` as an integer, at most `allowed` decimals of it used."""
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return int(text) * int(10**places)
    before, point, after = text.partition(".")
    if style is Style.POINT and point and text.isascii() and (before + after).isdigit() and len(text) <= _LONGEST:
        digits, decimals, minus = int(before + after), len(after), False
    else:
        body, minus = _bare(fold(text), money=money, refuse=text)
        digits, decimals = _mantissa(body, style, text)
    while decimals and digits % 10 == 0:
        digits //= 10
        decimals -= 1
    if decimals > allowed:
        if allowed == 0:
            raise Refused(
                N_("“{value}” is not a whole number. Only whole numbers are allowed here."), value=excerpt(text)
            )
        raise Refused(
            N_("“{value}” has more than {decimals} decimals. Round it in the file."),
            value=excerpt(text),
            decimals=allowed,
        )
    if minus and digits and not negative:
        raise Refused(N_("“{value}” is negative. Only zero or more is allowed here."), value=excerpt(text))
    return (-digits if minus else digits) * int(10 ** (places - decimals))


def _bare(text: str, *, money: bool, refuse: str = "") -> tuple[str, bool]:
    """`text` without sign, brackets of a negative amount and yuan; (digits with separators, negative).

    With `refuse` (the text as it stood) a foreign currency is refused.
    """
    minus = False
    if text.startswith("(") and text.endswith(")"):
        text, minus = text[1:-1].strip(), True
    text, signed = _unsigned(text)
    if money:
        if refuse:
            _refuse_foreign(text, refuse)
        before = _YUAN_BEFORE.match(text)
        if before:
            text = text[before.end() :]
        else:
            text = re.sub(rf"{_YUAN_AFTER.pattern}$", "", text, flags=re.IGNORECASE)
        text, again = _unsigned(text)
        signed = signed or again
    return text, minus or signed


def _unsigned(text: str) -> tuple[str, bool]:
    if text[:1] in ("+", *_MINUS):
        return text[1:].lstrip(), text[0] != "+"
    if text[-1:] in tuple(_MINUS):
        return text[:-1].rstrip(), True
    return text, False


def _refuse_foreign(text: str, original: str) -> None:
    sign = next((c for c in text if c not in "¥￥" and unicodedata.category(c) == "Sc"), "")
    word = _FOREIGN.fullmatch(text)
    currency = sign or (word and (word["before"] or word["after"])) or ""
    if currency:
        raise Refused(
            N_("“{value}” is in {currency}. Prices are kept in yuan: convert it in the file."),
            value=excerpt(original),
            currency=currency,
        )


def _mantissa(body: str, style: Style, original: str) -> tuple[int, int]:
    """(digits, decimals) of a bare number, by the column's style where it could be read in two ways."""
    point, comma = _read(_POINT, body), _read(_COMMA, body)
    as_point, as_comma = point or comma, comma or point
    if as_point is None or as_comma is None:
        raise _no_number(body, original)
    if as_point != as_comma and style is Style.MIXED:
        raise Refused(
            N_("“{value}” can be read in two ways: comma and point are both decimal signs here. Write it as 1234.5."),
            value=excerpt(original),
        )
    return as_comma if style is Style.COMMA else as_point


def _read(pattern: re.Pattern[str], body: str) -> tuple[int, int] | None:
    """(digits, decimals) of `body` if `pattern` reads it and it holds a digit."""
    match = pattern.fullmatch(body) if len(body) <= _LONGEST else None
    if match is None:
        return None
    rest = match["rest"] or ""
    digits = "".join(filter(str.isdigit, match["whole"])) + rest
    return (int(digits), len(rest)) if digits else None


def _no_number(body: str, original: str) -> Refused:
    if not body:
        return Refused(N_("The number is missing. Fill it in."))
    if _SHORTENED.fullmatch(body):
        return Refused(
            N_("“{value}” was shortened by a spreadsheet. Show the column with all digits and save the file again."),
            value=excerpt(original),
        )
    if body[0].isdigit() and body[-1:].isalpha():
        return Refused(N_("“{value}” is not a number. Keep the unit in a column of its own."), value=excerpt(original))
    return Refused(N_("“{value}” is not a number. Write digits only, such as 1234.5."), value=excerpt(original))
