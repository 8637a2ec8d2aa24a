"""F1: the keys of the room in front and its help, in every room; the search; the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from app.core import i18n
from app.services import handbook
from app.services.kinds import KINDS
from app.views.help import Help
from app.views.kit.keycap import KeyCap, spoken
from app.views.kit.keysheet import KeysOverlay
from app.views.kit.labels import Words
from app.views.rooms import OTHERS, TODAY
from tests.rig import Rig
from tests.shopfloor import Shopfloor
from tests.window import Hands

ROLES = ("WK", "AD", "SA", "TE", "FI", "PU", "MG")


@pytest.fixture
def hands(qapp: QApplication, store: Any, tmp_path: Path) -> Iterator[Hands]:
    """The window on an almost empty shop with somebody of each role."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    people = {role: shop.actor(role) for role in ROLES}
    shop.part("P1")
    shop.desk.close()
    made = Hands(tmp_path, "en")
    made.people = people
    made.shell.resize(1366, 728)
    yield made
    made.end()
    i18n.use("zh_CN")


def entered(hands: Hands, role: str) -> Any:
    """The window of somebody with the role."""
    hands.app._signed_in(hands.people[role])
    hands.settle()
    return hands.app.window


def opened(hands: Hands) -> KeysOverlay:
    """F1, and what it opens."""
    hands.key(Qt.Key.Key_F1)
    return next(overlay for overlay in hands.app.window.findChildren(KeysOverlay) if overlay.isVisible())


def help_in(overlay: KeysOverlay) -> Help:
    found = overlay.findChild(Help)
    assert found is not None
    return found


def test_f1_shows_the_keys_of_every_room_and_then_its_page(hands: Hands) -> None:
    seen: set[str] = set()
    for role in ROLES:
        window = entered(hands, role)
        for name in [name for name in window._cards if name not in seen]:
            seen.add(name)
            room = hands.go(name)
            overlay = opened(hands)
            told = [cap.text() for cap in overlay.findChild(QScrollArea, "keys.list").findChildren(KeyCap)]
            own = list(dict.fromkeys(spoken(key.combo) for key in [*room.keys()]))
            assert told[: len(own)] == own, f"{name}: the room's keys stand first"
            help_ = help_in(overlay)
            assert help_.shown == (room.help() or name), name
            page = handbook.page(help_.shown)
            assert page is not None
            assert help_.page.toPlainText().startswith(page.title)
            QTest.keyClick(help_.search, Qt.Key.Key_Escape)
            assert not overlay.isVisible()
            hands.settle()
    rooms = {kind.name for kind in KINDS if kind.area} | {name for name, *_ in (TODAY, *OTHERS)}
    assert seen == rooms, "these rooms none of these roles may open"


def test_the_search_finds_a_page_and_enter_opens_it(hands: Hands) -> None:
    entered(hands, "WK")
    hands.go("parts")
    help_ = help_in(opened(hands))
    assert help_.search.hasFocus()
    hands.type(help_.search, "pin forgotten")
    assert "When something goes wrong" in help_.page.toPlainText()
    assert help_.shown == ""
    QTest.keyClick(help_.search, Qt.Key.Key_Return)
    assert help_.shown == "troubles"
    help_.search.clear()
    assert help_.shown == "parts"
    hands.type(help_.search, "zzzz")
    assert "zzzz" in help_.page.toPlainText()
    hands.press("help.here")
    assert help_.shown == "parts"
    QTest.keyClick(help_.search, Qt.Key.Key_F1)
    assert not help_.isVisible()


def test_all_pages_are_listed_by_chapter_and_open_by_a_click(hands: Hands) -> None:
    entered(hands, "WK")
    help_ = help_in(opened(hands))
    hands.press("help.contents")
    said = help_.page.toPlainText()
    assert all(page.title in said for page in handbook.pages())
    assert said.index("First steps") < said.index("Front desk") < said.index("Parts store")
    help_.page.anchorClicked.emit(QUrl("bins"))
    assert help_.shown == "bins"


def test_the_arrows_turn_the_page_while_one_types(hands: Hands) -> None:
    entered(hands, "WK")
    hands.go("counts")
    help_ = help_in(opened(hands))
    QTest.keyClick(help_.search, Qt.Key.Key_PageDown)
    assert help_.page.verticalScrollBar().value() > 0
    assert help_.search.hasFocus()


def test_the_scan_room_has_a_page_of_its_own(hands: Hands) -> None:
    entered(hands, "WK")
    room = hands.go("requisitions")
    assert room.help() == "issue_room"  # the keeper sees first what waits to be issued
    room.show_list()
    assert help_in(opened(hands)).shown == "requisitions"


def test_a_page_is_found_in_chinese(hands: Hands) -> None:
    with i18n.language("zh_CN"):
        found = handbook.find("忘记 PIN")
        assert found[0].page.name == "troubles"
        assert handbook.find("12*")
        assert not handbook.find("  ")


def test_words_wrap_and_none_is_cut_off(hands: Hands) -> None:
    entered(hands, "SA")
    hands.go("receptions")
    overlay = opened(hands)
    for words in overlay.findChildren(Words):
        assert words.width() >= words.minimumSizeHint().width(), words.text()
