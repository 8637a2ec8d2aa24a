"""Turns finished PDF pages into pictures and text, for preview, printers and charts on screen. Knows no document."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pypdfium2

# pdfium works for one thread at a time, whoever asks
_pdfium = Lock()


@dataclass(frozen=True)
class Picture:
    """One page as RGB rows of `stride` bytes."""

    width: int
    height: int
    stride: int
    pixels: bytes


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page, in points."""
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        return [document.get_page_size(place) for place in range(len(document))]


def picture(pdf: bytes, page: int = 0, *, dpi: int = 96) -> Picture:
    """Page `page` (from 0) drawn at `dpi` dots an inch: 203, 300 or 600 for a printer, the screen's for a preview."""
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        image = _drawn(document, page, dpi)
        return Picture(image.width, image.height, image.width * 3, image.tobytes())


def png(pdf: bytes, page: int = 0, *, dpi: int = 96) -> bytes:
    """The same as a PNG file's content."""
    out = io.BytesIO()
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        _drawn(document, page, dpi).save(out, format="PNG")
    return out.getvalue()


def text(pdf: bytes, page: int = 0) -> str:
    """What page `page` says, in the order in which it was drawn."""
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        return str(document[page].get_textpage().get_text_range()).replace("\r\n", "\n")


def _drawn(document: Any, page: int, dpi: int) -> Any:
    return document[page].render(scale=dpi / 72, rev_byteorder=True).to_pil().convert("RGB")


def picked(pdf: bytes, places: Sequence[int]) -> bytes:
    """A PDF of these pages alone (from 0), in this order."""
    out = io.BytesIO()
    with _pdfium, pypdfium2.PdfDocument(pdf) as document, pypdfium2.PdfDocument.new() as made:
        made.import_pages(document, list(places))
        made.save(out)
    return out.getvalue()
