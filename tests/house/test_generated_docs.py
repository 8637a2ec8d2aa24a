"""docs/generated says what the code says. Compares files, knows nothing of what stands in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT

KEPT = ROOT / "docs" / "generated"


def _pages(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*"))}


def test_generated_docs_are_current(tmp_path: Path) -> None:
    # A terminal's width must not change what is written.
    env = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "57"}
    subprocess.run([sys.executable, "-m", "app", "docs", "--out", tmp_path], cwd=ROOT, env=env, check=True)
    fresh, kept = _pages(tmp_path), _pages(KEPT)
    assert fresh, "`docs` wrote nothing"
    stale = sorted(name for name in fresh.keys() | kept.keys() if fresh.get(name) != kept.get(name))
    assert not stale, f"run `python3 dev.py docs` and commit docs/generated: {stale}"
