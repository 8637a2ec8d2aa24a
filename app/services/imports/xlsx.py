"""Reads XLSX and XLSM as they stand in the zip: values, number formats, errors, merged cells. Knows no header.

Our own, because a list needs what no one library gives: numbers with the digits and the format they were stored with,
errors as text, rows one by one with progress, and no failure over broken styles.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from posixpath import join, normpath
from typing import IO
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from app.core.errors import Refused
from app.core.i18n import N_
from app.services.imports.grid import MOST_COLUMNS, Grid, column_of
from app.services.imports.number_formats import GENERAL, NumberFormat, builtin, shown, understood
from app.services.imports.sheet import Cancelled, Cell, Mark, Progress, watch

_CHUNK = 1 << 16
_LARGEST_PART = 1 << 30
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# what broken zips and broken XML raise
_FAULTS: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError)
_FAULTS += (ParseError, ValueError, OSError, LookupError)


def _damaged() -> Refused:
    return Refused(
        N_("The workbook is damaged. Open it in a spreadsheet program, save it as .xlsx and choose it again.")
    )


@lru_cache(1024)
def _local(tag: str) -> str:
    """The name without its namespace: files come with the usual, the strict and with odd ones."""
    return tag.rpartition("}")[2]


class XlsxBook:
    """An open XLSX file. Raises `Refused` for anything that is none."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _FAULTS as error:
            raise _damaged() from error
        # some writers use backslashes or other capitals than the relations name
        self._parts = {name.replace("\\", "/").lower(): name for name in self._zip.namelist()}
        self._sheets: dict[str, str] = {}
        self._since_1904 = False
        self._strings: list[str] | None = None
        self._formats: list[NumberFormat] = []
        self._read_workbook()

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The worksheets in the order of their tabs; charts are left out."""
        return tuple(self._sheets)

    def grid(self, name: str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Grid:
        """All rows of one sheet. Progress counts bytes."""
        if self._strings is None:
            self._strings = list(self._shared_strings(cancelled))
            self._formats = self._cell_formats()
        grid = Grid()
        for element in self._elements(self._sheets[name], ("row", "mergeCell"), progress, cancelled):
            if _local(element.tag) == "row":
                self._read_row(grid, element, self._strings)
            else:
                grid.merge(element.get("ref", ""))
        return grid

    def _read_workbook(self) -> None:
        book = next((target for kind, target in self._relations("").values() if kind == "officeDocument"), "")
        book = book or "xl/workbook.xml"
        targets = self._relations(book)
        for element in self._elements(book, ("workbookPr", "sheet")):
            if _local(element.tag) == "workbookPr":
                self._since_1904 = element.get("date1904") in ("1", "true")
                continue
            key = next((value for name, value in element.attrib.items() if _local(name) == "id"), "")
            kind, target = targets.get(key, ("", ""))
            if kind == "worksheet":
                self._sheets[element.get("name", target)] = target
        if not self._sheets:
            raise _damaged()
        self._book = book
        self._targets = dict(targets.values())

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What `part` refers to: id → (kind, path)."""
        folder, _, name = part.rpartition("/")
        found = {}
        path = join(folder, "_rels", f"{name}.rels")
        if path.lower() not in self._parts:
            return {}
        for element in self._elements(path, ("Relationship",)):
            target = element.get("Target", "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], whole)
        return found

    def _open(self, part: str) -> tuple[IO[bytes], int]:
        name = self._parts.get(part.lower())
        if name is None:
            raise _damaged()
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise Refused(N_("The workbook is protected by a password. Save it without one and choose it again."))
        if info.file_size > _LARGEST_PART:
            raise Refused(N_("The workbook is too large. Split it into several files."))
        return self._zip.open(name), info.file_size

    def _elements(
        self,
        part: str,
        wanted: tuple[str, ...],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Element]:
        """The wanted elements of one part, each as soon as it is complete and forgotten after use."""
        try:
            file, size = self._open(part)
            with file:
                parser: XMLPullParser[Element] = XMLPullParser(("end",))
                while chunk := file.read(_CHUNK):
                    watch(min(file.tell(), size), size, progress, cancelled)
                    parser.feed(chunk)
                    for *_, element in parser.read_events():
                        if isinstance(element, Element) and _local(element.tag) in wanted:
                            yield element
                            element.clear()
                parser.close()
        except _FAULTS as error:
            raise _damaged() from error

    def _shared_strings(self, cancelled: Cancelled | None) -> Iterator[str]:
        part = self._targets.get("sharedStrings")
        if part is not None:
            for element in self._elements(part, ("si",), cancelled=cancelled):
                yield _spoken(element)

    def _cell_formats(self) -> list[NumberFormat]:
        """The number format of each cell style; none when the styles are broken: values matter more."""
        codes: dict[int, str] = {}
        formats: list[NumberFormat] = []
        part = self._targets.get("styles", "")
        try:
            for element in self._elements(part, ("numFmts", "cellXfs")):
                if _local(element.tag) == "numFmts":
                    codes = {_whole(one.get("numFmtId")): one.get("formatCode", "") for one in element}
                else:
                    numbers = [_whole(one.get("numFmtId")) for one in element]
                    formats = [understood(codes.get(number, builtin(number))) for number in numbers]
        except Refused:
            return []
        return formats

    def _read_row(self, grid: Grid, row: Element, strings: list[str]) -> None:
        cells: list[str] = []
        for element in row:
            at = column_of(element.get("r", "")) if "r" in element.attrib else len(cells)
            if at >= MOST_COLUMNS:
                grid.cut = True
                continue
            text = self._cell(element, strings)
            if at == len(cells):
                cells.append(text)
            elif at > len(cells):
                cells += [""] * (at - len(cells))
                cells.append(text)
            elif at >= 0:
                cells[at] = text
        grid.add(_whole(row.get("r")) or grid.last + 1, cells)

    def _cell(self, element: Element, strings: list[str]) -> str:
        """The text of one cell, marked where the text alone does not tell what it was."""
        value: str | None = None
        formula = False
        for child in element:
            name = _local(child.tag)
            if name == "v":
                value = child.text or ""
            elif name == "is":
                value = _spoken(child)
            elif name == "f":
                formula = True
        sort = element.get("t", "n")
        if not value:
            return Cell("", Mark.NO_RESULT) if formula and sort != "str" else ""
        if sort == "n":
            style = _whole(element.get("s"))
            return shown(value, self._formats[style] if style < len(self._formats) else GENERAL, self._since_1904)
        if sort == "s":
            index = _whole(value)
            return strings[index] if index < len(strings) else ""
        if sort == "b":
            return Cell("TRUE" if value.strip() == "1" else "FALSE", Mark.YES_NO)
        if sort == "e":
            return Cell(value, Mark.ERROR)
        if sort == "d":
            return Cell(value.replace("T", " ").removesuffix(" 00:00:00"), Mark.DATE)
        return _unescaped(value)


def _whole(text: str | None) -> int:
    """A number that the file itself wrote; 0 when it is missing or nonsense."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _spoken(element: Element) -> str:
    """The text of a string item: plain or in runs, without the reading aids that Japanese files carry."""
    parts: list[str] = []
    for child in element:
        name = _local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [one.text or "" for one in child if _local(one.tag) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Characters that XML can not hold are written as _x000D_."""
    if "_x" not in text:
        return text
    return (
        _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )
