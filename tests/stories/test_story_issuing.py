"""Parts to the bay and back, through the window by keyboard and scanner: slip, approval, issue by scan, hand-over with
the receiver's PIN, an unused part given back and taken into stock again.
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
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.clock import Id
from app.services import documents
from app.services.work_orders.consent import Goods
from tests.partsdesk import BACK, KIND, PartsDesk
from tests.rig import PIN, PROGRAM, open_rig
from tests.shopfloor import Shopfloor, held
from tests.window import Hands

PADS, FILTER = "PAD-1", "OF-1"
K = Qt.Key


@dataclass
class Scene:
    """The window, the people, and a job whose technician asks for two pads and a filter."""

    hands: Hands
    people: dict[str, Any]
    order: Id
    slip: Id
    pads: Id

    def enter(self, role: str) -> None:
        """Somebody with the role is at the window."""
        self.hands.app._signed_in(self.people[role])
        self.hands.settle()
        self.hands.front()

    def show(self, kind: str, id: Any) -> Any:
        """A document as it stands."""
        return self.hands.app.desk.ask(documents.show, PROGRAM, kind, id)

    def page(self, kind: str, id: Any) -> Any:
        """Its page in the room of its kind."""
        room = self.hands.go(kind, id)
        base = getattr(room, "base", room)
        self.hands.until(lambda: base.page is not None and base.page.seen is not None, "the page")
        self.hands.settle()
        return base.page

    def scan(self, code: str) -> Any:
        """One scan at the counter, and what the band says."""
        page = self.hands.room.issue
        page._heard = ("", 0.0)  # a person needs longer than 300 ms
        self.hands.scan(code)
        return page.stage.sign

    def rows(self) -> list[str]:
        """The lines of the counter as they are read aloud."""
        return [row.spoken() for row in self.hands.room.issue.stage.lines.rows.entries]


@pytest.fixture
def scene(qapp: QApplication, template: Path, tmp_path: Path) -> Iterator[Scene]:
    """A shop with an order in repair; the filter lies in two bins, brake discs are not on the slip."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    desk = PartsDesk(shop)
    pads = desk.stocked(PADS, name="前制动片", name_en="Brake pads")
    filter_ = desk.stocked(FILTER, yuan=10, bin="B-01-1-01", name="机油滤清器", name_en="Oil filter")
    shop.receive(filter_, 4, 10, "C-01-1-01")
    desk.stocked("DISC-1", bin="A-02-1-01", name="制动盘", name_en="Brake disc")
    goods = [Goods(item=1, part_id=pads, qty=2000), Goods(item=1, part_id=filter_, qty=1000)]
    order = desk.garage.in_repair(goods=goods)
    (slip,) = desk.of_order(order)
    people = {role: shop.actor(role) for role in ("TE", "WS", "WK")}
    rig.close()
    hands = Hands(tmp_path, "en")
    hands.shell.resize(1366, 728)
    yield Scene(hands, people, order, slip, pads)
    hands.end()
    i18n.use("zh_CN")


def test_slip_to_issue_to_return(scene: Scene) -> None:
    """R65–R67 by hand: asked for, approved by another one, issued by scan in two hand-overs, one part given back."""
    the_technician_asks_and_the_supervisor_approves(scene)
    the_keeper_scans_the_slip_anywhere(scene)
    what_does_not_belong_is_refused(scene)
    the_right_parts_are_picked(scene)
    the_technician_signs_for_a_part_of_it(scene)
    the_rest_goes_out_on_paper(scene)
    an_unused_part_comes_back(scene)


def the_technician_asks_and_the_supervisor_approves(scene: Scene) -> None:
    """R65, R66: the slip was made with the repair; the supervisor signs with his PIN."""
    scene.enter("TE")
    page = scene.page(KIND, scene.slip)
    scene.hands.step(page)
    assert scene.show(KIND, scene.slip).state == "submitted"
    scene.enter("WS")
    scene.hands.step(scene.page(KIND, scene.slip), "Ws", PIN)
    assert scene.show(KIND, scene.slip).state == "approved"


def the_keeper_scans_the_slip_anywhere(scene: Scene) -> None:
    """Its bar code on Today leads to the counter: lines in walking order, the first one is next."""
    hands = scene.hands
    scene.enter("WK")
    hands.to_counter(scene.show(KIND, scene.slip).called)
    assert hands.room.owns_scanner()
    assert hands.app.window.rail.slim
    assert scene.rows() == [
        "A-01-1-01 Brake pads PAD-1 · 更换前制动片 Next 0 / 2 pc",
        "B-01-1-01 Oil filter OF-1 · 更换前制动片 To fetch 0 / 1 pc",
    ]
    hands.next()  # too early: it says what comes first
    assert hands.room.issue.stage.sign.head == "Nothing is picked yet: scan the parts first"


def what_does_not_belong_is_refused(scene: Scene) -> None:
    """A wrong part names the right one with its bin; an unknown code is kept and never modal; nothing is picked."""
    hands = scene.hands
    sign = scene.scan("DISC-1")
    assert (sign.signal, sign.head) == ("scan_bad", "Not on this slip: Brake disc")
    assert sign.note == "Scanned DISC-1; the slip asks for PAD-1 前制动片 from A-01-1-01. Nothing was picked."
    assert [way[3] for way in hands.room.issue._ways()] == ["issue.substitute", "issue.put_back"]
    hands.key(K.Key_F7)
    hands.settle()
    swap = hands.room.issue.substituting
    assert swap.boxes[0].control.value() is not None  # the part just scanned is proposed
    hands.key(K.Key_Escape)
    assert swap.sheet is None
    sign = scene.scan("WHAT-77")
    assert (sign.signal, sign.head) == ("scan_bad", "Nobody knows this code.")
    hands.key(K.Key_Escape)
    assert not hands.room.issue.stage.band.isVisible()
    assert not any(line.picked for line in hands.room.issue.issuing.lines())


def the_right_parts_are_picked(scene: Scene) -> None:
    """Two by "2*"; one too many is refused; undone and typed; the filter comes from another bin and is amber."""
    hands = scene.hands
    QTest.keyClicks(hands.room.issue, "2*", delay=80)  # as slowly as a person: quick keys are a scan
    hands.app.scanner.settle()
    assert hands.room.issue.stage.band.flag == "× 2"
    sign = scene.scan(PADS)
    assert (sign.signal, sign.head, sign.figure) == ("scan_ok", "Picked +2 pc", "2 / 2")
    sign = scene.scan(PADS)
    assert (sign.signal, sign.head) == ("scan_bad", "That is more than the slip asks for.")
    hands.key(K.Key_Backspace)
    hands.settle()
    assert hands.room.issue.stage.sign.head == "Undone −2 pc"
    hands.key(K.Key_Asterisk)
    hands.key(K.Key_1)
    hands.app.scanner.settle()
    hands.key(K.Key_Return)
    hands.settle()
    assert hands.room.issue.stage.sign.figure == "1 / 2"
    sign = scene.scan("C-01-1-01")
    assert (sign.signal, sign.head) == ("scan_idle", "You are at C-01-1-01")
    sign = scene.scan(FILTER)
    assert (sign.signal, sign.head) == ("scan_warn", "Picked +1 pc from C-01-1-01, not from B-01-1-01")
    assert scene.rows()[1].startswith("B-01-1-01 Oil filter OF-1 · 更换前制动片 Other bin 1 / 1")
    assert hands.room.issue.stage.lines.rows.entries[0].next


def the_technician_signs_for_a_part_of_it(scene: Scene) -> None:
    """One pad is short: told, and the rest is handed out; the receiver's PIN signs, the slip is shown to print."""
    hands = scene.hands
    hands.key(K.Key_F8)
    hands.settle()
    assert hands.room.issue.stage.sign.head == "Short: PAD-1"
    hands.key(K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    sheet = hands.find("approval")
    assert sheet.person.id == scene.people["TE"].user  # who asked for it receives it
    hands.pin(sheet.pin, "1111")
    hands.until(sheet.pin.said, "the refusal")
    hands.pin(sheet.pin, PIN)
    hands.until(lambda: hands.room.papers.preview is not None, "the printed slip")
    hands.key(K.Key_Escape)
    hands.settle()
    assert scene.show(KIND, scene.slip).state == "part_issued"
    (waiting,) = hands.room.queue.view.rows.entries
    assert (waiting.chip[0], waiting.title.endswith("rest of it")) == ("All of it in stock", True)


def the_rest_goes_out_on_paper(scene: Scene) -> None:
    """Enter opens the slip again; the name is written on the paper."""
    hands = scene.hands
    hands.key(K.Key_Return)
    hands.until(lambda: hands.room.issue is not None, "the counter")
    hands.settle()
    sign = scene.scan(PADS)
    assert (sign.head, sign.figure) == ("All of it is here: issue it", "2 / 2")
    hands.key(K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    hands.find("approval")
    hands.key(K.Key_F9)
    hands.until(lambda: hands.room.papers.preview is not None, "the printed slip")
    hands.key(K.Key_Escape)
    hands.settle()
    assert scene.show(KIND, scene.slip).state == "issued"
    assert hands.room.queue.view.rows.entries == []
    assert hands.app.desk.ask(held, scene.people["WK"], scene.pads)[0] == 8000


def an_unused_part_comes_back(scene: Scene) -> None:
    """R67, E67: the technician gives one pad back unopened; the keeper checks it into its bin at its old cost."""
    hands = scene.hands
    scene.enter("TE")
    scene.page(KIND, scene.slip)
    hands.press("requisitions.back")
    hands.until(lambda: hands.room.page is not None and hands.room.page.seen is not None, "the return slip")
    hands.settle()
    back = hands.room.page
    id_ = back.seen.id
    assert [row["qty"] for row in back.grids["lines"].rows()] == [0, 0, 0]
    hands.scan(PADS)  # what lies on the counter again
    assert [row["qty"] for row in back.grids["lines"].rows()] == [1000, 0, 0]
    hands.step(back)  # saves first, then asks again
    assert scene.show(BACK, id_).state == "submitted"
    scene.enter("WK")
    for state in ("checked", "posted"):
        hands.step(scene.page(BACK, id_))
        assert scene.show(BACK, id_).state == state
    qty, value, _ = hands.app.desk.ask(held, scene.people["WK"], scene.pads)
    assert (qty, value) == (9000, 27_000)
