"""The inspector at the window: a sheet ticked through by keys and by clicks, sent back, signed with his PIN."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.core.clock import Id
from app.services import documents
from app.services.inspections import looking, ticking
from app.services.work_orders.consent import Goods, Work
from app.views.kit.sidesheet import open_sheets
from tests.garage import Garage
from tests.rig import PROGRAM, open_rig
from tests.shopfloor import Shopfloor
from tests.window import Hands

WORK = (Work(name="更换前制动片", hours=1200), Work(name="更换机油机滤", hours=500))


@pytest.fixture
def at_window(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[tuple[Hands, Garage, Id]]:
    """An inspector at the window, a car that waits for him."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    garage = Garage(Shopfloor(rig, None))
    actor = garage.shop.actor("QI")
    order = garage.to_inspect(work=WORK, goods=[Goods(item=1, name="机油", source="CUSTOMER")])
    sheet = garage.sheet_of(order)
    rig.close()
    hands = Hands(tmp_path)
    hands.app._signed_in(actor)
    hands.settle()
    yield hands, garage, sheet
    hands.end()


def sheet_of(hands: Hands, sheet: Id) -> Any:
    """As it is kept."""
    return hands.app.desk.ask(looking.sheet, PROGRAM, sheet)


def test_ticked_through_by_keys_and_signed(at_window: tuple[Hands, Garage, Id]) -> None:
    """F9 goes down the lines; what is typed below is saved with it; the step then wants the PIN."""
    hands, _garage, sheet = at_window
    room: Any = hands.go("inspections", sheet)
    hands.settle()
    assert room.at == "1"
    page = room.base.page
    assert "not looked at" in str(next(o for o in page.seen.offers if o.step == "pass").refusal)
    page.form.boxes["driver"].control.put("孙丽")
    page._edited()
    for _ in range(6):
        hands.key(Qt.Key.Key_F9)
        hands.settle()
    found = sheet_of(hands, sheet)
    assert [line.result for line in (*found.items, *found.questions)] == ["OK"] * 6
    assert room.base.page.seen.values["driver"] == "孙丽"
    [part] = found.parts
    assert (part.agreed, part.issued, part.own, part.same) == (1000, 0, False, True)
    assert next(o for o in room.base.page.seen.offers if o.step == "pass").refusal is not None  # half a road test


def test_not_right_wants_words_and_goes_back(at_window: tuple[Hands, Garage, Id]) -> None:
    """F6 chooses, F10 asks what is wrong; without words it stays open; then the car goes back by its step."""
    hands, _garage, sheet = at_window
    room: Any = hands.go("inspections", sheet)
    hands.settle()
    hands.key(Qt.Key.Key_F6)
    assert room.at == "2"
    hands.key(Qt.Key.Key_F10)
    [side] = open_sheets(room)
    hands.next()
    assert side.isVisible()  # nothing was written
    hands.type(side.findChild(QLineEdit), "oil leaks at the plug")
    hands.next()
    assert not open_sheets(room)
    hands.press("inspection.rest")
    found = sheet_of(hands, sheet)
    assert [(line.result, line.note) for line in found.items] == [("OK", ""), ("FAULT", "oil leaks at the plug")]
    hands.press("tick.clean.no")
    assert sheet_of(hands, sheet).questions[-1].result == "FAULT"
    page = room.base.page
    assert next(o for o in page.seen.offers if o.step == "fail").refusal is None
    page.press(next(o for o in page.seen.offers if o.step == "fail"))
    hands.settle()
    assert hands.app.desk.ask(documents.show, PROGRAM, "inspections", sheet).state == "failed"
    assert not room.page_keys()


def test_the_technician_checks_and_hands_over(at_window: tuple[Hands, Garage, Id]) -> None:
    """My jobs: what failed says why; done again it is self-checked by its button, then the order goes on."""
    hands, garage, sheet = at_window
    desk = hands.app.desk
    people = {a.name: a for a in (garage.shop.actor("TE"), garage.shop.actor("QI"))}
    desk.run(ticking.tick, people["Qi"], sheet, 2, right=False, note="oil leaks at the plug")
    desk.run(documents.step, people["Qi"], "inspections", sheet, "fail")
    hands.app._signed_in(people["Te"])
    hands.settle()
    room: Any = hands.go("jobs")
    [again, done] = room.jobs
    assert (again.wrong, again.item, done.check, done.ready) == ("oil leaks at the plug", 2, "OK", False)
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    hands.press(f"jobs.{again.number}/2")
    assert [job.ready for job in room.jobs] == [True, True]
    order = room.jobs[0].order
    hands.go("work_orders", order)
    page: Any = hands.room.base.page
    hands.press("orders.all_checked")
    cards = hands.find("order.cards")
    assert [r.state for r in hands.until(lambda: cards.view, "the cards").rounds] == ["failed"]
    assert {line.check for line in cards.view.lines if line.is_work} == {"OK"}
    assert page is not None
    room = hands.go("jobs")
    hands.press(f"jobs.{again.number}/1")
    assert room.jobs == []
    assert desk.ask(documents.show, PROGRAM, "work_orders", order).state == "qc_wait"
