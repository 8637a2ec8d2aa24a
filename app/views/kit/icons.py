"""Line icons from resources/icons, drawn in a token's colour at the screen's ratio. Knows no widget."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.core.i18n import resources
from app.views.kit.theme import px, tint


@cache
def _source(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def known(name: str) -> bool:
    """True if there is an icon of this name."""
    return (resources() / "icons" / f"{name}.svg").is_file()


def pixmap(name: str, size: int = 16, tone: str = "ink2", *, stroke: float = 2.0, ratio: float = 1.0) -> QPixmap:
    """The icon `name`, `size` px at 100 %, in the colour of a token ("ok") or a signal's ink ("scan_ok.ink")."""
    pixels = round(px(size) * ratio)
    ink = tint(tone)
    key = f"counterpart/{name}/{pixels}/{ink}/{stroke}/{ratio}"
    picture = QPixmap()
    if QPixmapCache.find(key, picture):
        return picture
    svg = _source(name).replace("currentColor", ink).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    picture = QPixmap(QSize(pixels, pixels))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, picture)
    return picture


def paint_icon(p: QPainter, x: float, y: float, name: str, size: int, tone: str, *, stroke: float = 2.0) -> None:
    """Paints an icon with its left top corner at (x, y)."""
    ratio = p.device().devicePixelRatioF()
    corner = QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio)
    p.drawPixmap(corner, pixmap(name, size, tone, stroke=stroke, ratio=ratio))


def icon(name: str, tone: str = "ink2", size: int = 16) -> QIcon:
    """The icon for buttons and menus, sharp at the ratios PCs use."""
    made = QIcon()
    for ratio in (1.0, 1.25, 1.5, 2.0):
        made.addPixmap(pixmap(name, size, tone, ratio=ratio))
    return made
