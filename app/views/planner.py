"""The board of appointments, painted: by mouse and by keyboard, dragged to another time, bay, day. Knows no desk."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.core import clock, i18n
from app.core.i18n import tr
from app.services.appointments import Board, Slot
from app.views.kit.dates import WEEKDAYS
from app.views.kit.icons import paint_icon
from app.views.kit.paint import line_h, rounded
from app.views.kit.theme import RADIUS, colour, family_tokens, font, metrics, px
from app.views.planning import (
    GUTTER,
    HEAD,
    HOUR,
    SNAP,
    STEP,
    Box,
    DayPlan,
    Spot,
    WeekPlan,
    plan_of,
)

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
MIDDLE = Qt.AlignmentFlag.AlignCenter
FAR = 5  # px the mouse goes before a press becomes a drag
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class Planner(QWidget):
    """Arrows walk, Enter opens or makes one, Ctrl+arrows move the chosen one; the mouse drags it."""

    opened = Signal(object)  # Slot
    wanted = Signal(object)  # Spot: a new appointment there
    moved = Signal(object, object)  # Slot, Spot
    chosen = Signal(object)  # Slot or None

    def __init__(self, families: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("planner")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._families = families
        self.plan: DayPlan | WeekPlan | None = None
        self._board: Board | None = None
        self._by = "bay"
        self.spot: Spot | None = None
        self._pressed: tuple[QPointF, Slot] | None = None
        self._over: Spot | None = None

    # --- what is shown ------------------------------------------------------------------------------------------------
    def show_board(self, board: Board, by: str) -> None:
        """Another board, or the same with other appointments; the cursor stays where it can."""
        held = self.current()
        self._board, self._by = board, by
        self._lay_out()
        plan = self.plan
        if plan is None:
            return
        again = next((s for s in board.slots if held is not None and s.id == held.id), None)
        if again is not None:
            self.go(plan.spot_of(again))
        elif self.spot is None or self.spot.day not in plan.days or self.spot.lane >= len(plan.lanes):
            first = next(iter(board.slots), None)
            self.go(plan.spot_of(first) if first else self._start(plan))
        else:
            self.go(plan.walk(self.spot, 0, 0))

    @staticmethod
    def _start(plan: DayPlan | WeekPlan) -> Spot:
        minute = plan.first if isinstance(plan, DayPlan) else -1
        return Spot(plan.days[0], 0, minute)

    def _lay_out(self) -> None:
        if self._board is not None:
            scale = px(100) / 100
            self.plan = plan_of(self._board, self._by, max(self.width(), px(400)) / scale)
            self.setMinimumHeight(round(self.plan.height * scale))
            self.update()

    def current(self) -> Slot | None:
        """The appointment under the cursor."""
        if self.plan is None or self.spot is None or self.spot.day not in self.plan.days:
            return None
        return self.plan.under(self.spot) if self.spot.lane < len(self.plan.lanes) else None

    def go(self, spot: Spot) -> None:
        """Puts the cursor somewhere."""
        self.spot = spot
        slot = self.current()
        if slot is not None:
            at = f"{clock.local(slot.start):%H:%M}"
            self.setAccessibleName(f"{at} {slot.car} {slot.name} {slot.fault}")
        else:
            self.setAccessibleName(tr("Free"))
        self.chosen.emit(slot)
        self.update()

    def cursor_box(self) -> QRectF:
        """Where the cursor is, to scroll there."""
        return self._rect(self.plan.cell(self.spot)) if self.plan and self.spot else QRectF()

    @staticmethod
    def _rect(box: Box) -> QRectF:
        scale = px(100) / 100
        return QRectF(box.x * scale, box.y * scale, box.width * scale, box.height * scale)

    # --- paint --------------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        plan = self.plan
        p = QPainter(self)
        p.fillRect(self.rect(), colour("surface"))
        if plan is not None:
            if isinstance(plan, DayPlan):
                self._paint_day(p, plan)
            else:
                self._paint_week(p, plan)
            if self.spot is not None and self.hasFocus():
                cell = self._rect(plan.cell(self.spot)).adjusted(1, 1, -1, -1)
                rounded(p, cell, RADIUS["control"], colour("accent_soft"), colour("accent_ink"), 2)
            for slot in plan.board.slots:
                if self._over is None or self._pressed is None or slot.id != self._pressed[1].id:
                    self._paint_slot(p, self._rect(plan.boxes[slot.id]), slot)
            if self._over is not None and self._pressed is not None:
                self._paint_dragged(p, plan, self._pressed[1], self._over)
        p.end()

    def _paint_day(self, p: QPainter, plan: DayPlan) -> None:
        spans = plan.board.hours.get(plan.board.since, ())
        for minute in range(plan.first, plan.last, STEP):
            y = self._rect(Box(0, plan.y_of(minute), 1, 1)).y()
            is_open = any(s.hour * 60 + s.minute <= minute < e.hour * 60 + e.minute for s, e in spans)
            if not is_open:
                p.fillRect(QRectF(px(GUTTER), y, self.width(), px(HOUR) * STEP / 60), colour("sunken"))
            if minute % 60 == 0:
                line_h(p, 0, y, self.width(), colour("line"))
                p.setPen(colour("ink3"))
                p.setFont(font("caption"))
                p.drawText(
                    QRectF(0, y + px(2), px(GUTTER - 8), px(18)), Qt.AlignmentFlag.AlignRight, f"{minute // 60:02}:00"
                )
        for n, lane in enumerate(plan.lanes):
            x = GUTTER + n * plan.lane_width
            self._paint_head(p, self._rect(Box(x, 0, plan.lane_width, HEAD)), lane.label or self._nobody())
            p.fillRect(self._rect(Box(x, 0, 1 / (px(100) / 100), plan.height)), colour("line"))
        self._paint_now(p, plan)

    def _paint_now(self, p: QPainter, plan: DayPlan) -> None:
        here = clock.local(clock.now())
        minute = here.hour * 60 + here.minute
        if here.date() == plan.board.since and plan.first <= minute < plan.last:
            y = self._rect(Box(0, plan.y_of(minute), 1, 1)).y()
            p.fillRect(QRectF(px(GUTTER), y, self.width(), px(2)), colour("bad"))

    def _paint_week(self, p: QPainter, plan: WeekPlan) -> None:
        today = clock.today()
        for n, day in enumerate(plan.days):
            box = self._rect(Box(plan.gutter + n * plan.day_width, 0, plan.day_width, HEAD))
            booked, possible = plan.board.load[day]
            if not plan.board.hours[day]:
                p.fillRect(
                    self._rect(Box(plan.gutter + n * plan.day_width, HEAD, plan.day_width, plan.height)),
                    colour("sunken"),
                )
            share = f"  {booked * 100 // possible} %" if possible else ""
            head = f"{tr(WEEKDAYS[day.weekday()])} {day:%m-%d}{share}"
            self._paint_head(p, box, head, strong=day == today)
            p.fillRect(QRectF(box.x(), 0, 1, self.height()), colour("line"))
        for n, lane in enumerate(plan.lanes):
            top = self._rect(Box(0, plan.tops[n], 1, 1)).y()
            line_h(p, 0, top, self.width(), colour("line"))
            p.setPen(colour("ink"))
            p.setFont(font("strong"))
            words = metrics("strong").elidedText(lane.label or self._nobody(), Qt.TextElideMode.ElideRight, px(84))
            p.drawText(QRectF(px(8), top + px(6), px(84), px(20)), LEFT, words)

    def _nobody(self) -> str:
        return tr("No bay yet") if self._by == "bay" else tr("No advisor yet")

    @staticmethod
    def _paint_head(p: QPainter, box: QRectF, words: str, *, strong: bool = False) -> None:
        p.setPen(colour("accent_ink" if strong else "ink2"))
        p.setFont(font("strong"))
        fits = metrics("strong").elidedText(words, Qt.TextElideMode.ElideRight, round(box.width()) - px(8))
        p.drawText(box, MIDDLE, fits)

    def _paint_slot(self, p: QPainter, box: QRectF, slot: Slot) -> None:
        family = "bad" if slot.late >= STEP // 2 and slot.movable else self._families[slot.state]
        ink, soft = family_tokens(family)
        chosen = self.current()
        border = colour("accent_ink") if chosen is not None and chosen.id == slot.id else colour(ink)
        rounded(p, box, RADIUS["control"], colour(soft), border, 2 if chosen and chosen.id == slot.id else 1)
        p.fillRect(QRectF(box.x(), box.y() + px(3), px(4), box.height() - px(6)), colour(ink))
        inner = box.adjusted(px(9), px(2), -px(4), -px(2))
        if slot.twice:
            paint_icon(p, inner.right() - px(14), box.y() + px(3), "triangle-alert", 14, "warn")
            inner = inner.adjusted(0, 0, -px(14), 0)
        first = f"{clock.local(slot.start):%H:%M} {slot.car}"
        rows = [(first, "strong"), (f"{slot.name}  {slot.fault}", "body"), (slot.model, "caption")]
        p.setPen(colour("ink"))
        for role, words, y in self._rows(rows, inner):
            p.setFont(font(role))  # type: ignore[arg-type]
            fits = metrics(role).elidedText(words, Qt.TextElideMode.ElideRight, round(inner.width()))  # type: ignore[arg-type]
            p.drawText(QRectF(inner.x(), y, inner.width(), px(20)), LEFT, fits)

    @staticmethod
    def _rows(rows: list[tuple[str, str]], inner: QRectF) -> list[tuple[str, str, float]]:
        """The rows that have room; the first always has."""
        many = max(1, int((inner.height() + px(2)) // px(19)))
        if many == 1:
            words = "  ".join(filter(None, (rows[0][0], rows[1][0])))
            return [("strong" if inner.width() > px(150) else "caption", words, inner.center().y() - px(10))]
        return [(role, words, inner.y() + n * px(19)) for n, (words, role) in enumerate(rows[:many]) if words]

    def _paint_dragged(self, p: QPainter, plan: DayPlan | WeekPlan, slot: Slot, over: Spot) -> None:
        box = plan.cell(over)
        if isinstance(plan, DayPlan):
            box = Box(box.x + 3, box.y, box.width - 6, max(slot.minutes / 60 * HOUR - 2, 20))
            p.setOpacity(0.85)
            self._paint_slot(p, self._rect(box), slot)
            p.setPen(colour("accent_ink"))
            p.setFont(font("strong"))
            at = f"{over.minute // 60:02}:{over.minute % 60:02}"
            p.drawText(self._rect(box).adjusted(0, 0, -px(6), 0), Qt.AlignmentFlag.AlignRight, at)
            p.setOpacity(1)
        else:
            rounded(
                p,
                self._rect(box).adjusted(2, 2, -2, -2),
                RADIUS["control"],
                colour("accent_soft"),
                colour("accent_ink"),
                2,
            )

    # --- mouse and keyboard -------------------------------------------------------------------------------------------
    def _at(self, where: QPointF) -> tuple[float, float]:
        scale = px(100) / 100
        return where.x() / scale, where.y() / scale

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.plan is None or event.button() != Qt.MouseButton.LeftButton:
            return
        x, y = self._at(event.position())
        slot = self.plan.slot_at(x, y)
        spot = self.plan.spot_of(slot) if slot else self.plan.spot_at(x, y)
        if spot is not None:
            self.go(spot)
        self._pressed = (event.position(), slot) if slot is not None and slot.movable else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.plan is None or self._pressed is None:
            return
        if (event.position() - self._pressed[0]).manhattanLength() >= px(FAR) or self._over is not None:
            x, y = self._at(event.position())
            grip = self.plan.boxes[self._pressed[1].id]
            press_y = self._at(self._pressed[0])[1]
            lift = press_y - grip.y if isinstance(self.plan, DayPlan) else 0
            self._over = self.plan.spot_at(x, max(y - lift, HEAD), SNAP)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, over = self._pressed, self._over
        self._pressed = self._over = None
        if pressed is not None and over is not None:
            self.moved.emit(pressed[1], over)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._act()

    def _act(self) -> None:
        slot = self.current()
        if slot is not None:
            self.opened.emit(slot)
        elif self.spot is not None:
            self.wanted.emit(self.spot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plan, spot = self.plan, self.spot
        key = Qt.Key(event.key())
        if plan is None or spot is None:
            super().keyPressEvent(event)
        elif key in ARROWS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._push(plan, *ARROWS[key])
        elif key in ARROWS:
            self.go(plan.walk(spot, *ARROWS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act()
        elif key == Qt.Key.Key_Escape and self._over is not None:
            self._pressed = self._over = None
            self.update()
        else:
            super().keyPressEvent(event)

    def _push(self, plan: DayPlan | WeekPlan, dx: int, dy: int) -> None:
        """Ctrl+arrow: the chosen appointment goes half an hour, a lane or a day further."""
        slot = self.current()
        if slot is None or not slot.movable:
            return
        at = plan.spot_of(slot)
        if isinstance(plan, DayPlan):
            to = plan.walk(at, dx, 0)
            minute = at.minute + dy * STEP
            to = Spot(to.day, to.lane, max(plan.first, min(minute, plan.last - SNAP)))
        else:
            lane = max(0, min(at.lane + dy, len(plan.lanes) - 1))
            to = Spot(plan.walk(at, dx, 0).day, lane, -1)
        if (to.day, to.lane, to.minute) != (at.day, at.lane, at.minute):
            self.moved.emit(slot, to)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()


def day_words(board: Board) -> str:
    """The day or the days shown."""
    if board.since == board.until:
        return f"{i18n.day(board.since)} {tr(WEEKDAYS[board.since.weekday()])}"
    return f"{i18n.day(board.since)} – {i18n.day(board.until)}"
