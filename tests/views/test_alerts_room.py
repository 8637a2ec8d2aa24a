"""The rooms of alerts and ABC runs in the whole window, by keyboard: many at once, the nine fields, changes by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import boot
from app.core.screen import ListQuery
from app.services import abc_runs, alerts, documents
from app.views.daily import Daily
from tests.rig import PIN, PROGRAM, Rig
from tests.shopfloor import Shopfloor, found
from tests.window import CTRL, Hands


class Still:
    """The clock as it is."""


@pytest.fixture
def hands(qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    """A shop with three parts below their level, keeper and purchaser; nothing was looked at yet."""
    store, desk = boot.open_shop(tmp_path)
    found(desk)
    shop = Shopfloor(Rig(tmp_path, store, desk), Still())
    for role in ("WK", "PU", "MG"):
        shop.actor(role)
    for n in range(3):
        shop.part(f"P{n}", warning_level=5000, max_level=9000, criticality=1)
    desk.close()
    store.close()
    made = Hands(tmp_path)
    yield made
    made.end()


def states(hands: Hands) -> list[str]:
    """The states of all alerts."""
    ids = hands.app.desk.ask(documents.find, PROGRAM, "alerts", ListQuery())
    return sorted(row[-1] for row in hands.app.desk.ask(documents.read, PROGRAM, "alerts", ids))


def test_the_day_begins_with_a_look_at_all_levels(hands: Hands) -> None:
    """R12: at the first start of a day; a second start does it no more."""
    assert hands.app.desk.ask(alerts.is_due, PROGRAM)
    hands.sign_in("Wk", PIN)
    hands.settle()
    assert states(hands) == ["open"] * 3
    assert not hands.app.desk.ask(alerts.is_due, PROGRAM)
    again = Daily(hands.app.desk, "01", hands.app.tasks, hands.app)
    again.look()
    hands.settle()
    again.stop()
    assert states(hands) == ["open"] * 3


def test_many_alerts_become_requests_by_keyboard(hands: Hands) -> None:
    """R13: Ctrl+A, F7, Ctrl+Enter."""
    hands.sign_in("Pu", PIN)
    hands.settle()
    room = hands.go("alerts")
    table = room.base.listing.table
    hands.until(lambda: len(table.rows.ids) == 3, "three alerts")
    hands.key(Qt.Key.Key_F7)
    hands.settle()
    hands.key(Qt.Key.Key_A, CTRL)
    hands.key(Qt.Key.Key_F7)
    hands.settle()
    assert states(hands) == ["notified"] * 3
    hands.key(Qt.Key.Key_A, CTRL)
    hands.next()
    hands.until(lambda: states(hands) == ["in_purchase"] * 3, "the request")
    requests = hands.app.desk.ask(documents.find, PROGRAM, "purchase_requests", ListQuery())
    assert len(requests) == 1


def test_alerts_are_ignored_with_a_reason(hands: Hands) -> None:
    hands.sign_in("Wk", PIN)
    hands.settle()
    room = hands.go("alerts")
    hands.until(lambda: len(room.base.listing.table.rows.ids) == 3, "three alerts")
    room.base.listing.table.clearSelection()
    hands.key(Qt.Key.Key_F8)
    assert room.base.messages.isVisible()
    hands.key(Qt.Key.Key_A, CTRL)
    hands.key(Qt.Key.Key_F8)
    hands.settle()
    hands.next()
    assert states(hands) == ["open"] * 3  # the reason is missing
    hands.type(hands.find("field.reason"), "season is over")
    hands.next()
    assert states(hands) == ["ignored"] * 3
    hands.key(Qt.Key.Key_F9)
    hands.settle()
    assert states(hands) == ["ignored"] * 3


def test_a_run_is_computed_and_changed_by_hand(hands: Hands) -> None:
    """R14: F9 computes, a field of the nine filters, F2 sets the class of the chosen parts with a reason."""
    hands.sign_in("Wk", PIN)
    hands.settle()
    room = hands.go("abc_runs")
    hands.key(Qt.Key.Key_F9)
    hands.until(lambda: room.base.page is not None and room.base.page.seen is not None, "the run")
    hands.settle()
    hands.until(lambda: len(room._lines.table.rows.ids) == 3, "its lines")
    hands.press("abc.LOW.1")
    hands.press("abc.HIGH.3")
    hands.until(lambda: not room._lines.table.rows.ids, "no part is used often")
    hands.press("abc.LOW.1")
    hands.until(lambda: len(room._lines.table.rows.ids) == 3, "the three again")
    room._lines.table.selectAll()
    hands.key(Qt.Key.Key_F2)
    hands.settle()
    hands.press("field.abc.A")
    hands.type(hands.find("field.reason"), "new contract")
    hands.next()
    run = room.base.page.seen.id
    rows = hands.app.desk.ask(abc_runs.read_lines, PROGRAM, run, hands.app.desk.ask(
        abc_runs.find_lines, PROGRAM, run, ListQuery(where=(("only", "by_hand"),))
    ))  # fmt: skip
    assert [row[12] for row in rows] == ["new contract"] * 3
