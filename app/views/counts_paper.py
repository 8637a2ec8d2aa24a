"""Typing in a sheet that came back from the shelf, by keyboard alone: number, who, when, then down the lines.

A quantity and Enter goes to the next line; 0 says that nothing is there, F8 that it was not found. Below the printed
lines stands what was written by hand: a code and how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.core import clock, i18n
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text, pick, tr
from app.core.screen import Choice
from app.services import stock
from app.services.counts import paper_entry, queries
from app.services.counts.paper_entry import AddedLine, ReturnedSheet, SheetLine, Written
from app.views.kit.buttons import button, icon_button
from app.views.kit.chips import BinLabel
from app.views.kit.controls import ChoiceControl
from app.views.kit.dates import DateControl
from app.views.kit.figures import Figure
from app.views.kit.keyline import Key
from app.views.kit.labels import Words, text
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.messages import Messages
from app.views.kit.scanner import no_input_method
from app.views.kit.theme import px
from app.views.session import Session

UP, DOWN = (Qt.Key.Key_Up,), (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass
class Row:
    """A line on the page: its quantity, and what is said beside it. `code` is there on added lines only."""

    line: SheetLine | None
    quantity: QLineEdit
    said: Words
    code: QLineEdit | None = None
    lost: bool = False

    def read(self) -> int | None:
        """The quantity (1/1000), None if it is blank; Refused if it is no number."""
        return Figure("quantity", self.line.decimals if self.line else 3).read(self.quantity.text())


class PaperPage(QWidget):
    """One sheet after another; the scanner opens them."""

    left = Signal()
    said = Signal(str, object)
    changed = Signal()

    def __init__(self, session: Session, code: str = "") -> None:
        super().__init__()
        self.setObjectName("paper")
        self._session = session
        self.sheet: ReturnedSheet | None = None
        self.rows: list[Row] = []
        self.messages = Messages()
        self.code = self._line(230, "paper.code")
        self.code.setPlaceholderText(tr("Scan or type the number on the sheet"))
        self.code.returnPressed.connect(self._open_typed)
        self._bin, self._body = QVBoxLayout(), QVBoxLayout()
        self._who = ChoiceControl((), may_be_empty=False)
        self._who.setObjectName("paper.who")
        self._who.edited.connect(lambda: self._focus(0))
        self._when = DateControl(time=True)
        self._when.setObjectName("paper.when")
        self._other_time = False
        self._when.edited.connect(self._time_typed)
        self._enter = button(tr("Enter the sheet"), "primary", "check", key="Ctrl+Enter", act=self.enter)
        self._enter.setObjectName("paper.enter")
        back = icon_button("chevron-left", tr("Back"), key="Esc", act=self.leave)
        head = row(
            back, text(tr("Returned sheet"), "title"), self.code, self._bin, None, self._enter, gap=10
        )  # fmt: skip
        self._people = frame(
            row(text(tr("Counted by"), "caption"), self._who, 16, text(tr("Counted at"), "caption"), self._when, None,
                margins=(14, 8, 14, 8))
        )  # fmt: skip
        self._page = card(
            col(self._people, scroll(frame(col(self._body, None, margins=(14, 6, 14, 12)))), gap=0, stretch=1)
        )
        self.setLayout(col(head, self.messages, self._page, gap=10, margins=(16, 10, 16, 10), stretch=2))
        self._nothing()
        self.setFocusProxy(self.code)
        if code:
            self.open_sheet(code)

    def _line(self, width: int, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setFixedWidth(px(width))
        no_input_method(made)
        made.installEventFilter(self)
        return made

    # --- which sheet ------------------------------------------------------------------------------------------------
    def _nothing(self) -> None:
        self.sheet, self.rows = None, []
        clear(self._body)
        clear(self._bin)
        self._people.hide()
        self._enter.hide()
        self._body.addWidget(text(tr("Scan the bar code of a sheet that came back; its lines appear here."), "muted"))
        self.code.clear()
        self.code.setFocus()
        self.changed.emit()

    def _open_typed(self) -> None:
        if self.code.text().strip():
            self.open_sheet(self.code.text())

    def open_sheet(self, code: str) -> None:
        """Reads the lines of the sheet with this number."""
        self.code.setText(code.strip())
        self._session.ask(paper_entry.returned_sheet, code, done=self._show, failed=self._refused, owner=self)

    def _show(self, sheet: ReturnedSheet) -> None:
        self.messages.drop("refused")
        self.sheet, self.rows = sheet, []
        clear(self._body)
        clear(self._bin)
        self._bin.addLayout(row(BinLabel(sheet.bin), text(_round(sheet.round), "strong"), gap=8))
        able = [c for c in sheet.counters if c.refusal is None]
        self._who.offer([Choice(str(c.user), c.name) for c in able])
        self._who.put(str(able[0].user) if len(able) == 1 else None)
        self._when.put(clock.now())
        self._other_time = False
        self._people.show()
        self._enter.show()
        self._grid = self._made_grid()
        for line in sheet.lines:
            self._add_line(line)
        if sheet.round == 1:
            self._add_line(None)
        self._body.addLayout(self._grid)
        if len(able) != 1:
            self._who.setFocus()
        else:
            self._focus(0)
        self.changed.emit()

    def _made_grid(self) -> QGridLayout:
        made = QGridLayout()
        made.setHorizontalSpacing(px(14))
        made.setVerticalSpacing(px(5))
        heads = (tr("No."), tr("Part number"), tr("Name"), tr("Spec / model"), tr("Quantity"), tr("Unit"), "")
        for at, words in enumerate(heads):
            made.addWidget(text(words, "caption"), 0, at)
        made.setColumnStretch(2, 3)
        made.setColumnStretch(3, 2)
        made.setColumnStretch(6, 2)
        return made

    def _add_line(self, line: SheetLine | None) -> None:
        at = len(self.rows) + 1
        made = Row(line, self._line(96, f"paper.line.{at}"), text("", "muted", wrap=True))
        made.quantity.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(text(str(at), "muted"), at, 0)
        if line is None:
            made.code = self._line(190, f"paper.code.{at}")
            made.code.setPlaceholderText(tr("Code found besides"))
            made.quantity.setAccessibleName(tr("Quantity"))
            self._grid.addWidget(made.code, at, 1, 1, 2)
        else:
            made.quantity.setAccessibleName(line.number)
            name = " · ".join(
                w for w in (pick(line.name_zh, line.name_en), _status(line), line.batch) if w
            )  # fmt: skip
            cells = (text(line.number, "strong"), text(name, wrap=True), text(line.spec, "muted", wrap=True))
            for place, cell in enumerate(cells, 1):
                self._grid.addWidget(cell, at, place)
            self._grid.addWidget(text(i18n.unit(line.unit), "muted"), at, 5)
        self._grid.addWidget(made.quantity, at, 4)
        self._grid.addWidget(made.said, at, 6)
        made.quantity.textEdited.connect(lambda _text, row_=made: self._edited(row_))
        self.rows.append(made)

    # --- typing -----------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            key = Qt.Key(event.key())
            for at, one in enumerate(self.rows):
                if watched is one.code and key in DOWN and one.code.text().strip():
                    one.quantity.setFocus()
                    return True
                if watched in (one.quantity, one.code) and key in (*UP, *DOWN):
                    self._focus(at + (1 if key in DOWN else -1))
                    return True
        return super().eventFilter(watched, event)

    def _focus(self, at: int) -> None:
        """The quantity of a line; below the last one another added line begins."""
        last = self.rows[-1] if self.rows else None
        if at == len(self.rows) and last is not None and last.code is not None and last.code.text().strip():
            self._add_line(None)
        if 0 <= at < len(self.rows):
            target = self.rows[at].code or self.rows[at].quantity
            target.setFocus()
            target.selectAll()
        elif at >= len(self.rows):
            self._enter.setFocus()

    def _time_typed(self) -> None:
        self._other_time = True

    def _edited(self, one: Row) -> None:
        one.lost = False
        try:
            quantity = one.read()
        except Refused:
            quantity = None
        one.said.tell(tr("nothing there") if quantity == 0 and one.line is not None else "", "")

    def not_found(self) -> None:
        """F8: the part of the line under the cursor was expected and is not there."""
        for at, one in enumerate(self.rows):
            if one.quantity.hasFocus() and one.line is not None:
                one.lost = True
                one.quantity.clear()
                one.said.tell(tr("not found"), "warn")
                self._focus(at + 1)
                return

    def take_scan(self, code: str) -> bool:
        """A sheet's bar code opens it; a part's code goes to its line, or to a line of its own."""
        if "/" in code and code.upper().startswith("SC-"):
            if self.unsaved():
                self.messages.say("refused", "warn", tr("Enter this sheet first, or leave it with Esc."))
            else:
                self.open_sheet(code)
        elif self.sheet is not None:
            sheet = self.sheet
            self._session.ask(
                queries.find_part, sheet.count, sheet.bin_id, code, done=lambda found: self._to_line(code, found),
                owner=self,
            )  # fmt: skip
        return True

    def _to_line(self, code: str, found: Sequence[Any]) -> None:
        parts = {c.part_id for c in found}
        for at, one in enumerate(self.rows):
            if one.line is not None and one.line.part_id in parts:
                self._focus(at)
                return
        last = self.rows[-1] if self.rows else None
        if last is not None and last.code is not None:
            if last.code.text().strip():
                self._add_line(None)
                last = self.rows[-1]
            if last.code is not None:
                last.code.setText(code)
            last.quantity.setFocus()

    # --- entering ---------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        """Ctrl+Enter: keeps the sheet and ends the bin."""
        self._send(finish=True)

    def keep(self) -> None:
        """Keeps what is written; the rest of the bin is counted later."""
        self._send(finish=False)

    def _send(self, *, finish: bool) -> None:
        if self.sheet is None:
            return
        self.messages.drop("refused")
        if not self._who.value():
            self.messages.say("refused", "bad", tr("Say who counted."))
            self._who.setFocus()
            return
        written, added, wrong = self._written()
        if wrong:
            self._point_out(wrong)
            return
        who = next(c.user for c in self.sheet.counters if str(c.user) == self._who.value())
        given = {"counter": who, "at": self._when.value() if self._other_time else None, "added": added}
        self._session.run(
            paper_entry.enter_sheet, self.sheet.count, self.sheet.bin_id, written, done=self._entered,
            failed=self._refused, owner=self, given=given | {"finish": finish},
        )  # fmt: skip

    def _written(self) -> tuple[list[Written], list[AddedLine], list[Problem]]:
        """What the lines say; `written.N` and `added.N` of a refusal are the lines in this order."""
        written: list[Written] = []
        added: list[AddedLine] = []
        wrong: list[Problem] = []
        self._places: dict[str, int] = {}
        for at, one in enumerate(self.rows):
            try:
                quantity = one.read()
            except Refused as refused:
                wrong.append(Problem(str(at), refused.text))
                continue
            if one.line is not None and (one.lost or quantity is not None):
                self._places[f"written.{len(written)}"] = at
                line = one.line
                written.append(Written(line.part_id, quantity or 0, one.lost, line.status, line.batch))
            elif one.code is not None and one.code.text().strip():
                self._places[f"added.{len(added)}"] = at
                added.append(AddedLine(one.code.text().strip(), quantity or 0))
            elif one.code is not None and quantity is not None:
                wrong.append(Problem(str(at), Text(N_("Enter the code or part number."))))
        return written, added, wrong

    def _point_out(self, problems: Sequence[Problem]) -> None:
        first = None
        for problem in problems:
            at = int(problem.where) if problem.where.isdigit() else self._places.get(problem.where)
            if at is not None:
                self.rows[at].said.tell(tr(problem.text), "bad")
                first = at if first is None else min(first, at)
        if first is not None:
            self._focus(first)

    def _entered(self, third: int) -> None:
        bin_ = self.sheet.bin if self.sheet else ""
        self.said.emit(tr("Bin {bin} entered.", bin=bin_), None)
        self._nothing()
        if third:
            self.messages.say("third", "warn", tr("Two counts differ: the leader counts {n} lines of it.", n=third))
        else:
            self.messages.drop("third")

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            return
        blank = error.where == "lines"
        way = (tr("Keep it, finish later"), self.keep) if blank else None
        self.messages.say("refused", "warn" if blank else "bad", tr(error.text), "", way)
        if blank:
            empty = [at for at, r in enumerate(self.rows) if r.line and not r.lost and not r.quantity.text().strip()]
            self._focus(empty[0] if empty else 0)
        elif self.sheet is not None:
            self._point_out(error.problems)
        else:
            self.code.selectAll()

    # --- what the room asks -------------------------------------------------------------------------------------------
    def unsaved(self) -> str:
        """The number of a sheet whose lines are not kept yet."""
        typed = any(r.lost or r.quantity.text().strip() or (r.code and r.code.text().strip()) for r in self.rows)
        return self.code.text() if self.sheet is not None and typed else ""

    def leave(self) -> None:
        """Esc: the sheet is put aside; with no sheet, back."""
        if self.sheet is None:
            self.left.emit()
        elif self.unsaved():
            way = (tr("Leave it out"), self._nothing)
            self.messages.say("refused", "warn", tr("What you typed of this sheet is not kept yet."), "", way)
        else:
            self._nothing()

    def refresh(self) -> None:
        """F5: nothing here changes by itself."""

    def keys(self) -> list[Key]:
        """What works here."""
        return [
            Key("Enter", tr("Next line")), Key("0", tr("nothing there")), Key("F8", tr("not found"), self.not_found),
            Key("Ctrl+Enter", tr("Enter the sheet"), self.enter), Key("Ctrl+S", tr("Keep it, finish later"), self.keep),
            Key("Esc", tr("Back"), self.leave),
        ]  # fmt: skip


def _round(number: int) -> str:
    return {1: tr("First count"), 2: tr("Recount")}.get(number, tr("The leader's count"))


def _status(line: SheetLine) -> str:
    return "" if line.status == "AVAILABLE" else tr(stock.STATUS_LABELS[line.status])
