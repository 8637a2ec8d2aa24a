"""Orders through the window: signed on the pad, worked on, more agreed to on the phone; refused; stopped and paid.

Each ends with its papers, drawn and read.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.clock import Id
from app.printing import pages
from app.services import bays, documents
from app.services.work_orders import looking
from app.services.work_orders.consent import Work
from app.views.kit import theme
from app.views.kit.fields import FieldBox
from app.views.kit.sidesheet import open_sheets
from tests.garage import Garage
from tests.printing import reading
from tests.rig import PIN, open_rig
from tests.shopfloor import Shopfloor
from tests.views.signing import write
from tests.window import Hands

KIND = "work_orders"
TWO = [Work(name="更换前制动片", hours=1200), Work(name="更换机油机滤", hours=500)]


@dataclass
class Scene:
    """The window, the people, and an order that waits for its signature."""

    hands: Hands
    people: dict[str, Any]
    order: Id
    number: str

    def enter(self, role: str) -> None:
        """Somebody with the role is at the window."""
        self.hands.app._signed_in(self.people[role])
        self.hands.settle()
        self.hands.front()

    def state(self) -> str:
        """Where the order stands."""
        seen = self.hands.app.desk.ask(documents.show, self.people["SA"], KIND, self.order)
        return seen.state

    def view(self) -> looking.OrderView:
        """What stands beside its form."""
        return self.hands.app.desk.ask(looking.view, self.people["SA"], self.order)

    def open(self) -> Any:
        """The order's page; the room."""
        room = self.hands.go(KIND, self.order)
        self.hands.until(lambda: room.base.page.seen is not None, "the order")
        self.hands.settle()
        return room

    def paper(self, page: Any) -> str:
        """The words of the sheet in the preview, which then goes."""
        self.hands.until(lambda: page._preview is not None, "the preview")
        self.hands.settle()
        drawn = page._preview._drawn
        assert pages.picture(drawn.pdf, 0, dpi=40)
        self.hands.close_preview(page)
        return reading.text(drawn.pdf)

    def answer(self, room: Any, **given: Any) -> None:
        """Fills the open sheet and does it."""
        sheet = open_sheets(room)[-1]
        boxes = {box.field.name: box for box in sheet.findChildren(FieldBox)}
        for name, value in given.items():
            boxes[name].control.put(value)
        sheet.verb.click()
        self.hands.settle()


def issued(garage: Garage) -> Id:
    """Waits for its signature."""
    return garage.issued(work=TWO)


def asked(garage: Garage) -> Id:
    """In work; the customer is asked about new brake discs."""
    return garage.reissued(work=TWO)


@pytest.fixture
def scene(request: Any, qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[Scene]:
    """A shop with one order of two items, as far as the parameter brings it."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in ("SA", "WS", "TE", "FI")}
    garage = Garage(shop)
    shop.run(bays.open_bays, [("1 号", "双柱举升机"), ("3 号", "剪式举升机")])
    order = request.param(garage)
    number = garage.read(order)[0].number
    rig.close()
    hands = Hands(tmp_path, "en")
    hands.shell.resize(1280, 640)
    yield Scene(hands, people, order, number)
    hands.end()
    i18n.use("zh_CN")


def the_advisor_has_it_signed(scene: Scene) -> None:
    """The screen is turned, and no key leads from it into the program; a dot is no signature."""
    hands = scene.hands
    scene.enter("SA")
    room = scene.open()
    hands.key(Qt.Key.Key_F9)
    hands.until(lambda: room.signing.pad is not None and room.signing.pad.isVisible(), "the pad")
    pad = room.signing.pad
    assert (hands.shell.width(), hands.shell.height()) == (1280, 640)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F12):
        QTest.keyClick(pad, key)
        assert pad.isVisible()
    QTest.mouseClick(hands.find("signing.on", pad), Qt.MouseButton.LeftButton)
    assert (pad.name.text(), pad.done.isEnabled()) == ("李雷", False)
    QTest.mouseClick(pad.field, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    pad.done.click()
    hands.until(pad._said.text, "why a dot is no signature")
    write(pad.field)
    pad.done.click()
    hands.until(pad.lock.isVisible, "the thanks")
    hands.pin(pad.lock.pin, "1111")
    hands.until(pad.lock.pin.said, "the refusal")
    hands.pin(pad.lock.pin, PIN)
    hands.until(lambda: room.signing is None, "the program")
    hands.settle()
    assert (scene.state(), room.base.page.seen.state) == ("signed", "signed")


def the_supervisor_assigns_it(scene: Scene) -> None:
    """He finds it on the board and opens it there."""
    hands = scene.hands
    scene.enter("WS")
    board = hands.go("board")
    (card,) = board.cards["sign"]
    assert card.hasFocus()
    hands.key(Qt.Key.Key_Return)
    hands.settle()
    room = hands.room
    assert room.base.page.seen.called == scene.number
    hands.next()
    scene.answer(room, technician=scene.people["TE"].user, bay="3 号")
    hands.close_preview(room.base.page)
    assert scene.state() == "assigned"


def the_technician_works_and_proposes(scene: Scene) -> None:
    """He scans the job card: his clock runs, the car is in diagnosis; then he proposes more."""
    hands = scene.hands
    scene.enter("TE")
    jobs = hands.go("jobs")
    hands.scan(f"{scene.number}/1")
    assert (scene.state(), jobs.jobs[0].running) == ("diagnosing", True)
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    assert [j.status for j in jobs.jobs] == ["PLANNED", "DONE"]
    room = scene.open()
    hands.press("orders.note")
    scene.answer(room, symptom="尖叫", cause="磨损", remedy="更换", needs_nothing=True)
    hands.next()
    assert scene.state() == "in_repair"
    hands.press("orders.propose")
    scene.answer(room, name="更换前制动盘", hours=800)
    room.base.page.steps.press("propose")
    scene.answer(room.base.page, reason="沟槽过深")
    assert scene.state() == "wait_consent"


def the_advisor_asks(scene: Scene) -> None:
    """He prices it, issues it again, logs a call nobody answers, then hears yes on the phone."""
    hands = scene.hands
    scene.enter("SA")
    room = scene.open()
    hands.press("orders.price")
    scene.answer(room, hours=1000)
    room.base.page.steps.press("reissue")
    scene.answer(room.base.page)
    assert "replaces revision 1" in scene.paper(room.base.page)
    hands.key(Qt.Key.Key_F7)
    hands.settle()
    scene.answer(room, recipient="13900139000", words="无人接听")
    room.base.page.steps.press("consent")
    scene.answer(room.base.page, way="CALL", person="李芳", words="同意，14:20")
    assert "324.00" in scene.paper(room.base.page)
    view = scene.view()
    assert (scene.state(), view.agreed) == ("in_repair", 2)
    assert [(r.total, r.by) for r in view.revisions] == [(20_400, "李雷"), (32_400, "李芳")]
    assert [c.reached for c in view.calls] == [False, True]


def the_cashier_takes_a_deposit(scene: Scene) -> None:
    """Money on the order."""
    hands = scene.hands
    scene.enter("FI")
    room = scene.open()
    hands.press("orders.pay")
    scene.answer(room, amount=10_000, method="WECHAT")
    receipt = scene.paper(room.base.page)
    assert "¥100.00" in receipt
    assert scene.number in receipt
    assert scene.view().held == 10_000


def on_the_board_again(scene: Scene) -> None:
    """Arrows, steps, and a drop that leads nowhere."""
    hands = scene.hands
    scene.enter("WS")
    board = hands.go("board")
    (card,) = board.cards["work"]
    hands.key(Qt.Key.Key_Left)
    hands.key(Qt.Key.Key_Space)
    hands.settle()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()
    card.dragged.emit(card, board.lanes.panel("sign").mapToGlobal(QPoint(20, 20)))
    hands.settle()
    assert "No step of yours" in board.messages.said()[0].fact
    assert board.shows(KIND, scene.order)
    hands.scan(f"{scene.number}/1")
    assert board.cards["work"][0].hasFocus()


def by_bay(scene: Scene) -> None:
    """Free bays are lanes too; a car let go over one stands there from now on, for those who assign."""
    hands = scene.hands
    board = hands.room
    board.show_by("bay")
    (card,) = board.cards["3 号"]
    assert (board.cards["1 号"], card.hasFocus()) == ([], True)
    hands.key(Qt.Key.Key_Left)
    assert card.hasFocus()
    card.dragged.emit(card, board.lanes.panel("1 号").mapToGlobal(QPoint(20, 20)))
    hands.settle()
    assert [len(board.cards[bay]) for bay in ("1 号", "3 号")] == [1, 0]
    board.show_by("technician")
    assert [len(cards) for name, cards in board.cards.items() if name] == [1]


def on_the_wall(scene: Scene) -> None:
    """F11: large, alone, by itself up to date; nobody there for long changes nothing, the next touch asks who it is."""
    hands = scene.hands
    window, board = hands.app.window, hands.room
    small = next(card for cards in board.cards.values() for card in cards).height()
    hands.key(Qt.Key.Key_F11)
    hands.settle()
    assert not window.rail.isVisible()
    assert hands.shell.isFullScreen()
    card = next(card for cards in board.cards.values() for card in cards)
    assert card.height() == round(1.5 * small)
    board._look_again()
    hands.settle()
    assert card is next(card for cards in board.cards.values() for card in cards)
    hands.key(Qt.Key.Key_Escape)
    assert window.rail.isVisible()
    assert not hands.shell.isFullScreen()
    hands.key(Qt.Key.Key_F11)
    window.left_alone()
    assert hands.app.login is None
    hands.key(Qt.Key.Key_Return)
    assert hands.app.login is not None
    assert theme.look().zoom == 100


def he_refuses_the_discs(scene: Scene) -> None:
    """E53: declined with the risk he was told of; the paper says so, and the item can't be started."""
    hands = scene.hands
    scene.enter("SA")
    room = scene.open()
    room.base.page.steps.press("refuse")
    scene.answer(room.base.page, way="CALL", person="李芳", risk="制动距离会变长")
    paper = scene.paper(room.base.page)
    assert "Declined by the customer" in paper
    assert "制动距离会变长" in paper
    assert scene.state() == "in_repair"
    scene.enter("TE")
    jobs = hands.go("jobs")
    hands.scan(f"{scene.number}/3")
    assert "locked" in hands.until(jobs.messages.said, "why not")[0].fact
    hands.scan(f"{scene.number}/1")
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    assert [j.status for j in jobs.jobs] == ["PLANNED", "DONE"]


def paper_of(scene: Scene, room: Any, sheet: str) -> str:
    """The words of a sheet that is printed from a page."""
    room.base.page.print_sheet(sheet)
    return scene.paper(room.base.page)


def he_stops_the_repair(scene: Scene) -> None:
    """E50: the first item is done; what it comes to is settled."""
    scene.enter("SA")
    room = scene.open()
    page = room.base.page
    page.steps.press("terminate")
    scene.answer(page, reason="客户另行安排", person="李芳", car="REASSEMBLED")
    assert scene.state() == "terminated"
    assert "制动距离会变长" in paper_of(scene, room, "work_orders.revisions")  # all that was agreed and refused
    page.steps.press("settle")
    scene.hands.settle()
    assert scene.state() == "settling"
    settling = scene.hands.room
    scene.hands.until(lambda: settling.base.page.seen is not None, "the settlement")
    bill = paper_of(scene, settling, "settlements.list")
    assert scene.number in bill
    assert "更换前制动片" in bill
    assert "更换前制动盘" not in bill


@pytest.mark.slow
@pytest.mark.parametrize("scene", [asked], indirect=True)
def test_a_refused_item_and_a_customer_who_stops_the_repair(scene: Scene) -> None:
    he_refuses_the_discs(scene)
    he_stops_the_repair(scene)


@pytest.mark.slow
@pytest.mark.parametrize("scene", [issued], indirect=True)
def test_from_the_signature_to_the_customer_s_consent(scene: Scene) -> None:
    the_advisor_has_it_signed(scene)
    the_supervisor_assigns_it(scene)
    the_technician_works_and_proposes(scene)
    the_advisor_asks(scene)
    the_cashier_takes_a_deposit(scene)
    on_the_board_again(scene)
    by_bay(scene)
    on_the_wall(scene)
