"""The same hundred scans as real key events of an X server: Xvfb is the screen, xdotool the scanner."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hundred import CODES, prepare

ROOT = Path(__file__).parents[2]


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own, with a number that is free."""
    told, tell = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[tell], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(tell)
    with os.fdopen(told) as number:
        yield ":" + number.readline().strip()
    server.terminate()
    server.wait()


@pytest.mark.slow
def test_a_hundred_scans_of_a_real_keyboard_are_counted_in_order(display: str, tmp_path: Path) -> None:
    count = prepare(tmp_path / "shop")
    env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONUTF8": "1"}
    window = subprocess.Popen(
        [sys.executable, "-m", "tests.hundred", tmp_path / "shop", str(count)],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert window.stdout is not None
    with window.stdout as said:
        assert said.readline().strip() == "ready"
        keys = "".join(f"type --delay 5 {code}\nkey Return\nsleep 0.05\n" for code in CODES)
        focus = "search --onlyvisible --name Counterpart windowfocus\nsleep 0.3\n"
        subprocess.run(["xdotool", "-"], input=focus + keys, text=True, env=env, check=True, timeout=120)
        posted, counted = said.readline().split(), said.readline().split()
    assert window.wait(30) == 0
    assert counted[1:] == CODES
    assert int(posted[1]) > 20
