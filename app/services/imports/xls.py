"""Reads XLS (Excel 97-2003 and 95) through xlrd, the one reader that also tells number formats. Knows no header."""

from __future__ import annotations

from io import StringIO
from typing import Any

import xlrd  # type: ignore[import-untyped]

from app.core.errors import Refused
from app.core.i18n import N_
from app.services.imports.grid import MOST_COLUMNS, Grid
from app.services.imports.number_formats import GENERAL, NumberFormat, builtin, shown, understood
from app.services.imports.sheet import STRIDE, Cancelled, Cell, Mark, Progress, watch


def _refusal(error: Exception) -> Refused:
    if "encrypted" in str(error):
        return Refused(N_("The workbook is protected by a password. Save it without one and choose it again."))
    return Refused(
        N_("The workbook is damaged. Open it in a spreadsheet program, save it as .xlsx and choose it again.")
    )


class XlsBook:
    """An open XLS file. Raises `Refused` for anything that is none."""

    def __init__(self, data: bytes) -> None:
        try:
            self._book: Any = xlrd.open_workbook(
                file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=StringIO()
            )
            self.sheet_names: tuple[str, ...] = tuple(self._book.sheet_names())
        except Exception as error:  # damaged bytes make xlrd fail in every way there is
            raise _refusal(error) from error

    def grid(self, name: str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Grid:
        """All rows of one sheet. Progress counts rows; xlrd itself reads in one go."""
        watch(0, 1, progress, cancelled)
        try:
            sheet = self._book.sheet_by_name(name)
            formats = [self._format(style) for style in self._book.xf_list]
        except Exception as error:  # as above
            raise _refusal(error) from error
        grid = Grid()
        grid.cut = sheet.ncols > MOST_COLUMNS
        for at in range(sheet.nrows):
            if at % STRIDE == 0:
                watch(at, sheet.nrows, progress, cancelled)
            cells = sheet.row(at)[:MOST_COLUMNS]
            grid.add(at + 1, [self._text(cell, formats) for cell in cells])
        for first, after, column, _ in sheet.merged_cells:
            grid.merge_range(first + 1, after, column)
        return grid

    def _format(self, style: Any) -> NumberFormat:
        known = self._book.format_map.get(style.format_key)
        code = known.format_str if known is not None and known.format_str else builtin(style.format_key)
        # dates that Excel names by number only, xlrd leaves without a code
        return understood(builtin(style.format_key) if code == "General" else code)

    def _text(self, cell: Any, formats: list[NumberFormat]) -> str:
        """The text of one cell, marked where the text alone does not tell what it was."""
        value = cell.value
        if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            raw = str(int(value)) if value == value // 1 and abs(value) < 1e15 else repr(value)
            form = formats[cell.xf_index] if 0 <= (cell.xf_index or 0) < len(formats) else GENERAL
            return shown(raw, form, bool(self._book.datemode))
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return Cell("TRUE" if value else "FALSE", Mark.YES_NO)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return Cell(xlrd.error_text_from_code.get(value, "#N/A"), Mark.ERROR)
        return value if isinstance(value, str) else ""
