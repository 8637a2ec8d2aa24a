"""Which screen the customer signs on: the second if there is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.views.signing_pad import second

ROOT = Path(__file__).resolve().parents[2]
CLERK = {"name": "clerk", "x": 0, "y": 0, "width": 1366, "height": 768}
CUSTOMER = {"name": "customer", "x": 1366, "y": 0, "width": 1920, "height": 1080}


def test_one_screen_is_the_clerk_s_and_the_customer_s() -> None:
    assert second(QGuiApplication.screens(), QGuiApplication.primaryScreen()) is None


def test_two_screens_are_one_for_each(tmp_path: Path) -> None:
    """The screens of Qt's offscreen platform are given at its start: `on_two_screens` has a program of its own."""
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [screen | dots for screen in (CLERK, CUSTOMER)]
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen:configfile=screens.json"}
    environment.pop("PYTEST_ADDOPTS", None)
    tests = [str(ROOT / "tests/views/on_two_screens.py"), "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr
    assert "2 passed" in said.stdout
