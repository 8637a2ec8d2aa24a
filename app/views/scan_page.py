"""The scan room of one count: bin first, then parts; every scan is kept, what it meant stands on the stage.

Blind: it shows only what the counting person himself has counted. Knows the counts' use-cases, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.core import clock, i18n
from app.core.errors import Refused
from app.core.i18n import N_, pick, tr
from app.services.counts import acts, places, queries, scanning
from app.services.counts.queries import BinProgress, CountHeader, Spot, Tabs, TapeRow
from app.services.counts.scanning import ScanResult
from app.views.kit.buttons import Button, icon_button
from app.views.kit.chips import Chip
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.lamp import BigLamp
from app.views.kit.layout import col, row
from app.views.kit.messages import Messages
from app.views.kit.scanner import Scanner, no_input_method
from app.views.kit.sounds import Sounds
from app.views.scan_asks import ScanAsks
from app.views.scan_stage import BigButtons, Entry, Scanned, ScanSide, Sign, Stage
from app.views.session import Session

FLAG_MS = 5_000
ROUNDS = {1: N_("First count · blind"), 2: N_("Recount · blind"), 3: N_("Third count · blind")}
FAMILIES = {"ok": "ok", "look": "warn", "unknown": "bad", "refused": "bad"}


def time_of(moment: Any) -> str:
    """14:26:08 on the shop's clock."""
    return f"{clock.local(moment):%H:%M:%S}"


class ScanPage(QWidget):
    """Stage and side of the count `count_id`; it claims the scanner while it is in front."""

    closed = Signal()
    changed = Signal()

    def __init__(self, session: Session, scanner: Scanner, count_id: Any, sounds: Sounds) -> None:
        super().__init__()
        self.setObjectName("scan")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        no_input_method(self)
        self.session, self._scanner, self.count_id, self._sounds = session, scanner, count_id, sounds
        self.asks = ScanAsks(self)
        self.header: CountHeader | None = None
        self.place: BinProgress | None = None
        self.tabs: Tabs | None = None
        self.last: ScanResult | None = None
        self._zero: Spot | None = None
        self._typed = ""
        self._paused = False
        self.stage, self.side, self.buttons = Stage(), ScanSide(), BigButtons()
        self.messages, self.lamp = Messages(), BigLamp()
        self._number, self._round = text("", "muted"), Chip("", "active", "eye-off")
        self._flag = QTimer(self)
        self._flag.setSingleShot(True)
        self._flag.setInterval(FLAG_MS)
        self._flag.timeout.connect(self._forget)
        self.side.picked.connect(self._picked)
        self.lamp.wanted.connect(self.listen)
        scanner.state_changed.connect(self._tell_lamp)
        back = icon_button("chevron-left", tr("Back to the count"), key="Alt+Left", act=self.closed.emit)
        back.setObjectName("scan.back")
        self._finish = Button(tr("Finish bin"), "primary", key="Ctrl+Enter", act=self.finish_bin)
        self._finish.setObjectName("scan.finish")
        self._finish.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(
            back, text(tr("Stock count"), "title"), self._number, self._round, None, self.lamp, self._finish, gap=10
        )
        left = col(self.stage, self.buttons, gap=10, stretch=0)
        self.setLayout(col(head, self.messages, row(left, self.side, gap=12, stretch=0), gap=10, stretch=2))
        self.say(Sign("scan_idle", tr("Scan a bin label to begin")))
        self._tell_buttons()

    # --- front and back -------------------------------------------------------------------------------------------
    def come_to_front(self) -> None:
        """Claims the scanner and reads where the count is: it goes on at the very scan."""
        self.listen()
        self.refresh()

    def go_back(self) -> None:
        """Gives the scanner back."""
        self._scanner.release(self)

    def listen(self) -> None:
        self._scanner.claim(self, self.take_scan)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_lamp()

    def _tell_lamp(self, _state: str = "") -> None:
        self.lamp.tell("paused" if self._paused else self._scanner.state())

    def refresh(self) -> None:
        """Reads header, tabs and tape again."""
        self.session.ask(queries.header, self.count_id, done=self._show_header, owner=self, latest="header")

    def _show_header(self, header: CountHeader) -> None:
        self.header = header
        self._number.tell(header.number)
        mine = [b for b in header.bins if b.mine and not b.finished]
        if self.place is not None:
            self.place = next((b for b in header.bins if b.bin_id == self.place.bin_id and not b.finished), None)
        elif mine:
            self.place = mine[0]  # after a crash: the bin that was being counted
            self.say(Sign("scan_idle", tr("Go on counting"), bin=mine[0].bin))
        done = all(b.finished for b in header.bins)
        if done:
            self.say(Sign("scan_ok", tr("All bins are counted"), name=header.number))
        place = self.place
        self._round.tell(tr(ROUNDS[place.round if place else max((b.round for b in header.bins), default=1)]), "active")
        shown = place or header
        name = place.bin if place else header.warehouse
        self.side.tell_shelf(name, shown.counted, shown.total)
        where = place.bin_id if place else None
        self.session.ask(queries.tabs, self.count_id, where, done=self._show_tabs, owner=self, latest="tabs")
        self.session.ask(queries.tape, self.count_id, where, done=self._show_tape, owner=self, latest="tape")
        self.changed.emit()

    def _show_tabs(self, tabs: Tabs) -> None:
        self.tabs = tabs
        rows: dict[str, Sequence[Entry]] = {
            "open": [self._entry(s) for s in tabs.uncounted], "counted": [self._entry(s) for s in tabs.counted],
            "extra": [self._entry(s) for s in tabs.unlisted],
            "unknown": [Entry(u.bin, u.code, "", "bad", u) for u in tabs.unknown],
        }  # fmt: skip
        if self.place is None and self.header is not None:
            rows["open"] = [
                Entry(b.bin, b.counter, f"{b.counted} / {b.total}", "", b) for b in self.header.bins if not b.finished
            ]
        self.side.tell_tabs(rows)

    def _entry(self, spot: Spot) -> Entry:
        counted = "" if spot.counted is None else i18n.quantity(spot.counted, spot.decimals)
        return Entry(spot.bin, pick(spot.name_zh, spot.name_en) or spot.number, counted, "", spot)

    def _show_tape(self, tape: Sequence[TapeRow]) -> None:
        rows = []
        for act in tape:
            words = pick(act.name_zh, act.name_en) or act.number or act.code
            change = "?" if act.kind == "UNKNOWN" else i18n.quantity(act.qty, act.decimals, sign=True)
            family = "bad" if act.kind == "UNKNOWN" else "idle" if act.kind == "UNDO" else "warn" if act.mark else "ok"
            rows.append(Scanned(time_of(act.at), words, change, family))
        self.side.tell_tape(rows)

    # --- scanning -------------------------------------------------------------------------------------------------
    def take_scan(self, code: str) -> None:
        """One scan: a bin label, or a part in the bin that is being counted."""
        if self._paused:
            self.say(Sign("scan_warn", tr("Counting is paused"), tr("not counted"), name=code, number=tr("F7 goes on")))
            self._sounds.play("look")
            return
        place = next((b for b in self.header.bins if b.bin == code.strip().upper()), None) if self.header else None
        if place is not None and (self.place is None or place.bin_id != self.place.bin_id):
            self.take_bin(place.bin_id)
        elif self.place is None:
            self.say(Sign("scan_bad", tr("Scan the bin label first"), name=code))
            self._sounds.play("refused")
        else:
            quantity = int(self._typed) * 1000 if self._typed else None
            self._forget()
            self.run_scan(code, quantity=quantity)

    def run_scan(self, code: str, **given: Any) -> None:
        if self.place is not None:
            self.session.run(
                scanning.scan, self.count_id, self.place.bin_id, code, done=self.show_result, failed=self.show_refusal,
                owner=self, given=given,
            )  # fmt: skip

    def show_result(self, result: ScanResult) -> None:
        self.last = result if result.part_id is not None else self.last
        {"ask": self.asks.ask_weighed, "choose": self.asks.ask_which, "bin": self._other_bin}.get(
            result.kind, self._tell
        )(result)
        if result.seq is not None:
            self.refresh()

    def _tell(self, result: ScanResult) -> None:
        name = pick(result.name_zh, result.name_en) or result.number
        added = i18n.quantity(result.added, result.decimals, sign=True)
        sums = tr("scanned {n} · typed {m}", n=i18n.quantity(result.scanned or result.total, result.decimals),
                  m=i18n.quantity(result.typed, result.decimals))  # fmt: skip
        figure = i18n.quantity(result.total, result.decimals)
        note = "\n".join((tr("Total in this bin"), sums))
        part = {"bin": result.bin, "name": name, "number": result.number, "figure": figure, "unit": result.unit}
        at = time_of(result.at)
        if result.kind == "ok":
            self.say(Sign("scan_ok", tr("Counted {n}", n=added), at, note=note, **part))
        elif result.kind == "look":
            why = tr("belongs to {bin}", bin=result.elsewhere) if result.elsewhere else tr("not on the list")
            self.say(Sign("scan_warn", tr("Counted {n}, {why}", n=added, why=why), at, note=note, **part))
        elif result.kind == "unknown":
            where = tr("Scanned at {bin} · counted for no part", bin=result.bin)
            later = "\n".join((tr("Just go on scanning"), tr("Sort it out later under Unknown")))
            head = tr(result.reason) if result.reason else tr("Unknown barcode")
            self.say(Sign("scan_bad", head, tr("kept"), "", result.code, where, str(result.unknowns),
                           tr("unknown"), later))  # fmt: skip
        elif result.kind == "undone":
            self.say(Sign("scan_idle", tr("Undone {n}", n=added), at, note=note if result.part_id else "", **part))
        else:
            reason = tr(result.reason) if result.reason else tr("Not counted")
            self.say(Sign("scan_bad", reason, tr("not counted"), result.bin, name or result.code, result.number))
        self._sounds.play(result.kind if result.kind in ("ok", "look", "unknown", "refused", "undone") else "refused")

    def say(self, sign: Sign) -> None:
        self.stage.tell(sign)

    def show_refusal(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.say(Sign("scan_bad", tr(error.text), name=self.place.bin if self.place else ""))
            self._sounds.play("refused")

    # --- bins -----------------------------------------------------------------------------------------------------
    def _other_bin(self, result: ScanResult) -> None:
        self.take_bin(result.bin_id)

    def take_bin(self, bin_id: Any) -> None:
        """Goes to a bin; refused if another person counts it."""
        self.session.run(
            places.take_bin,
            self.count_id,
            bin_id,
            done=partial(self._bin_taken, bin_id),
            failed=self.show_refusal,
            owner=self,
        )

    def _bin_taken(self, bin_id: Any, round_: int) -> None:
        self.place = next((b for b in self.header.bins if b.bin_id == bin_id), None) if self.header else None
        self.last = None
        self.say(Sign("scan_idle", tr("Scan the parts now"), tr(ROUNDS[min(round_, 3)]),
                       self.place.bin if self.place else ""))  # fmt: skip
        self._sounds.play("ok")
        self.refresh()

    def step_bin(self, by: int) -> None:
        """PgDn, PgUp: the next bin that is still open and that this person may count."""
        bins = [b for b in self.header.bins if not b.finished and b.refusal is None] if self.header else []
        if not bins:
            return
        at = next((i for i, b in enumerate(bins) if self.place and b.bin_id == self.place.bin_id), -1 if by > 0 else 0)
        self.take_bin(bins[(at + by) % len(bins)].bin_id)

    def finish_bin(self) -> None:
        """Ctrl+Enter: ends the bin; what is not counted is named first."""
        if self.place is None:
            self.closed.emit()
            return
        self.session.run(
            places.finish_bin, self.count_id, self.place.bin_id, done=self._bin_finished, failed=self._not_finished,
            owner=self,
        )  # fmt: skip

    def _bin_finished(self, third: int) -> None:
        finished, self.place, self.last = self.place, None, None
        more = tr("{n} lines go to the leader", n=third) if third else ""
        self.say(Sign("scan_ok", tr("Bin finished"), bin=finished.bin if finished else "", name=more))
        self._sounds.play("complete")
        self.refresh()

    def _not_finished(self, error: Exception) -> None:
        self.show_refusal(error)
        self.side.show_tab("open")

    # --- zero, undo, typed quantities -----------------------------------------------------------------------------
    def undo(self) -> None:
        """Backspace: takes back the last act by a counter-event."""
        if self._typed:
            self._forget()
        elif self.place is not None:
            self.session.run(
                acts.undo, self.count_id, self.place.bin_id, done=self.show_result, failed=self.show_refusal, owner=self
            )

    def zero(self, *, not_found: bool = False) -> None:
        """F8: asks for a second F8, then confirms that none of the part lies here. Shift+F8: not found."""
        spot = self._zero or next(iter(self.tabs.uncounted), None) if self.tabs else None
        if spot is None or self.place is None:
            self.say(Sign("scan_warn", tr("Every line of this bin is counted")))
        elif self._zero is None or self._zero != spot or not self._flag.isActive():
            self._zero = spot
            self._flag.start()
            key = "Shift+F8" if not_found else "F8"
            head = tr("Not found? {key} again", key=key) if not_found else tr("None here? {key} again", key=key)
            self.say(
                Sign(
                    "scan_warn", head, "", spot.bin, pick(spot.name_zh, spot.name_en) or "", spot.number, "0", spot.unit
                )
            )
        else:
            self._zero = None
            self.session.run(
                acts.confirm_zero, self.count_id, self.place.bin_id, spot.part_id, done=self.show_result,
                failed=self.show_refusal, owner=self,
                given={"not_found": not_found, "status": spot.status, "batch": spot.batch},
            )  # fmt: skip

    def _picked(self, tab: str, key: Any) -> None:
        if isinstance(key, BinProgress):
            self.take_bin(key.bin_id)
        elif isinstance(key, Spot) and tab in ("counted", "extra"):
            self.asks.ask_total(key)
        elif isinstance(key, Spot):
            self._zero = key
            self._flag.start()
            self.say(Sign("scan_idle", tr("To count"), tr("F8 = zero, F4 = type"), key.bin,
                           pick(key.name_zh, key.name_en) or "", key.number))  # fmt: skip
        else:
            self.asks.settle(key)

    def pause(self) -> None:
        """F7: a phone call; scans are refused and nothing is counted."""
        self._paused = not self._paused
        self._tell_lamp()
        self.say(Sign("scan_idle", tr("Counting is paused") if self._paused else tr("Go on counting"),
                       bin=self.place.bin if self.place else ""))  # fmt: skip

    # --- keys -----------------------------------------------------------------------------------------------------
    def keys(self) -> Sequence[Key]:
        """What the key line tells."""
        return [
            Key("Scan", tr("adds 1")), Key("12*", tr("then scan: adds 12")),
            Key("F4", tr("Choose part"), self.asks.choose_part),
            Key("F7", tr("Pause"), self.pause), Key("F8", tr("Zero"), self.zero),
            Key("Shift+F8", tr("Not found"), partial(self.zero, not_found=True), shown=False),
            Key("Ctrl+Enter", tr("Finish bin"), self.finish_bin),
        ]  # fmt: skip

    def _tell_buttons(self) -> None:
        self.buttons.tell(
            [
                (tr("Undo"), "undo-2", "Backspace", self.undo, "scan.undo"),
                (tr("Quantity"), "calculator", "*", self.asks.ask_total, "scan.quantity"),
                (tr("Is zero"), "ban", "F8", self.zero, "scan.zero"),
                (tr("Next bin"), "arrow-right", "PgDown", partial(self.step_bin, 1), "scan.next"),
            ]
        )

    def before_scan(self) -> Callable[[], None]:
        """For the scanner: digits that slipped in before it was recognised are taken back."""
        typed = self._typed

        def put_back() -> None:
            self._typed = typed

        return put_back

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, words = event.key(), event.text()
        if words.isdigit() and words.isascii():
            self._typed = (self._typed + words)[:6]
            self._flag.start()
        elif words == "*" and not self._typed:
            self.asks.ask_total()
        elif key == Qt.Key.Key_Backspace:
            self.undo()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.step_bin(1 if key == Qt.Key.Key_PageDown else -1)
        elif words != "*":
            super().keyPressEvent(event)
            return
        self._show_flag()

    def _show_flag(self) -> None:
        self.say(replace(self.stage.sign, flag=f"× {self._typed}" if self._typed else ""))

    def _forget(self) -> None:
        self._typed, self._zero = "", None
        self._show_flag()
