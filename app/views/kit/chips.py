"""Chips: a state, a number plate, a shelf label, a person's disc. Painted here once, used by widgets and table cells.

It knows families of states, never a particular state.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.kit.icons import paint_icon
from app.views.kit.paint import rounded
from app.views.kit.theme import (
    FAMILY_ICON,
    HUES,
    RADIUS,
    Role,
    colour,
    family_tokens,
    font,
    metrics,
    px,
    signal_colours,
)

MIDDLE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


# --- state ----------------------------------------------------------------------------------------------------------
def chip_width(label: str) -> int:
    """Width in px of a state chip with this label."""
    return metrics("caption_bold").horizontalAdvance(label) + px(31)


def paint_chip(p: QPainter, x: float, middle: float, label: str, family: str, icon_name: str = "") -> None:
    """A state chip: soft fill, the family's own icon, the word. `x` is its left edge, `middle` its centre line."""
    ink, soft = family_tokens(family)
    box = QRectF(x, middle - px(11), chip_width(label), px(22))
    rounded(p, box, RADIUS["chip"], colour(soft))
    paint_icon(p, x + px(6), middle - px(7), icon_name or FAMILY_ICON[family], 14, ink, stroke=2.25)
    p.setPen(colour(ink))
    p.setFont(font("caption_bold"))
    p.drawText(box.adjusted(px(25), 0, 0, 0), LEFT, label)


class Chip(QWidget):
    """A state as word, icon and soft colour."""

    def __init__(self, label: str, family: str = "idle", icon_name: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.tell(label, family, icon_name)

    def tell(self, label: str, family: str, icon_name: str = "") -> None:
        """Shows another state."""
        self._label, self._family, self._icon = label, family, icon_name
        self.setAccessibleName(label)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._label), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        paint_chip(p, 0, self.height() / 2, self._label, self._family, self._icon)
        p.end()


# --- number plate ---------------------------------------------------------------------------------------------------
def plate_kind(plate: str) -> str:
    """Which plate this is: green for new energy (8 characters), yellow for trailers and learners, else blue."""
    bare = plate.replace("·", "")
    return "plate_green" if len(bare) == 8 else "plate_yellow" if bare.endswith(("挂", "学")) else "plate_blue"


def _plate_font(role: Role) -> QFont:
    spaced = QFont(font(role, bold=True))
    spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spaced.pixelSize() / 26)
    return spaced


def plate_width(plate: str, role: Role = "strong") -> int:
    """Width in px of a plate."""
    return metrics(role, bold=True).horizontalAdvance(plate) + round(font(role).pixelSize() * 1.3)


def paint_plate(p: QPainter, r: QRectF, plate: str, role: Role = "strong") -> None:
    """A number plate as people know it, with the thin inner line of the real one."""
    ground, ink = signal_colours(plate_kind(plate))
    rounded(p, r, RADIUS["plate"], ground)
    edge = QRectF(r).adjusted(1.5, 1.5, -1.5, -1.5)
    faint = signal_colours(plate_kind(plate))[1]
    faint.setAlpha(150)
    rounded(p, edge, RADIUS["plate"] - 1, ground, faint)
    p.setPen(ink)
    p.setFont(_plate_font(role))
    p.drawText(r, MIDDLE, plate)


class Plate(QWidget):
    """A car is always named by its plate."""

    def __init__(self, plate: str, role: Role = "strong") -> None:
        super().__init__()
        self._plate, self._role = plate, role
        self.setAccessibleName(plate)
        self.setFixedSize(plate_width(plate, role), round(font(role).pixelSize() * 1.7))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        paint_plate(p, QRectF(self.rect()), self._plate, self._role)
        p.end()


# --- shelf label ----------------------------------------------------------------------------------------------------
def bin_width(code: str, role: Role = "strong") -> int:
    """Width in px of a shelf label."""
    return metrics(role, bold=True).horizontalAdvance(code) + px(12)


def bin_height(role: Role = "strong") -> int:
    """Height in px of a shelf label."""
    return font(role).pixelSize() + px(9)


def paint_bin(p: QPainter, x: float, middle: float, code: str, role: Role = "strong") -> None:
    """A location drawn like the label on the shelf. `x` is its left edge, `middle` its centre line."""
    height = bin_height(role)
    box = QRectF(x, middle - height / 2, bin_width(code, role), height)
    rounded(p, box, 2, colour("bin"))
    p.setPen(colour("bin_ink"))
    p.setFont(font(role, bold=True))
    p.drawText(box, MIDDLE, code)


class BinLabel(QWidget):
    """A bin is always shown as its shelf label."""

    def __init__(self, code: str, role: Role = "strong") -> None:
        super().__init__()
        self._code, self._role = code, role
        self.setAccessibleName(code)
        self.setFixedSize(bin_width(code, role), bin_height(role))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        paint_bin(p, 0, self.height() / 2, self._code, self._role)
        p.end()


# --- person ---------------------------------------------------------------------------------------------------------
def initial(name: str) -> str:
    """Last character of a Chinese name, first letter of any other."""
    return (name[-1] if ord(name[0]) > 0x2E80 else name[0].upper()) if name else ""


def paint_avatar(p: QPainter, r: QRectF, name: str, role: Role = "caption_bold") -> None:
    """A disc with the initial, in a hue that follows from the name."""
    ground, ink = signal_colours(f"hue{(sum(map(ord, name)) * 5 + len(name)) % HUES}")
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(ground)
    p.drawEllipse(r)
    p.setPen(ink)
    p.setFont(font(role, bold=True))
    p.drawText(r, MIDDLE, initial(name))
    p.restore()


class Avatar(QWidget):
    """A person's disc, `size` px; the name stands beside it."""

    def __init__(self, name: str, size: int = 26) -> None:
        super().__init__()
        self._name = name
        self._role: Role = "tile" if size >= 40 else "strong" if size >= 30 else "caption_bold"
        self.setAccessibleName(name)
        self.setFixedSize(px(size), px(size))

    def rename(self, name: str) -> None:
        """Shows another person."""
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        paint_avatar(p, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._name, self._role)
        p.end()
