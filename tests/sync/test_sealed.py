"""A sealed package never lies open where others can read it, also not while it is made or read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.sync import keys, reading
from app.sync.workbench import OLD, PREFIX
from tests.stations import Pair, sent


def test_a_sealed_package_is_open_only_in_the_shops_own_folder(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, folder = pair
    one.pair(two, sealed=True)
    one.part("P1", name_zh="秘密")
    seal, zipped = keys.seal, reading._zip
    opened: list[Path] = []

    def sealing(source: Path, *others: Any) -> None:
        opened.append(source)
        seal(source, *others)

    def reads(file: Path, name: str) -> Any:
        opened.append(file)
        return zipped(file, name)

    monkeypatch.setattr(keys, "seal", sealing)
    monkeypatch.setattr(reading, "_zip", reads)
    file = sent(one, two, folder)
    assert list(folder.iterdir()) == [file]
    assert [seen.state for seen in two.take(folder).seen] == ["applied"]
    assert [path.parent.parent for path in opened] == [one.folder, two.folder]
    assert not any(path.exists() for path in opened)


def test_what_a_run_that_was_cut_off_left_open_is_swept(pair: Pair) -> None:
    one, _two, folder = pair
    old, young = one.folder / f"{PREFIX}old", one.folder / f"{PREFIX}young"
    for left in (old, young):
        left.mkdir()
    past = clock.now().timestamp() - OLD - 60
    os.utime(old, (past, past))
    present = clock.now().timestamp()
    os.utime(young, (present, present))
    plain = folder / ".counterpart-01-to-02-00000001.zip.plain"
    plain.write_bytes(b"open")
    other = folder / ".counterpart-02-to-01-00000001.zip.age.opened"
    other.write_bytes(b"open")
    one.take(folder)
    assert (old.exists(), young.exists()) == (False, True)
    assert not plain.exists()
    assert not other.exists()
