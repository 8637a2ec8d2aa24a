"""Use-cases and queries by the desk: who may, what is announced afterwards, signatures, troubles of the world."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, InvalidRequestError, OperationalError

from app.core import clock
from app.core.access import Actor, Permission, Signer
from app.core.desk import REGISTRY, Changes, query, said_plainly, usecase
from app.core.errors import Refused, Trouble
from app.models.journal import NoticeRead
from app.models.stations import Station
from tests.core.acts import add_station, entries, reads, rows, writes
from tests.rig import PROGRAM, Rig, open_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path, seeded=False)
    yield rig
    rig.close()


# --- use-cases and queries --------------------------------------------------------------------------------------------


def test_permission_comes_first(rig: Rig) -> None:
    right = Permission("x.do", "Do it")
    case = writes(lambda ctx: 1, allow=right)
    with pytest.raises(Refused, match="Do it"):
        rig.desk.run(case, Actor(clock.new_id(), "Ann", "01"))
    assert rig.desk.run(case, Actor(clock.new_id(), "Ann", "01", permissions=frozenset({"x.do"}))) == 1
    assert len(entries(rig)) == 1


def test_a_use_case_inside_another_checks_its_own_permission(rig: Rig) -> None:
    inner = writes(lambda ctx: "done", allow=Permission("x.inner", "Inner"))
    outer = writes(lambda ctx, times: [inner(ctx) for _ in range(times)])
    with pytest.raises(Refused, match="Inner"):
        rig.desk.run(outer, Actor(clock.new_id(), "Ann", "01"), 1)
    assert rig.desk.run(outer, PROGRAM, 2) == ["done", "done"]


def test_secrets_are_blotted_out(rig: Rig) -> None:
    @writes
    def plain(ctx: Any, login: str, *, pin: str) -> None: ...

    rig.desk.run(writes(plain.fn, secret=("pin",)), PROGRAM, "ann", pin="1234")
    assert entries(rig)[0]["args"] == {"login": "ann", "pin": "•••"}


def test_an_unaudited_use_case_leaves_its_own_rows_only(rig: Rig) -> None:
    @writes
    def scan(ctx: Any) -> None:
        ctx.append(NoticeRead.__table__, [{"notice_seq": 1, "user_id": clock.new_id(), "at": ctx.now}])

    rig.desk.run(writes(scan.fn, audited=False), PROGRAM)
    assert len(rows(rig, NoticeRead)) == 1
    assert entries(rig) == []


def test_queries_are_asked_and_use_cases_run(rig: Rig) -> None:
    look = reads(lambda ctx: [s.code for s in ctx.session.scalars(select(Station))])
    rig.desk.run(add_station, PROGRAM, "01")
    assert rig.desk.ask(look, PROGRAM) == ["01"]
    with pytest.raises(TypeError, match="ask it"):
        rig.desk.run(look, PROGRAM)
    with pytest.raises(TypeError, match="run it"):
        rig.desk.ask(add_station, PROGRAM, "02")


def test_a_query_can_not_write(rig: Rig) -> None:
    def sneak(ctx: Any) -> None:
        ctx.session.add(Station(code="09", name="x"))
        ctx.session.flush()

    with pytest.raises(RuntimeError, match="written by the door None"):
        rig.desk.ask(reads(sneak), PROGRAM)


def test_the_registry_knows_names_once() -> None:
    @usecase("test.registered", allow=None)
    def first(ctx: Any, kind: str, count: int = 2) -> None:
        """Does a thing.

        And more of it.
        """

    try:
        assert REGISTRY["test.registered"] is first
        assert str(first.signature) in {
            "(kind: 'str', count: 'int' = 2) -> 'None'",
            "(kind: str, count: int = 2) -> None",
        }
        assert first.doc == "Does a thing."
        with pytest.raises(ValueError, match=r"test\.registered"):
            query("test.registered", allow=None)(lambda ctx: None)
    finally:
        del REGISTRY["test.registered"]
    assert writes(lambda ctx: None).doc == ""


# --- after the commit -------------------------------------------------------------------------------------------------


def test_listeners_hear_what_changed_and_by_whom(rig: Rig) -> None:
    heard: list[Changes] = []
    stop = rig.desk.listen(heard.append)
    station = rig.desk.run_as("this room", add_station, PROGRAM, "01")
    assert heard == [Changes("test.add_station", frozenset({"stations"}), frozenset({station}), "this room")]
    stop()
    rig.desk.run(add_station, PROGRAM, "02")
    assert len(heard) == 1


def test_a_listener_that_fails_undoes_nothing(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_changes: Changes) -> None:
        raise ValueError("a view fell over")

    heard: list[str] = []
    rig.desk.listen(fail)
    rig.desk.listen(lambda changes: heard.append(changes.op))

    @writes
    def do(ctx: Any) -> None:
        ctx.after_commit.append(lambda: heard.append("after"))

    with caplog.at_level(logging.CRITICAL):
        rig.desk.run(do, PROGRAM)
    assert heard == ["after", "test.do"]
    assert len(entries(rig)) == 1


def test_writers_queue_up(rig: Rig) -> None:
    @writes
    def number(ctx: Any) -> str:
        return str(ctx.number("SC"))

    given: list[str] = []
    threads = [threading.Thread(target=lambda: given.append(rig.desk.run(number, PROGRAM))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == 8
    assert [e["n"] for e in entries(rig)] == list(range(1, 9))


@reads
def broken(ctx: Any) -> None:
    """The server went away in the middle of it."""
    ctx.conn.invalidate()


def test_a_reader_whose_connection_broke_is_not_used_again(rig: Rig) -> None:
    rig.desk.ask(count_stations, PROGRAM)
    with pytest.raises(InvalidRequestError):
        rig.desk.ask(broken, PROGRAM)
    assert rig.desk.ask(count_stations, PROGRAM) == 0


@reads
def count_stations(ctx: Any) -> int:
    """How many there are."""
    return len(ctx.conn.execute(select(Station.id)).all())


def test_a_closed_desk_opens_again(rig: Rig) -> None:
    rig.desk.close()
    rig.desk.run(add_station, PROGRAM, "01")
    rig.desk.close()
    rig.desk.close()
    assert len(rows(rig, Station)) == 1


# --- signatures -------------------------------------------------------------------------------------------------------


def test_a_signature_is_good_once_and_for_one_thing(rig: Rig) -> None:
    paper = clock.new_id()
    signer = rig.desk.mint(Signer("", clock.new_id(), "Fin", frozenset(), paper, 3, "approve", stands_in=True))
    assert signer.stands_in
    with pytest.raises(Refused):
        rig.desk.redeem(None, paper, 3, "approve")
    for other in ((clock.new_id(), 3, "approve"), (paper, 4, "approve"), (paper, 3, "post")):
        mine = rig.desk.mint(signer)
        with pytest.raises(Refused, match="needs a signature"):
            rig.desk.redeem(mine, *other)
        with pytest.raises(Refused):
            rig.desk.redeem(mine, paper, 3, "approve")
    assert rig.desk.redeem(signer, paper, 3, "approve") == signer
    with pytest.raises(Refused):
        rig.desk.redeem(signer, paper, 3, "approve")


# --- troubles of the world --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("database is locked", "Another program"),
        ("database or disk is full", "disk is full"),
        ("attempt to write a readonly database", "may not be written"),
        ("disk I/O error", "does not answer"),
        ("database disk image is malformed", "damaged"),
        ("unable to open database file", "can't be opened"),
        ("server closed the connection unexpectedly", "database server"),
    ],
)
def test_errors_of_the_world_are_said_plainly(error: str, says: str) -> None:
    with pytest.raises(Trouble, match=says), said_plainly():
        raise OperationalError("x", {}, Exception(error))


def test_our_own_bugs_come_through() -> None:
    with pytest.raises(DBAPIError), said_plainly():
        raise DBAPIError("x", {}, Exception("no such column: y"))


def test_another_program_that_holds_the_file_is_trouble(rig: Rig) -> None:
    import sqlite3

    other = sqlite3.connect(rig.folder / "counterpart.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    rig.desk._connection().connection.dbapi_connection.execute("PRAGMA busy_timeout=50")  # type: ignore[union-attr]
    try:
        with pytest.raises(Trouble, match="Another program"):
            rig.desk.run(add_station, PROGRAM, "01")
    finally:
        other.close()
    rig.desk.run(add_station, PROGRAM, "01")
