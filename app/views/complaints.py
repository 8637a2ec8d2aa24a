"""The room of complaints: the list with its lights, what is late level by level, improvements, one complaint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.services.complaints.screens import KIND
from app.views.around import AroundRoom
from app.views.complaint_improving import ImprovingPage
from app.views.complaint_overdue import OverduePage
from app.views.complaint_page import ComplaintPage
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.session import Session

OVERDUE = "overdue"


class ComplaintsRoom(AroundRoom):
    """Ctrl+N takes a call; F7 shows what is late, F8 the improvement actions that are still open."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        late = button(tr("Overdue"), "", "hourglass", key="F7", act=self.show_overdue, object_name="complaints.late")
        improving = button(tr("Improvements"), "", "list-checks", key="F8", act=self.show_improving,
                           object_name="complaints.improvements")  # fmt: skip
        super().__init__(KIND, session, memory, (late, improving), page=ComplaintPage)
        self.over: OverduePage | ImprovingPage | None = None  # a page over the list

    def list_keys(self) -> Sequence[Key]:
        return [Key("F7", tr("Overdue"), self.show_overdue), Key("F8", tr("Improvements"), self.show_improving)]

    def keys(self) -> Sequence[Key]:
        return self.over.keys() if self.over is not None else super().keys()

    def title(self) -> str:
        return self.over.title() if self.over is not None else super().title()

    def on_shown(self, argument: object = None) -> None:
        """ "overdue" shows what is late."""
        if argument is not None:
            self._close()
        if argument == OVERDUE:
            self.show_overdue()
        else:
            super().on_shown(argument)

    def refresh(self) -> None:
        if self.over is not None:
            self.over.refresh()
        else:
            super().refresh()

    def regions(self) -> Sequence[QWidget]:
        return [self.over.table] if self.over is not None else super().regions()

    # --- over the list ------------------------------------------------------------------------------------------------
    def show_overdue(self) -> None:
        """F7: the late ones, the highest level on top."""
        self._put(OverduePage(self._session))

    def show_improving(self) -> None:
        """F8: what is still to be improved or verified."""
        self._put(ImprovingPage(self._session))

    def _put(self, page: OverduePage | ImprovingPage) -> None:
        self._close()
        self.over = page
        page.left.connect(self._back)
        page.opened.connect(self._open)
        page.export.written.connect(self.said)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.table.setFocus()
        self.changed.emit()

    def _close(self) -> None:
        if self.over is not None:
            self._stack.removeWidget(self.over)
            self.over.deleteLater()
            self.over = None
            self._stack.setCurrentWidget(self.base)

    def _back(self) -> None:
        self._close()
        self.base.listing.table.setFocus()
        self.changed.emit()

    def _open(self, id: Any) -> None:
        self._close()
        self.base.open_document(id)
