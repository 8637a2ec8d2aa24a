"""The room of opening hours: what is known of the state's calendar, the warning of a year without, its import."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app import boot
from app.core import clock
from app.services import calendar
from tests.rig import PIN, PROGRAM, Rig
from tests.shopfloor import Shopfloor, found
from tests.window import Hands


class Still:
    """The clock as it is."""


def test_a_year_without_holidays_is_said_and_brought_in(qapp: QApplication, tmp_path: Path) -> None:
    """A file that is none is refused in words; the right one takes the warning away (domain.md §5.11)."""
    store, desk = boot.open_shop(tmp_path)
    found(desk)
    Shopfloor(Rig(tmp_path, store, desk), Still()).actor("AD")
    desk.close()
    store.close()
    hands = Hands(tmp_path)
    hands.sign_in("Ad", PIN)
    hands.settle()
    room = hands.go("opening_hours")
    hands.until(lambda: "2026" in " ".join(m.fact for m in room.base.messages.said()), "the years that are known")
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(b"\xff\xfe")
    room.bring_in(wrong)
    assert "wrong.json" in " ".join(m.fact for m in room.base.messages.said())
    year = clock.today().year + 1
    days = [{"name": "元旦", "date": f"{year}-01-01", "isOffDay": True}]
    file = tmp_path / f"{year}.json"
    file.write_text(json.dumps({"year": year, "papers": [], "days": days}), encoding="utf-8")
    room.bring_in(file)
    hands.until(
        lambda: str(year) in " ".join(m.fact for m in room.base.messages.said() if m.grade == "active"), "the year"
    )
    assert year in [y.year for y in hands.app.desk.ask(calendar.list_years, PROGRAM)]
    hands.end()
