"""The principles of the window that no single part can keep alone, each as a test (the others stand with their parts).

1 calm lists: test_kit_table · 2 scans: test_frame, test_kit_scanner, house/test_rooms_open · 4 one primary: test_frame
5 rings: test_kit_fields · 6 contrast and 12 px: test_theme · 7 smallest window: house/test_rooms_open.
"""

from __future__ import annotations

import ast
import os
from itertools import combinations
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core import i18n
from app.services import kinds
from app.views.document_room import DocumentRoom
from app.views.kit import theme
from app.views.kit.chips import Chip
from app.views.kit.tasks import Tasks
from app.views.session import Session
from tests.rig import Rig
from tests.shopfloor import Shopfloor
from tests.views.test_frame import Kept
from tests.window import Hands

VIEWS = Path(__file__).parents[2] / "app" / "views"
QUESTIONS = {
    "leave_unsaved": {"main_window.py"},
    "restore_backup": {"application.py", "safety_room.py"},
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


def cut_off(home: QWidget) -> list[str]:
    """Labels of one line in sight that are wider than their place."""
    found = []
    for label in home.findChildren(QLabel):
        words = label.text()
        if not words or not label.isVisible() or label.wordWrap() or label.textFormat() == Qt.TextFormat.RichText:
            continue
        if QFontMetrics(label.font()).horizontalAdvance(words) > label.contentsRect().width() + 1:
            found.append(f"{words!r} in {label.width()} px")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_7_no_label_is_cut_off_in_the_smallest_window(
    qapp: QApplication, store: Any, tmp_path: Path, language: str
) -> None:
    """Every room of the keeper, the purchaser and the administrator at 1280 × 640, with a document open in it."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    people = [shop.actor(role) for role in ("WK", "PU", "AD")]
    open_ = {"parts": shop.part("P1"), "stock_documents": shop.paper("IN"), "people": people[0].user}
    shop.desk.close()
    hands = Hands(tmp_path, language)
    hands.shell.resize(1280, 640)
    try:
        wrong = []
        for actor in people:
            hands.app._signed_in(actor)
            hands.settle()
            for name in hands.app.window._cards:
                room = hands.go(name)
                wrong += [f"{language} {name}: {words}" for words in cut_off(hands.shell)]
                if name in open_:
                    room = hands.go(name, open_[name])
                    wrong += [f"{language} {name} open: {words}" for words in cut_off(room)]
        assert not wrong, "\n".join(sorted(set(wrong)))
    finally:
        hands.end()
        i18n.use("zh_CN")
