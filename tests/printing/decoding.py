"""Reads labels as a scanner would: rasters of PDF pages at the printer's dots, and what zxing-cpp finds on them."""

from __future__ import annotations

from dataclasses import dataclass

import zxingcpp
from PIL import Image

from app.printing import pages


@dataclass(frozen=True)
class Read:
    """One code on a label: symbology and text. In a GS1 symbol the field ends are brackets, as people write them."""

    kind: str
    text: str


def raster(pdf: bytes, page: int = 0, *, dpi: int = 203) -> Image.Image:
    """One page as the printer's dots."""
    shot = pages.picture(pdf, page, dpi=dpi)
    return Image.frombytes("RGB", (shot.width, shot.height), shot.pixels).convert("L")


def read(image: Image.Image) -> list[Read]:
    """All codes on a picture, from the upper left to the lower right."""
    found = zxingcpp.read_barcodes(image, try_rotate=False, try_invert=False)
    placed = sorted((round(f.position.top_left.y / 40), f.position.top_left.x, f) for f in found)
    return [Read(f.format.name, f.text) for _, _, f in placed]
