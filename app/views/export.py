"""A list as it is asked for now, written to a spreadsheet in the background. Knows kinds by their cards, no noun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from app.core import clock
from app.core.i18n import tr
from app.core.kind import Kind
from app.core.screen import Column, ListQuery
from app.printing import spreadsheets
from app.services.tables import Page, page_of
from app.views.kit.buttons import Button, button
from app.views.kit.keyline import Key
from app.views.kit.rows import Source
from app.views.kit.states import Progress
from app.views.kit.tasks import Task
from app.views.session import Session

CHUNK = 500
PATTERN = "Excel (*.xlsx);;CSV (*.csv)"


class TableExport(Progress):
    """The bar that shows how far an export is; hidden while there is none. `ask` gives the path, "" = not now."""

    written = Signal(str, object)  # words for a toast

    def __init__(
        self, title: str, session: Session, source: Callable[[], Source], page: Callable[[Sequence[Any]], Page],
        ask: Callable[[str], str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(tr("Writing the list"), self.cancel)
        self._title, self._session, self._source, self._page = title, session, source, page
        self.ask = ask or self._ask_path
        self._task: Task[Any] | None = None

    def button(self) -> Button:
        """All rows, by Ctrl+E or a click."""
        return button(tr("Export"), "", "download", key="Ctrl+E", act=self.export, object_name="listing.export")

    def key(self) -> Key:
        """What the key line says."""
        return Key("Ctrl+E", tr("Export"), self.export)

    def export(self, wanted: ListQuery | None = None) -> None:
        """Asks for a file and writes what the list shows, all rows of it."""
        wanted = wanted or ListQuery()
        path = self.ask(f"{self._title} {clock.today():%Y-%m-%d}.xlsx")
        if not path:
            return
        self.start()
        self._task = self._session.tasks.run_aside(
            lambda task: self._write(Path(path), wanted, task), self._landed, owner=self
        )
        self._task.progressed.connect(self.tell)
        self._task.ended.connect(self.stop)

    def _write(self, file: Path, wanted: ListQuery, task: Task[Any]) -> tuple[Path, int]:
        source = self._source()
        ids = source.find(wanted)
        rows: list[Any] = []
        for start in range(0, len(ids), CHUNK):
            task.tell(start, len(ids))
            rows += source.read(ids[start : start + CHUNK])
        spreadsheets.write(file, [self._page(rows)])
        return file, len(rows)

    def _landed(self, answer: tuple[Path, int]) -> None:
        file, count = answer
        self.written.emit(tr("{n} rows are in {file}.", n=f"{count:,}", file=file.name), None)

    def cancel(self) -> None:
        """Nothing is written."""
        if self._task is not None:
            self._task.cancel()
        self.stop()

    def _ask_path(self, name: str) -> str:
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return QFileDialog.getSaveFileName(self, tr("Write the list to a file"), str(Path(home) / name), PATTERN)[0]


class ListExport(TableExport):
    """The list of a kind."""

    def __init__(self, kind: Kind, session: Session, ask: Callable[[str], str] | None = None) -> None:
        super().__init__(
            tr(kind.plural), session, lambda: session.source(kind.name),
            lambda rows: page_of(kind, rows, session.may), ask,
        )  # fmt: skip


def export_of(title: str, session: Session, source: Source, columns: Sequence[Column]) -> TableExport:
    """The export of a table that is no list of a kind: what is overdue, what is due to be counted."""
    return TableExport(title, session, lambda: source, lambda rows: Page(title, columns, rows))
