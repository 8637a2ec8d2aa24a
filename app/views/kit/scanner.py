"""A keyboard-wedge scanner for the whole window: one signal, whatever has the focus. Knows no barcode and no room.

Keys of a burst are withheld until it is clear what they are, so a scan leaves the field as it was and presses nothing.
A person's key appears after at most 30 ms, at once in a field that only shows it and can take it back. Should a slow
scanner's keys have slipped into a text field, the field is put back as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.views.kit.restoring import TEXT_FIELDS, only_shows, restorer, shows_typing
from app.views.kit.watch import watch
from app.views.kit.wedge import GROUP_SEPARATOR, Burst, Tuning

if TYPE_CHECKING:
    from app.views.kit.serial import SerialScanner

State = Literal["ready", "elsewhere", "deaf", "paused", "composing", "lost"]
WARNED_MS = 10_000  # how long the lamp tells of an input method that caught a scan
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
CONTROLS = (GROUP_SEPARATOR, "\x1e", "\x04")  # … of GS1 and of car makers' labels
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


class Scanner(QObject):
    """Watches the keys of the whole program.

    `scanned` fires for every scan. Who claimed the scanner last gets the code first; otherwise `unclaimed` fires and
    the frame asks the room, then looks the code up for the whole shop. Other devices (serial) call `feed`.
    """

    scanned = Signal(str)
    unclaimed = Signal(str)
    state_changed = Signal(str)
    swallowed = Signal()  # an input method caught what looks like a scan

    def __init__(self, app: QApplication, tuning: Tuning | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._burst = Burst(tuning or Tuning())
        self._held: list[_Held] = []
        self._slipped: tuple[QWidget, Callable[[], object] | None] | None = None
        self._shown = 0  # keys of the burst that went through at once and can be taken back
        self._deaf_to_ends_until = 0.0
        self._muted_until = 0.0  # the rest of a scan that an input method has caught
        self._skew = 0.0  # between the clock of key events and ours
        self._line: SerialScanner | None = None
        self._warning = QTimer(self)
        self._warning.setSingleShot(True)
        self._warning.setInterval(WARNED_MS)
        self._warning.timeout.connect(self._tell_state)
        self._replaying = False
        self._paused = False
        self._claims: list[tuple[QObject, Callable[[str], object]]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._silence)
        app.applicationStateChanged.connect(self._tell_state)
        watch().add(self._saw, QKeyEvent, QInputMethodEvent)

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

    def plug(self, port: str, baud: int = 9600) -> None:
        """Listens to a serial scanner too, and stays with it when it is unplugged; "" lets go of it."""
        if self._line is None and port.strip():
            from app.views.kit.serial import SerialScanner  # few shops have one, and Qt's serial module takes time

            self._line = SerialScanner(self)
            self._line.heard.connect(self.feed)
            self._line.state_changed.connect(self._tell_state)
        if self._line is not None:
            self._line.listen(port, baud)

    def state(self) -> State:
        """ready; elsewhere (a room owns it); deaf (another program has the keyboard); paused; composing (an input
        method caught the last scan); lost (the serial scanner is unplugged)."""
        if self._warning.isActive():
            return "composing"
        if self._paused:
            return "paused"
        if self._app.applicationState() != Qt.ApplicationState.ApplicationActive and self._on_a_desktop():
            return "deaf"
        if self._line is not None and self._line.state == "lost":
            return "lost"
        return "elsewhere" if self._claims else "ready"

    def feed(self, code: str) -> None:
        """A scan from any device: announced, then handed to who claimed it."""
        code = self._burst.tuning.cleaned(code)
        if not code:
            return
        if self._warning.isActive():
            self._warning.stop()
            self._tell_state()
        self.scanned.emit(code)
        taker = next((take for who, take in reversed(self._claims) if isValid(who)), None)
        if taker is not None:
            taker(code)
        else:
            self.unclaimed.emit(code)

    @property
    def tuning(self) -> Tuning:
        """How scans are told from typing now."""
        return self._burst.tuning

    def tune(self, tuning: Tuning) -> None:
        """Takes the workstation's settings."""
        self.settle()
        self._burst = Burst(tuning)

    def settle(self) -> None:
        """Lets withheld keys through at once; what follows is a new burst."""
        self._timer.stop()
        self._let_through()
        self._end()

    def close(self) -> None:
        """Stops watching; the window is gone."""
        self._timer.stop()
        self.plug("")
        watch().remove(self._saw)
        self._claims.clear()
        self.setParent(None)
        self.deleteLater()

    # --- keys -----------------------------------------------------------------------------------------------------
    def _saw(self, watched: QObject, event: QEvent) -> bool:
        if self._replaying or not isinstance(watched, QWidget):
            return False
        if isinstance(event, QInputMethodEvent):
            return self._composed(watched, event)
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._pressed(watched, event)
        return event.type() == QEvent.Type.KeyRelease and self._released(watched, event)

    def _pressed(self, target: QWidget, event: QKeyEvent) -> bool:
        now = time.monotonic() * 1000
        at = float(event.timestamp()) or now
        self._skew = now - at
        study = getattr(target, "study", None)
        if study is not None:
            return bool(study(event, at))
        if event.key() in MODIFIERS:
            return False  # capitals come with Shift: it says nothing
        character = event.text()
        ends = event.key() in ENDS and not event.modifiers() & COMMANDS
        if at <= self._muted_until and (ends or self._is_character(character, event)):
            self._mute(at, over=ends)
            return True
        if ends:
            return self._terminated(at)
        if not event.isAutoRepeat() and self._is_character(character, event):
            if not self._burst.continues(at):
                self.settle()
            at_once = not self._held and only_shows(target, character)
            self._hold(target, event)
            self._burst.take(character, at)
            if at_once:
                self._let_through()
                self._shown += 1
            self._timer.start(self._patience(target))
            return True
        self.settle()
        return False

    def _is_character(self, text: str, event: QKeyEvent) -> bool:
        if text == GROUP_SEPARATOR or (text in CONTROLS and (self._burst.is_scan() or self._burst.text() == "[)>")):
            return True
        own = self.tuning.prefix + self.tuning.suffix
        return len(text) == 1 and (text in own or (text.isprintable() and not event.modifiers() & COMMANDS))

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
        sure = self._pressed_so_far() >= tuning.least
        if self._burst.is_scan() and (sure or tuning.ends == "silence"):
            return tuning.idle if tuning.ends == "silence" else tuning.hold_sure
        if tuning.begun(self._burst.text()):
            return tuning.hold_sure
        return tuning.hold_text if shows_typing(target) else tuning.hold_other

    def _pressed_so_far(self) -> int:
        """Keys of the burst that the field can still be rid of without a trace."""
        return self._shown + sum(1 for h in self._held if h.event.type() == QEvent.Type.KeyPress)

    def _terminated(self, at: float) -> bool:
        self._timer.stop()
        if self._burst.continues(at) and self._burst.is_scan():
            self._recognised(at + self._burst.tuning.gap)
            return True
        if at <= self._deaf_to_ends_until and not self._burst.times:
            return True  # CR LF: the second end of the same scan presses nothing
        self.settle()
        return False

    def _silence(self) -> None:
        """No further key came. Four fast keys over nothing that takes text are a scan whose Enter got lost."""
        tuning = self._burst.tuning
        sure = self._pressed_so_far() >= tuning.least
        over_text = bool(self._held) and isinstance(self._held[0].target, TEXT_FIELDS)
        if self._burst.is_scan() and (tuning.ends == "silence" or (sure and not over_text)):
            self._recognised(self._burst.times[-1] + 2 * tuning.hold_sure)
        else:
            self._let_through()

    def _recognised(self, deaf_until: float) -> None:
        code = self._burst.text()
        self._deaf_to_ends_until = deaf_until
        self._put_back()
        self.feed(code)

    def _put_back(self) -> None:
        """Forgets the keys; the field they slipped into is as it was before them."""
        slipped = self._slipped
        self._timer.stop()
        self._held.clear()
        self._end()
        if slipped is not None and slipped[1] is not None and isValid(slipped[0]):
            slipped[1]()

    def _let_through(self) -> None:
        """Typing: the keys go where they would have gone."""
        held, self._held = self._held, []
        if not held:
            return
        if self._slipped is None:
            self._slipped = held[0].target, restorer(held[0].target)
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
        self._slipped, self._shown = None, 0

    # --- input method, state --------------------------------------------------------------------------------------
    def _composed(self, target: QWidget, event: QInputMethodEvent) -> bool:
        """Letters that come through an input method as fast as a scanner types: it has caught a scan (E5).

        What it made of them is no code any more. The field is put back, the rest is muted, the lamp says what to press.
        """
        at = time.monotonic() * 1000 - self._skew
        study = getattr(target, "study", None)
        if study is not None:
            return bool(study(event, at))
        if at <= self._muted_until:
            self._mute(at)
            return True
        made = event.commitString() or event.preeditString()
        if not made:
            return False
        if self._burst.continues(at):
            self._let_through()
        else:
            self.settle()
        if self._slipped is None:
            self._slipped = target, restorer(target)
        self._burst.take(made[-1], at)
        if not self._burst.is_scan():
            return False
        QGuiApplication.inputMethod().reset()
        self._put_back()
        self._mute(at)
        self._warning.start()
        self._tell_state()
        self.swallowed.emit()
        return True

    def _mute(self, at: float, *, over: bool = False) -> None:
        self._muted_until = 0.0 if over else at + self.tuning.hold_sure
        self._deaf_to_ends_until = at + self.tuning.gap if over else self._deaf_to_ends_until

    def _on_a_desktop(self) -> bool:
        return QGuiApplication.platformName() not in ("offscreen", "minimal")

    def _tidy(self) -> None:
        self._claims = [(who, take) for who, take in self._claims if isValid(who)]
        self._tell_state()

    def _tell_state(self) -> None:
        self.state_changed.emit(self.state())


def no_input_method(widget: QWidget) -> None:
    """Switches the input method off where scans land: in Chinese mode it would swallow them."""
    widget.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)


def scanner_of(widget: QWidget) -> Scanner | None:
    """The program's scanner, if it has one."""
    app = QApplication.instance()
    found = app.findChild(Scanner) if app is not None else None
    return found if isinstance(found, Scanner) else None
