"""Keeps the backups up while the program is open: every few minutes it is asked what is due, aside from all work.

It makes no difference to who scans: the copy is made in a thread of its own from a snapshot. It knows no page.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.desk import Desk
from app.services import backups
from app.services.backups import Standing
from app.views.kit.table import Memory
from app.views.kit.tasks import Task, Tasks

FIRST_MS = 30_000  # who has just come in has the machine for himself
EVERY_MS = 5 * 60_000  # how often it is asked; a drive that was plugged in is found this soon


class BackupWatch(QObject):
    """`told` carries how the backups stand, after each look and each failure."""

    told = Signal(object)  # Standing

    def __init__(
        self, desk: Desk, store: Any, data: Path, memory: Memory, tasks: Tasks, sending: Lock, parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._sending = sending
        self._desk, self._store, self._data, self._memory, self._tasks = desk, store, data, memory, tasks
        self._task: Task[Standing] | None = None
        self._again = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._first = QTimer(self, singleShot=True)
        self._first.timeout.connect(self.look)
        self._first.start(FIRST_MS)

    def tell(self) -> None:
        """Says how the backups stand, and makes none."""
        place = backups.place_of(self._memory.get)
        if self._task is None and self._store.file is not None:
            self._tasks.run_aside(
                lambda _task: backups.standing(self._desk, self._data, place), self.told.emit, owner=self
            )

    def look(self) -> None:
        """Makes what is due and sends it; asked again meanwhile, it looks once more afterwards."""
        if self._task is not None:
            self._again = True
            return
        place = backups.place_of(self._memory.get)

        def job(task: Task[Standing]) -> Standing:
            with self._sending:
                task.check()
                return backups.keep_up(self._desk, self._store, self._data, place, check=task.check)

        self._task = self._tasks.run_aside(job, self._done, self._failed, owner=self)

    def _done(self, standing: Standing) -> None:
        self._task = None
        self.told.emit(standing)
        if self._again:
            self._again = False
            self.look()

    def _failed(self, _error: Exception) -> None:
        """The window's bar says what this PC's own disk refuses; the next look comes."""
        self._task = None

    def stop(self) -> None:
        """No more looks; what is on its way to the second place ends between two files."""
        self._timer.stop()
        self._first.stop()
        if self._task is not None:
            self._task.cancel()
