"""The monthly count on paper, by key strokes: drafted, sheets printed, written in, explained, signed, posted, filed."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.clock import Id
from app.core.screen import ListQuery
from app.printing import pages
from app.services import doctor, documents, sheets
from app.views.kit.fields import FieldBox
from tests.printing import reading
from tests.rig import PIN, PROGRAM
from tests.services.counting import Time, held, open_shop
from tests.window import CTRL, Hands


class Month:
    """The shop in a window, and the count on paper."""

    def __init__(self, folder: Path) -> None:
        shop = open_shop(folder, Time())
        doctor.examine(shop.rig.desk, PROGRAM, repair=True)  # these parts came without their search rows
        self.ids = shop.ids
        shop.rig.close()
        shop.rig.store.close()
        self.hands = Hands(folder)

    @property
    def page(self) -> Any:
        """The count's page."""
        return self.hands.room.base.page

    def typed(self, words: str, *keys: Qt.Key) -> None:
        """By hand, where the focus is; then these keys."""
        QTest.keyClicks(QApplication.focusWidget() or self.hands.shell, words)
        self.hands.app.scanner.settle()
        self.hands.settle()
        for key in keys:
            self.hands.key(key)
            self.hands.settle()

    def printed(self) -> str:
        """The words of the sheets in the preview, which Esc closes."""
        self.hands.until(lambda: self.page._preview is not None, "the preview")
        self.hands.settle()
        drawn = self.page._preview._drawn
        assert pages.picture(drawn.pdf, 0, dpi=40)
        self.hands.close_preview(self.page)
        return reading.text(drawn.pdf)

    def count(self) -> Id:
        """The only count."""
        found = self.hands.app.desk.ask(documents.find, PROGRAM, "counts", ListQuery())
        (one,) = found
        return one  # type: ignore[no-any-return]

    def code(self, bin_: str) -> str:
        """The number on a bin's sheet, which its bar code says."""
        desk, actor = self.hands.app.desk, self.hands.app.session.actor
        issued = desk.run(sheets.issue, actor, "counts", self.count(), "counts.sheet")
        return next(one.code for one in issued if one.bin == bin_)  # type: ignore[no-any-return]


@pytest.fixture
def month(qapp: QApplication, tmp_path: Path) -> Iterator[Month]:
    made = Month(tmp_path)
    yield made
    made.hands.end()


@pytest.mark.slow
def test_the_monthly_count_on_paper(month: Month) -> None:
    """R7, R8, R9, R11; SD1, SD4: the sheets are blind; what two people wrote on them comes into the ledger."""
    hands = month.hands
    hands.sign_in("Wang", PIN)
    the_keeper_drafts_it(month)
    hands.next()
    blind = month.printed()
    assert month.page.seen.state == "planned"
    assert all(words in blind for words in ("BRAKE", "DISC", "FILTER", "OIL", "A-01", "A-02"))
    hands.next()
    assert month.page.seen.state == "counting"
    first = {"A-01": ("8", "7"), "A-02": ("20", "2.5")}
    for bin_, quantities in first.items():
        a_sheet_is_written_in(month, bin_, "Liu", quantities)
    hands.key(Qt.Key.Key_Escape)
    hands.settle()
    hands.next()
    assert month.page.seen.state == "recount"
    a_sheet_is_written_in(month, "A-01", "Chen", ("8", "7"))
    hands.key(Qt.Key.Key_Escape)
    hands.settle()
    hands.next()
    assert month.page.seen.state == "analysis"
    the_differences_are_explained(month)
    finance_signs_and_posts(month)
    stock: dict[Id, int] = hands.app.desk.ask(held, PROGRAM)
    assert {n: stock[month.ids[n]] for n in ("BRAKE", "DISC", "FILTER", "OIL")} == {
        "BRAKE": 8_000, "DISC": 7_000, "FILTER": 20_000, "OIL": 2_500,
    }  # fmt: skip
    assert all(f.sound for f in doctor.examine(hands.app.desk, PROGRAM))


def the_keeper_drafts_it(month: Month) -> None:
    """Ctrl+N, the period, the warehouse from its list; bins by their labels, counters by name."""
    hands = month.hands
    hands.go("counts")
    hands.key(Qt.Key.Key_N, CTRL)
    hands.settle()
    form = month.page.form
    hands.type(form.boxes["period"].control, "2026-11")
    if form.boxes["warehouse_id"].control.value() is None:
        form.boxes["warehouse_id"].control.setFocus()
        month.typed("W1", Qt.Key.Key_Return)
    for bin_ in ("A-01", "A-02"):
        hands.scan(bin_)
    month.page.grids["team"].view.setFocus()
    for name in ("Liu", "Chen"):
        hands.key(Qt.Key.Key_Insert)
        month.typed(name, Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_S, CTRL)
    hands.settle()
    seen = month.page.seen
    assert seen is not None, month.page.messages.said()
    assert [row["bin_id"] for row in seen.lines["bins"]] == [month.ids["A-01"], month.ids["A-02"]]
    assert len(seen.lines["team"]) == 2


def a_sheet_is_written_in(month: Month, bin_: str, who: str, quantities: tuple[str, ...]) -> None:
    """Its bar code, who counted, a quantity and Enter for each line, Ctrl+Enter."""
    hands = month.hands
    hands.scan(month.code(bin_))
    paper = hands.room.aside
    hands.until(lambda: paper.sheet is not None and paper.sheet.bin == bin_, f"the sheet of {bin_}")
    assert len(paper.sheet.lines) == len(quantities)
    names = [c.name for c in paper.sheet.counters if c.refusal is None]
    assert who in names
    if len(names) > 1:
        print("FOCUS", QApplication.focusWidget(), paper._who.face, paper._who._segments, names)
        for _ in range(names.index(who)):
            hands.key(Qt.Key.Key_Right)
        print("FOCUS", QApplication.focusWidget(), paper._who.face)
        hands.key(Qt.Key.Key_Space)
        print("FOCUS", QApplication.focusWidget(), paper._who.value())
        paper._focus(0)
    for quantity in quantities:
        month.typed(quantity, Qt.Key.Key_Return)
    hands.next()
    assert paper.sheet is None, paper.messages.said()


def the_differences_are_explained(month: Month) -> None:
    """F2: one cause and treatment for all of them."""
    hands = month.hands
    hands.key(Qt.Key.Key_F2)
    hands.settle()
    boxes = {box.field.name: box for box in hands.find("sheet").findChildren(FieldBox)}
    for name, words in (("cause", "Entry"), ("treatment", "Adjust")):
        boxes[name].control.setFocus()
        hands.key(Qt.Key.Key_F4)
        month.typed(words, Qt.Key.Key_Return)
        assert boxes[name].control.value() is not None, name
    hands.next()


def finance_signs_and_posts(month: Month) -> None:
    """Submitted with its report; signed by finance, who posts it; the keeper files it."""
    hands = month.hands
    hands.next()
    report = month.printed()
    assert month.page.seen.state == "pending"
    assert all(words in report for words in ("BRAKE", "DISC"))
    hands.sign_in("Fang", PIN)
    hands.go("counts", month.count())
    hands.step(month.page, "Fang", PIN)
    assert month.page.seen.state == "approved"
    hands.next()
    assert "BRAKE" in month.printed()
    assert month.page.seen.state == "posted"
    hands.sign_in("Wang", PIN)
    hands.go("counts", month.count())
    hands.next()
    assert month.page.seen.state == "closed"
