"""The monthly count on paper, by keyboard alone: blind sheets, typing them in, the recount, finance, the report."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.clock import Id
from app.printing import SHEETS
from app.services import doctor, drafts, sheets
from app.services.counts.paper_entry import sheet_code
from app.views.counts_paper import PaperPage
from tests.printing import reading
from tests.rig import PIN, PROGRAM
from tests.services.counting import held
from tests.stories.test_story_annual_count import Year

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Month(Year):
    """The shop in a window, and its monthly count of two bins."""

    def drafted(self) -> None:
        """By the keeper, who leads it; two people count (R9)."""
        team = [
            {"user_id": self.actor(name).user, "role": role}
            for name, role in (("Wang", "LEADER"), ("Liu", "COUNTER"), ("Chen", "COUNTER"))
        ]
        given = {
            "type": "MONTHLY", "period": "2026-11", "warehouse_id": self.ids["house"], "mode": "LIVE", "scope": "BINS",
            "bins": [{"bin_id": self.ids[b]} for b in ("A-01", "A-02")], "team": team,
        }  # fmt: skip
        self.count = self.hands.app.desk.run(drafts.create, self.actor("Wang"), "counts", given)

    def sheet(self, bin_: str, round_: int, who: str, *quantities: str) -> None:
        """F7, the sheet's bar code, who counted, each quantity with Enter, Ctrl+Enter; then back."""
        page = self.page("Wang")
        self.hands.key(K.Key_F7)
        self.hands.scan(sheet_code(page.called(), bin_, round_))
        paper = self.hands.room.aside
        assert isinstance(paper, PaperPage)
        self.hands.until(lambda: paper.sheet is not None, "the sheet")
        self.counted_by(who)
        while not paper.rows[0].quantity.hasFocus():
            self.hands.key(K.Key_Tab)
        for quantity in quantities:
            self.typed(quantity)
            self.hands.key(K.Key_Return)
        self.hands.next()
        assert (paper.sheet, [m.fact for m in paper.messages.said()]) == (None, [])
        self.hands.key(K.Key_Escape)
        self.hands.settle()

    def counted_by(self, who: str) -> None:
        """→ to the name, Space takes it."""
        for _ in range(4):
            face: Any = QApplication.focusWidget()
            if face.text() == who:
                break
            self.hands.key(K.Key_Right)
        self.hands.key(K.Key_Space)

    def picked(self, down: int) -> None:
        """F4, ↓, Enter in the field that has the focus; then the next field."""
        self.hands.key(K.Key_F4)
        self.hands.settle()
        for _ in range(down):
            self.hands.key(K.Key_Down)
        self.hands.key(K.Key_Return)
        self.hands.settle()
        self.hands.key(K.Key_Tab)

    def signed_step(self, name: str, signer: str = "") -> str:
        """The primary step in somebody's session, with his PIN if it is a signature; the state after it."""
        page = self.page(name)
        self.hands.step(page, signer, PIN)
        return page.seen.state  # type: ignore[no-any-return]

    def printed(self, sheet: str, by: str) -> bytes:
        """The paper as it is printed now."""
        return SHEETS[sheet](self.hands.app.desk.run(sheets.issue, self.actor(by), "counts", self.count, sheet))


@pytest.fixture
def month(qapp: QApplication, tmp_path: Path) -> Iterator[Month]:
    made = Month(tmp_path)
    yield made
    made.hands.end()


@pytest.mark.slow
def test_the_monthly_count_on_paper(month: Month) -> None:
    """R7, R8, R9, R11: two pads are missing; finance signs and posts; the papers say so."""
    month.drafted()
    assert month.step("Wang") == "planned"
    blind = reading.text(month.printed("counts.sheet", "Wang"))
    assert all(words in blind for words in ("A-01", "A-02", "BRAKE", "OIL"))
    assert not {"10", "20", "2.500"} & set(blind.split())  # no book quantity
    assert month.step("Wang") == "counting"
    month.sheet("A-01", 1, "Liu", "8", "5")
    month.sheet("A-02", 1, "Chen", "20", "2.5")
    assert month.step("Wang") == "recount"
    month.sheet("A-01", 2, "Chen", "8")
    assert month.step("Wang") == "analysis"
    month.page("Wang")
    month.hands.key(K.Key_F2)
    month.hands.settle()
    month.picked(5)
    month.picked(2)
    month.hands.next()
    assert month.found()["BRAKE"].treatment
    assert month.signed_step("Wang") == "pending"
    assert month.signed_step("Fang", "Fang") == "approved"
    assert month.signed_step("Fang") == "posted"
    desk, ids = month.hands.app.desk, month.ids
    stock: dict[Id, int] = desk.ask(held, PROGRAM)
    assert {n: stock[ids[n]] for n in ("BRAKE", "DISC", "FILTER", "OIL")} == {
        "BRAKE": 8_000, "DISC": 5_000, "FILTER": 20_000, "OIL": 2_500,
    }  # fmt: skip
    report = reading.text(month.printed("counts.report", "Fang"))
    assert all(words in report for words in ("BRAKE", "−2", "60.00", "Fang"))
    assert month.signed_step("Wang") == "closed"
    assert all(f.sound for f in doctor.examine(desk, PROGRAM))
