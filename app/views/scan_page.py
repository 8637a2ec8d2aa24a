"""The scan room of one count: bin first, then parts; every scan is kept, what it meant stands on the stage.

Blind: it shows only what the counting person himself has counted. Keys and widgets; the course of counting is
`scan_counting`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.core.scan import times_of
from app.services.counts.floor import ShelfLine
from app.views.kit.buttons import Button, icon_button
from app.views.kit.chips import Chip
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.lamp import BigLamp
from app.views.kit.layout import col, row
from app.views.kit.messages import Messages
from app.views.kit.scanner import Scanner, no_input_method
from app.views.kit.sounds import Sounds
from app.views.scan_acts import ScanActs
from app.views.scan_asks import Ask, FinishAsk, ListAsk
from app.views.scan_counting import Counting
from app.views.scan_photos import Photos
from app.views.scan_questions import Questions
from app.views.scan_rows import ENTER, Entry
from app.views.scan_settle import Settling
from app.views.scan_side import ScanSide, Tab
from app.views.scan_snaps import Snaps
from app.views.scan_stage import BigButtons, Press, Sign, Stage
from app.views.scan_words import (
    bin_entry,
    line_entry,
    round_of,
    shelf_called,
    tape_rows,
    type_of,
    unknown_entry,
)
from app.views.session import Session

FLAG_MS, TWICE_S, SHOWN = 5_000, 0.3, 300


class ScanPage(QWidget):
    """Stage and side of the count `count_id`; it claims the scanner while it is in front."""

    closed = Signal()
    changed = Signal()  # other keys, another title

    def __init__(self, session: Session, scanner: Scanner, count_id: Any, sounds: Sounds) -> None:
        super().__init__()
        self.setObjectName("scan")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        no_input_method(self)
        self.session, self._scanner, self.count_id, self._sounds = session, scanner, count_id, sounds
        self.counting, self.photos = Counting(session, count_id, self), Photos(session, self)
        self.ask: Ask | None = None
        self.typed, self._heard, self._lost = "", ("", 0.0), False
        self._made: dict[Any, tuple[Any, Entry]] = {}
        self._flag = QTimer(self)
        self._flag.setSingleShot(True)
        self._flag.setInterval(FLAG_MS)
        self._flag.timeout.connect(self.forget)
        self.stage, self.side, self.buttons = Stage(self.photos.get), ScanSide(), BigButtons()
        self.settling, self.questions, self.acts = Settling(self), Questions(self), ScanActs(self)
        self.snaps = Snaps(self)
        self._simple: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Backspace: self.acts.undo, Qt.Key.Key_Escape: self.forget,
            Qt.Key.Key_PageDown: partial(self.acts.step_bin, 1), Qt.Key.Key_PageUp: partial(self.acts.step_bin, -1),
            Qt.Key.Key_Down: self.side.enter, Qt.Key.Key_Up: partial(self.side.enter, SHOWN),
            Qt.Key.Key_Left: partial(self.side.turn, -1), Qt.Key.Key_Right: partial(self.side.turn, 1),
        }  # fmt: skip
        self._build()
        self._wire()
        self.say(Sign("scan_idle", tr("One moment")))

    def _build(self) -> None:
        self.messages, self.lamp = Messages(), BigLamp()
        self._kind, self._number = text(tr("Stock count"), "title"), text("", "muted")
        self._round = Chip(round_of(1), "active", "eye-off")
        back = icon_button("chevron-left", tr("Back to the count"), key="Alt+Left", act=self.closed.emit)
        back.setObjectName("scan.back")
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._finish = Button(tr("Finish bin"), "primary", key="Ctrl+Enter", act=self.acts.finish_bin)
        self._finish.setObjectName("scan.finish")
        self._finish.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(back, self._kind, self._number, self._round, None, self.lamp, self._finish, gap=10)
        left = col(self.stage, self.buttons, gap=10, stretch=0)
        self.setLayout(col(head, self.messages, row(left, self.side, gap=12, stretch=0), gap=10, stretch=2))

    def _wire(self) -> None:
        counting, side = self.counting, self.side
        counting.said.connect(self.tell_sign)
        counting.changed.connect(self._tell_side)
        counting.waiting.connect(self._tell_tape)
        counting.entered.connect(self._tell_head)
        counting.weighed.connect(self.questions.ask_weight)
        counting.choice.connect(self.questions.ask_which)
        counting.unfinished.connect(self.questions.ask_left)
        counting.occupied.connect(self.acts.tell_occupied)
        side.picked.connect(self.acts.pick)
        side.turned.connect(self._tell_side)
        side.left.connect(self.back_to_scanning)
        self.stage.list.picked.connect(self._take_row)
        self.stage.list.left.connect(self._leave_ask)
        self.photos.arrived.connect(lambda _sha: self.stage.arrived())
        self.lamp.wanted.connect(self.listen)
        self._scanner.state_changed.connect(self.tell_lamp)

    # --- front and back -------------------------------------------------------------------------------------------
    def come_to_front(self) -> None:
        """Claims the scanner and reads where the count is: it goes on at the very scan."""
        self.listen()
        self.counting.watch(True)
        self.counting.refresh()

    def go_back(self) -> None:
        """Gives the scanner back."""
        self.counting.watch(False)
        self._scanner.release(self)

    def listen(self) -> None:
        """The scanner is this page's."""
        self._scanner.claim(self, self.take_scan)
        self.back_to_scanning()
        self.tell_lamp()

    def back_to_scanning(self) -> None:
        """The focus where digits and undo belong."""
        self.side.forget()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """F5."""
        self.counting.refresh()

    def unsaved(self) -> str:
        """Scans that the data file has not taken yet."""
        waiting = len(self.counting.queue.waiting())
        return tr("{n} scans", n=waiting) if waiting else ""

    def stay(self) -> None:
        """Somebody wants to leave while scans wait."""
        words = tr("They are counted as soon as it can be written; then you can leave.")
        self.messages.say("stay", "warn", tr("{what} wait.", what=self.unsaved()), words)

    def regions(self) -> Sequence[QWidget]:
        """F6: scanning, and the rows beside."""
        return (self, self.side.lists[self.side.here])

    # --- showing --------------------------------------------------------------------------------------------------
    def say(self, sign: Sign) -> None:
        self.stage.tell(sign)

    def tell_sign(self, sign: Sign, tone: Any) -> None:
        """Says something, with its tone."""
        others = self.acts.begin(tone)
        if self.ask is None:
            self.say(sign)
        if others:
            self.changed.emit()
        self._tell_buttons()
        if tone:
            self._sounds.play(tone)

    def warn(self, words: str) -> None:
        """Something is missing first; the part in sight stays."""
        self.tell_sign(replace(self.stage.sign, signal="scan_warn", head=words, tail="", icon="", full=False), "")

    def sound(self, tone: Any) -> None:
        """A tone."""
        self._sounds.play(tone)

    def tell_lamp(self, _state: str = "") -> None:
        """Ready, paused, unplugged, or another window has the keyboard."""
        state = "paused" if self.acts.paused else self._scanner.state()
        if state == "lost" and not self._lost and self.ask is None:
            self.tell_sign(replace(self.stage.sign, signal="scan_warn", head=tr("The scanner is unplugged"),
                                   tail=tr("Typing still works"), icon="", full=False), "look")  # fmt: skip
        self._lost = state == "lost"
        self.lamp.tell(state)

    def _tell_head(self) -> None:
        sheet = self.counting.sheet
        if sheet is None:
            return
        self._made.clear()
        place = sheet.place
        self._kind.tell(type_of(sheet.header))
        self._number.tell(sheet.header.number)
        number = place.round if place else max((b.round for b in sheet.header.bins), default=1)
        self._round.tell(round_of(number), "active", "eye-off")
        self._finish.rename(tr("Finish bin") if place else tr("Back to the count"))
        self._tell_buttons()
        self.changed.emit()

    def _tell_tape(self) -> None:
        sheet = self.counting.sheet
        self._tell_waiting()
        self.side.tape.tell(tape_rows(self.counting.queue.waiting(), sheet.tape if sheet else ()))

    def _tell_side(self) -> None:
        self._tell_tape()
        sheet = self.counting.sheet
        if sheet is None:
            return
        self.side.tell_shelf(shelf_called(sheet.place) if sheet.place else sheet.header.warehouse, *sheet.progress())
        bins = [b for b in sheet.header.bins if not b.finished] if sheet.place is None else []
        rows: dict[Tab, tuple[Sequence[Any], Callable[[Any], Entry]]] = {
            "open": (bins, bin_entry) if sheet.place is None else (sheet.open_lines(), line_entry),
            "counted": (sheet.counted_lines(), line_entry), "extra": (sheet.extra_lines(), line_entry),
            "unknown": (sheet.unknown_codes(), unknown_entry),
        }  # fmt: skip
        for name, (found, entry) in rows.items():
            shown = [self._entry(x, entry) for x in found[:SHOWN]] if name == self.side.here else None
            self.side.tell_tab(name, shown, len(found))

    def _entry(self, row: Any, make: Callable[[Any], Entry]) -> Entry:
        """The row as it was made before, if nothing of it changed: a scan changes one of a thousand."""
        key = (make, row.key if isinstance(row, ShelfLine) else id(row))
        kept = self._made.get(key)
        if kept is None or kept[0] is not row:
            kept = self._made[key] = (row, make(row))
        return kept[1]

    def _tell_waiting(self) -> None:
        queue = self.counting.queue
        waiting = queue.waiting()
        if queue.stuck is not None:
            words = tr("{n} scans wait; none is lost. They go in by themselves.", n=len(waiting))
            self.messages.say("waiting", "warn", tr("The data file is busy."), words)
        else:
            self.messages.drop("waiting")
        if not waiting:
            self.messages.drop("stay")
        if queue.slow() and waiting and self.ask is None:
            self.say(Sign("scan_idle", tr("Scan kept"), tr("{n} wait", n=len(waiting)), name=waiting[-1].words,
                          icon="hourglass"))  # fmt: skip

    # --- scanning -------------------------------------------------------------------------------------------------
    def take_scan(self, code: str) -> None:
        """One scan, from whatever device; a person may also type it and press Enter."""
        if self.settling.take_scan(code):
            return
        if self.acts.paused:
            self.tell_sign(Sign("scan_warn", tr("Counting is paused"), tr("not counted"), name=code,
                            number=tr("F7 goes on")), "look")  # fmt: skip
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
        self.counting.scan(code, quantity, twice=code == before and now - at <= TWICE_S)

    # --- questions on the stage -----------------------------------------------------------------------------------
    def begin_ask(self, ask: Ask) -> None:
        """A question takes the stage; what is scanned meanwhile waits in its order."""
        self.ask = ask
        self.counting.queue.hold("ask", True)
        self.forget()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        ask.show()
        self.asking_changed()

    def end_ask(self) -> None:
        """The question is answered or left; what waited behind it goes on."""
        ask, self.ask = self.ask, None
        if ask is not None:
            ask.hide()
            self.back_to_scanning()
            self.asking_changed()
            QTimer.singleShot(0, self, self._go_on)  # the answer goes in first

    def _go_on(self) -> None:
        if self.ask is None:
            self.counting.queue.hold("ask", False)

    def asking_changed(self) -> None:
        """Other keys and buttons work now."""
        self._tell_buttons()
        self.changed.emit()

    def _take_row(self, key: Any) -> None:
        if isinstance(self.ask, (ListAsk, FinishAsk)):
            self.ask.take(key)

    def _leave_ask(self) -> None:
        if self.ask is not None:
            self.ask.leave()

    # --- keys -----------------------------------------------------------------------------------------------------
    def keys(self) -> Sequence[Key]:
        """What the key line tells; F keys answer the question on the stage while there is one."""
        bound = [
            Key("F8", tr("Zero"), self.acts.zero, shown=self.ask is None),
            Key("Shift+F8", tr("Not found"), partial(self.acts.zero, not_found=True), shown=False),
            Key("Ctrl+Enter", tr("Finish bin"), self.acts.finish_bin, shown=self.ask is None),
            Key("F4", tr("Choose part"), self.acts.choose_part, shown=self.ask is None),
            Key("F7", tr("Pause"), self.acts.pause, shown=self.ask is None),
            Key("F9", tr("Hand over"), self.acts.hand_over) if self.acts.occupied is not None
            else Key("F9", tr("Photo"), self.snaps.choose, shown=self.ask is None),
        ]  # fmt: skip
        if self.ask is not None:
            return [*self.ask.keys(), *bound]
        return [Key("Scan", tr("adds 1")), Key("12*", tr("then scan: adds 12")), *bound,
                Key("F11", tr("Full screen")), Key("↑↓", tr("Rows beside"), shown=False)]  # fmt: skip

    def _tell_buttons(self) -> None:
        undo: Press = (tr("Undo"), "undo-2", "Backspace", self.acts.undo, "scan.undo")
        if self.ask is not None:
            buttons = self.ask.buttons()
        elif self.acts.occupied is not None:
            buttons = [(tr("Hand over"), "users", "F9", self.acts.hand_over, "scan.hand")]
        elif self.acts.unknown is not None:
            buttons = [(tr("Choose part"), "package-search", "F4", self.acts.choose_part, "scan.part"), undo,
                       (tr("Photo"), "camera", "F9", self.snaps.choose, "scan.photo")]  # fmt: skip
        else:
            buttons = [
                undo, (tr("Quantity"), "calculator", "*", self.questions.ask_total, "scan.quantity"),
                (tr("Is zero"), "ban", "F8", self.acts.zero, "scan.zero"),
                (tr("Next bin"), "arrow-right", "PgDown", partial(self.acts.step_bin, 1), "scan.next"),
            ]  # fmt: skip
        self.buttons.tell(buttons)

    def keep_flag(self) -> None:
        """Five more seconds for what is typed or half confirmed."""
        self._flag.start()

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
                self.take_scan(self._code_typed())
        elif key in self._simple:
            self._simple[Qt.Key(key)]()
        elif words == "*" and not self.typed:
            self.questions.ask_total()
        elif words.isprintable() and words.strip():
            self.type((self.typed + words)[:40])
        else:
            super().keyPressEvent(event)

    def _code_typed(self) -> str:
        code = self.typed
        self.typed = ""
        return code

    def type(self, typed: str) -> None:
        """What is typed stands on the stage for five seconds: a multiplier, or a code that Enter ends."""
        self.typed = typed
        self._flag.start()
        self.stage.wave(f"× {typed.rstrip('*')}" if times_of(typed) is not None else typed)

    def forget(self) -> None:
        """Nothing is typed, nothing half confirmed."""
        self.typed, self.acts.sure = "", ""
        self.stage.wave("")
