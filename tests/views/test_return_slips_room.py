"""A return slip at the window: on the poorest screen its lines need no scroll bar, whoever looks at them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.access import Actor
from app.core.clock import Id
from app.views.kit.linesview import LinesView
from tests.partsdesk import BACK, PartsDesk
from tests.rig import open_rig
from tests.shopfloor import Shopfloor
from tests.window import Hands

WHY = "安装时从举升机平台上掉落，摩擦材料摔裂，已拍照"
NAME = "前制动片（带报警线，含安装附件和润滑脂）"


@pytest.fixture
def slip(template: Path, tmp_path: Path) -> tuple[Id, Actor]:
    """A draft that the keeper, who may see costs too, looks through: a batch, a long name, somebody who answers."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    desk = PartsDesk(Shopfloor(rig, None))
    made = desk.issued((desk.stocked("04465-0D150-0001", 5, 30, name=NAME), 2), (desk.stocked("P2", 5, 9), 2))
    back = desk.open_return(made, line1=1, line2=1)
    desk.step(back, "submit", kind=BACK)
    damaged = {"condition": "DAMAGED", "reason": WHY, "responsible_id": desk.garage.technician()}
    desk.edit(back, "WK", damaged, {"condition": "UNOPENED"})
    actor = desk.shop.actor("WK", "FI")
    rig.close()
    return back, actor


@pytest.fixture
def hands(slip: object, tmp_path: Path, qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Hands]:
    made = Hands(tmp_path, request.param)
    yield made
    made.end()


@pytest.mark.parametrize("hands", ["zh_CN", "en"], indirect=True)
def test_the_lines_of_a_return_slip_fit(hands: Hands, slip: tuple[Id, Actor]) -> None:
    hands.shell.resize(1366, 688)
    hands.app._signed_in(slip[1])
    hands.settle()
    hands.go(BACK, slip[0])
    hands.settle()
    if folder := os.environ.get("RETURN_SHOTS"):
        hands.shell.grab().save(f"{folder}/return-slip-{i18n.current()}.png")
    [lines] = [view for view in hands.shell.findChildren(LinesView) if view.isVisible()]
    assert lines.horizontalScrollBar().maximum() == 0
