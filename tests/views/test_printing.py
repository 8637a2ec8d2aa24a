"""Printing from the window: what the printer gets, what is remembered, and a printer that fails (E88)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.errors import Trouble
from app.printing import SHEETS, pages
from app.services import kinds, prints
from app.views import paper
from app.views.document_page import DocumentPage
from app.views.document_room import DocumentRoom
from app.views.kit.keyline import Key
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.paper import Habit
from app.views.preview import Preview
from app.views.prints import PrintsRoom
from app.views.receipt_printer import Drawn
from app.views.session import Session
from tests.printing import decoding, samples
from tests.shopfloor import Shopfloor

CTRL = Qt.KeyboardModifier.ControlModifier
SLIP = "stock.slip"


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The keeper at the desk."""
    made = Session(shop.desk, shop.actor("WK"), tasks)
    yield made
    made.end()


def opened(qtbot: QtBot, session: Session, id: Any) -> DocumentPage:
    """The page of a posted stock document."""
    room = DocumentRoom(kinds.named("stock_documents"), session, session.memory)
    qtbot.addWidget(room)
    room.resize(1182, 688)
    room.show()
    room.open_document(id)
    page = room.page
    assert page is not None
    qtbot.waitUntil(lambda: page.seen is not None)
    return page


def preview(qtbot: QtBot, page: DocumentPage) -> Preview:
    """Its slip in the preview, drawn."""
    page.print_sheet(SLIP)
    qtbot.waitUntil(lambda: page.papers.preview is not None, timeout=60_000)
    made = page.papers.preview
    assert made is not None
    qtbot.waitUntil(lambda: bool(made._count.text()), timeout=60_000)
    return made


def told(room: Any) -> list[tuple[str, str]]:
    """The keys of a room, as the key line tells them."""
    keys: Sequence[Key] = room.keys()
    return [(key.combo, key.what) for key in keys]


def test_what_is_read_anew_stays_behind_the_preview(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    page = opened(qtbot, session, shop.receive(shop.part(), 5, 10))
    room: Any = page
    while not isinstance(room, DocumentRoom):
        room = room.parentWidget()
    before = told(room)
    made = preview(qtbot, page)
    made.setFocus()
    with qtbot.waitSignal(page.changed):
        page.refresh()
    assert not page.steps.isVisible()
    assert QApplication.focusWidget() in (None, made)
    assert told(room)[:3] == [("Ctrl+Enter", "Print"), ("Ctrl+S", "Save as PDF"), ("Esc", "Back")]
    made.closed.emit()
    assert page.steps.isVisible()
    assert told(room) == before


# --- the printer ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sheet", "sample", "size"),
    [
        ("counts.report", samples.report(30), (595, 842)),
        ("counts.sheet", samples.blind_sheet(12), (842, 595)),
        (SLIP, samples.slip("IN"), (683, 397)),
        ("parts.label", samples.label(), (170, 113)),
    ],
)
def test_every_paper_comes_out_in_its_own_size(
    sheet: str, sample: Any, size: tuple[int, int], tmp_path: Path, qapp: object
) -> None:
    pdf = SHEETS[sheet](sample)
    paper.send(pdf, Habit(f"file:{tmp_path / 'out.pdf'}"))
    out = (tmp_path / "out.pdf").read_bytes()
    assert len(pages.sizes(out)) == len(pages.sizes(pdf))
    for wide, high in pages.sizes(out):
        assert (wide, high) == pytest.approx(size, abs=3)


def test_what_was_printed_can_be_scanned(tmp_path: Path, qapp: object) -> None:
    paper.send(SHEETS["counts.sheet"](samples.blind_sheet(3)), Habit(f"file:{tmp_path / 'out.pdf'}"))
    found = decoding.read(decoding.raster((tmp_path / "out.pdf").read_bytes(), dpi=300))
    assert samples.blind_sheet(3).number in {one.text for one in found}


def test_another_paper_and_tray_are_used_without_stretching(tmp_path: Path, qapp: object) -> None:
    how = Habit(f"file:{tmp_path / 'out.pdf'}", copies=2, paper="A5", tray="Manual")
    paper.send(SHEETS["counts.report"](samples.report(0)), how)
    assert pages.sizes((tmp_path / "out.pdf").read_bytes())[0] == pytest.approx((420, 595), abs=1)


def test_a_printer_that_is_gone_or_refuses_is_trouble(tmp_path: Path, qapp: object) -> None:
    pdf = SHEETS[SLIP](samples.slip("IN"))
    with pytest.raises(Trouble, match="no printer “gone”"):
        paper.send(pdf, Habit("gone"))
    with pytest.raises(Trouble, match="Nothing was lost"):
        paper.send(pdf, Habit(f"file:{tmp_path / 'no' / 'such' / 'folder.pdf'}"))


def test_choices_of_paper_and_tray_are_known_to_qt() -> None:
    assert all(hasattr(QPrinter.PaperSource, tray.code) for tray in paper.TRAYS if tray.code != "auto")


def test_habits_are_kept_per_sheet_and_nonsense_is_the_usual(session: Session) -> None:
    how = Habit("Office", 2, "A4", "Lower", direct=True)
    paper.keep(session.memory, SLIP, how)
    assert paper.habit(session.memory, SLIP) == how
    assert paper.habit(session.memory, "counts.report") == Habit()
    session.memory.put(f"print.{SLIP}", {"copies": "two", "printer": "Office", "colour": "blue"})
    assert paper.habit(session.memory, SLIP) == Habit("Office")


# --- the preview ----------------------------------------------------------------------------------------------------
def test_the_preview_shows_the_sheet_at_its_real_size_and_prints_by_key(
    qtbot: QtBot, shop: Shopfloor, session: Session, tmp_path: Path, language: str
) -> None:
    page = opened(qtbot, session, shop.receive(shop.part(), 5, 10))
    made = preview(qtbot, page)
    shown = [label for label in made.findChildren(QLabel) if not label.pixmap().isNull()]
    wide = shown[0].pixmap().width()
    assert wide <= made._middle.viewport().width()  # there is room for all of it
    assert wide / shown[0].pixmap().height() == pytest.approx(241 / 140, abs=0.01)
    made.boxes["printer"].control.put(f"file:{tmp_path / 'out.pdf'}")
    made.boxes["copies"].control.put(2)
    with qtbot.waitSignal(made.ended, timeout=60_000) as ended:
        QTest.keyClick(made, Qt.Key.Key_Return, CTRL)
    assert ended.args is not None
    assert ended.args[0] == prints.PRINTED
    assert (tmp_path / "out.pdf").exists()
    assert paper.habit(session.memory, SLIP).copies == 2
    qtbot.waitUntil(lambda: len(shop.ask(prints.list_prints, by="WK")) == 1)
    QTest.keyClick(made, Qt.Key.Key_Escape)
    assert page.papers.preview is None


def test_pages_stand_at_the_left_and_lead_to_their_page(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    pdf, tables = SHEETS["counts.report"](samples.report(40)), {".csv": lambda: b"part,qty"}
    made = Preview("Report", Drawn(pdf), session, "counts.report", "report.pdf", tables)
    qtbot.addWidget(made)
    made.resize(1182, 688)
    made.show()
    qtbot.waitUntil(lambda: bool(made._count.text()), timeout=60_000)
    thumbs = [b for b in made.findChildren(QPushButton) if b.objectName().startswith("preview.page.")]
    assert len(thumbs) > 1
    qtbot.waitUntil(lambda: made._middle.verticalScrollBar().maximum() > 0)
    thumbs[-1].click()
    assert made._middle.verticalScrollBar().value() > 0
    made.save_to(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    made.save_to(tmp_path / "report.csv")  # what is also a table is written as one, by the file's ending
    qtbot.waitUntil((tmp_path / "report.csv").exists)
    assert (tmp_path / "report.csv").read_bytes() == b"part,qty"
    made.save_to(tmp_path / "no" / "report.pdf")
    assert any("could not be written" in m.fact for m in made.messages.said())


def goes_out(qtbot: QtBot, room: PrintsRoom, file: Path) -> None:
    """The only print, that waits, as a file."""
    room.export.ask = lambda _name: str(file)
    with qtbot.waitSignal(room.said, timeout=60_000):
        room.export.export()
    _heads, row = file.read_text("utf-8-sig").splitlines()
    assert row.startswith("MV-")
    assert row.endswith(",Waits for the printer")


def test_a_failing_printer_leaves_a_print_that_waits_and_can_be_printed_again(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, tmp_path: Path
) -> None:
    id_ = shop.receive(shop.part(), 5, 10)
    page = opened(qtbot, session, id_)
    made = preview(qtbot, page)
    made.boxes["printer"].control.put("gone")
    with qtbot.waitSignal(made.ended, timeout=60_000) as ended:
        made.print_pages()
    assert ended.args is not None
    assert ended.args[0] == prints.FAILED
    assert any("Nothing was lost" in m.fact for m in made.messages.said())
    assert shop.state("stock_documents", id_) == "posted"
    qtbot.waitUntil(lambda: shop.ask(prints.waiting, by="WK") == 1)
    page.papers.close_preview()

    room = PrintsRoom(session, session.memory, scanner)
    qtbot.addWidget(room)
    room.resize(1182, 688)
    room.show()
    room.on_shown()
    qtbot.waitUntil(lambda: len(room.listing.table.rows.ids) == 1)
    goes_out(qtbot, room, tmp_path / "prints.csv")
    room.listing.table.choose(room.listing.table.rows.ids[0])
    QTest.keyClick(room.listing.table, Qt.Key.Key_Return, CTRL)
    room.print_again()
    qtbot.waitUntil(lambda: any("gone" in m.fact for m in room.messages.said()), timeout=60_000)
    paper.keep(session.memory, SLIP, Habit(f"file:{tmp_path / 'again.pdf'}"))
    room.print_again()
    qtbot.waitUntil(lambda: shop.ask(prints.waiting, by="WK") == 0, timeout=60_000)
    # the paper says that it is not the first
    page.print_sheet(SLIP)
    qtbot.waitUntil(lambda: page.papers.preview is not None, timeout=60_000)
    assert page.papers.preview is not None
    assert "Copy 4" in pages.text(page.papers.preview._drawn.pdf) or "第" in pages.text(page.papers.preview._drawn.pdf)
    room.give_up()
    qtbot.waitUntil(lambda: not shop.ask(prints.list_prints, by="WK"))


def test_a_sheet_prints_at_once_after_its_step_where_that_is_wanted(
    qtbot: QtBot, shop: Shopfloor, session: Session, tmp_path: Path
) -> None:
    id_ = shop.receive(shop.part(), 5, 10)
    page = opened(qtbot, session, id_)
    paper.keep(session.memory, SLIP, Habit(f"file:{tmp_path / 'out.pdf'}", direct=True))
    with qtbot.waitSignal(page.said, timeout=60_000):
        page.papers.after_step(SLIP, id_, page.called())
    assert (tmp_path / "out.pdf").exists()
    assert page.papers.preview is None
    paper.keep(session.memory, SLIP, Habit("gone", direct=True))
    with qtbot.waitSignal(page.said, timeout=60_000) as said:
        page.papers.after_step(SLIP, id_, page.called())
    assert said.args is not None
    assert "waits" in said.args[0]
    assert shop.ask(prints.waiting, by="WK") == 1
