"""What a copy holds is told before anything is touched; it goes in place of the live data or into another folder."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import Refused
from app.models.engine import FILE_NAME
from app.services import backups, doctor
from tests.garage import Garage
from tests.rig import PROGRAM
from tests.shopfloor import Shopfloor
from tests.stations import Station


@pytest.fixture
def copy(shop: Shopfloor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a shop with two orders and a part, on a stick."""
    garage = Garage(shop)
    garage.signed()
    garage.order()
    shop.part("P9")
    return backups.make(shop.desk, PROGRAM, shop.rig.store, tmp_path_factory.mktemp("stick") / "shop.db")


def test_it_tells_when_what_and_how_much(shop: Shopfloor, copy: Path, tmp_path: Path) -> None:
    inside = backups.look_inside(copy, tmp_path)
    told = backups.read_manifest(copy)
    assert told is not None
    assert (inside.made_at, inside.version, inside.heads) == (told.at, "0.1.0", told.heads)
    rows = dict(inside.rows)
    assert (rows["Work orders"], rows["Parts"], rows["Vehicles"]) == (2, 1, 2)
    assert inside.papers[0].kind == "Work orders"
    assert [p.at for p in inside.papers] == sorted((p.at for p in inside.papers), reverse=True)
    assert not inside.newer
    assert not list(tmp_path.glob("looking-*"))


def test_the_copy_of_another_shop_is_called_so(shop: Shopfloor, copy: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Station("02", tmp_path / "other").set_up()
    theirs = backups.make(other.desk, PROGRAM, other.rig.store, copy.parent / "theirs.db")
    other.close()
    here = shop.rig.folder
    assert (here / FILE_NAME).is_file()
    assert [backups.look_inside(one, here).foreign for one in (copy, theirs)] == [False, True]
    assert not backups.look_inside(theirs, tmp_path / "nothing here").foreign


def test_a_copy_without_a_manifest_can_be_looked_into(copy: Path, tmp_path: Path) -> None:
    backups.manifest_of(copy).unlink()
    inside = backups.look_inside(copy, tmp_path)
    assert (inside.made_at, inside.version) == (None, None)
    assert inside.last_at is not None


def test_a_copy_of_a_newer_version_says_so(copy: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    backups.manifest_of(copy).unlink()
    assert backups.look_inside(copy, tmp_path).newer


def test_an_older_copy_without_our_newest_tables(copy: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy)) as conn, conn:
        conn.execute("ALTER TABLE audit_entries RENAME COLUMN hash TO chain")
        conn.execute("DROP TABLE follow_ups")
    backups.manifest_of(copy).unlink()
    assert backups.look_inside(copy, tmp_path).heads == {}


def test_what_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database" * 100)
    with pytest.raises(Refused, match="not a Counterpart data file"):
        backups.look_inside(tmp_path / "x.db", tmp_path / "room")
    with pytest.raises(Refused, match="There is no file"):
        backups.look_inside(tmp_path / "y.db", tmp_path / "room")


def test_into_a_folder_of_its_own(shop: Shopfloor, copy: Path, tmp_path: Path) -> None:
    done = backups.restore(tmp_path / "own", copy, fresh_folder=True)
    assert done.kept is None
    assert (tmp_path / "own" / FILE_NAME).is_file()
    with pytest.raises(Refused, match="not empty"):
        backups.restore(tmp_path / "own", copy, fresh_folder=True)
    assert all(f.sound for f in doctor.examine(shop.desk, PROGRAM))  # the live one was not in its way


def test_damaged_attached_files_are_named_and_left_out(shop: Shopfloor, copy: Path, tmp_path: Path) -> None:
    files = sorted(copy.parent.glob("attachments/??/*"))
    assert files  # what the customer was shown
    files[0].write_bytes(b"rubbish")
    done = backups.restore(tmp_path / "own", copy)
    assert done.damaged == (files[0].name,)
    assert done.files == len(files) - 1


def test_a_copy_within_the_shop_brings_the_shop_s_files_along(shop: Shopfloor, tmp_path: Path) -> None:
    Garage(shop).signed()
    live = shop.rig.folder
    made = backups.make(shop.desk, PROGRAM, shop.rig.store, live / "backups")
    done = backups.restore(tmp_path / "own", made, fresh_folder=True)
    assert done.files == len(list(live.glob("attachments/??/*"))) > 0
