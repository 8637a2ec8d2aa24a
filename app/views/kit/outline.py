"""The walk-round: our outline of the car, on which a click or a key sets numbered marks. Knows no document.

Keys: 1–7 choose the kind, arrows move the cross by 1 % (with Shift by 5 %), PgUp and PgDn go to the next side, Enter
adds a mark, Ctrl+← and Ctrl+→ choose one, Del takes it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.i18n import tr
from app.services import car
from app.views.kit.theme import colour, font, px

STEP, LEAP = 0.01, 0.05
NEAR = 12.0  # in the drawing's units: a click that close means the mark that is there


@dataclass(frozen=True)
class Spot:
    """One mark: side, place (0 to 1), kind of damage."""

    side: car.Side
    x: float
    y: float
    kind: str


def _path(shape: car.Shape) -> QPainterPath:
    made = QPainterPath()
    for verb, n in car.strokes(shape.path):
        if verb == "M":
            made.moveTo(*n)
        elif verb == "L":
            made.lineTo(*n)
        elif verb == "C":
            made.cubicTo(*n)
        else:
            made.closeSubpath()
    return made


class CarOutline(QWidget):
    """The outline with its marks. `inside` shows the interior instead of the five outer views."""

    added = Signal(object)  # Spot
    removed = Signal(int)
    chosen = Signal(int)  # -1 = none
    moved = Signal(int, object)  # a mark was dragged: its place in the list and the new Spot
    kind_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.spots: list[Spot] = []
        self.current = -1
        self.kind = car.KINDS[0][0]
        self._inside, self._live = False, True
        self._side: car.Side = "left"
        self._cross = QPointF(0.4, 0.6)
        self._paths = {v.side: [(s.layer, _path(s)) for s in v.shapes] for v in car.VIEWS}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(px(170))
        self._speak()

    # --- what is asked of it ------------------------------------------------------------------------------------------
    def put(self, spots: Sequence[Spot], current: int = -1) -> None:
        """Shows these marks; says nothing to anybody."""
        self.spots = list(spots)
        self.current = current if current < len(self.spots) else -1
        self._speak()
        self.update()

    def show_inside(self, on: bool) -> None:
        """The interior, or the outside."""
        self._inside = on
        self._side = "interior" if on else "left"
        self.update()

    def inside(self) -> bool:
        """True while the interior is shown."""
        return self._inside

    def choose_kind(self, code: str) -> None:
        """The kind that the next mark gets; the chosen mark gets it at once."""
        self.kind = code
        if 0 <= self.current < len(self.spots) and self._live:
            spot = replace(self.spots[self.current], kind=code)
            self.spots[self.current] = spot
            self.moved.emit(self.current, spot)
        self.kind_changed.emit(code)
        self.update()

    def choose(self, at: int) -> None:
        """Makes a mark the chosen one and shows its side."""
        self.current = at if 0 <= at < len(self.spots) else -1
        if self.current >= 0:
            spot = self.spots[self.current]
            self._inside = spot.side == "interior"
            self._side, self._cross = spot.side, QPointF(spot.x, spot.y)
        self._speak()
        self.update()
        self.chosen.emit(self.current)

    def editable(self, on: bool) -> None:
        """Off = marks are only looked at."""
        self._live = on
        self.update()

    def place(self, spot: Spot) -> QPointF:
        """Where a mark stands in the widget, for tests and for looking."""
        return self._transform().map(self._at(spot))

    def sizeHint(self) -> QSize:
        return QSize(px(506), px(330))

    # --- where things are ---------------------------------------------------------------------------------------------
    def _views(self) -> tuple[car.View, ...]:
        return car.INSIDE if self._inside else car.OUTSIDE

    def _transform(self) -> QTransform:
        scale = min(self.width() / car.WIDTH, self.height() / car.HEIGHT)
        made = QTransform()
        made.translate((self.width() - car.WIDTH * scale) / 2, (self.height() - car.HEIGHT * scale) / 2)
        made.scale(scale, scale)
        return made

    @staticmethod
    def _at(spot: Spot) -> QPointF:
        view = car.view(spot.side)
        return QPointF(view.x + spot.x * view.width, view.y + spot.y * view.height)

    def _under(self, point: QPointF) -> tuple[car.Side, float, float] | None:
        inverted, _ = self._transform().inverted()
        p = inverted.map(point)
        for view in self._views():
            if QRectF(view.x, view.y, view.width, view.height).contains(p):
                return view.side, (p.x() - view.x) / view.width, (p.y() - view.y) / view.height
        return None

    def _marked(self, point: QPointF) -> int:
        """The mark at a point of the widget, -1 if there is none."""
        inverted, _ = self._transform().inverted()
        p = inverted.map(point)
        shown = {v.side for v in self._views()}
        for i in range(len(self.spots) - 1, -1, -1):
            gap = self._at(self.spots[i]) - p
            if self.spots[i].side in shown and gap.x() ** 2 + gap.y() ** 2 <= NEAR**2:
                return i
        return -1

    # --- mouse --------------------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._marked(event.position())
        if at >= 0:
            self.choose(at)
        elif self._live and (found := self._under(event.position())) is not None:
            self._side, self._cross = found[0], QPointF(found[1], found[2])
            self._add()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if self._live and event.buttons() & Qt.MouseButton.LeftButton and self.current >= 0 and found is not None:
            self._move_to(*found)

    def _move_to(self, side: car.Side, x: float, y: float) -> None:
        spot = Spot(side, round(x, 3), round(y, 3), self.spots[self.current].kind)
        self.spots[self.current] = spot
        self._side, self._cross = side, QPointF(x, y)
        self.moved.emit(self.current, spot)
        self.update()

    # --- keys ---------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        by = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if control and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.spots:
            self.choose((self.current + by[key][0]) % len(self.spots))
        elif control or not self._live:
            super().keyPressEvent(event)
        elif key in by:
            leap = LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            self._walk(by[key][0] * leap, by[key][1] * leap)
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(car.KINDS):
            self.choose_kind(car.KINDS[key - Qt.Key.Key_1][0])
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current >= 0:
            self.removed.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _walk(self, dx: float, dy: float) -> None:
        self.current = -1
        self._cross = QPointF(min(max(self._cross.x() + dx, 0), 1), min(max(self._cross.y() + dy, 0), 1))
        self._speak()
        self.update()

    def _turn(self, by: int) -> None:
        sides = [v.side for v in car.VIEWS]
        self._side = sides[(sides.index(self._side) + by) % len(sides)]
        self._inside, self.current = self._side == "interior", -1
        self._cross = QPointF(0.5, 0.5)
        self._speak()
        self.update()

    def _add(self) -> None:
        spot = Spot(self._side, round(self._cross.x(), 3), round(self._cross.y(), 3), self.kind)
        self.added.emit(spot)

    def _speak(self) -> None:
        if 0 <= self.current < len(self.spots):
            spot = self.spots[self.current]
            what = tr(dict(car.KINDS)[spot.kind])
            self.setAccessibleName(f"{self.current + 1} {tr(car.zone(spot.side, spot.x, spot.y))} {what}")
        else:
            where = tr(car.zone(self._side, self._cross.x(), self._cross.y()))
            self.setAccessibleName(tr("Walk-round: {place}", place=where))

    # --- painting -----------------------------------------------------------------------------------------------------
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setTransform(self._transform(), True)
        shown = {v.side for v in self._views()}
        for view in self._views():
            self._draw_view(p, view)
        if self.hasFocus() and self._live and self.current < 0:
            self._draw_cross(p)
        for i, spot in enumerate(self.spots):
            if spot.side in shown:
                self._draw_mark(p, self._at(spot), i)
        p.resetTransform()
        if self.hasFocus():
            p.setPen(QPen(colour("accent_ink"), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        p.end()

    def _draw_view(self, p: QPainter, view: car.View) -> None:
        p.save()
        p.translate(view.x, view.y)
        if view.mirrored:
            p.setTransform(QTransform(-1, 0, 0, 1, view.width, 0), True)
        for layer, path in self._paths[view.side]:
            body = layer == "body"
            p.setPen(QPen(colour("ink2" if body else "edge"), 1.4 if body else 1))
            p.setBrush(colour("sunken") if body else colour("glass") if layer == "glass" else Qt.BrushStyle.NoBrush)
            p.drawPath(path)
        p.restore()
        if view.side in ("left", "right", "front", "rear"):
            p.setPen(colour("ink2"))
            p.setFont(font("caption"))
            long = view.side in ("left", "right")
            spot = QRectF(view.x - 66, view.y + 28, 58, 20) if long else QRectF(view.x, view.y + 80, view.width, 20)
            p.drawText(spot, Qt.AlignmentFlag.AlignCenter, tr(view.label))

    def _draw_cross(self, p: QPainter) -> None:
        at = self._at(Spot(self._side, self._cross.x(), self._cross.y(), self.kind))
        p.setPen(QPen(colour("accent_ink"), 2))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawEllipse(at, 8, 8)
        for dx, dy in ((13, 0), (-13, 0), (0, 13), (0, -13)):
            p.drawLine(at + QPointF(dx * 0.4, dy * 0.4), at + QPointF(dx, dy))

    def _draw_mark(self, p: QPainter, at: QPointF, i: int) -> None:
        if i == self.current:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colour("bad", 50))
            p.drawEllipse(at, 16, 16)
        p.setPen(QPen(colour("surface"), 2))
        p.setBrush(colour("bad"))
        p.drawEllipse(at, 9.5, 9.5)
        p.setPen(colour("surface"))
        p.setFont(font("caption_bold"))
        p.drawText(QRectF(at.x() - 10, at.y() - 10, 20, 20), Qt.AlignmentFlag.AlignCenter, str(i + 1))
