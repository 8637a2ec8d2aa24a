"""A step of a complaint that is pressed too early: all that is missing is said at once, in sight, and nothing typed
is lost; what stood in the way goes with its reason.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core import clock
from app.core.clock import Id
from app.views.kit.sidesheet import open_sheets
from tests.grievances import FOUND, KIND, Grievances
from tests.rig import open_rig
from tests.shopfloor import Shopfloor
from tests.window import CTRL, Hands

Way = Callable[[Grievances], Id]


@pytest.fixture
def handler(template: Path, tmp_path: Path, qapp: QApplication) -> Callable[[Way], tuple[Hands, Any]]:
    """The window of the specialist on the page of a complaint that came this way."""

    def page_of(way: Way) -> tuple[Hands, Any]:
        shutil.copyfile(template, tmp_path / "counterpart.db")
        rig = open_rig(tmp_path, seeded=False)
        shop = Shopfloor(rig, clock.now)
        case, actor = way(Grievances(shop)), shop.actor("TS")
        rig.close()
        hands = Hands(tmp_path)
        hands.shell.resize(1366, 768)
        hands.app._signed_in(actor)
        hands.settle()
        hands.go(KIND, case)
        page = hands.room.base.page
        hands.until(lambda: page.aside is not None and page.aside._seen is not None, "the thread")
        hands.front()
        return hands, page

    return page_of


def photographed(cases: Grievances) -> Id:
    """Investigated, so far with a photo only."""
    case = cases.handling()
    cases.proof(case)
    return case


def test_who_proposes_too_early_sees_all_that_is_missing_and_is_taken_there(
    handler: Callable[[Way], tuple[Hands, Any]],
) -> None:
    """Every field at once; F8 knows them too; a grid below the fold is scrolled to."""
    hands, page = handler(photographed)
    hands.key(Qt.Key.Key_F8)
    assert page.form.boxes["cause_code"].isAncestorOf(QApplication.focusWidget())
    hands.next()
    lacking = {name for name, box in page.form.boxes.items() if box.problem is not None}
    assert lacking == {"cause_code", "cause_why", "responsibility", "impact"}
    for name in lacking:
        page.form.boxes[name].control.put(FOUND[name])
    page._edited()
    hands.next()
    hands.until(lambda: any("measure" in m.fact for m in page.messages.said()), "what is missing now")
    view = page.grids["measures"].view
    hands.front()
    assert view.hasFocus()
    hands.until(lambda: not view.visibleRegion().isEmpty(), "the grid to be in sight")
    hands.end()


def test_what_was_told_is_not_lost_when_the_step_is_refused(handler: Callable[[Way], tuple[Hands, Any]]) -> None:
    """R87: solved without the customer's score: the sheet is there again with the words; the score ends it."""
    hands, page = handler(lambda cases: cases.implementing())
    hands.next()
    assert "Not done yet" in page.messages.said()[0].fact
    hands.press(f"measures.{page.seen.lines['measures'][0]['id']}")
    hands.until(lambda: not page.messages.said(), "the reason to go")
    hands.next()
    sheet = open_sheets(page)[0]
    words, score = (box.control for box in sheet.boxes if box.field.name in ("words", "satisfaction"))
    words.put("repaired, quiet again")
    hands.key(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: any(box.problem for box in sheet.boxes), "the refusal in the sheet")
    assert sheet.isVisible()
    assert words.value() == "repaired, quiet again"
    score.put("4")
    hands.key(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: page.seen.state == "resolved", "it to be solved")
    assert not open_sheets(page)
    hands.end()
