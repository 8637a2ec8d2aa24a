"""Drafts of check-ins that nobody needs: Esc drops an empty one, the button any; a paper that was shown stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.screen import ListQuery
from app.services import documents
from tests.rig import PROGRAM, open_rig
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor
from tests.window import CTRL, Hands


@pytest.fixture
def hands(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Hands]:
    """An advisor at the list of check-ins; one customer has had his paper before him."""
    shutil.copyfile(template, tmp_path / "counterpart.db")
    rig = open_rig(tmp_path, seeded=False)
    desk = Desk(Shopfloor(rig, None))
    actor = desk.shop.actor("SA")
    desk.shop.step("receptions", desk.checked(), "correct", by="SA")
    rig.close()
    hands = Hands(tmp_path)
    hands.app._signed_in(actor)
    hands.settle()
    hands.go("receptions")
    yield hands
    hands.end()


def kept(hands: Hands) -> list[Any]:
    """The check-ins of the shop."""
    return list(hands.app.desk.ask(documents.find, PROGRAM, "receptions", ListQuery()))


def test_an_empty_new_one_leaves_nothing_behind(hands: Hands) -> None:
    """Untouched, or typed into and emptied again: Esc drops it."""
    for words in ("", "8K"):
        hands.key(Qt.Key.Key_N, CTRL)
        page = hands.room.base.page
        hands.until(lambda page=page: page._filled.boxes["plate"].control.isAncestorOf(QApplication.focusWidget()),
                    "the plate to have the focus")  # fmt: skip
        if words:
            hands.type(page._filled.boxes["remark" if "remark" in page._filled.boxes else "words"].control, words)
            hands.until(lambda: len(kept(hands)) == 2, "the draft to be kept")
            hands.key(Qt.Key.Key_A, CTRL)
            hands.key(Qt.Key.Key_Backspace)
        hands.key(Qt.Key.Key_Escape)
        hands.until(lambda: hands.room.base.page is None, "the list")
        hands.until(lambda: len(kept(hands)) == 1, "the draft to be gone")
        assert not hands.room.base.messages.said()


def test_the_button_drops_a_filled_draft_after_a_word(hands: Hands) -> None:
    hands.key(Qt.Key.Key_N, CTRL)
    page = hands.room.base.page
    hands.type(page._filled.boxes["words"].control, "noise")
    hands.until(lambda: page.seen is not None, "the draft to be kept")
    hands.press("draft.drop")
    assert any("goes with the draft" in str(said) for said in page.messages.said())
    assert len(kept(hands)) == 2
    next(said for said in page.messages.said() if said.key == "drop").action[1]()
    hands.until(lambda: hands.room.base.page is None and len(kept(hands)) == 1, "the list without it")


def test_what_the_customer_has_seen_is_not_dropped(hands: Hands) -> None:
    """It was printed for him: it can leave unrepaired, not vanish."""
    [shown] = kept(hands)
    hands.go("receptions", shown)
    page = hands.room.base.page
    hands.until(lambda: page.seen is not None, "the check-in")
    page._drop._drop()
    hands.until(lambda: any("before him already" in str(s) for s in page.messages.said()), "the refusal")
    assert kept(hands) == [shown]
