"""The course of issuing on one slip: scans in their order, what they did, where one stands. No widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core import clock
from app.core.desk import Changes
from app.core.errors import Refused
from app.core.i18n import tr
from app.core.scan import parse
from app.services.requisitions import bench, counter
from app.services.requisitions.bench import Bench, BenchLine
from app.services.requisitions.counter import Scanned
from app.services.requisitions.rules import TO_ISSUE
from app.views.issue_words import Told, answered, is_open, left
from app.views.scan_queue import Act, Call, ScanQueue
from app.views.scan_stage import Sign
from app.views.session import Session

TAPE, SOON_MS = 5, 200


class Issuing(QObject):
    """One keeper's picking on one slip. The page shows what it says and asks what it asks."""

    said = Signal(object, str)  # Sign, tone ("" = none)
    changed = Signal()  # lines, tape, where one stands
    waiting = Signal()  # what waits for its turn
    asked = Signal(object)  # Scanned: which part, which batch or serial number?
    weighed = Signal(object)  # BenchLine: a unit with decimals, how much is it?
    shown = Signal()  # the slip was read

    def __init__(self, session: Session, slip: Any, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.slip = session, slip
        self.bench: Bench | None = None
        self.last: Scanned | None = None  # what the band is about
        self.place: tuple[Any, str] | None = None  # the bin whose label was scanned
        self.at: Any = None  # the line that was picked last
        self.tape: list[Told] = []
        self.queue = ScanQueue(session, self)
        self.queue.changed.connect(self.waiting)
        self.queue.hold("slip", True)  # until it is known how the slip stands
        self._twice, self._typed, self._turn = False, False, 0
        self._said: Callable[[], Call | None] | None = None  # the scan under way, to be judged once more
        self._chosen: dict[str, Any] = {}  # code of several parts → which was meant; for this slip only (E1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.refresh)
        session.changed.connect(self._commit_seen)

    # --- how the slip stands --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Reads the slip again; scans kept meanwhile are not forgotten."""
        self.session.ask(
            bench.bench, self.slip, done=partial(self._show, self._turn), failed=self._not_shown, owner=self,
            latest="bench",
        )  # fmt: skip

    def _show(self, turn: int, found: Bench) -> None:
        if turn != self._turn:  # something was picked while it was being read
            self._soon.start()
            return
        first, self.bench = self.bench is None, found
        if not self.open():
            self._say(Sign("scan_idle", tr("Nothing is to be issued on this slip now"), note=found.number))
        elif first and any(line.picked for line in found.lines):
            done, total = self.counts()
            self._say(
                Sign("scan_idle", tr("Go on fetching"), note=tr("{n} of {all} lines are complete", n=done, all=total))
            )
        self.shown.emit()
        self.changed.emit()
        self.queue.hold("slip", False)

    def _not_shown(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._say(Sign("scan_bad", tr(error.text)), "refused")
        self.queue.hold("slip", False)

    def _commit_seen(self, changes: Changes) -> None:
        """The slip was changed, or handed over: its lines are read again, scans are kept."""
        if self.slip in changes.ids:
            self._soon.start()

    def open(self) -> bool:
        """Something may still be handed out."""
        return self.bench is not None and self.bench.state in TO_ISSUE

    def lines(self) -> tuple[BenchLine, ...]:
        """In walking order."""
        return self.bench.lines if self.bench else ()

    def line(self, id: Any) -> BenchLine | None:
        """The line with this id."""
        return next((x for x in self.lines() if x.line_id == id), None)

    def next_line(self) -> BenchLine | None:
        """Where to go now: on from the line picked last, in the order of bins; then what was passed by."""
        lines = self.lines() if self.open() else ()
        start = next((i for i, x in enumerate(lines) if x.line_id == self.at), 0)
        return next((x for x in (*lines[start:], *lines[:start]) if is_open(x)), None)

    def counts(self) -> tuple[int, int]:
        """(lines that are all there, lines)."""
        return sum(left(x) <= 0 for x in self.lines()), len(self.lines())

    def picked(self) -> bool:
        """Something is picked that can be handed over."""
        return any(x.picked for x in self.lines())

    def whole(self) -> bool:
        """With what is picked the slip is complete."""
        return all(left(x) <= 0 for x in self.lines())

    # --- scans ----------------------------------------------------------------------------------------------------
    def scan(self, code: str, quantity: int | None = None, *, twice: bool = False, **given: Any) -> None:
        """A bin label or a part, in its turn; `given` answers an earlier question."""
        self._put(partial(self._call, code, quantity, twice, given), parse(code).text, first=bool(given))

    def _call(self, code: str, quantity: int | None, twice: bool, given: Mapping[str, Any]) -> Call:
        self._twice, self._typed = twice, quantity is not None
        self._said = partial(self._call, code, quantity, twice, given)
        where = {"bin": self.place[0]} if self.place else {}
        known = {"part": self._chosen[code]} if code in self._chosen else {}
        return Call(counter.scan, (self.slip, code), {"quantity": quantity, **where, **known, **given})

    def _put(self, call: Callable[[], Call | None], words: str = "", *, first: bool = False) -> None:
        self.queue.put(Act(call, self._done, self._refused, words), first=first)
        self.waiting.emit()

    def _done(self, result: Scanned) -> None:
        self._turn += 1
        if result.verdict == "NONE" and self.place is not None and self._said is not None:
            self.place = None  # he went on without scanning the next label: taken from where the line sends him
            self._put(self._said, result.code, first=True)
            return
        if result.verdict in ("ASK", "MANY"):
            self.queue.hold("ask", True)
            self.asked.emit(result)
            return
        self.last = result
        if result.verdict == "BIN":
            self.place = (result.bin_id, result.bin)
        else:
            self.tape = [Told(clock.now(), result), *self.tape][:TAPE]
        line = self._take(result)
        sign, tone = answered(result, line, twice=self._twice)
        self._twice = False
        if result.verdict in ("OK", "OTHER_BIN") and self.whole():
            head = tr("All of it is here: issue it") if result.verdict == "OK" else sign.head
            self._say(replace(sign, head=head), "complete")
        else:
            self._say(sign, tone)
        self.changed.emit()
        self._soon.start()
        if line is not None and line.decimals and not self._typed and result.verdict in ("OK", "OTHER_BIN", "SURPLUS"):
            self.weighed.emit(line)  # a scan of it is no quantity

    def _take(self, result: Scanned) -> BenchLine | None:
        """The line that changed, without asking again."""
        line = self.line(result.line_id) if result.line_id else None
        if self.bench is None or line is None:
            return None
        if result.verdict in ("OK", "OTHER_BIN", "UNDO"):
            self.at = line.line_id
            line = replace(line, picked=result.picked, short=False)
            lines = tuple(line if x.line_id == line.line_id else x for x in self.bench.lines)
            self.bench = replace(self.bench, lines=lines)
        return line

    def _refused(self, error: Exception) -> None:
        words = tr(error.text) if isinstance(error, Refused) else tr("Not picked")
        self._say(Sign("scan_bad", words), "refused")
        self._soon.start()

    def _say(self, sign: Sign, tone: str = "") -> None:
        self.said.emit(sign, tone)

    # --- answers and acts -----------------------------------------------------------------------------------------
    def choose(self, result: Scanned, part: Any) -> None:
        """Which of the slip's parts a code was; remembered for this slip."""
        self._chosen[result.code] = part
        self.scan(result.code, result.qty or None, part=part)

    def take_lot(self, result: Scanned, lot: str) -> None:
        """Which batch or serial number it is."""
        self.scan(result.code, result.qty or None, part=result.part_id, batch=lot)

    def drop(self, result: Scanned) -> None:
        """A question that was left: its scan picks nothing, and says so."""
        self._say(Sign("scan_warn", tr("Not picked"), note=result.number or result.code), "refused")

    def undo(self) -> None:
        """Takes the last pick back."""
        self._put(lambda: Call(counter.undo, (self.slip,)))

    def enter(self, line: BenchLine, quantity: int) -> None:
        """Sets what is picked of a line."""
        where = {"bin": self.place[0]} if self.place and self.place[0] != line.bin_id else {}
        self._put(partial(self._pick_call, line, quantity, where), line.number)

    def _pick_call(self, line: BenchLine, quantity: int, where: Mapping[str, Any]) -> Call:
        self._twice, self._typed, self._said = False, True, None
        return Call(counter.pick, (self.slip, line.line_id, quantity), where)

    def tell_short(self, line: BenchLine) -> None:
        """The rest of a line is not there: those concerned are told, it stays as back-order."""
        call = Call(counter.short, (self.slip, line.line_id))
        self.queue.put(Act(lambda: call, partial(self._told_short, line), self._refused))

    def _told_short(self, line: BenchLine, _none: object) -> None:
        if self.bench is not None:
            lines = tuple(replace(x, short=True) if x.line_id == line.line_id else x for x in self.bench.lines)
            self.bench = replace(self.bench, lines=lines)
        head = tr("Short: {part}", part=line.number)
        self._say(
            Sign("scan_warn", head, note=tr("Technician, advisor and purchasing are told; the rest stays due.")), "look"
        )
        self.changed.emit()
