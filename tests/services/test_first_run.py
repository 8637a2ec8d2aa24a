"""The first run: a shop out of an empty database, resumed where it was left, refused a second time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import Refused
from app.models.journal import AuditEntry
from app.models.parts import Category, Unit
from app.models.stations import Station, Warehouse
from app.services import first_run, people, settings, shop
from app.services.first_run import Founder, Place, program
from tests.rig import Rig, open_rig

PLACE = Place(name_zh="老王汽修", uscc="91110108551385082Q", warehouse_name="主库", language="en")
ADMIN = Founder("admin", "赵敏", "administrator's", "1111")
MANAGER = Founder("boss", "钱进", "manager's own", "2222", badge="B-1")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path, seeded=False)
    yield rig
    rig.close()


def rows(rig: Rig, model: type) -> list[tuple[object, ...]]:
    with rig.store.reader.connect() as conn:
        return [tuple(r) for r in conn.execute(model.__table__.select())]  # type: ignore[attr-defined]


def test_two_steps_make_a_shop_that_can_be_worked_in(rig: Rig) -> None:
    rig.desk.run(first_run.set_up_place, program(), PLACE)
    admin, boss = rig.desk.run(first_run.set_up_people, program(), ADMIN, MANAGER)
    assert people.sign_in(rig.desk, "01", "admin", ADMIN.password).roles == ("AD",)
    actor = people.sign_in(rig.desk, "01", boss, MANAGER.pin)
    assert actor.roles == ("MG",)
    assert "counts.approve_annual" in actor.permissions
    assert rig.desk.ask(shop.letterhead, actor).company == "老王汽修"
    assert rig.desk.ask(settings.value, actor, shop.LANGUAGE.key) == "en"
    [station], [warehouse] = rows(rig, Station), rows(rig, Warehouse)
    assert "01" in station
    assert "主库" in warehouse
    assert len(rows(rig, Unit)) == 28
    assert len(rows(rig, Category)) == 14
    assert rig.desk.ask(first_run.progress, program()) == first_run.Progress(replace(PLACE), True)
    assert admin != boss


def test_a_station_has_the_code_it_began_with(rig: Rig) -> None:
    second = replace(PLACE, station="02", warehouse="02")
    with pytest.raises(Refused, match="set up on its own PC"):
        rig.desk.run(first_run.set_up_place, program(), second)
    rig.desk.run(first_run.set_up_place, program("02"), second)
    assert rig.desk.ask(shop.own_station, program("")) == "02"
    with pytest.raises(Refused, match="began as station 02"):
        rig.desk.run(first_run.set_up_place, program("03"), replace(second, station="03"))
    rig.desk.run(first_run.set_up_place, program("02"), replace(second, station_name="分店"))


def test_it_can_be_left_and_resumed(rig: Rig, tmp_path: Path) -> None:
    assert rig.desk.ask(first_run.progress, program()) == first_run.Progress(None, False)
    rig.desk.run(first_run.set_up_place, program(), PLACE)
    rig.close()
    again = open_rig(tmp_path, seeded=False)
    assert again.desk.ask(first_run.progress, program()) == first_run.Progress(PLACE, False)
    again.desk.run(first_run.set_up_place, program(), replace(PLACE, name_zh="老李汽修", warehouse="W2"))
    assert again.desk.ask(first_run.progress, program()).place == replace(PLACE, name_zh="老李汽修", warehouse="W2")
    assert len(rows(again, Warehouse)) == len(rows(again, Station)) == 1
    assert len(rows(again, Unit)) == 28
    again.close()


def test_a_second_time_is_refused(rig: Rig) -> None:
    rig.desk.run(first_run.set_up_place, program(), PLACE)
    rig.desk.run(first_run.set_up_people, program(), ADMIN, MANAGER)
    with pytest.raises(Refused, match="set up already"):
        rig.desk.run(first_run.set_up_place, program(), PLACE)
    with pytest.raises(Refused, match="set up already"):
        rig.desk.run(first_run.set_up_people, program(), ADMIN)


def test_people_need_a_place(rig: Rig) -> None:
    with pytest.raises(Refused, match="First enter the shop"):
        rig.desk.run(first_run.set_up_people, program(), ADMIN)


def test_one_person_may_be_both(rig: Rig) -> None:
    rig.desk.run(first_run.set_up_place, program(), PLACE)
    rig.desk.run(first_run.set_up_people, program(), ADMIN)
    assert people.sign_in(rig.desk, "01", "admin", "1111").roles == ("AD", "MG")


def test_all_problems_of_both_people_are_said_and_nobody_is_made(rig: Rig) -> None:
    rig.desk.run(first_run.set_up_place, program(), PLACE)
    with pytest.raises(Refused) as caught:
        rig.desk.run(
            first_run.set_up_people, program(), replace(ADMIN, pin="1"), replace(MANAGER, name="", password="x")
        )
    assert [p.where for p in caught.value.problems] == ["administrator.pin", "manager.name", "manager.password"]
    with pytest.raises(Refused, match="taken"):
        rig.desk.run(first_run.set_up_people, program(), ADMIN, replace(MANAGER, login="ADMIN"))
    assert not rig.desk.ask(first_run.progress, program()).people


def test_problems_of_the_place(rig: Rig) -> None:
    for wrong in (replace(PLACE, station="a b"), replace(PLACE, station="02"), replace(PLACE, warehouse="主")):
        with pytest.raises(Refused):
            rig.desk.run(first_run.set_up_place, program(), wrong)
    with pytest.raises(Refused, match="name in Chinese or English"):
        rig.desk.run(first_run.set_up_place, program(), Place())
    assert rows(rig, Station) == []


def test_no_secret_enters_the_audit(rig: Rig) -> None:
    rig.desk.run(first_run.set_up_place, program(), PLACE)
    rig.desk.run(first_run.set_up_people, program(), ADMIN, MANAGER)
    with rig.store.reader.connect() as conn:
        text = "\n".join(conn.execute(AuditEntry.__table__.select()).scalars("body"))
    assert "钱进" in text
    assert ADMIN.password not in text
    assert MANAGER.password not in text
