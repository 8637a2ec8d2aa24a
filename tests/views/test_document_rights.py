"""One document in the real window: what each person finds on it, saves of it, and picks into it."""

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
from app.models.parts import Part
from app.services import drafts
from app.views.kit.picker import RecordControl
from tests.rig import PROGRAM, Rig
from tests.shopfloor import MICRO, Shopfloor, first
from tests.window import Hands


@pytest.fixture
def window(qapp: QApplication, store: Any, tmp_path: Path) -> Iterator[tuple[Hands, dict[str, Any], dict[str, Id]]]:
    """The window, people by role, and what there is: a part in use with a price, a draft of a count."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    people = {role: shop.actor(role) for role in ("WK", "PU", "MG", "TE")}
    part = shop.part("P1", by="PU", price_retail=100 * MICRO)
    count = shop.run(
        drafts.create,
        "counts",
        {"type": "MONTHLY", "warehouse_id": shop.house, "scope": "ALL", "mode": "LIVE"},
        by="WK",
    )
    shop.desk.close()
    hands = Hands(tmp_path, "en")
    yield hands, people, {"part": part, "count": count}
    hands.end()


def entered(hands: Hands, actor: Any) -> None:
    hands.app._signed_in(actor)
    hands.settle()


def awake(hands: Hands) -> None:
    """The window has the keyboard again (a list that popped up and closed may keep it)."""
    hands.shell.activateWindow()
    hands.until(hands.shell.isActiveWindow, "the window to be active")


def kept(hands: Hands, number: str) -> Part:
    return hands.app.desk.ask(first, PROGRAM, Part, "number", number)  # type: ignore[no-any-return]


def test_a_keeper_saves_a_part_in_use_and_finds_no_price_on_it(window: Any) -> None:
    hands, people, made = window
    entered(hands, people["WK"])
    page = hands.go("parts", made["part"]).base.page
    assert "price_retail" not in page.form.boxes
    assert "price" not in {c.name for c in hands.room.base.listing.spec.columns}
    awake(hands)
    hands.type(page.form.boxes["brand"].control, "BOSCH")
    hands.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert page.messages.said() == ()
    part = kept(hands, "P1")
    assert (part.brand, part.price_retail, part.price_taxed) == ("BOSCH", 100 * MICRO, True)


def test_a_purchaser_finds_the_price(window: Any) -> None:
    hands, people, made = window
    entered(hands, people["PU"])
    page = hands.go("parts", made["part"]).base.page
    assert page.form.boxes["price_retail"].control.value() == 100 * MICRO
    assert "price" in {c.name for c in hands.room.base.listing.spec.columns}


def test_a_new_part_begins_with_what_is_usual(window: Any) -> None:
    hands, people, _ = window
    entered(hands, people["WK"])
    room = hands.go("parts").base
    room.new_document()
    page = room.page
    hands.settle()
    shown = {name: page.form.boxes[name].control.value() for name in ("unit", "criticality", "quality_grade")}
    assert shown == {"unit": "件", "criticality": 2, "quality_grade": "OEM"}
    awake(hands)
    for name, words in (("number", "NEW-1"), ("name_en", "Lamp")):
        hands.type(page.form.boxes[name].control, words)
    hands.press("page.save")
    assert page.messages.said() == ()
    assert kept(hands, "NEW-1").price_taxed is True


def test_a_keeper_picks_a_colleague_by_name(window: Any) -> None:
    hands, people, made = window
    entered(hands, people["WK"])
    page = hands.go("counts", made["count"]).base.page
    grid = page.grids["team"]
    awake(hands)
    grid._add_line()
    QApplication.processEvents()
    picker = next(w for w in grid.findChildren(RecordControl) if w.isVisible())
    QTest.keyClicks(QApplication.focusWidget(), "te", delay=130)
    hands.settle()
    assert picker._list is not None
    rows = [(p.code, p.name, p.fact) for p in picker._list.view.rows.picks]
    assert rows == [("Te", "", "Technician")]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    hands.settle()
    hands.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert people["TE"].user in {row["user_id"] for row in page.seen.lines["team"]}
