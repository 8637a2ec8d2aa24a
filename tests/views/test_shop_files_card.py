"""Data safety: the button that writes the whole shop into files, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.printing import shop_files
from tests.rig import Rig
from tests.shopfloor import Shopfloor
from tests.window import Hands


@pytest.fixture
def window(qapp: QApplication, store: Any, tmp_path: Path) -> Iterator[tuple[Hands, dict[str, Any]]]:
    """The window on a shop with one part."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    people = {role: shop.actor(role) for role in ("AD", "MG", "WK")}
    shop.part("P1")
    shop.desk.close()
    hands = Hands(tmp_path, "en")
    yield hands, people
    hands.end()


def card_of(hands: Hands, actor: Any) -> Any:
    """The card of somebody at the data safety room."""
    hands.app._signed_in(actor)
    hands.settle()
    hands.go("safety")
    return hands.find("safety.files")


def test_the_button_writes_everything_and_says_where(
    window: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands, people = window
    card = card_of(hands, people["MG"])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "stick"))
    hands.press("safety.write")
    (folder,) = (tmp_path / "stick").iterdir()
    assert (folder / "parts.csv").exists()
    assert hands.find("safety.files.folder").text() == str(folder)
    assert "tables" in card.messages.said()[0].fact


def test_a_folder_that_can_not_be_written_is_said(window: Any, tmp_path: Path) -> None:
    hands, people = window
    card = card_of(hands, people["AD"])
    (tmp_path / "stick").write_text("no folder")
    card.write(tmp_path / "stick")
    hands.settle()
    assert "can't be written" in card.messages.said()[0].fact


def test_cancelled_nothing_stays(window: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands, people = window
    card = card_of(hands, people["AD"])
    begun = shop_files._write

    def slowly(*args: Any) -> None:
        card.cancel()  # as by the button, while the first file is written
        begun(*args)

    monkeypatch.setattr(shop_files, "_write", slowly)
    card.write(tmp_path / "stick")
    hands.settle()
    assert not list((tmp_path / "stick").iterdir())
    assert not card.messages.said()


def test_the_keeper_has_no_such_button(window: Any) -> None:
    hands, people = window
    hands.app._signed_in(people["WK"])
    hands.settle()
    assert not hands.app.window.go("safety")
