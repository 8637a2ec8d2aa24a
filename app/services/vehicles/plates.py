"""Number plates: how they are kept, which kind they are, what is odd about them (domain.md §5.1, GA 36-2018).

Pure text. Nothing here refuses a plate that could hang on a foreign car: it only asks to look again.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.core import scan
from app.core.i18n import N_, Text

KINDS = {
    "ORDINARY": N_("Ordinary"), "NEV_SMALL": N_("New energy, small"), "NEV_LARGE": N_("New energy, large"),
    "TRAILER": N_("Trailer"), "TRAINING": N_("Training car"), "POLICE": N_("Police"), "ENTRY": N_("Hong Kong, Macau"),
    "EMBASSY": N_("Embassy"), "CONSULATE": N_("Consulate"), "ARMED": N_("Armed police"), "MILITARY": N_("Military"),
    "RESCUE": N_("Emergency rescue"), "OTHER": N_("Other or foreign"), "NONE": N_("No plate"),
}  # fmt: skip
COLOURS = {
    "BLUE": N_("Blue"), "YELLOW": N_("Yellow"), "GREEN": N_("Green"), "WHITE": N_("White"), "BLACK": N_("Black"),
}  # fmt: skip
LONGEST = 10
_P = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_L = "[A-HJ-NP-Z]"
_SIGNS = re.compile(r"[\s·•.\-]")
_PATTERNS = (
    ("ORDINARY", rf"{_P}{_L}[A-HJ-NP-Z0-9]{{5}}", "BLUE"),
    ("NEV_SMALL", rf"{_P}{_L}[A-HJK][A-HJ-NP-Z0-9][0-9]{{4}}", "GREEN"),
    ("NEV_LARGE", rf"{_P}{_L}[0-9]{{5}}[A-HJK]", "GREEN"),
    ("TRAILER", rf"{_P}{_L}[A-HJ-NP-Z0-9]{{4}}挂", "YELLOW"),
    ("TRAINING", rf"{_P}{_L}[A-HJ-NP-Z0-9]{{4}}学", "YELLOW"),
    ("POLICE", rf"{_P}[A-HJ-Z][A-HJ-NP-Z0-9]{{4}}警", "WHITE"),
    ("ENTRY", r"粤Z[A-HJ-NP-Z0-9]{4}[港澳]", "BLACK"),
    ("EMBASSY", r"[0-9]{6}使|使[0-9]{6}", "BLACK"),
    ("CONSULATE", rf"{_P}({_L}[0-9]{{4}}|[0-9]{{5}})领", "BLACK"),
    ("ARMED", rf"WJ{_P}?[0-9]{{4}}[0-9TDSHBXJ]", "WHITE"),
    ("MILITARY", r"[VKHBSLJNGCE][A-DJ-PR-TVY][0-9]{5}", "WHITE"),
    ("RESCUE", rf"{_P}[XS][0-9]{{4}}应急", "WHITE"),
)
_COMPILED = tuple((kind, re.compile(pattern), colour) for kind, pattern, colour in _PATTERNS)
_POSSIBLE = re.compile(r"[A-Z0-9\u3400-\u9fff]{1,10}")
_LOOKALIKE = str.maketrans("OI", "01")


class Plate(NamedTuple):
    """A plate as it is kept, its kind and usual colour; what to say about it; which plate may have been meant."""

    plate: str
    kind: str
    colour: str = ""
    warning: Text | None = None
    meant: str = ""
    wrong: bool = False


def normal(text: str) -> str:
    """Half-width, upper case, without spaces, dots and hyphens."""
    return _SIGNS.sub("", scan.folded(text)).upper()


def kind_of(plate: str) -> tuple[str, str]:
    """(kind, usual colour) of a normalised plate; ("OTHER", "") if no pattern fits."""
    return next(((kind, colour) for kind, pattern, colour in _COMPILED if pattern.fullmatch(plate)), ("OTHER", ""))


def read_plate(text: str, fuel: str = "") -> Plate:
    """Reads what was typed. `wrong` only for what can be no plate at all; everything else is kept with a warning."""
    plate = normal(text)
    if not plate:
        return Plate("", "NONE")
    if not _POSSIBLE.fullmatch(plate):
        said = Text(N_("A plate has at most {n} letters, digits and Chinese characters."), n=LONGEST)
        return Plate(plate, "OTHER", warning=said, wrong=True)
    kind, colour = kind_of(plate)
    if kind == "OTHER":
        return Plate(plate, kind, warning=_odd(plate), meant=_meant(plate))
    if kind == "NEV_LARGE" and plate[-1] not in "DF":
        return Plate(plate, kind, colour, Text(N_("Large new-energy plates end in D or F. Look at it again.")))
    if kind in ("NEV_SMALL", "NEV_LARGE") and fuel == "PETROL":
        return Plate(plate, kind, colour, Text(N_("A new-energy plate on a petrol car. Look at it again.")))
    return Plate(plate, kind, colour)


def _meant(plate: str) -> str:
    """The plate with O and I behind the first two characters read as 0 and 1, if that is one."""
    other = plate[:2] + plate[2:].translate(_LOOKALIKE)
    return other if other != plate and kind_of(other)[0] != "OTHER" else ""


def _odd(plate: str) -> Text:
    if other := _meant(plate):
        return Text(N_("Plates have no O and no I. Is it {plate}?"), plate=other)
    return Text(N_("This is no Chinese plate that is known. Look at it again; a foreign one may stay so."))


def shown(plate: str | None) -> str:
    """As it hangs on the car: 京A·12345. Plates of other kinds stay as they are kept."""
    if not plate:
        return ""
    return f"{plate[:2]}·{plate[2:]}" if kind_of(plate)[0] in ("ORDINARY", "NEV_SMALL", "NEV_LARGE") else plate
