"""GS1 element strings and Digital Links by biip: what is certain becomes elements, the rest is kept as it came.

Loaded by `scan.py` at the first such code: biip's tables take a tenth of a second. Knows no record and no look-up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from biip import ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString

GS = "\x1d"
DATES = {"11": "produced", "13": "packed", "15": "best_before", "17": "expires"}
TEXTS = {"10": "batch", "21": "serial"}
MEASURES = {"310": "kilograms", "311": "metres", "315": "litres"}
POUNDS, POUND = "320", 45_359_237  # net weight in pounds; one is so many 1e-8 kg
NUMBERS = ("240", "241")  # the maker's or the customer's part number


@dataclass(frozen=True)
class Message:
    """`number` names the goods: a GTIN with 14 digits, else the number of the carton. `facts` are fields of a Scan."""

    elements: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    number: str = ""
    numbers: tuple[str, ...] = ()
    fault: Any = ""
    facts: dict[str, Any] = field(default_factory=dict)


def read(text: str) -> Message:
    """Reads a message. What has an unknown identifier, or does not fit its own, is kept up to the next GS."""
    found: list[GS1ElementString] = []
    rest: list[str] = []
    for piece in text.split(GS):
        at = 0
        while at < len(piece):
            one = _first(piece[at:])
            if one is None:
                rest.append(piece[at:])
                break
            found.append(one)
            at += len(one)
    return _message(found, "".join(c for c in GS.join(rest) if c.isprintable()))


def _first(piece: str) -> GS1ElementString | None:
    """The element at the beginning, if there is no doubt where it ends."""
    if not piece.isascii():
        return None
    try:
        one = GS1ElementString.extract(piece)
    except (ParseError, ValueError):
        return None
    whole = bool(one.value) and piece.startswith(one.ai.ai + one.value)
    return one if whole and (len(one) == len(piece) or not one.ai.separator_required) else None


def read_link(url: str) -> Message:
    """The elements of a Digital Link; none if it is any other link."""
    try:
        return _message(GS1DigitalLinkURI.parse(url).element_strings, "")
    except (ParseError, ValueError):
        return Message()


def _message(found: Sequence[GS1ElementString], rest: str) -> Message:
    values: dict[str, GS1ElementString] = {}
    fault = ""
    for one in found:
        if values.setdefault(one.ai.ai, one).value != one.value:
            fault = "conflict"
    if "01" in values and "02" in values:
        fault = "conflict"
    fault = fault or ("check" if any(one.gtin_error or one.sscc_error for one in found) else "")
    facts = _facts(values.values())
    if "37" in values and "01" in values:
        facts["doubt"] = True  # a count of pieces belongs to a carton's contents (02)
    goods = next((values[ai].value for ai in ("01", "02", "00") if ai in values), "")
    if not fault and goods != facts.get("sscc"):
        facts["gtin"] = goods
    return Message(
        tuple((one.ai.ai, one.value) for one in found), rest, goods,
        tuple(values[ai].value for ai in NUMBERS if ai in values), fault, facts,
    )  # fmt: skip


def _facts(found: Collection[GS1ElementString]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for one in found:
        ai = one.ai.ai
        if ai in DATES:
            facts[DATES[ai]] = one.date
        elif ai in TEXTS:
            facts[TEXTS[ai]] = one.value
        elif ai in ("30", "37"):
            facts["count"] = int(one.value)
        elif ai[:3] in MEASURES:
            facts[MEASURES[ai[:3]]] = _milli(int(one.value) * 1000, int(ai[3]))
        elif ai[:3] == POUNDS and not any(other.ai.ai[:3] == "310" for other in found):
            facts["kilograms"] = _milli(int(one.value) * POUND, int(ai[3]) + 5)
        elif ai == "00":
            facts["sscc"] = one.value
    return facts


def _milli(value: int, places: int) -> int:
    """Without so many decimals, rounded half up."""
    whole: int = 10**places
    return (value * 2 + whole) // (2 * whole)
