"""The cells of one worksheet while it is read: sparse rows, merged ranges filled down. Knows no file format."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services.imports.sheet import Remark

MOST_COLUMNS = 500
"""Columns beyond are stray cells; nobody's list is that wide."""

_MOST_CELLS = 40_000_000
_RANGE = re.compile(r"\$?([A-Z]+)\$?([0-9]{1,8}):\$?([A-Z]+)\$?([0-9]{1,8})")
_COLUMN = re.compile(r"[A-Z]{1,4}")


@lru_cache(4096)
def _index(letters: str) -> int:
    if not _COLUMN.fullmatch(letters):
        return -1
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_of(reference: str) -> int:
    """The index of the column in a reference such as "AB12"; -1 when there is none."""
    return _index(reference.rstrip("0123456789"))


class Grid:
    """Rows with text in them, by the number the user sees beside them."""

    def __init__(self) -> None:
        self.last = 0
        """Number of the row added last, with or without text."""
        self.cut = False
        """Whether cells beyond `MOST_COLUMNS` were left out."""
        self._rows: dict[int, list[str]] = {}
        self._cells = 0
        self._merged: list[tuple[int, int, int]] = []

    def add(self, number: int, cells: list[str]) -> None:
        """Keeps a row unless it is blank. Refuses a sheet that no memory holds."""
        self.last = number
        while cells and not cells[-1] and type(cells[-1]) is str:
            cells.pop()
        if not any(cell and not cell.isspace() for cell in cells):
            return
        self._cells += len(cells)
        if self._cells > _MOST_CELLS:
            raise Refused(N_("The sheet has too many cells. Split it into several files."))
        self._rows[number] = cells

    def merge(self, reference: str) -> None:
        """Remembers a merged range such as "A2:B5"."""
        match = _RANGE.fullmatch(reference)
        if match:
            self.merge_range(int(match[2]), int(match[4]), _index(match[1]))

    def merge_range(self, first: int, last: int, column: int) -> None:
        """Remembers that rows `first` to `last` share the cell in `column` (the left one, if several are merged)."""
        if last > first and column < MOST_COLUMNS:
            self._merged.append((first, last, column))

    def rows(self) -> tuple[list[int], list[list[str]]]:
        """Row numbers and cells from top to bottom, merged cells filled down into rows that have text of their own."""
        numbers = sorted(self._rows)
        for first, last, column in self._merged:
            top = self._rows.get(first, [])
            if column >= len(top) or not top[column]:
                continue
            for at in range(bisect_left(numbers, first + 1), len(numbers)):
                if numbers[at] > last:
                    break
                cells = self._rows[numbers[at]]
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or top[column]
        return numbers, [self._rows[number] for number in numbers]

    def remarks(self) -> list[Remark]:
        """What the user should know of the sheet as a whole."""
        if not self.cut:
            return []
        return [Remark(0, "", Text(N_("Only the first {n} columns are read; there are cells beyond."), n=MOST_COLUMNS))]
