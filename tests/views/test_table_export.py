"""Tables that are no list of a kind go out as files too: what is overdue, by Ctrl+E."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core import clock
from tests.grievances import KIND, Grievances
from tests.rig import open_rig
from tests.shopfloor import Shopfloor
from tests.window import CTRL, Hands


def test_the_overdue_complaints_go_out_as_they_are_shown(template: Path, tmp_path: Path, qapp: QApplication) -> None:
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, clock.now)
    with clock.frozen(clock.now() - timedelta(days=30)):
        late = Grievances(shop).handling()
    number, actor = Grievances(shop).case(late).number, shop.actor("MG")
    rig.close()
    hands = Hands(tmp_path)
    hands.app._signed_in(actor)
    hands.settle()
    hands.go(KIND)
    hands.key(Qt.Key.Key_F7)
    page = hands.room.over
    hands.until(lambda: page.table.rows.rowCount() == 1, "what is late")
    for ending in ("csv", "xlsx"):
        file = tmp_path / f"late.{ending}"
        page.export.ask = lambda _name, file=file: str(file)
        hands.key(Qt.Key.Key_E, CTRL)
        hands.until(file.exists, "the file")
        hands.settle()
    with (tmp_path / "late.csv").open(encoding="utf-8-sig", newline="") as lines:
        heads, row = csv.reader(lines)
    assert (heads[1], row[1]) == ("Number", number)
    tab = load_workbook(tmp_path / "late.xlsx").active
    assert [str(cell.value or "") for cell in tab[2]][:4] == row[:4]
    hands.end()
