"""A known car from the plate to the printed sheet by keyboard alone, signed on screen; a crash loses nothing typed.

The keys are counted: 25 at most besides the customer's words (the issue's own figure).
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.access import Actor
from app.core.screen import ListQuery
from app.services import attachments, documents, vehicles
from app.views.kit.outline import Spot
from tests.rig import PIN, PROGRAM, open_rig
from tests.services.reception_desk import Desk, png, seen, sheet, signature
from tests.shopfloor import Shopfloor
from tests.window import CTRL, Hands, drop

PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass
class Counted:
    """The hands of an advisor; every key but the customer's words counts."""

    hands: Hands
    keys: list[str] = field(default_factory=list)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.keys.append(key.name)
        self.hands.key(key, modifier)
        self.hands.settle()

    def type(self, words: str) -> None:
        self.keys += list(words)
        self.say(words)

    def say(self, words: str) -> None:
        """The customer's words: an input method or a keyboard, not counted."""
        self.hands.until(QApplication.focusWidget, "something to have the focus")
        QTest.keyClicks(QApplication.focusWidget() or self.hands.shell, words)
        self.hands.app.scanner.settle()


@pytest.fixture
def advisor(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Actor]:
    """A shop with one known car that was here at 46,000 km."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    actor = shop.actor("SA")
    Desk(shop).car()
    rig.close()
    yield actor
    i18n.use("zh_CN")


def entered(folder: Path, actor: Actor) -> Hands:
    hands = Hands(folder, "en")
    hands.shell.resize(1366, 768)
    hands.app._signed_in(actor)
    hands.settle()
    hands.go("receptions")
    return hands


def page_of(hands: Hands) -> Any:
    return hands.room.base.page


def kept(hands: Hands) -> Any:
    """The only check-in, as it stands in the data file."""
    desk = hands.app.desk
    [id] = desk.ask(documents.find, PROGRAM, "receptions", ListQuery())
    return desk.ask(seen, PROGRAM, id)


def write_name(pad: Any) -> None:
    """A signature by mouse."""
    field_ = pad.field
    QTest.mousePress(field_, Qt.MouseButton.LeftButton, PLAIN, QPoint(40, 150))
    for i in range(30):
        QTest.mouseMove(field_, QPoint(40 + 10 * i, 150 + (i % 7) * 8))
        QApplication.processEvents()
        QTest.qWait(12)
    QTest.mouseRelease(field_, Qt.MouseButton.LeftButton, PLAIN, QPoint(340, 160))


def the_clerk_takes_the_screen_back(hands: Hands, page: Any, pad: Any) -> None:
    """A wrong PIN does not; his own does, and the check-in is shown signed."""
    hands.until(pad.lock.isVisible, "the thanks")
    hands.pin(pad.lock.pin, "1111")
    hands.until(pad.lock.pin.said, "the refusal")
    assert pad.isVisible()
    hands.pin(pad.lock.pin, PIN)
    hands.until(lambda: page._signing is None, "the program")
    hands.until(lambda: page.seen.state == "signed", "the signed check-in")


def the_customer_signs(hands: Hands, page: Any) -> None:
    """On the pad; no key leads from it into the program, and a dot is no signature."""
    hands.key(Qt.Key.Key_F7)
    hands.until(
        lambda: page._signing is not None and page._signing.pad is not None and page._signing.pad.isVisible(), "the pad"
    )
    pad = page._signing.pad
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F12):  # the customer holds the screen: no key leads into the program
        QTest.keyClick(pad, key)
        assert pad.isVisible()
    pad.close()
    assert pad.isVisible()
    QTest.mouseClick(hands.find("signing.on", pad), Qt.MouseButton.LeftButton)
    QTest.mouseClick(pad.field, Qt.MouseButton.LeftButton, PLAIN, QPoint(20, 20))  # a dot
    pad.finish()
    hands.settle()
    assert "too short" in pad._said.text()
    assert kept(hands)["state"] == "checked"
    write_name(pad)
    pad.finish()
    hands.until(lambda: kept(hands)["state"] == "signed", "the signature")
    the_clerk_takes_the_screen_back(hands, page, pad)


def test_a_known_car_takes_25_keys_from_the_plate_to_the_printed_sheet(advisor: Actor, tmp_path: Path) -> None:
    hands = entered(tmp_path, advisor)
    hand = Counted(hands)
    hand.key(Qt.Key.Key_N, CTRL)
    hand.type("8K219")
    hand.key(Qt.Key.Key_Return)
    page, form = page_of(hands), page_of(hands)._filled
    hands.until(form.boxes["odometer"].control.face.hasFocus, "the odometer to have the focus")
    assert (form.value("plate"), form.value("sender_name")) == ("沪A8K219", "李芳")
    hand.type("46820")
    hand.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.boxes["fuel"].control.face
    hand.type("3")
    for key in (Qt.Key.Key_F7, Qt.Key.Key_F8):
        hand.key(key)
    hand.say("brakes squeal at low speed")
    hand.key(Qt.Key.Key_F8)
    hand.type("oil")
    hand.key(Qt.Key.Key_F8)
    hand.key(Qt.Key.Key_Space)
    hand.key(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: page._preview is not None, "the sheet")
    assert len(hand.keys) <= 24, hand.keys  # and Ctrl+Enter prints it
    now = kept(hands)
    assert (now["state"], now["odometer"], now["fuel"], now["wanted"]) == ("checked", 46_820, 375, "oil")
    hands.close_preview(page)
    the_customer_signs(hands, page)
    held = hands.app.desk.ask(signature, PROGRAM, kept(hands)["id"])
    assert (held.name, held.way) == ("李芳", "SCREEN")
    hands.key(Qt.Key.Key_Return, CTRL)  # and on to the work order
    hands.until(lambda: kept(hands)["state"] == "converted", "the order")
    hands.until(lambda: hands.room.title() == kept(hands)["order_number"], "the order to be open")
    hands.end()


def photos_are_dropped_and_pasted(hands: Hands, form: Any, tmp_path: Path) -> None:
    """A file dragged onto the car, then a picture copied elsewhere: the chosen mark has the last one."""

    def photos() -> int:
        return len(hands.app.desk.ask(attachments.list_of, PROGRAM, "receptions", kept(hands)["id"]))

    (tmp_path / "door.png").write_bytes(png(40))
    drop(form.walk, tmp_path / "door.png")
    hands.until(lambda: photos() == 1, "the dropped photo")
    first = hands.until(lambda: form.walk.rows()[0]["photo"], "the mark's photo")
    copied = QImage(12, 12, QImage.Format.Format_RGB32)
    copied.fill(Qt.GlobalColor.red)
    QApplication.clipboard().setImage(copied)
    form.walk.outline.setFocus()
    hands.key(Qt.Key.Key_V, CTRL)
    hands.until(lambda: photos() == 2, "the pasted photo")
    hands.until(lambda: form.walk.rows()[0]["photo"] not in (first, None), "the mark's new photo")
    hands.until(lambda: not page_of(hands)._dirty, "it to be kept")
    hands.settle()
    assert form.walk._photos.text() == "2 of 4 corner photos"


def test_a_half_filled_form_survives_a_crash(advisor: Actor, tmp_path: Path) -> None:
    hands = entered(tmp_path, advisor)
    hand = Counted(hands)
    hand.key(Qt.Key.Key_N, CTRL)
    hand.type("8K219")
    hand.key(Qt.Key.Key_Return)
    form = page_of(hands)._filled
    hands.until(form.boxes["odometer"].control.face.hasFocus, "the odometer to have the focus")
    hand.type("46x")
    form.focus_field("words")
    hand.say("noise from the left")
    spot = form.walk.outline.place(Spot("left", 0.4, 0.6, "SCRATCH")).toPoint()
    QTest.mouseClick(form.walk.outline, Qt.MouseButton.LeftButton, PLAIN, spot)
    hands.until(lambda: page_of(hands).seen is not None and not page_of(hands)._dirty, "it to be kept")
    hands.settle()
    photos_are_dropped_and_pasted(hands, form, tmp_path)
    copy = tmp_path / "after"
    copy.mkdir()
    for name in tmp_path.glob("counterpart.db*"):  # what a power cut leaves: the files as they lie there
        shutil.copyfile(name, copy / name.name)
    hands.end()
    again = entered(copy, advisor)
    again.go("receptions", kept(again)["id"])
    again.until(lambda: page_of(again)._filled.boxes["odometer"].control.face.text() == "46x", "the typed odometer")
    form = page_of(again)._filled
    assert form.value("words") == "noise from the left"
    [mark] = form.walk.rows()
    assert mark["side"] == "left"
    again.end()


def test_a_scanned_vin_begins_and_a_lower_odometer_is_answered(advisor: Actor, tmp_path: Path) -> None:
    rig = open_rig(tmp_path, seeded=False)
    [car] = rig.desk.ask(vehicles.find_vehicles, PROGRAM, "8K219")
    rig.desk.run(vehicles.read_odometer, PROGRAM, car.id, 47_310)
    rig.close()
    hands = entered(tmp_path, advisor)
    hands.scan("ILSVAM4187C2184847")  # a Code 39 label's leading I
    hands.until(lambda: page_of(hands) is not None and page_of(hands)._known is not None, "the car to be known")
    page = page_of(hands)
    form = page._filled
    assert form.value("plate") == "沪A8K219"
    hand = Counted(hands)
    hands.front()
    form.focus_field("odometer")
    hand.type("46820")
    hand.key(Qt.Key.Key_Tab)
    hands.until(lambda: form.boxes["odometer"].problem is not None, "the warning")
    form.answer("LAST_WRONG")
    assert form.boxes["odometer_reason"].control.face.hasFocus()
    hand.say("misread")
    for name, value in (("fuel", 375), ("words", "noise"), ("wanted", "look"), ("old_parts", "TAKE"), ("walked", True)):
        form.boxes[name].control.put(value)
        form.boxes[name].control.edited.emit()
    assert not form.missing()
    hand.key(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: kept(hands)["state"] == "checked", "the check")
    assert kept(hands)["odometer_answer"] == "LAST_WRONG"
    paper = hands.app.desk.ask(sheet, PROGRAM, kept(hands)["id"])
    assert paper.odometer_note == "misread"
    hands.end()
