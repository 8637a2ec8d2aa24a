"""The fuel gauge: a half dial that is dragged, scrolled with the focus on it, or typed. Knows no car.

In eighths 0 to 8 set it directly; in per cent (and state of charge) two or three digits do. + and − and the arrows
step, Home is empty, End is full. The value is kept in thousandths; None = nobody has looked yet.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.i18n import tr
from app.views.kit.theme import colour, font, px

EIGHTHS, PERCENT, SOC = "EIGHTHS", "PERCENT", "SOC"
EIGHTH, ONE_PERCENT = 125, 10
TYPING_MS = 1500  # digits within this time belong together
MARKS = ("E", "", "¼", "", "½", "", "¾", "", "F")


def shown(value: int | None, scale: str) -> str:
    """A level in words: 3/8, 45 %, – if nobody has looked."""
    if value is None:
        return "–"
    if scale == EIGHTHS:
        return {0: "E", 8: "F"}.get(round(value / EIGHTH), f"{round(value / EIGHTH)}/8")
    return f"{value // ONE_PERCENT} %"


class FuelGauge(QWidget):
    """The dial. `edited` after every change by hand."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._value: int | None = None
        self._scale = EIGHTHS
        self._live = True
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._forget)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(px(100))
        self._speak()

    def value(self) -> int | None:
        """The level in thousandths, None if not set."""
        return self._value

    def put(self, value: int | None) -> None:
        """Shows a level; says nothing to anybody."""
        self._value = value
        self._speak()
        self.update()

    def scale(self) -> str:
        """EIGHTHS, PERCENT or SOC."""
        return self._scale

    def show_scale(self, scale: str) -> None:
        """Another scale; the level stays."""
        self._scale = scale
        self._speak()
        self.update()

    def editable(self, on: bool) -> None:
        """Off = it is only read."""
        self._live = on

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(100))

    # --- by hand ------------------------------------------------------------------------------------------------------
    def _set(self, value: int) -> None:
        if not self._live:
            return
        self.put(min(max(value, 0), 1000))
        self.edited.emit()

    def _step(self, by: int) -> None:
        unit = EIGHTH if self._scale == EIGHTHS else ONE_PERCENT
        now = (self._value or 0) // unit
        self._set((now + by) * unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        ups = (Qt.Key.Key_Plus, Qt.Key.Key_Right, Qt.Key.Key_Up)
        downs = (Qt.Key.Key_Minus, Qt.Key.Key_Left, Qt.Key.Key_Down)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            self._digit(key - Qt.Key.Key_0)
        elif key in ups or key in downs:
            self._step(1 if key in ups else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._set(0 if key == Qt.Key.Key_Home else 1000)
        else:
            super().keyPressEvent(event)

    def _digit(self, digit: int) -> None:
        if self._scale == EIGHTHS:
            if digit <= 8:  # a tank has no ninth eighth
                self._set(digit * EIGHTH)
            return
        typed = int(self._typed + str(digit))
        self._typed = str(typed) if typed <= 100 else str(digit)
        self._pause.start()
        self._set(int(self._typed) * ONE_PERCENT)

    def _forget(self) -> None:
        self._typed = ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():  # a page that scrolls must not empty a tank
            self._step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point(event.position())

    def _point(self, at: QPointF) -> None:
        centre = self._centre()
        angle = math.degrees(math.atan2(centre.y() - at.y(), at.x() - centre.x()))
        if angle < -90:
            angle = 180
        share = (180 - min(max(angle, 0), 180)) / 180
        unit = EIGHTH if self._scale == EIGHTHS else ONE_PERCENT
        self._set(round(share * 1000 / unit) * unit)

    def _speak(self) -> None:
        name = tr("Charge {level}") if self._scale == SOC else tr("Fuel {level}")
        self.setAccessibleName(name.format(level=shown(self._value, self._scale)))

    # --- painting -----------------------------------------------------------------------------------------------------
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._forget()
        self.update()

    def _centre(self) -> QPointF:
        return QPointF(self.width() / 2, px(86))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre, r = self._centre(), px(60)
        self._draw_arc(p, QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r))
        self._draw_words(p, centre, r)
        if self.hasFocus():
            p.setPen(QPen(colour("accent_ink"), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        p.end()

    def _draw_arc(self, p: QPainter, arc: QRectF) -> None:
        gap, span = 2.2, 180 / 8
        level = (self._value or 0) / 1000
        low = self._value is not None and level <= 0.125
        for i in range(8):
            on = self._value is not None and i / 8 < level - 0.001
            name = ("warn" if low else "accent_ink") if on else "line"
            p.setPen(QPen(colour(name), px(11), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            part = min(1.0, (level - i / 8) * 8) if on else 1.0
            start = 180 - i * span - gap / 2
            if part < 1:
                p.setPen(QPen(colour("line"), px(11), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                p.drawArc(arc, round(start * 16), round(-(span - gap) * 16))
                p.setPen(QPen(colour(name), px(11), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            p.drawArc(arc, round(start * 16), round(-(span - gap) * part * 16))

    def _draw_words(self, p: QPainter, centre: QPointF, r: float) -> None:
        p.setFont(font("caption_bold"))
        p.setPen(colour("ink2"))
        marks = MARKS if self._scale == EIGHTHS else ("0", "", "25", "", "50", "", "75", "", "100")
        for i, label in enumerate(marks):
            a = math.radians(180 - i * 22.5)
            q = QPointF(centre.x() + (r + px(17)) * math.cos(a), centre.y() - (r + px(15)) * math.sin(a))
            p.drawText(QRectF(q.x() - 14, q.y() - 10, 28, 20), Qt.AlignmentFlag.AlignCenter, label)
        if self._value is not None:
            a = math.radians(180 - self._value * 0.18)
            tip = QPointF(centre.x() + (r - px(11)) * math.cos(a), centre.y() - (r - px(11)) * math.sin(a))
            p.setPen(QPen(colour("ink"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            p.drawLine(centre + (tip - centre) * 0.45, tip)
        p.setPen(colour("ink" if self._value is not None else "ink3"))
        p.setFont(font("title"))
        p.drawText(
            QRectF(centre.x() - 44, centre.y() - px(20), 88, px(30)), Qt.AlignmentFlag.AlignCenter,
            shown(self._value, self._scale),
        )  # fmt: skip
