"""The window's own times, each in a process of its own: login that takes keys, a key stroke to its painted result.

`python -m benchmarks.window bare|login|search|memory …` is what the parent starts; it prints one line of figures.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.twin import Row  # the children import no database: the bare window must not pay for it

SEARCHES = ("火花", "前制", "43512", "10919", "part 77", "hhs", "qzdp", "节温器 朗逸", "0001", "蓄电池")


def child(*given: str) -> tuple[float, list[float]]:
    """Runs one of the children below; seconds until its figures came (not until it ended), and the figures."""
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # a shop's program is compiled, as Qt's and Python's own modules are here
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.window", *given], stdout=subprocess.PIPE, text=True, env=env
    ) as child:
        if child.stdout is None:
            raise AssertionError("a pipe was asked for")
        said = child.stdout.readline().split()
        took = time.perf_counter() - start
    if not said:
        raise AssertionError(f"{given[0]} said nothing, exit code {child.returncode}")
    return took, [float(s) for s in said]


def login(folder: Path, times: int) -> Row:
    """Whole processes by turns, from their start to a key that was taken."""
    from benchmarks.twin import Row

    ours, bare = [], []
    for turn in range(times + 1):
        plain, full = child("bare")[0], child("login", str(folder))[0]
        if turn:  # the first of each warms the disk
            bare.append(plain)
            ours.append(full)
    return Row(
        "login window that takes keys", median(ours) * 1000, median(bare) * 1000, 2, "beside a bare PySide6 window"
    )


def search(folder: Path) -> Iterator[Row]:
    """The key stroke that ends a word, to the painted rows of its answer."""
    from benchmarks.twin import Row

    figures = child("search", str(folder))[1]
    cuts = quantiles(figures, n=100)
    note = f"{len(figures)} keys in the list of parts, the pause after typing (150 ms) included"
    yield Row("key to painted result, p50", median(figures), 0, 0, note)
    yield Row("key to painted result, p95", cuts[94], 0, 0)
    yield Row("key to painted result, p99", cuts[98], 0, 0)


def memory(folder: Path) -> Iterator[Row]:
    """Resident memory of the desk before and after 5,000 scans."""
    from benchmarks.twin import Row

    before, after = child("memory", str(folder))[1]
    yield Row("memory before 5,000 scans, MB", before, 0, 0, "process with the desk, without a window")
    yield Row("memory after 5,000 scans, MB", after, 0, 0, f"grew by {after - before:.1f} MB")


def measured(quick: bool) -> Iterator[Row]:
    """All of them, in a shop of 100,000 parts."""
    from benchmarks.shop import Shop

    parts, times = (20_000, 3) if quick else (100_000, 7)
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        shop.fill(parts, stocked=500)
        shop.close()
        yield login(Path(folder), times)
        yield from search(Path(folder))
        yield from memory(Path(folder))


# --- the children -----------------------------------------------------------------------------------------------
def _out(*figures: float) -> None:
    print(*figures, flush=True)
    os._exit(0)


def _bare() -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    app = QApplication([])
    box = QLineEdit()
    box.resize(1366, 728)
    box.show()
    while not (box.isVisible() and box.windowHandle().isExposed()):
        app.processEvents()
    app.processEvents()
    QTest.keyClicks(box, "1")
    while box.text() != "1":
        app.processEvents()
    _out(0)


def _house(folder: Path) -> Any:
    from app import boot

    return boot.window_house(folder)


def _login(folder: Path) -> None:
    house = _house(folder)
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.views import application

    app = QApplication(["counterpart"])
    here = application.Application(app, house, language="zh_CN")
    here.start()
    page: Any = here.login
    while not (here.shell.isVisible() and here.shell.windowHandle().isExposed()):
        app.processEvents()
    QTest.keyClicks(page.pad, "1")
    while page.pad.typed() != 1:
        app.processEvents()
    _out(0)


def _signed_in(folder: Path, name: str = "王磊") -> tuple[Any, Any]:
    """The program and its window with a storekeeper at it."""
    from PySide6.QtWidgets import QApplication

    from app.services import people
    from app.services.people.login import program, tiles
    from app.views import application
    from app.views.robot import settle, wait_for

    app = QApplication(["counterpart"])
    here = application.Application(app, _house(folder), language="zh_CN")
    here.start()
    wait_for(lambda: here.desk is not None and here.login and here.login.chosen(), "the login tiles")
    keeper = next(t for t in here.desk.ask(tiles, program("01")) if t.name == name)
    here._signed_in(here.desk.ask(people.actor_of, program("01"), keeper.id))
    settle(here)
    return app, here


def _search(folder: Path) -> None:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QLineEdit

    from app.views.kit.listing import Listing
    from app.views.robot import settle

    app, here = _signed_in(folder)
    here.window.go("parts")
    settle(here)
    listing: Any = here.window.room().findChild(Listing)
    box: QLineEdit = listing.filter
    answered: list[int] = []
    listing.table.counted.connect(answered.append)
    box.setFocus()
    figures = []
    for word in SEARCHES * 3:
        for key in word:
            if key == " ":  # it asks for nothing new
                box.insert(key)
                continue
            answered.clear()
            start = time.perf_counter()
            QTest.keyClicks(box, key) if key.isascii() else box.insert(key)
            while not (answered and listing.table.rows.query.text == box.text().strip()):
                app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # as a window waits, not spinning
            listing.table.viewport().repaint()
            figures.append((time.perf_counter() - start) * 1000)
            settle(here)
        box.clear()
        settle(here)
    _out(*figures)


def _scan(folder: Path, name: str, count: str, bin_: str, first: str) -> None:
    from uuid import UUID

    from PySide6.QtCore import QEventLoop, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.views.robot import scan, settle
    from benchmarks.shop import PER_BIN, barcode

    app, here = _signed_in(folder, name)
    here.shell.activateWindow()
    here.window.go("counts")
    here.window.room().count(UUID(count))
    settle(here)
    page: Any = here.window.room().scan
    scan(here.shell, bin_)
    settle(here)
    figures = []
    for turn in range(300):
        QTest.keyClicks(QApplication.focusWidget() or here.shell, barcode(int(first) + turn * 37 % PER_BIN))
        before, start = page.counting._turn, time.perf_counter()
        QTest.keyClick(QApplication.focusWidget() or here.shell, Qt.Key.Key_Return)
        while page.counting._turn == before:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        page.stage.repaint()
        figures.append((time.perf_counter() - start) * 1000)
        settle(here)
    _out(*figures)


def _issue(folder: Path, name: str, slip: str, *codes: str) -> None:
    """Each code typed and ended at the pace of five a second: ms to its painted line; last the longest block."""
    from uuid import UUID

    from PySide6.QtTest import QTest

    from app.views.robot import settle

    app, here = _signed_in(folder, name)
    here.shell.activateWindow()
    here.window.begin("requisitions", UUID(slip))
    settle(here)
    page: Any = here.window.room().issue
    figures, blocked, begin = [], 0.0, time.perf_counter()
    for turn, code in enumerate(codes):
        while time.perf_counter() < begin + turn * 0.2:
            blocked = max(blocked, _worked(app.processEvents))
            time.sleep(0.001)
        QTest.keyClicks(page, code)
        before, start = page.issuing._turn, time.perf_counter()
        blocked = max(blocked, _worked(QTest.keyClick, page, "\r"))
        while page.issuing._turn == before:
            blocked = max(blocked, _worked(app.processEvents))
            time.sleep(0.001)
        blocked = max(blocked, _worked(page.stage.repaint))
        figures.append((time.perf_counter() - start) * 1000)
    if not page.issuing.whole():
        raise AssertionError("a scan was lost")
    _out(*figures, blocked)


def _worked(work: Any, *given: Any) -> float:
    """ms that the window's own thread worked without looking up; what else the machine does is not counted."""
    start = time.thread_time()
    work(*given)
    return (time.thread_time() - start) * 1000


def _resident() -> float:
    """Resident memory of this process in MB; 0 where the system does not say."""
    file = Path("/proc/self/statm")
    return int(file.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if file.exists() else 0.0


def _memory(folder: Path) -> None:
    from app.services.counts import places as rounds
    from app.services.counts import scanning
    from app.services.demo.people import KEEPER
    from benchmarks.shop import Shop, barcode, number, staff
    from benchmarks.tasks import opened

    shop = Shop(folder, staff)
    bin_ = shop.places[number(0)][1]
    count = opened(shop, [bin_])
    shop.walker.run(KEEPER.login, rounds.take_bin, count, bin_)
    before = 0.0
    for turn in range(5100):
        shop.desk.run(scanning.scan, shop.keeper, count, bin_, barcode(turn % 100))
        if turn == 99:  # what the first scans load stays anyway
            before = _resident()
    _out(before, _resident())


if __name__ == "__main__":
    word_, *rest_ = sys.argv[1:]
    if word_ == "bare":
        _bare()
    elif word_ == "issue":
        _issue(Path(rest_[0]), *rest_[1:])
    elif word_ == "scan":
        _scan(Path(rest_[0]), *rest_[1:])
    else:
        {"login": _login, "search": _search, "memory": _memory}[word_](Path(rest_[0]))
