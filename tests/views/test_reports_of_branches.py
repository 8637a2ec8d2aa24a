"""Head office reads the reports of a branch in the window: whose books they are is chosen above the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.sync import exchange, site
from tests.rig import PROGRAM, Rig
from tests.shopfloor import Shopfloor
from tests.stations import Station
from tests.window import Hands


def _numbers(room: Any) -> list[str]:
    return [row[0] for row in room.found.rows] if room.found is not None else []


def test_a_branch_is_chosen_above_the_report(qapp: QApplication, store: Any, tmp_path: Path, time: Any) -> None:
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    manager, desk = shop.actor("MG"), shop.desk
    shop.receive(shop.part("OURS"), 5, 30)
    for name in ("branch", "between"):
        (tmp_path / name).mkdir()
    branch = Station("02", tmp_path / "branch").set_up()
    desk.run(site.set_up, PROGRAM)
    card = desk.ask(site.card, PROGRAM)
    branch.run(site.pair, card, site.read_card(card).fingerprint)
    card = branch.ask(site.card)
    desk.run(site.pair, PROGRAM, card, site.read_card(card).fingerprint)
    branch.move(branch.part("THEIRS"), 4)
    branch.send(tmp_path / "between")
    assert [seen.state for seen in exchange.take(desk, PROGRAM, tmp_path / "between").seen] == ["applied"]
    branch.close()
    desk.close()
    hands = Hands(tmp_path, "en")
    hands.app._signed_in(manager)
    hands.settle()
    room = hands.go("reports", "stock_value")
    hands.until(lambda: "station" in room._boxes and _numbers(room) == ["OURS"], "our own stock, and the choice")
    room._boxes["station"].control.put("02")
    room.ask()
    hands.until(lambda: _numbers(room) == ["THEIRS"], "the stock of the branch")
    assert str(room.found.remarks[0]).startswith("Books of station 02")
    room.write_file(tmp_path / "branch.csv")
    hands.settle()
    hands.until((tmp_path / "branch.csv").is_file, "the file")
    assert "THEIRS" in (tmp_path / "branch.csv").read_text(encoding="utf-8-sig")
    hands.end()
