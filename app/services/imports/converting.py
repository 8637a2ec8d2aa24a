"""One cell to one value by its target, with what is to be said about it. Knows no row and no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services.imports import numbers
from app.services.imports.numbers import Style, fold, style_of
from app.services.imports.sheet import Cell, Mark, excerpt
from app.services.imports.targets import Takes, Target
from app.services.imports.texts import part_code, refuse_unreadable, several, tidy

Converted = tuple[object, Text | None]
"""The value (None or "" for a blank cell) and a remark for the user."""

Convert = Callable[[str, int | None], Converted]
"""Takes the cell and how many decimals the row's unit has (None = as the target says)."""

_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_FREE_TEXT = frozenset((Takes.NAME, Takes.TEXT, Takes.NOTE))
_CODES = frozenset((Takes.CODE, Takes.CODES, Takes.BIN))
_NUMBERS = frozenset((Takes.QUANTITY, Takes.PRICE, Takes.MONEY, Takes.PERCENT, Takes.WHOLE))
_DECIMAL = frozenset((Takes.QUANTITY, Takes.PRICE, Takes.MONEY))
_YES = frozenset(("true", "yes", "y", "1", "是", "有", "√", "✓", "对", "x"))
_NO = frozenset(("false", "no", "n", "0", "否", "无", "×", "错", "-"))

# Units, brands, bins and prices come again and again; codes do not, so remembering stops.
_REMEMBERED = 2_000

_DAY = re.compile(r"\s*((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?![0-9])")

_LOST_ZEROS = N_(
    "The spreadsheet keeps this code as a number: zeros before it would be lost. Compare it with the label."
)


def converter(target: Target, column: Iterable[str]) -> Convert:
    """The function that turns a cell into the target's value; `column` shows how its numbers are written."""
    style = style_of(column) if target.takes in _DECIMAL else Style.POINT
    plain = _by_kind(target, style)

    known: dict[tuple[str, int | None], Converted] = {}

    def convert(cell: str, decimals: int | None) -> Converted:
        if type(cell) is Cell or cell in _ERRORS:
            return _marked(cell, target, plain, decimals)
        found = known.get((cell, decimals))
        if found is None:
            found = plain(cell, decimals)
            if len(known) < _REMEMBERED:
                known[cell, decimals] = found
        return found

    return convert


def _marked(cell: str, target: Target, plain: Convert, decimals: int | None) -> Converted:
    """A cell that a spreadsheet has something to say about: refused where its text would be wrong, else remarked."""
    mark = cell.mark if isinstance(cell, Cell) else Mark.ERROR
    if mark is Mark.ERROR:
        if target.takes not in _FREE_TEXT:
            raise Refused(N_("The cell holds the error {error}. Correct it in the spreadsheet."), error=excerpt(cell))
        value, remark = plain(str(cell), decimals)
        return value, remark or Text(N_("The cell holds an error. Correct it in the spreadsheet."))
    if mark is Mark.NO_RESULT:
        raise Refused(
            N_("The cell holds a formula without a result. Open the file in a spreadsheet program and save it.")
        )
    if mark is Mark.DATE and target.takes in _CODES | _NUMBERS:
        raise Refused(
            N_("The cell holds the date {date}. If a spreadsheet made it of something else, type it again as text."),
            date=str(cell),
        )
    if mark is Mark.SHOWN:
        return _shown(cell, target, plain, decimals)
    value, remark = plain(str(cell), decimals)
    if target.takes in _CODES and mark in (Mark.NUMBER, Mark.ROUNDED):
        remark = Text(_LOST_ZEROS)
        if mark is Mark.ROUNDED:
            remark = Text(
                N_("The number has more than 15 digits: the spreadsheet has replaced the last ones by zeros.")
            )
    return value, remark


def _shown(cell: str, target: Target, plain: Convert, decimals: int | None) -> Converted:
    """A cell that holds more decimals than it shows: what is shown counts, but not for pieces and codes."""
    stored = cell.stored if isinstance(cell, Cell) else ""
    if target.takes in (Takes.QUANTITY, Takes.WHOLE) or target.takes in _CODES:
        raise Refused(
            N_("The cell shows {shown} but holds {stored}. Type the number that is meant."),
            shown=excerpt(cell),
            stored=stored,
        )
    value, remark = plain(str(cell), decimals)
    said = Text(
        N_("The cell shows {shown} but holds {stored}. What it shows is taken."), shown=str(cell), stored=stored
    )
    return value, remark or said


def _by_kind(target: Target, style: Style) -> Convert:
    simple: dict[Takes, Callable[[str], object]] = {
        Takes.CODE: part_code,
        Takes.CODES: lambda text: several(text, target.limit),
        Takes.PRICE: lambda text: numbers.price(text, negative=target.negative, style=style),
        Takes.MONEY: lambda text: numbers.money(text, negative=target.negative, style=style),
        Takes.PERCENT: numbers.percent,
        Takes.WHOLE: lambda text: numbers.whole(text, most=target.limit),
        Takes.CHOICE: lambda text: _choice(text, target),
        Takes.YES_NO: _yes_no,
        Takes.DATE: _day,
    }
    if target.takes is Takes.QUANTITY:
        return lambda cell, decimals: _quantity(cell, decimals, target, style)
    if target.takes in _FREE_TEXT or target.takes is Takes.UNIT:
        lines = target.takes is Takes.NOTE
        return lambda cell, _: tidy(cell, target.limit, lines=lines)
    if target.takes is Takes.BIN:
        return lambda cell, _: tidy(fold(cell), target.limit)
    read = simple[target.takes]
    return lambda cell, _: (None, None) if cell.isspace() else (read(cell), _doubt(cell, target))


def _quantity(cell: str, decimals: int | None, target: Target, style: Style) -> Converted:
    if cell.isspace():
        return None, None
    allowed = target.decimals if decimals is None else decimals
    return numbers.quantity(cell, decimals=allowed, negative=target.negative, style=style), None


def _doubt(cell: str, target: Target) -> Text | None:
    """Codes that look as if a program had written a number: 451103033.0"""
    if target.takes is Takes.CODE and cell.strip().endswith(".0") and cell.strip()[:-2].isdigit():
        return Text(N_("The code ends in .0, as programs write numbers. Compare it with the label."))
    return None


def _choice(text: str, target: Target) -> str:
    refuse_unreadable(text)
    found = target.choice(fold(text))
    if found is None:
        known = ", ".join(f"{words[0]} {value}" for value, words in target.choices)
        raise Refused(N_("“{value}” is none of: {known}."), value=excerpt(text), known=known)
    return found


def _day(text: str) -> date:
    """2025-06-01, 2025/6/1, 2025.6.1, 2025年6月1日, 20250601; a time behind it says nothing here."""
    found = _DAY.match(fold(text))
    try:
        return date(*map(int, (found.groups() if found else ())))
    except (TypeError, ValueError):
        raise Refused(N_("“{value}” is no date. Write it as 2025-06-01."), value=excerpt(text)) from None


def _yes_no(text: str) -> bool:
    said = fold(text).lower()
    if said not in _YES | _NO:
        raise Refused(N_("“{value}” is neither yes nor no."), value=excerpt(text))
    return said in _YES
