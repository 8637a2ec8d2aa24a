"""Finds the header line of a table and gives every column a name of its own. Knows no file format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.services.imports.sheet import letters
from app.services.imports.words import is_header_word

_FIRST_ROWS = 12
_BODY_ROWS = 50
_NUMBER = re.compile(r"[+\-]?[0-9][0-9 .,]*%?")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The index in `rows` (no blank ones) of the header line, -1 when the file has none.

    A line that holds the names of known columns wins, wherever it stands among the first rows: titles stand above it.
    Else the first line with several cells is a header if it stands, all text, above a column of numbers.
    """
    best, best_hits = -1, 0
    for index, row in enumerate(rows[:_FIRST_ROWS]):
        filled = [cell for cell in row if cell.strip()]
        hits = sum(map(is_header_word, filled))
        if hits > best_hits and (hits >= 2 or hits * 2 >= len(filled)):
            best, best_hits = index, hits
    if best >= 0:
        return best
    first = _first_wide(rows)
    return first if first >= 0 and _stands_above_numbers(rows, first) else -1


def _first_wide(rows: Sequence[Sequence[str]]) -> int:
    """The first row with more than one filled cell: a title fills only one."""
    for index, row in enumerate(rows[:_FIRST_ROWS]):
        if sum(1 for cell in row if cell.strip()) > 1:
            return index
    return -1


def _stands_above_numbers(rows: Sequence[Sequence[str]], at: int) -> bool:
    head = [cell.strip() for cell in rows[at]]
    filled = [cell for cell in head if cell]
    if any(_NUMBER.fullmatch(cell) for cell in filled):
        return False
    body = rows[at + 1 : at + 1 + _BODY_ROWS]
    for index, name in enumerate(head):
        cells = [row[index].strip() for row in body if index < len(row) and row[index].strip()]
        if name and cells and sum(1 for cell in cells if _NUMBER.fullmatch(cell)) * 5 >= len(cells) * 4:
            return True
    return False


def distinct_names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """One name per column: blanks become spreadsheet letters, a name that comes again gets " (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    for index in range(width):
        given = " ".join(header[index].split()) if index < len(header) else ""
        name = base = given or letters(index)
        again = 1
        while name in taken:
            again += 1
            name = f"{base} ({again})"
        taken.add(name)
        names.append(name)
    return tuple(names)
