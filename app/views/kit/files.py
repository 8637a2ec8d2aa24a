"""Files and photos as fields: chosen, dropped or pasted, taken over in the background. Knows no storage."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel

from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.controls import Control
from app.views.kit.images import within
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import text
from app.views.kit.layout import col, row
from app.views.kit.pasted import Brought, brought_in
from app.views.kit.records import Records
from app.views.kit.tasks import Task, Tasks
from app.views.kit.theme import px

HIGH = 96  # of a picture that was just brought (px at 100 %)


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
        self._reading: Task[Any] | None = None
        self.setAcceptDrops(True)
        self._choose = Button(tr("Choose a file"), "", "paperclip", act=self.choose)
        self._name = Button("", "link", act=lambda: self.open_wanted.emit(self._id))
        self._out = Button("", "quiet", "x", name=tr("Take the file out"), act=self._take_out)
        self._paste = Button(tr("Paste"), name=tr("Paste (Ctrl+V)"), act=self.paste)
        self._busy = text("", "caption", wrap=True)
        self._seen = QLabel()
        self._seen.setVisible(False)
        acts = row(self._choose, self._paste, None, gap=6)
        self.setLayout(col(self._seen, row(self._name, self._out, None, gap=6), acts, self._busy, gap=4))
        bind(self, [Key("Ctrl+V", tr("Paste"), self.paste)])
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
        self._paste.setVisible(on)
        self._out.setVisible(on and self._id is not None)

    def choose(self) -> None:
        """Asks for a file and takes it over."""
        path = self._ask()
        if path:
            self.take(path)

    def paste(self) -> None:
        """Ctrl+V on the field: a file, or a picture that was copied elsewhere."""
        found = brought_in(QGuiApplication.clipboard().mimeData())
        if found:
            self.take(found[0])
        else:
            self._busy.tell(tr("There is no picture to paste. Copy one first, or choose a file."), "bad")

    def take(self, brought: Brought) -> None:
        """Takes over the file at a path, or what was pasted."""
        name = Path(brought).name if isinstance(brought, str) else brought[0]
        self._busy.tell(tr("Copying {name}…", name=name))
        size = px(4 * HIGH), px(HIGH)

        def read(_task: Task[Any]) -> tuple[str, bytes, QImage]:
            content = Path(brought).read_bytes() if isinstance(brought, str) else brought[1]
            return name, content, within(content, *size)

        if self._reading is not None:
            self._reading.cancel()  # the last one that is brought is meant
        self._reading = self._tasks.run_aside(read, self._store, self._failed, owner=self)

    def _store(self, read: tuple[str, bytes, QImage]) -> None:
        """A slow stick has kept nobody waiting: what was read of it is written now."""
        name, content, picture = read
        records = self._records
        self._tasks.run_write(
            lambda: records.attach(name, content), partial(self._taken, name, picture), self._failed, owner=self
        )

    def _taken(self, name: str, picture: QImage, id_: Any) -> None:
        self._busy.setText("")
        self._id = id_
        self._show(name)
        self._seen.setPixmap(QPixmap.fromImage(picture))
        self._seen.setVisible(not picture.isNull())
        self.edited.emit()
        self.left.emit()

    def _failed(self, error: Exception) -> None:
        self._busy.setText("")
        self._busy.tell(tr(getattr(error, "text", "")) or tr("The file could not be read."), "bad")

    def _take_out(self) -> None:
        self._id = None
        self._show("")
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _show(self, name: str) -> None:
        self._seen.setVisible(False)
        self._name.rename(name)
        self._name.setVisible(bool(name))
        self._out.setVisible(bool(name))
        self._choose.rename(tr("Choose another file") if name else tr("Choose a file"))

    def _ask_path(self) -> str:
        return QFileDialog.getOpenFileName(self, tr("Choose a file"), "", self._pattern)[0]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._choose.isVisible() and brought_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for one in brought_in(event.mimeData())[:1]:
            self.take(one)
