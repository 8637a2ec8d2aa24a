"""The white field one signs in: pen, finger or mouse. Keeps the strokes with their times and gives a picture.

Ink on white in both themes: what was signed looks the same wherever it is shown. Knows no document.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QElapsedTimer, QEvent, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.i18n import tr
from app.views.kit.theme import PAPER, PAPER_HINT, PAPER_INK, PAPER_LINE, colour, font, px

WIDTH, HEIGHT, INK = 520, 260, 3
Stroke = tuple[tuple[int, int, int], ...]


class SignField(QWidget):
    """Where one signs. `changed` after every stroke and on clearing."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[tuple[int, int, int]]] = []
        self._down = False
        self._clock = QElapsedTimer()
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(px(WIDTH), px(HEIGHT))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Field to sign in"))

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), px(HEIGHT))

    def strokes(self) -> tuple[Stroke, ...]:
        """What was written: per stroke (x, y, milliseconds since the first touch)."""
        return tuple(tuple(s) for s in self._strokes)

    def empty(self) -> bool:
        """True if nothing was written."""
        return not self._strokes

    def clear(self) -> None:
        """Wipes it."""
        self._strokes = []
        self._down = False
        self.update()
        self.changed.emit()

    def picture(self) -> bytes:
        """A PNG of the strokes: ink on white, as large as the field."""
        image = QImage(self.width() * 2, self.height() * 2, QImage.Format.Format_Grayscale8)
        image.fill(PAPER)
        p = QPainter(image)
        p.scale(2, 2)
        self._write(p)
        p.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        buffer.close()
        return bytes(data.data())

    # --- pen, finger, mouse -------------------------------------------------------------------------------------------
    def _begin(self, at: QPointF) -> None:
        if not self._strokes:
            self._clock.start()
        self._down = True
        self._strokes.append([self._point(at)])
        self.update()

    def _go(self, at: QPointF) -> None:
        if self._down and self._strokes[-1][-1][:2] != (round(at.x()), round(at.y())):
            self._strokes[-1].append(self._point(at))
            self.update()

    def _end(self) -> None:
        if self._down:
            self._down = False
            self.changed.emit()

    def _point(self, at: QPointF) -> tuple[int, int, int]:
        x = min(max(round(at.x()), 0), self.width())
        y = min(max(round(at.y()), 0), self.height())
        return x, y, int(self._clock.elapsed())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif kind == QEvent.Type.TabletMove:
            self._go(event.position())
        elif kind == QEvent.Type.TabletRelease:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        touches = {QEvent.Type.TouchBegin: self._begin, QEvent.Type.TouchUpdate: self._go}
        if isinstance(event, QTouchEvent) and event.points():
            if act := touches.get(event.type()):
                act(event.points()[0].position())
            else:
                self._end()
            event.accept()
            return True
        return super().event(event)

    # --- painting -----------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        p.setPen(QPen(colour("edge"), 1))
        p.setBrush(PAPER)
        p.drawRoundedRect(frame, 4, 4)
        base = self.height() * 0.78
        p.setPen(QPen(PAPER_LINE, 1))
        p.drawLine(QPointF(px(24), base), QPointF(self.width() - px(24), base))
        if self.empty():
            p.setPen(PAPER_HINT)
            p.setFont(font("scan"))
            p.drawText(frame.adjusted(0, 0, 0, -px(60)), Qt.AlignmentFlag.AlignCenter, tr("Sign here"))
        self._write(p)
        p.end()

    def _write(self, p: QPainter) -> None:
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        p.setPen(QPen(PAPER_INK, INK, Qt.PenStyle.SolidLine, cap, join))
        p.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(QPointF(*stroke[0][:2]))
            for x, y, _ in stroke[1:] or stroke:
                path.lineTo(x, y)
            p.drawPath(path)
