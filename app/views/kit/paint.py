"""Strokes that stay sharp at 100, 125 and 150 per cent. Knows no widget.

Pen borders vanish or double at fractional ratios; so a border here is a filled outer shape with a filled inner shape,
both on whole device pixels.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath


def ratio_of(p: QPainter) -> float:
    """Device pixels per logical pixel of what is painted on."""
    return p.device().devicePixelRatioF()


def hair(p: QPainter) -> float:
    """Width of the thinnest line that is never lost: 1 px, rounded to whole device pixels."""
    ratio = ratio_of(p)
    return max(1, round(ratio)) / ratio


def snapped(p: QPainter, r: QRectF) -> QRectF:
    """`r` with its edges on whole device pixels."""
    ratio = ratio_of(p)
    left, top = round(r.left() * ratio) / ratio, round(r.top() * ratio) / ratio
    return QRectF(left, top, round(r.right() * ratio) / ratio - left, round(r.bottom() * ratio) / ratio - top)


def line_h(p: QPainter, x: float, y: float, width: float, colour: QColor) -> None:
    """A horizontal hairline whose upper edge lies at y."""
    p.fillRect(snapped(p, QRectF(x, y, width, 0)).adjusted(0, 0, 0, hair(p)), colour)


def rounded(
    p: QPainter, r: QRectF, radius: float, fill: QColor, border: QColor | None = None, width: float = 1.0
) -> None:
    """A filled rounded rectangle, with a border of `width` px inside it."""
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    outer = snapped(p, r)
    if border is None:
        p.setBrush(fill)
        p.drawRoundedRect(outer, radius, radius)
    else:
        step = max(hair(p), round(width * ratio_of(p)) / ratio_of(p))
        inner = outer.adjusted(step, step, -step, -step)
        shape, hole = QPainterPath(), QPainterPath()
        shape.addRoundedRect(outer, radius, radius)
        hole.addRoundedRect(inner, max(0.0, radius - step), max(0.0, radius - step))
        p.setBrush(fill)
        p.drawPath(hole)
        p.setBrush(border)
        p.drawPath(shape.subtracted(hole))
    p.restore()
