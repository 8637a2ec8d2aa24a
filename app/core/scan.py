"""What a scanner said, read once for the whole program: text in, a Scan out. Pure; knows no table, no device, no Qt.

Any text may come. What can't be read for certain stays what it is, a code to look up: nothing is ever cut by guess.
Plain codes take the first few lines; GS1 (`gs1.py`) and makers' labels are only loaded and tried where they show.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

if TYPE_CHECKING:
    from app.core.gs1 import Message

GS = "\x1d"  # FNC1 as a scanner sends it: it ends an element of variable length
LONGEST = 200
Fault = Literal["", "check", "conflict"]
# ISO/IEC 15424: which symbologies hold a GTIN, which hold GS1 elements; all others hold free text
GTINS, ELEMENTS = {"E0", "E3", "E4", "I1"}, {"C1", "e0", "d2", "Q3", "J1"}


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan, understood as far as it says so itself.

    `code` is looked up first, `others` only if nobody knows it. `fault`: "check" a check digit is wrong, "conflict" it
    says two things at once; then it counts only if the shop registered this very text. `doubt`: a count of pieces that
    does not belong to this kind of code; ask. Quantities are 1/1000.
    """

    code: str  # without symbology, control characters and `12*`; the GTIN (14 digits) of a GS1 code
    text: str  # the whole, readable; GS1 with its identifiers in brackets
    quantity: int | None = None
    others: tuple[str, ...] = ()
    symbology: str = ""
    gtin: str = ""
    sscc: str = ""
    batch: str = ""
    serial: str = ""
    produced: date | None = None
    packed: date | None = None
    best_before: date | None = None
    expires: date | None = None
    count: int | None = None  # pieces in it
    kilograms: int | None = None
    litres: int | None = None
    metres: int | None = None
    elements: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    url: str = ""
    fault: Fault = ""
    doubt: bool = False


_TYPED = re.compile(r"\d{1,6}(\.\d{1,3})?\*?")
_TIMES = re.compile(r"(\d{1,6})(?:\.(\d{1,3}))?\*(?!\*)(.+)", re.DOTALL | re.ASCII)
_SYMBOLOGY = re.compile(r"\]([A-Za-z][0-9A-Za-z])")
_BRACKETED = re.compile(r"(?:\(\d{2,4}\)[^()]+)+", re.ASCII)
_LABEL = re.compile("\\[\\)>\x1e?0[56]\x1d")  # ISO/IEC 15434, what car makers print
_URL = re.compile(r"https?://", re.IGNORECASE)
_LISTED = re.compile(r"[;|,^~\t\n]|[A-Za-z/\u4e00-\u9fff]{2}[:=]")
_WORDS = re.compile(r"[\s;|,^~]+")  # … of a list of values
_STEPS = re.compile(r"[/?&#;]+")  # … of a link
_NAMED = re.compile(r"([^:=]{1,12})[:=](.+)", re.DOTALL)
# what makers call their part number, without signs; other names (serial, date, lot) are none of ours
PART_NAMES = set("PN PARTNO PART PARTNUMBER PARTNUM SKU ITEM ITEMNO MPN OE OEM OENO GTIN EAN UPC CODE".split()) | {
    "件号", "零件号", "配件号", "料号", "编码", "编号",
}  # fmt: skip


def folded(text: str) -> str:
    """Full-width letters, digits and signs as ASCII; nothing else is changed."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or c == "\u3000" else c for c in text)


def check_digit_fits(digits: str) -> bool:
    """GS1's check digit: weights 3 and 1 from the right."""
    return not sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(reversed(digits))) % 10


def is_gtin(digits: str) -> bool:
    """8, 12, 13 or 14 digits whose check digit is right."""
    return len(digits) in (8, 12, 13, 14) and digits.isascii() and digits.isdigit() and check_digit_fits(digits)


def times_of(typed: str) -> int | None:
    """What "12*" or "1.5", typed before a scan, makes of it: a quantity in 1/1000; None if it is no number."""
    return parse(f"{typed.rstrip('*')}*1").quantity if _TYPED.fullmatch(typed) else None


def parse(text: str) -> Scan:
    """What a scanner sent, or a person typed into a scan box. Never raises."""
    heard = text if text.isascii() and text.isprintable() else _without_controls(text)
    heard = heard.strip(" \t\r\n")
    times = _TIMES.fullmatch(heard) if "*" in heard else None
    if times is None:
        return _read(heard)
    whole, part, heard = times.groups()
    return replace(_read(heard.strip(" ")), quantity=int(whole) * 1000 + int((part or "0").ljust(3, "0")))


def with_separators(text: str, substitute: str) -> str:
    """GS back in place of what a scanner sends for it ("|", "{GS}"), if the text is a GS1 code only with it."""
    if not substitute or substitute not in text or GS in text:
        return text
    changed = text.replace(substitute, GS)
    return changed if parse(changed).elements else text


def _without_controls(text: str) -> str:
    keep = (GS, "\x1e", "\x04", "\t", "\n")
    return "".join(c for c in folded(text) if c in keep or unicodedata.category(c) not in ("Cc", "Cs"))


def _readable(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:LONGEST]


def _read(heard: str) -> Scan:
    """The text behind `12*`."""
    said = _SYMBOLOGY.match(heard) if heard.startswith("]") else None
    symbology = said.group(1) if said else ""
    rest = heard[3:] if said else heard
    if rest.isascii() and rest.isdigit():
        found = _digits(rest, symbology)
    elif rest.isalnum() and symbology not in ELEMENTS and rest[:2] not in ("00", "01", "02"):
        found = None
    else:
        found = _structured(rest, symbology)
    if found is None:
        plain = _readable(rest)
        found = Scan(plain, plain)
    return replace(found, symbology=symbology) if symbology else found


def _digits(digits: str, symbology: str) -> Scan | None:
    if symbology in ELEMENTS or (not symbology and len(digits) >= 16):
        return _elements(digits, sure=bool(symbology))
    if symbology == "E3" and len(digits) in (15, 18):
        digits = digits[:13]  # the add-on of a magazine says nothing here
    if len(digits) not in (8, 12, 13, 14) or (symbology and symbology not in GTINS and not check_digit_fits(digits)):
        return None
    long = _long_upc(digits) if len(digits) == 8 else ""
    if check_digit_fits(digits):
        return Scan(digits, digits, gtin=digits.zfill(14), others=(long,) if long else ())
    if long:
        return Scan(digits, digits, gtin=long.zfill(14), others=(long,))
    return Scan(digits, digits, fault="check")


def _long_upc(short: str) -> str:
    """The UPC-A behind eight digits of a UPC-E, or "" if they are none."""
    if short[0] not in "01":
        return ""
    head, last = short[:6], short[6]
    if last in "012":
        long = head[:3] + last + "0000" + head[3:]
    elif last == "3":
        long = head[:4] + "00000" + head[4:]
    elif last == "4":
        long = head[:5] + "00000" + head[5]
    else:
        long = head + "0000" + last
    return long + short[7] if check_digit_fits(long + short[7]) else ""


def _structured(text: str, symbology: str) -> Scan | None:
    """GS1 in one of its clothes, a maker's label, a link, a list of values; None = a plain code."""
    if symbology in ELEMENTS or text.startswith(GS):
        return _link(text) if _URL.match(text) else _elements(text, sure=True)
    if _BRACKETED.fullmatch(text):
        return _elements(GS.join(text[1:].replace(")", "").split("(")), sure=True)
    if _LABEL.match(text):
        return _maker_label(text)
    if _URL.match(text):
        return _link(text)
    if text[:2].isdigit() and text.isascii() and (found := _elements(text, sure=GS in text)):
        return found
    if _LISTED.search(text):
        plain = _readable(text)
        return Scan(plain, plain, others=_inside(text))
    return None


def _elements(text: str, *, sure: bool) -> Scan | None:
    """GS1 element strings. Unless the scanner says that it is GS1, it must begin with a right number and read whole."""
    if not sure and not _begins_with_number(text):
        return None
    from app.core import gs1

    message = gs1.read(text)
    if not message.elements or (not sure and message.rest):
        return None
    return _scan(message, _readable(text))


def _begins_with_number(text: str) -> bool:
    length = {"00": 20, "01": 16, "02": 16}.get(text[:2], LONGEST)
    number = text[2:length]
    return len(text) >= length and number.isdigit() and check_digit_fits(number)


def _scan(message: Message, plain: str, url: str = "") -> Scan:
    said = "".join(f"({ai}){value}" for ai, value in message.elements)[:LONGEST]
    code = plain if message.fault else message.number or plain
    others = dict.fromkeys(o for o in (plain, said, *message.numbers) if o != code)
    return Scan(
        code, plain if message.rest or url else said, others=tuple(others), elements=message.elements,
        rest=message.rest, fault=message.fault, url=url, **message.facts,
    )  # fmt: skip


def _maker_label(text: str) -> Scan | None:
    """A car maker's label: GS1 elements (05), or data identifiers (06): P part, Q how many, S serial, T batch."""
    body = text.replace("\x04", "").replace("\x1e", GS).strip(GS)
    kind, _, body = body.lstrip("[)>").lstrip(GS).partition(GS)
    if kind == "05":
        return _elements(body, sure=True)
    said: dict[str, str] = {}
    for field in body.split(GS):
        if match := re.fullmatch(r"\d{0,2}([A-Z])(.+)", field, re.DOTALL | re.ASCII):
            said.setdefault(match[1], match[2].strip())
    many = said.get("Q", "")
    plain = _readable(";".join(f"{'PN' if name == 'P' else name}:{value}" for name, value in said.items()))
    return Scan(
        _readable(said.get("P", "")) or plain, plain, serial=_readable(said.get("S", ""))[:40],
        batch=_readable(said.get("T", ""))[:40], count=int(many) if many.isdigit() and len(many) <= 6 else None,
    )  # fmt: skip


def _link(url: str) -> Scan:
    """A GS1 Digital Link, or any link: a GTIN or a part number may stand in it (E4)."""
    from app.core import gs1

    plain = _readable(url)
    message = gs1.read_link(url)
    if message.number and not message.fault:
        return _scan(message, plain, url=plain)
    _, _, steps = url.partition("://")
    _, _, steps = steps.partition("/")
    return Scan(plain, plain, url=plain, others=_inside(unquote(steps, errors="ignore"), _STEPS))


def _inside(text: str, between: re.Pattern[str] = _WORDS) -> tuple[str, ...]:
    """What may be a part in a list of values: GTINs and what is named a part number; if there is none, long words."""
    sure, perhaps = [], []
    for word in between.split(text)[:40]:
        match = _NAMED.fullmatch(word)
        name, value = match.groups() if match else ("", word)
        value = _readable(value)
        if (is_gtin(value) and len(value) > 8) or "".join(filter(str.isalnum, name)).upper() in PART_NAMES:
            sure.append(value)
        elif not name and 5 <= len(value) <= 40 and any(c.isdigit() for c in value):
            perhaps.append(value)
    return tuple(dict.fromkeys(filter(None, sure or perhaps)))[:12]
