"""A keyboard-wedge scanner for the whole window: one signal, whatever has the focus. Knows no barcode and no room.

Keys of a burst are withheld until it is clear what they are, so a scan leaves the field as it was and presses nothing.
A person's key appears after at most 30 ms. Should a slow scanner's keys have slipped into a text field, the field is
put back as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from app.views.kit.wedge import GROUP_SEPARATOR, Burst, Tuning

State = Literal["ready", "elsewhere", "deaf", "paused"]
TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
)
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True)
class _Held:
    target: QWidget
    focused: bool  # the target had the focus when the key came
    event: QKeyEvent


def _undo(widget: QWidget) -> Callable[[], object] | None:
    """How to make a widget look again as it does now, or None if no key shows in it.

    A widget of ours that shows what is typed offers `before_scan()`, which answers just that.
    """
    own = getattr(widget, "before_scan", None)
    if own is not None:
        return cast("Callable[[], object]", own())
    if isinstance(widget, QLineEdit):
        return _line_undo(widget)
    if isinstance(widget, (QPlainTextEdit, QTextEdit)):
        return _page_undo(widget)
    return None


def _line_undo(line: QLineEdit) -> Callable[[], None]:
    text, start, length, place = line.text(), line.selectionStart(), line.selectionLength(), line.cursorPosition()

    def put_back() -> None:
        line.setText(text)
        line.setCursorPosition(place)
        if start >= 0:
            line.setSelection(start, length)

    return put_back


def _page_undo(page: QPlainTextEdit | QTextEdit) -> Callable[[], None]:
    text, anchor, place = page.toPlainText(), page.textCursor().anchor(), page.textCursor().position()

    def put_back() -> None:
        page.setPlainText(text)
        cursor = page.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        page.setTextCursor(cursor)

    return put_back


def _shows_typing(widget: QWidget) -> bool:
    return isinstance(widget, TEXT_FIELDS) or hasattr(widget, "before_scan")


class Scanner(QObject):
    """Watches the keys of the whole program.

    `scanned` fires for every scan. Who claimed the scanner last gets the code first; otherwise `unclaimed` fires and
    the frame asks the room, then looks the code up for the whole shop. Other devices (serial) call `feed`.
    """

    scanned = Signal(str)
    unclaimed = Signal(str)
    state_changed = Signal(str)
    swallowed = Signal()  # an input method caught what looks like a scan

    def __init__(self, app: QApplication, tuning: Tuning | None = None, *, watching: bool = True) -> None:
        super().__init__(app)
        self._app = app
        self._burst = Burst(tuning or Tuning())
        self._held: list[_Held] = []
        self._slipped: tuple[QWidget, Callable[[], object] | None] | None = None
        self._preedit = Burst(self._burst.tuning)
        self._deaf_to_enter_until = 0.0
        self._replaying = False
        self._paused = False
        self._claims: list[tuple[QObject, Callable[[str], object]]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._silence)
        app.applicationStateChanged.connect(self._tell_state)
        if watching:
            self.watch()

    def watch(self) -> None:
        """From now on every key passes by here."""
        self._app.installEventFilter(self)

    # --- for rooms ------------------------------------------------------------------------------------------------
    def claim(self, owner: QObject, take: Callable[[str], object]) -> None:
        """From now on scans go to `take`, until `release` or until the owner is gone. The newest claim counts."""
        self.release(owner)
        self._claims.append((owner, take))
        owner.destroyed.connect(self._tidy)
        self._tell_state()

    def release(self, owner: QObject) -> None:
        """Gives the scanner back."""
        self._claims = [(who, take) for who, take in self._claims if who is not owner and isValid(who)]
        self._tell_state()

    def owner(self) -> QObject | None:
        """Who gets the scans now."""
        return next((who for who, _ in reversed(self._claims) if isValid(who)), None)

    def pause(self, on: bool) -> None:
        """Shows the lamp as paused. Scans still come: the room that paused says so, and none presses a button."""
        self._paused = on
        self._tell_state()

    def state(self) -> State:
        """ready; elsewhere (a room owns it); deaf (another program has the keyboard); paused."""
        if self._paused:
            return "paused"
        if self._app.applicationState() != Qt.ApplicationState.ApplicationActive and self._on_a_desktop():
            return "deaf"
        return "elsewhere" if self._claims else "ready"

    def feed(self, code: str) -> None:
        """A scan from any device: announced, then handed to who claimed it."""
        self.scanned.emit(code)
        taker = next((take for who, take in reversed(self._claims) if isValid(who)), None)
        if taker is not None:
            taker(code)
        else:
            self.unclaimed.emit(code)

    def tune(self, tuning: Tuning) -> None:
        """Takes the workstation's settings."""
        self.settle()
        self._burst, self._preedit = Burst(tuning), Burst(tuning)

    def settle(self) -> None:
        """Lets withheld keys through at once; what follows is a new burst."""
        self._timer.stop()
        self._let_through()
        self._end()

    def close(self) -> None:
        """Stops watching; the window is gone."""
        self._timer.stop()
        self._app.removeEventFilter(self)
        self._claims.clear()
        self.setParent(None)
        self.deleteLater()

    # --- keys -----------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            if self._replaying or not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
                return False
            return self._pressed(watched, event)
        if kind == QEvent.Type.KeyRelease:
            if (
                not self._held
                or self._replaying
                or not isinstance(event, QKeyEvent)
                or not isinstance(watched, QWidget)
            ):
                return False
            return self._released(watched, event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent) and isinstance(watched, QWidget):
            self._composed(event)
        return False

    def _pressed(self, target: QWidget, event: QKeyEvent) -> bool:
        at = float(event.timestamp()) or time.monotonic() * 1000
        if event.key() in MODIFIERS:
            return False  # capitals come with Shift: it says nothing
        character = event.text()
        if event.key() in ENTERS and not event.modifiers() & COMMANDS:
            return self._terminated(at)
        if not event.isAutoRepeat() and _is_character(character, event):
            if not self._burst.continues(at):
                self.settle()
            self._hold(target, event)
            self._burst.take(character, at)
            self._timer.start(self._patience(target))
            return True
        self.settle()
        return False

    def _released(self, target: QWidget, event: QKeyEvent) -> bool:
        """The release of a withheld key waits with it, else Space would reach a button upside down."""
        if any(h.event.key() == event.key() and h.event.type() == QEvent.Type.KeyPress for h in self._held):
            self._hold(target, event)
            return True
        return False

    def _hold(self, target: QWidget, event: QKeyEvent) -> None:
        copy = QKeyEvent(
            event.type(), event.key(), event.modifiers(), event.nativeScanCode(), event.nativeVirtualKey(),
            event.nativeModifiers(), event.text(), event.isAutoRepeat(), event.count(),
        )  # fmt: skip
        self._held.append(_Held(target, target is QApplication.focusWidget(), copy))

    def _patience(self, target: QWidget) -> int:
        tuning = self._burst.tuning
        pressed = sum(1 for h in self._held if h.event.type() == QEvent.Type.KeyPress)
        if pressed >= tuning.least and self._burst.is_scan():
            return 100 if tuning.idle_ends else tuning.hold_sure
        return tuning.hold_text if _shows_typing(target) else tuning.hold_other

    def _terminated(self, at: float) -> bool:
        self._timer.stop()
        if self._burst.continues(at) and self._burst.is_scan():
            self._recognised(at + self._burst.tuning.gap)
            return True
        if at <= self._deaf_to_enter_until and not self._burst.times:
            return True  # CR LF: the second end of the same scan presses nothing
        self.settle()
        return False

    def _silence(self) -> None:
        """No further key came. Four fast keys over nothing that takes text are a scan whose Enter got lost."""
        tuning = self._burst.tuning
        sure = sum(1 for h in self._held if h.event.type() == QEvent.Type.KeyPress) >= tuning.least
        over_text = bool(self._held) and isinstance(self._held[0].target, TEXT_FIELDS)
        if sure and self._burst.is_scan() and (tuning.idle_ends or not over_text):
            self._recognised(self._burst.times[-1] + 2 * tuning.hold_sure)
        else:
            self._let_through()

    def _recognised(self, deaf_to_enter_until: float) -> None:
        code, slipped = self._burst.text(), self._slipped
        self._deaf_to_enter_until = deaf_to_enter_until
        self._held.clear()
        self._end()
        if slipped is not None and slipped[1] is not None and isValid(slipped[0]):
            slipped[1]()
        self.feed(code)

    def _let_through(self) -> None:
        """Typing: the keys go where they would have gone."""
        held, self._held = self._held, []
        if not held:
            return
        if self._slipped is None:
            self._slipped = held[0].target, _undo(held[0].target)
        self._replaying = True
        try:
            for key in held:
                target = (QApplication.focusWidget() or key.target) if key.focused else key.target
                if isValid(target):
                    QApplication.sendEvent(target, key.event)
        finally:
            self._replaying = False

    def _end(self) -> None:
        self._burst.end()
        self._slipped = None

    # --- input method, state --------------------------------------------------------------------------------------
    def _composed(self, event: QInputMethodEvent) -> None:
        """Preedit text that grows as fast as a scanner types: the input method has caught a scan."""
        if not event.preeditString():
            self._preedit.end()
            return
        self._preedit.take(event.preeditString()[-1], time.monotonic() * 1000)
        if self._preedit.is_scan():
            self._preedit.end()
            QGuiApplication.inputMethod().reset()
            self.swallowed.emit()

    def _on_a_desktop(self) -> bool:
        return QGuiApplication.platformName() not in ("offscreen", "minimal")

    def _tidy(self) -> None:
        self._claims = [(who, take) for who, take in self._claims if isValid(who)]
        self._tell_state()

    def _tell_state(self) -> None:
        self.state_changed.emit(self.state())


def _is_character(text: str, event: QKeyEvent) -> bool:
    if text == GROUP_SEPARATOR:
        return True
    return len(text) == 1 and text.isprintable() and not event.modifiers() & COMMANDS


def no_input_method(widget: QWidget) -> None:
    """Switches the input method off where scans land: in Chinese mode it would swallow them."""
    widget.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)


def scanner_of(widget: QWidget) -> Scanner | None:
    """The program's scanner, if it has one."""
    app = QApplication.instance()
    found = app.findChild(Scanner) if app is not None else None
    return found if isinstance(found, Scanner) else None
