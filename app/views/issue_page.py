"""The issue room of one slip: walk by bin, scan each part, hand over. Every scan is kept, what it meant stands in the
band. Keys and widgets; the course of picking is `issuing`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.errors import Refused
from app.core.i18n import tr
from app.core.scan import times_of
from app.services.lookup import document_kind
from app.services.requisitions.issuing import Handed
from app.services.vehicles import shown
from app.views.issue_hand_over import HandOver
from app.views.issue_questions import IssueQuestions, LotAsk
from app.views.issue_side import IssueSide
from app.views.issue_stage import IssueStage, Way
from app.views.issue_substitute import Substituting
from app.views.issue_words import called, facts_of, left, receiver_of, row_of, tape_rows
from app.views.issuing import Issuing
from app.views.kit.buttons import icon_button
from app.views.kit.chips import Plate
from app.views.kit.keyline import Key
from app.views.kit.labels import Glance, text
from app.views.kit.lamp import BigLamp
from app.views.kit.layout import clear, col, row
from app.views.kit.messages import Messages
from app.views.kit.scanner import Scanner, no_input_method
from app.views.kit.sounds import Sounds
from app.views.scan_asks import Ask, ListAsk
from app.views.scan_rows import ENTER
from app.views.scan_stage import Sign
from app.views.session import Session

FLAG_MS, TWICE_S = 5_000, 0.3


class IssuePage(QWidget):
    """Band, lines and side of the slip `slip`; it claims the scanner while it is in front."""

    closed = Signal()
    changed = Signal()  # other keys, another title
    scanned_document = Signal(str)  # the bar code of another document
    handed = Signal(object, str)  # Handed and the way it was signed: the parts are out

    def __init__(self, session: Session, scanner: Scanner, slip: Any, sounds: Sounds) -> None:
        super().__init__()
        self.setObjectName("issue")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        no_input_method(self)
        self.session, self._scanner, self.slip, self._sounds = session, scanner, slip, sounds
        self.issuing = Issuing(session, slip, self)
        self.ask: Ask | None = None
        self.typed, self._heard = "", ("", 0.0)
        self._flag = QTimer(self)
        self._flag.setSingleShot(True)
        self._flag.setInterval(FLAG_MS)
        self._flag.timeout.connect(self.forget)
        self.hand_over, self.substituting, self.questions = HandOver(self), Substituting(self), IssueQuestions(self)
        self.stage, self.side = IssueStage(), IssueSide(self.sign)
        self._build()
        self._wire()

    def _build(self) -> None:
        self.messages, self.lamp = Messages(), BigLamp()
        self._number, self._car = text("", "muted"), QHBoxLayout()
        self._job = Glance("")
        back = icon_button("chevron-left", tr("Back to the slips"), key="Alt+Left", act=self.closed.emit)
        back.setObjectName("issue.back")
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(
            back, text(tr("Issue parts"), "title"), self._number, self._car, self._job, self.lamp, gap=10, stretch=4
        )
        body = row(self.stage, self.side, gap=12, stretch=0)
        self.setLayout(col(head, self.messages, body, gap=10, margins=(16, 10, 16, 10), stretch=2))

    def _wire(self) -> None:
        issuing = self.issuing
        issuing.said.connect(self.tell_sign)
        issuing.changed.connect(self._tell_lines)
        issuing.waiting.connect(self._tell_waiting)
        issuing.shown.connect(self._tell_head)
        issuing.asked.connect(self.questions.ask_which)
        issuing.weighed.connect(self.questions.ask_total)
        self.stage.lines.picked.connect(self._pick_row)
        self.stage.lines.left.connect(self.back_to_scanning)
        self.stage.list.picked.connect(self._take_row)
        self.stage.list.left.connect(self._leave_ask)
        self.lamp.wanted.connect(self.listen)
        self._scanner.state_changed.connect(self.tell_lamp)

    # --- front and back -------------------------------------------------------------------------------------------
    def come_to_front(self) -> None:
        """Claims the scanner and reads how the slip stands: it goes on at the very scan."""
        self.listen()
        self.issuing.refresh()

    def go_back(self) -> None:
        """Gives the scanner back."""
        self._scanner.release(self)

    def listen(self) -> None:
        """The scanner is this page's."""
        self._scanner.claim(self, self.take_scan)
        self.back_to_scanning()
        self.tell_lamp()

    def back_to_scanning(self) -> None:
        """The focus where digits and undo belong."""
        self.stage.lines.forget()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def unsaved(self) -> str:
        """Scans that the data file has not taken yet."""
        waiting = len(self.issuing.queue.waiting())
        return tr("{n} scans", n=waiting) if waiting else ""

    def stay(self) -> None:
        """Somebody wants to leave while scans wait."""
        words = tr("They are kept as soon as it can be written; then you can leave.")
        self.messages.say("stay", "warn", tr("{what} wait.", what=self.unsaved()), words)

    def regions(self) -> Sequence[QWidget]:
        """F6: scanning, and the lines."""
        return (self, self.stage.lines)

    # --- showing --------------------------------------------------------------------------------------------------
    def say(self, sign: Sign, ways: Sequence[Way] = ()) -> None:
        self.stage.tell(sign, ways)

    def tell_sign(self, sign: Sign, tone: Any) -> None:
        """Says something, with its tone and the ways out."""
        if self.ask is None:
            self.say(sign, self._ways() if tone == "refused" else ())
        if tone:
            self._sounds.play(tone)

    def _ways(self) -> Sequence[Way]:
        """What can be done about a part that was refused."""
        last = self.issuing.last
        back: Way = (tr("Put back"), "Esc", self.forget_sign, "issue.put_back")
        if last is not None and last.verdict == "WRONG" and last.part_id is not None and self.issuing.next_line():
            return ((tr("Ask to substitute"), "F7", self.substitute, "issue.substitute"), back)
        return (back,)

    def forget_sign(self) -> None:
        """Esc: the band is read."""
        self.issuing.last = None
        self.say(Sign("scan_idle", ""))
        self.forget()

    def sound(self, tone: Any) -> None:
        """A tone."""
        self._sounds.play(tone)

    def refused(self, error: Exception) -> None:
        """A use-case said no."""
        if isinstance(error, Refused):
            self.messages.say("refused", "bad", tr(error.text))

    def was_handed(self, handed: Handed, way: str) -> None:
        """The parts are out and booked."""
        self.messages.drop("refused")
        note = tr("{n} lines stay due", n=handed.left) if handed.left else tr("The slip is complete.")
        self.say(Sign("scan_ok", tr("Handed over"), note=note))
        self.issuing.at = self.issuing.last = None
        self.issuing.tape = []
        self.issuing.refresh()
        self.handed.emit(handed, way)

    def tell_lamp(self, _state: str = "") -> None:
        """Ready, unplugged, or another window has the keyboard."""
        self.lamp.tell(self._scanner.state())

    def _tell_head(self) -> None:
        bench = self.issuing.bench
        if bench is None:
            return
        self._number.tell(bench.number)
        clear(self._car)
        if bench.plate:
            self._car.addWidget(Plate(shown(bench.plate), "section"))
        self._job.tell(bench.work)
        self._job.setToolTip(bench.work)
        self.side.tell_receiver(*receiver_of(bench))
        self.side.tell_facts(facts_of(bench))
        self.changed.emit()

    def _tell_lines(self) -> None:
        issuing, next_ = self.issuing, self.issuing.next_line()
        self.stage.lines.tell_lines(
            [row_of(x, next_=next_ is not None and x.line_id == next_.line_id) for x in issuing.lines()],
            issuing.at or (next_.line_id if next_ else None),
        )  # fmt: skip
        self.side.tell_scanned(*issuing.counts())
        self._tell_verb()
        self._tell_waiting()

    def _tell_verb(self) -> None:
        issuing, bench = self.issuing, self.issuing.bench
        verb = tr("Issue and sign") if issuing.whole() else tr("Issue part and sign")
        hint = (
            tr("{name} signs with the PIN, or on paper.", name=bench.technician) if bench and bench.technician else ""
        )
        if issuing.place:
            hint = tr("Taken from {bin} until another bin is scanned.", bin=issuing.place[1])
        self.side.tell_verb(verb, hint)

    def _tell_waiting(self) -> None:
        queue = self.issuing.queue
        waiting = queue.waiting()
        self.side.tell_tape(tape_rows(waiting, self.issuing.tape))
        if queue.stuck is not None:
            words = tr("{n} scans wait; none is lost. They go in by themselves.", n=len(waiting))
            self.messages.say("waiting", "warn", tr("The data file is busy."), words)
        else:
            self.messages.drop("waiting")

    # --- scanning -------------------------------------------------------------------------------------------------
    def take_scan(self, code: str) -> None:
        """One scan, from whatever device; a person may also type it and press Enter."""
        if isinstance(self.ask, LotAsk) and self.ask.scanned(code):
            return
        if self.ask is None and document_kind(code):
            self.forget()
            self.scanned_document.emit(code)
            return
        if self.ask is not None and self.ask.yields:
            self.end_ask()
        now, (before, at) = time.monotonic(), self._heard
        self._heard = (code, now)
        quantity = times_of(self.typed)
        self.forget()
        if self.ask is None:
            self.back_to_scanning()
        else:
            self._sounds.play("look")  # it waits behind the question
        self.issuing.scan(code, quantity, twice=code == before and now - at <= TWICE_S)

    def _pick_row(self, key: Any) -> None:
        """Enter or a click on a line: its quantity is typed."""
        line = self.issuing.line(key)
        if line is not None and self.ask is None:
            self.questions.ask_total(line)

    # --- questions, in the band and in place of the lines -----------------------------------------------------------
    def begin_ask(self, ask: Ask) -> None:
        """A question takes the band; what is scanned meanwhile waits in its order."""
        self.ask = ask
        self.issuing.queue.hold("ask", True)
        self.forget()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        ask.show()
        self.changed.emit()

    def end_ask(self) -> None:
        """The question is answered or left; what waited behind it goes on."""
        ask, self.ask = self.ask, None
        if ask is not None:
            ask.hide()
            self.back_to_scanning()
            self.changed.emit()
            QTimer.singleShot(0, self, self._go_on)  # the answer goes in first

    def _go_on(self) -> None:
        if self.ask is None:
            self.issuing.queue.hold("ask", False)

    def _take_row(self, key: Any) -> None:
        if isinstance(self.ask, ListAsk):
            self.ask.take(key)

    def _leave_ask(self) -> None:
        if self.ask is not None:
            self.ask.leave()

    # --- acts -----------------------------------------------------------------------------------------------------
    def undo(self) -> None:
        """Backspace, Ctrl+Z: the last typed digit, else the last pick."""
        if self.typed:
            self.type(self.typed[:-1])
        elif self.ask is None:
            self.issuing.undo()

    def short(self) -> None:
        """F8: the rest of the line under the cursor, or of the next one, is not there."""
        line = self.issuing.line(self.stage.lines.current()) or self.issuing.next_line()
        if line is not None and self.ask is None and left(line) > 0 and self.issuing.open():
            self.issuing.tell_short(line)

    def substitute(self) -> None:
        """F7: another part in place of the line's: asked of the technical supervisor."""
        if self.ask is None and self.issuing.open():
            line = self.issuing.line(self.stage.lines.current()) or self.issuing.next_line()
            self.substituting.open(line, self.issuing.last)

    def sign(self) -> None:
        """Ctrl+Enter: what is picked is handed over; pressed too early it says what comes first."""
        if self.ask is not None:
            return
        if self.issuing.queue.waiting():
            self.stay()
        elif not self.issuing.picked():
            next_ = self.issuing.next_line()
            note = tr("Next: {part} in {bin}", part=called(next_), bin=next_.bin or "–") if next_ else ""
            self.say(Sign("scan_warn", tr("Nothing is picked yet: scan the parts first"), note=note))
            self._sounds.play("look")
        else:
            self.messages.drop("stay")
            self.hand_over.open()

    # --- keys -----------------------------------------------------------------------------------------------------
    def keys(self) -> Sequence[Key]:
        """What the key line tells."""
        free = self.ask is None
        bound = [
            Key("F8", tr("Short"), self.short, shown=free),
            Key("F7", tr("Substitute"), self.substitute, shown=free),
            Key("Ctrl+Enter", tr("Issue and sign"), self.sign, shown=free),
            Key("Ctrl+Z", tr("Undo"), self.undo, shown=False),
        ]
        if self.ask is not None:
            return [*self.ask.keys(), *bound]
        scans = [Key("Scan", tr("picks 1")), Key("12*", tr("then scan: picks 12")), Key("Backspace", tr("Undo"))]
        return [*scans, *bound, Key("*", tr("Type how many")), Key("Up", tr("Choose a line"))]

    def before_scan(self) -> Callable[[], None]:
        """For the scanner: digits that slipped in before it was recognised are taken back."""
        return partial(self.type, self.typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, words = event.key(), event.text()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif self.ask is not None:
            self.ask.key(event)
        elif key in ENTER:
            if self.typed:
                code, self.typed = self.typed, ""
                self.take_scan(code)
        elif key == Qt.Key.Key_Backspace:
            self.undo()
        elif key == Qt.Key.Key_Escape:
            self.forget_sign()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk()
        elif words == "*" and not self.typed:
            self.questions.ask_total()
        elif words.isprintable() and words.strip():
            self.type((self.typed + words)[:40])
        else:
            super().keyPressEvent(event)

    def _walk(self) -> None:
        """↓ ↑: into the lines, at the next one."""
        lines, next_ = self.issuing.lines(), self.issuing.next_line()
        at = next((i for i, x in enumerate(lines) if next_ is not None and x.line_id == next_.line_id), 0)
        self.stage.lines.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stage.lines.walk_to(at)

    def type(self, typed: str) -> None:
        """What is typed stands in the band for five seconds: a multiplier, or a code that Enter ends."""
        self.typed = typed
        self._flag.start()
        self.stage.band.wave(f"× {typed.rstrip('*')}" if times_of(typed) is not None else typed)

    def forget(self) -> None:
        """Nothing is typed."""
        self.typed = ""
        self.stage.band.wave("")
