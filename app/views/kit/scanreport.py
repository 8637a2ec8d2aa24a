"""From the keys of one scan to what the scanner is like and which settings fit it. Pure; knows no Qt and no widget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from app.core.i18n import N_, Text
from app.core.scan import GS
from app.views.kit.wedge import Tuning

TEST = "CP-09/aZ"  # the test barcode: both cases, digits, and the signs that another keyboard layout would change
PARTS = ("10CP09", "217A")  # the second one, GS1: a batch and a serial number with the separator between them
QUICK, SLOW, HAND = 35, 80, 200  # ms from key to key
Family = Literal["ok", "warn", "bad"]
ENDS = ("Enter", "Tab")


@dataclass(frozen=True)
class Stroke:
    """One key as it came: what it is called, its character, and ms since the key before (None for the first)."""

    name: str
    text: str
    gap: float | None = None


@dataclass(frozen=True)
class Report:
    """What one scan showed: the code that would be taken, remarks in order of weight, and the settings that fit."""

    code: str
    notes: tuple[tuple[Family, Text], ...]
    proposal: Tuning


def report(strokes: Sequence[Stroke], tuning: Tuning) -> Report:
    """Judges one scan, of a test barcode or of any other."""
    signs = [s for s in strokes if s.name not in ENDS]
    end = next((s.name for s in strokes[::-1] if s.name in ENDS), "")
    gaps = [s.gap for s in signs if s.gap is not None]
    text = "".join(s.text for s in signs)
    if len(signs) < tuning.least or not gaps or median(gaps) > HAND:
        return Report(text, (("warn", Text(N_("That was typed by hand. Scan one of the two test barcodes."))),), tuning)
    speed = median(gaps)
    notes: list[tuple[Family, Text]] = [_ending(end), _speed(speed, max(gaps))]
    fits = replace(tuning, ends="key" if end else "silence", gap=_gap(speed))
    fits, more = _wrapping(text, fits)
    return Report(fits.cleaned(text), (*more, *notes), fits)


def _ending(end: str) -> tuple[Family, Text]:
    if end:
        return "ok", Text(N_("Each code ends with {key}."), key=end)
    return "ok", Text(N_("Nothing ends a code: 100 ms of silence will do. Enter would be quicker."))


def _gap(speed: float) -> int:
    """The limit between scanner and hand: as it is for a quick scanner, a half above a slower one."""
    if speed <= QUICK:
        return Tuning().gap
    return min(120, -int(-speed * 1.5 // 10) * 10)


def _speed(speed: float, longest: float) -> tuple[Family, Text]:
    said = {"median": round(speed), "longest": round(longest)}
    if speed > SLOW:
        return "warn", Text(
            N_("{median} ms from key to key: as slow as a hand. Let it send a prefix and test again."), **said
        )  # fmt: skip
    return "ok", Text(N_("{median} ms from key to key, at most {longest} ms."), **said)


def _wrapping(text: str, fits: Tuning) -> tuple[Tuning, list[tuple[Family, Text]]]:
    """Prefix, suffix and separator, as far as a test barcode shows them."""
    plain = re.search(re.escape(TEST), text, re.IGNORECASE)
    gs1 = re.search(f"{PARTS[0]}(.{{0,8}}?){PARTS[1]}", text, re.IGNORECASE | re.DOTALL)
    match = plain or gs1
    if match is None:
        same = re.sub(r"[^a-z0-9]", "", TEST.lower()) in re.sub(r"[^a-z0-9]", "", text.lower())
        layout = Text(N_("Signs arrive as other signs: set the scanner's keyboard to English (US)."))
        return fits, [("bad", layout)] if same else []
    notes: list[tuple[Family, Text]] = []
    if plain is not None and plain[0] == TEST.swapcase():
        notes.append(("warn", Text(N_("Caps Lock is on. Codes are understood all the same."))))
    before, after = re.sub(r"\][A-Za-z][0-9]$", "", text[: match.start()]), text[match.end() :]
    fits = replace(fits, prefix=before, suffix=after)
    if before or after:
        around = Text(N_("Before each code stands “{before}”, after it “{after}”."), before=shown(before),
                      after=shown(after))  # fmt: skip
        notes.append(("ok", around))
    if gs1 is not None:
        notes.append(_separator(gs1[1]))
        fits = replace(fits, group="" if gs1[1] in ("", GS) else gs1[1])
    return fits, notes


def _separator(between: str) -> tuple[Family, Text]:
    if between == GS:
        return "ok", Text(N_("The separator of GS1 codes arrives."))
    if between:
        return "ok", Text(N_("“{sign}” stands for the separator of GS1 codes."), sign=shown(between))
    return "bad", Text(N_("The separator of GS1 codes is lost. Let the scanner send GS (ASCII 29) or a sign for it."))


def shown(text: str) -> str:
    """Control characters made visible: ‹GS›, ‹02›."""
    return "".join(c if c.isprintable() else "‹GS›" if c == GS else f"‹{ord(c):02X}›" for c in text)
