"""Date and time fields with their calendar. What may be typed stands in daytext.py. Knows no form.

The calendar's week starts on Monday; which days are holidays or make-up days is told by whoever makes the field.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Literal

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.core import clock, i18n
from app.core.errors import Refused
from app.core.i18n import N_, Text, tr
from app.views.kit.buttons import icon_button
from app.views.kit.controls import Control
from app.views.kit.daytext import ZONE, month_later, read_day, read_moment
from app.views.kit.labels import text
from app.views.kit.layout import col, row
from app.views.kit.paint import rounded
from app.views.kit.picklist import drop_under
from app.views.kit.scanner import no_input_method
from app.views.kit.theme import colour, dress, font, px

DayKind = Literal["", "holiday", "workday"]
KindOf = Callable[[date], DayKind]
WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
CELL = 34
MIDDLE = Qt.AlignmentFlag.AlignCenter


class Month(QWidget):
    """Six weeks: chosen day filled, today ringed, holidays and make-up days marked by a word, not by colour alone."""

    picked = Signal(object)  # date
    turned = Signal(object)  # the day under the cursor

    def __init__(self, day: date, kind_of: KindOf) -> None:
        super().__init__()
        self.day, self._kind_of = day, kind_of
        self.setFixedSize(px(CELL) * 7, px(CELL) * 7)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.go(day)

    def go(self, day: date) -> None:
        """Puts the cursor on a day."""
        self.day = day
        kind = {"holiday": tr("holiday"), "workday": tr("working day"), "": ""}[self._kind_of(day)]
        self.setAccessibleName(f"{i18n.day(day)} {tr(WEEKDAYS[day.weekday()])} {kind}".strip())
        self.turned.emit(day)
        self.update()

    def first(self) -> date:
        """The Monday in the left top corner."""
        start = self.day.replace(day=1)
        return start - timedelta(days=start.weekday())

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        cell = px(CELL)
        p.setFont(font("caption"))
        p.setPen(colour("ink2"))
        for i, name in enumerate(WEEKDAYS):
            p.drawText(QRectF(i * cell, 0, cell, cell), MIDDLE, tr(name))
        for n in range(42):
            self._paint_day(p, QRectF(n % 7 * cell, (n // 7 + 1) * cell, cell, cell), self.first() + timedelta(days=n))
        p.end()

    def _paint_day(self, p: QPainter, r: QRectF, day: date) -> None:
        box, here = r.adjusted(2, 2, -2, -2), day == self.day
        if here:
            rounded(p, box, 4, colour("accent"))
        elif day == clock.today(ZONE):
            rounded(p, box, 4, colour("surface"), colour("accent_ink"), 2)
        kind = self._kind_of(day)
        weekend = (day.weekday() >= 5 and kind != "workday") or kind == "holiday"
        other = day.month != self.day.month
        p.setPen(colour("on_accent" if here else "ink3" if other else "ink2" if weekend else "ink"))
        p.setFont(font("body", bold=here))
        p.drawText(box, MIDDLE, str(day.day))
        if kind:
            p.setFont(font("caption"))
            p.setPen(colour("on_accent" if here else "bad" if kind == "holiday" else "accent_ink"))
            corner = box.adjusted(0, -2, -1, 0)
            sign = tr("h") if kind == "holiday" else tr("w")
            p.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, sign)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}.get(key)
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(key)
        if days:
            self.go(self.day + timedelta(days=days))
        elif months:
            self.go(month_later(self.day, months))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        x, y = int(event.position().x()) // px(CELL), int(event.position().y()) // px(CELL) - 1
        if 0 <= x < 7 and 0 <= y < 6:
            self.go(self.first() + timedelta(days=y * 7 + x))
            self.picked.emit(self.day)


class Calendar(QFrame):
    """The month in a popup; Esc closes it."""

    picked = Signal(object)

    def __init__(self, home: QWidget, day: date, kind_of: KindOf) -> None:
        super().__init__(home, Qt.WindowType.Popup)
        self.setObjectName("calendar")
        self.setProperty("kind", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.month = Month(day, kind_of)
        self._title = text("", "section")
        self.month.turned.connect(self._tell)
        self.month.picked.connect(self._pick)
        before = icon_button("chevron-left", tr("Month before"), act=lambda: self._turn(-1))
        after = icon_button("chevron-right", tr("Month after"), act=lambda: self._turn(1))
        self.setLayout(col(row(before, None, self._title, None, after), self.month, gap=4, margins=(8, 8, 8, 8)))
        self._tell(day)

    def open_under(self, widget: QWidget) -> None:
        """Drops down under a field."""
        drop_under(self, widget)
        self.month.setFocus(Qt.FocusReason.PopupFocusReason)

    def _turn(self, by: int) -> None:
        self.month.go(month_later(self.month.day, by))

    def _tell(self, day: date) -> None:
        self._title.setText(f"{day:%Y-%m}" if i18n.current() == "zh_CN" else f"{day:%B %Y}")

    def _pick(self, day: date) -> None:
        self.close()
        self.picked.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            self.month.keyPressEvent(event)


class DateControl(Control):
    """A date as text: ↑↓ a day, PgUp/PgDn a month, F4 the calendar. With `time` it also holds the time of day."""

    def __init__(self, *, time: bool = False, kind_of: KindOf | None = None) -> None:
        super().__init__()
        self._time, self._kind_of = time, kind_of or (lambda _day: "")
        self._line = QLineEdit()
        no_input_method(self._line)
        self._button = icon_button("calendar", tr("Calendar"), key="F4", act=self.open_calendar)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(row(self._line, self._button, gap=4, stretch=0))
        self._take_face(self._line)
        self._line.textEdited.connect(lambda _text: self.edited.emit())
        self.left.connect(self._tidy)

    def _read(self) -> date | datetime | None:
        return read_moment(self._line.text()) if self._time else read_day(self._line.text())

    def value(self) -> date | datetime | None:
        try:
            return self._read()
        except Refused:
            return None

    def wrong(self) -> Text | None:
        try:
            self._read()
        except Refused as why:
            return why.text
        return None

    def put(self, value: Any) -> None:
        if value is None:
            self._line.setText("")
        else:
            self._line.setText(i18n.moment(value) if self._time else i18n.day(value))
        self._line.setCursorPosition(0)

    def editable(self, on: bool) -> None:
        if self._line.isReadOnly() == on:
            self._line.setReadOnly(not on)
            self._button.setVisible(on)
            dress(self._line)

    def open_calendar(self) -> None:
        """F4."""
        if self._line.isReadOnly():
            return
        popup = Calendar(self, self._day() or clock.today(ZONE), self._kind_of)
        popup.picked.connect(self._move_to)
        popup.open_under(self._line)

    def _day(self) -> date | None:
        value = self.value()
        return clock.local(value, ZONE).date() if isinstance(value, datetime) else value

    def _move_to(self, day: date) -> None:
        value = self.value()
        if self._time:
            here = clock.local(value if isinstance(value, datetime) else clock.now(), ZONE)
            self.put(datetime.combine(day, here.time(), here.tzinfo).astimezone(clock.now().tzinfo))
        else:
            self.put(day)
        self.edited.emit()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tidy(self) -> None:
        if self.wrong() is None:
            self.put(self.value())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self._line:
            key = Qt.Key(event.key())
            days = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(key)
            months = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}.get(key)
            if key == Qt.Key.Key_F4:
                self.open_calendar()
                return True
            if (days or months) and not self._line.isReadOnly() and self.wrong() is None:
                day = self._day() or clock.today(ZONE)
                self._move_to(day + timedelta(days=days) if days else month_later(day, months or 0))
                return True
        return super().eventFilter(watched, event)
