"""The printer is dead while a car comes in: no step waits for it, its paper does, and is sent again (E88)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core.clock import Id
from app.printing import pages
from app.services import prints, sheets
from app.views import paper
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from app.views.paper import Habit
from app.views.prints import PrintsRoom
from app.views.receptions import ReceptionRoom
from app.views.session import Session
from app.views.work_orders import WorkOrderRoom
from tests.garage import Garage
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor


@pytest.fixture
def session(shop: Shopfloor, tasks: Tasks) -> Iterator[Session]:
    """The advisor at the desk."""
    made = Session(shop.desk, shop.actor("SA"), tasks)
    yield made
    made.end()


def arrived(shop: Shopfloor) -> Id:
    """A check-in that is filled in."""
    desk = Desk(shop)
    desk.car()
    id_: Id = desk.kept().id
    return id_


def written(shop: Shopfloor) -> Id:
    """An order that is written."""
    return Garage(shop).order()


def sign_check_in(shop: Shopfloor, id_: Id) -> None:
    """The customer signs it."""
    Desk(shop).sign(id_)


def sign_order(shop: Shopfloor, id_: Id) -> None:
    """The customer signs it."""
    Garage(shop).sign(id_)


def the_step_is_done(qtbot: QtBot, room: Any, id_: Id) -> None:
    """Ctrl+Enter: the step that prints."""
    qtbot.addWidget(room)
    room.resize(1182, 688)
    room.show()
    room.base.open_document(id_)
    page = room.base.page
    qtbot.waitUntil(lambda: page.seen is not None and bool(page.seen.offers), timeout=60_000)
    said: list[str] = []
    page.said.connect(lambda words, _act: said.append(words))
    page.steps.press_primary()
    qtbot.waitUntil(lambda: any("waits under" in words for words in said), timeout=60_000)
    assert page.papers.preview is None


def it_is_sent_again(qtbot: QtBot, session: Session, scanner: Scanner, sheet: str, out: Path) -> None:
    """From “Prints”, now that the printer is back."""
    paper.keep(session.memory, sheet, Habit(f"file:{out}", direct=True))
    room = PrintsRoom(session, session.memory, scanner)
    qtbot.addWidget(room)
    room.show()
    room.on_shown()
    qtbot.waitUntil(lambda: room.listing.table.current_id() is not None, timeout=60_000)
    with qtbot.waitSignal(room.said, timeout=60_000):
        room.print_again()
    assert pages.sizes(out.read_bytes())


@pytest.mark.parametrize(
    ("kind", "room", "begun", "sheet", "after", "sign"),
    [
        ("receptions", ReceptionRoom, arrived, "receptions.sheet", "checked", sign_check_in),
        ("work_orders", WorkOrderRoom, written, "work_orders.order", "wait_sign", sign_order),
    ],
)
def test_a_dead_printer_keeps_no_car_waiting(
    qtbot: QtBot, shop: Shopfloor, session: Session, scanner: Scanner, tmp_path: Path,
    kind: str, room: Any, begun: Any, sheet: str, after: str, sign: Any,
) -> None:  # fmt: skip
    id_ = begun(shop)
    paper.keep(session.memory, sheet, Habit("gone", direct=True))
    the_step_is_done(qtbot, room(session, session.memory, scanner), id_)
    assert (shop.state(kind, id_), shop.ask(prints.waiting, by="SA")) == (after, 1)
    sign(shop, id_)  # on the pad, which needs no printer
    assert shop.state(kind, id_) == "signed"
    [waits] = shop.ask(prints.list_prints, by="SA")
    assert (waits.document, waits.sheet, waits.printer, waits.waits) == (id_, sheet, "gone", True)
    it_is_sent_again(qtbot, session, scanner, sheet, tmp_path / "again.pdf")
    assert shop.ask(prints.waiting, by="SA") == 0
    assert shop.run(sheets.issue, kind, id_, sheet, by="SA").imprint.copy == 3  # both before it were counted
