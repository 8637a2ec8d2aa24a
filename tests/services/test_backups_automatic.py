"""Copies that are made by themselves: when they are due, which ones stay, what is said when they are late."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import boot
from app.core.desk import UseCase
from app.core.errors import Trouble
from app.models.engine import FILE_NAME
from app.services import attachments, backups, settings
from app.services.backups import automatic, copies, keeping, second_place
from app.services.backups.copies import Backup
from tests.rig import PROGRAM, Rig, open_rig


def _work(ctx: Any) -> str:
    return str(ctx.number("SC"))


def _keep(ctx: Any, words: bytes) -> str:
    return attachments.put(ctx, "slip.pdf", b"%PDF-" + words)[0]


work = UseCase("test.work", None, _work, (), True, (), writes=True)
keep = UseCase("test.keep", None, _keep, (), True, (), writes=True)


@pytest.fixture
def rig(tmp_path: Path, time: Any) -> Iterator[Rig]:
    (tmp_path / "shop").mkdir()
    rig = open_rig(tmp_path / "shop")
    yield rig
    rig.close()


def place(rig: Rig) -> backups.Place:
    """A chosen second place on another drive."""
    return backups.Place(backups.choose(rig.folder, PROGRAM, rig.folder.parent / "stick"))


def keep_up(rig: Rig, at: backups.Place | None = None) -> backups.Standing:
    return backups.keep_up(rig.desk, rig.store, rig.folder, at)


def test_a_copy_is_made_every_few_hours_when_something_changed(rig: Rig, time: Any) -> None:
    assert keep_up(rig).here is not None
    for hours, changes, copies_ in ((3, True, 1), (1, True, 2), (5, False, 2)):
        time.forward(hours=hours)
        if changes:
            rig.desk.run(work, PROGRAM)
        keep_up(rig)
        assert len(backups.list_backups(rig.folder)) == copies_
    rig.desk.run(settings.change, PROGRAM, "backups.every", 12)
    time.forward(hours=6)
    keep_up(rig)
    assert len(backups.list_backups(rig.folder)) == 2


def test_nothing_changed_no_copy_at_close(rig: Rig) -> None:
    assert backups.backup_at_close(rig.desk, rig.store, rig.folder) is not None
    assert backups.backup_at_close(rig.desk, rig.store, rig.folder) is None
    rig.desk.run(work, PROGRAM)
    assert backups.backup_at_close(rig.desk, rig.store, rig.folder) is not None


def copy_of(at: datetime) -> Backup:
    return Backup(Path(f"{at:%Y%m%d%H%M}.db"), at, 1, "")


def test_the_newest_then_days_then_months() -> None:
    noon = datetime(2026, 11, 23, 4, tzinfo=UTC)
    found = [copy_of(noon - timedelta(hours=h)) for h in range(0, 24 * 100, 4)]
    stay = keeping.kept(found, (3, 4, 3))
    assert [f"{one.at:%m-%d %H}" for one in stay] == [
        "11-23 04", "11-23 00", "11-22 20", "11-22 12", "11-21 12", "11-20 12", "10-31 12", "09-30 12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "hours", "left"),
    [
        ("backups.days", 0, 24, 3),
        ("backups.days", 5, 24, 5),
        ("backups.months", 0, 480, 3),
        ("backups.months", 5, 480, 5),
    ],
)
def test_settings_say_how_many_stay(rig: Rig, time: Any, key: str, value: int, hours: int, left: int) -> None:
    for name, given in {"backups.keep": 3, "backups.days": 0, "backups.months": 0, key: value}.items():
        rig.desk.run(settings.change, PROGRAM, name, given)
    for _ in range(8):
        time.forward(hours=hours)
        rig.desk.run(work, PROGRAM)
        backups.backup_at_close(rig.desk, rig.store, rig.folder)
    assert len(backups.list_backups(rig.folder)) == left


def test_scans_go_on_while_a_copy_is_made(rig: Rig) -> None:
    """Commits of another connection do not hold up the copy, nor it them: it shows one moment."""
    stop, made = threading.Event(), []

    def post() -> None:
        while not stop.is_set():
            made.append(rig.desk.run(work, PROGRAM))

    worker = threading.Thread(target=post)
    worker.start()
    try:
        for _ in range(5):
            file = backups.make(rig.desk, PROGRAM, rig.store, rig.folder / "backups")
            assert backups.read_manifest(file) is not None
    finally:
        stop.set()
        worker.join()
    assert made


def test_the_copy_before_a_migration_joins_the_others(rig: Rig) -> None:
    rig.close()
    live = rig.folder / FILE_NAME
    with closing(sqlite3.connect(live)) as conn, closing(sqlite3.connect(rig.folder / "counterpart-before-9.db")) as to:
        conn.backup(to)
    store, desk = boot.open_shop(rig.folder)
    desk.close()
    store.close()
    (copy,) = backups.list_backups(rig.folder)
    assert copy.file.name.startswith("counterpart-before-9-")
    assert copy.heads.keys() == {"01"}
    assert not list(rig.folder.glob("counterpart-before*"))


def test_a_damaged_copy_before_a_migration_stays_where_it_is(rig: Rig) -> None:
    (rig.folder / "counterpart-before-9.db").write_bytes(b"SQLite format 3\0" + b"x" * 500)
    rig.close()
    store, desk = boot.open_shop(rig.folder)
    desk.close()
    store.close()
    assert backups.list_backups(rig.folder) == []
    assert (rig.folder / "counterpart-before-9.db").exists()


# --- the second place -------------------------------------------------------------------------------------------------
def test_the_second_place_gets_copy_and_files_once(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = place(rig)
    one = rig.desk.run(keep, PROGRAM, b"one")
    told = keep_up(rig, stick)
    assert (told.trouble, told.worry, told.place) == (None, False, stick.folder)
    assert told.there is not None
    assert told.here is not None
    assert (told.there.content, told.there.heads) == (told.here.sha256, told.here.heads)
    written: list[str] = []
    copied = second_place._copy
    monkeypatch.setattr(second_place, "_copy", lambda *a: (written.append(a[1].name), copied(*a)))
    two = rig.desk.run(keep, PROGRAM, b"two")
    backups.backup_at_close(rig.desk, rig.store, rig.folder)
    keep_up(rig, stick)
    assert [name for name in written if len(name) == 64] == [two]
    assert {f.name for f in stick.folder.glob("attachments/*/*")} == {one, two}
    written.clear()
    keep_up(rig, stick)
    assert written == []


def test_an_absent_drive_is_said_tried_again_and_late_in_time(rig: Rig, time: Any) -> None:
    stick = place(rig)
    keep_up(rig, stick)
    away = stick.folder.with_name("away")
    stick.folder.rename(away)
    time.forward(hours=5)
    rig.desk.run(work, PROGRAM)
    told = keep_up(rig, stick)
    assert "Plug in the drive" in str(told.trouble)
    assert (told.absent, told.worry) == (True, False)  # what went there is young
    assert told.there is not None
    time.forward(days=3)
    assert backups.standing(rig.desk, rig.folder, stick).late_there
    assert backups.standing(rig.desk, rig.folder, backups.Place(away / "other")).there is None
    assert not stick.folder.exists()  # never made anew: that would fill this disk
    away.rename(stick.folder)
    told = keep_up(rig, stick)
    assert (told.trouble, told.worry) == (None, False)


def test_a_place_without_its_mark_is_an_unmounted_drive(rig: Rig) -> None:
    stick = place(rig)
    (stick.folder / second_place.MARK).unlink()
    assert keep_up(rig, stick).absent
    assert list(stick.folder.iterdir()) == []


def test_late_is_as_the_shop_says(rig: Rig, time: Any) -> None:
    stick = place(rig)
    keep_up(rig, stick)
    time.forward(days=3)
    assert not backups.standing(rig.desk, rig.folder, stick).late_here  # nothing was changed since
    rig.desk.run(work, PROGRAM)
    assert backups.standing(rig.desk, rig.folder, stick).late_here
    assert not backups.standing(rig.desk, rig.folder, stick).late_there  # nothing newer is here either
    backups.backup_at_close(rig.desk, rig.store, rig.folder)
    assert backups.standing(rig.desk, rig.folder, stick).late_there
    rig.desk.run(settings.change, PROGRAM, "backups.late", 4)
    assert not backups.standing(rig.desk, rig.folder, stick).late_there


def test_a_copy_of_a_clock_that_was_ahead_stands_for_none_of_today(rig: Rig, time: Any) -> None:
    stick = place(rig)
    time.forward(days=1500)
    assert keep_up(rig, stick).here is not None
    time.forward(days=-1500)
    rig.desk.run(work, PROGRAM)
    told = keep_up(rig, stick)
    assert [one.ahead for one in backups.list_backups(rig.folder)] == [False, True]
    assert told.here is not None
    assert told.there is not None
    assert (told.here.ahead, told.there.content) == (False, told.here.sha256)
    assert told.ahead
    assert told.worry
    time.forward(hours=5)
    rig.desk.run(work, PROGRAM)
    keep_up(rig)
    assert len(backups.list_backups(rig.folder)) == 3


def test_a_share_that_fails_is_said_plainly_and_asked_only_by_the_worker(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stick = place(rig)
    keep_up(rig, stick)
    whole = Path.stat

    def dead(self: Path, **how: Any) -> Any:
        if stick.folder in (self, *self.parents):
            raise OSError(112, "Host is down")
        return whole(self, **how)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", dead)
        for told in (backups.standing(rig.desk, rig.folder, stick), keep_up(rig, stick)):
            assert "takes no copy" in str(told.trouble)
            assert (told.absent, told.fails, told.worry) == (False, True, True)
            assert told.there is not None  # as it was sent last
        with pytest.raises(Trouble, match="takes no copy"):
            backups.choose(rig.folder, PROGRAM, stick.folder)
    file = backups.list_in(stick.folder)[0].file
    with monkeypatch.context() as patch:
        patch.setattr("app.services.backups.looking.shutil.copyfile", lambda *_: dead(file))
        with pytest.raises(Trouble, match="can't be read"):
            backups.look_inside(file, tmp_path / "room")


def test_a_place_that_takes_nothing_is_trouble_and_leaves_nothing_half(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = place(rig)
    backups.backup_at_close(rig.desk, rig.store, rig.folder)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(copies.os, "fsync", full)
        told = keep_up(rig, stick)
    assert "the disk is full" in str(told.trouble)
    assert told.worry
    assert [f.name for f in stick.folder.iterdir()] == [second_place.MARK]
    assert keep_up(rig, stick).trouble is None


def test_what_reads_back_differently_is_no_copy(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = place(rig)
    backups.backup_at_close(rig.desk, rig.store, rig.folder)
    monkeypatch.setattr(second_place.shutil, "copyfile", lambda _from, to: Path(to).write_bytes(b"rubbish"))
    assert "differs" in str(keep_up(rig, stick).trouble)
    assert backups.list_in(stick.folder) == []


def test_what_was_left_half_written_is_swept(rig: Rig) -> None:
    stick = place(rig)
    (stick.folder / "counterpart-1.db.part").write_bytes(b"half")
    keep_up(rig, stick)
    assert not list(stick.folder.rglob("*.part"))


def test_nobody_waits_for_the_place_any_more(rig: Rig) -> None:
    stick = place(rig)
    backups.backup_at_close(rig.desk, rig.store, rig.folder)

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(Trouble):
        second_place.send(rig.folder, stick, backups.list_backups(rig.folder)[0], (3, 0, 0), stop)
    assert backups.list_in(stick.folder) == []


def test_where_a_second_place_may_not_be(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(backups.second_place.Refused, match="lost with it"):
        backups.choose(rig.folder, PROGRAM, rig.folder / "backups")
    chosen = backups.choose(rig.folder, PROGRAM, tmp_path / "stick")
    assert backups.choose(rig.folder, PROGRAM, chosen) == chosen  # chosen again
    assert backups.choose(rig.folder, PROGRAM, tmp_path / "stick") == chosen
    with pytest.raises(backups.second_place.Refused, match="another shop"):
        backups.choose(tmp_path / "other", PROGRAM, tmp_path / "stick")


def test_damaged_manifests_are_no_copies(rig: Rig) -> None:
    file = backups.make(rig.desk, PROGRAM, rig.store, rig.folder / "backups")
    backups.manifest_of(file).write_text(json.dumps({"made_at": "x"}), encoding="utf-8")
    assert backups.standing(rig.desk, rig.folder, None).here is None


def test_postgresql_has_nothing_to_keep_up() -> None:
    from sqlalchemy import create_engine

    engine = create_engine("postgresql+psycopg://shop:secret@db/shop")
    store = automatic.Store("postgresql://", engine, engine)
    assert backups.keep_up(None, store, Path("x"), None) == backups.Standing()  # type: ignore[arg-type]
