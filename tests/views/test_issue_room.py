"""The issue room at one desk: questions in its band, bins that were left, and what stands there after a crash."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.clock import Id
from app.core.desk import usecase
from app.models.parts import PartCode
from app.views.issue_page import IssuePage
from app.views.kit.scanner import Scanner
from app.views.kit.sounds import Sounds
from app.views.kit.tasks import Tasks
from app.views.session import Session
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor

K = Qt.Key


@usecase("issue_room_test.codes", allow=None)
def codes(ctx: Any, pads: Id, discs: Id) -> None:
    """A box of two pads, and one code that both parts have."""
    for part, code, pack in ((pads, "BOX-2", 2000), (pads, "TWIN-1", 1000), (discs, "TWIN-1", 1000)):
        ctx.session.add(PartCode(part_id=part, code=code, key=code.replace("-", ""), pack_qty=pack))


class Counter:
    """One keeper at the counter of a slip."""

    def __init__(self, shop: Shopfloor, slip: Id, tasks: Tasks, scanner: Scanner) -> None:
        self.tasks, self.scanner, self.sounds = tasks, scanner, Sounds()
        self.session = Session(shop.desk, shop.actor("WK"), tasks)
        self.page = IssuePage(self.session, scanner, slip, self.sounds)
        self.page.resize(1310, 640)
        self.page.show()
        self.page.activateWindow()
        self.page.come_to_front()
        self.wait()

    def wait(self, ready: Callable[[], object] = lambda: True) -> None:
        """Until nothing is under way any more; a minute at most."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            QApplication.processEvents()
            if not self.tasks.busy() and not self.page.issuing._soon.isActive() and ready():
                return
            time.sleep(0.002)
        raise TimeoutError(f"{self.page.stage.sign} {self.page.issuing.queue.waiting()}")

    def scan(self, *given: str) -> Any:
        """Scans, each waited for; what the band says."""
        for code in given:
            self.page._heard = ("", 0.0)  # a person needs longer than 300 ms
            self.scanner.feed(code)
            self.wait()
        return self.page.stage.sign

    def key(self, *keys: Qt.Key) -> Any:
        """Keys where the focus is; what the band says."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.page, key)
            self.scanner.settle()
            self.wait()
        return self.page.stage.sign

    def picked(self) -> dict[str, int]:
        """Number → what is picked, in whole units."""
        return {line.number: line.picked // 1000 for line in self.page.issuing.lines()}

    def close(self) -> None:
        """The window goes, as in a crash: nothing is handed over."""
        self.page.go_back()
        self.wait()
        self.session.end()
        self.page.close()
        self.page.deleteLater()


@pytest.fixture
def at(qapp: QApplication, shop: Shopfloor, tasks: Tasks, scanner: Scanner) -> Iterator[Callable[[], Counter]]:
    """Opens the counter of a slip of three pads, two discs, a battery kept by serial number and a belt by batch."""
    desk, made = PartsDesk(shop), list[Counter]()
    pads, discs = desk.stocked("PAD-1"), desk.stocked("DISC-1", bin="B-01-1-01", name="制动盘")
    battery = desk.part("BAT-1", "蓄电池", serial_tracked=True)
    belt = desk.part("BELT-1", "皮带", batch_tracked=True)
    lots = ((battery, "SN-1"), (battery, "SN-2"), (belt, "L-01"), (belt, "L-02"))
    shop.through(shop.paper("IN", *(shop.line(p, 1, 20, "C-01-1-01", batch=lot) for p, lot in lots)))
    shop.run(codes, pads, discs)
    slip = desk.approved((pads, 3), (discs, 2), (battery, 1), (belt, 1))
    desk.stocked("PAD-2", bin="A-03-1-01", name="前制动片 陶瓷", quality_grade="EQUIVALENT")

    def open_() -> Counter:
        made.append(Counter(shop, slip, tasks, scanner))
        return made[-1]

    yield open_
    made[-1].close()


def test_the_counter_fits_a_low_screen(at: Callable[[], Counter]) -> None:
    """The tape of scans stands back; while it is there it does not hold the window up."""
    page = at().page
    for height in (760, 640 - 48 - 28):
        page.resize(1310, height)
        QApplication.processEvents()
        assert page.minimumSizeHint().height() <= 640 - 48 - 28


def test_questions_are_answered_in_the_band(at: Callable[[], Counter]) -> None:
    """E1, E3, batch and serial number: a pack multiplies; two meanings, two batches and a serial ask, none is modal."""
    desk = at()
    sign = desk.scan("BOX-2")
    assert (sign.signal, sign.head, sign.figure, desk.sounds.last) == ("scan_ok", "Picked +2 pc", "2 / 3", "ok")
    sign = desk.scan("TWIN-1")
    assert (sign.head, desk.sounds.last) == ("Which part is it?", "look")
    assert [e.spoken() for e in desk.page.stage.list.rows.entries] == [
        "1 B-01-1-01 制动盘 DISC-1", "2 A-01-1-01 前制动片 PAD-1"
    ]  # fmt: skip
    assert desk.key(K.Key_1).head == "Picked +1 pc"
    assert desk.scan("TWIN-1").head == "Picked +1 pc"  # remembered for this slip
    assert desk.picked() == {"PAD-1": 2, "DISC-1": 2, "BAT-1": 0, "BELT-1": 0}
    assert desk.scan("BAT-1").head == "Which serial number? Scan or choose it"
    desk.scan("SN-2")
    assert desk.picked()["BAT-1"] == 1
    assert desk.scan("BELT-1").head == "Which batch? Scan or choose it"
    assert desk.key(K.Key_Escape).head == "Not picked"  # left: nothing is picked, and it says so
    desk.scan("BELT-1")
    desk.key(K.Key_Return)
    assert desk.picked()["BELT-1"] == 1
    sign = desk.scan("PAD-1")
    assert (sign.head, desk.sounds.last, desk.page.side.sign.text().strip()) == (
        "All of it is here: issue it", "complete", "Issue and sign"
    )  # fmt: skip


def test_what_was_scanned_stands_there_after_a_crash(at: Callable[[], Counter]) -> None:
    """Each scan is kept at once: another window goes on at the very scan; a bin that was left does not hold."""
    first = at()
    first.scan("B-01-1-01", "DISC-1")
    first.scan("PAD-1")  # taken from its own bin without scanning its label
    assert first.picked() == {"PAD-1": 1, "DISC-1": 1, "BAT-1": 0, "BELT-1": 0}
    assert first.page.issuing.place is None
    first.close()
    again = at()
    assert again.picked() == {"PAD-1": 1, "DISC-1": 1, "BAT-1": 0, "BELT-1": 0}
    assert again.page.stage.sign.head == "Go on fetching"
    assert again.key(K.Key_Backspace).head == "Undone −1 pc"
    assert again.picked()["PAD-1"] == 0
    again.key(K.Key_Down, K.Key_Return)  # a line by hand: how many?
    QTest.keyClicks(again.page, "9", delay=80)
    again.scanner.settle()
    assert again.key(K.Key_Return).head == "That is more than the slip asks for."
    assert again.page.side.sign.text().strip() == "Issue part and sign"


def test_e70_a_substitute_is_asked_for_from_the_counter(at: Callable[[], Counter]) -> None:
    """The wrong part in hand is proposed with a reason; until it is allowed and agreed to, none of it is picked."""
    desk = at()
    sign = desk.scan("PAD-2")
    assert (sign.head, [way[3] for way in desk.page._ways()]) == (
        "Not on this slip: 前制动片 陶瓷", ["issue.substitute", "issue.put_back"]
    )  # fmt: skip
    desk.page.substitute()
    desk.wait()
    swap = desk.page.substituting
    assert swap.sheet is not None
    swap.sheet.verb.click()  # no reason yet
    assert swap.sheet is not None
    swap.boxes[1].control.put("原件无货")
    swap.sheet.verb.click()
    desk.wait(lambda: swap.sheet is None)
    (line,) = [x for x in desk.page.issuing.lines() if x.substitute is not None]
    assert (desk.page.stage.sign.head, line.substitute.state) == ("Substitute asked for", "ASKED")  # type: ignore[union-attr]
    row = next(r for r in desk.page.stage.lines.rows.entries if r.key == line.line_id)
    assert "Substitute asked for: PAD-2" in row.spoken()
    sign = desk.scan("PAD-1")
    assert (sign.signal, sign.head) == (
        "scan_bad", "PAD-1: the technical supervisor has not allowed the substitute yet."
    )  # fmt: skip
    assert set(desk.picked().values()) == {0}
