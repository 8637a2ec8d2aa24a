"""Text as black and white dots, drawn with the packaged font: label printers have no hanzi of their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from app.core.i18n import resources
from app.printing import fonts


@dataclass(frozen=True)
class Raster:
    """Rows of `stride` bytes, eight dots a byte, 1 = black; `left` and `top` from the baseline's left end."""

    left: int
    top: int
    width: int
    height: int
    stride: int
    bits: bytes


@lru_cache(maxsize=200)
def _face(bold: bool, size: float, dpi: int) -> ImageFont.FreeTypeFont:
    name = fonts.BOLD if bold else fonts.REGULAR
    return ImageFont.truetype(str(resources() / "fonts" / f"{name}.ttf"), size / 72 * dpi)


@lru_cache(maxsize=2_000)
def words(text: str, size: float, dpi: int, *, bold: bool = False) -> Raster | None:
    """One line of text in dots of `dpi`, cut to its ink; None if it has none."""
    face = _face(bold, size, dpi)
    left, top, right, bottom = (int(edge) for edge in face.getbbox(text, mode="1", anchor="ls"))
    left, top = left - 1, top - 1
    image = Image.new("1", (right - left + 2, bottom - top + 2))
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"  # every dot is black or white: a thermal head knows no grey
    draw.text((-left, -top), text, font=face, fill=1, anchor="ls")
    ink = image.getbbox()
    if ink is None:
        return None
    cut = image.crop(ink)
    return Raster(left + ink[0], top + ink[1], cut.width, cut.height, (cut.width + 7) // 8, cut.tobytes())


def modules(rows: tuple[str, ...], module: int) -> Raster:
    """A two-dimensional code, `module` dots each."""
    wide = len(rows[0]) * module
    stride = (wide + 7) // 8
    lines = (int("".join(bit * module for bit in row).ljust(stride * 8, "0"), 2).to_bytes(stride) for row in rows)
    return Raster(0, 0, wide, len(rows) * module, stride, b"".join(line * module for line in lines))
