"""A list as it is asked for now, written to a spreadsheet in the background. Knows kinds by their cards, no noun."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from app.core import clock
from app.core.i18n import tr
from app.core.kind import Kind
from app.core.screen import ListQuery
from app.printing import spreadsheets
from app.services.tables import page_of
from app.views.kit.states import Progress
from app.views.kit.tasks import Task
from app.views.session import Session

CHUNK = 500
PATTERN = "Excel (*.xlsx);;CSV (*.csv)"


class ListExport(Progress):
    """The bar that shows how far an export is; hidden while there is none. `ask` gives the path, "" = not now."""

    written = Signal(str, object)  # words for a toast

    def __init__(self, kind: Kind, session: Session, ask: Callable[[str], str] | None = None) -> None:
        super().__init__(tr("Writing the list"), self.cancel)
        self._kind, self._session, self.ask = kind, session, ask or self._ask_path
        self._task: Task[Any] | None = None

    def export(self, wanted: ListQuery) -> None:
        """Asks for a file and writes what the list shows, all rows of it."""
        path = self.ask(f"{tr(self._kind.plural)} {clock.today():%Y-%m-%d}.xlsx")
        if not path:
            return
        self.start()
        self._task = self._session.tasks.run_aside(
            lambda task: self._write(Path(path), wanted, task), self._landed, owner=self
        )
        self._task.progressed.connect(self.tell)
        self._task.ended.connect(self.stop)

    def _write(self, file: Path, wanted: ListQuery, task: Task[Any]) -> tuple[Path, int]:
        source = self._session.source(self._kind.name)
        ids = source.find(wanted)
        rows: list[Any] = []
        for start in range(0, len(ids), CHUNK):
            task.tell(start, len(ids))
            rows += source.read(ids[start : start + CHUNK])
        spreadsheets.write(file, [page_of(self._kind, rows, self._session.may)])
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
