"""Scan anywhere, through the window: documents, parts, a code of two, a code of none."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services import documents, lookup
from app.views.kit.picklist import PickList
from tests.rig import PIN, open_rig
from tests.shopfloor import Shopfloor, found
from tests.window import Hands

GTIN = "6900000000014"


@pytest.fixture
def floor(tmp_path: Path) -> Shopfloor:
    """A shop with parts, to be opened by a window afterwards."""
    folder = tmp_path / "shop"
    folder.mkdir()
    rig = open_rig(folder, seeded=False)
    found(rig.desk)
    made = Shopfloor(rig, None)
    made.actor("WK")
    return made


def opened(floor: Shopfloor) -> Hands:
    """The keeper at the window of this shop."""
    floor.rig.close()
    hands = Hands(floor.rig.folder)
    hands.sign_in("Wk", PIN)
    return hands


def test_a_document_number_and_a_part_are_opened_and_the_list_peeks(qapp: QApplication, floor: Shopfloor) -> None:
    bins = [{"bin_id": floor.bin("A-01-1-01"), "is_primary": True}]
    pads = floor.part("BRAKE-1", codes=[{"code": GTIN}], bins=bins)
    floor.part("DISC-1")
    paper = floor.paper("IN", floor.line(pads, 3, 30))
    number = floor.ask(documents.show, "stock_documents", paper).called
    hands = opened(floor)
    try:
        hands.scan(f"]E0{GTIN}")
        assert (hands.room.base.kind.name, hands.room.base.page._id) == ("parts", pads)
        hands.scan(number.lower())
        assert (hands.room.kind.name, hands.room.page._id) == ("stock_documents", paper)
        room = hands.go("parts").base
        room.close_page()
        room.listing.filter.setText("DISC")
        room.listing.ask()
        hands.settle()
        hands.scan(GTIN)  # filtered away: its peek all the same
        assert room.page is None
        assert room.listing.peek.isVisible()
        assert "Not in the current filter" in [m.fact for m in room.messages.said()]
        room.listing.clear()
        hands.settle()
        hands.scan("disc-1")
        assert room.messages.said() == ()
        assert room.listing.table.current_id() != pads
    finally:
        hands.end()


def test_e1_at_the_desk_a_code_of_two_parts_asks_once(qapp: QApplication, floor: Shopfloor) -> None:
    for number in ("P-A", "P-B"):
        floor.part(number, codes=[{"kind": "OEM", "code": "OEM-77"}], bins=[{"bin_id": floor.bin(f"B-0{number[-1]}")}])
    hands = opened(floor)
    try:
        hands.scan("oem-77")
        lists = hands.until(lambda: hands.shell.findChildren(PickList), "the choice")
        assert {(p.code, p.fact.split(" · ")[0]) for p in lists[0]._all} == {("P-A", "B-0A"), ("P-B", "B-0B")}
        assert "means 2 things" in hands.app.window.messages.said()[0].fact
        target = QApplication.focusWidget() or lists[0]
        QTest.keyClick(target, Qt.Key.Key_Down)
        QTest.keyClick(QApplication.focusWidget() or lists[0], Qt.Key.Key_Return)
        hands.settle()
        chosen = hands.room.base.page._id
        hands.go("today")
        hands.front()
        hands.scan("OEM 77")  # this session remembers
        assert hands.room.base.page._id == chosen
    finally:
        hands.end()


def test_e2_at_the_desk_an_unknown_code_is_attached_to_a_part(qapp: QApplication, floor: Shopfloor) -> None:
    part = floor.part("BRAKE-1")
    hands = opened(floor)
    try:
        hands.scan("6900000000015")
        assert "check digit" in hands.app.window.toast.words()
        hands.scan(GTIN)
        toast = hands.app.window.toast
        assert GTIN in toast.words()
        toast._pressed()
        hands.settle()
        sheet = hands.find("sheet")
        box = next(b for b in sheet.findChildren(object) if getattr(b, "place", "") == "attach.part")
        box.control.put(part)
        hands.settle()
        hands.next()
        hits = hands.app.desk.ask(lookup.code, hands.app.session.actor, GTIN)
        assert [h.called for h in hits] == ["BRAKE-1"]
    finally:
        hands.end()
