"""What counts kept open: the list with its age, and the sheet in which finance clears one up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.errors import Refused
from app.core.i18n import N_, pick, tr
from app.core.screen import Column, Field, ListQuery
from app.services.counts import kept_open, rules
from app.services.counts.kept_open import HOW, KeptOpen
from app.views.export import export_of
from app.views.kit.buttons import button, icon_button
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row
from app.views.kit.messages import Messages
from app.views.kit.room import Room
from app.views.kit.sidesheet import ask_sheet
from app.views.kit.states import empty
from app.views.kit.table import Table
from app.views.records import DeskRecords
from app.views.session import Session

COLUMNS = (
    Column("due", N_("To be cleared up until"), "date", 150, sort=False),
    Column("days", N_("Days open"), "number", 80, sort=False),
    Column("count", N_("Stock count"), "strong", 170, sort=False),
    Column("bin", N_("Bin location"), "bin", 110, sort=False),
    Column("part", N_("Part"), width=240, stretch=True, sort=False),
    Column("difference", N_("Difference"), "quantity", 90, sort=False),
    Column("value", N_("Value"), "money", 100, sort=False),
    Column("responsible", N_("Responsible"), width=100, sort=False),
)
ASKED = (
    Field("how", N_("What it was"), "choice", choices=HOW, required=True),
    Field("proof", N_("Number of the document that took it back"), "text", length=40),
    Field("note", N_("Note"), "text", length=200),
)


class _Rows:
    """The rows of the table, as they were read."""

    def __init__(self) -> None:
        self.lines: dict[Any, KeptOpen] = {}

    def find(self, query: ListQuery) -> Sequence[Any]:
        """All of them, the most pressing first."""
        return list(self.lines)

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """What the columns show."""
        return [
            (x.due, x.days, x.count, x.bin, f"{x.number}  {pick(x.name_zh, x.name_en)}",
             (x.difference, x.decimals, x.unit), x.value, x.responsible)
            for x in (self.lines[i] for i in ids if i in self.lines)
        ]  # fmt: skip


class KeptOpenPage(QWidget):
    """Differences that wait to be cleared up, over all counts."""

    left = Signal()
    said = Signal(str, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("kept_open")
        self._session, self._rows = session, _Rows()
        self.messages = Messages()
        self._count = text("", "muted")
        self.table = Table(COLUMNS, self._rows, session.tasks, name=tr("Kept open"))
        self._clear = button(
            tr("Clear up"), "primary", "check", key="F2", act=self.clear, object_name="kept_open.clear"
        )
        self._stack = QStackedLayout()
        self._stack.addWidget(card(col(self.table, gap=0, margins=(0, 0, 0, 0))))
        self._stack.addWidget(
            empty(tr("Nothing is kept open."), (tr("Back to the list"), self.leave), icon_name="clipboard-check")
        )
        body = QWidget()
        body.setLayout(self._stack)
        self.export = export_of(tr("Kept open"), session, self._rows, COLUMNS)
        self.export.written.connect(self.said)
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.leave)
        head = row(back, text(tr("Kept open"), "title"), self._count, None, self.export.button(), self._clear, gap=10)
        self.setLayout(col(head, self.messages, self.export, body, gap=10, margins=(16, 10, 16, 10), stretch=3))
        self.setFocusProxy(self.table)
        self.refresh()

    def refresh(self) -> None:
        """Reads again what is open."""
        self._session.ask(kept_open.kept_open, done=self._show, owner=self, latest="kept_open")

    def _show(self, found: Sequence[KeptOpen]) -> None:
        self._rows.lines = {x.line_id: x for x in found}
        late = sum(1 for x in found if x.overdue)
        self._count.tell(tr("{n} open, {late} overdue", n=len(found), late=late))
        self._stack.setCurrentIndex(0 if found else 1)
        self._clear.setVisible(bool(found) and self._session.may(rules.APPROVE))
        self.table.ask(ListQuery())
        if found:
            self.table.choose(found[0].line_id)

    def clear(self) -> None:
        """F2: asks what the chosen difference was."""
        chosen = next(iter(self.table.chosen_ids()), None)
        if chosen not in self._rows.lines or not self._session.may(rules.APPROVE):
            return
        line = self._rows.lines[chosen]
        boxes = {f.name: FieldBox(f, make_control(f, DeskRecords(self._session), self._session.tasks)) for f in ASKED}
        holder = QWidget()
        head = text(f"{line.count} · {line.bin} · {line.number}", "muted")
        holder.setLayout(col(head, *boxes.values(), None, gap=10))

        def take() -> None:
            values = {name: box.control.value() or "" for name, box in boxes.items()}
            self._session.run(
                kept_open.clear, line.line_id, values.pop("how"), done=lambda _: done(),
                failed=partial(self._refused, boxes), owner=self, given=values,
            )  # fmt: skip

        def done() -> None:
            sheet.close_sheet()
            self.said.emit(tr("{part} is cleared up.", part=line.number), None)
            self.refresh()

        home: QWidget = self
        while not isinstance(home, Room) and (above := home.parentWidget()) is not None:
            home = above
        sheet = ask_sheet(home, tr("Clear up"), tr("Take over"), holder, take)

    def _refused(self, boxes: dict[str, FieldBox], error: Exception) -> None:
        if isinstance(error, Refused):
            for problem in error.problems:
                if problem.where in boxes:
                    boxes[problem.where].show_problem(problem)
                else:
                    self.messages.say("refused", "bad", tr(error.text))

    def leave(self) -> None:
        """Esc: back to the counts."""
        self.left.emit()

    def keys(self) -> list[Key]:
        """What works here."""
        clear = [Key("F2", tr("Clear up"), self.clear)] if self._session.may(rules.APPROVE) else []
        return [*clear, self.export.key(), Key("F5", tr("Refresh"), self.refresh), Key("Esc", tr("Back"), self.leave)]
