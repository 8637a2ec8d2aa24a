"""The last page: the verified copy is made, then sent to the second place; nothing there keeps the window from closing.

What this PC's own disk refuses is said before the window goes. It knows no shop.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.services import backups
from app.services.backups import Place, Standing
from app.views.kit.buttons import button
from app.views.kit.labels import text
from app.views.kit.layout import col, frame, row
from app.views.kit.tasks import Task, Tasks

READING_MS = 30_000  # for who stands there; a PC that is switched off must not wait for him
PATIENCE_MS = 120_000  # for a slow drive; what is missing is sent next time


class Closing(QWidget):
    """`over` comes when the window may go."""

    over = Signal()

    def __init__(
        self, desk: Any, store: Any, data: Path, place: Place | None, tasks: Tasks, sending: Lock,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("closing")
        self._desk, self._store, self._data, self._place, self._tasks = desk, store, data, place, tasks
        self._sending = sending
        self._fact, self._more = text(tr("Making a verified backup…"), "title"), text("", "muted", wrap=True)
        self._more.tell(tr("The window closes by itself."))
        self._now = button(tr("Close now"), act=self.give_up, object_name="closing.now")
        self._now.hide()
        self._task: Task[Any] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.give_up)
        words = frame(col(self._fact, self._more, row(self._now, None), gap=12), width=560)
        page = frame(row(None, col(None, words, None), None), kind="canvas")
        self.setLayout(col(page, margins=(0, 0, 0, 0)))

    def begin(self) -> None:
        """Makes the copy, in the lane of the writer: after all that is still being written."""
        if self._store is None or self._store.file is None:
            QTimer.singleShot(0, self.over.emit)
            return
        desk, store, data = self._desk, self._store, self._data
        self._tasks.run_aside(
            lambda _task: backups.backup_at_close(desk, store, data),
            self._made,
            self._failed,
            owner=self,
            lane="writer",
        )

    def _made(self, _file: Path | None) -> None:
        if self._place is None:
            self.over.emit()
            return
        self._fact.tell(tr("Sending the backup to the second place…"))
        self._more.tell(tr("{folder}. The window closes by itself.", folder=str(self._place.folder)))
        self._now.show()
        self._timer.start(PATIENCE_MS)
        desk, data, place, sending = self._desk, self._data, self._place, self._sending

        def job(task: Task[Standing]) -> Standing:
            with sending:
                return backups.deliver(desk, data, place, check=task.check)

        # what the place refuses is told at the next start: an absent drive keeps nobody here
        self._task = self._tasks.run_aside(job, lambda _told: self.over.emit(), lambda _e: self.over.emit(), owner=self)

    def _failed(self, error: Exception) -> None:
        """The shop has no copy of today: this is read before the window goes."""
        self._fact.tell(tr("No backup could be made."), "bad")
        self._more.tell(tr(error.text) if isinstance(error, (Refused, Trouble)) else "")
        self._now.rename(tr("Close without a backup"))
        self._now.show()
        self._timer.start(READING_MS)

    def give_up(self) -> None:
        """Goes without waiting any longer."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
        self.over.emit()
