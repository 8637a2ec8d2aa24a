"""The side sheet: what a step asks slides in from the right; the room stays readable. Nothing is modal.

It knows no step.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.i18n import tr
from app.views.kit.buttons import Button, icon_button
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import text
from app.views.kit.layout import col, frame, row, rule, scroll
from app.views.kit.theme import motion_ms, px

WIDTH = 420


class SideSheet(QFrame):
    """Title, content and one verb at its foot. Esc closes and keeps nothing, Ctrl+Enter does it.

    It lies over the right edge of `home` (a room) and gives the focus back when it goes. While it is open the room's
    own Ctrl+Enter must not fire: the sheet's works wherever the focus is in the sheet.
    """

    done = Signal()  # the verb was pressed
    closed = Signal()

    def __init__(self, home: QWidget, title: str, verb: str, *, danger: bool = False) -> None:
        super().__init__(home)
        self._home = home
        self.setObjectName("sheet")
        self.setProperty("kind", "sidesheet")
        self.setFixedWidth(px(WIDTH))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._before: QWidget | None = None
        self.body: QVBoxLayout = col(gap=10, margins=(16, 12, 16, 12))
        self.verb = Button(verb, "primary" if not danger else "danger", key="Ctrl+Enter", act=self.done.emit)
        self.verb.setObjectName("sheet.verb")
        self.cancel = Button(tr("Cancel"), key="Esc", act=self.close_sheet)
        self.cancel.setObjectName("sheet.cancel")
        head = row(text(title, "title"), None, icon_button("x", tr("Close"), key="Esc", act=self.close_sheet))
        head.setContentsMargins(px(16), px(10), px(8), px(6))
        foot = row(None, self.cancel, self.verb, margins=(16, 10, 16, 12))
        self.setLayout(col(head, rule(), scroll(frame(self.body)), rule(), foot, gap=0, stretch=2))
        self.setAccessibleName(title)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        bind(self, [Key("Ctrl+Enter", verb, self.verb.click), Key("Esc", tr("Close"), self.close_sheet)])
        home.installEventFilter(self)
        self.hide()

    def put(self, item: QWidget | QLayout) -> None:
        """Adds content below what is there."""
        if isinstance(item, QWidget):
            self.body.addWidget(item)
        else:
            self.body.addLayout(item)

    def open_sheet(self, first: QWidget | None = None) -> None:
        """Slides in and puts the focus on `first`, or on the first thing that takes it."""
        self._before = QApplication.focusWidget()
        self.body.addStretch(1)
        self._place()
        self.show()
        self.raise_()
        self._slide_in()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.focusNextChild()

    def close_sheet(self) -> None:
        """Goes away and gives the focus back to where it was."""
        if self.isHidden():
            return
        self.step_aside()
        self.deleteLater()

    def step_aside(self) -> None:
        """As `close_sheet`, but what was typed into it stays: it may be opened again."""
        self.hide()
        before = self._before
        self.closed.emit()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isValid(self._home):  # what had it was built anew meanwhile: the room's keys must go on working
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        self.setFixedHeight(self._home.height())
        self.move(self._home.width() - self.width(), 0)

    def _slide_in(self) -> None:
        if not motion_ms():
            return
        here = self.pos()
        self._slide.setDuration(motion_ms())
        self._slide.setStartValue(here + QPoint(px(48), 0))
        self._slide.setEndValue(here)
        self._slide.start()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside the sheet while it is open."""
        before = QApplication.focusWidget()
        moved = super().focusNextPrevChild(forward)
        now = QApplication.focusWidget()
        if now is not None and now is not before and not self.isAncestorOf(now):
            inside = [
                w for w in self.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()
            ]
            if inside:
                inside[0 if forward else -1].setFocus(Qt.FocusReason.TabFocusReason)
        return moved

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._home and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # nothing typed into the sheet reaches the room under it


def open_sheets(home: QWidget) -> list[SideSheet]:
    """The sheets that are open over a room."""
    return [s for s in home.findChildren(SideSheet) if s.isVisible()]


def ask_sheet(home: QWidget, title: str, verb: str, content: QWidget | QLayout, act: Callable[[], object]) -> SideSheet:
    """Opens a sheet with `content`; `act` is called when the verb is pressed (it closes the sheet itself)."""
    sheet = SideSheet(home, title, verb)
    sheet.put(content)
    sheet.done.connect(act)
    sheet.open_sheet()
    return sheet
