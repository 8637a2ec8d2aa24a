"""Tables as CSV and XLSX files, the one place that writes them: lists, reports, count results. Knows no noun.

Nothing that stands in a cell can become a formula (`tame`), and what is written here can be imported again: numbers
and dates exact, codes of part numbers as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core import clock, i18n
from app.core.errors import Refused
from app.core.i18n import tr
from app.core.screen import Column
from app.printing import saving
from app.services import values
from app.services.tables import Page

# What a spreadsheet takes for a formula at the start of a cell, also behind the apostrophe that keeps it from that.
_STARTS_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_PLACES = {"quantity": 3, "level": 3, "money": 2, "price": 6, "percent": 2}
_FORMATS = {"money": "#,##0.00", "price": "#,##0.00####", "percent": '0.##"%"', "number": "#,##0"}
_WIDEST, _NARROWEST = 60, 9  # characters


def write(file: Path, pages: Sequence[Page]) -> None:
    """Writes `pages` to .xlsx, or the only one to .csv, by the file's ending; the file is whole or not there.

    Raises Refused for another ending or several pages as CSV, Trouble if the disk does not take it.
    """
    kind = file.suffix.lower()
    if kind == ".csv" and len(pages) == 1:
        content = csv_of(pages[0])
    elif kind == ".xlsx":
        content = xlsx_of(pages)
    elif kind == ".csv":
        raise Refused("This has several tables. Write it as .xlsx.", where="out")
    else:
        raise Refused("Files are written as .csv or .xlsx; {file} ends otherwise.", where="out", file=file.name)
    saving.save(file, content)


def bare(column: Column, cell: Any) -> Any:
    """A cell as JSON and files carry it: exact, without unit and currency sign."""
    if cell is None:
        return None
    if isinstance(cell, i18n.Text):
        return tr(cell)
    if column.kind in ("quantity", "level"):
        cell = cell[0] if isinstance(cell, tuple) else cell
        return None if cell is None else values.unscaled(cell, 3)
    if column.kind in _PLACES and isinstance(cell, int):
        return values.unscaled(cell, _PLACES[column.kind])
    return values.plain(cell)


def tame(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay what they are.

    Import takes the apostrophe off again (services/imports/delimited.py).
    """
    if not isinstance(value, str) or not _STARTS_FORMULA.match(value):
        return value
    try:
        values.scaled(value, 12)
    except Refused:
        return "'" + value
    return value


def csv_of(page: Page) -> bytes:
    """A page as CSV: UTF-8 with BOM, as Excel wants it; the notes stay out, so that it can be read back."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([tr(c.label) for c in page.columns])
    for row in page.rows:
        cells = (_named(page, c, bare(c, cell)) for c, cell in zip(page.columns, row, strict=True))
        writer.writerow(["" if v is None else tame(v) for v in cells])
    return stream.getvalue().encode("utf-8-sig")


def _named(page: Page, column: Column, value: Any) -> Any:
    """What a code is called in the language in force."""
    label = page.labels.get(column.name, {}).get(value) if isinstance(value, str) else None
    label = label or (dict(column.choices).get(value) if column.kind in ("choice", "light") else None)
    return tr(label) if label else value


def xlsx_of(pages: Sequence[Page]) -> bytes:
    """Pages as tabs of a workbook: bold frozen heads, figures and dates as such, columns as wide as their cells."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for page in pages:
        _tab(book, page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tab(book: Any, page: Page) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    title = "".join(" " if c in r"[]:*?/\'" else c for c in tr(page.title))[:31].strip()
    table = book.create_sheet(title or None)
    rows = [[_cell(table, page, c, v) for c, v in zip(page.columns, row, strict=True)] for row in page.rows]
    for at, column in enumerate(page.columns):
        longest = max((_wide(row[at].value) for row in rows), default=0)
        wide = min(_WIDEST, max(_NARROWEST, _wide(tr(column.label)), longest)) + 2
        table.column_dimensions[get_column_letter(at + 1)].width = wide
    table.freeze_panes = f"A{len(page.notes) + 2}"
    for note in page.notes:
        table.append([_text(table, tr(note))])
    heads = [_text(table, tr(c.label)) for c in page.columns]
    for head in heads:
        head.font = Font(bold=True)
    table.append(heads)
    for row in rows:
        table.append(row)


def _wide(value: Any) -> int:
    return i18n.columns(str(value)) if value is not None else 0


def _cell(table: Any, page: Page, column: Column, raw: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(raw, datetime):
        made = WriteOnlyCell(table, clock.local(raw).replace(tzinfo=None, microsecond=0))
        made.number_format = "yyyy-mm-dd hh:mm"
        return made
    if isinstance(raw, date):
        made = WriteOnlyCell(table, datetime(raw.year, raw.month, raw.day))  # noqa: DTZ001 - a day has no zone
        made.number_format = "yyyy-mm-dd"
        return made
    value = _named(page, column, bare(column, raw))
    if (
        isinstance(value, str)
        and not isinstance(raw, i18n.Text)
        and (column.kind in _PLACES or column.kind == "number")
    ):
        made = WriteOnlyCell(table, float(value) if "." in value else int(value))
        made.number_format = _FORMATS.get(column.kind, "General")
        return made
    return _text(table, value) if isinstance(value, str) else WriteOnlyCell(table, value)


def _text(table: Any, value: str) -> Any:
    """A cell of text, never a formula, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    made = WriteOnlyCell(table)
    try:
        made.value = value
    except IllegalCharacterError:
        made.value = "".join(c for c in value if c.isprintable())
    made.data_type = "s"
    return made
