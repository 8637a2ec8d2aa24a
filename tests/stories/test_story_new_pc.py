"""The old PC died: on a new one the first page takes a sealed backup from the stick, and the shop goes on."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.core.access import Actor
from app.services import attachments, backups, signatures
from tests.garage import Garage
from tests.rig import PIN, PROGRAM, Rig
from tests.shopfloor import Shopfloor
from tests.window import Hands

WORDS = "only letters here"


@pytest.fixture
def stick(store: Any, tmp_path: Path) -> tuple[Path, Any, Actor]:
    """The copy of a shop with a signed order, sealed; the order; its advisor. The PC itself is gone."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    order = Garage(shop).signed()
    advisor = shop.actor("SA")
    place = backups.Place(
        backups.choose(tmp_path, PROGRAM, tmp_path.parent / f"{tmp_path.name}-stick"),
        backups.set_passphrase(tmp_path, PROGRAM, WORDS, WORDS),
    )
    told = backups.keep_up(shop.desk, store, tmp_path, place)
    assert told.there is not None, told
    shop.desk.close()
    return told.there.file, order, advisor


def test_a_new_pc_works_from_the_stick(
    qapp: QApplication, stick: tuple[Path, Any, Actor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, order, advisor = stick
    new = tmp_path.parent / f"{tmp_path.name}-new"
    hands = Hands(new, "en")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    hands.press("firstrun.restore")
    hands.type(hands.find("field.passphrase"), WORDS)
    hands.press("sheet.verb")
    hands.until(lambda: hands.find("sheet.verb").text().strip() == "Restore", "what is in the copy")
    assert "Work orders" in [label.text() for label in hands.find("sheet").findChildren(QLabel)]
    hands.press("sheet.verb")
    hands.until(lambda: hands.app.desk is not None and hands.app.login is not None, "the shop to be open")
    hands.until(lambda: bool(hands.app.login.chosen()), "the tiles")
    hands.sign_in(advisor.name, PIN)
    hands.go("work_orders", order)
    desk, actor = hands.app.desk, hands.app.session.actor
    kept = desk.ask(attachments.list_of, actor, "work_orders", order)
    assert kept
    assert all(desk.ask(attachments.read, actor, one.id) for one in kept)
    assert [one.name for one in desk.ask(signatures.list_of, actor, "work_orders", order)] == ["李芳"]
    hands.end()
