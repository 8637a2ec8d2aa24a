"""The exchange by the clock: while a window is open, what lies there is taken in and ours is sent every so often.

As the program itself, in the pool; what is refused or can't be reached is said in the message bar of the window.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.clock import now
from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.services.people.login import program
from app.sync import exchange
from app.sync.exchange import Report
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.session import Session

FOLDER, LAST = "exchange.folder", "exchange.last"  # of this workstation
LOOK_MS = 60_000


def summary(report: Report) -> tuple[str, str]:
    """What an exchange did, in one line; and what was refused."""
    said = []
    if report.written:
        said.append(tr("{n} packages written.", n=len(report.written)))
    if report.seen:
        said.append(
            tr("{n} packages taken in: {records} records, {rows} rows.", n=report.count("applied"),
               records=sum(one.records for one in report.seen), rows=sum(one.rows for one in report.seen))
        )  # fmt: skip
    if waiting := report.count("waiting"):
        said.append(tr("{n} wait for an earlier one.", n=waiting))
    if conflicts := sum(one.conflicts for one in report.seen):
        said.append(tr("{n} records to decide.", n=conflicts))
    refused = [tr(one.reason) for one in report.seen if one.state == "refused" and one.reason]
    return " ".join(said) or tr("There was nothing to exchange."), " ".join(refused)


class ExchangeClock(QObject):
    """Looks every minute whether it is time. `troubled` carries what went wrong, "" when it went well again."""

    troubled = Signal(str)

    def __init__(self, session: Session, memory: Memory, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._memory, self._busy = session, memory, False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Exchanges if it is time and a folder is chosen."""
        folder = self._memory.get(FOLDER)
        if folder and not self._busy:
            self._busy = True
            self._session.tasks.run_aside(lambda task: self._exchange(Path(folder), task), self._done, self._failed,
                                          owner=self)  # fmt: skip

    def _exchange(self, folder: Path, task: Task[Report | None]) -> Report | None:
        desk, actor = self._session.desk, program(self._session.actor.station)
        kept = self._memory.get(LAST)
        if not desk.ask(exchange.is_due, actor, datetime.fromisoformat(kept) if kept else None):
            return None
        report = exchange.take(desk, actor, folder, tell=lambda _n, _of: task.check())
        report.written = exchange.export(desk, actor, folder, tell=lambda _n, _of: task.check()).written
        return report

    def _done(self, report: Report | None) -> None:
        self._busy = False
        if report is not None:
            self._memory.put(LAST, now().isoformat())
            self.troubled.emit(summary(report)[1])

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, (Refused, Trouble)):
            self.troubled.emit(tr(error.text))
