"""What is due for a cycle count: bins with the reason for each, and the button that makes the drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.screen import Choice, Column, ListQuery
from app.services.counts import cycles
from app.services.counts.cycles import DueBin
from app.views.export import export_of
from app.views.kit.buttons import button, icon_button
from app.views.kit.controls import ChoiceControl
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row
from app.views.kit.messages import Messages
from app.views.kit.states import empty
from app.views.kit.table import Table
from app.views.session import Session

COLUMNS = (
    Column("bin", N_("Bin location"), "bin", 150, sort=False),
    Column("reasons", N_("Why it is due"), width=420, stretch=True, sort=False),
    Column("parts", N_("Parts"), "number", 80, sort=False),
    Column("last", N_("Last count"), "moment", 150, sort=False),
)


class _Due:
    """The rows of the table, as they were read."""

    def __init__(self) -> None:
        self.bins: dict[Any, DueBin] = {}

    def find(self, query: ListQuery) -> Sequence[Any]:
        """All of them, in the order of urgency."""
        return list(self.bins)

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """The figures of a bin are not among them: who plans may count."""
        return [(d.bin, _said(d), d.parts, d.last) for d in (self.bins[i] for i in ids if i in self.bins)]


def _said(due: DueBin) -> str:
    return " · ".join(tr(r.text) for r in due.reasons)


class CyclePage(QWidget):
    """The list of what is due in one warehouse."""

    left = Signal()
    drafted = Signal(object)  # the ids of the new counts
    said = Signal(str, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("cycle")
        self._session, self._due = session, _Due()
        self.messages = Messages()
        self._count = text("", "muted")
        self.table = Table(COLUMNS, self._due, session.tasks, name=tr("Cycle counts due"))
        self.table.chosen.connect(self._tell)
        self.table.counted.connect(self._tell)
        self._plan = button("", "primary", "list-checks", key="Ctrl+Enter", act=self.plan, object_name="cycle.plan")
        self._houses = col(gap=0)
        self._ids: dict[str, Any] = {}
        self._stack = QStackedLayout()
        self._stack.addWidget(card(col(self.table, gap=0, margins=(0, 0, 0, 0))))
        self._stack.addWidget(
            empty(tr("No bin is due. Counts come due by class, by what is issued, and after a bad count."),
                  (tr("Back to the list"), self.leave), icon_name="clipboard-check")
        )  # fmt: skip
        body = QWidget()
        body.setLayout(self._stack)
        self.export = export_of(tr("Cycle counts due"), session, self._due, COLUMNS)
        self.export.written.connect(self.said)
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.leave)
        back.setObjectName("cycle.back")
        acts = (self._houses, self.export.button(), self._plan)
        head = row(back, text(tr("Cycle counts due"), "title"), self._count, None, *acts, gap=10)
        self.setLayout(col(head, self.messages, self.export, body, gap=10, margins=(16, 10, 16, 10), stretch=3))
        self.setFocusProxy(self.table)
        session.ask(cycles.warehouses, done=self._offer, owner=self)

    def _offer(self, found: Sequence[tuple[Any, str, str]]) -> None:
        self._ids = {code: id for id, code, _name in found}
        self._choice = ChoiceControl([Choice(code, name) for _id, code, name in found], may_be_empty=False)
        self._choice.setObjectName("cycle.warehouse")
        self._choice.setVisible(len(found) > 1)
        self._houses.addWidget(self._choice)
        if found:
            self._choice.put(found[0][1])
            self.refresh()
        self._choice.edited.connect(self.refresh)

    def _warehouse(self) -> Any:
        return self._ids[self._choice.value() or next(iter(self._ids))]

    def refresh(self) -> None:
        """Reads again what is due."""
        if self._ids:
            self._session.ask(cycles.due_bins, self._warehouse(), done=self._show, owner=self, latest="due")

    def _show(self, found: Sequence[DueBin]) -> None:
        self._due.bins = {d.bin_id: d for d in found}
        self._count.tell(tr("{n} bins", n=len(found)))
        self._stack.setCurrentIndex(0 if found else 1)
        self._plan.setVisible(bool(found))
        self.table.ask(ListQuery())
        self._tell()

    def _chosen(self) -> list[Any]:
        ids = list(self.table.chosen_ids())
        return ids if len(ids) > 1 else list(self._due.bins)

    def _tell(self, *_: object) -> None:
        ids = self._chosen()
        every = len(ids) == len(self._due.bins)
        words = tr("Plan all {n} bins", n=len(ids)) if every else tr("Plan {n} chosen bins", n=len(ids))
        self._plan.rename(words)

    def plan(self) -> None:
        """Ctrl+Enter: drafts of the chosen bins; of all, if no more than one is chosen."""
        if self._due.bins:
            self._session.run(
                cycles.plan_cycle, self._warehouse(), self._chosen(), done=self._planned, failed=self._refused,
                owner=self,
            )  # fmt: skip

    def _planned(self, made: Sequence[Any]) -> None:
        self.said.emit(tr("{n} counts drafted.", n=len(made)), None)
        self.drafted.emit(made)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.messages.say("refused", "bad", tr(error.text))
            self.refresh()

    def leave(self) -> None:
        """Esc: back to the counts."""
        self.left.emit()

    def keys(self) -> list[Key]:
        """What works here."""
        return [
            Key("Ctrl+Enter", tr("Plan"), self.plan), Key("Ctrl+A", tr("All")), self.export.key(),
            Key("F5", tr("Refresh")),
            Key("Esc", tr("Back"), self.leave),
        ]  # fmt: skip
