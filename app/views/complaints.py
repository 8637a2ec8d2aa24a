"""The room of complaints: the list with its lights, what is late level by level, and one complaint on its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.services.complaints.screens import KIND
from app.views.around import AroundRoom
from app.views.complaint_overdue import OverduePage
from app.views.complaint_page import ComplaintPage
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session

OVERDUE = "overdue"


class ComplaintsRoom(AroundRoom):
    """Ctrl+N takes a call; F7 shows what is late."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        late = button(tr("Overdue"), "", "hourglass", key="F7", act=self.show_overdue, object_name="complaints.late")
        super().__init__(KIND, session, memory, (late,), page=ComplaintPage)
        self.overdue: OverduePage | None = None

    def list_keys(self) -> Sequence[Key]:
        return [Key("F7", tr("Overdue"), self.show_overdue)]

    def keys(self) -> Sequence[Key]:
        return self.overdue.keys() if self.overdue is not None else super().keys()

    def title(self) -> str:
        return tr("Overdue complaints") if self.overdue is not None else super().title()

    def on_shown(self, argument: object = None) -> None:
        """ "overdue" shows what is late."""
        if argument is not None:
            self._close_overdue()
        if argument == OVERDUE:
            self.show_overdue()
        else:
            super().on_shown(argument)

    def refresh(self) -> None:
        if self.overdue is not None:
            self.overdue.refresh()
        else:
            super().refresh()

    def regions(self) -> Sequence[QWidget]:
        return [self.overdue.table] if self.overdue is not None else super().regions()

    # --- what is late -------------------------------------------------------------------------------------------------
    def show_overdue(self) -> None:
        """F7: the late ones, the highest level on top."""
        self.overdue = OverduePage(self._session)
        self.overdue.left.connect(self._back)
        self.overdue.opened.connect(self._open)
        self._stack.addWidget(self.overdue)
        self._stack.setCurrentWidget(self.overdue)
        self.overdue.table.setFocus()
        self.changed.emit()

    def _close_overdue(self) -> None:
        if self.overdue is not None:
            self._stack.removeWidget(self.overdue)
            self.overdue.deleteLater()
            self.overdue = None
            self._stack.setCurrentWidget(self.base)

    def _back(self) -> None:
        self._close_overdue()
        self.base.listing.table.setFocus()
        self.changed.emit()

    def _open(self, id: Any) -> None:
        self._close_overdue()
        self.base.open_document(id)
