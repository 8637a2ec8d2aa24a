"""Rows as files: CSV as Excel wants it, XLSX; exact figures, and no text that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.core.errors import Refused
from app.core.i18n import Text, tr
from app.core.screen import Column
from app.services import values

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
EXACT = {"quantity": 3, "level": 3, "money": 2, "price": 6, "percent": 2}


def bare(column: Column, cell: Any) -> Any:
    """A cell as JSON and files carry it: exact, without unit and currency sign."""
    if cell is None:
        return None
    if isinstance(cell, Text):
        return tr(cell)
    if column.kind in ("quantity", "level"):
        cell = cell[0] if isinstance(cell, tuple) else cell
        return None if cell is None else values.unscaled(cell, 3)
    if column.kind in EXACT and isinstance(cell, int):
        return values.unscaled(cell, EXACT[column.kind])
    return values.plain(cell)


def write(file: Path, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> None:
    """Writes a list to .csv (UTF-8 with BOM, as Excel wants it) or .xlsx, by the ending."""
    head = [tr(c.label) for c in columns]
    body = ([bare(c, cell) for c, cell in zip(columns, row, strict=True)] for row in rows)
    if file.suffix.lower() == ".csv":
        _write_csv(file, head, body)
    elif file.suffix.lower() == ".xlsx":
        _write_xlsx(file, head, body, [c.kind in (*EXACT, "number") for c in columns])
    else:
        raise Refused("Files are written as .csv or .xlsx; {file} ends otherwise.", where="out", file=file.name)


def tame(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay what they are."""
    if not isinstance(value, str) or not value.startswith(_STARTS_FORMULA):
        return value
    try:
        values.scaled(value, 12)
    except Refused:
        return "'" + value
    return value


def _write_csv(file: Path, head: list[str], body: Iterator[list[Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for row in body:
            writer.writerow(["" if v is None else tame(v) for v in row])


def _write_xlsx(file: Path, head: list[str], body: Iterator[list[Any]], numeric: list[bool]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook(write_only=True)
    table = book.create_sheet()

    def cell(value: Any, number: bool) -> Any:
        if number and isinstance(value, str):
            return float(value) if "." in value else int(value)
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(table)
        try:
            made.value = value
        except IllegalCharacterError:
            made.value = "".join(c for c in value if c.isprintable())
        made.data_type = "s"  # never a formula, whatever it begins with
        return made

    table.append(head)
    for row in body:
        table.append([cell(v, n) for v, n in zip(row, numeric, strict=True)])
    book.save(file)
