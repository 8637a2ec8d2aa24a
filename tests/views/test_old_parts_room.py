"""Old parts at the window: ten handed in by scans, registered with one key each, signed for on screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.services import documents
from app.services.old_parts import queries
from app.views.kit.fields import FieldBox
from app.views.kit.sidesheet import open_sheets
from tests.garage import HAND, picture
from tests.olds import KIND, Yard
from tests.rig import PROGRAM, open_rig
from tests.shopfloor import Shopfloor
from tests.window import Hands

TEN = 10


class Counter:
    """A car of which ten parts came off, a battery among them, and the people at the counter."""

    def __init__(self, shop: Shopfloor) -> None:
        yard = Yard(shop)
        self.order = yard.garage.in_repair(old_parts="DECIDE")
        lines = [
            yard.given_out(order=self.order, name_zh=f"拆下件 {n}", hazardous="HW31" if n == 0 else None,
                           payer="WARRANTY" if n == 1 else "CUSTOMER", safety_critical=n == 2)[1]
            for n in range(TEN)
        ]  # fmt: skip
        self.olds = [yard.olds(line)[0] for line in lines]
        self.people = {role: shop.actor(role) for role in ("TE", "WK", "SA")}
        self.number = shop.ask(documents.show, "work_orders", self.order).called


@pytest.fixture
def at(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[tuple[Hands, Counter]]:
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    counter = Counter(Shopfloor(rig, None))
    rig.close()
    hands = Hands(tmp_path, os.environ.get("OLDS_LANGUAGE", "en"))
    yield hands, counter
    hands.end()


def shot(hands: Hands, name: str) -> None:
    if folder := os.environ.get("OLDS_SHOTS"):
        hands.shell.resize(1366, 768)
        hands.settle()
        hands.shell.grab().save(f"{folder}/{name}.png")


def enter(hands: Hands, counter: Counter, role: str) -> Any:
    """Somebody is at the counter's PC."""
    hands.app._signed_in(counter.people[role])
    hands.settle()
    room = hands.go(KIND)
    hands.key(Qt.Key.Key_F7)
    hands.settle()
    assert room.at_counter()
    return room


def states(hands: Hands, counter: Counter) -> list[str]:
    return [row.state for row in hands.app.desk.ask(queries.rows_of, PROGRAM, counter.order)]


def test_ten_old_parts_are_handed_in_by_scans(at: tuple[Hands, Counter]) -> None:
    hands, counter = at
    bench = enter(hands, counter, "TE").counter
    shot(hands, "1-empty")
    hands.scan("NOTHING-1")
    assert ("NOTHING-1" in bench.band.words.text(), bench.band.property("family")) == (True, "bad")
    shot(hands, "2-unknown")
    hands.scan(counter.number)
    assert [row.id for row in bench.bench.rows] == [old.id for old in counter.olds]
    for old in counter.olds[:5]:
        hands.type_scan(old.number)  # one after the other, no answer waited for
    for old in counter.olds[5:9]:
        hands.type_scan(old.part)  # by the part's own code
    hands.settle()
    assert states(hands, counter) == ["handed_in"] * 9 + ["expected"]
    hands.scan(counter.olds[0].number)
    assert bench.band.property("family") == "warn"
    hands.scan(counter.olds[8].part)
    bench.walk(1)
    hands.key(Qt.Key.Key_Return)
    hands.settle()
    assert states(hands, counter) == ["handed_in"] * TEN
    shot(hands, "3-handed-in")
    press(hands, Qt.Key.Key_1)
    assert states(hands, counter) == ["handed_in"] * TEN  # a technician registers nothing


def press(hands: Hands, key: Qt.Key) -> None:
    """A digit that is no scan."""
    hands.key(key)
    hands.app.scanner.settle()
    hands.settle()


def test_the_keeper_registers_with_one_key_each_and_weighs_waste(
    at: tuple[Hands, Counter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands, counter = at
    for old in counter.olds:
        hands.app.desk.run(documents.step, counter.people["TE"], KIND, old.id, "hand_in", {})
    room = enter(hands, counter, "WK")
    for code in (counter.number, "J-01-1-01", counter.olds[1].number):
        hands.scan(code)
    shot(hands, "4-register")
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5):
        press(hands, key)
    assert states(hands, counter) == ["handed_in"] + ["registered"] * 5 + ["handed_in"] * 4
    weigh(hands, counter, room)
    photo = tmp_path / "IMG_1.png"
    photo.write_bytes(picture())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(photo)], ""))
    hands.scan(counter.olds[0].number)
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    assert [row.photos for row in room.counter.bench.rows if row.id == counter.olds[0].id] == [1]
    shot(hands, "6-registered")
    hands.key(Qt.Key.Key_F2)
    hands.settle()
    assert room.base.page.seen.id == counter.olds[0].id
    shot(hands, "7-page")
    hands.key(Qt.Key.Key_F7)
    hands.settle()
    assert room.at_counter()
    hands.key(Qt.Key.Key_Escape)
    hands.settle()
    assert not room.at_counter()


def weigh(hands: Hands, counter: Counter, room: Any) -> None:
    """The battery: without its weight it is not registered."""
    hands.scan(counter.olds[0].number)
    press(hands, Qt.Key.Key_3)
    [sheet] = open_sheets(room)
    shot(hands, "5-weigh")
    sheet.verb.click()
    hands.settle()
    assert states(hands, counter)[0] == "handed_in"
    [box] = sheet.findChildren(FieldBox)
    box.control.put(14_500)
    sheet.verb.click()
    hands.settle()
    assert states(hands, counter)[0] == "registered"


def test_the_customer_signs_on_screen_that_he_takes_it(at: tuple[Hands, Counter]) -> None:
    hands, counter = at
    desk, keeper = hands.app.desk, counter.people["WK"]
    old = counter.olds[3]
    desk.run(documents.step, counter.people["TE"], KIND, old.id, "hand_in", {})
    given = {"completeness": "COMPLETE", "usability": "USABLE"}
    desk.run(documents.step, keeper, KIND, old.id, "register", given)
    hands.app._signed_in(counter.people["SA"])
    hands.settle()
    room = hands.go(KIND, old.id)
    shot(hands, "8-sign")
    hands.press("olds.sign.take")
    pad = hands.until(lambda: room.signing and room.signing.pad, "the pad")
    shot(hands, "9-pad")
    pad.signed.emit("李芳", HAND.strokes, picture())
    hands.settle()
    assert desk.ask(documents.show, PROGRAM, KIND, old.id).state == "to_customer"
    pad.drop()
    hands.settle()
