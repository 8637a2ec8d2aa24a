"""The page of the exchange in the real window: a card, a pairing, packages there and back, a decision, no folder."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit
from sqlalchemy import update

from app.core.desk import Context, usecase
from app.core.doors import open_door
from app.models.exchange import ExchangeSite
from app.models.parts import Part
from app.services import documents, drafts, settings
from app.sync import decisions, site, status
from app.views.exchange_clock import FOLDER, LAST, ExchangeClock
from tests.rig import PROGRAM, Rig
from tests.shopfloor import Shopfloor, first
from tests.stations import Station
from tests.window import Hands


@pytest.fixture
def window(qapp: QApplication, store: Any, tmp_path: Path, time: Any) -> Iterator[tuple[Hands, dict[str, Any]]]:
    """The window on the shop of station 01, with one part."""
    shop = Shopfloor(Rig.on(tmp_path, store), None)
    people = {role: shop.actor(role) for role in ("AD", "MG", "WK")}
    shop.part("P1", name_zh="原名")
    shop.desk.close()
    hands = Hands(tmp_path, "en")
    yield hands, people
    hands.end()


@pytest.fixture
def branch(tmp_path: Path, time: Any) -> Iterator[Station]:
    """Station 02."""
    (tmp_path / "branch").mkdir()
    made = Station("02", tmp_path / "branch").set_up()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder between them."""
    made = tmp_path / "between"
    made.mkdir()
    return made


def entered(hands: Hands, actor: Any) -> Any:
    hands.app._signed_in(actor)
    hands.settle()
    return hands.go("exchange")


def said(room: Any) -> list[str]:
    return [message.fact for message in room.messages.said()]


def shown(room: Any) -> str:
    return "\n".join(label.text() for label in room.findChildren(QLabel) if label.isVisible())


def paired(hands: Hands, room: Any, branch: Station, tmp_path: Path) -> None:
    """Both ways: our card there, theirs here, with the fingerprint typed as it was read out."""
    room.write_card(tmp_path / "station-01.json")
    hands.settle()
    card = (tmp_path / "station-01.json").read_text(encoding="utf-8")
    branch.run(site.pair, card, room.findChild(QLabel, "exchange.fingerprint").text())
    theirs = tmp_path / "station-02.json"
    theirs.write_text(branch.ask(site.card), encoding="utf-8")
    room.begin_pairing(theirs)
    hands.settle()
    typed = room.findChild(QLineEdit, "exchange.typed")
    typed.setText("0000")
    hands.press("exchange.trust")
    assert "not that of the card" in shown(room)
    typed.setText(branch.ask(site.card) and site.read_card(branch.ask(site.card)).fingerprint.lower())
    assert room.findChild(QCheckBox, "exchange.relay").isChecked()
    hands.press("exchange.trust")
    assert said(room) == ["Station 02 is paired."]


def test_from_the_card_to_the_decision(window: Any, branch: Station, folder: Path, tmp_path: Path) -> None:
    hands, people = window
    room = entered(hands, people["AD"])
    assert "No station is paired yet." in shown(room)
    paired(hands, room, branch, tmp_path)
    room.export()
    assert said(room) == ["Choose the folder of the exchange first."]
    room.put_folder(str(folder))
    hands.settle()
    hands.press("exchange.export")
    assert said(room) == ["1 packages written."]
    branch.take(folder)
    part = hands.app.desk.ask(first, PROGRAM, Part, "number", "P1").id
    branch.edit(part, name_zh="分店改")
    own = hands.app.desk
    version = own.ask(documents.standing, PROGRAM, "parts", part).version
    own.run(drafts.edit, PROGRAM, "parts", part, version, {"name_zh": "总店改"})
    branch.send(folder)
    hands.press("exchange.import")
    assert "1 records to decide." in said(room)[0]
    [twice] = own.ask(decisions.merges, PROGRAM)
    assert {"总店改", "分店改"} <= set(shown(room).split("\n"))
    hands.press("exchange.other")
    assert own.ask(first, PROGRAM, Part, "id", part).name_zh == next(
        f.other for f in twice.fields if str(f.label) == "Chinese name"
    )
    assert own.ask(decisions.merges, PROGRAM) == []
    hands.press("exchange.unpair.02")
    assert "No station is paired yet." in shown(room)


def test_what_is_refused_is_shown_with_its_reason(window: Any, branch: Station, folder: Path, tmp_path: Path) -> None:
    hands, people = window
    room = entered(hands, people["AD"])
    paired(hands, room, branch, tmp_path)
    room.put_folder(str(folder))
    (folder / "counterpart-02-to-01-00000009.zip").write_bytes(b"cut short")
    hands.press("exchange.import")
    assert "is damaged" in shown(room)
    assert (folder / "set-aside" / "counterpart-02-to-01-00000009.zip").exists()
    room.put_folder(str(tmp_path / "gone"))
    hands.press("exchange.import")
    assert "There is no folder" in said(room)[0]


def test_a_card_that_is_none(window: Any, tmp_path: Path) -> None:
    hands, people = window
    room = entered(hands, people["AD"])
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    room.begin_pairing(tmp_path / "x.json")
    hands.settle()
    assert "no card of a station" in said(room)[0]
    room.begin_pairing(tmp_path / "none.json")
    hands.settle()
    assert "none.json" in hands.seen()


def test_by_the_clock(window: Any, branch: Station, folder: Path, tmp_path: Path) -> None:
    hands, people = window
    room = entered(hands, people["AD"])
    paired(hands, room, branch, tmp_path)
    branch.part("P2")
    branch.send(folder)
    clock = hands.app.findChild(ExchangeClock) or hands.shell.findChild(ExchangeClock)
    assert clock is not None
    clock.look()
    hands.settle()
    room.put_folder(str(folder))
    clock.look()
    hands.settle()
    assert hands.app.desk.ask(first, PROGRAM, Part, "number", "P2") is None  # the shop exchanges only by hand
    hands.app.desk.run(settings.change, PROGRAM, "exchange.minutes", 15)
    clock.look()
    hands.settle()
    assert hands.app.desk.ask(first, PROGRAM, Part, "number", "P2") is not None
    assert list(folder.glob("counterpart-01-to-02-*.zip"))
    assert clock._memory.get(LAST)
    clock._memory.put(FOLDER, str(tmp_path / "gone"))
    clock._memory.put(LAST, None)
    clock.look()
    hands.settle()
    assert "There is no folder" in hands.seen()


def test_the_manager_exchanges_and_decides_but_pairs_nothing(window: Any) -> None:
    hands, people = window
    room = entered(hands, people["MG"])
    assert room.findChild(QLineEdit, "exchange.typed").isVisible() is False
    assert not any(b.objectName() in ("exchange.card", "exchange.pair") for b in room.findChildren(type(room._send)))
    assert room._send.toolTip() == "Pair a station first."


@usecase("test.restored", allow=None)
def restored(ctx: Context) -> None:
    """The mark that a restore leaves."""
    with open_door(ctx.conn, "journal"):
        ctx.conn.execute(update(ExchangeSite).values(restored_at=ctx.now))


def test_a_restored_station_goes_on_by_a_button(window: Any, folder: Path) -> None:
    hands, people = window
    room = entered(hands, people["AD"])
    room.write_card(folder / "card.json")
    hands.settle()
    assert "restored from a backup" not in shown(room)
    hands.app.desk.run(restored, PROGRAM)
    room.refresh()
    hands.settle()
    assert "restored from a backup" in shown(room)
    hands.press("exchange.go_on")
    assert "restored from a backup" not in shown(room)
    assert not hands.app.desk.ask(status.status, PROGRAM).restored
