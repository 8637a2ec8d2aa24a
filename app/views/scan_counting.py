"""The course of counting at one desk: scans and acts in their order, what they did, which bin it is. No widget.

A bin whose label was refused leaves no bin: whoever stands at another shelf must not count into the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import Refused
from app.core.i18n import tr
from app.core.scan import parse
from app.services.counts import acts, floor, places, scanning
from app.services.counts.floor import Floor, Member, ShelfLine, shelf_of
from app.services.counts.queries import BinProgress
from app.services.counts.scanning import Candidate, ScanResult
from app.views.scan_queue import Act, Call, ScanQueue
from app.views.scan_sheet import ScanSheet
from app.views.scan_stage import Sign
from app.views.scan_words import answered, part_sign, round_of
from app.views.session import Session

RUNNING = ("counting", "recount")
PULSE_MS, SOON_MS = 3_000, 200


class Counting(QObject):
    """One person's counting in one count. The page shows what it says and asks what it asks."""

    said = Signal(object, str)  # Sign, tone ("" = none)
    changed = Signal()  # lines and tape
    waiting = Signal()  # what waits for its turn
    entered = Signal()  # another bin, another round, another state of the count
    weighed = Signal(object)  # ScanResult: how much is it?
    choice = Signal(object, object)  # ScanResult, {part: (bins, photo)}: which one is it?
    unfinished = Signal(object)  # lines that are left
    occupied = Signal(object)  # the bin that another person has

    def __init__(self, session: Session, count_id: Any, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.count_id = session, count_id
        self.sheet: ScanSheet | None = None
        self.last: ScanResult | None = None
        self.over = False  # the count is not being counted any more
        self.queue = ScanQueue(session, self)
        self.queue.changed.connect(self.waiting)
        self.queue.hold("shelf", True)  # until it is known where the count stands
        self._chosen: dict[str, Candidate] = {}  # for this session only (E1)
        self._twice, self._among = False, 0  # of the scan under way: same label again, one of so many parts
        self._going: Any = None  # the bin that is being taken
        self._refused_bin: Any = None
        self._turn, self._ended = 0, False
        self._beat: tuple[Any, ...] | None = None
        self._soon, self._pulse = QTimer(self), QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self._feel)

    # --- where the count stands -----------------------------------------------------------------------------------
    def watch(self, on: bool) -> None:
        """In front: looks every few seconds whether others changed something."""
        self._pulse.start() if on else self._pulse.stop()

    def refresh(self) -> None:
        """Reads the whole room again; scans that are counted meanwhile are not forgotten."""
        bin_id = self.place.bin_id if self.place else None
        self.session.ask(
            floor.floor, self.count_id, bin_id, self.sheet is None, done=partial(self._show, self._turn, self.place),
            failed=self._not_shown, owner=self, latest="floor",
        )  # fmt: skip

    @property
    def place(self) -> BinProgress | None:
        """The bin that is being counted."""
        return self.sheet.place if self.sheet else None

    def _not_shown(self, _error: Exception) -> None:
        self.queue.hold("shelf", False)

    def _show(self, turn: int, before: BinProgress | None, found: Floor) -> None:
        if turn != self._turn:  # something was counted while it was being read
            self._soon.start()
            return
        first, self.sheet = self.sheet is None, ScanSheet(found)
        ended, self._ended = self._ended, False  # the other bins may have been ended elsewhere by now
        place = self.sheet.place
        self.over = found.header.state not in RUNNING
        if self.over:
            self.sheet.place = None
            self._say(Sign("scan_bad", tr("This count is not being counted any more"), name=found.header.number),
                      "" if first else "refused")  # fmt: skip
        elif place is None and before is not None:
            self._lost(before)
        elif (first or ended) and place is None and all(b.finished for b in found.header.bins):
            self._say(all_counted(self.sheet))
        elif first and place is not None:
            self._resume(place)
        elif first:
            self._say(Sign("scan_idle", tr("Scan a bin label to begin")))
        self.entered.emit()
        self.changed.emit()
        refused, self._refused_bin = self.sheet.bin(self._refused_bin), None
        if refused is not None:
            self.occupied.emit(refused)
        self.queue.hold("shelf", False)

    def _resume(self, place: BinProgress) -> None:
        """After a crash or a break: at the very scan."""
        line = self.sheet.last_line() if self.sheet else None
        sign = part_sign(line) if line else Sign("scan_idle", "", bin=place.bin)
        self._say(replace(sign, head=tr("Go on counting"), tail=round_of(place.round)))

    def _lost(self, before: BinProgress) -> None:
        """The leader gave the bin to somebody else, or it was ended at another desk."""
        now = self.sheet.bin(before.bin_id) if self.sheet else None
        if now is not None and now.counter and not now.finished:
            words = tr("{name} counts this bin now", name=now.counter)
        else:
            words = tr("This bin is finished")
        self._say(Sign("scan_bad", words, bin=before.bin), "refused")

    def _feel(self) -> None:
        self.session.ask(floor.pulse, self.count_id, done=self._felt, owner=self, latest="pulse")

    def _felt(self, beat: tuple[Any, ...]) -> None:
        known, self._beat = self._beat, beat
        if known is not None and known != beat:
            self.refresh()

    def _say(self, sign: Sign, tone: str = "") -> None:
        self.said.emit(sign, tone)

    # --- scans ----------------------------------------------------------------------------------------------------
    def scan(self, code: str, quantity: int | None = None, *, twice: bool = False) -> None:
        """A bin label, or a part in the bin that is being counted; in its turn."""
        self._put(partial(self._scan_call, code, quantity, twice), words=parse(code).text)

    def _put(
        self, call: Callable[[], Call | None], *, words: str = "", first: bool = False,
        done: Callable[[Any], object] | None = None,
    ) -> None:  # fmt: skip
        self.queue.put(Act(call, done or self._done, self._refused, words), first=first)
        self.waiting.emit()

    def _scan_call(self, code: str, quantity: int | None, twice: bool) -> Call | None:
        said = parse(code)
        wanted = self.sheet.bin_called(said.code) if self.sheet else None
        if wanted is not None:
            return self._bin_call(wanted.bin_id)
        if self.place is None:
            self._say(Sign("scan_bad", tr("Scan the bin label first"), tr("not counted"), name=said.text), "refused")
            return None
        self._twice = twice
        return self._scan_in(code, quantity, {})

    def _scan_in(self, code: str, quantity: int | None, given: Mapping[str, Any]) -> Call | None:
        self._going = None
        if self.place is None:
            return None
        return Call(scanning.scan, (self.count_id, self.place.bin_id, code), {"quantity": quantity, **given})

    def _done(self, result: Any) -> None:
        """The answer of whatever was done."""
        self._turn += 1
        if not isinstance(result, ScanResult):
            self._bin_taken(result)
        elif result.kind == "ask":
            self.queue.hold("ask", True)
            self.weighed.emit(result)
        elif result.kind == "choose" and (known := self._known(result)) is not None:
            self._answer(result, known)
        elif result.kind == "choose":
            self.queue.hold("ask", True)
            parts = tuple(dict.fromkeys(c.part_id for c in result.candidates))
            self.session.ask(
                floor.homes, self.count_id, parts, done=partial(self.choice.emit, result),
                failed=lambda _error: self.choice.emit(result, {}), owner=self,
            )  # fmt: skip
        else:
            self.show(result)
        self.changed.emit()

    def show(self, result: ScanResult) -> None:
        """Takes in what an act has done, and says it."""
        sign, tone = answered(result, twice=self._twice, remembered=self._among)
        self._twice, self._among = False, 0
        if result.kind in ("undone", "refused"):
            self._chosen.pop(result.code, None)
        if result.part_id is not None:
            self.last = result
        if self.sheet is not None:
            if result.kind == "refused" and self.place and result.bin_id not in (None, self.place.bin_id):
                self.sheet.place = None
                self.entered.emit()
            if self.sheet.take(result):
                self._soon.start()
        self._say(sign, tone)

    def _refused(self, error: Exception) -> None:
        if self._going is not None and isinstance(error, Refused):
            self._bin_refused(error)
            return
        words = tr(error.text) if isinstance(error, Refused) else tr("Not counted")
        self._say(Sign("scan_bad", words, bin=self.place.bin if self.place else ""), "refused")
        self._soon.start()

    # --- answers --------------------------------------------------------------------------------------------------
    def weigh(self, result: ScanResult, quantity: int) -> None:
        """The weighed quantity of a scan."""
        given = {"part": result.part_id, "status": result.status, "batch": result.batch}
        self._put(partial(self._scan_in, result.code, quantity, given), words=result.number, first=True)

    def choose(self, result: ScanResult, chosen: Candidate) -> None:
        """Which of several parts a code was; remembered until the page is left, or until it is undone."""
        self._chosen[result.code] = chosen
        self._answer(result, chosen)

    def _known(self, result: ScanResult) -> Candidate | None:
        chosen = self._chosen.get(result.code)
        return chosen if chosen in result.candidates else None

    def _answer(self, result: ScanResult, chosen: Candidate) -> None:
        parts = {c.part_id for c in result.candidates}
        self._among = len(parts) if len(parts) > 1 else 0
        given = {"part": chosen.part_id, "status": chosen.status, "batch": chosen.batch}
        call = partial(self._scan_in, result.code, result.quantity, given)
        self._put(call, words=result.code, first=True)

    def drop(self, result: ScanResult) -> None:
        """A question that was left: its scan counts nothing, and says so."""
        self._say(Sign("scan_warn", tr("Not counted"), "", result.bin, name=result.number or result.code), "refused")

    # --- acts -----------------------------------------------------------------------------------------------------
    def _here(self, case: Any, *args: Any, given: Mapping[str, Any] | None = None) -> Call | None:
        self._going = None
        return Call(case, (self.count_id, self.place.bin_id, *args), given or {}) if self.place else None

    def undo(self) -> None:
        """Takes the last act back by a counter-event."""
        self._put(partial(self._here, acts.undo))

    def enter(self, part: Any, quantity: int, status: str = "AVAILABLE", batch: str = "") -> None:
        """Sets the total of a part in this bin."""
        self._put(partial(self._here, acts.enter, part, quantity, given={"status": status, "batch": batch}))

    def confirm_zero(self, line: ShelfLine, *, not_found: bool) -> None:
        """None of it lies here, or it was expected and is not to be found."""
        _, part, status, batch = line.key
        given = {"not_found": not_found, "status": status, "batch": batch}
        self._put(partial(self._here, acts.confirm_zero, part, given=given))

    # --- bins -----------------------------------------------------------------------------------------------------
    def take_bin(self, bin_id: Any) -> None:
        """Goes to a bin; refused if another person counts it."""
        self._put(partial(self._bin_call, bin_id))

    def _bin_call(self, bin_id: Any) -> Call | None:
        if self.place is not None and self.place.bin_id == bin_id:
            sign = Sign("scan_idle", tr("Scan the parts now"), round_of(self.place.round), self.place.bin)
            self._say(sign, "ok")
            return None
        self._going = bin_id
        return Call(places.take_bin, (self.count_id, bin_id))

    def _bin_taken(self, round_: int) -> None:
        wanted, self._going, self.last = self.sheet.bin(self._going) if self.sheet else None, None, None
        if self.sheet is not None and wanted is not None:
            self.sheet.place = replace(wanted, mine=True, round=round_, finished=False)
            self._say(Sign("scan_idle", tr("Scan the parts now"), round_of(round_), wanted.bin), "ok")
            self.queue.hold("shelf", True)  # until the shelf is read
            self.refresh()

    def _bin_refused(self, error: Refused) -> None:
        wanted, self._going = self.sheet.bin(self._going) if self.sheet else None, None
        if self.sheet is not None and wanted is not None:
            self.sheet.place = None
            self._say(Sign("scan_bad", tr(error.text), bin=wanted.bin), "refused")
            self._refused_bin = wanted.bin_id
            self.entered.emit()
            self.refresh()  # who has it

    def hand_over(self, wanted: BinProgress, to: Member) -> None:
        """The leader gives a bin to somebody, or takes it himself."""
        self._put(
            lambda: Call(places.hand_over, (self.count_id, wanted.bin_id, to.id)),
            done=partial(self._handed_over, wanted, to),
        )  # fmt: skip

    def _handed_over(self, wanted: BinProgress, to: Member, _none: object) -> None:
        if to.id == self.session.actor.user:
            self._going = wanted.bin_id
            self._bin_taken(wanted.round)
        else:
            self._say(Sign("scan_idle", tr("{name} counts this bin now", name=to.name), bin=wanted.bin), "ok")
            self.refresh()

    def finish(self) -> None:
        """Ends the bin, in its turn; if lines are left, asks about them first."""
        self._put(self._finish_call, done=self._finished)

    def _finish_call(self) -> Call | None:
        left = self.sheet.open_lines(self.place.bin_id) if self.sheet and self.place else []
        if left:
            self.unfinished.emit(left)
            return None
        return self._here(places.finish_bin)

    def carry_out(self, marks: Mapping[Any, str], lines: Mapping[Any, ShelfLine]) -> None:
        """What the person said of the lines that are left; if none comes later, the bin ends."""
        for key, what in marks.items():
            self.confirm_zero(lines[key], not_found=what == "NOT_FOUND")
        if later := len(lines) - len(marks):
            self._put(partial(self._stays_open, later))
        else:
            self._put(partial(self._here, places.finish_bin), done=self._finished)

    def _stays_open(self, later: int) -> None:
        bin_ = self.place.bin if self.place else ""
        self._say(Sign("scan_warn", tr("{n} lines come later", n=later), tr("The bin stays open"), bin_), "look")

    def _finished(self, third: int) -> None:
        self._turn += 1
        place, sheet, self.last = self.place, self.sheet, None
        if place is None or sheet is None:
            return
        more = tr("{n} lines go to the leader", n=third) if third else ""
        left = [b for b in sheet.header.bins if not b.finished and b.bin_id != place.bin_id]
        if not left and not third:
            sign = all_counted(sheet)
        elif not third and sheet.shelf != place.bin and not any(shelf_of(b.bin) == sheet.shelf for b in left):
            sign = Sign("scan_ok", tr("Shelf complete"), name=sheet.shelf, full=True)
        else:
            free = [b.bin for b in left if b.refusal is None and not b.counter]
            next_ = tr("Next bin: {bin} (PgDn)", bin=free[0]) if free else ""
            sign = Sign("scan_ok", tr("Bin finished"), bin=place.bin, name=more or next_)
        sheet.place, self._ended = None, not third
        self._say(sign, "complete")
        self.entered.emit()
        self.refresh()


def all_counted(sheet: ScanSheet) -> Sign:
    """The end of the round: green only if nothing unknown waits to be settled."""
    name, waiting = sheet.header.number, len(sheet.unknown_codes())
    if waiting:
        words = tr("{n} unknown codes are still to be settled", n=waiting)
        return Sign("scan_warn", tr("All bins are counted"), words, name=name)
    return Sign("scan_ok", tr("All bins are counted"), name=name, full=True)
