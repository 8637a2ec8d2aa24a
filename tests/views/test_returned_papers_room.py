"""Signed papers at the window: from the scanner's folder, dropped on the room, filed by hand; refused ones say why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.core.screen import ListQuery
from app.printing import receptions
from app.services import documents
from app.views.kit.sidesheet import open_sheets
from app.views.paper_intake import FOLDER, PaperWatch
from tests.printing import samples
from tests.printing.test_returned import file, scanned
from tests.rig import PROGRAM, open_rig
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor
from tests.ways.returned_papers import a_scan
from tests.window import Hands, drop


@pytest.fixture
def hands(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Hands]:
    """An advisor at the window; two cars wait for their customer's pen."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    desk = Desk(Shopfloor(rig, None))
    actor = desk.shop.actor("SA")
    for plate in ("沪A8K219", "沪A8K220"):
        desk.checked(plate=plate, vin=None, vin_reason="old car")
    rig.close()
    hands = Hands(tmp_path)
    hands.app._signed_in(actor)
    hands.settle()
    yield hands
    hands.end()


def listed(hands: Hands, kind: str) -> list[Any]:
    desk = hands.app.desk
    ids = desk.ask(documents.find, PROGRAM, kind, ListQuery(sort="number"))
    return [desk.ask(documents.show, PROGRAM, kind, id) for id in ids]


def sheet_of(number: str) -> bytes:
    """The printed and signed sheet as the scanner gives it."""
    return file(scanned(receptions.sheet(replace(samples.check_sheet(), code=f"{number}.1"))))


def file_by_hand(hands: Hands, paper: Any, number: str, why: str = "Enter its number by hand") -> None:
    """Opens the paper, looks at it and enters what stands on it, if that could not be read."""
    hands.go("returned_papers", paper)
    page = hands.room.base.page
    hands.until(lambda: page.seen is not None, "the paper")
    hands.until(lambda: hands.find("papers.scan", page).pixmap().width() > 0, "the picture")
    assert why in hands.find("papers.why", page).text()
    hands.next()
    [asked] = open_sheets(page)
    boxes = {box.field.name: box.control for box in asked.boxes}  # type: ignore[attr-defined]
    if number:
        boxes["code"].put(number)
        boxes["revision"].put(1)
    hands.next()


def test_papers_come_back_by_folder_and_by_hand(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    first, second = (seen.called for seen in listed(hands, "receptions"))
    room = hands.go("returned_papers")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scans))
    hands.key(Qt.Key.Key_F7)
    assert hands.app.memory.get(FOLDER) == str(scans)
    (scans / "0001.jpg").write_bytes(sheet_of(first))
    watch = hands.app.window.findChild(PaperWatch)
    for _look in range(2):  # as its clock does: seen, then whole
        assert not (scans / "unread").exists()
        watch.look()
        hands.settle()
    assert (scans / "unread" / "0001.jpg").is_file()
    assert listed(hands, "receptions")[0].state == "checked"  # nobody looked whether a hand is on it
    file_by_hand(hands, listed(hands, "returned_papers")[0].id, "", "Look whether it is signed")
    hands.until(lambda: listed(hands, "receptions")[0].state == "signed", "the check-in to be signed")
    hands.settle()
    hands.key(Qt.Key.Key_Escape)  # back to the list
    shutil.rmtree(scans)  # the stick is unplugged
    watch.look()
    hands.settle()
    assert any("can't be read" in str(said) for said in hands.app.window.messages.said())
    scans.mkdir()
    watch.look()
    hands.settle()
    assert not hands.app.window.messages.said()
    hands.key(Qt.Key.Key_F7)  # no more watching
    assert hands.app.memory.get(FOLDER) is None

    (tmp_path / "photo.png").write_bytes(a_scan())
    drop(room, tmp_path / "photo.png")
    hands.until(lambda: len(listed(hands, "returned_papers")) == 2, "the photo to be kept")
    hands.settle()
    stuck = listed(hands, "returned_papers")[1]
    assert stuck.state == "open"
    file_by_hand(hands, stuck.id, second)
    hands.until(lambda: listed(hands, "returned_papers")[1].state == "filed", "it to be filed")
    assert listed(hands, "receptions")[1].state == "signed"


def test_the_check_in_takes_its_paper_and_says_why_not(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = listed(hands, "receptions")[0]
    (tmp_path / "paper.jpg").write_bytes(sheet_of(waiting.called))
    (tmp_path / "letter.png").write_bytes(a_scan())
    room = hands.go("receptions", waiting.id)
    page = room.base.page
    hands.until(lambda: page.seen is not None, "the check-in")
    chosen = [str(tmp_path / "letter.png")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    hands.key(Qt.Key.Key_F9)
    hands.until(page.messages.said, "the refusal")
    assert any("letter.png was not filed" in str(said) for said in page.messages.said())
    chosen[:] = [str(tmp_path / "gone.jpg")]
    hands.key(Qt.Key.Key_F9)
    hands.until(lambda: any("can't be read" in str(said) for said in page.messages.said()), "the trouble")
    chosen[:] = [str(tmp_path / "paper.jpg")]
    hands.key(Qt.Key.Key_F9)
    hands.until(lambda: page.seen.state == "signed", "the signature")
    hands.until(lambda: not page.messages.said(), "the warning to go")


def test_one_unreadable_paper_does_not_end_a_batch(hands: Hands, tmp_path: Path) -> None:
    """What can be read is taken in; what can't be read is said."""
    room = hands.go("returned_papers")
    (tmp_path / "1.jpg").write_bytes(b"no picture at all")
    (tmp_path / "2.jpg").write_bytes(sheet_of(listed(hands, "receptions")[0].called))
    drop(room, tmp_path / "0.jpg", tmp_path / "1.jpg", tmp_path / "2.jpg")
    hands.until(lambda: any("0.jpg can't be read" in str(s) for s in room.base.messages.said()), "the trouble")
    assert len(listed(hands, "returned_papers")) == 2
