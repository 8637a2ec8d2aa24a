"""Every room of every role opens on a demo shop, in both languages; what the frame promises holds in each of them."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from app.core import i18n
from app.core.screen import ListQuery
from app.services import documents, people
from app.services.demo.people import PEOPLE
from app.services.kinds import KINDS
from app.views.robot import settle
from tests.house.seen import complaints
from tests.rig import PROGRAM, open_rig
from tests.window import Hands

WIDEST, TALLEST = 1280, 640
ROLES = sorted({role for person in PEOPLE for role in person.roles})


def copied(shop: Path, folder: Path) -> Path:
    """A shop of this test's own."""
    return shutil.copytree(shop, folder / "shop")


def entered(hands: Hands, role: str) -> Any:
    """The window of somebody with the role."""
    desk = hands.app.desk
    person = next(t for t in desk.ask(people.tiles, PROGRAM) if role in t.roles)
    hands.app._signed_in(desk.ask(people.actor_of, PROGRAM, person.id))
    hands.settle()
    return hands.app.window


@pytest.fixture(params=["zh_CN", "en"])
def hands(request: pytest.FixtureRequest, qapp: QApplication, demo_shop: Path, tmp_path: Path) -> Iterator[Hands]:
    made = Hands(copied(demo_shop, tmp_path), request.param)
    made.shell.resize(WIDEST, TALLEST)
    yield made
    made.end()
    i18n.use("zh_CN")


def primaries(window: QWidget) -> list[str]:
    """The primary buttons in sight."""
    return [b.text() for b in window.findChildren(QPushButton) if b.property("kind") == "primary" and b.isVisible()]


@pytest.mark.slow
def test_every_room_of_every_role_opens(hands: Hands) -> None:
    """Small enough for 1366 × 768; at most one primary button; no button that Enter presses by itself.

    No word is cut off, each stop of Tab has a name and stands where the eye expects it, nothing is too small to hit.
    """
    opened: set[str] = set()
    wrong: list[str] = []
    for role in ROLES:
        window = entered(hands, role)
        # the keeper and the administrator see them all; of the others what is new with them
        wanted = [name for name in window._cards if role in ("AD", "WK") or name not in opened]
        opened.update(wanted)
        for name in wanted:
            room = hands.go(name)
            assert room.title(), name
            assert len(primaries(room)) <= 1, (role, name, primaries(room))
            smallest = window.minimumSizeHint()
            assert (smallest.width() <= WIDEST, smallest.height() <= TALLEST) == (True, True), (role, name, smallest)
            wrong += [f"{role} {name}: {said}" for said in complaints(hands.shell, room)]
    assert not wrong, "\n".join(wrong)
    assert not hands.shell.findChildren(QDialog)
    assert [b.objectName() for b in hands.shell.findChildren(QPushButton) if b.autoDefault()] == []


@pytest.mark.slow
def test_every_list_reads_and_every_document_opens(hands: Hands) -> None:
    """Each kind's list finds and reads; documents of every state open with their peek and their sheets in sight."""
    wrong: list[str] = []
    opened: set[tuple[str, str]] = set()  # the administrator opens what the keeper does not see
    for role in ("WK", "AD"):
        window = entered(hands, role)
        desk, actor = hands.app.desk, hands.app.session.actor
        for kind in (k for k in KINDS if actor.may(k.view)):
            ids = desk.ask(documents.find, actor, kind.name, ListQuery())
            rows = desk.ask(documents.read, actor, kind.name, ids)
            assert len(rows) == len(ids)
            seen: dict[str, Any] = {}
            for id_ in ids:
                seen.setdefault(desk.ask(documents.standing, actor, kind.name, id_).state, id_)
            for state, id_ in seen.items():
                if (kind.name, state) in opened:
                    continue
                opened.add((kind.name, state))
                room = hands.go(kind.name, id_)
                page = (getattr(room, "base", None) or room).page
                assert page.seen is not None, (role, kind.name)
                assert window.minimumSizeHint().width() <= WIDEST, (role, kind.name)
                assert len(primaries(room)) <= 1
                wrong += [f"{role} {kind.name}: {said}" for said in complaints(hands.shell, room)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_every_document_is_shown_to_one_who_may(demo_shop: Path, tmp_path: Path) -> None:
    """To the keeper what he may see, to the next ones the rest; `show` says it without words, in no language."""
    rig = open_rig(copied(demo_shop, tmp_path), seeded=False)
    shown: set[str] = set()
    for role in ("WK", *ROLES):
        person = next(t for t in rig.desk.ask(people.tiles, PROGRAM) if role in t.roles)
        actor = rig.desk.ask(people.actor_of, PROGRAM, person.id)
        for kind in (k for k in KINDS if actor.may(k.view) and k.name not in shown):
            shown.add(kind.name)
            for id_ in rig.desk.ask(documents.find, actor, kind.name, ListQuery()):
                seen = rig.desk.ask(documents.show, actor, kind.name, id_)
                stands = rig.desk.ask(documents.standing, actor, kind.name, id_)
                assert (seen.state, seen.version) == (stands.state, stands.version)
    rig.close()
    assert shown == {kind.name for kind in KINDS}


@pytest.mark.slow
def test_thirty_scans_are_thirty_events_wherever_the_focus_is(
    qapp: QApplication, demo_shop: Path, tmp_path: Path
) -> None:
    hands = Hands(copied(demo_shop, tmp_path), "en")
    heard: list[str] = []
    hands.app.scanner.scanned.connect(heard.append)
    try:
        window = entered(hands, "WK")
        for name in ("today", "parts", "counts"):
            hands.go(name)
            places = [w for w in window.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
            for place in [w for w in places if w.isVisible() and w.isEnabled()][:10]:
                place.setFocus()
                before = len(heard)
                hands.scan(f"NO-SUCH-{len(heard)}")
                assert len(heard) == before + 1, (name, place)
        assert len(heard) == len(set(heard)) > 20
        settle(hands.app)
    finally:
        hands.end()


@pytest.mark.slow
def test_an_offer_is_carried_out_or_refused_with_a_reason(qapp: QApplication, demo_shop: Path, tmp_path: Path) -> None:
    """The manager may not count, the keeper may; a refused step says why and changes nothing."""
    hands = Hands(copied(demo_shop, tmp_path), "en")
    try:
        for role in ("WK", "FI"):
            entered(hands, role)
            desk, actor = hands.app.desk, hands.app.session.actor
            for id_ in desk.ask(documents.find, actor, "counts", ListQuery()):
                room = hands.go("counts", id_)
                page = room.base.page
                before = page.seen
                for offer in before.offers:
                    if offer.refusal is not None and offer.permitted:
                        page.press(offer)
                        hands.settle()
                        assert page.seen.state == before.state
                        assert page.messages.isVisible()
    finally:
        hands.end()
