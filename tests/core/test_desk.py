"""The desk: one transaction per use-case, with permission, audit, outbox, numbers and announcements for free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, inspect
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.access import Actor
from app.core.desk import Changes
from app.core.errors import Conflict, Refused
from app.core.i18n import Text
from app.core.settings import Setting
from app.core.workflow import State, Workflow, begin
from app.models.journal import Notice, NoticeRead, OutboxEntry, ShopSetting
from app.models.parts import Category, Part, PartCode, PartIndex
from app.models.stations import Station
from tests.core.acts import MOMENT, add_station, entries, reads, rows, writes
from tests.rig import PROGRAM, Rig, open_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path, seeded=False)
    yield rig
    rig.close()


@writes
def rename(ctx: Any, id: Any, name: str) -> None:
    ctx.session.get(Station, id).name = name


@writes
def add_part(ctx: Any, number: str = "A-1") -> Any:
    part = Part(number=number, codes=[PartCode(code="1", key="1"), PartCode(code="2", key="2")])
    begin(Workflow((State("draft", "Draft"),), "draft", ()), part)
    ctx.session.add(part)
    ctx.flush()
    return part.id


# --- one transaction --------------------------------------------------------------------------------------------------


def test_a_change_leaves_audit_and_outbox_behind(rig: Rig) -> None:
    user = clock.new_id()
    actor = Actor(user, "Ann", "07")
    with clock.frozen(MOMENT):
        station = rig.desk.run(add_station, actor, "07", name="Front")
    [row] = rows(rig, Station)
    assert (row.station, row.created_by, row.created_at, row.version) == ("07", user, MOMENT, 1)
    [entry] = entries(rig)
    assert entry["args"] == {"code": "07", "name": "Front"}
    assert (entry["user"], entry["name"], entry["station"], entry["n"]) == (str(user), "Ann", "07", 1)
    assert entry["diffs"][0]["op"] == "insert"
    assert entry["diffs"][0]["fields"]["code"] == [None, "07"]
    assert [(o.table_name, o.record_id) for o in rows(rig, OutboxEntry)] == [("stations", station)]


def test_a_change_keeps_old_and_new_and_nothing_else(rig: Rig) -> None:
    station = rig.desk.run(add_station, PROGRAM, "01", name="Old")
    rig.desk.run(rename, PROGRAM, station, "New")
    fields = entries(rig)[-1]["diffs"][0]["fields"]
    assert fields["name"] == ["Old", "New"]
    assert "code" not in fields
    rig.desk.run(rename, PROGRAM, station, "New")
    assert entries(rig)[-1]["diffs"] == []


def test_a_failure_leaves_nothing(rig: Rig) -> None:
    @writes
    def half(ctx: Any) -> None:
        ctx.session.add(Station(code="01", name="x"))
        ctx.flush()
        ctx.append(NoticeRead.__table__, [{"notice_seq": 1, "user_id": clock.new_id(), "at": ctx.now}])
        raise Refused("No.")

    with pytest.raises(Refused):
        rig.desk.run(half, PROGRAM)
    assert rows(rig, Station) == rows(rig, NoticeRead) == entries(rig) == rows(rig, OutboxEntry) == []


def test_a_failed_flush_does_not_leave_the_door_open(rig: Rig) -> None:
    rig.desk.run(add_station, PROGRAM, "01")
    with pytest.raises(IntegrityError):
        rig.desk.run(add_station, PROGRAM, "01")

    @writes
    def sneak(ctx: Any) -> None:
        ctx.conn.execute(insert(Station), {"id": clock.new_id(), "code": "02"})

    with pytest.raises(RuntimeError, match="stations is a record table"):
        rig.desk.run(sneak, PROGRAM)


def test_a_deleted_record_and_a_line_taken_out_are_in_the_audit(rig: Rig) -> None:
    @writes
    def take_out(ctx: Any, id: Any) -> None:
        part = ctx.session.get(Part, id)
        part.codes.pop(0)

    @writes
    def remove(ctx: Any, id: Any) -> None:
        ctx.session.delete(ctx.session.get(Part, id))

    part = rig.desk.run(add_part, PROGRAM)
    rig.desk.run(take_out, PROGRAM, part)
    [gone] = entries(rig)[-1]["diffs"]
    assert (gone["table"], gone["op"], gone["fields"]["code"]) == ("part_codes", "delete", ["1", None])
    rig.desk.run(remove, PROGRAM, part)
    assert sorted((d["table"], d["op"]) for d in entries(rig)[-1]["diffs"]) == [
        ("part_codes", "delete"), ("parts", "delete"),
    ]  # fmt: skip


def test_somebody_faster_is_a_conflict(rig: Rig) -> None:
    station = rig.desk.run(add_station, PROGRAM, "01")

    @writes
    def stale(ctx: Any) -> None:
        kept = ctx.session.get(Station, station)
        with ctx.session.no_autoflush:
            from app.core.doors import update_rows

            update_rows(ctx.conn, Station.__table__, [{"id": station, "name": "first"}], "id", ctx.now)
        kept.name = "second"

    with pytest.raises(Conflict, match="Somebody else changed this"):
        rig.desk.run(stale, PROGRAM)


# --- the doors --------------------------------------------------------------------------------------------------------


def test_many_records_at_once_are_stamped_and_hashed(rig: Rig) -> None:
    @writes
    def many(ctx: Any) -> Any:
        assert ctx.write_many(Category.__table__, []) == []
        return ctx.write_many(
            Category.__table__,
            [
                {"code": "A", "name_zh": "甲", "name_en": "A"},
                {"code": "B", "name_zh": "乙", "name_en": "B", "station": "09"},
            ],
        )

    ids = rig.desk.run(many, Actor(None, "x", "03"))
    kept = {row.code: row for row in rows(rig, Category)}
    assert (kept["A"].station, kept["B"].station) == ("03", "09")
    assert {row.id for row in kept.values()} == set(ids)
    [log] = entries(rig)[0]["logs"]
    assert (log["table"], log["rows"], len(log["sha256"])) == ("categories", 2, 64)
    assert [o.record_id for o in rows(rig, OutboxEntry)] == ids


def test_many_records_are_changed_at_once(rig: Rig) -> None:
    station = rig.desk.run(add_station, PROGRAM, "01")

    @writes
    def change(ctx: Any, id: Any, *, look: bool = True) -> Any:
        kept = ctx.session.get(Station, station) if look else None
        ctx.update_many(Station.__table__, [])
        ctx.update_many(Station.__table__, [{"id": id, "name": "New"}])
        return kept.name if kept else None

    assert rig.desk.run(change, PROGRAM, station) == "New"
    assert rig.desk.run(change, PROGRAM, station, look=False) is None
    [row] = rows(rig, Station)
    assert (row.name, row.version) == ("New", 3)
    with pytest.raises(Conflict):
        rig.desk.run(change, PROGRAM, clock.new_id())


def test_lines_have_no_origin_and_no_version_of_their_own(rig: Rig) -> None:
    part = rig.desk.run(add_part, PROGRAM)

    @writes
    def many(ctx: Any) -> None:
        [id] = ctx.write_many(PartCode.__table__, [{"part_id": part, "code": "3", "key": "3"}])
        held, other = ctx.session.get(PartCode, id), ctx.session.get(Part, part)
        ctx.update_many(PartCode.__table__, [{"id": id, "code": "three"}])
        assert (held.code, held.key, other.id) == ("three", "3", part)
        assert not inspect(held).expired_attributes | inspect(other).expired_attributes

    rig.desk.run(many, PROGRAM)
    assert {row.code: row.kind for row in rows(rig, PartCode)}["three"] == "BARCODE"


def test_log_rows_are_numbered_and_the_document_named_once(rig: Rig) -> None:
    document = clock.new_id()

    @writes
    def read(ctx: Any, count: int) -> range:
        assert ctx.append(NoticeRead.__table__, []) == range(0)
        given = [{"notice_seq": n, "user_id": document, "at": ctx.now} for n in range(count)]
        return ctx.append(NoticeRead.__table__, given, document=document)  # type: ignore[no-any-return]

    assert rig.desk.run(read, PROGRAM, 3) == range(1, 4)
    assert rig.desk.run(read, PROGRAM, 2) == range(4, 6)
    first, second = entries(rig)
    assert (first["logs"][0]["first"], first["logs"][0]["last"], second["logs"][0]["rows"]) == (1, 3, 2)
    assert [o.record_id for o in rows(rig, OutboxEntry)] == [document, document]


def test_derived_tables_are_not_in_the_audit(rig: Rig) -> None:
    parts = [rig.desk.run(add_part, PROGRAM, number) for number in ("A-1", "A-2")]

    @writes
    def index(ctx: Any) -> None:
        row = {"number": "A", "number_key": "A", "sort_name": "", "search_text": ""}
        ctx.derive(insert(PartIndex), [{**row, "part_id": parts[0]}])
        ctx.derive(insert(PartIndex), [{**row, "part_id": parts[1]}])
        ctx.derive(delete(PartIndex).where(PartIndex.number == "B"))

    heard: list[Changes] = []
    rig.desk.listen(heard.append)
    rig.desk.run(index, PROGRAM)
    assert len(rows(rig, PartIndex)) == 2
    assert entries(rig)[-1]["diffs"] == entries(rig)[-1]["logs"] == []
    assert heard[0].tables == {"part_index"}


def test_a_notice_is_kept_and_announced(rig: Rig) -> None:
    @writes
    def tell(ctx: Any) -> None:
        ctx.notify(Text("{n} parts", n=2), role="WK", document=("parts", clock.new_id()))

    heard: list[Changes] = []
    rig.desk.listen(heard.append)
    rig.desk.run(tell, PROGRAM)
    [notice] = rows(rig, Notice)
    assert (notice.role, Text.of(notice.message), notice.kind) == ("WK", Text("{n} parts", n=2), "parts")
    assert "notices" in heard[0].tables


def test_numbers_follow_the_shops_day_and_never_repeat(rig: Rig) -> None:
    @writes
    def number(ctx: Any, prefix: str) -> str:
        return str(ctx.number(prefix))

    with clock.frozen(MOMENT):
        assert rig.desk.run(number, PROGRAM, "SC") == "SC-01-20261124-0001"
        assert rig.desk.run(number, PROGRAM, "SC") == "SC-01-20261124-0002"
        assert rig.desk.run(number, PROGRAM, "MV") == "MV-01-20261124-0001"
        assert rig.desk.run(number, Actor(None, "x", "02"), "SC") == "SC-02-20261124-0001"
    with clock.frozen(MOMENT - timedelta(days=3)):
        assert rig.desk.run(number, PROGRAM, "SC") == "SC-01-20261124-0003"
    with clock.frozen(MOMENT + timedelta(days=1)):
        assert rig.desk.run(number, PROGRAM, "SC") == "SC-01-20261125-0001"


def test_settings_have_a_default_and_a_value_also_when_it_is_false(rig: Rig) -> None:
    setting = Setting("people.sod_relaxed", "flag", True, "x")

    @reads
    def value(ctx: Any) -> object:
        return ctx.setting(setting)

    assert rig.desk.ask(value, PROGRAM) is True

    @writes
    def put(ctx: Any) -> None:
        ctx.session.add(ShopSetting(key=setting.key, value={"value": False}))
        ctx.lock("x")

    rig.desk.run(put, PROGRAM)
    assert rig.desk.ask(value, PROGRAM) is False
