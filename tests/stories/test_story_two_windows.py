"""Two counters in two processes on one shop; and one of them killed in the midst of it: nothing is lost or doubled."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.clock import Id
from app.services import doctor
from tests.atdesk import events
from tests.counting_window import open_count
from tests.rig import PIN, PROGRAM
from tests.services.counting import Time, open_shop
from tests.window import Hands


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop with a count of two bins under way; nobody has a bin yet."""
    shop = open_shop(tmp_path, Time())
    shop.started()
    doctor.examine(shop.rig.desk, PROGRAM, repair=True)  # these parts came without their search rows
    shop.rig.close()
    shop.rig.store.close()
    return tmp_path


@pytest.fixture
def hands(qapp: QApplication, folder: Path) -> Iterator[Hands]:
    made = Hands(folder)
    yield made
    made.end()


def other_window(folder: Path, name: str, bin_: str, times: int, *codes: str) -> subprocess.Popen[str]:
    """Somebody else counts in another process."""
    command = [sys.executable, "-m", "tests.counting_window", str(folder), name, PIN, bin_, str(times), *codes]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def line(child: subprocess.Popen[str]) -> str:
    """The next line it said."""
    assert child.stdout is not None
    return child.stdout.readline().strip()


def log_of(hands: Hands) -> list[tuple[str, int]]:
    """(code, quantity) of every event, in order."""
    count: Id = hands.room.scan.count_id
    return [(e.code, e.qty) for e in hands.app.desk.ask(events, PROGRAM, count)]


@pytest.mark.slow
def test_two_counters_at_two_windows_lose_nothing(folder: Path, hands: Hands) -> None:
    """Each in his bin, at the same time; the bin of the other is refused with his name (E12)."""
    open_count(hands, "Chen", PIN)
    page = hands.room.scan
    with other_window(folder, "Liu", "A-01", 8, "BRAKE", "DISC") as child:
        said = [line(child)]
        hands.scan("A-01")
        assert page.stage.sign.signal == "scan_bad"
        assert "Liu is counting this bin" in page.stage.sign.head
        hands.scan("A-02")
        for _ in range(6):
            hands.scan("FILTER")
            page._heard = ("", 0.0)
        hands.scan("12*6934472009174")
        assert page.stage.sign.figure == "150"
        said += [line(child) for _ in range(16)]
    assert said[-1] == "finished True"
    assert said[-2].split()[1:] == ["DISC", "8000"]
    log = log_of(hands)
    assert [code for code, _ in log if code in ("BRAKE", "DISC")] == ["BRAKE", "DISC"] * 8
    assert sum(qty for code, qty in log if code in ("FILTER", "6934472009174")) == 150_000
    hands.next()  # the oil is left
    hands.key(Qt.Key.Key_F8)
    hands.next()
    assert page.stage.sign.head == "All bins are counted"


@pytest.mark.slow
def test_after_a_kill_it_goes_on_at_the_very_scan(folder: Path, hands: Hands) -> None:
    """`kill -9` while scanning: what was told is in the log, and the room opens on the part scanned last."""
    with other_window(folder, "Liu", "A-01", 1000, "BRAKE", "DISC", "BRAKE") as child:
        said = [line(child) for _ in range(10)]
        child.kill()
        assert child.stdout is not None
        said += [word for word in child.stdout.read().splitlines() if word.count(" ") == 2]
    open_count(hands, "Liu", PIN)
    page = hands.room.scan
    log = log_of(hands)
    assert 0 <= len(log) - len(said) <= 1  # the last one may have been committed and not yet said
    last = log[-1][0]
    total = sum(qty for code, qty in log if code == last) // 1000
    sign = page.stage.sign
    assert (sign.head, sign.bin, sign.number, sign.figure) == ("Go on counting", "A-01", last, str(total))
    hands.scan(last)
    assert page.stage.sign.figure == str(total + 1)
    assert [e.words for e in page.side.lists["open"].rows.entries] == []
