"""Reads the bar codes of signed papers that come back as scans or photos. The only module that knows zxing-cpp.

A scan of several sheets is taken apart: the pages of one code stay together, a page without one is a paper of its own
(somebody has to look at it), an empty back is left out. Knows codes by their shape, no document.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import zxingcpp
from PIL import Image, ImageOps
from pypdfium2 import PdfiumError

from app.core.paper import read_code
from app.printing import pages

DPI = (200, 300)  # a page of a PDF is drawn so fine; the second only when the first tells nothing
TILTS = (0, 6, -6, 12, -12)  # degrees: the reader itself turns by quarters
LARGEST = 4000  # pixels of the longer side; more only takes longer
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
_EMPTY = 0.0005  # of the pixels are dark on a page that nobody wrote on: specks of the glass


@dataclass(frozen=True)
class Paper:
    """One paper: the code on it ("" = none could be read, or it bears several) and the file's content."""

    code: str
    content: bytes


def papers(content: bytes) -> list[Paper]:
    """The papers in a file. What is no picture and no PDF, or damaged, is one paper without a code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if content.startswith(b"%PDF-"):
                return list(_of_pdf(content))
            with Image.open(io.BytesIO(content)) as opened:
                return [Paper(_code(ImageOps.exif_transpose(opened).convert("L")), content)]
    except (OSError, ValueError, SyntaxError, struct.error, Warning, Image.DecompressionBombError, PdfiumError):
        return [Paper("", content)]


def _of_pdf(content: bytes) -> Iterator[Paper]:
    found: list[tuple[str, int]] = []  # code of each page that is not empty
    count = len(pages.sizes(content))
    for place in range(count):
        image = _page(content, place, DPI[0])
        code = _code(image)
        if code or not _empty(image):
            found.append((code or _code(_page(content, place, DPI[1])), place))
    if len(found) == count and len({code for code, _ in found}) == 1 and (found[0][0] or count == 1):
        yield Paper(found[0][0], content)
        return
    for code, members in groupby(found, key=lambda one: one[0]):
        places = [place for _, place in members]
        for group in [places] if code else [[place] for place in places]:
            yield Paper(code, pages.picked(content, group))
    if not found:
        yield Paper("", content)


def _page(content: bytes, place: int, dpi: int) -> Image.Image:
    shot = pages.picture(content, place, dpi=dpi)
    return Image.frombytes("RGB", (shot.width, shot.height), shot.pixels).convert("L")


def _empty(page: Image.Image) -> bool:
    dark = sum(page.histogram()[:128])
    return dark < page.width * page.height * _EMPTY


def _code(page: Image.Image) -> str:
    """The one code of ours on a picture, however it lies; "" if there is none, or more than one."""
    page.thumbnail((LARGEST, LARGEST))
    for tilt in TILTS:
        image = page.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if tilt else page
        said = {found.text.upper() for found in zxingcpp.read_barcodes(image, formats=_FORMATS)}
        ours = {text for text in said if read_code(text) is not None}
        if ours:
            return ours.pop() if len(ours) == 1 else ""
    return ""
