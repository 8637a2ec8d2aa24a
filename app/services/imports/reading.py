"""A file's bytes to one table with the file's own row numbers, whatever the file is. Knows no field and no database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.errors import Refused, Trouble
from app.core.i18n import N_, Text
from app.services.imports import delimited
from app.services.imports.encoding import UNREADABLE, Decoded, decode
from app.services.imports.file_kinds import Book, opened, refuse_gibberish
from app.services.imports.headers import distinct_names, find_header
from app.services.imports.sheet import Cancelled, Cell, Mark, Progress, ReadAs, Remark, Sheet, watch

LARGEST = 300 << 20
"""Bytes; beyond that a list should come in parts."""

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "none": ""}


@dataclass(slots=True)
class _Table:
    """Rows and where they came from, before the header is known."""

    numbers: list[int]
    rows: list[list[str]]
    blank: int
    usual: int = 0
    """Cells in most rows of a text; 0 for a worksheet, whose rows are never too long."""
    warnings: list[Remark] = field(default_factory=list)


def read(
    source: Path | bytes,
    *,
    name: str = "",
    how: ReadAs | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Sheet:
    """One table out of a CSV, TSV, TXT, XLSX or XLS file; what `how` leaves open is guessed.

    The content decides what a file is, not its name. Raises `Refused` for a file that holds no list, with what to do;
    `Trouble` when it can't be read from the disk; `Stopped` when the user cancels.
    """
    how = how or ReadAs()
    data = _bytes(source)
    name = name or (source.name if isinstance(source, Path) else "")
    watch(0, 1, progress, cancelled)
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused(N_("The file is empty. Choose another one."))
    book = opened(data)
    sheet = _from_book(book, how, progress, cancelled) if book else _from_text(data, name, how, progress, cancelled)
    _warn_of_cells(sheet)
    watch(1, 1, progress, cancelled)
    return sheet


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        size, data = len(source), source
    else:
        try:
            size = source.stat().st_size
            data = source.read_bytes() if size <= LARGEST else b""
        except OSError as error:
            raise Trouble(
                N_("“{file}” can not be read. Is it still there, and not locked by another program?"), file=source.name
            ) from error
    if size > LARGEST:
        raise Refused(N_("The file is larger than {n} MB. Split it into several files."), n=LARGEST >> 20)
    return data


def _from_book(book: Book, how: ReadAs, progress: Progress | None, cancelled: Cancelled | None) -> Sheet:
    """The chosen sheet of a workbook, else the first one with text in it."""
    names = book.sheet_names
    if how.sheet is not None and how.sheet not in names:
        raise Refused(
            N_("The workbook has no sheet “{name}”. It has: {names}."), name=how.sheet, names=", ".join(names)
        )
    for name in (how.sheet,) if how.sheet is not None else names:
        grid = book.grid(name, progress, cancelled)
        numbers, rows = grid.rows()
        if rows or how.sheet is not None:
            blank = numbers[-1] - len(numbers) if numbers else 0
            table = _Table(numbers, rows, blank, warnings=grid.remarks())
            return replace(_assembled(table, how), name=name, sheet_names=names)
    raise Refused(N_("The file is empty. Choose another one."))


def _from_text(data: bytes, name: str, how: ReadAs, progress: Progress | None, cancelled: Cancelled | None) -> Sheet:
    decoded = decode(data, how.encoding)
    if how.encoding is None:
        refuse_gibberish(decoded.text)
    delimiter = None if how.delimiter is None else _DELIMITERS.get(how.delimiter, how.delimiter)
    if delimiter is not None and delimiter not in _DELIMITERS.values():
        raise Refused(
            N_("“{delimiter}” is no delimiter. Choose one of: {known}."),
            delimiter=delimiter,
            known=", ".join(_DELIMITERS),
        )
    records = delimited.parse(decoded.text, delimiter, progress=progress, cancelled=cancelled)
    table = _Table([], [], 0, records.usual, records.remarks)
    for number, cells in zip(records.numbers, records.cells, strict=True):
        if any(cell and not cell.isspace() for cell in cells):
            table.numbers.append(number)
            table.rows.append(cells)
        else:
            table.blank += 1
    if not table.rows:
        raise Refused(N_("The file is empty. Choose another one."))
    if decoded.damaged:
        table.warnings += _damaged_rows(table, decoded)
    return replace(_assembled(table, how), encoding=decoded.encoding, delimiter=records.delimiter, name=name)


def _damaged_rows(table: _Table, decoded: Decoded) -> list[Remark]:
    return [
        Remark(
            number, "", Text(N_("The row has bytes that make no sense as {encoding}."), encoding=decoded.encoding), cell
        )
        for number, row in zip(table.numbers, table.rows, strict=True)
        for cell in row
        if UNREADABLE in cell
    ]


def _assembled(table: _Table, how: ReadAs) -> Sheet:
    """The table with its header taken off and its rows padded."""
    at = _header_index(table, how)
    header = table.rows[at] if at >= 0 else []
    skipped = tuple(table.numbers[:at]) if at > 0 else ()
    rows = table.rows[at + 1 :]
    width = max(len(header), table.usual or max(map(len, rows), default=0))
    padding = [""] * width
    warnings = list(table.warnings)
    if skipped:
        named = ", ".join(map(str, skipped))
        warnings.append(Remark(0, "", Text(N_("Left out above the column names: row {rows}."), rows=named)))
    return Sheet(
        columns=distinct_names(header, width),
        rows=[tuple(row if len(row) >= width else row + padding[len(row) :]) for row in rows],
        row_numbers=table.numbers[at + 1 :],
        has_header=at >= 0,
        header_row_number=table.numbers[at] if at >= 0 else 0,
        skipped=skipped,
        blank_rows=table.blank,
        warnings=warnings,
    )


def _header_index(table: _Table, how: ReadAs) -> int:
    """Where the header stands among the rows that are not blank; -1 for none."""
    if how.header_row is not None:
        if how.header_row not in table.numbers:
            raise Refused(
                N_("Row {n} is blank or missing. Name the row that holds the column names."), n=how.header_row
            )
        return table.numbers.index(how.header_row)
    if how.header is False or not table.rows:
        return -1
    found = find_header(table.rows)
    return max(found, 0) if how.header else found


_CELL_REMARKS = {
    Mark.ERROR: N_("The cell holds an error. Correct it in the spreadsheet."),
    Mark.NO_RESULT: N_(
        "The cell holds a formula without a result. Open the file in a spreadsheet program and save it."
    ),
    Mark.ROUNDED: N_("The number has more than 15 digits: the spreadsheet has replaced the last ones by zeros."),
    Mark.SHOWN: N_("The cell shows fewer decimals than it holds."),
}


def _warn_of_cells(sheet: Sheet) -> None:
    """Names the cells whose text is not to be trusted."""
    for number, row in zip(sheet.row_numbers, sheet.rows, strict=True):
        for index, cell in enumerate(row):
            if type(cell) is Cell and cell.mark in _CELL_REMARKS:
                remark = Remark(number, sheet.columns[index], Text(_CELL_REMARKS[cell.mark]), cell.stored)
                sheet.warnings.append(remark)
