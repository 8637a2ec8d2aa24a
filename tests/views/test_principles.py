"""The principles of the window that no single part can keep alone, each as a test (the others stand with their parts).

1 calm lists: test_kit_table · 2 scans: test_frame, test_kit_scanner, house/test_rooms_open · 4 one primary: test_frame
5 rings: test_kit_fields, Tab: house/test_rooms_open
6 contrast and 12 px: test_theme · 7 smallest window, no word cut off: house/test_rooms_open.
"""

from __future__ import annotations

import ast
import os
from itertools import combinations
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import kinds
from app.views.document_room import DocumentRoom
from app.views.kit import theme
from app.views.kit.chips import Chip
from app.views.kit.tasks import Tasks
from app.views.session import Session
from tests.shopfloor import Shopfloor
from tests.views.test_frame import Kept

VIEWS = Path(__file__).parents[2] / "app" / "views"
QUESTIONS = {
    "leave_unsaved": {"main_window.py"},
    "restore_backup": {"dead_end.py", "restore_sheet.py"},
}  # fmt: skip


def test_3_only_two_questions_stop_the_work() -> None:
    """Leaving unsaved work, and restoring a backup; everything else is said in the page."""
    asked: dict[str, set[str]] = {name: set() for name in QUESTIONS}
    for file in VIEWS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name in asked:
                asked[name].add(file.name)
    assert asked == QUESTIONS


def test_4_a_refused_step_leaves_the_focus_on_what_it_names(qtbot: QtBot, shop: Shopfloor, tasks: Tasks) -> None:
    empty = shop.paper("IN")
    session = Session(shop.desk, shop.actor("WK"), tasks)
    room = DocumentRoom(kinds.named("stock_documents"), session, Kept())
    qtbot.addWidget(room)
    room.resize(1180, 640)
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    room.open_document(empty)
    page = room.page
    assert page is not None
    qtbot.waitUntil(lambda: page.seen is not None)
    page.steps.press_primary()
    assert [m.fact for m in page.messages.said()] == ["Add at least one line."]
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.grids["lines"].isAncestorOf(focus)
    session.end()


@pytest.mark.parametrize("dark", [False, True])
def test_6_states_are_told_apart_without_colour(qtbot: QtBot, dark: bool) -> None:
    """The same word, every family, in shades of grey: no two chips look alike."""
    theme.apply(theme.Look(dark=dark))
    seen: dict[str, bytes] = {}
    for family in theme.FAMILY_ICON:
        chip = Chip("State", family)
        qtbot.addWidget(chip)
        chip.resize(chip.sizeHint())
        grey = chip.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        # the shape alone: what is much darker or lighter than the ground it stands on
        ground = grey.pixelColor(3, grey.height() // 2).lightness()
        seen[family] = bytes(
            abs(grey.pixelColor(x, y).lightness() - ground) > 40
            for y in range(grey.height())
            for x in range(min(24, grey.width()))
        )
    for one, other in combinations(seen, 2):
        assert seen[one] != seen[other], (one, other)
    theme.apply(theme.Look())
