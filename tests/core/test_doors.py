"""No write reaches a table but by its own door, raw SQL included; the database itself keeps logs sealed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, delete, insert, select, text, update
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.desk import UseCase
from app.core.doors import WrongDoor, insert_into, open_door, write_rows
from app.models.journal import AuditEntry, Notice, NoticeRead
from app.models.people import SignIn
from app.models.stations import Station
from app.models.stock import Balance
from app.services import people
from tests.rig import PROGRAM, Rig, open_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path, seeded=False)
    yield rig
    rig.close()


def attempt(rig: Rig, statement: Any, door: Any = None) -> None:
    """Runs a statement inside a use-case, by an open door or none."""

    def go(ctx: Any) -> None:
        if door is None:
            ctx.conn.execute(statement)
        else:
            with open_door(ctx.conn, door):
                ctx.conn.execute(statement)

    rig.desk.run(UseCase("test.go", None, go, (), False, (), writes=True), PROGRAM)


STATION = {"id": clock.new_id(), "code": "01", "name": "x", "station": "01", "version": 1, "created_at": clock.now()}
BALANCE = {
    "part_id": clock.new_id(), "warehouse_id": clock.new_id(), "bin_id": clock.new_id(), "status": "OLD", "batch": "",
    "qty": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "statement", [insert(Station).values(STATION), update(Station).values(name="y"), delete(Station)]
)
@pytest.mark.parametrize("door", [None, "log", "derived", "journal", "repair"])
def test_records_pass_by_the_session_only(rig: Rig, statement: Any, door: Any) -> None:
    with pytest.raises(WrongDoor, match="stations is a record table"):
        attempt(rig, statement, door)


def test_logs_are_only_added_to(rig: Rig) -> None:
    for statement in (update(NoticeRead).values(notice_seq=1), delete(NoticeRead)):
        with pytest.raises(WrongDoor, match="rows are only added"):
            attempt(rig, statement, "log")
    with pytest.raises(WrongDoor):
        attempt(
            rig, insert(NoticeRead).values(seq=1, station="01", notice_seq=1, user_id=clock.new_id(), at=clock.now())
        )


def test_the_audit_is_the_desks(rig: Rig) -> None:
    with pytest.raises(WrongDoor, match="audit_entries is a journal table"):
        attempt(rig, delete(AuditEntry), "record")


def test_repair_writes_derived_tables_and_seals_only(rig: Rig) -> None:
    def repair(ctx: Any) -> int:
        with open_door(ctx.conn, "repair"):
            ctx.conn.execute(delete(Balance))
            ctx.conn.exec_driver_sql("DROP TRIGGER sign_ins_no_update")
            ctx.conn.exec_driver_sql(
                "CREATE TRIGGER sign_ins_no_update BEFORE UPDATE ON sign_ins BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
            for raw in ("DROP TABLE sign_ins", "UPDATE stations SET name = 'x'"):
                with pytest.raises(WrongDoor, match="raw SQL"):
                    ctx.conn.exec_driver_sql(raw)
        return int(ctx.conn.exec_driver_sql("SELECT count(*) FROM balances").scalar_one())

    assert rig.desk.run(UseCase("test.r", None, repair, (), False, (), writes=True), PROGRAM) == 0


@pytest.mark.parametrize("raw", ["update stations set name='y'", " DELETE FROM stations", "\nDrop table stations"])
def test_raw_sql_does_not_write(rig: Rig, raw: str) -> None:
    with pytest.raises(WrongDoor, match="raw SQL"):
        attempt(rig, text(raw), "record")

    def driver(ctx: Any) -> None:
        ctx.conn.exec_driver_sql(raw)

    with pytest.raises(WrongDoor, match="raw SQL"):
        rig.desk.run(UseCase("test.d", None, driver, (), False, (), writes=True), PROGRAM)


def test_raw_sql_may_read(rig: Rig) -> None:
    def go(ctx: Any) -> list[Any]:
        return [ctx.conn.execute(text("SELECT 1")).scalar(), ctx.conn.exec_driver_sql("SELECT 2").scalar()]

    assert rig.desk.run(UseCase("test.go", None, go, (), False, (), writes=True), PROGRAM) == [1, 2]


def test_a_table_nobody_declared_has_no_door(rig: Rig) -> None:
    stranger = Table("stranger", MetaData(), Column("x", Integer))
    with pytest.raises(WrongDoor, match="None table"):
        attempt(rig, insert(stranger).values(x=1), "record")


def test_prepared_rows_pass_by_the_same_doors(rig: Rig) -> None:
    def go(ctx: Any) -> None:
        with open_door(ctx.conn, "log"), pytest.raises(WrongDoor, match="balances is a derived table"):
            write_rows(ctx.conn, insert_into(Balance.__table__), [BALANCE])  # type: ignore[arg-type]
        with open_door(ctx.conn, "journal"):  # `asks` is left to its default
            notice = {"station": "01", "at": ctx.now, "message": {}}
            write_rows(ctx.conn, insert_into(Notice.__table__), [notice | {"seq": n} for n in (1, 2)])  # type: ignore[arg-type]
        assert ctx.conn.execute(select(Notice.seq, Notice.at, Notice.asks)).all() == [
            (1, ctx.now, False), (2, ctx.now, False),
        ]  # fmt: skip

    rig.desk.run(UseCase("test.go", None, go, (), False, (), writes=True), PROGRAM)


def test_raw_sql_without_any_values_does_not_write_either(rig: Rig) -> None:
    def go(ctx: Any) -> None:
        bare = ctx.conn.execution_options(no_parameters=True)
        with pytest.raises(WrongDoor, match="raw SQL"):
            bare.exec_driver_sql("DELETE FROM stations")

    rig.desk.run(UseCase("test.go", None, go, (), False, (), writes=True), PROGRAM)


def test_a_door_closes_behind_one(rig: Rig) -> None:
    def go(ctx: Any) -> None:
        with open_door(ctx.conn, "derived"):
            with open_door(ctx.conn, "log"):
                assert ctx.conn.info["door"] == "log"
            assert ctx.conn.info["door"] == "derived"
            ctx.conn.execute(insert(Balance), BALANCE)

    rig.desk.run(UseCase("test.go", None, go, (), False, (), writes=True), PROGRAM)


def test_the_readers_connection_can_not_write_even_by_an_open_door(rig: Rig) -> None:
    """Were a door open, the database itself still refuses."""
    with (
        rig.store.reader.connect() as conn,
        open_door(conn, "derived"),
        pytest.raises(OperationalError, match="readonly"),
    ):
        conn.execute(insert(Balance), BALANCE)


def test_the_database_itself_seals_logs_and_audit(rig: Rig) -> None:
    def add(ctx: Any) -> None:
        ctx.append(NoticeRead.__table__, [{"notice_seq": 1, "user_id": clock.new_id(), "at": ctx.now}])

    rig.desk.run(UseCase("test.add", None, add, (), True, (), writes=True), PROGRAM)
    conn = sqlite3.connect(rig.folder / "counterpart.db")
    for statement in (
        "UPDATE notice_reads SET notice_seq = 2", "DELETE FROM notice_reads", "UPDATE audit_entries SET body = ''",
        "DELETE FROM audit_entries",
    ):  # fmt: skip
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            conn.execute(statement)
    conn.close()
    assert SignIn.__table__.info["kind"] == "log"


def test_secrets_are_not_noted(rig: Rig) -> None:
    rig.desk.run(people.seed_roles, PROGRAM)
    rig.hire("ann", "WK")
    with rig.store.reader.connect() as conn:
        bodies = "\n".join(conn.execute(select(AuditEntry.body)).scalars())
    assert '"login":[null,"ann"]' in bodies
    assert "pin_hash" not in bodies
