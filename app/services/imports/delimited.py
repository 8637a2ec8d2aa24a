"""Delimited text to records: guesses the delimiter, keeps stray quotation marks, numbers records by physical line.

Knows no encoding, no header and no field. Python's csv module is not used: a cell that begins with a bare inch mark
makes it swallow the rows that follow.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from app.core.i18n import N_, Text
from app.services.imports.sheet import STRIDE, Cancelled, Progress, Remark, watch
from app.services.imports.words import is_header_word

DELIMITERS = ("\t", "|", ";", ",")
"""In order of trust: a tab hardly ever stands inside a cell, a comma often does."""

_LINE_END = re.compile("\r\n|\n|\r")
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")')
# Excel's way to keep leading zeros in a CSV file: ="00123"
_AS_FORMULA = re.compile(r'="([^"]*)"')
# The apostrophe that keeps a text from being a formula, as this program and others write it: '=SUM(A1)
_TAMED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
_HINT = re.compile(r"sep=(.)", re.IGNORECASE)
_SAMPLE_LINES = 400
_LONGEST_RECORD = 200
"""Lines that one quoted cell may run over, at most, in a well-formed file."""
_LONGEST_GUESS = 40
"""The same where quotes are not to be trusted, and every further line is tried."""
_ENOUGH_STRAYS = 50
"""Cells opened by a stray quote after which nobody writes quoted cells in earnest in this file."""


@dataclass(slots=True)
class Records:
    """Cells by record, the line each record starts on, and what was odd. `usual` = the most frequent cell count."""

    cells: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    delimiter: str = ""
    usual: int = 1


class _Stray(Exception):
    """A quotation mark where a well-formed file has none."""


def split_lines(text: str) -> list[str]:
    """Physical lines as an editor numbers them (not at form feeds or U+2028), without the final line end."""
    lines = _LINE_END.split(text.removesuffix("\x1a"))
    if lines[-1] == "":
        lines.pop()
    return lines


def guess_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts most lines into equally many cells; "" when the file is one column."""
    sample = [_QUOTED.sub("", line) for line in lines[:_SAMPLE_LINES] if line and not line.isspace()]
    if not sample:
        return ""
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        counts = [line.count(delimiter) for line in sample]
        cut = [count for count in counts if count]
        score = Counter(cut).most_common(1)[0][1] / len(sample) + len(cut) / len(sample) if cut else 0.0
        words = sum(map(is_header_word, sample[0].split(delimiter)))
        if words >= 2:
            score += 1
        # at least half of the lines must be cut: names contain commas
        if score > best_score and (len(cut) * 2 >= len(sample) or words >= 2):
            best, best_score = delimiter, score
    return best


def parse(
    text: str,
    delimiter: str | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Records:
    """The records of `text`; blank lines are records too. A guessed delimiter honours Excel's first line "sep=;"."""
    lines = split_lines(text)
    hint = _HINT.fullmatch(lines[0].strip()) if lines else None
    if delimiter is None:
        delimiter = hint[1] if hint else guess_delimiter(lines)
    parser = _Parser(lines, delimiter, 1 if hint else 0, progress, cancelled)
    try:
        records = parser.well_formed()
    except _Stray:
        records = parser.lenient()
    for cells in records.cells:
        for index, cell in enumerate(cells):
            if cell.startswith('="') and (formula := _AS_FORMULA.fullmatch(cell)):
                cells[index] = formula[1]
            elif cell.startswith("'") and _TAMED.match(cell):
                cells[index] = cell[1:]
    return records


class _Parser:
    """Reads the lines once as a well-formed file; if that fails, once more line by line, distrusting quotes."""

    def __init__(
        self, lines: list[str], delimiter: str, start: int, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self.lines = lines
        self.delimiter = delimiter
        self.start = start
        self.progress = progress
        self.cancelled = cancelled

    def _split(self, line: str) -> list[str]:
        return line.split(self.delimiter) if self.delimiter else [line]

    def _tick(self, at: int) -> None:
        watch(at, len(self.lines), self.progress, self.cancelled)

    def well_formed(self) -> Records:
        """As RFC 4180 has it. Raises `_Stray` at the first quote out of place, so that nothing is read wrongly."""
        records = Records(delimiter=self.delimiter)
        over_lines: list[int] = []
        at = self.start
        while at < len(self.lines):
            if at % STRIDE == 0:
                self._tick(at)
            records.numbers.append(at + 1)
            if '"' not in self.lines[at]:
                records.cells.append(self._split(self.lines[at]))
                at += 1
                continue
            cells, following = self._quoted_record(at)
            if following > at + 1:
                over_lines.append(len(cells))
            records.cells.append(cells)
            at = following
        records.usual = _usual(records.cells)
        if any(count != records.usual for count in over_lines):
            raise _Stray
        return records

    def _quoted_record(self, at: int) -> tuple[list[str], int]:
        """The record that starts at line `at` and the index of the line after it."""
        text, position, cells = self.lines[at], 0, []
        following = at + 1
        while True:
            if text.startswith('"', position):
                match = _QUOTED.match(text, position)
                while match is None:
                    text, following = self._grown(text, following, at + _LONGEST_RECORD)
                    match = _QUOTED.match(text, position)
                end = match.end()
                cells.append(match[1].replace('""', '"'))
            else:
                end = self._cell_end(text, position)
                cells.append(text[position:end])
                if '"' in cells[-1]:
                    raise _Stray
            if end == len(text):
                return cells, following
            if not self.delimiter or text[end] != self.delimiter:
                raise _Stray
            position = end + 1

    def _grown(self, text: str, following: int, end: int) -> tuple[str, int]:
        """`text` with the lines up to the next one (before `end`) that has a quote: no other can close the cell."""
        grown = [text]
        while following < min(len(self.lines), end):
            grown.append(self.lines[following])
            following += 1
            if '"' in grown[-1]:
                return "\n".join(grown), following
        raise _Stray

    def _cell_end(self, text: str, position: int) -> int:
        end = text.find(self.delimiter, position) if self.delimiter else -1
        return len(text) if end < 0 else end

    def lenient(self) -> Records:
        """For files with bare quotes: a quoted cell must close before a delimiter, else the quote is a character."""
        lines = self.lines[self.start :]
        apart = [self._loose(line)[0] if '"' in line else self._split(line) for line in lines]
        records = Records(delimiter=self.delimiter, usual=_usual(apart))
        at = self.start
        while at < len(self.lines):
            if at % STRIDE == 0:
                self._tick(at)
            line = self.lines[at]
            cells, opened = self._loose(line) if '"' in line else (self._split(line), False)
            following = at + 1
            if opened:
                hopeless = len(records.remarks) >= _ENOUGH_STRAYS
                joined, end = ([], at) if hopeless else self._joined(at, records.usual)
                if joined:
                    cells, following = joined, end
                else:
                    records.remarks.append(_bare_quote(at + 1, cells))
            records.numbers.append(at + 1)
            records.cells.append(cells)
            at = following
        return records

    def _joined(self, at: int, usual: int) -> tuple[list[str], int]:
        """The record over several lines that starts at `at`; no cells when the lines stand better by themselves.

        Lines that have the usual number of cells each are rows of their own: rather a stray quote in a row than a row
        swallowed by its neighbour.
        """
        text, following = self.lines[at], at + 1
        while True:
            try:
                text, following = self._grown(text, following, at + _LONGEST_GUESS)
            except _Stray:
                return [], at
            cells, opened = self._loose(text)
            if not opened:
                break
        if len(cells) != usual:
            return [], at
        apart = all(len(self._loose(line)[0]) == usual for line in self.lines[at:following])
        return ([], at) if apart else (cells, following)

    def _loose(self, text: str) -> tuple[list[str], bool]:
        """The cells of one piece of text, and whether one began with a quote that nothing closes."""
        cells: list[str] = []
        position, opened = 0, False
        while True:
            start = position
            while text.startswith(" ", start):
                start += 1
            close, end = self._close(text, start + 1) if text.startswith('"', start) else (-1, -1)
            if close >= 0:
                cells.append(text[start + 1 : close].replace('""', '"'))
            else:
                opened = opened or text.startswith('"', start)
                end = self._cell_end(text, position)
                cells.append(text[position:end])
            if end == len(text):
                return cells, opened
            position = end + 1

    def _close(self, text: str, position: int) -> tuple[int, int]:
        """The quote that closes a cell opened before `position`, and the cell's end; (-1, -1) when there is none."""
        last_resort = (-1, -1)
        quote = text.find('"', position)
        while quote >= 0:
            doubled = text.startswith('"', quote + 1)
            end = quote + (2 if doubled else 1)
            while text.startswith(" ", end):
                end += 1
            if end == len(text) or (self.delimiter and text[end] == self.delimiter):
                if not doubled:
                    return quote, end
                # "5"": an inch mark and the closing quote; believed only if nothing better follows
                last_resort = last_resort if last_resort[0] >= 0 else (quote + 1, end)
            quote = text.find('"', quote + (2 if doubled else 1))
        return last_resort


def _usual(cells: list[list[str]]) -> int:
    """The most frequent number of cells among records that are not blank."""
    counts = Counter(len(row) for row in cells if len(row) > 1 or row[0].strip())
    return counts.most_common(1)[0][0] if counts else 1


def _bare_quote(number: int, cells: list[str]) -> Remark:
    raw = next(cell for cell in cells if cell.lstrip(" ").startswith('"'))
    return Remark(
        number, "", Text(N_("A quotation mark opens a cell and nothing closes it. It was kept as it is.")), raw
    )
