"""The exchange with head office on PostgreSQL, by processes that are killed, and by the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time as wall
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.models.parts import Part
from app.services import attachments, doctor
from tests.conftest import _database, _on_server
from tests.stations import PNG, Station, settle

TAKE = """
import sys
from pathlib import Path
from tests.stations import Station
station = Station("02", Path(sys.argv[1]))
print("ready", flush=True)
station.take(Path(sys.argv[2]))
"""


@pytest.fixture
def folder(tmp_path: Path, time: Any) -> Path:
    """The folder between the stations."""
    made = tmp_path / "between"
    made.mkdir()
    return made


@pytest.fixture
def branch(tmp_path: Path, time: Any) -> Iterator[Station]:
    """A branch on SQLite."""
    (tmp_path / "01").mkdir()
    station = Station("01", tmp_path / "01").set_up()
    yield station
    station.close()


@pytest.fixture
def head_office(server: str, tmp_path: Path, time: Any) -> Iterator[Station]:
    """Head office on PostgreSQL."""
    name = f"office_{os.getpid()}"
    _on_server(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    (tmp_path / "09").mkdir()
    station = Station("09", tmp_path / "09", url=_database(server, name)).set_up()
    yield station
    station.close()
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def test_a_branch_and_head_office_on_postgresql_end_alike(
    branch: Station, head_office: Station, folder: Path
) -> None:  # fmt: skip
    branch.pair(head_office)
    head_office.pair(branch)
    part = branch.part("P1", name_zh="甲")
    branch.move(part, 5)
    branch.run(attachments.add, "parts", part, "a.png", PNG[0])
    head_office.part("P1", name_zh="乙")
    settle((branch, head_office), folder)
    branch.edit(part, name_zh="丙")
    head_office.move(part, 2)
    settle((branch, head_office), folder)
    one, two = branch.books(), head_office.books()
    one["audit"], two["audit"] = ({e for e in side["audit"] if not e[4].startswith("exchange.")} for side in (one, two))
    for name in one:
        assert one[name] == two[name], name
    [photo] = head_office.ask(attachments.list_of, "parts", part)
    assert head_office.ask(attachments.read, photo.id)
    for station in (branch, head_office):
        assert [str(f.text) for f in doctor.examine(station.desk, station.actor) if not f.sound] == []


def test_killed_while_it_takes_in_it_goes_on(branch: Station, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "02").mkdir()
    other = Station("02", tmp_path / "02").set_up()
    branch.pair(other)
    other.pair(branch)
    for round_ in range(3):
        parts = [branch.part(f"P{round_}-{n}") for n in range(8)]
        branch.send(folder, again=True)
        other.close()
        running = subprocess.Popen(
            [sys.executable, "-c", TAKE, str(tmp_path / "02"), str(folder)], stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        wall.sleep(0.02 * round_)
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stdout.close()
        other = Station("02", tmp_path / "02")
        assert {bool(other.get(Part, "id", part)) for part in parts} in ({True}, {False})  # all of it or nothing
        other.take(folder)
        assert all(other.get(Part, "id", part) for part in parts)
        assert [str(f.text) for f in doctor.examine(other.desk, other.actor) if not f.sound] == []
    other.close()
