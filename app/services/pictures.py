"""Looks into the bytes of a file: what type it is, and takes out where a photo was taken. Pure; knows no attachment."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator

from app.core.errors import Refused

_SIGNS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
_GPS = 0x8825
LOGO_SIZE = (1320, 520)  # 28 × 11 mm at 1200 dpi: finer than any printer of a shop
_LOGO_LEAST = 60  # pixels across: less would be a smudge on paper
_LARGEST_LOGO = 10 << 20
_TELLING_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}  # of a PNG: Exif, XMP and other words


class NotReadable(ValueError):
    """The bytes are not what they begin as."""


def mime_of(content: bytes) -> str | None:
    """image/jpeg, image/png or application/pdf, by the bytes and not by the name; None for all else."""
    return next((mime for sign, mime in _SIGNS if content.startswith(sign)), None)


def without_place(content: bytes) -> bytes:
    """The same file without the GPS position a camera writes into it; pixels and turning stay as they are.

    Raises NotReadable if a picture is cut off or damaged.
    """
    mime = mime_of(content)
    if mime == "image/jpeg":
        return b"".join(_jpeg(content))
    if mime == "image/png":
        return b"".join(_png(content))
    return content


def as_logo(content: bytes, name: str = "") -> bytes:
    """A picture as the letterhead carries it: PNG, upright, no larger than it can be printed, without camera data.

    Raises Refused if it is no PNG or JPEG, damaged, too large or too small.
    """
    from PIL import Image, ImageOps

    if len(content) > _LARGEST_LOGO:
        raise Refused("{name} is larger than 10 MB. Save it smaller first.", name=name, where="logo")
    if mime_of(content) not in ("image/png", "image/jpeg"):
        raise Refused("{name} is no PNG or JPEG picture. Save it as one of these first.", name=name, where="logo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as opened:
                picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, struct.error, Warning, Image.DecompressionBombError) as error:
        raise Refused("{name} is damaged or far too large. Export it again.", name=name, where="logo") from error
    if picture.width < _LOGO_LEAST:
        raise Refused(
            "{name} is only {n} pixels wide, which prints as a smudge. Take a larger one.", name=name, n=picture.width,
            where="logo",
        )  # fmt: skip
    picture.thumbnail(LOGO_SIZE)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _jpeg(content: bytes) -> Iterator[bytes]:
    """The segments before the picture, the telling ones mended or left out, then the rest as it is."""
    yield content[:2]
    at = 2
    while True:
        if at + 4 > len(content) or content[at] != 0xFF:
            raise NotReadable("segment")
        marker, size = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker == 0xDA:  # the picture itself begins
            yield content[at:]
            return
        segment = content[at : at + 2 + size]
        at += 2 + size
        if marker != 0xE1:
            yield segment
        elif segment[4:10] == b"Exif\0\0":
            yield _mended(segment)
        # every other APP1 is XMP, which may repeat the position


def _mended(segment: bytes) -> bytes:
    """The Exif segment without GPS; nothing if it can't be read."""
    from PIL import Image  # 0.05 s, only when a photo is added

    exif = Image.Exif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of tags that point nowhere: they are left out
            exif.load(segment[4:])
            if _GPS in exif:
                del exif[_GPS]
            body = exif.tobytes()
    except (ValueError, KeyError, TypeError, SyntaxError, OSError, struct.error):
        return b""
    body = body if body.startswith(b"Exif\0\0") else b"Exif\0\0" + body
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body if len(body) + 2 < 65536 else b""


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at = 8
    while at < len(content):
        if at + 12 > len(content):
            raise NotReadable("chunk")
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + size
        if end > len(content):
            raise NotReadable("chunk")
        if kind not in _TELLING_CHUNKS:
            yield content[at:end]
        at = end
