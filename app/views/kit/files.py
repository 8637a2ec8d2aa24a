"""Files and photos as fields: chosen or dropped, taken over in the background. Knows no storage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.controls import Control
from app.views.kit.labels import text
from app.views.kit.layout import row
from app.views.kit.records import Records
from app.views.kit.tasks import Tasks


class FileControl(Control):
    """One file of the shop. What is chosen is taken over at once; the value is its id."""

    open_wanted = Signal(object)  # id: look at it

    def __init__(
        self, records: Records, tasks: Tasks, *, pattern: str = "", ask: Callable[[], str] | None = None
    ) -> None:
        super().__init__()
        self._records, self._tasks, self._pattern = records, tasks, pattern
        self._ask = ask or self._ask_path
        self._id: Any = None
        self.setAcceptDrops(True)
        self._choose = Button(tr("Choose a file"), "", "paperclip", act=self.choose)
        self._name = Button("", "link", act=lambda: self.open_wanted.emit(self._id))
        self._out = Button("", "quiet", "x", name=tr("Take the file out"), act=self._take_out)
        self._busy = text("", "caption")
        self.setLayout(row(self._name, self._out, self._choose, self._busy, None, gap=6))
        self._take_face(self._choose)
        self._show("")

    def value(self) -> Any:
        return self._id

    def put(self, value: Any) -> None:
        self._id = value
        records = self._records
        if value is None:
            self._show("")
        else:
            self._tasks.run_read(lambda: records.file_name(value), self._show, latest="name", owner=self)

    def editable(self, on: bool) -> None:
        self._choose.setVisible(on)
        self._out.setVisible(on and self._id is not None)

    def choose(self) -> None:
        """Asks for a file and takes it over."""
        path = self._ask()
        if path:
            self.take(path)

    def take(self, path: str) -> None:
        """Takes over the file at `path`."""
        records = self._records
        self._busy.setText(tr("Copying {name}…", name=Path(path).name))
        self._tasks.run_write(lambda: (records.attach(path), Path(path).name), self._taken, self._failed, owner=self)

    def _taken(self, answer: tuple[Any, str]) -> None:
        self._busy.setText("")
        self._id = answer[0]
        self._show(answer[1])
        self.edited.emit()
        self.left.emit()

    def _failed(self, error: Exception) -> None:
        self._busy.setText("")
        self._busy.tell(tr(getattr(error, "text", "")) or tr("The file could not be read."), "bad")

    def _take_out(self) -> None:
        self._id = None
        self._show("")
        self.edited.emit()

    def _show(self, name: str) -> None:
        self._name.rename(name)
        self._name.setVisible(bool(name))
        self._out.setVisible(bool(name))
        self._choose.rename(tr("Choose another file") if name else tr("Choose a file"))

    def _ask_path(self) -> str:
        return QFileDialog.getOpenFileName(self, tr("Choose a file"), "", self._pattern)[0]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._choose.isVisible():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = event.mimeData().urls()[0].toLocalFile()
        if path:
            self.take(path)
