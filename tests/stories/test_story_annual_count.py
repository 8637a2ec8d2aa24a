"""The annual count by keyboard and scanner: two counters, a recount, an unknown code, a swapped pair, a late slip."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.services import doctor, drafts, people
from app.services.counts import findings
from tests.rig import PIN, PROGRAM
from tests.services.counting import Time, held, move, open_shop
from tests.window import Hands

ALT = Qt.KeyboardModifier.AltModifier


class Year:
    """The shop in a window, its people and things by name, and the annual count."""

    def __init__(self, folder: Path) -> None:
        shop = open_shop(folder, Time())
        shop.rig.actor("boss", "MG")
        doctor.examine(shop.rig.desk, PROGRAM, repair=True)  # these parts came without their search rows
        self.ids = shop.ids
        shop.rig.close()
        shop.rig.store.close()
        self.hands = Hands(folder)
        self.count: Any = None

    def actor(self, name: str) -> Actor:
        """Somebody, by name."""
        desk = self.hands.app.desk
        return desk.ask(people.actor_of, PROGRAM, next(p.id for p in desk.ask(people.tiles, PROGRAM) if p.name == name))  # type: ignore[no-any-return]

    def planned(self) -> None:
        """Drafted by the keeper, planned by the manager: a leader, two counters, and finance looks on (R10)."""
        team = [
            {"user_id": self.actor(name).user, "role": role}
            for name, role in (("Wang", "LEADER"), ("Liu", "COUNTER"), ("Chen", "COUNTER"), ("Fang", "OBSERVER"))
        ]
        given = {
            "type": "ANNUAL", "period": "2026", "warehouse_id": self.ids["house"], "mode": "LIVE", "scope": "BINS",
            "bins": [{"bin_id": self.ids[b]} for b in ("A-01", "A-02")], "team": team,
        }  # fmt: skip
        self.count = self.hands.app.desk.run(drafts.create, self.actor("Wang"), "counts", given)
        for name, state in (("Ma", "planned"), ("Wang", "counting")):
            assert self.step(name) == state

    def page(self, name: str) -> Any:
        """The count's page, as somebody sees it."""
        if self.hands.app.session is None or self.hands.app.session.actor.name != name:
            self.hands.sign_in(name, PIN)
        return self.hands.go("counts", self.count).base.page

    def step(self, name: str) -> str:
        """The primary step, Ctrl+Enter; the state after it."""
        page = self.page(name)
        self.hands.step(page)
        return page.seen.state  # type: ignore[no-any-return]

    def at(self, name: str, bin_: str = "") -> Any:
        """Somebody at the scan room, in a bin; the page."""
        self.page(name)
        self.hands.key(Qt.Key.Key_F9)
        self.hands.settle()
        if bin_:
            self.hands.scan(bin_)
        return self.hands.room.scan

    def typed(self, words: str) -> None:
        """By hand, where the focus is."""
        QTest.keyClicks(QApplication.focusWidget() or self.hands.shell, words)
        self.hands.app.scanner.settle()
        self.hands.settle()

    def times(self, number: str, code: str) -> Any:
        """`9*`, then a scan; the sign."""
        self.typed(f"{number}*")
        self.hands.scan(code)
        return self.hands.room.scan.stage.sign

    def found(self) -> dict[str, findings.Finding]:
        """The analysis by part number."""
        seen = self.hands.app.desk.ask(findings.findings, self.actor("Wang"), self.count)
        return {line.number: line for line in seen.lines}

    def signed(self, signer: str, name: str) -> str:
        """A step under More, signed on the sheet with somebody's PIN in his own session; the state after it."""
        page = self.page(signer)
        page.steps.press(name)
        self.hands.settle()
        sheet = self.hands.find("approval", page)
        tile = next(tile for tile in sheet.tiles if tile.person.name == signer)
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
        self.hands.pin(sheet.pin, PIN)
        return page.seen.state  # type: ignore[no-any-return]


@pytest.fixture
def year(qapp: QApplication, tmp_path: Path) -> Iterator[Year]:
    made = Year(tmp_path)
    yield made
    made.hands.end()


@pytest.mark.slow
def test_the_annual_count_with_two_counters(year: Year) -> None:
    """R7, R8, R10, R11; E2, E10, E13, E15: from the manager's plan to the posted ledger."""
    year.planned()
    before = clock.now()
    two_count(year)
    the_leader_settles_the_unknown_code(year)
    another_counts_again(year)
    assert year.step("Wang") == "analysis"
    a_slip_comes_late(year, before)
    the_pair_is_offset(year)
    assert year.step("Wang") == "pending"
    assert year.signed("Boss", "approve_annual") == "pending"
    assert [done.signer for done in year.page("Boss").seen.done if done.step == "approve_annual"] == ["Boss"]
    page = year.page("Fang")
    year.hands.step(page, "Fang", PIN)
    assert page.seen.state == "approved"
    assert year.step("Fang") == "posted"
    desk, ids = year.hands.app.desk, year.ids
    stock: dict[Id, int] = desk.ask(held, PROGRAM)
    assert {n: stock[ids[n]] for n in ("BRAKE", "DISC", "FILTER", "OIL")} == {
        "BRAKE": 9_000, "DISC": 6_000, "FILTER": 19_000, "OIL": 2_500,
    }  # fmt: skip
    assert all(f.sound for f in doctor.examine(desk, PROGRAM))


def two_count(year: Year) -> None:
    """Liu in A-01 with a code nobody knows, Chen in A-02 with oil that is weighed."""
    room, hands = year.at("Liu", "A-01"), year.hands
    assert (year.times("9", "BRAKE").figure, room._kind.text()) == ("9", "Annual count")
    hands.scan("MKR-1")
    assert room.stage.sign.signal == "scan_bad"
    assert year.times("6", "DISC").figure == "6"
    hands.next()
    assert (room.stage.sign.head, room.stage.sign.name) == ("Bin finished", "Next bin: A-02 (PgDn)")
    room = year.at("Chen", "A-01")
    hands.scan("A-02")
    hands.scan("6934472009174")
    assert room.stage.sign.figure == "12"
    assert year.times("7", "FILTER").figure == "19"
    hands.scan("OIL")
    year.typed("2.5")
    hands.key(Qt.Key.Key_Return)
    hands.settle()
    assert (room.stage.sign.figure, room.stage.sign.unit) == ("2.500", "L")
    hands.next()
    assert room.stage.sign.head in ("Bin finished", "All bins are counted")


def the_leader_settles_the_unknown_code(year: Year) -> None:
    """It keeps the count from going on; at the Unknown tab it is set aside, all by keyboard."""
    hands = year.hands
    assert year.step("Wang") == "counting"
    room = year.at("Wang")
    hands.key(Qt.Key.Key_Left)
    hands.key(Qt.Key.Key_Down)
    spot = room.counting.sheet.unknown_codes()[0]
    assert (spot.code, spot.bin, spot.by, spot.before, spot.after) == ("MKR-1", "A-01", "Liu", "BRAKE", "DISC")
    hands.key(Qt.Key.Key_Return)
    hands.settle()
    reason: QWidget = hands.find("field.reason", hands.find("sheet"))
    hands.type(reason, "the maker's sticker")
    hands.next()
    assert room.counting.sheet.unknown_codes() == []
    hands.key(Qt.Key.Key_Left, ALT)
    hands.settle()
    assert year.step("Wang") == "recount"


def another_counts_again(year: Year) -> None:
    """Who counted first is refused; Chen sees neither book nor first count, and finds the same (SD4)."""
    room, hands = year.at("Liu", "A-01"), year.hands
    assert room.stage.sign.signal == "scan_bad"
    assert "another person" in room.stage.sign.head
    room = year.at("Chen", "A-01")
    assert room._round._label == "Recount · blind"
    assert [e.spoken() for e in room.side.lists["open"].rows.entries] == ["A-01 Brake pads", "A-01 Brake disc"]
    assert year.times("9", "BRAKE").figure == "9"
    assert year.times("6", "DISC").figure == "6"
    hands.next()
    assert room.stage.sign.head == "All bins are counted"


def a_slip_comes_late(year: Year, before: datetime) -> None:
    """A filter went out before the counting, its slip comes after it: the line is stale, and then explained (E10)."""
    desk, ids = year.hands.app.desk, year.ids
    assert (year.found()["FILTER"].difference, year.found()["FILTER"].stale) == (-1_000, False)
    desk.run(move, PROGRAM, ids["FILTER"], ids["A-02"], ids["house"], -1_000, None, before)
    assert year.found()["FILTER"].stale
    year.page("Wang")
    year.hands.press("differences.stale")
    assert (year.found()["FILTER"].difference, year.found()["FILTER"].stale) == (0, False)


def the_pair_is_offset(year: Year) -> None:
    """One brake pad too few, one disc too many: proposed as a pair, and offset (E15)."""
    lines = year.found()
    assert (lines["BRAKE"].difference, lines["DISC"].difference) == (-1_000, 1_000)
    assert (lines["BRAKE"].pair, lines["DISC"].pair) == ("DISC", "BRAKE")
    year.page("Wang")
    year.hands.press("differences.pair.DISC")
    assert year.found()["BRAKE"].treatment == "OFFSET"
    assert year.hands.app.desk.ask(findings.findings, year.actor("Wang"), year.count).open == 0
