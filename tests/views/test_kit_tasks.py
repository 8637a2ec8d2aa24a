"""Background work: which thread it runs in, what comes back where, what is dropped."""

from __future__ import annotations

import gc
import logging
import threading
import time
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.core.errors import Refused, Trouble
from app.views.kit.tasks import Task, Tasks, Watchdog


class Owner(QObject):
    """Keeps what came back, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.failed: list[Exception] = []
        self.threads: list[str] = []

    def take(self, result: object) -> None:
        self.got.append(result)
        self.threads.append(threading.current_thread().name)

    def fail(self, error: Exception) -> None:
        self.failed.append(error)


@pytest.fixture
def owner(qapp: object) -> Owner:
    return Owner()


def here() -> str:
    return threading.current_thread().name


def test_writes_run_one_after_the_other_in_the_writer_and_answers_come_to_the_ui_thread(
    tasks: Tasks, owner: Owner, qtbot: QtBot
) -> None:
    ran: list[str] = []

    def job(n: int) -> int:
        time.sleep(0.002 * (5 - n))
        ran.append(here())
        return n

    for n in range(5):
        tasks.run_write(lambda n=n: job(n), owner.take)
    qtbot.waitUntil(lambda: len(owner.got) == 5)
    assert owner.got == [0, 1, 2, 3, 4]
    assert set(ran) == {"writer-1"}
    assert set(owner.threads) == {"MainThread"}


def test_two_reads_run_at_the_same_time_and_never_in_the_ui_thread(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    meet = threading.Barrier(2, timeout=5)

    def job() -> str:
        meet.wait()
        return here()

    tasks.run_read(job, owner.take)
    tasks.run_read(job, owner.take)
    qtbot.waitUntil(lambda: len(owner.got) == 2)
    assert set(owner.got) == {"reader-1", "reader-2"}


def test_refused_comes_to_the_caller_and_to_nobody_else(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    loud: list[object] = []
    tasks.refused.connect(loud.append)
    tasks.troubled.connect(loud.append)

    def job() -> None:
        raise Refused("No.")

    tasks.run_write(job, owner.take, owner.fail)
    qtbot.waitUntil(lambda: bool(owner.failed))
    assert isinstance(owner.failed[0], Refused)
    assert (owner.got, loud) == ([], [])


def test_trouble_goes_to_the_bar_and_the_caller_may_tidy_up(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    loud: list[object] = []
    tasks.troubled.connect(loud.append)

    def job() -> None:
        raise Trouble("The disk is full. Nothing was changed.")

    tasks.run_write(job, owner.take, owner.fail)
    qtbot.waitUntil(lambda: bool(loud))
    assert owner.failed == loud


def test_anything_else_is_our_bug_and_comes_with_a_report(
    tasks: Tasks, owner: Owner, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    reports: list[str] = []
    tasks.bugged.connect(lambda _error, report: reports.append(report))

    def job() -> None:
        raise ZeroDivisionError("oops")

    with caplog.at_level(logging.CRITICAL, logger="app.views.kit.tasks"):
        tasks.run_read(job, owner.take)
        qtbot.waitUntil(lambda: bool(reports))
    assert "ZeroDivisionError: oops" in reports[0]
    assert "test_kit_tasks.py" in reports[0]


def test_the_answer_is_dropped_when_the_owner_is_gone(tasks: Tasks, qtbot: QtBot) -> None:
    got: list[object] = []
    gone = QObject()
    go = threading.Event()
    tasks.run_read(go.wait, got.append, owner=gone)
    gone.deleteLater()
    qtbot.wait(1)
    with qtbot.waitSignal(tasks.idle):
        go.set()
    assert got == []


def test_only_the_newest_of_a_place_counts(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    go = threading.Event()
    ran: list[int] = []
    for _ in range(2):  # both readers are busy
        tasks.run_read(go.wait, lambda _r: None, owner=owner)
    for n in range(10):
        tasks.run_read(lambda n=n: ran.append(n) or n, owner.take, latest="search")
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert owner.got == [9]
    assert ran == [9]


def test_long_work_tells_its_progress_and_stops_when_cancelled(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []

    def job(task: Task[str]) -> str:
        for n in range(10_000):
            task.tell(n, 10_000)
            time.sleep(0.001)
        return "through"

    task = tasks.run_aside(job, owner.take)
    task.progressed.connect(lambda done, total: seen.append((done, total)))
    qtbot.waitUntil(lambda: len(seen) >= 2)
    task.cancel()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert owner.got == []


def test_closing_finishes_the_writes_that_were_asked_for(qtbot: QtBot, owner: Owner) -> None:
    tasks = Tasks()
    written: list[int] = []
    for n in range(5):
        tasks.run_write(lambda n=n: (time.sleep(0.005), written.append(n)), owner.take)
    tasks.close()
    assert written == [0, 1, 2, 3, 4]
    with pytest.raises(RuntimeError):
        tasks.run_write(lambda: None, owner.take)
    assert tasks.run_read(lambda: None, owner.take).cancelled  # nobody will see it


def test_a_job_without_owner_is_a_mistake_of_ours(tasks: Tasks) -> None:
    with pytest.raises(TypeError):
        tasks.run_read(lambda: 1, lambda _r: None)


class Knot:
    """Garbage that only the collector finds; tells in which thread it did."""

    swept: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        self.swept.add(here())


def test_garbage_of_any_thread_is_swept_by_the_window_s_own(qtbot: QtBot, owner: Owner) -> None:
    gc.collect()
    Knot.swept.clear()
    tasks = Tasks(sweeps=True)
    try:
        for _ in range(4):
            tasks.run_read(lambda: [Knot() for _ in range(20_000)] and None, owner.take)
        qtbot.waitUntil(lambda: not tasks.busy() and bool(Knot.swept))
    finally:
        tasks.close()
    assert Knot.swept == {here()}
    assert gc.isenabled()


def test_the_watchdog_names_the_line_where_the_window_stood_still(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    dog = Watchdog()
    with caplog.at_level(logging.CRITICAL, logger="app.views.kit.tasks"):
        dog.start()
        qtbot.wait(60)
        time.sleep(0.2)
        qtbot.wait(60)
        dog.stop()
    longest, where = max(dog.stalls)
    assert longest >= 150
    assert "test_kit_tasks.py" in where
