"""A little of `dev.py torture`: a cut of each story, every blow to a disk once. The whole is run before a release."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from app.core import i18n
from app.models.engine import FILE_NAME
from app.services import backups
from tests.rig import PROGRAM
from tests.torture import __main__ as main
from tests.torture import cuts, disks, new_pc
from tests.torture.table import Row, page
from tests.torture.work import STORIES, found_shop


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A shop in which every story was told once, with a backup; how many commits each takes."""
    folder = tmp_path_factory.mktemp("torture") / "shop"
    folder.mkdir()
    lengths = found_shop(folder)
    with disks.opened(folder) as (shop, _promised):
        backups.make(shop.desk, PROGRAM, shop.rig.store, folder / backups.FOLDER)
    return folder, lengths


@pytest.fixture
def shop(made: tuple[Path, dict[str, int]], tmp_path: Path) -> Path:
    """A copy of it."""
    i18n.use("en")
    return Path(shutil.copytree(made[0], tmp_path / "shop"))


def whole(row: Row) -> None:
    """Nothing was lost, doubled or left half, and no check found anything."""
    assert (row.lost, row.doubled, row.half) == (0, 0, 0), row
    assert not [words for words in row.notes if words.startswith("doctor: ")], row


@pytest.mark.slow
def test_a_cut_of_every_story_loses_and_doubles_nothing(shop: Path, made: tuple[Path, dict[str, int]]) -> None:
    tallies = cuts.run(shop, made[1], len(STORIES), Random(7))
    said = cuts.total(tallies)
    assert said["cuts"] == len(STORIES)
    assert said["promised"]
    assert [said[fault] for fault in ("lost", "doubled", "half", "unsound")] == [0] * 4


@pytest.mark.slow
def test_full_and_read_only_disks_are_said_and_harm_nothing(shop: Path, tmp_path: Path) -> None:
    found = main._on_disks(shop, tmp_path, 1, Random(1))
    if not disks.may_mount():
        assert found[0].told.startswith("Left out")
        return
    full, place, still = found
    whole(full)
    assert any("The disk is full. Nothing was changed" in words for words in full.notes)
    whole(place)
    assert still.notes.keys() == {"“The folder … can't be written: the disk can only be read. Choose another one.”"}


@pytest.mark.slow
def test_a_write_ahead_log_cut_short_goes_back_to_a_whole_commit(shop: Path, made: tuple[Path, dict[str, int]]) -> None:
    row = disks.wal_cut_short(shop, made[1], 1, Random(3))
    assert row.half == 0
    assert row.notes == {"whole up to one commit": 1}


def test_a_clock_set_back_is_said_and_gives_no_number_twice(shop: Path) -> None:
    row = disks.clock_set_back(shop, 2, Random(1))
    whole(row)
    assert list(row.notes) == ["“This PC's clock is wrong: it is before the last entry, of …”"]


def test_flipped_bytes_are_met_without_a_fault(shop: Path, tmp_path: Path) -> None:
    row = disks.flipped_bytes(shop, tmp_path / "flipped", 2, Random(5))
    assert sum(row.notes.values()) == 2
    assert not [words for words in row.notes if words.startswith("stopped")], row
    content = bytearray((shop / FILE_NAME).read_bytes())
    content[20 * 4096 : 60 * 4096] = b"\x5a" * (40 * 4096)
    (shop / FILE_NAME).write_bytes(content)
    assert disks._met(shop).startswith("refused at the start")


def test_the_old_pc_dies_and_a_new_one_works(shop: Path, tmp_path: Path) -> None:
    told = new_pc.old_pc_dies(shop, tmp_path / "pc")
    assert told.startswith("**Old PC dies, a new one works from the stick: ")
    row = Row("x|y", 2, lost=1, lied=True, told="Said.")
    assert not row.failed
    row.fault("a hole in the middle")
    assert row.failed
    row = Row("x|y", 2, told="Said.")
    row.note("seen")
    assert "| x|y | 2 | 0 | 0 | 0 | 0 | Said. 1 × seen. |" in page([row], told)
