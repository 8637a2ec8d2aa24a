"""The receipt printer in the window: set up under Settings with a test print, chosen for a paper, off, back again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.errors import Trouble
from app.printing.ticket_printers import Machine
from app.services import kinds, prints
from app.views import paper, receipt_printer
from app.views.document_page import DocumentPage
from app.views.document_room import DocumentRoom
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.paper import Habit
from app.views.prints import PrintsRoom
from app.views.receipt_card import ReceiptCard
from app.views.receipt_printer import RECEIPT, ReceiptPrinter
from app.views.session import Session
from tests.printing.receipt_printer import listening, printed
from tests.shopfloor import Shopfloor
from tests.ways import payments

CTRL = Qt.KeyboardModifier.ControlModifier
SHEET = "payments.receipt"


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The cashier at the desk."""
    made = Session(shop.desk, shop.actor("FI"), tasks)
    yield made
    made.end()


def test_a_printer_is_set_up_and_tried(qtbot: QtBot, session: Session, language: str) -> None:
    card = ReceiptCard(session.memory, session.tasks)
    qtbot.addWidget(card)
    card.show()
    card._test.click()
    assert card._outcome.text()
    assert receipt_printer.chosen(session.memory).target == ""
    card.boxes["paper"].control.put("58")
    with listening() as (address, heard):
        card.boxes["address"].control.put(address)
        card._test.click()
        qtbot.waitUntil(lambda: card._test.isEnabled() and bool(heard), timeout=60_000)
        assert printed(heard[0], 384).cuts == 1
        assert card._outcome.property("tone") == "ok"
    kept = receipt_printer.chosen(session.memory)
    assert kept == ReceiptPrinter(f"tcp://{address}", Machine(58))
    again = ReceiptCard(session.memory, session.tasks)
    qtbot.addWidget(again)
    assert again.printer() == kept
    card._test.click()  # the printer is off by now
    qtbot.waitUntil(card._test.isEnabled, timeout=60_000)
    assert card._outcome.property("tone") == "bad"


def test_what_is_kept_unreadably_counts_as_nothing(session: Session) -> None:
    for kept in (None, 3, {"target": None, "paper": 300, "words": "klingon", "cuts": 5}):
        session.memory.put(receipt_printer.KEPT, kept)
        assert receipt_printer.chosen(session.memory) == ReceiptPrinter()


def opened(qtbot: QtBot, shop: Shopfloor, session: Session) -> DocumentPage:
    """The page of a deposit."""
    id_ = payments.taken(shop)
    room = DocumentRoom(kinds.named("payments"), session, session.memory)
    qtbot.addWidget(room)
    room.resize(1182, 688)
    room.show()
    room.open_document(id_)
    qtbot.waitUntil(lambda: room.page is not None and room.page.seen is not None)
    assert room.page is not None
    return room.page


def test_a_receipt_waits_for_its_printer_and_is_sent_again(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner
) -> None:
    page = opened(qtbot, shop, session)
    with listening() as (address, _):
        pass  # nobody listens there any more
    receipt_printer.keep(session.memory, ReceiptPrinter(f"tcp://{address}"))
    paper.keep(session.memory, SHEET, Habit(RECEIPT))
    page.print_sheet(SHEET)
    qtbot.waitUntil(lambda: page.papers.preview is not None, timeout=60_000)
    made = page.papers.preview
    assert made is not None
    qtbot.waitUntil(lambda: bool(made._count.text()), timeout=60_000)
    assert made.how().printer == RECEIPT
    assert not made.boxes["tray"].isVisible()
    with qtbot.waitSignal(made.ended, timeout=60_000) as ended:
        QTest.keyClick(made, Qt.Key.Key_Return, CTRL)
    assert ended.args is not None
    assert ended.args[0] == prints.FAILED
    qtbot.waitUntil(lambda: shop.ask(prints.waiting, by="FI") == 1)

    waiting = PrintsRoom(session, session.memory, scanner)
    qtbot.addWidget(waiting)
    waiting.show()
    waiting.on_shown()
    qtbot.waitUntil(lambda: waiting.listing.table.current_id() is not None)
    with listening() as (address, heard):
        receipt_printer.keep(session.memory, ReceiptPrinter(f"tcp://{address}"))
        waiting.print_again()
        qtbot.waitUntil(lambda: shop.ask(prints.waiting, by="FI") == 0, timeout=60_000)
    out = printed(heard[0])
    assert any("￥500.00" in text for *_, text in out.words)
    assert any("2" in text for align, *_, text in out.words[:5] if align == "center")  # a further copy says so


def test_without_a_receipt_printer_it_is_not_offered(qtbot: QtBot, shop: Shopfloor, session: Session) -> None:
    drawn = receipt_printer.Drawn(b"", ())
    with pytest.raises(Trouble, match="No receipt printer"):
        receipt_printer.send(drawn, Habit(RECEIPT), session.memory)
    assert receipt_printer.called("Office") == "Office"
