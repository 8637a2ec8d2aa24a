"""What was dropped or copied elsewhere: files, or a picture that is no file yet. Knows no field."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QMimeData
from PySide6.QtGui import QImage

from app.core.i18n import tr

Brought = str | tuple[str, bytes]  # a file's path, or a name and the content


def brought_in(data: QMimeData) -> list[Brought]:
    """The files; without any, the picture as a PNG."""
    found: list[Brought] = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    image = data.imageData() if not found and data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        buffer = QBuffer()
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        found.append((f"{tr('Pasted picture')}.png", bytes(buffer.data().data())))
    return found
