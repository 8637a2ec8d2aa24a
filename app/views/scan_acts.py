"""What the keys and buttons of the scan room do, one act each. It knows the page and what it is about just now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core import i18n
from app.core.i18n import tr
from app.services.counts.floor import ShelfLine
from app.services.counts.queries import BinProgress
from app.services.counts.rules import LEAD
from app.services.counts.scanning import ScanResult
from app.views.scan_stage import Sign
from app.views.scan_words import part_sign

if TYPE_CHECKING:
    from app.views.scan_page import ScanPage


class ScanActs:
    """Acts of one scan page."""

    def __init__(self, page: ScanPage) -> None:
        self._page = page
        self.aimed: ShelfLine | None = None  # the line that F8 and * are about
        self.sure = ""  # the key whose second press confirms
        self.occupied: BinProgress | None = None  # a bin another person has, which the leader may give away
        self.unknown: int | None = None  # the code on the stage that nobody knows
        self.paused = False

    def begin(self, tone: str) -> bool:
        """Something new is said: what the last sign was about is over. True if the keys that work are others now."""
        sheet, had = self._page.counting.sheet, self.occupied is not None
        self.aimed, self.sure, self.occupied = None, "", None
        self.unknown = sheet.tape[0].seq if tone == "unknown" and sheet else None
        return had

    def in_sight(self) -> ShelfLine | ScanResult | None:
        """The part that the stage is about."""
        return self.aimed or self._page.counting.last

    # --- zero, undo, rows -----------------------------------------------------------------------------------------
    def undo(self) -> None:
        """Backspace: the last typed digit, else the last act."""
        if self._page.typed:
            self._page.type(self._page.typed[:-1])
        elif self._page.ask is None:
            self._page.counting.undo()

    def zero(self, *, not_found: bool = False) -> None:
        """F8: asks for a second F8, then confirms that none of the part lies here. Shift+F8: not found."""
        if self._page.ask is not None:
            self._page.ask.zero(not_found=not_found)
            return
        key = "Shift+F8" if not_found else "F8"
        line = self.aimed or self._line_under_cursor()
        place, sheet = self._page.counting.place, self._page.counting.sheet
        if line is None and place is not None and sheet is not None:
            line = next(iter(sheet.open_lines(place.bin_id)), None)
        if line is None or place is None:
            words = tr("Every line of this bin is counted") if place else tr("Scan the bin label first")
            self._page.warn(words)
        elif self.sure == key and self.aimed == line:
            self._page.forget()
            self._page.counting.confirm_zero(line, not_found=not_found)
        else:
            head = tr("Not found? {key} again", key=key) if not_found else tr("None here? {key} again", key=key)
            sign = replace(
                part_sign(line), signal="scan_warn", head=head, figure="0", unit=i18n.unit(line.unit), note=""
            )
            self._page.tell_sign(sign, "")
            self.aimed, self.sure = line, key
            self._page.keep_flag()

    def _line_under_cursor(self) -> ShelfLine | None:
        sheet, key = self._page.counting.sheet, self._page.side.current()
        if sheet is None or self._page.side.here != "open":
            return None
        return next((x for x in sheet.open_lines() if x.key == key and x.bin == (sheet.place or x).bin), None)

    def pick(self, tab: str, key: Any) -> None:
        """Enter or a click on a row: aims at a line, goes to a bin, types a total, settles a code."""
        sheet = self._page.counting.sheet
        if sheet is None or self._page.ask is not None:
            return
        if tab == "unknown":
            if (unknown := sheet.unknown(key)) is not None:
                self._page.settling.settle(unknown)
        elif tab == "open" and sheet.place is None:
            self._page.counting.take_bin(key)
        else:
            lines = (*sheet.open_lines(), *sheet.counted_lines(), *sheet.extra_lines())
            line = next((x for x in lines if x.key == key), None)
            if line is not None and sheet.place is not None:
                self._pick_line(line, sheet.place)

    def _pick_line(self, line: ShelfLine, place: BinProgress) -> None:
        if line.key[0] != place.bin_id:
            self._page.counting.take_bin(line.key[0])
            return
        self._page.tell_sign(replace(part_sign(line), head=tr("To count"), tail=tr("F8 zero · * quantity")), "")
        self.aimed = line
        if line.result != "OPEN":
            self._page.questions.ask_total()

    def choose_part(self) -> None:
        """F4: which part the unknown code on the stage is, else any part."""
        sheet, unknown = self._page.counting.sheet, self.unknown
        if self._page.ask is not None or sheet is None:
            return
        found = sheet.unknown(unknown) if unknown is not None else None
        if found is not None:
            self._page.settling.settle(found)
        elif sheet.place is None:
            self._page.warn(tr("Scan the bin label first"))
        else:
            self._page.settling.choose_part()

    def settled(self) -> None:
        """An unknown code is settled: the next one is at hand."""
        self._page.tell_sign(Sign("scan_ok", tr("The code is settled")), "ok")
        self._page.counting.refresh()
        if self._page.side.here == "unknown":
            self._page.side.enter()

    # --- bins, pause ------------------------------------------------------------------------------------------------
    def step_bin(self, by: int) -> None:
        """PgDn, PgUp: the next bin that is still open and that this person may count."""
        sheet = self._page.counting.sheet
        if sheet is None or self._page.ask is not None:
            return
        bins = [b for b in sheet.header.bins if not b.finished and b.refusal is None and (b.mine or not b.counter)]
        here = sheet.place.bin_id if sheet.place else None
        if not bins:
            self._page.warn(tr("No other bin is free"))
            return
        at = next((i for i, b in enumerate(bins) if b.bin_id == here), -1 if by > 0 else 0)
        self._page.counting.take_bin(bins[(at + by) % len(bins)].bin_id)

    def finish_bin(self) -> None:
        """Ctrl+Enter: ends the bin; what is not counted is asked about first."""
        if self._page.ask is not None:
            self._page.ask.finish()
        elif self._page.counting.place is None and not self._page.counting.queue.waiting():
            self._page.closed.emit()
        else:
            self._page.counting.finish()

    def pause(self) -> None:
        """F7: a phone call; scans are refused and nothing is counted."""
        self.paused = not self.paused
        self._page.tell_lamp()
        head = tr("Counting is paused") if self.paused else tr("Go on counting")
        sign = replace(
            self._page.stage.sign, signal="scan_idle", head=head, tail=tr("F7 goes on") if self.paused else "",
            icon="pause" if self.paused else "", full=False,
        )  # fmt: skip
        self._page.tell_sign(sign, "")

    def tell_occupied(self, place: BinProgress) -> None:
        sheet = self._page.counting.sheet
        leads = sheet is not None and sheet.header.role == "LEADER" and self._page.session.may(LEAD)
        self.occupied = place if leads and place.counter else None
        self._page.asking_changed()

    def hand_over(self) -> None:
        """F9: the leader gives a bin that another person has to somebody else."""
        if self.occupied is not None and self._page.ask is None:
            self._page.questions.ask_who(self.occupied)
