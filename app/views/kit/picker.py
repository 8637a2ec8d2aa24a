"""The record picker: typing searches, a scan fills, what is chosen becomes a chip. It knows kinds by name only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedLayout, QWidget

from app.core.i18n import N_, Text, tr
from app.views.kit.buttons import Button
from app.views.kit.controls import Control
from app.views.kit.layout import col
from app.views.kit.picklist import SHOWN, Pick, PickView
from app.views.kit.records import Hit, Records
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px

PAUSE_MS = 120
NEW = "new"


class Suggestions(QFrame):
    """The list under the field. It takes no focus: typing goes on in the field."""

    picked = Signal(object)  # the Pick

    def __init__(self, home: QWidget) -> None:
        super().__init__(home)
        self.setObjectName("suggestions")
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view = PickView()
        self.view.picked.connect(self.picked)
        self.setLayout(col(self.view, gap=0, margins=(4, 4, 4, 4)))
        self.hide()

    def show_under(self, field: QWidget, picks: Sequence[Pick]) -> None:
        """Shows rows under the field, or above it where the window ends."""
        self.view.show_picks(picks)
        self.setFixedWidth(max(field.width(), px(360)))
        home = self.parentWidget() or field
        top, bottom = field.mapTo(home, QPoint(0, 0)).y(), field.mapTo(home, QPoint(0, field.height())).y()
        below = home.height() - bottom - px(14)
        upwards = below < self.view.needed_height() and top > below
        self.view.setFixedHeight(min(self.view.needed_height(), max(px(72), (top if upwards else below) - px(14))))
        self.adjustSize()
        left = max(0, min(field.mapTo(home, QPoint(0, 0)).x(), home.width() - self.width()))
        self.move(left, top - self.height() - px(2) if upwards else bottom + px(2))
        self.show()
        self.raise_()


class RecordControl(Control):
    """One record of a kind. Typing or F4 opens the list; Backspace on the chip takes it out again."""

    open_wanted = Signal(str, object)  # kind, id: Ctrl+click or Alt+Enter on the chip
    new_wanted = Signal(str, str)  # kind, what was typed
    found = Signal(object)  # the Hit that was chosen, None when taken out

    def __init__(self, kind: str, records: Records, tasks: Tasks, *, may_make: bool = False) -> None:
        super().__init__()
        self.kind, self._records, self._tasks, self._may_make = kind, records, tasks, may_make
        self.hit: Hit | None = None
        self._id: Any = None
        self._on = True
        self._label = ""
        self._line, self._chip = QLineEdit(), Button("", "chip")
        self._line.setPlaceholderText(tr("Scan or type"))
        self._line.textEdited.connect(self._typed)
        self._chip.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._line)
        self._stack.addWidget(self._chip)
        self._list: Suggestions | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._take_face(self._line)
        self.left.connect(self._leave)

    # --- as every control -------------------------------------------------------------------------------------------
    def value(self) -> Any:
        return self._id

    def put(self, value: Any) -> None:
        """Shows the record of an id; its name is read."""
        self._id = value
        if value is None:
            self._show(None)
            return
        if self.hit is not None and self.hit.id == value:
            self._show(self.hit)
            return
        records, kind = self._records, self.kind
        self._tasks.run_read(lambda: records.get(kind, value), self._got, latest="get", owner=self)

    def wrong(self) -> Text | None:
        typed = self._line.text().strip()
        if self._id is None and typed and self._on:
            return Text(N_("Nothing is chosen for “{text}”. Choose from the list, or clear the field."), text=typed)
        return None

    def editable(self, on: bool) -> None:
        self._on = on
        self._line.setReadOnly(not on)
        if self.hit is not None:
            self._show(self.hit)

    def take_hit(self, hit: Hit) -> None:
        """Fills the field: picked from the list, or scanned."""
        self._id = hit.id
        self._show(hit)
        self._hide_list()
        self.found.emit(hit)
        self.edited.emit()

    def clear(self) -> None:
        """Takes the record out and waits for another."""
        self._id = None
        self._show(None)
        self._line.clear()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.found.emit(None)
        self.edited.emit()

    # --- showing ----------------------------------------------------------------------------------------------------
    def _got(self, hit: Hit | None) -> None:
        if hit is None or hit.id == self._id:
            self._show(hit)
            self.found.emit(hit)

    def _show(self, hit: Hit | None) -> None:
        self.hit = hit
        if hit is None:
            self._stack.setCurrentWidget(self._line)
            self._face_is(self._line)
            return
        had_focus = self._line.hasFocus()
        self._line.clear()
        self._chip.rename(f"{hit.words()}  ×" if self._on else hit.words())
        self._chip.setAccessibleName(hit.words())
        self._chip.setToolTip(tr("Backspace takes it out. Ctrl+click opens it."))
        self._stack.setCurrentWidget(self._chip)
        self._face_is(self._chip)
        if had_focus:
            self._chip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _face_is(self, face: QWidget) -> None:
        face.setObjectName(self.face.objectName())
        face.setAccessibleDescription(self.face.accessibleDescription())
        if face is self._line:
            face.setAccessibleName(self._label)
        self.face = face
        self.setFocusProxy(face)

    def called(self, name: str, object_name: str) -> None:
        self._label = name
        super().called(name, object_name)

    # --- searching --------------------------------------------------------------------------------------------------
    def _typed(self, _text: str) -> None:
        self._pause.start()

    def _search(self) -> None:
        records, kind, typed = self._records, self.kind, self._line.text().strip()
        self._tasks.run_read(lambda: records.find(kind, typed, SHOWN), self._show_list, latest="find", owner=self)

    def _show_list(self, hits: Sequence[Hit]) -> None:
        if not self._line.hasFocus() or not self._on:
            return
        picks = [Pick(hit, hit.code, hit.name, hit.fact) for hit in hits]
        typed = self._line.text().strip()
        if self._may_make and typed:
            picks.append(Pick(NEW, name=tr("New: {text}", text=typed), tail=True))
        if not picks:
            self._hide_list()
            return
        if self._list is None:
            self._list = Suggestions(self.window())
            self._list.picked.connect(self._picked)
        self._list.show_under(self._line, picks)

    def listed(self) -> bool:
        """True while the list is open under the field."""
        return self._list is not None and self._list.isVisible()

    def _picked(self, pick: Pick) -> None:
        if pick.value == NEW:
            self._hide_list()
            self.new_wanted.emit(self.kind, self._line.text().strip())
        else:
            self.take_hit(pick.value)

    def _hide_list(self) -> None:
        self._pause.stop()
        if self._list is not None:
            self._list.hide()

    def _leave(self) -> None:
        self._hide_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._line and self._line_key(event):
                return True
            if watched is self._chip and self._chip_key(event):
                return True
        if watched is self._chip and isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            self._chip_clicked(event)
            return True
        if watched in (self._line, self._chip) and event.type() == QEvent.Type.FocusOut:
            self.left.emit()
            return False
        return False

    def _line_key(self, event: QKeyEvent) -> bool:
        if self._list is not None and self.listed():
            if event.key() == Qt.Key.Key_Escape:
                self._hide_list()
                return True
            if not event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._list.view.walk(event):
                return True
        elif event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down) and self._on:
            self._search()
            return True
        return False

    def _chip_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_wanted.emit(self.kind, self._id)
            return True
        if not self._on:
            return False
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_F4):
            self.clear()
            if event.key() == Qt.Key.Key_F4:
                self._search()
            return True
        if (
            event.text().isprintable()
            and event.text().strip()
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.clear()  # typing replaces
            self._line.setText(event.text())
            self._pause.start()
            return True
        return False

    def _chip_clicked(self, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not self._on:
            self.open_wanted.emit(self.kind, self._id)
        elif event.position().x() > self._chip.width() - px(28):
            self.clear()
        else:
            self._chip.setFocus(Qt.FocusReason.MouseFocusReason)
