"""The day's first work: at the start of the program and after midnight the warning levels are looked at (R12).

Every ten minutes who did not come to his appointment is noted (R47). What counts kept open past its date is told once a
day (R11), and so is each complaint past its deadline (R87). Orders that were delivered some days ago are closed (R64),
and whose papers need no longer be kept is masked if he asked for that (E91).

In the writer's thread, as the program itself; a second window that did it already today leaves nothing to do.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.core.clock import now
from app.core.desk import Desk
from app.services import alerts, appointments
from app.services.alerts.daily import next_day
from app.services.complaints import watching as complaints
from app.services.counts import kept_open
from app.services.customers import term
from app.services.old_parts import watching as old_parts
from app.services.people.login import program
from app.services.work_orders import closing, storage
from app.views.kit.tasks import Task, Tasks

LATER = 5  # seconds after midnight, so that the day is surely another one
LONGEST = 600  # seconds between two looks at the clock: who does not come is noted, a PC that slept wakes up


class Daily(QObject):
    """Looks now, and whenever a day begins."""

    def __init__(self, desk: Desk, station: str, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._actor, self._tasks = desk, program(station), tasks
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def look(self) -> None:
        """Does the day's work if it is not done, and waits for the next day."""
        self._tasks.run_aside(self._work, self._done, owner=self, lane="writer")
        seconds = int((next_day(now()) - now()).total_seconds()) + LATER
        self._timer.start(min(seconds, LONGEST) * 1000)

    def _work(self, _task: Task[bool]) -> bool:
        due = self._desk.ask(alerts.is_due, self._actor)
        if due:
            self._desk.run(alerts.run, self._actor)
        if self._desk.ask(appointments.overdue, self._actor):
            self._desk.run(appointments.watch, self._actor)
        if self._desk.ask(kept_open.reminder_due, self._actor):
            self._desk.run(kept_open.remind, self._actor)
        if self._desk.ask(storage.storage_due, self._actor):
            self._desk.run(storage.watch, self._actor)
        if self._desk.ask(old_parts.watch_due, self._actor):
            self._desk.run(old_parts.watch, self._actor)
        if self._desk.ask(complaints.watch_due, self._actor):
            self._desk.run(complaints.watch, self._actor)
        if self._desk.ask(term.masking_due, self._actor):
            self._desk.run(term.mask_due, self._actor)
        if self._desk.ask(closing.closing_due, self._actor):
            self._desk.run(closing.close_old, self._actor)
        return due

    def _done(self, _due: bool) -> None:
        """Rooms hear of it by the desk's own announcement."""

    def stop(self) -> None:
        """No more looks."""
        self._timer.stop()
