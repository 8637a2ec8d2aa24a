"""Reads what was printed: words and their places from a PDF, bars from its picture. The reader's side of the tests."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from barcode.charsets import code128

from app.printing import pages


@dataclass(frozen=True)
class Word:
    """A run of text in one size on one line, and the box around its ink, in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


def text(pdf: bytes) -> str:
    """All pages' text, a form feed between them."""
    return "\f".join(pages.text(pdf, page) for page in range(len(pages.sizes(pdf))))


def words(pdf: bytes, page: int = 0) -> list[Word]:
    """The text objects of a page, as they were drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        leaf = document[page]
        spoken = leaf.get_textpage()
        return [
            Word(drawn.extract(), *drawn.get_bounds(), drawn.get_font_size())
            for drawn in leaf.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], textpage=spoken)
        ]


def collisions(pdf: bytes, page: int = 0) -> list[tuple[str, str]]:
    """Pairs of texts whose ink lies on one another."""
    found = words(pdf, page)
    return [
        (one.text, other.text)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if min(one.right, other.right) - max(one.left, other.left) > 0.3
        and min(one.top, other.top) - max(one.bottom, other.bottom) > 0.3
    ]


def fonts(pdf: bytes) -> set[str]:
    """The names of the fonts in the file; those cut down and embedded carry a prefix of six letters and a plus."""
    return {name.decode() for name in re.findall(rb"/BaseFont /([^\s/]+)", pdf)}


def scan(pdf: bytes, page: int = 0, *, dpi: int = 600, lines: int = 400) -> set[str]:
    """Every Code 128 that a beam, drawn across the page at `lines` heights, reads. Checks the check sum."""
    shot = pages.picture(pdf, page, dpi=dpi)
    found = set()
    for row in range(0, shot.height, max(1, shot.height // lines)):
        beam = shot.pixels[row * shot.stride : (row + 1) * shot.stride : 3]
        found |= _codes(_runs(beam))
    return found


def _runs(beam: bytes) -> list[int]:
    """Widths of light and dark in turn, light first."""
    runs, dark, wide = [], False, 0
    for level in beam:
        if (level < 128) != dark:
            runs.append(wide)
            dark, wide = not dark, 0
        wide += 1
    return [*runs, wide]


# widths of bars and gaps → value, from the standard's table as python-barcode carries it
PATTERNS = {
    tuple(len(run.group()) for run in re.finditer(r"1+|0+", modules)): value
    for value, modules in enumerate(code128.CODES)
}
STARTS = {103: "A", 104: "B", 105: "C"}


def _value(runs: list[int]) -> int | None:
    module = sum(runs) / 11
    return PATTERNS.get(tuple(round(run / module) for run in runs))


def _codes(runs: list[int]) -> set[str]:
    found = set()
    for place in range(1, len(runs) - 6, 2):
        start = _value(runs[place : place + 6])
        if start in STARTS and runs[place - 1] >= sum(runs[place : place + 6]) / 11 * 9:
            values = [start]
            while (at := place + 6 * len(values)) + 6 <= len(runs):
                value = _value(runs[at : at + 6])
                if value is None or value == 106:
                    break
                values.append(value)
            if said := _decoded(values):
                found.add(said)
    return found


def _decoded(values: list[int]) -> str:
    """What the symbol values say, "" if the check sum is wrong."""
    *data, check = values
    if len(data) < 2 or (data[0] + sum(place * value for place, value in enumerate(data))) % 103 != check:
        return ""
    table, said = STARTS[data[0]], ""
    for value in data[1:]:
        if table != "C" and value < 96:
            said += chr(value + 32)
        elif table == "C" and value < 100:
            said += f"{value:02}"
        else:
            table = {99: "C", 100: "B", 101: "A"}[value]
    return said
