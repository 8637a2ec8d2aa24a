"""A document's page on a real shop: what is read, what belongs to it, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.core.errors import Problem
from app.core.i18n import Text
from app.models.stock import StockDocument, StockLine
from app.services import kinds, today
from app.views.document_page import DocumentPage
from app.views.document_room import DocumentRoom
from app.views.facts import Bead, value_of
from app.views.kit.buttons import Button
from app.views.kit.chips import Plate
from app.views.kit.lines import LinesGrid
from app.views.kit.linesview import MARK
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px
from app.views.rooms import Furnisher
from app.views.session import Session
from tests.shopfloor import Shopfloor
from tests.views.test_frame import Kept


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The keeper at the desk."""
    made = Session(shop.desk, shop.actor("WK"), tasks)
    yield made
    made.end()


def opened(qtbot: QtBot, session: Session, id: Any) -> tuple[DocumentRoom, DocumentPage]:
    """The room of stock documents with one open."""
    room = DocumentRoom(kinds.named("stock_documents"), session, Kept())
    qtbot.addWidget(room)
    room.resize(1180, 680)
    room.show()
    room.open_document(id)
    page = room.page
    assert page is not None
    qtbot.waitUntil(lambda: page.seen is not None)
    qtbot.waitUntil(lambda: not session.tasks.busy())  # it is read anew if a change was announced meanwhile
    qtbot.wait(50)
    return room, page


def test_posted_lines_are_read_in_a_closed_grid_without_what_is_empty(
    qtbot: QtBot, shop: Shopfloor, session: Session
) -> None:
    id_ = shop.receive(shop.part(), 5, 10)
    _room, page = opened(qtbot, session, id_)
    grid = page.findChild(LinesGrid)
    assert grid is not None
    assert not grid.rows_.open
    qtbot.waitUntil(lambda: grid.rows_.cell(0, 0).text.startswith("P1"))
    grid.view.grow()
    shown = {f.name for n, f in enumerate(grid.spec.fields) if not grid.view.isColumnHidden(n)}
    assert {"part_id", "bin_id", "qty"} <= shown
    assert not {"to_bin_id", "batch", "note"} & shown
    assert grid.rows_.cell(0, 1).text == "A-01-1-01"
    assert all("*" not in str(grid.rows_.headerData(n, grid.view.horizontalHeader().orientation())) for n in range(3))


def test_the_history_is_one_bead_for_each_step_and_names_the_signer_once(
    qtbot: QtBot, shop: Shopfloor, session: Session
) -> None:
    _room, page = opened(qtbot, session, shop.receive(shop.part(), 5, 10))
    # entered, submitted, approved; what a step writes is no edit of its own
    qtbot.waitUntil(lambda: len([b for b in page.findChildren(Bead) if b.isVisible()]) == 3)
    signer = shop.actor("FI").name
    told = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert sum(signer in words for words in told) == 1


def test_a_reversed_document_leads_to_its_reversal_and_back(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    wrong = shop.receive(shop.part(), 5, 10)
    shop.step("stock_documents", wrong, "reverse", signer="FI", reason="typed twice")
    mirror = shop.get(StockDocument, "reversal_of", wrong)
    room, page = opened(qtbot, session, wrong)
    asked: list[tuple[str, Any]] = []
    room.asked.connect(lambda kind, id: asked.append((kind, id)))
    name = f"page.link.{mirror.number}"
    qtbot.waitUntil(lambda: any(b.isVisible() for b in page.findChildren(Button, name)))
    link = next(b for b in page.findChildren(Button, name) if b.isVisible())
    assert "Reversed by" in link.accessibleName()
    link.click()
    assert asked == [("stock_documents", mirror.id)]
    _other, back = opened(qtbot, session, mirror.id)
    assert back.seen is not None
    assert [(li.id, li.label) for li in back.seen.links] == [(wrong, "Reverses")]


def test_the_rail_counts_what_waits_for_this_person(shop: Shopfloor) -> None:
    """His drafts wait for the keeper, what he submitted waits for finance; nobody sees the other's."""
    for _ in range(2):
        paper = shop.paper("IN", shop.line(shop.part(f"P{_}"), 1, 1))
    assert shop.ask(today.counted, by="WK") == {"stock_documents": 2}
    shop.step("stock_documents", paper, "submit")
    assert shop.ask(today.counted, by="WK") == {"stock_documents": 1}
    assert shop.ask(today.counted, by="FI") == {"stock_documents": 1}


def test_beyond_what_is_looked_at_the_states_are_counted(shop: Shopfloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "MOST", 2)
    for n in range(3):
        shop.paper("IN", shop.line(shop.part(f"P{n}"), 1, 1))
    assert shop.ask(today.counted, by="WK") == {"stock_documents": 3}


def test_the_frame_tells_counts_and_the_last_backup(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Any, tmp_path: Any
) -> None:
    from app.services import backups
    from app.views.main_window import MainWindow

    shop.paper("IN", shop.line(shop.part(), 1, 1))
    data = tmp_path
    backups.backup_at_close(shop.desk, shop.rig.store, data)
    window = MainWindow(scanner, Kept(), "01")
    qtbot.addWidget(window)
    furnisher = Furnisher(session, window, scanner, Kept(), data)
    furnisher.furnish()
    session.backup_told.emit(backups.standing(shop.desk, data, None))
    cards = {c.name: c for c in furnisher.cards()}
    waits = cards["stock_documents"].waiting
    assert waits is not None
    qtbot.waitUntil(lambda: waits() == 1)
    everything = cards["today"].waiting
    assert everything is not None
    assert everything() == 1
    qtbot.waitUntil(lambda: "Backed up" in window.topbar._backup.text())
    shop.paper("OUT", shop.line(shop.part("P2"), 1))
    qtbot.waitUntil(lambda: waits() == 2)


def test_ctrl_e_writes_what_the_list_shows(qtbot: QtBot, shop: Shopfloor, session: Session, tmp_path: Path) -> None:
    shop.receive(shop.part(), 5, 10)
    shop.paper("OUT", shop.line(shop.part("P2"), 1), reason="lamp broken")
    room = DocumentRoom(kinds.named("stock_documents"), session, Kept())
    qtbot.addWidget(room)
    room.show()
    room.listing.filter.setText("lamp")
    file = tmp_path / "out.csv"
    room.export.ask = lambda _name: str(file)
    said: list[str] = []
    room.said.connect(lambda words, _act: said.append(words))
    room.export_list()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["1 row is in out.csv."]
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "lamp broken" in lines[1]
    room.export.ask = lambda _name: str(tmp_path / "none" / "out.csv")
    with qtbot.waitSignal(session.tasks.troubled):
        room.export_list()
    room.export.ask = lambda _name: ""
    room.export_list()
    assert not room.export.isVisible()


def test_a_plate_in_a_record_is_drawn_as_one_and_never_broken(qtbot: QtBot) -> None:
    """Its name beside it may wrap; a VIN, which a car without a plate is called by, is words."""
    made = value_of("沪A8K219 Corolla", plate=True)
    qtbot.addWidget(made)
    [plate] = made.findChildren(Plate)
    assert (plate.accessibleName(), [label.text() for label in made.findChildren(QLabel)]) == ("沪A·8K219", ["Corolla"])
    assert not value_of("LVGBPB9E7KG500123 Corolla", plate=True).findChildren(Plate)


def test_nothing_is_saved_while_a_field_or_a_cell_holds_what_is_no_value(
    qtbot: QtBot, shop: Shopfloor, session: Session
) -> None:
    """An empty field is a value, one that can't be read is not: it says so, and what was kept stays."""
    part = shop.part()
    _room, page = opened(qtbot, session, shop.paper("IN", shop.line(part, 2, 10)))
    grid = page.grids["lines"]
    at = next(n for n, field in enumerate(grid.spec.fields) if field.name == "unit_cost")
    grid.view.edit_cell(0, at)
    editor: Any = grid.view.editor
    editor.face.setText("10.1234567")
    editor.face.textEdited.emit("10.1234567")
    page._edited()
    page.save()
    assert (page.unsaved() != "", grid.view.editor is editor, editor.face.property("state")) == (True, True, "bad")
    editor.face.setText("10.5")
    page.save()
    qtbot.waitUntil(lambda: not page.unsaved())
    assert shop.get(StockLine, "part_id", part).unit_cost == 10_500_000


def test_what_is_wrong_in_a_cell_stands_beside_its_figure(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    """The column grows by the room of the sign, so that no figure hides behind it, and shrinks again."""
    _room, page = opened(qtbot, session, shop.paper("OUT", shop.line(shop.part(), 123_456)))
    grid = page.grids["lines"]
    at = next(n for n, field in enumerate(grid.spec.fields) if field.name == "qty")
    before = grid.view.columnWidth(at)
    grid.show_problems([Problem("lines.0.qty", Text("Less is here."))])
    assert grid.view.columnWidth(at) >= before + px(MARK)
    grid.show_problems([])
    assert grid.view.columnWidth(at) == before


def test_a_bouncing_key_submits_once(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    """No word of somebody else who was faster; after the step the next one can be pressed."""
    paper = shop.paper("OUT", shop.line(shop.part(), 1))
    _room, page = opened(qtbot, session, paper)
    for _ in range(3):
        page.press(next(o for o in page.seen.offers if o.step == "submit"))
    qtbot.waitUntil(lambda: page.seen.state == "submitted")
    qtbot.waitUntil(lambda: not session.tasks.busy())
    assert page.messages.said() == ()
    assert not page._stepping
