"""What is late, level by level: what the handler, the head of his department and the manager have to hear of (R87)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.i18n import N_, tr
from app.core.screen import Column, ListQuery
from app.services.complaints import clocks, queries, rules
from app.services.complaints.queries import HANDLER, HEAD, MANAGER, Late
from app.services.vehicles import shown
from app.views.export import export_of
from app.views.kit.buttons import icon_button
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row
from app.views.kit.states import empty
from app.views.kit.table import Table
from app.views.session import Session

LEVELS = {
    HANDLER: N_("Complaint handler"), HEAD: N_("Head of the department"), MANAGER: N_("Manager"),
}  # fmt: skip
COLUMNS = (
    Column("level", N_("Who must act"), "choice", 150, choices=tuple(LEVELS.items()), sort=False),
    Column("number", N_("Number"), "strong", 190, sort=False), Column("plate", N_("Plate"), "plate", 110, sort=False),
    Column("what", N_("What is late"), "text", 160, choices=tuple(clocks.LABELS.items()), sort=False, stretch=True),
    Column("due", N_("Was due"), "moment", 120, sort=False),
    Column("days", N_("Working days late"), "number", 110, sort=False),
    Column("severity", N_("Severity"), "choice", 110, choices=tuple(rules.SEVERITIES.items()), sort=False),
    Column("dept", N_("Responsible department"), "choice", 130, choices=tuple(rules.DEPTS.items()), sort=False),
    Column("handler", N_("Handles it"), width=90, sort=False),
)  # fmt: skip


class _Rows:
    """The rows of the table, as they were read: the highest level first."""

    def __init__(self) -> None:
        self.lines: dict[Any, Late] = {}

    def find(self, _query: ListQuery) -> Sequence[Any]:
        """All of them."""
        return list(self.lines)

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """What the columns show."""
        return [
            (x.level, x.number, shown(x.plate), tr(clocks.LABELS[x.what]), x.due, x.days, x.severity, x.dept, x.handler)
            for x in (self.lines[i] for i in ids if i in self.lines)
        ]


class OverduePage(QWidget):
    """Over the list of complaints; Enter opens one."""

    left = Signal()
    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("complaints.overdue")
        self._session, self._rows = session, _Rows()
        self._count = text("", "muted")
        self.table = Table(COLUMNS, self._rows, session.tasks, name=tr("Overdue"))
        self.table.opened.connect(self.opened)
        self._stack = QStackedLayout()
        self._stack.addWidget(card(col(self.table, gap=0)))
        self._stack.addWidget(
            empty(tr("Nothing is late."), (tr("Back to the list"), self.left.emit), icon_name="circle-check")
        )
        body = QWidget()
        body.setLayout(self._stack)
        self.export = export_of(self.title(), session, self._rows, COLUMNS)
        back = icon_button("chevron-left", tr("Back to the list"), key="Esc", act=self.left.emit)
        head = row(back, text(tr("Overdue complaints"), "title"), self._count, None, self.export.button(), gap=10)
        self.setLayout(col(head, self.export, body, gap=10, margins=(16, 10, 16, 10), stretch=2))
        self.setFocusProxy(self.table)
        self.refresh()

    def title(self) -> str:
        """What the window calls it."""
        return tr("Overdue complaints")

    def refresh(self) -> None:
        """Reads again what is late."""
        self._session.ask(queries.overdue, done=self._show, owner=self, latest="overdue")

    def _show(self, found: Sequence[Late]) -> None:
        self._rows.lines = {one.id: one for one in found}
        counts = [f"{tr(label)} {n}" for code, label in LEVELS.items() if (n := sum(x.level == code for x in found))]
        self._count.tell(" · ".join(counts))
        self._stack.setCurrentIndex(0 if found else 1)
        self.table.ask(ListQuery())
        if found:
            self.table.choose(found[0].id)

    def keys(self) -> list[Key]:
        """What works here."""
        return [
            Key("Enter", tr("Open it")), self.export.key(), Key("F5", tr("Refresh"), self.refresh),
            Key("Esc", tr("Back"), self.left.emit),
        ]  # fmt: skip
