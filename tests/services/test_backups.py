"""Copies are examined before they count, and putting one back never loses the file it replaces."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.core.access import Actor
from app.core.desk import UseCase
from app.core.errors import Refused, Trouble
from app.models.engine import FILE_NAME, Store
from app.services import attachments, backups, doctor, people
from tests.rig import PROGRAM, Rig, open_rig

MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def _number(ctx: Any) -> str:
    return str(ctx.number("SC"))


def _keep(ctx: Any) -> str:
    return attachments.put(ctx, "slip.pdf", b"%PDF-slip")[0]


number = UseCase("test.number", None, _number, (), True, (), writes=True)
keep = UseCase("test.keep", None, _keep, (), True, (), writes=True)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path / "shop")
    rig.hire("ann", "WK")
    yield rig
    rig.close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()


def make(rig: Rig, target: Path | None = None) -> Path:
    return backups.make(rig.desk, PROGRAM, rig.store, target or rig.folder / "backups")


def logins(rig: Rig) -> list[str]:
    return sorted(t.name for t in rig.desk.ask(people.tiles, PROGRAM))


def test_a_copy_is_one_sound_file_with_a_manifest(rig: Rig) -> None:
    file = make(rig)
    backup = backups.read_manifest(file)
    assert backup is not None
    with rig.store.reader.connect() as conn:
        n, head = conn.exec_driver_sql("SELECT n, hash FROM audit_entries ORDER BY n DESC LIMIT 1").one()
    assert backup.heads == {"01": (n, head)}
    assert backup.rows["users"] == 1
    assert sorted(f.suffix for f in file.parent.iterdir()) == [".db", ".json"]
    assert json.loads(backups.manifest_of(file).read_text(encoding="utf-8"))["findings"] == []
    assert backups.last_good(rig.folder) == file


def test_seven_are_kept_at_close(rig: Rig) -> None:
    made = []
    for hour in range(9):
        with clock.frozen(MOMENT + timedelta(hours=hour)):
            rig.desk.run(number, PROGRAM)
            made.append(backups.backup_at_close(rig.desk, rig.store, rig.folder))
    assert [b.file for b in backups.list_backups(rig.folder)] == made[:1:-1]
    assert len(list((rig.folder / "backups").iterdir())) == 14


def test_a_copy_that_was_changed_is_not_the_last_good_one(rig: Rig) -> None:
    older, newer, cut, bare = make(rig), make(rig), make(rig), make(rig)
    newer.write_bytes(newer.read_bytes()[:-1] + b"x")
    cut.write_bytes(cut.read_bytes()[:-1])
    backups.manifest_of(bare).write_text("{", encoding="utf-8")
    assert backups.last_good(rig.folder) == older
    assert [b.file for b in backups.list_backups(rig.folder)] == [newer, older]


def test_who_may(rig: Rig) -> None:
    keeper = people.sign_in(rig.desk, "01", "ann", "2468")
    with pytest.raises(Refused, match="Your roles"):
        backups.make(rig.desk, keeper, rig.store, rig.folder / "backups")


def test_a_copy_shows_what_the_live_file_shows(rig: Rig) -> None:
    """A shop whose audit was tampered with still gets its copies; the manifest says what was found."""
    conn = sqlite3.connect(rig.folder / FILE_NAME)
    conn.execute("DROP TRIGGER audit_entries_no_update")
    conn.execute("UPDATE audit_entries SET usecase = 'x' WHERE n = 1")
    conn.commit()
    conn.close()
    told = json.loads(backups.manifest_of(make(rig)).read_text(encoding="utf-8"))
    assert [f["msgid"] for f in told["findings"]] == [
        "Logs are not sealed: {n} triggers are missing ({names}).",
        "Audit entry {n} of station {station} was changed afterwards.",
    ]


def test_a_damaged_file_gets_no_copy(rig: Rig) -> None:
    conn = sqlite3.connect(rig.folder / FILE_NAME, isolation_level=None)
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_sign_ins_user'")
    conn.close()
    with pytest.raises((Refused, Trouble)):
        make(rig)
    assert backups.list_backups(rig.folder) == []


def test_a_folder_that_can_not_be_written_is_trouble(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Trouble, match="can't be written"):
        make(rig, tmp_path / "file" / "backups")


def test_a_copy_never_takes_the_place_of_a_file_nor_lies_with_the_live_ones(rig: Rig, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert make(rig, stick / FILE_NAME) == stick / FILE_NAME
    before = (stick / FILE_NAME).read_bytes()
    (stick / "sales.json").write_text("{}", encoding="utf-8")
    for taken in (FILE_NAME, "sales.db"):
        with pytest.raises(Refused, match="There is a file"):
            make(rig, stick / taken)
    assert (stick / FILE_NAME).read_bytes() == before
    assert make(rig, stick / "more" / "again.db").is_file()  # copies with a manifest are no shop's data
    with pytest.raises(Refused, match="There is a file"):
        make(rig, rig.folder / FILE_NAME)
    for among in (rig.folder, rig.folder / "next.db", rig.folder / "attachments" / "x"):
        with pytest.raises(Refused, match="a shop's data"):
            make(rig, among)
    assert make(rig, rig.folder / "backups" / "by hand.db").is_file()
    assert logins(rig) == ["Ann"]


def test_restoring_brings_back_the_copy_and_keeps_the_live_file(rig: Rig) -> None:
    file = make(rig)
    rig.hire("bob", "FI")
    rig.close()
    kept = backups.restore(rig.folder, file).kept
    assert kept is not None
    again = open_rig(rig.folder)
    assert logins(again) == ["Ann"]
    assert all(f.sound for f in doctor.examine(again.desk, PROGRAM))
    again.close()
    assert backups.restore(rig.folder, kept).kept is not None
    again = open_rig(rig.folder)
    assert logins(again) == ["Ann", "Bob"]
    again.close()
    assert not list(rig.folder.glob("counterpart-restoring*"))


def test_e90_numbers_jump_ahead_of_every_paper_that_may_be_about(rig: Rig) -> None:
    with clock.frozen(MOMENT):
        assert rig.desk.run(number, PROGRAM) == "SC-01-20261123-0001"
        file = make(rig)
        for _ in range(5):
            rig.desk.run(number, PROGRAM)
    rig.close()
    with clock.frozen(MOMENT + timedelta(hours=1)):
        backups.restore(rig.folder, file)
        again = open_rig(rig.folder)
        assert again.desk.run(number, PROGRAM) == "SC-01-20261123-0107"
        again.close()
    with clock.frozen(MOMENT + timedelta(days=1)):
        (rig.folder / FILE_NAME).unlink()
        assert backups.restore(rig.folder, file).kept is None
        again = open_rig(rig.folder)
        assert again.desk.run(number, PROGRAM) == "SC-01-20261124-0101"
        with again.store.reader.connect() as conn:
            words = list(conn.exec_driver_sql("SELECT usecase FROM audit_entries").scalars())
        assert "backups.restored" in words
        again.close()


@pytest.mark.parametrize(("gone", "next_ones"), [(False, ("0103", "0101", "0101")), (True, ("0101", "0101", "0101"))])
def test_e90_a_series_first_used_after_the_copy_jumps_too(rig: Rig, gone: bool, next_ones: tuple[str, ...]) -> None:
    def of(prefix: str) -> UseCase[[], str]:
        return UseCase("test.of", None, lambda ctx: str(ctx.number(prefix)), (), True, (), writes=True)

    with clock.frozen(MOMENT):
        file = make(rig)
        for _ in range(2):
            rig.desk.run(of("WO"), PROGRAM)
        rig.close()
        if gone:
            (rig.folder / FILE_NAME).unlink()
        backups.restore(rig.folder, file)
        again = open_rig(rig.folder)
        for prefix, number in zip(("WO", "CC", "TF"), next_ones, strict=True):
            assert again.desk.run(of(prefix), PROGRAM) == f"{prefix}-01-20261123-{number}"
        again.close()


def test_a_damaged_live_file_is_set_aside_as_it_is(rig: Rig) -> None:
    file = make(rig)
    rig.close()
    live = rig.folder / FILE_NAME
    live.write_bytes(b"SQLite format 3\0" + b"rubbish" * 1000)
    (rig.folder / (FILE_NAME + "-wal")).write_bytes(b"rest of a crash")
    kept = backups.restore(rig.folder, file).kept
    assert kept is not None
    assert kept.read_bytes().endswith(b"rubbish")
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"rest of a crash"
    again = open_rig(rig.folder)
    assert logins(again) == ["Ann"]
    again.close()


def test_a_shop_that_is_open_is_not_replaced(rig: Rig) -> None:
    file = make(rig)
    rig.hire("bob", "FI")
    with pytest.raises(Trouble, match="Close Counterpart"):
        backups.restore(rig.folder, file)
    assert logins(rig) == ["Ann", "Bob"]


def test_what_can_not_be_restored_leaves_all_as_it_was(rig: Rig, tmp_path: Path) -> None:
    file = make(rig)
    foreign, newer = tmp_path / "foreign.db", tmp_path / "newer.db"
    conn = sqlite3.connect(foreign)
    conn.execute("CREATE TABLE x (y)")
    conn.close()
    newer.write_bytes(file.read_bytes())
    conn = sqlite3.connect(newer)
    conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.commit()
    conn.close()
    file.write_bytes(file.read_bytes()[:-8] + b"changed!")
    rig.close()
    before = (rig.folder / FILE_NAME).read_bytes()
    for wrong, says in (
        (foreign, "another program"),
        (newer, "newer version"),
        (file, "changed after it was made"),
        (tmp_path / "nowhere.db", "There is no file"),
    ):
        with pytest.raises(Refused, match=says):
            backups.restore(rig.folder, wrong)
    assert (rig.folder / FILE_NAME).read_bytes() == before
    assert not list(rig.folder.glob("counterpart-re*"))


def test_attached_files_go_with_a_copy_that_leaves_the_folder(rig: Rig, tmp_path: Path) -> None:
    sha = rig.desk.run(keep, PROGRAM)
    file = make(rig, tmp_path / "stick" / "shop.db")
    assert (tmp_path / "stick" / "attachments" / sha[:2] / sha).is_file()
    make(rig)
    assert not (rig.folder / "backups" / "attachments").exists()
    backups.restore(tmp_path / "new", file)
    assert (tmp_path / "new" / "attachments" / sha[:2] / sha).read_bytes() == b"%PDF-slip"
    again = open_rig(tmp_path / "new")
    assert logins(again) == ["Ann"]
    again.close()


def test_postgresql_has_its_own_way() -> None:
    from sqlalchemy import create_engine

    engine = create_engine("postgresql+psycopg://shop:secret@db/shop")
    store = Store("postgresql://", engine, engine)
    with pytest.raises(Refused, match="pg_dump") as caught:
        backups.make(None, Actor(None, "x", "01"), store, Path("x"))  # type: ignore[arg-type]
    assert "secret" not in str(caught.value)
    assert backups.backup_at_close(None, store, Path("x")) is None  # type: ignore[arg-type]
