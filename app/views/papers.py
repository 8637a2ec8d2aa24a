"""The papers of a document page: preview, printing at once, labels; a printer that fails leaves a print that waits.

The preview takes the place of all that the page shows, and no kind is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.core.errors import Refused, Trouble
from app.core.i18n import Text, tr
from app.core.kind import Kind
from app.printing import SHEETS, Printer, tables_of
from app.printing.tickets import TICKETS
from app.services import prints, sheets
from app.services.labels import are_labels
from app.views import paper, receipt_printer
from app.views.kit.keyline import Key
from app.views.kit.tasks import Task
from app.views.label_sheet import offer_labels
from app.views.paper import Habit
from app.views.preview import Preview
from app.views.receipt_printer import Drawn
from app.views.session import Session


class Papers(QObject):
    """Prints the sheets of the document that `page` shows; `column` is what stands in it."""

    opened = Signal()  # a preview lies over the page
    closed = Signal()  # the preview has gone
    refused = Signal(object)
    said = Signal(str, object)

    def __init__(self, page: QWidget, column: QVBoxLayout, kind: Kind, session: Session) -> None:
        super().__init__(page)
        self._page, self._kind, self._session = page, kind, session
        rest = QWidget()  # one of its own: what a page reads anew while the preview is open is not shown beside it
        rest.setLayout(column)
        self._stack = QStackedLayout(page)
        self._stack.addWidget(rest)
        self.preview: Preview | None = None

    def print_sheet(self, name: str, id: Any, called: str, kind: Kind | None = None) -> None:
        """Ctrl+P: the preview of a sheet, or what labels are to be printed. `kind`: of another document than this."""
        of = kind or self._kind
        if are_labels(name):
            offer_labels(self._page, self._session, of.name, [id])
            return
        self._session.tasks.run_aside(
            lambda _task: draw(self._session, of.name, id, name), partial(self._show, of, name, id, called),
            self.refused.emit, owner=self,
        )  # fmt: skip

    def after_step(self, name: str, id: Any, called: str) -> None:
        """A step prints: at once where this workstation wants no preview, else as Ctrl+P."""
        how = paper.habit(self._session.memory, name)
        if are_labels(name) or not (how.direct and how.printer):
            self.print_sheet(name, id, called)
            return
        job = Job(self._session, self._kind.name, id, called, name)
        job.run(how, partial(self._printed, how), self._waits, owner=self)

    def _printed(self, how: Habit) -> None:
        self.said.emit(tr("Sent to {printer}.", printer=receipt_printer.called(how.printer)), None)

    def _waits(self, error: Exception) -> None:
        if isinstance(error, Trouble):
            self.said.emit(tr("The print waits under “Prints”."), None)
        elif isinstance(error, Refused):
            self.refused.emit(error)

    def _show(self, of: Kind, name: str, id: Any, called: str, drawn: Drawn) -> None:
        label = next((s.label for s in of.sheets if s.name == name), name)
        tables = self._tables(of, name, id)
        made = Preview(f"{tr(label)} {called}", drawn, self._session, name, f"{called}.pdf", tables)
        made.closed.connect(self.close_preview)
        job = Job(self._session, of.name, id, called, name)
        made.ended.connect(job.note)
        made.kept = job  # lives as long as what tells it
        self.preview = made
        self._stack.addWidget(made)
        self._stack.setCurrentWidget(made)
        made.setFocus()
        self.opened.emit()

    def _tables(self, of: Kind, name: str, id: Any) -> dict[str, Callable[[], bytes]]:
        """The sheet as the tables it can also be, made when they are saved."""

        def make(draw_: Printer) -> bytes:
            return draw_(self._session.desk.run(sheets.issue, self._session.actor, of.name, id, name))

        return {ending: partial(make, each) for ending, each in tables_of(name).items()}

    def over(self, keys: Sequence[Key]) -> Sequence[Key]:
        """The keys of the page as they are now: those of a preview, which has bound them, come first and hide some."""
        if self.preview is None:
            return keys
        bound = self.preview.keys()
        own = [replace(key, act=None) for key in bound]
        hidden = {key.combo for key in own} | {"Ctrl+P", "Alt+Left"}
        return [*own, *(key for key in keys if key.combo not in hidden)]

    def close_preview(self) -> None:
        """Back to the page."""
        if self.preview is not None:
            self._stack.removeWidget(self.preview)
            self.preview.deleteLater()
            self.preview = None
        self.closed.emit()


class Job(QObject):
    """One sheet of one document on its way to a printer; keeps how it ended."""

    def __init__(self, session: Session, kind: str, id: Any, called: str, sheet: str) -> None:
        super().__init__()
        self._session, self._kind, self._id, self._called, self._sheet = session, kind, id, called, sheet

    def run(self, how: Habit, done: Any, failed: Any, *, owner: QObject) -> None:
        """Draws and sends in a worker. A failing printer leaves a print that waits, and is told by `failed`."""
        self._session.tasks.run_aside(
            partial(self._send, how), lambda _none: done(), failed, owner=owner
        )  # fmt: skip

    def _send(self, how: Habit, _task: Task[None]) -> None:
        try:
            receipt_printer.send(draw(self._session, self._kind, self._id, self._sheet), how, self._session.memory)
        except Trouble as trouble:
            self._keep(prints.FAILED, how.printer, trouble.text)
            raise
        self._keep(prints.PRINTED, how.printer, None)

    def _keep(self, outcome: str, printer: str, reason: Text | None) -> None:
        self._session.desk.run_as(
            self._session, prints.note, self._session.actor, self._kind, self._id, self._called, self._sheet, outcome,
            printer, reason,
        )  # fmt: skip

    def note(self, outcome: str, printer: str, reason: Text | None) -> None:
        """Keeps how a print from the preview ended."""
        self._session.tasks.run_aside(
            lambda _task: self._keep(outcome, printer, reason), lambda _none: None, owner=self._session
        )


def draw(session: Session, kind: str, id: Any, sheet: str) -> Drawn:
    """The sheet's pages, and its ticket if it has one; its print counted; called in a worker."""
    data = session.desk.run(sheets.issue, session.actor, kind, id, sheet)
    ticket = TICKETS.get(sheet)
    return Drawn(SHEETS[sheet](data), ticket(data) if ticket else ())
