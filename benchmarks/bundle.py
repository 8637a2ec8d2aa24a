"""The bundle's start beside the same program run from source: from the start to its login on a real X screen.

Needs `dev.py freeze` to have been run here (Linux), and Xvfb and xdotool, as the tests do; says nothing otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.twin import Row

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "dist" / "counterpart" / "counterpart"


def measured(quick: bool) -> Iterator[Row]:
    """Whole starts by turns, on one shop."""
    if not (PROGRAM.is_file() and shutil.which("Xvfb") and shutil.which("xdotool")):
        return
    with TemporaryDirectory() as folder:
        env = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": ""}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # what runs from source is compiled, as the bundle is
        for name in ("source", "bundle"):
            subprocess.run([sys.executable, "-m", "app", "--data", f"{folder}/{name}", "demo", "--empty"], check=True,
                           capture_output=True, cwd=ROOT)  # fmt: skip
        server, env["DISPLAY"] = screen()
        ours, plain = [], []
        for turn in range((3 if quick else 9) + 1):
            source = started([sys.executable, "-m", "app", "--data", f"{folder}/source"], env)
            bundle = started([str(PROGRAM), "--data", f"{folder}/bundle"], env)
            if turn:  # the first of each warms the disk
                plain.append(source)
                ours.append(bundle)
        server.terminate()
        server.wait(10)
    yield Row(
        "bundle: start to the login on the screen", median(ours) * 1000, median(plain) * 1000, 2, "beside the source"
    )


def screen() -> tuple[subprocess.Popen[bytes], str]:
    """An X server with a free number, and its name."""
    ready, told = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(told), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
                              pass_fds=[told], stderr=subprocess.DEVNULL)  # fmt: skip
    os.close(told)
    with os.fdopen(ready) as answer:
        return server, f":{answer.readline().strip()}"


def started(command: list[str], env: dict[str, str], patience: float = 60) -> float:
    """Seconds from the start of a program to its window on the screen; then it is ended."""
    look = ["xdotool", "search", "--onlyvisible", "--name", "^Counterpart$"]
    begin = time.perf_counter()
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        while subprocess.run(look, env=env, capture_output=True, check=False).returncode:
            if program.poll() is not None or time.perf_counter() - begin > patience:
                raise AssertionError(f"{command[0]} showed no window; exit code {program.poll()}")
        took = time.perf_counter() - begin
        program.kill()
    while not subprocess.run(look, env=env, capture_output=True, check=False).returncode:
        time.sleep(0.05)  # the server takes the window of a killed program away a moment later
    return took
