"""Photos made fit for the screen, in a worker: one of 12 megapixels takes a tenth of a second. Knows no widget."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

ANY = 1 << 14  # px: as high as it comes out


def within(content: bytes | QImage, wide: int, high: int = ANY) -> QImage:
    """The picture, no larger than so many pixels and never enlarged; a null image if the bytes are none."""
    image = content if isinstance(content, QImage) else QImage.fromData(content)
    if image.width() <= wide and image.height() <= high:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(QSize(wide, high), keep, smooth)
