"""A serial scanner, over a pseudo terminal: codes in order, odd ends, unplugging and coming back."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.views.kit.serial import LineState, SerialScanner, port_names


class Cable:
    """A scanner's cable: a name in the file system, behind it a pseudo terminal that can be pulled out."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self._ends: list[int] = []
        self.plug_in()

    def plug_in(self) -> None:
        """The device appears under its name."""
        master, slave = pty.openpty()
        tty.setraw(slave)
        self._ends = [master, slave]
        self.name.unlink(missing_ok=True)
        self.name.symlink_to(os.ttyname(slave))

    def send(self, data: bytes) -> None:
        """What the scanner sends."""
        os.write(self._ends[0], data)

    def pull_out(self) -> None:
        """The device is gone."""
        self.name.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = []


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    made = Cable(tmp_path / "scanner")
    yield made
    made.pull_out()


@pytest.fixture
def line(cable: Cable, qapp: object) -> Iterator[SerialScanner]:
    made = SerialScanner(retry=50)
    made.listen(str(cable.name))
    yield made
    made.listen("")


@pytest.fixture
def heard(line: SerialScanner) -> list[str]:
    codes: list[str] = []
    line.heard.connect(codes.append)
    return codes


def test_a_hundred_codes_come_in_order(qtbot: QtBot, line: SerialScanner, cable: Cable, heard: list[str]) -> None:
    assert line.state == "open"
    codes = [f"69344720{n:05d}" for n in range(100)]
    for code in codes:
        cable.send(code.encode() + b"\r")
    qtbot.waitUntil(lambda: heard == codes)


def test_ends_pieces_and_alphabets(qtbot: QtBot, line: SerialScanner, cable: Cable, heard: list[str]) -> None:
    cable.send(b"AB-1\r\nAB")
    qtbot.waitUntil(lambda: heard == ["AB-1"])
    cable.send(b"-2\n\n")
    qtbot.waitUntil(lambda: heard[1:] == ["AB-2"])
    cable.send("件号1".encode("gb18030") + b"\r" + "件号2".encode() + b"\r" + b"10A\x1d37\r")
    qtbot.waitUntil(lambda: heard[2:] == ["件号1", "件号2", "10A\x1d37"])
    cable.send(b"\xff" * 5_000)
    qtbot.wait(150)
    cable.send(b"OK\r")
    qtbot.waitUntil(lambda: heard[-1] == "OK")
    assert heard == ["AB-1", "AB-2", "件号1", "件号2", "10A\x1d37", "OK"]


def test_e7_silence_ends_a_code_too(qtbot: QtBot, line: SerialScanner, cable: Cable, heard: list[str]) -> None:
    cable.send(b"no end")
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["no end"]


def test_an_unplugged_scanner_is_noticed_and_comes_back(
    qtbot: QtBot, line: SerialScanner, cable: Cable, heard: list[str]
) -> None:
    states: list[LineState] = []
    line.state_changed.connect(states.append)
    cable.send(b"before\r")
    qtbot.waitUntil(lambda: heard == ["before"])
    cable.pull_out()
    qtbot.waitUntil(lambda: line.state == "lost")
    cable.plug_in()
    qtbot.waitUntil(lambda: line.state == "open")
    cable.send(b"after\r")
    qtbot.waitUntil(lambda: heard == ["before", "after"])
    assert states == ["lost", "open"]


def test_a_port_that_is_not_there_yet(qtbot: QtBot, qapp: object, tmp_path: Path) -> None:
    line = SerialScanner(retry=50)
    line.listen(str(tmp_path / "later"))
    assert line.state == "lost"
    cable = Cable(tmp_path / "later")
    qtbot.waitUntil(lambda: line.state == "open")
    line.listen("")
    assert line.state == "off"
    cable.pull_out()
    assert isinstance(port_names(), list)
