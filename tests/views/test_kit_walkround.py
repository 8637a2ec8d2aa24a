"""Fuel gauge, outline of the car and signature field: by mouse, wheel and keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.views.kit.fuel import FuelGauge, shown
from app.views.kit.outline import CarOutline, Spot
from app.views.kit.signfield import SignField

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def stand(qtbot: Any, widget: QWidget, width: int = 506, height: int = 330) -> None:
    qtbot.addWidget(widget)
    if widget.maximumHeight() > 1000:
        widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    widget.setFocus()
    QApplication.processEvents()


def wheel(widget: QWidget, up: bool) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120 if up else -120), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


# --- fuel -------------------------------------------------------------------------------------------------------------
def test_a_tank_is_typed_stepped_scrolled_and_dragged(qtbot: Any) -> None:
    gauge, other = FuelGauge(), QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    stand(qtbot, gauge)
    assert gauge.value() is None
    QTest.keyClick(gauge, Qt.Key.Key_3)
    assert (gauge.value(), gauge.accessibleName()) == (375, "Fuel 3/8")
    QTest.keyClick(gauge, Qt.Key.Key_9)  # there is no ninth eighth
    assert gauge.value() == 375
    QTest.keyClick(gauge, Qt.Key.Key_Plus)
    QTest.keyClick(gauge, Qt.Key.Key_Right)
    QTest.keyClick(gauge, Qt.Key.Key_Minus)
    assert gauge.value() == 500
    wheel(gauge, up=True)
    assert gauge.value() == 625
    QTest.keyClick(gauge, Qt.Key.Key_End)
    wheel(gauge, up=True)
    assert gauge.value() == 1000
    QTest.keyClick(gauge, Qt.Key.Key_Home)
    assert (gauge.value(), gauge.accessibleName()) == (0, "Fuel E")
    middle = QPoint(gauge.width() // 2, 20)
    QTest.mousePress(gauge, LEFT, NONE, middle)
    assert gauge.value() == 500
    QTest.mouseMove(gauge, QPoint(gauge.width() // 2 + 70, 86))
    gauge.mouseMoveEvent(_drag(gauge, QPointF(gauge.width() / 2 + 70, 86)))
    assert gauge.value() == 1000


def _drag(widget: QWidget, at: QPointF) -> Any:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    return QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), LEFT, LEFT, NONE)


def test_charge_is_typed_in_per_cent(qtbot: Any) -> None:
    gauge = FuelGauge()
    gauge.show_scale("SOC")
    stand(qtbot, gauge)
    QTest.keyClicks(gauge, "64")
    assert (gauge.value(), gauge.accessibleName()) == (640, "Charge 64 %")
    gauge._forget()
    QTest.keyClicks(gauge, "100")
    assert gauge.value() == 1000
    gauge._forget()
    QTest.keyClicks(gauge, "105")  # impossible: the digit that does not fit begins anew
    assert gauge.value() == 50
    QTest.keyClick(gauge, Qt.Key.Key_Down)
    assert gauge.value() == 40


def test_a_wheel_without_focus_and_a_locked_gauge_change_nothing(qtbot: Any) -> None:
    gauge = FuelGauge()
    stand(qtbot, gauge)
    gauge.put(500)
    gauge.clearFocus()
    wheel(gauge, up=True)
    assert gauge.value() == 500
    gauge.editable(False)
    QTest.keyClick(gauge, Qt.Key.Key_1)
    assert gauge.value() == 500
    assert [shown(v, s) for v, s in ((None, "SOC"), (1000, "EIGHTHS"), (455, "PERCENT"))] == ["–", "F", "45 %"]


# --- outline ----------------------------------------------------------------------------------------------------------
class Walk:
    """A room around the outline: what it adds stands in the list, as the room does it."""

    def __init__(self, qtbot: Any) -> None:
        self.outline = CarOutline()
        self.spots: list[Spot] = []
        self.outline.added.connect(self._add)
        self.outline.removed.connect(self._remove)
        self.outline.moved.connect(self._move)
        stand(qtbot, self.outline)

    def _add(self, spot: Spot) -> None:
        self.spots.append(spot)
        self.outline.put(self.spots, len(self.spots) - 1)

    def _remove(self, at: int) -> None:
        del self.spots[at]
        self.outline.put(self.spots)

    def _move(self, at: int, spot: Spot) -> None:
        self.spots[at] = spot

    def click(self, side: Any, x: float, y: float) -> None:
        QTest.mouseClick(self.outline, LEFT, NONE, self.outline.place(Spot(side, x, y, "DENT")).toPoint())


def test_a_click_marks_the_side_under_it_and_a_second_click_chooses_the_mark(qtbot: Any) -> None:
    walk = Walk(qtbot)
    walk.click("left", 0.4, 0.6)
    QTest.keyClick(walk.outline, Qt.Key.Key_2)  # the chosen mark becomes a dent
    walk.click("rear", 0.5, 0.8)
    assert [(s.side, s.kind) for s in walk.spots] == [("left", "DENT"), ("rear", "DENT")]
    assert walk.spots[0].x == pytest.approx(0.4, abs=0.01)
    walk.click("left", 0.4, 0.6)
    assert (len(walk.spots), walk.outline.current) == (2, 0)
    assert walk.outline.accessibleName() == "1 Front left door Dent"
    QTest.mouseClick(walk.outline, LEFT, NONE, QPoint(3, 3))  # beside the car
    assert len(walk.spots) == 2


def test_marks_are_set_and_taken_off_by_keys_alone(qtbot: Any) -> None:
    walk = Walk(qtbot)
    QTest.keyClick(walk.outline, Qt.Key.Key_3)
    QTest.keyClick(walk.outline, Qt.Key.Key_Right)
    QTest.keyClick(walk.outline, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(walk.outline, Qt.Key.Key_Return)
    [spot] = walk.spots
    assert (spot.side, spot.x, spot.y, spot.kind) == ("left", 0.41, 0.65, "PAINT")
    QTest.keyClick(walk.outline, Qt.Key.Key_PageUp)
    QTest.keyClick(walk.outline, Qt.Key.Key_Return)
    assert walk.spots[1].side == "interior"
    QTest.keyClick(walk.outline, Qt.Key.Key_Left, CONTROL)
    assert walk.outline.current == 0
    QTest.keyClick(walk.outline, Qt.Key.Key_Delete)
    assert [s.side for s in walk.spots] == ["interior"]


def test_a_signed_walk_round_is_only_looked_at(qtbot: Any) -> None:
    walk = Walk(qtbot)
    walk.click("roof", 0.5, 0.5)
    walk.outline.editable(False)
    walk.click("left", 0.4, 0.6)
    QTest.keyClick(walk.outline, Qt.Key.Key_Return)
    QTest.keyClick(walk.outline, Qt.Key.Key_Delete)
    assert len(walk.spots) == 1


# --- signature --------------------------------------------------------------------------------------------------------
def test_strokes_are_kept_with_their_times_and_drawn_black_on_white(qtbot: Any) -> None:
    field = SignField()
    stand(qtbot, field)
    told: list[int] = []
    field.changed.connect(lambda: told.append(1))
    for start in (40, 200):
        QTest.mousePress(field, LEFT, NONE, QPoint(start, 100))
        for i in range(12):
            field.mouseMoveEvent(_drag(field, QPointF(start + 5 * i, 100 + 3 * i)))
        QTest.qWait(20)
        QTest.mouseRelease(field, LEFT, NONE, QPoint(start, 100))
    strokes = field.strokes()
    assert [len(s) >= 12 for s in strokes] == [True, True]
    assert strokes[0][0][:2] == (40, 100)
    assert strokes[1][-1][2] >= 20
    assert len(told) == 2
    image = QImage.fromData(field.picture())
    assert (image.width(), image.height()) == (field.width() * 2, field.height() * 2)
    assert image.pixelColor(2 * 60, 2 * 112).lightness() < 40
    assert image.pixelColor(4, 4).lightness() > 250
    field.clear()
    assert field.empty()
    assert field.strokes() == ()


def test_a_pen_writes(qtbot: Any) -> None:
    field = SignField()
    stand(qtbot, field)
    pen = QPointingDevice.primaryPointingDevice()
    kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * 24, QEvent.Type.TabletRelease]
    for n, kind in enumerate(kinds):
        at = QPointF(40 + 10 * n, 120 + n % 5)
        press = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else LEFT
        event = QTabletEvent(kind, pen, at, field.mapToGlobal(at), 0.5, 0, 0, 0, 0, 0, NONE, press, press)
        QApplication.sendEvent(field, event)
        assert event.isAccepted()
    [stroke] = field.strokes()
    assert (len(stroke), stroke[0][:2], stroke[-1][:2]) == (25, (40, 120), (280, 124))


def test_a_finger_writes(qtbot: Any) -> None:
    field = SignField()
    stand(qtbot, field)
    finger = QTest.createTouchDevice()
    touch = QTest.touchEvent(field, finger)
    touch.press(0, QPoint(30, 90)).commit()
    for n in range(1, 21):
        touch.move(0, QPoint(30 + 12 * n, 90 + 2 * n)).commit()
    touch.release(0, QPoint(270, 130)).commit()
    QApplication.processEvents()
    [stroke] = field.strokes()
    (left, top, _), (right, foot, _) = stroke[0], stroke[-1]
    assert (len(stroke), right - left, foot - top) == (21, 240, 40)
