"""Data safety: the card that writes the whole shop into a folder of files. Work runs aside."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.printing import shop_files
from app.printing.shop_files import Taken
from app.views.kit.buttons import button
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, row
from app.views.kit.messages import Messages
from app.views.kit.states import Progress
from app.views.kit.tasks import Task
from app.views.session import Session


class ShopFiles(QFrame):
    """A sentence, a bar while it runs, where the files lie, and the button."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("safety.files")
        self._session = session
        self._task: Task[Any] | None = None
        self.messages, self._written = Messages(), QVBoxLayout()
        self._progress = Progress(tr("Writing all data"), self.cancel)
        words = tr("All data as CSV files that every spreadsheet opens, with a list that explains each column, and "
                   "the photos and papers beside it. Everybody can go on working meanwhile.")  # fmt: skip
        act = button(tr("Write all data as files…"), "", "download", act=self.choose, object_name="safety.write")
        card = section(tr("Your data as files"), col(text(words, "muted", wrap=True), self.messages, self._progress,
                                                     self._written, row(act, None), gap=10))  # fmt: skip
        self.setLayout(col(card))

    def choose(self) -> None:
        """Asks where to; a new folder is made there."""
        if chosen := QFileDialog.getExistingDirectory(self, tr("Write all data as files…")):
            self.write(Path(chosen))

    def write(self, target: Path) -> None:
        """Writes everything into a new folder inside `target`."""
        session = self._session
        self.messages.drop("files")
        self._progress.start()
        self._task = session.tasks.run_aside(
            lambda task: shop_files.take_out(session.desk, session.actor, target, task.tell),
            self._done, self._failed, owner=self,
        )  # fmt: skip
        self._task.progressed.connect(self._progress.tell)

    def cancel(self) -> None:
        """Stops; nothing of it stays."""
        if self._task is not None:
            self._task.cancel()
        self._progress.stop()

    def _done(self, taken: Taken) -> None:
        self._progress.stop()
        words = tr("{tables} tables, {rows} rows and {files} attached files are written.", tables=taken.tables,
                   rows=f"{taken.rows:,}", files=taken.files)  # fmt: skip
        self.messages.say("files", "ok", words, tr("README.csv explains every column."))
        clear(self._written)
        show = button(tr("Show the folder"), "link", "folder-open", act=partial(_open, taken.folder))
        place = text(str(taken.folder), wrap=True)
        place.setObjectName("safety.files.folder")
        self._written.addLayout(row(place, show, gap=12, stretch=0))

    def _failed(self, error: Exception) -> None:
        self._progress.stop()
        if isinstance(error, (Refused, Trouble)):
            self.messages.say("files", "bad", tr(error.text))


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
