"""The demo shop: whole, sound, the same each time, and never over a shop that is there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import clock
from app.core.access import Actor
from app.core.desk import Desk
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.engine import open_store, sqlite_url
from app.models.journal import SqlJournal, digest
from app.services import demo, doctor, documents, people
from app.services.complaints.workflow import WORKFLOW as COMPLAINTS
from app.services.demo import catalogue
from app.services.demo.people import FINANCE, KEEPER, PEOPLE
from app.services.old_parts.workflow import WORKFLOW as OLD_PARTS
from app.services.roles import SHIPPED
from tests.rig import PROGRAM, open_rig


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(sqlite_url(tmp_path / "counterpart.db"))
    made = Desk(store.writer, store.reader, SqlJournal(), digest)
    yield made
    made.close()


def test_the_catalogue_is_the_same_each_time_and_has_no_part_twice() -> None:
    parts = catalogue.parts(2000)
    assert parts == catalogue.parts(2000)
    assert len({p.number for p in parts}) == len({p.barcode for p in parts}) == 2000
    assert parts[0].number == "04465-0D150"
    assert all(p.retail > p.cost > 0 and p.number.isascii() and len(p.number) <= 40 for p in parts)


def test_people_of_every_role() -> None:
    assert {r for p in PEOPLE for r in p.roles} == {r.code for r in SHIPPED}
    assert len({p.pin for p in PEOPLE}) == len(PEOPLE)


@pytest.mark.slow
def test_a_year_in_the_demo_shop(demo_shop: Path, tmp_path: Path) -> None:
    """Twelve months up to yesterday; three counts; the doctor finds nothing (R7, R9, R11, SD1, SD4)."""
    shutil.copytree(demo_shop, tmp_path / "shop")
    rig = open_rig(tmp_path / "shop", seeded=False)
    desk = rig.desk
    assert {t.name for t in desk.ask(people.tiles, PROGRAM)} == {p.name for p in PEOPLE}
    keeper = people.sign_in(desk, "01", KEEPER.login, KEEPER.pin)
    assert people.sign_in(desk, "01", FINANCE.login, FINANCE.password).name == FINANCE.name
    counts = desk.ask(documents.find, keeper, "counts", ListQuery())
    states = {desk.ask(documents.show, keeper, "counts", id).state for id in counts}
    assert states == {"closed", "analysis", "counting"}
    cashier = people.sign_in(desk, "01", FINANCE.login, FINANCE.password)
    settled = desk.ask(documents.find, cashier, "settlements", ListQuery())
    states = {desk.ask(documents.show, cashier, "settlements", id).state for id in settled}
    assert states == {"draft", "confirmed", "part_paid", "paid", "on_account", "reversed"}
    arrived = desk.ask(documents.find, PROGRAM, "receptions", ListQuery())
    states = {desk.ask(documents.show, PROGRAM, "receptions", id).state for id in arrived}
    assert states == {"draft", "checked", "signed", "converted", "left"}
    slips = desk.ask(documents.find, keeper, "requisitions", ListQuery())
    states = {desk.ask(documents.show, keeper, "requisitions", id).state for id in slips}
    assert states == {"draft", "submitted", "approved", "part_issued", "issued", "closed", "cancelled"}
    olds = desk.ask(documents.find, keeper, "old_parts", ListQuery())
    states = {desk.ask(documents.show, keeper, "old_parts", id).state for id in olds}
    assert states == {s.code for s in OLD_PARTS.states}
    cases = desk.ask(documents.find, keeper, "complaints", ListQuery())
    states = {desk.ask(documents.show, keeper, "complaints", id).state for id in cases}
    assert states == {s.code for s in COMPLAINTS.states}
    papers = desk.ask(documents.find, keeper, "stock_documents", ListQuery())
    assert len(papers) > 150
    first = desk.ask(documents.show, keeper, "stock_documents", papers[0])
    assert first.created_at is not None
    assert first.created_at < clock.now()
    assert all(f.sound for f in doctor.examine(desk, Actor(None, "test", "01")))
    with pytest.raises(Refused, match="set up already"):
        demo.make(desk, "01")
    rig.close()


def test_an_empty_demo_has_only_an_administrator(desk: Desk) -> None:
    made = demo.make(desk, "01", empty=True)
    assert [p.roles for p in made.people] == [("AD",)]
    admin = people.sign_in(desk, "01", "admin", "admin-demo")
    assert len(desk.ask(documents.find, admin, "people", ListQuery())) == 1
