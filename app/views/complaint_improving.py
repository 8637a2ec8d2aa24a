"""Improvement actions of all complaints, also of closed ones, until somebody saw that they work (R90)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.i18n import N_, tr
from app.core.screen import Column, ListQuery
from app.services.complaints import queries
from app.services.complaints.queries import Improving
from app.views.export import export_of
from app.views.kit.buttons import icon_button
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row
from app.views.kit.states import empty
from app.views.kit.table import Table
from app.views.session import Session

LIGHTS = (("RED", N_("Overdue")), ("GREEN", N_("To be done")), ("STOPPED", N_("To be verified")))
COLUMNS = (
    Column("light", N_("State"), "light", 120, choices=LIGHTS, sort=False),
    Column("due", N_("To be finished by"), "date", 110, sort=False),
    Column("action", N_("Improvement action"), width=300, stretch=True, sort=False),
    Column("owner", N_("Responsible"), width=110, sort=False), Column("number", N_("Complaint"), width=180, sort=False),
    Column("done", N_("Done at"), "moment", 120, sort=False),
)  # fmt: skip


class _Rows:
    """The rows of the table, as they were read: what is due first on top."""

    def __init__(self) -> None:
        self.lines: dict[Any, Improving] = {}

    def find(self, _query: ListQuery) -> Sequence[Any]:
        """All of them."""
        return list(self.lines)

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """What the columns show."""
        return [
            (
                "RED" if x.late else "STOPPED" if x.done_at else "GREEN", x.due, x.action, x.owner, x.number, x.done_at,
            )
            for x in (self.lines[i] for i in ids if i in self.lines)
        ]  # fmt: skip


class ImprovingPage(QWidget):
    """Over the list of complaints; Enter opens the complaint, where the action is done and verified."""

    left = Signal()
    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("complaints.improving")
        self._session, self._rows = session, _Rows()
        self._count = text("", "muted")
        self.table = Table(COLUMNS, self._rows, session.tasks, name=tr("Improvement actions"))
        self.table.opened.connect(self._open)
        self._stack = QStackedLayout()
        self._stack.addWidget(card(col(self.table, gap=0)))
        nothing = tr("No improvement action is open.")
        self._stack.addWidget(empty(nothing, (tr("Back to the list"), self.left.emit), icon_name="circle-check"))
        body = QWidget()
        body.setLayout(self._stack)
        self.export = export_of(self.title(), session, self._rows, COLUMNS)
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.left.emit)
        head = row(back, text(tr("Improvement actions"), "title"), self._count, None, self.export.button(), gap=10)
        self.setLayout(col(head, self.export, body, gap=10, margins=(16, 10, 16, 10), stretch=2))
        self.setFocusProxy(self.table)
        self.refresh()

    def title(self) -> str:
        """What the window calls it."""
        return tr("Improvement actions")

    def refresh(self) -> None:
        """Reads again what is open."""
        self._session.ask(queries.improvements, done=self._show, owner=self, latest="improvements")

    def _show(self, found: Sequence[Improving]) -> None:
        self._rows.lines = {one.id: one for one in found}
        self._count.tell(tr("{n} to be watched, {late} overdue", n=len(found), late=sum(one.late for one in found)))
        self._stack.setCurrentIndex(0 if found else 1)
        self.table.ask(ListQuery())
        if found:
            self.table.choose(found[0].id)

    def _open(self, id: Any) -> None:
        if id in self._rows.lines:
            self.opened.emit(self._rows.lines[id].complaint)

    def keys(self) -> list[Key]:
        """What works here."""
        return [
            Key("Enter", tr("Open it")), self.export.key(), Key("F5", tr("Refresh"), self.refresh),
            Key("Esc", tr("Back"), self.left.emit),
        ]  # fmt: skip
