"""The label sheet in lists and cards: what is chosen is proved, remembered, and reaches the printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.printing import pages
from app.services import kinds
from app.services.part_labels import Grid
from app.views.document_room import DocumentRoom
from app.views.kit.tasks import Tasks
from app.views.label_sheet import KEPT, LabelSheet, remembered
from app.views.session import Session
from tests.printing import decoding, label_printer
from tests.shopfloor import Shopfloor


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The keeper at the desk."""
    made = Session(shop.desk, shop.actor("WK"), tasks)
    yield made
    made.end()


def listed(qtbot: QtBot, session: Session, kind: str, count: int) -> DocumentRoom:
    """The list of a kind with all its rows chosen."""
    room = DocumentRoom(kinds.named(kind), session, session.memory)
    qtbot.addWidget(room)
    room.resize(1100, 688)
    room.show()
    room.on_shown()
    qtbot.waitUntil(lambda: len(room.listing.table.rows.ids) == count)
    room.listing.table.selectAll()
    return room


def opened(qtbot: QtBot, room: DocumentRoom) -> LabelSheet:
    """The sheet over the room, its first label drawn."""
    room.print_labels()
    sheet = next(s for s in room.findChildren(LabelSheet) if s.isVisible())
    qtbot.waitUntil(lambda: not sheet._picture.pixmap().isNull())
    return sheet


def choose(sheet: LabelSheet, name: str, value: Any) -> None:
    """What a person does with one field."""
    box = sheet.boxes[name]
    box.control.put(value)
    box.control.edited.emit()


def test_chosen_parts_reach_a_label_printer(
    qtbot: QtBot, shop: Shopfloor, session: Session, tmp_path: Path, language: str
) -> None:
    for n in range(3):
        shop.part(f"P-{n}#", name_zh="前制动片", name_en="Brake pads")
    room = listed(qtbot, session, "parts", 3)
    sheet = opened(qtbot, room)
    choose(sheet, "size", "50x30")
    choose(sheet, "way", "zpl")
    QTest.keyClicks(QApplication.focusWidget(), "2")  # the focus is where the number of copies goes
    target = tmp_path / "labels.zpl"
    choose(sheet, "address", f"file:{target}")
    qtbot.waitUntil(lambda: sheet._what.text().startswith("6"))
    with qtbot.waitSignal(session.said):
        sheet.verb.click()
    found = [decoding.read(image)[0].text for image in label_printer.zpl(target.read_bytes())]
    assert found == ["P-0#", "P-0#", "P-1#", "P-1#", "P-2#", "P-2#"]
    assert not sheet.isVisible()
    assert remembered(session.memory)["size"] == "50x30"
    again = opened(qtbot, room)
    assert again.run() is not None
    assert (again._value("way"), again._value("copies")) == ("zpl", 1)


def test_a_sheet_of_labels_goes_on_where_the_last_one_ended(
    qtbot: QtBot, shop: Shopfloor, session: Session, tmp_path: Path
) -> None:
    shop.part("P1")
    room = listed(qtbot, session, "parts", 1)
    sheet = opened(qtbot, room)
    assert not sheet.boxes["start"].isVisible()
    choose(sheet, "size", "a4-7x3")
    choose(sheet, "copies", 5)
    choose(sheet, "printer", f"file:{tmp_path / 'sheet.pdf'}")
    qtbot.waitUntil(lambda: "1 sheet" in sheet._what.text())
    assert sheet.boxes["start"].isVisible()
    with qtbot.waitSignal(session.said, timeout=60_000):
        sheet.print_labels()
    assert [(round(w), round(h)) for w, h in pages.sizes((tmp_path / "sheet.pdf").read_bytes())] == [(595, 842)]
    again = opened(qtbot, room)
    assert again._value("start") == 6
    run = again.run()
    assert run is not None
    assert isinstance(run.stock, Grid)
    assert run.start == 6


def test_a_printer_that_is_off_keeps_the_sheet_open(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    shop.part("P1")
    sheet = opened(qtbot, listed(qtbot, session, "parts", 1))
    sheet.print_labels()
    assert "No printer is chosen" in sheet._outcome.text()
    choose(sheet, "way", "tspl")
    choose(sheet, "address", "tcp://127.0.0.1:9")
    sheet.print_labels()
    qtbot.waitUntil(lambda: "Nothing was lost" in sheet._outcome.text())
    assert sheet.isVisible()
    choose(sheet, "way", "driver")
    choose(sheet, "printer", "gone")
    sheet.print_labels()
    qtbot.waitUntil(lambda: 'no printer "gone"' in sheet._outcome.text())


def test_what_does_not_fit_is_said_before_it_is_printed(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    shop.part("A-VERY-LONG-PART-NUMBER-INDEED")
    sheet = opened(qtbot, listed(qtbot, session, "parts", 1))
    qtbot.waitUntil(lambda: "QR code" in sheet._said.text())
    choose(sheet, "code", "bars")
    qtbot.waitUntil(lambda: "Choose a larger label" in sheet._said.text())
    choose(sheet, "size", "own")
    choose(sheet, "own", "5x5")
    assert sheet.run() is None
    choose(sheet, "own", "110x40")
    qtbot.waitUntil(lambda: sheet._said.text() == "")


def test_labels_are_saved_as_a_file(qtbot: QtBot, shop: Shopfloor, session: Session, tmp_path: Path) -> None:
    shop.part("P1")
    session.memory.put(KEPT, {"size": "40x30", "way": 7, "x": "y"})
    sheet = opened(qtbot, listed(qtbot, session, "parts", 1))
    choose(sheet, "way", "driver")
    sheet.save_to(tmp_path / "one.pdf")
    qtbot.waitUntil(lambda: "Saved" in sheet._outcome.text())
    assert decoding.read(decoding.raster((tmp_path / "one.pdf").read_bytes()))[0].text == "P1"


def test_bins_and_what_came_in_have_labels_too(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    shop.bin("A-01-1-01")
    sheet = opened(qtbot, listed(qtbot, session, "bins", 1))
    assert [label.code for label in sheet._labels] == ["A-01-1-01"]
    paper = shop.receive(shop.part("P1"), 5, 10)
    room = DocumentRoom(kinds.named("stock_documents"), session, session.memory)
    qtbot.addWidget(room)
    room.show()
    room.open_document(paper)
    page = room.page
    assert page is not None
    qtbot.waitUntil(lambda: page.seen is not None)
    page.print_sheet("stock.label")
    sheet = next(s for s in page.findChildren(LabelSheet))
    qtbot.waitUntil(lambda: "5 labels" in sheet._what.text())
    assert sheet._labels[0].copies == 5
