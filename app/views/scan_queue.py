"""Acts of counting in the order they were made: one at a time, tried again until the data file takes them.

Nothing scanned is lost because the database is busy: it waits here, is shown as waiting, and goes in when it can.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.core import clock
from app.core.desk import UseCase
from app.core.errors import Trouble
from app.views.session import Session

SLOW_MS, AGAIN_MS = 300, 500


@dataclass(frozen=True)
class Call:
    """A use-case with what it is called with."""

    case: UseCase[..., Any]
    args: tuple[Any, ...]
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """`call` says, when its turn comes, what is to be done (None = nothing that the database must know).

    `words` is what the tape shows while it waits, "" for acts that are no scans.
    """

    call: Callable[[], Call | None]
    done: Callable[[Any], object]
    failed: Callable[[Exception], object]
    words: str = ""
    at: datetime = field(default_factory=clock.now)


class ScanQueue(QObject):
    """Runs acts one after the other; held while a question is open, so that the order stays as it was."""

    changed = Signal()  # what waits, or whether it is slow

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._acts: deque[Act] = deque()
        self._busy = False
        self._held: set[str] = set()
        self.stuck: Trouble | None = None  # why the data file did not take the first one, as long as it does not
        self._slow, self._again = QTimer(self), QTimer(self)
        for timer, after, act in ((self._slow, SLOW_MS, self.changed.emit), (self._again, AGAIN_MS, self._next)):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(act)

    def put(self, act: Act, *, first: bool = False) -> None:
        """Adds an act; `first`: the answer to a question that its own act asked."""
        if first:
            self._acts.appendleft(act)
        else:
            self._acts.append(act)
        self._next()

    def hold(self, reason: str, on: bool) -> None:
        """Nothing more is done while there is a reason to hold: a question is open, a shelf is being read."""
        self._held.add(reason) if on else self._held.discard(reason)
        self._next()

    def waiting(self) -> list[Act]:
        """Scans that are not counted yet, in order."""
        return [act for act in self._acts if act.words]

    def slow(self) -> bool:
        """True once the data file lets us wait longer than one notices."""
        return self.stuck is not None or (self._busy and not self._slow.isActive())

    def _next(self) -> None:
        while self._acts and not (self._busy or self._held):
            act = self._acts[0]
            call = act.call()
            if call is None:
                self._acts.popleft()
                continue
            self._busy = True
            self._slow.start()
            job = partial(self._work, call)
            self._session.tasks.run_write(job, self._done, partial(self._failed, act), owner=self)

    def _work(self, call: Call) -> Any:
        """In the writer's thread; that the world does not play along is an answer here, not an error."""
        try:
            return self._session.desk.run_as(self._session, call.case, self._session.actor, *call.args, **call.given)
        except Trouble as trouble:
            return trouble

    def _done(self, result: Any) -> None:
        if isinstance(result, Trouble):
            self._busy, self.stuck = False, result
            self._slow.stop()
            self._again.start()
            self.changed.emit()
            return
        act = self._ended()
        act.done(result)
        self._next()

    def _failed(self, act: Act, error: Exception) -> None:
        self._ended()
        act.failed(error)
        self._next()

    def _ended(self) -> Act:
        late = self.slow()
        act = self._acts.popleft()
        self._busy, self.stuck = False, None
        self._slow.stop()
        if late:
            self.changed.emit()
        return act
