"""docs/generated and docs/guide say what the code and the help say. Compares files, knows nothing of their content."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import guide
from app.services import handbook
from tests.house.source import ROOT

TOPICS = {"scanning", "labels", "printing", "signing"}  # pages of no room
FOLDERS = ("generated", "guide")


def _pages(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*"))}


def test_generated_docs_are_current(tmp_path: Path) -> None:
    # A terminal's width must not change what is written.
    env = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "57"}
    out = tmp_path / "generated"
    subprocess.run([sys.executable, "-m", "app", "docs", "--out", out], cwd=ROOT, env=env, check=True)
    for folder in FOLDERS:
        fresh, kept = _pages(tmp_path / folder), _pages(ROOT / "docs" / folder)
        assert fresh, "`docs` wrote nothing"
        stale = sorted(name for name in fresh.keys() | kept.keys() if fresh.get(name) != kept.get(name))
        assert not stale, f"run `python3 dev.py docs` and commit docs/{folder}: {stale}"


@pytest.mark.parametrize("file", [*sorted((ROOT / "docs" / "guide").glob("*.md")), *sorted(ROOT.glob("*.md"))])
def test_links_and_pictures_of_a_document_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    anchors = set(re.findall(r'<a id="(\w+)">', text))
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    broken = [link for link in links if link.startswith("#") and link[1:] not in anchors]
    broken += [
        link for link in links if not link.startswith("#") and not (file.parent / link.partition("#")[0]).exists()
    ]
    assert not broken, f"{file.name} points to nothing: {broken}"


@pytest.mark.parametrize("short", ["en", "zh"])
def test_every_room_of_the_guide_has_its_picture(short: str) -> None:
    text = (ROOT / "docs" / "guide" / f"{short}.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\.\./screenshots/([\w-]+)-\w\w\.png", text))
    rooms = {name for _title, names in handbook.chapters() for name in names} - TOPICS
    missing = {name for name in rooms if guide.PICTURES.get(name, name) not in shown}
    assert not missing, f"run `python3 dev.py run --screenshots docs/screenshots`: no picture of {sorted(missing)}"
