"""The list page: views, typing, filters, peek, what it says when there is nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import Trouble
from app.core.screen import Choice, Fact, Filter, ListSpec, Peek, View
from app.views.kit.buttons import Button
from app.views.kit.keysheet import KeysOverlay
from app.views.kit.labels import Words
from app.views.kit.listing import Listing
from app.views.kit.picklist import PickList
from app.views.kit.states import Plain
from app.views.kit.tasks import Tasks


class Kept:
    """A station's memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def put(self, key: str, value: Any) -> None:
        self.values[key] = value


def page(qtbot: QtBot, tasks: Tasks, source: Any, **more: Any) -> Listing:
    """A list page on the screen whose rows are there."""
    spec = ListSpec(
        source.COLUMNS, source.find, source.read, ("parts",), empty="No parts yet. Make the first one.",
        filters=(Filter("category", "Category", (Choice("brakes", "Brakes"), Choice("oil", "Oil"))),
                 Filter("bin", "Bin", query=lambda _ctx: ())),
        views=(View("low", "Below level", (("level", "low"),)),),
    )  # fmt: skip
    made = Listing(
        spec, source, tasks, title="Parts", key="parts", states=source.STATES, new=("New part", lambda: None), **more
    )
    qtbot.addWidget(made)
    made.resize(1150, 640)
    made.show()
    made.ask()
    made.table.setFocus()
    settle(qtbot, tasks)
    return made


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.busy())
    QApplication.processEvents()


def said(listing: Listing) -> str:
    return " ".join(w.text() for w in listing.findChildren(Words) if w.isVisible())


def test_typing_filters_after_a_pause_and_asks_once(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    listing = page(qtbot, tasks, parts)
    before = len(parts.queries)
    QTest.keyClick(listing.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is listing.filter
    QTest.keyClicks(listing.filter, "00012")
    assert len(parts.queries) == before
    qtbot.waitUntil(lambda: listing.table.rows.rowCount() == 11)
    assert len(parts.queries) == before + 1
    QTest.keyClick(listing.filter, Qt.Key.Key_Down)
    assert listing.table.hasFocus()


def test_a_filter_becomes_a_chip_and_goes_by_a_click(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    listing = page(qtbot, tasks, parts)
    listing.findChild(Button, "listing.filter.category").click()
    popup = listing.findChild(PickList)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    assert parts.queries[-1].where == (("category", "oil"),)
    chip = listing.findChild(Button, "listing.filter.category")
    assert chip.text() == "Category: Oil ×"
    chip.click()
    settle(qtbot, tasks)
    assert parts.queries[-1].where == ()


def test_filter_values_of_the_shop_are_asked_in_a_reader(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    listing = page(qtbot, tasks, parts, choices=lambda name: (Choice("a", f"{name} A"), Choice("b", "B")))
    listing.findChild(Button, "listing.filter.bin").click()
    settle(qtbot, tasks)
    popup = listing.findChild(PickList)
    assert [pick.name for pick in popup.view.rows.picks] == ["bin A", "B"]
    popup.close()


def test_views_have_live_counts_and_a_view_can_be_kept(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    kept = Kept()
    listing = page(qtbot, tasks, parts, memory=kept)
    listing.refresh()
    settle(qtbot, tasks)
    assert listing.findChild(Button, "view.low").text() == "Below level  400"
    listing.findChild(Button, "view.low").click()
    settle(qtbot, tasks)
    assert parts.queries[-1].where == (("level", "low"),)
    listing.filter.setText("0001")
    settle(qtbot, tasks)
    QTest.keyClick(listing.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    again = page(qtbot, tasks, parts, memory=kept)
    mine = [b for b in again.findChildren(Button) if b.objectName().startswith("view.mine")]
    assert len(mine) == 1
    mine[0].click()
    settle(qtbot, tasks)
    assert (parts.queries[-1].text, parts.queries[-1].where) == ("0001", (("level", "low"),))


def test_nothing_found_and_nothing_there_say_what_to_do(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    listing = page(qtbot, tasks, parts)
    listing.filter.setText("no such part")
    qtbot.waitUntil(lambda: listing.findChild(Plain, "") is not None and "no such part" in said(listing))
    clear = next(b for b in listing.findChildren(Button) if b.text() == "Clear filters" and b.isVisible())
    clear.setFocus()
    clear.click()
    settle(qtbot, tasks)
    assert listing.table.isVisible()
    assert listing.table.hasFocus()
    parts.count = 0
    listing.ask()
    settle(qtbot, tasks)
    assert "No parts yet. Make the first one." in said(listing)


def test_a_list_that_can_not_be_read_offers_to_try_again(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    parts.fail = Trouble("The disk does not answer.")
    listing = page(qtbot, tasks, parts)
    assert "The list could not be read." in said(listing)
    parts.fail = None
    next(b for b in listing.findChildren(Button) if b.text() == "Try again").click()
    settle(qtbot, tasks)
    assert listing.table.rows.rowCount() == 400


def test_space_shows_and_hides_the_answer_beside_the_list(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    def peek(id_: int) -> Peek:
        return Peek(f"Part {id_}", figures=(Fact("Available", (2000, 0, "套"), "quantity"),))

    listing = page(qtbot, tasks, parts, peek=peek)
    QTest.keyClick(listing.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "Part 1" in said(listing))
    QTest.keyClick(listing.table, Qt.Key.Key_Space)
    assert not listing.peek.isVisible()
    QTest.keyClick(listing.table, Qt.Key.Key_Space)
    assert listing.peek.isVisible()


def test_it_fits_beside_the_rail_on_a_small_screen(qtbot: QtBot, tasks: Tasks, parts: Any, language: str) -> None:
    listing = page(qtbot, tasks, parts, peek=lambda _id: None)
    assert listing.minimumSizeHint().width() <= 1280 - 56 - 32
    assert listing.minimumSizeHint().height() <= 640 - 48 - 28 - 24


def test_all_keys_are_listed_by_f1_and_go_again(qtbot: QtBot, tasks: Tasks, parts: Any) -> None:
    listing = page(qtbot, tasks, parts)
    listing.table.setFocus()
    overlay = KeysOverlay(listing)
    overlay.open_keys(listing.keys())
    assert overlay.isVisible()
    assert "Filter" in said_in(overlay)
    QTest.keyClick(overlay, Qt.Key.Key_Escape)
    assert listing.table.hasFocus()


def said_in(overlay: KeysOverlay) -> str:
    return " ".join(w.text() for w in overlay.findChildren(Words))
