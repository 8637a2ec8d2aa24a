"""What reading a file yields: cells as the user sees them, with row numbers. Knows no file format and no field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Self

from app.core.errors import Refused
from app.core.i18n import N_, Text

Progress = Callable[[int, int], None]
"""Told (done, total) now and then; the unit is the caller's business (rows or bytes), only the ratio counts."""

Cancelled = Callable[[], bool]
"""Answers True once the user wants to stop."""

STRIDE = 512
"""Rows between two looks at progress and cancel: often enough to feel immediate, seldom enough to cost nothing."""


class Stopped(Refused):
    """The user stopped reading or checking; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(N_("Stopped. Nothing was imported."))


class Mark(StrEnum):
    """What is special about a spreadsheet cell whose text alone does not tell."""

    NUMBER = "number"  # kept as a number: leading zeros, had there been any, are gone
    ROUNDED = "rounded"  # a number beyond 15 digits: the spreadsheet has replaced its last digits by zeros
    SHOWN = "shown"  # the text is what the cell shows; it holds more decimals, see `stored`
    DATE = "date"
    YES_NO = "yes_no"
    ERROR = "error"  # #N/A and its like
    NO_RESULT = "no_result"  # a formula that was never calculated


class Cell(str):
    """A cell's text with a mark. Plain text cells stay plain `str`."""

    __slots__ = ("mark", "stored")
    mark: Mark
    stored: str

    def __new__(cls, text: str, mark: Mark, stored: str = "") -> Self:
        self = super().__new__(cls, text)
        self.mark = mark
        self.stored = stored or text
        return self


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at that does not keep a row out: row (0 = the whole file), column, what is so, the cell."""

    row: int
    column: str
    text: Text
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How the user wants a file read; whatever is None is guessed."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    header_row: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table out of a file. `rows` holds no blank rows; `row_numbers` are those the user sees in the file.

    `columns` are distinct names (spreadsheet letters where the file has none). A row is padded to their number; a row
    that is longer kept its surplus cells, and the check refuses it. `skipped` numbers the title rows above the header.
    """

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    row_numbers: list[int]
    has_header: bool
    header_row_number: int = 0
    skipped: tuple[int, ...] = ()
    blank_rows: int = 0
    encoding: str = ""
    delimiter: str = ""
    name: str = ""
    sheet_names: tuple[str, ...] = ()
    warnings: list[Remark] = field(default_factory=list)

    def column(self, index: int, limit: int | None = None) -> Iterable[str]:
        """The cells of one column, top to bottom, at most `limit` of them."""
        return (row[index] for row in islice(self.rows, limit))


def watch(done: int, total: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
    """Reports progress and raises `Stopped` if the user has had enough."""
    if cancelled is not None and cancelled():
        raise Stopped
    if progress is not None:
        progress(done, total)


def letters(index: int) -> str:
    """The spreadsheet's name of a column: 0 → "A", 26 → "AA"."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def excerpt(text: str, limit: int = 40) -> str:
    """`text` short enough to stand in a message, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
