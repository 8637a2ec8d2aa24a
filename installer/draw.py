"""Draws the program's icon and the setup's pictures from resources/counterpart.svg: python -m installer.draw

They are kept in git, for NSIS and PyInstaller read them; who changes the SVG draws them anew.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
SVG = ROOT / "resources" / "counterpart.svg"
ICON = ROOT / "resources" / "counterpart.ico"
PICTURES = ROOT / "installer" / "pictures"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
DEEP, DEEPER = QColor("#123C8C"), QColor("#0A2250")


def icon(size: int) -> Image.Image:
    """The icon at one size."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SVG)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return as_pillow(image)


def as_pillow(image: QImage) -> Image.Image:
    """Qt's picture as Pillow's."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub is wrong
    return Image.open(BytesIO(bytes(buffer.data().data()))).convert("RGBA")


def side() -> Image.Image:
    """The picture beside the setup's first and last page; twice the size NSIS shows at 100 %, for sharp screens."""
    wide, high = 328, 628
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QLinearGradient(0, 0, 0, high)
    ground.setColorAt(0, DEEP)
    ground.setColorAt(1, DEEPER)
    painter.fillRect(0, 0, wide, high, ground)
    painter.setOpacity(0.13)
    for number, x in enumerate(range(0, wide, 16)):  # a bar code that runs through the foot
        painter.fillRect(QRectF(x, high - 190, (3, 7, 4, 10, 5)[number % 5], 130), Qt.GlobalColor.white)
    painter.setOpacity(1)
    QSvgRenderer(str(SVG)).render(painter, QRectF(84, 96, 160, 160))
    painter.end()
    return as_pillow(image)


def head() -> Image.Image:
    """The picture at the right of the pages between, on white."""
    image = Image.new("RGB", (300, 114), "white")
    small = icon(84)
    image.paste(small, (200, 15), small)
    return image


def main() -> None:
    """Writes the icon and both pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QGuiApplication([])
    PICTURES.mkdir(exist_ok=True)
    largest, *others = [icon(size) for size in reversed(SIZES)]
    largest.save(ICON, sizes=[(size, size) for size in SIZES], append_images=others)
    for name, picture in (("side", side()), ("head", head())):
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(PICTURES / f"{name}.bmp")
    icon(256).save(PICTURES / "counterpart.png", optimize=True)


if __name__ == "__main__":
    main()
