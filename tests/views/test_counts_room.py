"""The pages of the counting room besides the scan room, on a real shop: what is due, paper, differences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.clock import Id
from app.core.i18n import Text
from app.core.screen import ListQuery
from app.services import documents, sheets
from app.services.counts import acts, analysis, findings, kept_open, paper_entry, places, queries
from app.services.notices import Item
from app.views.counts import CountingRoom
from app.views.counts_collector import CollectorPage
from app.views.counts_cycle import CyclePage
from app.views.counts_differences import Differences
from app.views.counts_kept_open import KeptOpenPage
from app.views.counts_paper import PaperPage
from app.views.counts_statistics import StatisticsPage
from app.views.inbox import Inbox
from app.views.kit.fields import FieldBox
from app.views.kit.scanner import Scanner, scanner_of
from app.views.kit.sidesheet import SideSheet
from app.views.kit.tasks import Tasks
from app.views.session import Session
from tests.services.test_counts_statistics import posted as statistics_of
from tests.shopfloor import Shopfloor
from tests.views.test_frame import Kept
from tests.ways import counts as ways


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The keeper at the desk."""
    made = Session(shop.desk, shop.actor("WK"), tasks)
    yield made
    made.end()


def opened(qtbot: QtBot, session: Session, scanner: Scanner, argument: Any = None) -> CountingRoom:
    """The counting room, in front."""
    room = CountingRoom(session, Kept(), scanner)
    qtbot.addWidget(room)
    room.resize(1180, 680)
    room.show()
    room.on_shown(argument)
    return room


def told(page: Any) -> str:
    """What the message bars of a page say."""
    return " ".join(m.fact for m in page.messages.said())


def pressed(room: CountingRoom, key: str) -> None:
    """A key of the room, as the key line shows it."""
    offered = list(room.keys())
    next(k.act for k in offered if k.combo == key and k.act is not None)()


def test_what_is_due_is_planned_from_the_list(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner
) -> None:
    for n in range(3):
        shop.receive(shop.part(f"P{n}", abc_class="A"), 10, 10, f"A-0{n}")
    room = opened(qtbot, session, scanner)
    pressed(room, "F7")
    page = room.aside
    assert isinstance(page, CyclePage)
    qtbot.waitUntil(lambda: page._count.text() == "0 bins")
    assert not page._plan.isVisible()
    pressed(room, "Esc")
    assert room.aside is None
    shop.time.forward(days=100)
    pressed(room, "F7")
    page = room.aside
    assert isinstance(page, CyclePage)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    page.grab()
    page.table.choose(shop.bin("A-00"))
    assert page._plan.text().strip() == "Plan all 3 bins"
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page._plan.text().strip() == "Plan 2 chosen bins"
    pressed(room, "Ctrl+Enter")
    qtbot.waitUntil(lambda: room.base.page is not None and room.base.page.seen is not None)
    assert room.base.page is not None
    seen = room.base.page.seen
    assert seen is not None
    assert (seen.values["type"], len(seen.lines["bins"])) == ("CYCLE", 2)
    assert len(shop.ask(documents.find, "counts", ListQuery(), by="WK")) == 1


@pytest.fixture
def counting(shop: Shopfloor) -> Id:
    """A count of one bin with ten pieces; the keeper leads, two others count."""
    return ways.counting(shop)


def test_a_bin_label_leads_to_its_count_and_nowhere_else(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, counting: Id
) -> None:
    """What no count is counting is looked up for the whole shop; a count never opens behind another room."""
    [(_bin, label, _count)] = shop.ask(queries.open_places, by="WK")
    room = opened(qtbot, session, scanner)
    passed: list[str] = []
    room.passed_on.connect(passed.append)
    assert room.wants_scan("NOT-COUNTED")
    qtbot.waitUntil(lambda: passed == ["NOT-COUNTED"])
    assert room.wants_scan(label)
    room.hide()
    qtbot.waitUntil(lambda: passed == ["NOT-COUNTED", label])
    assert (room.scan, scanner.owner()) == (None, None)
    room.show()
    assert room.wants_scan(label)
    qtbot.waitUntil(lambda: room.scan is not None)
    assert scanner.owner() is room.scan
    assert passed == ["NOT-COUNTED", label]


def sheet_of(shop: Shopfloor, count: Id) -> str:
    return shop.run(sheets.issue, "counts", count, "counts.sheet", by="WK")[0].code  # type: ignore[no-any-return]


def on_paper(qtbot: QtBot, room: CountingRoom, code: str) -> PaperPage:
    """The sheet scanned in the room."""
    assert room.wants_scan(code)
    page = room.aside
    assert isinstance(page, PaperPage)
    qtbot.waitUntil(lambda: page.sheet is not None)
    return page


def keyed(widget: QWidget | None, words: str = "", key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Words as a person types them, not as a scanner; then a key."""
    assert widget is not None
    QTest.keyClicks(widget, words)
    if (scanner := scanner_of(widget)) is not None:
        scanner.settle()
    QTest.keyClick(widget, key)


def counted(shop: Shopfloor, count: Id) -> dict[str, int | None]:
    tabs = shop.ask(queries.tabs, count, by="TE")
    return {s.number[:2]: s.counted for s in (*tabs.counted, *tabs.unlisted)}


def test_a_sheet_is_typed_in_by_keyboard_alone(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, counting: Id
) -> None:
    """Number, who, quantity, an extra line, Ctrl+Enter; what is blank is asked for, what is wrong is said beside it."""
    shop.part("EXTRA")
    room = opened(qtbot, session, scanner, counting)
    qtbot.waitUntil(lambda: room.base.page is not None and room.base.page.seen is not None)
    pressed(room, "F7")
    page = room.aside
    assert isinstance(page, PaperPage)
    keyed(page.code, "SC-9")
    qtbot.waitUntil(lambda: "not the number" in told(page))
    page.code.clear()
    keyed(page.code, sheet_of(shop, counting))
    qtbot.waitUntil(lambda: page.sheet is not None)
    line = page.rows[0]
    pressed(room, "Ctrl+Enter")
    assert "Say who counted" in told(page)
    page._who.put(str(shop.actor("TE").user))
    pressed(room, "Ctrl+Enter")
    qtbot.waitUntil(lambda: "not counted yet" in told(page))
    assert line.quantity.hasFocus()
    keyed(line.quantity, "many")
    pressed(room, "Ctrl+Enter")
    assert "not a quantity" in line.said.text()
    line.quantity.clear()
    keyed(line.quantity, "8.5")
    pressed(room, "Ctrl+Enter")
    qtbot.waitUntil(lambda: bool(line.said.text()))
    an_extra_line(room, page)
    line.quantity.clear()
    keyed(line.quantity, "8")
    assert room.unsaved()
    page.grab()
    pressed(room, "Ctrl+Enter")
    qtbot.waitUntil(lambda: page.sheet is None)
    assert counted(shop, counting) == {"P-": 8_000, "EX": 2_000}
    assert not room.unsaved()
    pressed(room, "Esc")
    assert room.aside is None


def an_extra_line(room: CountingRoom, page: PaperPage) -> None:
    """Zero is said beside the line; what was found besides is a line of its own, with a code."""
    line, extra = page.rows
    line.quantity.clear()
    keyed(line.quantity, "0")
    assert line.said.text() == "nothing there"
    keyed(line.quantity, key=Qt.Key.Key_Down)
    assert extra.code is not None
    assert extra.code.hasFocus()
    keyed(extra.quantity, "2")
    pressed(room, "Ctrl+Enter")
    assert "code or part number" in extra.said.text()
    keyed(extra.code, "EXTRA")
    assert extra.quantity.hasFocus()
    keyed(extra.quantity)
    assert len(page.rows) == 3


def test_a_sheet_can_be_kept_half_and_what_is_not_found_is_said(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, counting: Id
) -> None:
    code = sheet_of(shop, counting)
    room = opened(qtbot, session, scanner)
    page = on_paper(qtbot, room, code)
    number = page.sheet.lines[0].number if page.sheet else ""
    page.rows[1].quantity.setFocus()
    assert room.wants_scan(number)
    qtbot.waitUntil(page.rows[0].quantity.hasFocus)
    pressed(room, "F8")
    assert page.rows[0].said.text() == "not found"
    assert room.wants_scan("4006633")
    qtbot.waitUntil(lambda: page.rows[1].code is not None and page.rows[1].code.text() == "4006633")
    assert page.take_scan(code)
    assert "Enter this sheet first" in told(page)
    pressed(room, "Esc")
    assert page.sheet is not None
    page.rows[1].quantity.setText("1")
    page._who.put(str(shop.actor("QI").user))
    assert not room.save()
    qtbot.waitUntil(lambda: page.sheet is None)
    tabs = shop.ask(queries.tabs, counting, by="QI")
    assert [(s.result, s.counted) for s in tabs.counted] == [("NOT_FOUND", 0)]
    assert [u.code for u in tabs.unknown] == ["4006633"]


def test_a_collectors_file_is_checked_and_loaded_in_the_window(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, counting: Id, tmp_path: Path
) -> None:
    room = opened(qtbot, session, scanner, counting)
    qtbot.waitUntil(lambda: room.base.page is not None and room.base.page.seen is not None)
    pressed(room, "F8")
    page = room.aside
    assert isinstance(page, CollectorPage)
    qtbot.waitUntil(lambda: page._who.value() is not None)
    part = shop.ask(paper_entry.returned_sheet, sheet_of(shop, counting), by="WK").lines[0].number
    file = tmp_path / "pda.txt"
    file.write_text(f"{part},7\nnobody,1\n,3\n", encoding="utf-8")
    page.take(str(file))
    qtbot.waitUntil(lambda: len(page._report.troubles) == 3)
    assert not page._load.isVisible()
    page._bin.put(next(iter(page._bins)))
    page.check()
    qtbot.waitUntil(lambda: len(page._report.troubles) == 1)
    assert page._load.text().strip() == "Count 2 rows, leave out 1"
    page._who.put(str(shop.actor("TE").user))
    page.grab()
    pressed(room, "Ctrl+Enter")
    qtbot.waitUntil(lambda: room.aside is None)
    assert counted(shop, counting) == {"P-": 7_000}
    room.load_file(room.base.page.seen)  # type: ignore[union-attr, arg-type]
    again = room.aside
    assert isinstance(again, CollectorPage)
    again.take(str(file))
    qtbot.waitUntil(lambda: "loaded before" in told(again))
    again.take(str(tmp_path / "none.txt"))
    qtbot.waitUntil(lambda: "can't be read" in told(again))
    pressed(room, "Esc")


def test_a_pair_is_offset_by_one_button_and_the_report_is_saved_as_a_workbook(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, tmp_path: Path
) -> None:
    """E15 in the window: what explains each other stands above the differences with its button."""
    for number, name in (("FRONT", "前制动片"), ("FROND", "前制动片 2")):
        shop.receive(shop.part(number, name_zh=name), 10, 10, "A-01")
    count = ways.counting(shop, bins=[{"bin_id": shop.bin("A-01")}])
    for who, step in (("TE", "recount"), ("QI", "analyse")):
        shop.run(places.take_bin, count, shop.bin("A-01"), by=who)
        for line in shop.ask(ways.lines_of, count):
            number = shop.ask(documents.names, "parts", frozenset({line.part_id}))[line.part_id]
            found = 12 if number.startswith("FRONT") else 8
            shop.run(acts.enter, count, shop.bin("A-01"), line.part_id, found * 1000, by=who)
        shop.run(places.finish_bin, count, shop.bin("A-01"), by=who)
        shop.step("counts", count, step)
    room = opened(qtbot, session, scanner, count)
    card = qtbot.waitUntil(lambda: room.findChild(Differences, "differences") is not None) or room
    qtbot.waitUntil(lambda: card.findChild(QWidget, "differences.pair.FRONT") is not None)
    room.grab()
    QTest.mouseClick(card.findChild(QWidget, "differences.pair.FRONT"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(x.treatment == "OFFSET" for x in found_in(shop, count)))
    assert {x.pair for x in found_in(shop, count)} == {"FRONT", "FROND"}
    assert room.base.page is not None
    seen = room.base.page.seen
    assert seen is not None
    room.write_workbook(seen, tmp_path / "report.xlsx")
    qtbot.waitUntil((tmp_path / "report.xlsx").exists)
    room.write_workbook(seen, tmp_path / "nowhere" / "report.xlsx")
    qtbot.waitUntil(lambda: "could not be written" in told(room.base))


def found_in(shop: Shopfloor, count: Id) -> list[findings.Finding]:
    return [x for x in shop.ask(findings.findings, count, by="WK").lines if x.difference]


def test_charts_over_all_counts_are_shown(qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner) -> None:
    room = opened(qtbot, session, scanner)
    pressed(room, "F8")
    page = room.aside
    assert isinstance(page, StatisticsPage)
    qtbot.waitUntil(lambda: page.shares.count() == 1 and page.history.count() == 1)
    pressed(room, "Esc")
    posted(shop, "A-01", 8)
    pressed(room, "F8")
    page = room.aside
    assert isinstance(page, StatisticsPage)
    qtbot.waitUntil(lambda: "Lost or stolen: ¥0.00" in chart(page))
    page._by.put("bin")
    page._by.edited.emit()
    qtbot.waitUntil(lambda: "A-01: " in chart(page))
    page.grab()


def posted(shop: Shopfloor, code: str, found: int) -> None:
    shop.receive(shop.part(f"P-{code}"), 10, 10, code)
    statistics_of(shop, code, found, "LOST")


def chart(page: StatisticsPage) -> str:
    """What the picture of the shares says to a screen reader."""
    item = page.shares.itemAt(0)
    widget = item.widget() if item is not None else None
    return widget.accessibleName() if widget is not None else ""


def test_what_is_kept_open_is_cleared_up_from_the_list(
    qtbot: QtBot, shop: Shopfloor, tasks: Tasks, scanner: Scanner
) -> None:
    made = ways.explained(shop)
    lines = [line.id for line in shop.ask(ways.lines_of, made)]
    shop.run(
        analysis.treat, made, lines, cause="LOST", treatment="SUSPEND", due=shop.time.present.date(), by="WK"
    )  # fmt: skip
    shop.step("counts", made, "submit", by="WK")
    shop.step("counts", made, "approve", by="FI", signer="FI")
    shop.step("counts", made, "post", by="FI")
    finance = Session(shop.desk, shop.actor("FI"), tasks)
    room = opened(qtbot, finance, scanner)
    pressed(room, "F9")
    page = room.aside
    assert isinstance(page, KeptOpenPage)
    qtbot.waitUntil(lambda: page._count.text() == "1 open, 0 overdue")
    qtbot.waitUntil(lambda: len(page.table.chosen_ids()) == 1)
    pressed(room, "F2")
    sheet = room.findChild(SideSheet)
    assert sheet is not None
    boxes = {b.field.name: b for b in sheet.findChildren(FieldBox)}
    boxes["how"].control.put("WRITTEN_OFF")
    boxes["note"].control.put("searched twice")
    sheet.verb.click()
    qtbot.waitUntil(lambda: page._count.text() == "0 open, 0 overdue")
    inbox = Inbox(finance)
    qtbot.addWidget(inbox)
    asked: list[tuple[str, object]] = []
    inbox.asked.connect(lambda name, argument: asked.append((name, argument)))
    inbox._open(Item(1, shop.time.present, Text("late"), "FI", kept_open.PAGE, None, False))
    assert asked == [("counts", "kept_open")]
    room.on_shown("kept_open")
    assert isinstance(room.aside, KeptOpenPage)
    assert room.aside is not page
    finance.end()
