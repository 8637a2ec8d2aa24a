"""The room of reports in the whole window: each report shown, sorted, written to a file and drawn for the printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import boot
from app.core import clock
from app.services import reports
from app.services.reports import Found
from tests.rig import PIN, Rig
from tests.shopfloor import Shopfloor, found
from tests.window import CTRL, Hands


@pytest.fixture
def hands(qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    """A shop with two parts in stock, and a manager."""
    store, desk = boot.open_shop(tmp_path)
    found(desk)
    shop = Shopfloor(Rig(tmp_path, store, desk), clock.now)
    shop.actor("MG")
    for number, yuan in (("P1", 30), ("P2", 10)):
        shop.receive(shop.part(number), 5, yuan)
    desk.close()
    store.close()
    made = Hands(tmp_path)
    yield made
    made.end()


def test_reports_are_shown_sorted_written_and_printed(hands: Hands, tmp_path: Path) -> None:
    hands.sign_in("Mg", PIN)
    hands.settle()
    room = hands.go("reports")
    hands.until(lambda: room.table is not None and len(room.table.rows.ids) == 2, "two parts")
    room.table.sorted_by.emit("value")
    hands.settle()
    hands.until(lambda: list(room.table.rows.ids) == [1, 0], "sorted by value")
    room.write_file(tmp_path / "value.xlsx")
    hands.settle()
    assert (tmp_path / "value.xlsx").stat().st_size > 1000
    for report in reports.REPORTS:
        hands.press(f"reports.{report.name}")
        hands.until(lambda name=report.name: room.report.name == name and not room._progress.isVisible(), report.name)
        hands.settle()
        assert not room.messages.isVisible(), report.name
        assert room._some.isVisible() is (report.some is not None)
    hands.press("reports.stock_value")
    hands.settle()
    hands.key(Qt.Key.Key_P, CTRL)
    hands.until(lambda: room._preview is not None, "the paper")
    hands.settle()
    hands.key(Qt.Key.Key_Escape)
    hands.settle()
    assert room._preview is None
    assert room.table.isVisible()


def test_a_period_that_ends_before_it_begins_is_said(hands: Hands) -> None:
    hands.sign_in("Mg", PIN)
    hands.settle()
    room = hands.go("reports", "stock_flow")
    hands.until(lambda: room.found is not None, "the report")
    room._boxes["since"].control.put(clock.today().replace(year=clock.today().year + 1))
    room.ask()
    hands.settle()
    assert room.messages.isVisible()
    hands.key(Qt.Key.Key_PageDown, CTRL)
    hands.settle()
    assert room.report.name == "turnover"


def test_repair_records_of_chosen_rows(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """E93: only the rows that are chosen go into the file, however it was called."""
    hands.sign_in("Mg", PIN)
    hands.settle()
    room = hands.go("reports", "repair_records")
    hands.until(lambda: room.table is not None and not room._progress.isVisible(), "the report")
    asked: list[tuple[str, ...]] = []
    rows = [("沪A1", f"WO-{n}", "", clock.now(), 1, 0, None) for n in range(3)]
    room._show(Found(rows))
    hands.settle()
    room.table.selectAll()
    assert room.chosen() == ["WO-0", "WO-1", "WO-2"]
    room.table.choose(room.table.rows.ids[1])
    assert room.chosen() == ["WO-1"]
    monkeypatch.setattr(room, "write_file", lambda _file, some: asked.append(tuple(some)))
    monkeypatch.setattr(room, "_ask_file", lambda **_more: tmp_path / "x.xlsx")
    hands.press("reports.chosen")
    assert asked == [("WO-1",)]
