"""Late complaints beside Today, for whoever must step in: the head of the department, then the manager (R87)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core import clock
from app.core.i18n import tr
from app.services.complaints import clocks, rules
from app.services.complaints.day import late_for_me
from app.services.complaints.queries import Late
from app.views.board_card import LATE, span
from app.views.kit.buttons import Button
from app.views.kit.chips import Chip
from app.views.kit.labels import Glance, text
from app.views.kit.layout import clear, col, row, rule
from app.views.session import Session

SHOWN = 4  # the rest stands in the list of what is late


class LateSide(QWidget):
    """Gone where nothing is late for this person; each line opens its complaint."""

    asked = Signal(str, object)  # kind, id

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("today.late")
        self._session = session
        self._found: Sequence[Late] = ()
        self._lines = QVBoxLayout()
        self.links: list[QWidget] = []
        self.setLayout(col(self._lines))
        self.hide()

    def refresh(self) -> None:
        """Asks again what is late."""
        if self._session.may(rules.VIEW):
            self._session.ask(late_for_me, done=self._show, owner=self, latest="late")

    def _show(self, found: Sequence[Late]) -> None:
        self.setVisible(bool(found))
        if found == self._found:  # a line that has the focus keeps it
            return
        self._found = found
        clear(self._lines)
        self._lines.setSpacing(6)
        self._lines.addLayout(row(text(tr("Overdue complaints"), "section"), None, text(str(len(found)), "caption")))
        self.links = []
        for one in found[:SHOWN]:
            self._lines.addWidget(self._line(one))
        if len(found) > SHOWN:
            more = Button(tr("{n} more", n=len(found) - SHOWN), "link", act=partial(self._go, "overdue"))
            more.setObjectName("late.more")
            self.links.append(more)
            self._lines.addLayout(row(more, None))
        self._lines.addWidget(rule())

    def _line(self, one: Late) -> QWidget:
        late = span(LATE, int((clock.now() - one.due).total_seconds() // 60))
        what = tr(clocks.LABELS[one.what])
        look = Button(one.number, "link", act=partial(self._go, one.id), name=f"{one.number} {what} {late}")
        look.setObjectName(f"late.{one.number}")
        self.links.append(look)
        made = QWidget()
        said = " · ".join(filter(None, (what, one.handler or tr(rules.DEPTS.get(one.dept, "")))))
        made.setLayout(col(row(look, None, Chip(late, "bad"), gap=6), Glance(said, "muted"), gap=1))
        return made

    def _go(self, argument: Any) -> None:
        self.asked.emit(rules.KIND_NAME, argument)
