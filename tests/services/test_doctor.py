"""The doctor sees what somebody with the file in his hands did to it, and mends only what is derived."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import clock, workflow
from app.core.desk import UseCase
from app.core.errors import Refused
from app.core.i18n import Text
from app.core.workflow import State, Workflow
from app.models.attachments import Attachment
from app.models.engine import trigger_names
from app.models.parts import Part
from app.services import attachments, doctor, people
from tests.rig import PROGRAM, Rig, open_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path)
    rig.hire("boss", "AD")
    rig.hire("ann", "WK")
    people.sign_in(rig.desk, "01", "ann", "2468")
    people.sign_in(rig.desk, "01", "ann", "2468")
    people.sign_in(rig.desk, "01", "ann", "2468")
    yield rig
    rig.close()


def tamper(rig: Rig, *statements: str, seals: bool = False) -> None:
    """What somebody with a database tool could do; the seals are taken off and put back unless `seals`."""
    with contextlib.closing(sqlite3.connect(rig.folder / "counterpart.db", isolation_level=None)) as conn:
        kept = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        if not seals:
            for name, _ in kept:
                conn.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            conn.execute(statement)
        if not seals:
            for _, sql in kept:
                conn.execute(sql)


def bad(rig: Rig, **how: Any) -> list[tuple[str, str]]:
    return [(f.check, str(f.text)) for f in doctor.examine(rig.desk, PROGRAM, **how) if not f.sound]


def test_a_sound_shop_is_sound_and_says_so_for_each_check(rig: Rig) -> None:
    told: list[tuple[str, int, int]] = []

    def tell(words: Text, done: int, of: int) -> None:
        told.append((str(words), done, of))

    found = doctor.examine(rig.desk, PROGRAM, tell=tell)
    assert all(f.sound and f.severity == "ok" for f in found)
    assert [f.check for f in found] == [name for name, _, _ in doctor.CHECKS]
    assert [(done, of) for _, done, of in told] == [(n, len(doctor.CHECKS)) for n in range(1, len(doctor.CHECKS) + 1)]


def test_only_those_who_may(rig: Rig) -> None:
    keeper = people.sign_in(rig.desk, "01", "ann", "2468")
    with pytest.raises(Refused, match="Your roles"):
        doctor.examine(rig.desk, keeper)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE audit_entries SET body = replace(body, 'ann', 'bob') WHERE n = 3",
            "entry 3 of station 01 was changed",
        ),
        ("UPDATE audit_entries SET usecase = 'x' WHERE n = 2", "entry 2 of station 01 was changed"),
        ("DELETE FROM audit_entries WHERE n = 2", "a gap before entry 3"),
        ("UPDATE audit_entries SET previous = hash WHERE n = 2", "entry 2 of station 01 does not follow"),
    ],
)
def test_the_audit_chain_shows_what_was_changed(rig: Rig, statement: str, says: str) -> None:
    tamper(rig, statement)
    found = bad(rig, repair=True)
    assert found[0][0] == "audit"
    assert says in found[0][1]


def test_a_changed_entry_with_a_new_hash_breaks_the_next_one(rig: Rig) -> None:
    """Who recomputes one hash must recompute all after it; the printed head shows even that."""
    from app.models.journal import chain_hash

    conn = sqlite3.connect(rig.folder / "counterpart.db")
    previous, body = conn.execute("SELECT previous, body FROM audit_entries WHERE n = 2").fetchone()
    conn.close()
    body = body.replace("Boss", "Host")
    tamper(rig, f"UPDATE audit_entries SET body = '{body}', hash = '{chain_hash(previous, body)}' WHERE n = 2")
    assert bad(rig) == [("audit", "Audit entry 3 of station 01 does not follow the one before it.")]


def test_a_row_taken_out_of_a_log_leaves_a_hole(rig: Rig) -> None:
    tamper(rig, "DELETE FROM sign_ins WHERE seq = 2")
    assert bad(rig) == [("logs", "1 rows of the log sign_ins are gone.")]


def test_missing_seals_are_put_back(rig: Rig) -> None:
    tamper(rig, "DROP TRIGGER sign_ins_no_delete", "DROP TRIGGER audit_entries_no_update", seals=True)
    [(check, words)] = bad(rig)
    assert check == "triggers"
    assert "audit_entries_no_update, sign_ins_no_delete" in words
    assert bad(rig, repair=True) == []
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        tamper(rig, "DELETE FROM sign_ins", seals=True)
    assert len(trigger_names()) > 10


def test_a_balance_that_lies_is_rebuilt_from_the_moves(rig: Rig) -> None:
    tamper(
        rig,
        "INSERT INTO balances VALUES (x'00', x'00', x'00', 'AVAILABLE', '', 5000)".replace("x'00'", f"x'{'00' * 16}'"),
    )
    assert bad(rig) == [("balances", "1 stock figures differ from the sum of their moves.")]
    assert bad(rig, repair=True) == []
    with rig.store.reader.connect() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM balances").scalar_one() == 0
        last = conn.exec_driver_sql("SELECT usecase FROM audit_entries ORDER BY seq DESC LIMIT 1").scalar_one()
    assert last == "doctor.repair"


def test_a_part_missing_in_the_search_index_is_put_back(rig: Rig) -> None:
    def add(ctx: Any) -> None:
        part = Part(number="A-1", name_zh="火花塞")
        workflow.begin(Workflow((State("draft", "Draft"),), "draft", ()), part)
        ctx.session.add(part)

    rig.desk.run(UseCase("test.part", None, add, (), True, (), writes=True), PROGRAM)
    assert bad(rig) == [("part_index", "1 parts are not found by what they are called now.")]
    assert bad(rig, repair=True) == []
    with rig.store.reader.connect() as conn:
        assert "hhs" in conn.exec_driver_sql("SELECT search_text FROM part_index").scalar_one()


def test_a_link_to_nothing_is_seen(rig: Rig) -> None:
    tamper(rig, f"INSERT INTO attempts VALUES (x'{'00' * 16}', 'PIN', 1, NULL)")
    assert bad(rig) == [("foreign_keys", "A row of attempts points to one of users that is gone.")]


def test_attached_files_missing_changed_and_left_over(rig: Rig) -> None:
    def keep(ctx: Any, *names: str) -> None:
        for name in names:
            sha, clean, mime = attachments.put(ctx, name, b"%PDF-" + name.encode())
            if name != "orphan":
                row = Attachment(
                    kind="x", document_id=clock.new_id(), sha256=sha, name=name, mime=mime, size=len(clean)
                )
                ctx.session.add(row)

    rig.desk.run(UseCase("test.keep", None, keep, (), True, (), writes=True), PROGRAM, "gone", "other", "orphan")
    files = {f.read_bytes()[5:].decode(): f for f in (rig.folder / "attachments").glob("??/*")}
    assert bad(rig) == []
    warned = [f for f in doctor.examine(rig.desk, PROGRAM) if f.severity == "warn"]
    assert [str(f.text) for f in warned] == ["1 kept files belong to nothing; they do no harm."]
    files["gone"].unlink()
    files["other"].write_bytes(b"%PDF-else")
    assert [words for _, words in bad(rig, repair=True)] == [
        "1 attached files are missing (gone).", f"The attached file {files['other'].name[:12]} was changed afterwards.",
    ]  # fmt: skip


def test_a_damaged_page_is_seen(rig: Rig) -> None:
    tamper(rig, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_sign_ins_user'")
    rig.desk.close()
    found = dict(bad(rig))
    assert "damaged" in found["file"]


def test_a_quick_look_reads_only_the_newest_entries(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "RECENT", 1)
    tamper(rig, "UPDATE audit_entries SET usecase = 'x' WHERE n = 1")
    with rig.store.reader.connect() as conn:
        assert all(f.sound for f in doctor.look_at(conn, quick=True))
        assert not all(f.sound for f in doctor.look_at(conn))
