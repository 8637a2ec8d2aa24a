"""Parts in the window: a duplicate is said while it is typed, one part is replaced by another, another one merged."""

from __future__ import annotations

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
from app.services import customers, documents, parts
from app.views.kit.fields import FieldBox
from app.views.kit.sidesheet import open_sheets
from tests.rig import PROGRAM, open_rig
from tests.shopfloor import Shopfloor
from tests.window import Hands


@dataclass
class Scene:
    """The window, the people, three parts and a customer."""

    hands: Hands
    people: dict[str, Any]
    pads: Id
    new: Id
    double: Id

    def open(self, role: str, kind: str, id: Id | None = None) -> Any:
        """Somebody with the role opens a record, or a new form; the room."""
        self.hands.app._signed_in(self.people[role])
        self.hands.settle()
        self.hands.front()
        room = self.hands.go(kind, id)
        if id is None:
            room.base.new_document()
        else:
            self.hands.until(lambda: room.base.page.seen is not None, "the page")
        self.hands.settle()
        self.hands.front()
        return room

    def answer(self, room: Any, **given: Any) -> None:
        """Fills the open sheet and does it."""
        sheet = open_sheets(room)[-1]
        boxes = {box.field.name: box for box in sheet.findChildren(FieldBox)}
        for name, value in given.items():
            boxes[name].control.put(value)
        sheet.verb.click()
        self.hands.settle()

    def says(self, page: Any) -> Any:
        """What the bar says of records that look alike, once it does."""
        return self.hands.until(lambda: next((m for m in page.messages.said() if m.key == "alike"), None), "the bar")


@pytest.fixture
def scene(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[Scene]:
    """Brake pads, those that replace them, and the same pads entered again."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in ("WK", "SA", "TE")}
    pads, new = shop.part("04465-0D150"), shop.part("04465-0D160", name_zh="制动片（新）")
    double = shop.part("04465 0D150", name_zh="刹车片")
    shop.run(customers.open_customer, "李芳", mobile="13800135521")
    rig.close()
    hands = Hands(tmp_path, "en")
    yield Scene(hands, people, pads, new, double)
    hands.end()
    i18n.use("zh_CN")


def test_what_looks_alike_is_said_while_it_is_typed(scene: Scene) -> None:
    """By number but for signs, by name; a customer by his phone. Another number, and nothing is said any more."""
    hands = scene.hands
    page = scene.open("WK", "parts").base.page
    hands.type(page.form.boxes["number"].control, "044650D160")
    said = scene.says(page)
    assert said.fact == "Looks like 04465-0D160 制动片（新）: Same number but for signs"
    hands.type(page.form.boxes["number"].control, "9")
    hands.until(lambda: not page.messages.said(), "the bar to go")
    page.form.boxes["name_zh"].control.put("刹车片")
    page._edited()
    assert "Same name" in scene.says(page).fact
    page.grids["codes"].load([{"kind": "OEM", "code": "0446-50D160"}])
    page.form.boxes["name_zh"].control.put("")
    page._edited()
    hands.until(lambda: "Same OEM number" in scene.says(page).fact, "the OEM number")
    page._dirty = False
    scene.says(page).action[1]()
    hands.until(lambda: hands.room.base.page._id == scene.new, "the other part")

    page = scene.open("SA", "customers").base.page
    hands.type(page.form.boxes["mobile"].control, "13800135521")
    assert "the same phone" in scene.says(page).fact


def test_a_part_is_replaced_and_a_duplicate_merged(scene: Scene) -> None:
    """F7 and F9; a circle is refused on the sheet; who may not has neither button."""
    hands = scene.hands
    room = scene.open("WK", "parts", scene.pads)
    hands.key(Qt.Key.Key_F7)
    scene.answer(room, new=scene.new)
    chain = hands.app.desk.ask(parts.substitutes, PROGRAM, scene.pads)
    assert [(s.id, s.use_up_old) for s in chain] == [(scene.new, True)]
    assert "04465-0D160" in [b.text() for b in hands.find("parts.chain").findChildren(type(hands.find("parts.keep")))]

    room = scene.open("WK", "parts", scene.new)
    hands.key(Qt.Key.Key_F7)
    scene.answer(room, new=scene.pads)
    assert "circle" in room.base.messages.said()[0].fact
    hands.key(Qt.Key.Key_Escape)

    room = scene.open("WK", "parts", scene.pads)
    hands.press("parts.keep")
    assert hands.app.desk.ask(parts.substitutes, PROGRAM, scene.pads) == []
    hands.key(Qt.Key.Key_F9)
    scene.answer(room, drop=scene.double)
    assert hands.app.desk.ask(documents.show, PROGRAM, "parts", scene.double).state == parts.OBSOLETE
    assert [row["code"] for row in room.base.page.seen.lines["codes"]] == ["04465 0D150"]

    room = scene.open("TE", "parts", scene.pads)
    assert room.page_keys() == []
