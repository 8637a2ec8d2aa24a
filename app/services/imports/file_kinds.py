"""Tells by its bytes what a file is, opens workbooks, and says what to do with everything else. Reads no cells."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Protocol

from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services.imports.encoding import UNREADABLE
from app.services.imports.grid import Grid
from app.services.imports.sheet import Cancelled, Progress

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# stream names: the first stands in workbooks that a password protects, the second in old Word files
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE_WORD = "WordDocument".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"Rar!", N_("a packed archive")),
    (b"7z\xbc\xaf", N_("a packed archive")),
    (b"\x1f\x8b", N_("a packed archive")),
    (b"SQLite format 3", N_("a database")),
    (b"MZ\x90", N_("a program")),
    (b"{\\rtf", N_("a text document")),
)
_WEB_PAGE = re.compile(rb"<!doctype\s+html|<html|<table|<meta|<head|<style")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f" + UNREADABLE + "]")


class Book(Protocol):
    """A workbook, whatever its format."""

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The worksheets in the order of their tabs."""

    def grid(self, name: str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Grid:
        """All rows of one sheet."""


def opened(data: bytes) -> Book | None:
    """The workbook in `data`, None when it is text. Refuses what is neither, naming what it is."""
    if data.startswith(_OLE):
        return _opened_ole(data)
    if data.startswith(_ZIP):
        return _opened_zip(data)
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise _other(what)
    # without zero bytes UTF-16 reads like ASCII
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if _WEB_PAGE.match(start) or (start.startswith(b"<?xml") and _WEB_PAGE.search(start)):
        raise _other(N_("a web page"))
    if start.startswith(b"<?xml"):
        raise _other(N_("an XML document"))
    return None


def refuse_gibberish(text: str) -> None:
    """Refuses text that is none: more than a tenth of it control characters or unreadable."""
    sample = text[: 1 << 16]
    if len(_CONTROL.findall(sample)) * 10 > len(sample):
        raise Refused(
            N_("The file is no text and no workbook, or it is damaged. Export the list as CSV or XLSX and choose that.")
        )


def _other(what: str) -> Refused:
    return Refused(
        N_("The file is {what}, whatever its name says. Save the list itself as .xlsx or .csv and choose that."),
        what=Text(what),
    )


def _opened_ole(data: bytes) -> Book:
    if _OLE_ENCRYPTED in data:
        raise Refused(N_("The workbook is protected by a password. Save it without one and choose it again."))
    if _OLE_WORD in data:
        raise _other(N_("a text document"))
    from app.services.imports.xls import XlsBook

    return XlsBook(data)


def _opened_zip(data: bytes) -> Book:
    try:
        names = {name.replace("\\", "/").lower() for name in zipfile.ZipFile(BytesIO(data)).namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        names = set()  # the XLSX reader says what is wrong
    if "xl/workbook.bin" in names:
        raise _other(N_("a binary workbook (.xlsb)"))
    if "content.xml" in names:
        raise _other(N_("an OpenDocument file"))
    if any(name.startswith("word/") for name in names):
        raise _other(N_("a text document"))
    if names and not any(name.startswith("xl/") for name in names):
        raise _other(N_("a packed archive"))
    from app.services.imports.xlsx import XlsxBook

    return XlsxBook(data)
