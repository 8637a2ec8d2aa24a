"""The journal: canonical bodies, chained entries, digests of log rows, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.access import Actor, Signer
from app.core.clock import new_id
from app.core.desk import UseCase
from app.core.doors import open_door
from app.core.errors import Refused, Trouble
from app.core.i18n import Text
from app.models.attachments import Blob
from app.models.engine import open_store
from app.models.journal import AuditEntry, NoticeRead, canonical, chain_hash, digest, plain
from app.services import attachments, doctor, notices, people, settings
from tests.rig import PIN, PROGRAM, Rig

ID = UUID("0199a0c0-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (ID, str(ID)),
        (datetime(2026, 11, 23, 8, tzinfo=UTC), "2026-11-23T08:00:00+00:00"),
        (date(2026, 11, 23), "2026-11-23"),
        (b"abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (Text("{n}", n=1), {"msgid": "{n}", "args": {"n": 1}}),
        (frozenset({"b", "a"}), ["a", "b"]),
        (1.5, "1.5"),
    ],
)
def test_what_json_lacks(value: Any, kept: Any) -> None:
    assert plain(value) == kept


def test_a_signer_is_kept_without_its_token() -> None:
    signer = Signer("secret token", ID, "Fin", frozenset({"x"}), new_id(), 3, "approve", True)
    kept = canonical({"signers": [signer]})
    assert "secret token" not in kept
    assert json.loads(kept)["signers"] == [{"user": str(ID), "name": "Fin", "step": "approve", "stands_in": True}]


def test_equal_values_have_one_text() -> None:
    assert canonical({"b": 1, "a": ["零件", ID]}) == canonical({"a": ["零件", ID], "b": 1})
    assert canonical({"a": "零件"}) == '{"a":"零件"}'


def test_a_digest_tells_rows_apart() -> None:
    one = digest("t", [{"a": 1}])
    assert one == digest("t", [{"a": 1}])
    assert (one["table"], one["rows"]) == ("t", 1)
    assert one["sha256"] != digest("t", [{"a": 2}])["sha256"]


def test_the_chain_covers_what_was_before() -> None:
    first = chain_hash("", "body")
    assert chain_hash(first, "body") != first
    assert chain_hash(first, "body") == chain_hash(first, "body")


# --- on both engines --------------------------------------------------------------------------------------------------


@pytest.fixture
def rig(database: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig.on(tmp_path, open_store(database))
    yield rig
    rig.close()


def writes(fn: Any, *, audited: bool = True) -> UseCase[Any, Any]:
    return UseCase(f"test.{fn.__name__}", None, fn, (), audited, (), writes=True)


@writes
def number(ctx: Any) -> str:
    return str(ctx.number("SC"))


@writes
def read(ctx: Any) -> range:
    return ctx.append(  # type: ignore[no-any-return]
        NoticeRead.__table__, [{"notice_seq": 1, "user_id": ID, "at": ctx.now}], document=ID
    )


@pytest.mark.both
def test_each_station_has_a_chain_of_its_own(rig: Rig) -> None:
    other = Actor(None, "x", "02")
    for actor in (PROGRAM, other, PROGRAM, other):
        rig.desk.run(number, actor)
    with rig.store.reader.connect() as conn:
        rows = list(conn.execute(select(AuditEntry.__table__).order_by(AuditEntry.seq)))
    chain = [row for row in rows if row.station == "02"]
    assert [row.n for row in chain] == [1, 2]
    assert [row.previous for row in chain] == ["", chain[0].hash]
    assert all(row.hash == chain_hash(row.previous, row.body) for row in rows)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.both
def test_a_number_that_was_rolled_back_is_given_again(rig: Rig) -> None:
    @writes
    def fail(ctx: Any) -> None:
        ctx.number("SC")
        raise Refused("No.")

    with clock.frozen(datetime(2026, 11, 23, 1, tzinfo=UTC)):
        first = rig.desk.run(number, PROGRAM)
        with pytest.raises(Refused):
            rig.desk.run(fail, PROGRAM)
        assert rig.desk.run(number, PROGRAM) == first[:-4] + "0002"


@pytest.mark.both
@pytest.mark.parametrize("statement", ["UPDATE notice_reads SET notice_seq = 2", "DELETE FROM audit_entries"])
def test_the_database_seals_logs_and_audit(rig: Rig, statement: str) -> None:
    rig.desk.run(read, PROGRAM)
    raw = rig.store.writer.raw_connection()
    try:
        with pytest.raises(Exception, match="append-only"):
            raw.cursor().execute(statement)
    finally:
        raw.rollback()
        raw.close()


@pytest.mark.both
def test_the_reader_can_not_write(rig: Rig) -> None:
    raw = rig.store.reader.raw_connection()
    try:
        with pytest.raises(Exception, match=r"readonly|read-only"):
            raw.cursor().execute("DELETE FROM counters")
    finally:
        raw.rollback()
        raw.close()


@pytest.mark.both
def test_the_inbox_and_the_settings_speak_both_engines(rig: Rig) -> None:
    @writes
    def tell(ctx: Any) -> None:
        ctx.notify(Text("{n} parts", n=2), role="WK", document=("parts", ID))

    ann = rig.actor("ann", "WK")
    rig.desk.run(tell, PROGRAM)
    assert rig.desk.ask(notices.unread, ann) == 1
    [item] = rig.desk.ask(notices.inbox, ann)
    assert (item.text, item.document) == (Text("{n} parts", n=2), ("parts", ID))
    assert rig.desk.run(notices.mark_read, ann) == 1
    assert rig.desk.ask(notices.unread, ann) == 0
    rig.desk.run(settings.change, PROGRAM, people.LOCK_AFTER.key, 3)
    assert rig.desk.ask(settings.value, PROGRAM, people.LOCK_AFTER.key) == 3


@pytest.mark.both
def test_the_lock_falls_on_both_engines(rig: Rig) -> None:
    ann = rig.hire("ann", "WK")
    for _ in range(4):
        with pytest.raises(Refused, match="Tries left"):
            people.sign_in(rig.desk, "01", "ann", "0000")
    with pytest.raises(Refused, match="locked"):
        people.sign_in(rig.desk, "01", "ann", "0000")
    with pytest.raises(Refused, match="locked"):
        people.sign_in(rig.desk, "01", "ann", PIN)
    [tile] = [t for t in rig.desk.ask(people.tiles, PROGRAM) if t.id == ann]
    assert tile.locked_until is not None


@pytest.mark.both
def test_attached_bytes_are_kept_once(rig: Rig) -> None:
    @writes
    def keep(ctx: Any) -> Any:
        return attachments.put(ctx, "a.pdf", b"%PDF-a")[0]

    sha = rig.desk.run(keep, PROGRAM)
    assert rig.desk.run(keep, PROGRAM) == sha
    with rig.store.reader.connect() as conn:
        assert list(attachments.stored(conn)) == [sha]
        beside = attachments.folder_of(conn) is not None
        assert len(list(conn.execute(select(Blob.seq)))) == (0 if beside else 1)

    def look(ctx: Any) -> Any:
        return attachments.content(ctx, sha), attachments.content(ctx, "0" * 64)

    case = UseCase("test.look", None, look, (), False, (), writes=False)
    assert rig.desk.ask(case, PROGRAM) == (b"%PDF-a", None)


@pytest.mark.both
def test_the_doctor_finds_a_new_shop_sound_and_puts_seals_back(rig: Rig) -> None:
    rig.desk.run(read, PROGRAM)
    assert all(f.sound for f in doctor.examine(rig.desk, PROGRAM))
    raw = rig.store.writer.raw_connection()
    postgres = rig.store.writer.dialect.name == "postgresql"
    raw.cursor().execute("DROP TRIGGER notice_reads_no_delete" + (" ON notice_reads" if postgres else ""))
    raw.commit()
    raw.close()
    assert [f.check for f in doctor.examine(rig.desk, PROGRAM) if not f.sound] == ["triggers"]
    assert all(f.sound for f in doctor.examine(rig.desk, PROGRAM, repair=True))


@pytest.mark.both
def test_a_name_taken_is_the_databases_last_word(rig: Rig) -> None:
    @writes
    def twice(ctx: Any) -> None:
        from app.models.stations import Station

        ctx.session.add_all([Station(code="77", name="a"), Station(code="77", name="b")])

    with pytest.raises(DBAPIError):
        rig.desk.run(twice, PROGRAM)
    rig.desk.run(number, PROGRAM)


@pytest.mark.both
def test_a_connection_that_is_cut_loses_its_transaction_and_no_other(rig: Rig) -> None:
    postgres = rig.store.writer.dialect.name == "postgresql"

    @writes
    def cut(ctx: Any) -> None:
        ctx.number("SC")
        if not postgres:
            ctx.conn.connection.dbapi_connection.close()
        with open_door(ctx.conn, "log"):
            ctx.conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    before = rig.desk.run(number, PROGRAM)
    with pytest.raises(Trouble if postgres else DBAPIError):
        rig.desk.run(cut, PROGRAM)
    assert int(rig.desk.run(number, PROGRAM)[-3:]) == int(before[-3:]) + 1
