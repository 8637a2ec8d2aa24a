"""Cells to clean text and part codes (domain.md §3.0a, §3.1). Knows no column; refuses what can not be kept."""

from __future__ import annotations

import re

from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services.imports.encoding import UNREADABLE
from app.services.imports.numbers import fold
from app.services.imports.sheet import excerpt

LONGEST_CODE = 40

_CODE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_NOT_IN_CODE = re.compile(r"[^ -~]")
# what a spreadsheet makes of a long number, or of a code such as 12E45, in a CSV file
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
_CONTROL = re.compile(
    # C0 but tab and line ends, DEL, C1; marks that turn the direction of writing; code points that are no characters
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS = re.compile(r"[ \t]*[\r\n\t\u2028\u2029]+[ \t]*")
_HANZI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_APART = re.compile(r"[;；,，、|\r\n]+")


def tidy(text: str, limit: int, *, lines: bool = False) -> tuple[str, Text | None]:
    """`text` trimmed, and a remark if a line end in it became a blank (unless `lines` are allowed).

    Refuses control characters, unreadable bytes and more than `limit` characters.
    """
    if len(text) <= limit and text.isprintable() and UNREADABLE not in text:
        return text.strip(), None
    refuse_unreadable(text)
    text = text.strip()
    control = _CONTROL.search(text)
    if control:
        raise Refused(
            N_("The text has the invisible character U+{code}. Delete it and type the text again."),
            code=f"{ord(control[0]):04X}",
        )
    remark = None
    if not lines and _LINE_ENDS.search(text):
        text = _LINE_ENDS.sub(" ", text)
        remark = Text(N_("The cell has several lines; they were joined."))
    if len(text) > limit:
        raise Refused(
            N_("The text has {n} characters, {limit} at most are kept. Shorten it."), n=len(text), limit=limit
        )
    return text, remark


def refuse_unreadable(text: str) -> None:
    """Refuses text with bytes that made no sense in the file's encoding."""
    if UNREADABLE in text:
        raise Refused(N_("The cell has unreadable characters. Choose another encoding or type the text again."))


def part_code(text: str) -> str:
    """A part code as it is kept: at most 40 printable ASCII characters in upper case, compared exactly.

    Full-width characters become ASCII ones. Nothing else is changed: 106577R and 106577R# are two codes.
    """
    code = fold(text).upper()
    if not code:
        raise Refused(N_("The part number is missing. Fill it in."))
    if not _CODE.fullmatch(code):
        refuse_unreadable(code)
        strange = _NOT_IN_CODE.findall(code)[0]
        raise Refused(
            N_("“{code}” has the character “{character}”. Part numbers are made of Latin letters, digits and signs."),
            code=excerpt(code),
            character=strange if strange.isprintable() else f"U+{ord(strange):04X}",
        )
    if len(code) > LONGEST_CODE:
        raise Refused(
            N_("“{code}” has {n} characters, {limit} at most are kept. Shorten it."),
            code=excerpt(code),
            n=len(code),
            limit=LONGEST_CODE,
        )
    if _SHORTENED.fullmatch(code):
        raise Refused(
            N_("“{code}” is a number that a spreadsheet has shortened. Format the column as text and type it again."),
            code=code,
        )
    return code


def several(text: str, limit: int) -> tuple[str, ...]:
    """The codes in one cell, apart by comma, semicolon or line end, each once. Refuses one beyond `limit`."""
    found: dict[str, None] = {}
    for piece in _APART.split(fold(text)):
        code, _ = tidy(piece.strip(), limit)
        if code:
            found[code] = None
    return tuple(found)


def is_chinese(text: str) -> bool:
    """Whether a name is to stand among the Chinese ones."""
    return _HANZI.search(text) is not None
