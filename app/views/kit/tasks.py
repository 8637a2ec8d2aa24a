"""The only place with threads: one writer, two readers and a small pool; results come back in the UI thread.

A job is a function without Qt; its answer is handed to `done` of its owner, and is dropped if the owner is gone. What
went wrong arrives as the exception itself: `Refused` is the caller's to show, `Trouble` goes to the message bar, all
else is our bug and goes to the bar with a text for technical support. This module knows no database.
"""

from __future__ import annotations

import gc
import logging
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from app.core.errors import Refused, Trouble
from app.views.kit.watch import watch

T = TypeVar("T")
Lane = Literal["writer", "reader", "pool"]
THREADS: dict[Lane, int] = {"writer": 1, "reader": 2, "pool": 2}
STALL_MS = 50
SWEEP_MS = 100
STUCK_S = 15.0
log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside a job that was told to stop."""


class Task(QObject, Generic[T]):
    """A job under way. Its methods `tell` and `check` are for the worker, all others for the UI thread."""

    progressed = Signal(int, int)  # done, total
    ended = Signal()  # whatever came of it
    _arrived = Signal(object, object)

    def __init__(self, lane: Lane, job: Callable[..., T], wants_task: bool) -> None:
        super().__init__()
        self.lane, self.job, self.wants_task = lane, job, wants_task
        self.cancelled = False
        self.finished = False
        self.land: Callable[[Any, Exception | None], None] | None = None
        self._told = 0.0
        # The task lives in the UI thread: what a worker emits is queued and taken there.
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Not started: it never will. Under way: it stops at its next `check`; its answer is dropped either way."""
        self.cancelled = True

    def check(self) -> None:
        """Called by the job between two pieces of work; raises if it was cancelled."""
        if self.cancelled:
            raise Cancelled

    def tell(self, done: int, total: int) -> None:
        """Called by the job: so much is done. At most 20 times a second reach the screen."""
        self.check()
        now = time.monotonic()
        if done >= total or now - self._told >= 0.05:
            self._told = now
            self.progressed.emit(done, total)

    def arrive(self, result: T | None, error: Exception | None) -> None:
        """Called by the worker at the end."""
        self._arrived.emit(result, error)

    def _take(self, result: Any, error: Exception | None) -> None:
        if self.land is not None:
            self.land(result, error)


class Tasks(QObject):
    """Runs jobs in the background. One for the window; rooms get it handed in."""

    troubled = Signal(object)  # a Trouble nobody caught
    refused = Signal(object)  # a Refused whose caller gave no `failed`
    bugged = Signal(object, str)  # any other exception, and the text for technical support
    idle = Signal()  # nothing under way any more

    def __init__(self, parent: QObject | None = None, *, sweeps: bool = False) -> None:
        """`sweeps`: until `close`, garbage is collected by the UI thread alone."""
        super().__init__(parent)
        self._sweeper = Sweeper(self) if sweeps else None
        self._queues: dict[Lane, queue.SimpleQueue[Task[Any] | None]] = {lane: queue.SimpleQueue() for lane in THREADS}
        self._threads: list[threading.Thread] = []
        self._under_way: set[Task[Any]] = set()
        self._latest: dict[tuple[int, str], Task[Any]] = {}
        self._closed = False

    # --- asking ---------------------------------------------------------------------------------------------------
    def run_write(
        self, job: Callable[[], T], done: Callable[[T], object], failed: Callable[[Exception], object] | None = None,
        *, owner: QObject | None = None,
    ) -> Task[T]:  # fmt: skip
        """Runs a use-case in the writer thread, one after the other in the order asked."""
        return self._start("writer", job, False, done, failed, owner, "")

    def run_read(
        self, job: Callable[[], T], done: Callable[[T], object], failed: Callable[[Exception], object] | None = None,
        *, owner: QObject | None = None, latest: str = "",
    ) -> Task[T]:  # fmt: skip
        """Runs a query in a reader thread. `latest` names a place where only the newest answer counts (a search box):
        an older job of the same owner and name is cancelled.
        """
        return self._start("reader", job, False, done, failed, owner, latest)

    def run_aside(
        self, job: Callable[[Task[T]], T], done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None, *, owner: QObject | None = None, lane: Lane = "pool",
    ) -> Task[T]:  # fmt: skip
        """Runs long work (a PDF, a file, an import) that tells its progress and can be cancelled."""
        return self._start(lane, job, True, done, failed, owner, "")

    @property
    def closed(self) -> bool:
        """True after `close`."""
        return self._closed

    def busy(self) -> bool:
        """True while anything is under way."""
        return bool(self._under_way)

    def close(self) -> None:
        """Finishes what is being written, drops what only reads, ends the threads.

        A drive that does not answer holds its thread of the pool: that one is left behind, it ends with the program.
        """
        self._closed = True
        for task in self._under_way:
            task.cancelled = task.lane != "writer"
        for lane, count in THREADS.items():
            for _ in range(count):
                self._queues[lane].put(None)
        for thread in self._threads:
            thread.join(STUCK_S if thread.name.startswith("pool") else None)
        self._threads.clear()
        self._under_way.clear()
        if self._sweeper is not None:
            self._sweeper.stop()

    # --- doing ----------------------------------------------------------------------------------------------------
    def _start(
        self, lane: Lane, job: Any, wants_task: bool, done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None, owner: QObject | None, latest: str,
    ) -> Task[Any]:  # fmt: skip
        if self._closed and lane == "writer":
            raise RuntimeError("the window is closing")
        keeper = owner if owner is not None else getattr(done, "__self__", None)
        if not isinstance(keeper, QObject):
            raise TypeError("name the owner: the answer is dropped when it is gone")
        task: Task[Any] = Task(lane, job, wants_task)
        if self._closed:  # a late timer asks for what nobody will see
            task.cancelled = task.finished = True
            return task
        if latest:
            self._supersede((id(keeper), latest), task)
        self._under_way.add(task)
        task.land = lambda result, error: self._land(task, keeper, done, failed, result, error)
        self._wake()
        self._queues[lane].put(task)
        return task

    def _supersede(self, place: tuple[int, str], task: Task[Any]) -> None:
        older = self._latest.get(place)
        if older is not None:
            older.cancel()
        self._latest[place] = task
        task.ended.connect(lambda: self._latest.pop(place, None) if self._latest.get(place) is task else None)

    def _wake(self) -> None:
        if self._threads:
            return
        for lane, count in THREADS.items():
            for number in range(1, count + 1):
                name = f"{lane}-{number}"
                thread = threading.Thread(target=_work, args=(self._queues[lane],), name=name, daemon=True)
                thread.start()
                self._threads.append(thread)

    def _land(
        self, task: Task[Any], keeper: QObject, done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None, result: Any, error: Exception | None,
    ) -> None:  # fmt: skip
        self._under_way.discard(task)
        task.finished = True
        try:
            if not task.cancelled and isValid(keeper):
                if error is None:
                    with watch().closed():
                        done(result)
                else:
                    self._fail(error, failed)
            elif error is not None and not isinstance(error, (Cancelled, Refused)):
                self._fail(error, None)  # nobody waits for it, but it must not pass unseen
        finally:
            task.ended.emit()
            if not self._under_way:
                self.idle.emit()

    def _fail(self, error: Exception, failed: Callable[[Exception], object] | None) -> None:
        """`failed` hears of everything, so that it can tidy up; it shows only Refused, the bar shows the rest."""
        if isinstance(error, Trouble):
            self.troubled.emit(error)
        elif not isinstance(error, Refused):
            report = "".join(traceback.format_exception(error))
            log.error("A job failed", exc_info=error)
            self.bugged.emit(error, report)
        elif failed is None:
            self.refused.emit(error)
        if failed is not None:
            failed(error)


def _work(jobs: queue.SimpleQueue[Task[Any] | None]) -> None:
    """The life of a worker thread."""
    while (task := jobs.get()) is not None:
        result: Any = None
        error: Exception | None = None
        if task.cancelled:
            error = Cancelled()
        else:
            try:
                result = task.job(task) if task.wants_task else task.job()
            except Exception as reason:  # noqa: BLE001 - handed to the UI thread, which tells the kinds apart
                error = reason
        task.arrive(result, error)
        del task, result, error  # nothing is kept alive while the thread waits


class Sweeper(QObject):
    """Collects garbage in the UI thread only: a page thrown away by another would be half gone when its timers beat."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left = 0  # objects that the last whole collection left
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.sweep)
        self._timer.start(SWEEP_MS)
        gc.disable()

    def stop(self) -> None:
        """No other thread is left: Python collects by itself again."""
        self._timer.stop()
        gc.enable()

    def sweep(self) -> None:
        """What Python would have done by its own counts: the young often, all only when they are a quarter more."""
        counts, most = gc.get_count(), gc.get_threshold()
        if counts[0] <= most[0]:
            return
        if counts[1] <= most[1]:
            gc.collect(0)
        elif counts[2] <= most[2] or len(gc.get_objects(generation=2)) < self._left * 1.25:
            gc.collect(1)
        else:
            gc.collect()
            self._left = len(gc.get_objects(generation=2))


class Watchdog(QObject):
    """Sees when the window stands still for more than 50 ms and says what it was doing; for --debug and the bench."""

    BEAT_MS = 10

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stalls: list[tuple[int, str]] = []  # (ms, where)
        self._beat = time.monotonic()
        self._main = threading.main_thread().ident
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(self.BEAT_MS)
        self._timer.timeout.connect(self._alive)
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begins to watch; call it in the UI thread."""
        self._alive()
        self._timer.start()
        self._thread.start()

    def stop(self) -> None:
        """Ends it."""
        self._timer.stop()
        self._over.set()
        self._thread.join()

    def _alive(self) -> None:
        self._beat = time.monotonic()

    def _watch(self) -> None:
        where, since = "", 0.0
        while not self._over.wait(self.BEAT_MS / 1000):
            beat = self._beat
            still = (time.monotonic() - beat) * 1000 - self.BEAT_MS
            if still > STALL_MS and since != beat:
                frame = sys._current_frames().get(self._main or 0)
                where, since = ("".join(traceback.format_stack(frame, 6)) if frame else ""), beat
            elif since and beat != since:
                lasted = round((beat - since) * 1000)
                self.stalls.append((lasted, where))
                log.warning("The window stood still for %d ms\n%s", lasted, where)
                since = 0.0
