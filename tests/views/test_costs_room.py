"""Costs and calls at the window: a month calculated, looked at by views, down to the slip; a call scored by digits."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.core import clock
from app.core.clock import Id
from app.models.follow_ups import FollowUp
from app.services.follow_ups.rules import SCORES
from app.views.kit.sidesheet import open_sheets
from tests.partsdesk import PartsDesk
from tests.rig import open_rig
from tests.services.test_cost_runs import _leave, _repair, _stock, detach
from tests.shopfloor import Shopfloor
from tests.window import Hands


@pytest.fixture
def at_window(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[tuple[Hands, PartsDesk, Id]]:
    """Finance, who also calls customers, at the window; two cars left, one of them with a part of no item."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    desk = PartsDesk(Shopfloor(rig, None))
    pads, oil = _stock(desk)
    first, second = _repair(desk, (pads, 3), (oil, 1)), _repair(desk, (pads, 1))
    for order in (first, second):
        _leave(desk, order)
    desk.shop.run(detach, second)
    call = desk.shop.get(FollowUp, "source_id", first).id
    actor = desk.shop.actor("FI", "CS")
    rig.close()
    hands = Hands(tmp_path, os.environ.get("LOOK_LANG", "en"))
    hands.app._signed_in(actor)
    hands.settle()
    yield hands, desk, call
    hands.end()


def _look(hands: Hands, name: str) -> None:
    if folder := os.environ.get("LOOK"):
        hands.shell.resize(1366, 768)
        hands.settle()
        hands.shell.grab().save(f"{folder}/{name}.png")


def _answer(hands: Hands, room: Any, **typed: str) -> None:
    """Types into the sheet that is open, and does it."""
    [sheet] = hands.until(lambda: open_sheets(room), "a sheet")
    hands.settle()
    for name, words in typed.items():
        field = hands.find(f"field.{name}", sheet)
        field.clear()
        hands.type(field, words)
    sheet.verb.click()
    hands.settle()


def test_a_month_is_calculated_looked_at_and_cleared(at_window: tuple[Hands, PartsDesk, Id]) -> None:
    """F9 asks for the month; a line opens its slips; what belongs to no item gets one; then it is calculated anew."""
    hands, _desk, _call = at_window
    room: Any = hands.go("cost_runs")
    hands.key(Qt.Key.Key_F9)
    _answer(hands, room, month=f"{clock.today():%Y-%m}")
    page = hands.until(lambda: room.base.page, "the run to open")
    hands.until(lambda: page.seen, "its page")
    hands.settle()
    _look(hands, "costs")
    assert page.seen.state == "calculated"
    assert page.seen.values["unallocated"] == 3007
    room._by.put("technician")
    room._by.edited.emit()
    hands.settle()
    room.drill(room._lines.table.current_id())
    hands.until(lambda: open_sheets(room), "the slips")
    hands.settle()
    _look(hands, "costs-slips")
    assert len(room._sheet.findChildren(QWidget, "costs.slip")) == 2
    room._close_slips()
    hands.press("costs.fix")
    hands.until(lambda: open_sheets(room), "the question for the item")
    hands.settle()
    [sheet] = open_sheets(room)
    _look(hands, "costs-fix")
    first = next(w for w in sheet.findChildren(QWidget) if w.objectName().startswith("field.item."))
    hands.press(first.objectName())
    _answer(hands, room, reason="belongs to the pads")
    before = page.seen.version
    page.press(next(o for o in page.seen.offers if o.step == "calculate"))
    hands.until(lambda: page.seen.version > before, "the calculation")
    hands.settle()
    _look(hands, "costs-again")
    assert page.seen.values["unallocated"] == 0


def test_a_call_is_scored_by_digits(at_window: tuple[Hands, PartsDesk, Id]) -> None:
    """The first score has the focus; each digit goes on to the next; Ctrl+Enter keeps what was said."""
    hands, _desk, call = at_window
    room: Any = hands.go("follow_ups", call)
    page = hands.until(lambda: room.base.page, "the call to open")
    hands.until(lambda: page.seen, "its page")
    hands.settle()
    for digit in (Qt.Key.Key_5, Qt.Key.Key_4, Qt.Key.Key_3, Qt.Key.Key_5, Qt.Key.Key_2):
        hands.key(digit)
        hands.app.scanner.settle()  # one by one, as a hand types them: a burst would be a scan
    _look(hands, "call")
    assert [page.form.boxes[name].control.value() for name in SCORES] == [5, 4, 3, 5, 2]
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: page.seen.state == "done", "the answers to be kept")
    _look(hands, "call-done")
    hands.go("follow_ups")
    room.base.page.go_back()
    hands.settle()
    _look(hands, "calls")
