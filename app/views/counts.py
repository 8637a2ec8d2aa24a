"""The counting room: the generic list and page of counts, the scan room, and the differences with cause and treatment.

Built from kit parts and the generic room; it knows the counts' use-cases and no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import N_, pick, tr
from app.core.screen import Field
from app.services.counts import analysis, findings, queries, rules
from app.services.counts.findings import Finding, Findings
from app.services.counts.screens import KIND
from app.services.documents import DocumentView
from app.views.document_room import DocumentRoom
from app.views.kit.buttons import Button, button
from app.views.kit.chips import BinLabel
from app.views.kit.controls import FlagControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.sidesheet import ask_sheet
from app.views.kit.sounds import Sounds
from app.views.kit.table import Memory
from app.views.kit.theme import px
from app.views.records import DeskRecords
from app.views.scan_page import ScanPage
from app.views.session import Session

COUNTED_IN = ("counting", "recount")
TREAT = (
    Field("cause", N_("Cause"), "choice", choices=rules.CAUSES, required=True),
    Field("treatment", N_("Treatment"), "choice", choices=rules.TREATMENTS, required=True),
    Field("responsible", N_("Responsible"), "record", record="people"),
    Field("due", N_("To be cleared up until"), "date"),
    Field("unit_cost", N_("Unit cost, if the part has none yet"), "price"),
    Field("note", N_("Note"), "text", length=200),
)


class Differences(QWidget):
    """Every difference with the book at count time explained; one or many get their cause and treatment."""

    explained = Signal()  # what the page offers next may have changed

    def __init__(self, session: Session, seen: DocumentView) -> None:
        super().__init__()
        self.setObjectName("differences")
        self._session, self._seen = session, seen
        self._lines: dict[Any, FlagControl] = {}
        self._body = QVBoxLayout()
        self._figures = text("", "muted", wrap=True)
        self._treat = button(
            tr("Cause and treatment"), "", "pen-line", key="F2", act=self.treat, object_name="differences.treat"
        )
        self._all = button(tr("Choose all"), "quiet", act=self.choose_all, object_name="differences.all")
        self._stale = button(tr("Look at late slips again"), "", "refresh-cw", act=self.reconfirm)
        self._stale.hide()
        editable = seen.state == "analysis" and session.may(rules.ANALYSE)
        self._treat.setVisible(editable)
        self._all.setVisible(editable)
        self._editable = editable
        head = (None, self._all, self._stale, self._treat)
        self.setLayout(col(section(tr("Differences"), col(self._figures, self._body, gap=8), *head)))
        self.refresh()

    def refresh(self) -> None:
        """Reads the findings again."""
        self._session.ask(findings.findings, self._seen.id, done=self._show, failed=self._refused, owner=self)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._figures.tell(tr(error.text))

    def _show(self, found: Findings) -> None:
        clear(self._body)
        self._lines = {}
        figures = found.figures
        self._figures.tell(
            tr("{lines} lines · gain {gain} · loss {loss} · still open: {open}", lines=len(found.lines),
               gain=i18n.money(figures.gain_value), loss=i18n.money(-abs(figures.loss_value)), open=found.open)
        )  # fmt: skip
        self._stale.setVisible(self._editable and any(f.stale for f in found.lines))
        differing = [f for f in found.lines if f.difference]
        if not differing:
            self._body.addWidget(text(tr("Goods and books match: no difference."), "strong", "ok"))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(8))
        heads = ("", tr("Bin location"), tr("Part"), tr("Book"), tr("Counted"), tr("Difference"), tr("Value"),
                 tr("Cause and treatment"))  # fmt: skip
        for at, words in enumerate(heads):
            grid.addWidget(text(words, "caption"), 0, at)
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(7, 3)
        for at, finding in enumerate(differing, 1):
            self._row(grid, at, finding)
        self._body.addLayout(grid)

    def _row(self, grid: QGridLayout, at: int, f: Finding) -> None:
        chosen = FlagControl("")
        chosen.setObjectName(f"differences.{f.number}")
        chosen.setAccessibleName(f.number)
        chosen.setVisible(self._editable)
        self._lines[f.id] = chosen
        quantity = partial(i18n.quantity, decimals=f.decimals)
        moved = sum(m.quantity for m in f.moves)
        book = quantity(f.book) + (f" ({quantity(f.snapshot)} {quantity(moved, sign=True)})" if moved else "")
        tone = "bad" if f.difference < 0 else "ok"
        told = (
            [tr(rules.label(rules.CAUSES, f.cause)), tr(rules.label(rules.TREATMENTS, f.treatment))] if f.cause else []
        )
        what = " · ".join([w for w in (*told, f.responsible, f.note) if w]) or tr("Not explained yet")
        if f.stale:
            what = tr("A slip came late: look at it again") + " · " + what
        if f.pair:
            what += " · " + tr("offsets {part}", part=f.pair)
        cells: Sequence[QWidget] = (
            chosen, BinLabel(f.bin), text(f"{f.number}  {pick(f.name_zh, f.name_en)}", wrap=True), text(book),
            text(quantity(f.accepted)), text(f"{quantity(f.difference, sign=True)} {f.unit}", "strong", tone),
            text(i18n.money(f.value, sign=True)), text(what, wrap=True, tone="" if f.cause else "warn"),
        )  # fmt: skip
        for place, cell in enumerate(cells):
            grid.addWidget(cell, at, place)

    def choose_all(self) -> None:
        """Ticks every difference."""
        for line in self._lines.values():
            line.put(True)

    def treat(self) -> None:
        """F2: asks cause and treatment for the chosen differences (all, if none is chosen)."""
        chosen = [i for i, c in self._lines.items() if c.value()] or list(self._lines)
        boxes = {}
        for field in TREAT:
            control = make_control(field, DeskRecords(self._session), self._session.tasks)
            boxes[field.name] = FieldBox(field, control)
        holder = QWidget()
        holder.setLayout(col(text(tr("For {n} lines", n=len(chosen)), "muted"), *boxes.values(), None, gap=10))

        def take() -> None:
            values = {name: box.control.value() for name, box in boxes.items()}
            cause, treatment = values.pop("cause") or "", values.pop("treatment") or ""
            self._session.run(
                analysis.treat, self._seen.id, chosen, cause, treatment, done=lambda _n: done(),
                failed=partial(self._show_problems, boxes), owner=self, given=values,
            )  # fmt: skip

        def done() -> None:
            sheet.close_sheet()
            self.explained.emit()

        home: QWidget = self
        while not isinstance(home, Room) and (above := home.parentWidget()) is not None:
            home = above
        sheet = ask_sheet(home, tr("Cause and treatment"), tr("Take over"), holder, take)

    @staticmethod
    def _show_problems(boxes: dict[str, FieldBox], error: Exception) -> None:
        if isinstance(error, Refused):
            for problem in error.problems:
                if problem.where in boxes:
                    boxes[problem.where].show_problem(problem)

    def reconfirm(self) -> None:
        """Late slips: the count stands, book and difference are computed anew."""
        self._session.run(analysis.reconfirm, self._seen.id, done=lambda _n: self.explained.emit(), owner=self)


class CountingRoom(Room):
    """List, plan and steps as for any document; counting itself in the scan page."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.counts")
        self._session, self._scanner = session, scanner
        self._sounds = Sounds(muted=bool(memory.get("sounds.muted")), volume=int(memory.get("sounds.volume") or 80))
        self.base = DocumentRoom(KIND, session, memory, self)
        self.scan: ScanPage | None = None
        self._stack = QStackedLayout()
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.base)
        self.setLayout(self._stack)
        self.base.changed.connect(self.changed)
        self.base.said.connect(self.said.emit)
        self.base.asked.connect(self.asked.emit)

    # --- what the generic page gets ---------------------------------------------------------------------------------
    def head(self, seen: DocumentView) -> Sequence[QWidget]:
        """The way to the scan room, while the count runs."""
        if seen.state not in COUNTED_IN or not self._session.may(rules.COUNT):
            return ()
        start = Button(tr("Count"), "", "scan-barcode", key="F9", act=partial(self.count, seen.id))
        start.setObjectName("counts.count")
        return (start,)

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """From the analysis on: the differences; before that nothing, the count is blind."""
        may = any(self._session.may(p) for p in (rules.ANALYSE, rules.APPROVE, rules.APPROVE_ANNUAL))
        if seen.state in findings.SHOWN and may:
            differences = Differences(self._session, seen)
            differences.explained.connect(self.base.refresh)
            return (differences,)
        return ()

    def count(self, id: Any) -> None:
        """Opens the scan room of a count."""
        self._drop_scan()
        self.scan = ScanPage(self._session, self._scanner, id, self._sounds)
        self.scan.closed.connect(self.leave_scan)
        self.scan.changed.connect(self.changed)
        self.scan.layout().setContentsMargins(px(16), px(10), px(16), px(10))  # type: ignore[union-attr]
        self._stack.addWidget(self.scan)
        self._stack.setCurrentWidget(self.scan)
        self.scan.come_to_front()
        self.changed.emit()
        if not self._sounds.ready:  # opening the device takes up to 100 ms: the room is painted first
            QTimer.singleShot(200, self._sounds, self._sounds.prepare)

    def leave_scan(self) -> None:
        """Back to the count's page; not while scans wait for the data file."""
        if self.scan is not None and self.scan.unsaved():
            self.scan.stay()
            return
        self._drop_scan()
        self._stack.setCurrentWidget(self.base)
        self.base.refresh()
        (self.base.page or self.base.listing.table).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop_scan(self) -> None:
        if self.scan is not None:
            self.scan.go_back()
            self._stack.removeWidget(self.scan)
            self.scan.deleteLater()
            self.scan = None

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self.base.title()

    def keys(self) -> Sequence[Key]:
        if self.scan is not None:
            return [*self.scan.keys(), Key("Alt+Left", tr("Back"), self.leave_scan)]
        page = self.base.page
        seen = page.seen if page is not None else None
        extra = [Key("F9", tr("Count"), partial(self.count, seen.id))] if seen and self.head(seen) else []
        return [*self.base.keys(), *extra]

    def on_shown(self, argument: object = None) -> None:
        if self.scan is not None and argument is None:
            self.scan.come_to_front()
            return
        self._drop_scan()
        self._stack.setCurrentWidget(self.base)
        self.base.on_shown(argument)

    def on_hidden(self) -> None:
        if self.scan is not None:
            self.scan.go_back()

    def owns_scanner(self) -> bool:
        return self.scan is not None

    def wants_scan(self, code: str) -> bool:
        """A bin label scanned in this room opens the count that is counting it."""
        if self.base.wants_scan(code):
            return True
        self._session.ask(queries.open_places, done=partial(self._to_place, code), owner=self)
        return False

    def _to_place(self, code: str, places: Sequence[tuple[Any, str, Any]]) -> None:
        for _bin, name, count in places:
            if name == code.strip().upper():
                self.count(count)
                return

    def regions(self) -> Sequence[QWidget]:
        return self.scan.regions() if self.scan is not None else self.base.regions()

    def refresh(self) -> None:
        (self.scan or self.base).refresh()

    def unsaved(self) -> str:
        return self.scan.unsaved() if self.scan is not None else self.base.unsaved()

    def save(self) -> bool:
        return not self.scan.unsaved() if self.scan is not None else self.base.save()

    def slim_rail(self) -> bool:
        return self.scan is not None
