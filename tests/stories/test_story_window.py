"""A bin counted through the window alone: from the empty folder to the signed report, with keys and scans."""

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

from app.core.access import Actor
from app.core.screen import ListQuery
from app.printing import SHEETS
from app.services import doctor, documents, people, sheets
from app.services.counts import findings
from app.views.kit.fields import FieldBox
from app.views.kit.picklist import PickList
from tests.shopfloor import first, held
from tests.window import CTRL, Hands

PROGRAM = Actor(None, "test", "01")
SECRETS = {"Wang Lei": "1002", "Lin Fang": "1010", "Zhou Min": "1006"}
BIN = "A-01-1-01"
PARTS = """part_code,name,spec_model,unit,category,quality_grade,barcode
BRAKE,Brake pads,front,件,其他,AFTERMARKET,6901234567892
DISC,Brake disc,front,件,其他,AFTERMARKET,6901234567908
BULB,Bulb,H4,件,其他,AFTERMARKET,6901234567915
"""
STOCK = f"part_code,bin,quantity,unit_cost\nBRAKE,{BIN},3,30.00\nDISC,{BIN},2,100.00\nBULB,{BIN},1,5.00\n"


@pytest.fixture
def hands(qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    made = Hands(tmp_path / "shop")
    yield made
    made.end()


@pytest.mark.slow
def test_a_bin_is_counted_from_the_wizard_to_the_signed_report(hands: Hands, tmp_path: Path) -> None:
    """R7, R9, R11; SD1, SD4: the keeper counts, another counts again, finance signs; the ledger has what was found."""
    wizard(hands)
    people_are_hired(hands)
    hands.sign_in("Wang Lei", "1002")
    parts_and_stock(hands, tmp_path)
    count = planned(hands)
    counted(hands, count)
    counted_again(hands, count)
    explained_and_signed(hands, count)
    desk, actor = hands.app.desk, hands.app.session.actor
    pdf = SHEETS["counts.report"](desk.run(sheets.issue, actor, "counts", count, "counts.report"))
    assert pdf.startswith(b"%PDF")
    assert {name: quantity(hands, name) for name in ("BRAKE", "DISC", "BULB")} == {"BRAKE": 2, "DISC": 2, "BULB": 0}
    assert all(f.sound for f in doctor.examine(desk, PROGRAM))


def quantity(hands: Hands, number: str) -> float:
    """What the ledger has of a part, in whole units."""
    return hands.app.desk.ask(held, PROGRAM, part(hands, number))[0] / 1000  # type: ignore[no-any-return]


def part(hands: Hands, number: str) -> Any:
    from app.models.parts import Part

    return hands.app.desk.ask(first, PROGRAM, Part, "number", number).id


def wizard(hands: Hands) -> None:
    """Language, shop, people, devices, stock; each page by Ctrl+Enter."""
    page = hands.find("firstrun")
    hands.settle()
    page.setFocus()
    hands.press("firstrun.next")
    for name, words in (("name_zh", "Jiuzhou"), ("name_en", "Nine Lands"), ("warehouse_name", "Main")):
        hands.type(page.shop.boxes[name].control, words)
    hands.next()
    for fields, given in (
        (page.administrator, {"name": "Admin", "password": "admin-demo", "pin": "9009"}),
        (page.manager, {"name": "He Zhiyuan", "login": "boss", "password": "boss-demo", "pin": "1008"}),
    ):
        for name, words in given.items():
            hands.type(fields.boxes[name].control, words)
    hands.next()
    assert page._stack.currentIndex() == 3
    hands.scan("6901234567892")
    hands.until(lambda: page.test.report is not None, "the scanner test to judge")
    assert page.test.report.code == "6901234567892"
    hands.press("firstrun.next")
    assert page.stock.value() == "import"
    hands.press("firstrun.next")
    hands.until(lambda: hands.app.login is not None and hands.app.login.chosen(), "the tiles")


def people_are_hired(hands: Hands) -> None:
    """The administrator signs in and hires two keepers and finance with Ctrl+N, typing and a tick."""
    hands.sign_in("Admin", "9009")
    assert hands.room.objectName() == "room.import"  # what the first run promised
    hands.go("people")
    for (name, pin), role in zip(SECRETS.items(), ("WK", "WK", "FI"), strict=True):
        login = name.split()[0].lower()
        hands.key(Qt.Key.Key_N, CTRL)
        sheet = hands.find("sheet")
        given = {"name": name, "login": login, "pin": pin, "password": f"{login}-demo"}
        for field, words in given.items():
            hands.type(sheet.boxes[field].control, words)
        QTest.mouseClick(hands.find(f"role.{role}", sheet), Qt.MouseButton.LeftButton)
        hands.next()
        hands.until(
            lambda name=name: any(t.name == name for t in hands.app.desk.ask(people.tiles, PROGRAM)),  # type: ignore[misc]
            f"{name} to be hired",
        )


def parts_and_stock(hands: Hands, folder: Path) -> None:
    """Both lists through the import room; the opening slip is submitted, signed by finance and posted."""
    for kind, words in (("parts", PARTS), ("opening_stock", STOCK)):
        file = folder / f"{kind}.csv"
        file.write_text(words, encoding="utf-8")
        room = hands.go("import")
        hands.press(f"import.kind.{kind}")
        room.open_file(file)
        hands.settle()
        hands.next()
        assert hands.find("import.said").text() == "3 rows = 3 accepted + 0 refused"
        hands.next()
        assert hands.find("import.said").text().startswith("3 new") or kind == "opening_stock"
    desk, actor = hands.app.desk, hands.app.session.actor
    slip = desk.ask(documents.find, actor, "stock_documents", ListQuery())[0]
    page = hands.go("stock_documents", slip).page
    hands.step(page)
    assert page.seen.state == "submitted"
    hands.step(page, "Zhou Min", "1006")
    if page.seen.state != "posted":
        hands.step(page)
    assert page.seen.state == "posted"
    assert quantity(hands, "BRAKE") == 3


def planned(hands: Hands) -> Any:
    """A monthly count of one bin: its form typed, the bin scanned, the second counter typed; kept, planned, started."""
    room = hands.go("counts")
    hands.key(Qt.Key.Key_N, CTRL)
    hands.settle()
    page = room.base.page
    assert page.form.boxes["type"].isAncestorOf(QApplication.focusWidget())  # ready to be filled in
    hands.type(page.form.boxes["period"].control, "2026-11")
    hands.type(page.form.boxes["warehouse_id"].control, "Main")
    hands.settle()
    hands.key(Qt.Key.Key_Return)
    page.grids["bins"].setFocus()
    hands.scan(BIN)
    page.grids["team"].setFocus()
    hands.type(QApplication.focusWidget(), "Lin")
    hands.settle()
    hands.key(Qt.Key.Key_Return)
    hands.settle()
    hands.press("page.save")
    assert page.seen is not None
    assert page.seen.state == "draft"
    hands.step(page)
    assert page.seen.state == "planned"
    hands.step(page)
    assert page.seen.state == "counting"
    return page.seen.id


def counted(hands: Hands, count: Any) -> None:
    """The keeper scans the bin and what lies in it: two brakes of three, two discs, an unknown code; no bulb."""
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    page = hands.room.scan
    counting = page.counting
    hands.scan(BIN)
    assert counting.place is not None
    assert counting.place.bin == BIN
    for code in ("6901234567892", "6901234567892", "6901234567892"):
        hands.scan(code)
    assert counting.last.total == 3000
    hands.key(Qt.Key.Key_Backspace)
    hands.settle()
    assert counting.last.total == 2000
    for code in ("DISC", "6901234567908"):
        hands.scan(code)
    hands.scan("NOBODY-1")
    assert len(counting.sheet.unknown_codes()) == 1
    hands.key(Qt.Key.Key_F4)  # the red stage: whose is it?
    hands.settle()
    sheet = hands.find("sheet", page)
    hands.type(hands.find("field.reason", sheet), "a sticker of the maker")
    hands.next()
    assert not counting.sheet.unknown_codes()
    hands.next()  # the bulb is not counted: it is asked about
    assert counting.place is not None
    hands.key(Qt.Key.Key_F8)
    hands.next()
    assert counting.place is None
    hands.press("scan.back")


def counted_again(hands: Hands, count: Any) -> None:
    """What differs is counted again by the other keeper."""
    hands.step(hands.room.base.page)
    assert hands.room.base.page.seen.state == "recount"
    hands.sign_in("Lin Fang", "1010")
    hands.go("counts", count)
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    counting = hands.room.scan.counting
    hands.scan(BIN)
    assert counting.place is not None
    assert counting.place.round == 2
    for _ in range(2):
        hands.scan("6901234567892")
    while counting.sheet.open_lines():
        hands.key(Qt.Key.Key_F8)
        hands.key(Qt.Key.Key_F8)
        hands.settle()
    hands.next()
    assert counting.place is None


def explained_and_signed(hands: Hands, count: Any) -> None:
    """Cause and treatment, submitted by the keeper, signed on the sheet and posted by finance."""
    hands.sign_in("Wang Lei", "1002")
    page = hands.go("counts", count).base.page
    hands.step(page)
    assert page.seen.state == "analysis"
    hands.press("differences.all")
    hands.press("differences.treat")
    sheet = hands.find("sheet")
    boxes = {box.field.name: box for box in sheet.findChildren(FieldBox)}
    for name, code in (("cause", "LOST"), ("treatment", "ADJUST")):
        boxes[name].control.face.setFocus()
        QTest.keyClick(boxes[name].control.face, Qt.Key.Key_F4)
        popup = boxes[name].findChild(PickList)
        while popup.view.current().value != code:
            QTest.keyClick(popup.view, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)
    assert [boxes[name].control.value() for name in ("cause", "treatment")] == ["LOST", "ADJUST"]
    hands.next()
    found = hands.app.desk.ask(findings.findings, hands.app.session.actor, count)
    assert found.open == 0
    hands.step(page)
    assert page.seen.state == "pending", page.seen.state
    hands.step(page, "Zhou Min", "1006")
    hands.sign_in("Zhou Min", "1006")
    page = hands.go("counts", count).base.page
    if page.seen.state != "posted":
        hands.step(page)
    assert page.seen.state == "posted"
