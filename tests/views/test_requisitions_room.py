"""What stands over a requisition's page: less approved, another part proposed, allowed, agreed to, the rest bought."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.clock import Id
from app.services import documents
from app.services.requisitions import bench
from app.views.kit.fields import FieldBox
from app.views.kit.sidesheet import open_sheets
from tests.partsdesk import KIND, PartsDesk
from tests.rig import open_rig
from tests.shopfloor import Shopfloor
from tests.window import Hands


class Page:
    """The window on one shop, and whoever stands before it."""

    def __init__(self, hands: Hands, people: dict[str, Any]) -> None:
        self.hands, self.people = hands, people

    def press(self, role: str, id: Id, name: str, **given: Any) -> None:
        """Somebody with the role opens the slip, presses a tool and answers its sheet, if there is one."""
        hands = self.hands
        hands.app._signed_in(self.people[role])
        hands.settle()
        hands.front()
        room = hands.go(KIND, id)
        hands.until(lambda: room.base.page is not None or room.issue is not None, "the slip")
        if room.issue is not None:  # the keeper stands at the counter
            room.show_list()
            room.base.open_document(id)
        hands.until(lambda: room.base.page is not None and room.base.page.seen is not None, "the page")
        hands.settle()
        hands.press(name)
        hands.settle()
        for sheet in open_sheets(room)[-1:]:
            boxes = {box.field.name: box for box in sheet.findChildren(FieldBox)}
            for field, value in given.items():
                boxes[field].control.put(value)
            sheet.verb.click()
            hands.settle()

    def line(self, id: Id) -> bench.BenchLine:
        """The slip's only line as the keeper sees it."""
        return self.hands.app.desk.ask(bench.bench, self.people["WK"], id).lines[0]


def test_the_tools_over_a_slip_do_what_they_say(qapp: QApplication, template: Path, tmp_path: Path) -> None:
    """R66, E70, R13: each tool in the window of the one whose word it is."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    shop = Shopfloor(rig, None)
    people = {role: shop.actor(role) for role in ("SA", "WS", "TE", "TS", "WK")}
    desk = PartsDesk(shop)
    other = desk.stocked("PAD-2", bin="D-01-1-01", quality_grade="AFTERMARKET")
    waits, slip = desk.submitted((desk.part("BARE"), 3)), desk.approved((desk.stocked(qty=1), 2))
    bought = desk.approved((desk.part("GONE"), 1))
    rig.close()
    hands = Hands(tmp_path, "en")
    try:
        page = Page(hands, people)
        page.press("WS", waits, "requisitions.cut", qty=1000)
        seen = hands.app.desk.ask(documents.show, people["WS"], KIND, waits)
        assert seen.lines["lines"][0]["approved"] == 1000
        page.press("TE", slip, "requisitions.substitute", part=other, reason="原厂缺货")
        assert page.line(slip).substitute is not None
        page.press("TS", slip, "requisitions.allow")
        page.press("SA", slip, "requisitions.agree", way="CALL", person="李芳")
        assert (page.line(slip).number, page.line(slip).substitute.state) == ("PAD-2", "READY")  # type: ignore[union-attr]
        page.press("TE", slip, "requisitions.no_substitute")
        assert page.line(slip).number == "PAD-1"
        page.press("WK", bought, "requisitions.buy")
        hands.until(lambda: getattr(hands.room, "kind", None) is not None and hands.room.page, "the purchase request")
        hands.until(lambda: hands.room.page.seen is not None, "its lines")
        assert hands.room.page.seen.lines["lines"][0]["source"] == "WORK"
    finally:
        hands.end()
        i18n.use("zh_CN")
