"""What stands over an order's page and a customer's: not signed, taken back, shared by three, merged, given out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.clock import Id
from app.services import customers, documents
from app.services.work_orders import looking
from app.views.kit.fields import FieldBox
from app.views.kit.sidesheet import open_sheets
from app.views.order_acts import people_of
from tests.garage import Garage
from tests.rig import open_rig
from tests.shopfloor import Shopfloor
from tests.window import Hands


@dataclass
class Scene:
    """The window, the people and what they work on."""

    hands: Hands
    people: dict[str, Any]
    issued: Id
    working: Id
    customer: Id
    double: Id

    def open(self, role: str, kind: str, id: Id) -> Any:
        """Somebody with the role opens a document; the room."""
        self.hands.app._signed_in(self.people[role])
        self.hands.settle()
        self.hands.front()
        room = self.hands.go(kind, id)
        self.hands.until(lambda: room.base.page.seen is not None, "the page")
        self.hands.settle()
        return room

    def answer(self, room: Any, **given: Any) -> None:
        """Fills the open sheet and does it."""
        sheet = open_sheets(room)[-1]
        boxes = {box.field.name: box for box in sheet.findChildren(FieldBox)}
        for name, value in given.items():
            boxes[name].control.put(value)
        sheet.verb.click()
        self.hands.settle()

    def order(self, id: Id) -> looking.OrderView:
        """What stands beside an order's form."""
        return self.hands.app.desk.ask(looking.view, self.people["SA"], id)


@pytest.fixture
def scene(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[Scene]:
    """An order that waits for its signature, one in repair with a proposal, a customer entered twice."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in ("SA", "WS", "TE", "TS", "AD", "CS")}
    garage = Garage(shop)
    working = garage.in_repair()
    garage.propose(working)
    customer = shop.run(customers.open_customer, "李芳", mobile="13800135521")
    double = shop.run(customers.open_customer, "李 芳", mobile="13900135521", more={"address": "长宁路 1 号"})
    issued = garage.issued()
    rig.close()
    hands = Hands(tmp_path, "en")
    yield Scene(hands, people, issued, working, customer, double)
    hands.end()
    i18n.use("zh_CN")


def the_advisor_notes_who_would_not_sign(scene: Scene) -> None:
    """It is kept, and the order goes on waiting; a call about it is logged."""
    room = scene.open("SA", "work_orders", scene.issued)
    room.would_not_sign(room.base.page.seen)
    scene.answer(room, name="李芳", reason="太贵")
    scene.hands.key(Qt.Key.Key_F7)
    scene.hands.settle()
    scene.answer(room, recipient="13800135521", reached=True, words="再考虑")
    assert [(c.purpose, c.words) for c in scene.order(scene.issued).calls] == [("OTHER", "再考虑")]
    assert room.base.page.seen.state == "wait_sign"


def the_technician_takes_his_proposal_back(scene: Scene) -> None:
    """Nobody was shown it."""
    room = scene.open("TE", "work_orders", scene.working)
    assert len(scene.order(scene.working).lines) == 2
    scene.hands.press("orders.back")
    scene.answer(room)
    assert len(scene.order(scene.working).lines) == 1


def the_supervisor_shares_an_item(scene: Scene) -> None:
    """E57: three people, their shares a whole; a share that leaves nothing for the last one is refused."""
    room = scene.open("WS", "work_orders", scene.working)
    first, second, third = (scene.people[role].user for role in ("TE", "WS", "TS"))
    scene.hands.press("orders.share")
    scene.answer(room, first=first, share=5_000, second=second, share_2=5_000, third=third)
    assert "100 %" in room.base.page.messages.said()[0].fact
    scene.answer(room, share_2=3_000)
    assert [line.people for line in scene.order(scene.working).lines] == ["Te 50 %, Ws 30 %, Ts 20 %"]
    assert people_of({"first": first, "share": None, "second": None, "share_2": None, "third": None}) == [
        (first, 10_000)
    ]


def a_duplicate_is_merged_and_his_data_given_out(scene: Scene, file: Path) -> None:
    """The administrator merges, customer service gives out."""
    room = scene.open("AD", "customers", scene.customer)
    scene.hands.key(Qt.Key.Key_F7)
    scene.hands.settle()
    scene.answer(room, drop=scene.double)
    seen = scene.hands.app.desk.ask(documents.show, scene.people["CS"], "customers", scene.double)
    assert seen.state == "merged"
    room = scene.open("CS", "customers", scene.customer)
    assert room.base.page.seen.values["address"] == "长宁路 1 号"
    assert [key.combo for key in room.page_keys()] == ["F9"]
    room.write(file / "gone" / "out.json", "{}")
    assert room.base.messages.said()
    given = scene.hands.app.desk.ask(customers.give_out, scene.people["CS"], scene.customer)
    room.write(file / "out.json", given)
    assert json.loads((file / "out.json").read_text("utf-8"))["customer"]["name"] == "李芳"


@pytest.mark.slow
def test_what_stands_over_the_pages_of_orders_and_customers(scene: Scene, tmp_path: Path) -> None:
    the_advisor_notes_who_would_not_sign(scene)
    the_technician_takes_his_proposal_back(scene)
    the_supervisor_shares_an_item(scene)
    a_duplicate_is_merged_and_his_data_given_out(scene, tmp_path)
