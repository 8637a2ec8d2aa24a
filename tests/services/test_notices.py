"""The inbox: who sees which notice, and that reading is each person's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.core.desk import UseCase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services import notices
from tests.rig import PROGRAM, Rig, open_rig
from tests.shopfloor import Shopfloor, found

SAYS = N_("{part} is below its warning level.")


def _tell(ctx: Any, part: str, role: str | None, user: Any, document: Any, asks: bool = False) -> None:
    ctx.notify(Text(SAYS, part=part), role=role, user=user, document=document, asks=asks)


tell = UseCase("test.tell", None, _tell, (), True, (), writes=True)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path)
    yield rig
    rig.close()


def test_a_notice_for_a_role_is_unread_for_each_holder(shop: Rig) -> None:
    ann, bob, fin = shop.actor("ann", "WK"), shop.actor("bob", "WK", "PU"), shop.actor("fin", "FI")
    part = clock.new_id()
    shop.desk.run(tell, PROGRAM, "A-1", "WK", None, ("parts", part))
    shop.desk.run(tell, PROGRAM, "A-2", None, ann.user, None)
    assert [shop.desk.ask(notices.unread, actor) for actor in (ann, bob, fin)] == [2, 1, 0]
    newest, oldest = shop.desk.ask(notices.inbox, ann)
    assert str(newest.text) == "A-2 is below its warning level."
    assert (newest.document, oldest.document, oldest.role) == (None, ("parts", part), "WK")
    assert shop.desk.run(notices.mark_read, ann, [oldest.seq]) == 1
    assert [shop.desk.ask(notices.unread, actor) for actor in (ann, bob)] == [1, 1]
    assert [i.seq for i in shop.desk.ask(notices.inbox, ann, only_unread=True)] == [newest.seq]
    assert shop.desk.ask(notices.inbox, ann, limit=1) == [newest]


def test_reading_twice_keeps_the_first_time(shop: Rig) -> None:
    ann = shop.actor("ann", "WK")
    shop.desk.run(tell, PROGRAM, "A-1", "WK", None, None)
    assert shop.desk.run(notices.mark_read, ann) == 1
    [first] = shop.desk.ask(notices.inbox, ann)
    assert shop.desk.run(notices.mark_read, ann) == 0
    assert shop.desk.ask(notices.inbox, ann) == [first]
    assert first.read_at is not None


def test_another_persons_notice_can_not_be_marked(shop: Rig) -> None:
    ann, fin = shop.actor("ann", "WK"), shop.actor("fin", "FI")
    shop.desk.run(tell, PROGRAM, "A-1", "WK", None, None)
    [item] = shop.desk.ask(notices.inbox, ann)
    assert shop.desk.run(notices.mark_read, fin, [item.seq]) == 0
    assert shop.desk.ask(notices.unread, ann) == 1
    with pytest.raises(Refused, match="Sign in first"):
        shop.desk.run(notices.mark_read, PROGRAM)


def test_what_was_asked_for_leaves_with_the_next_step(shop: Rig) -> None:
    """The keeper's paper waits for finance until finance has signed; that it was told stays to be read later."""
    found(shop.desk)
    floor = Shopfloor(shop, None)
    paper = floor.paper("OUT", reason="bench")
    floor.run(tell, "for your information", "FI", None, ("stock_documents", paper))
    floor.run(tell, "to do", "FI", None, ("stock_documents", paper), True)
    assert floor.ask(notices.unread, by="FI") == 2
    floor.step("stock_documents", paper, "cancel", reason="typed twice")
    (left,) = floor.ask(notices.inbox, by="FI", only_unread=True)
    assert left.text.args["part"] == "for your information"
    assert [(n.over, n.read_at) for n in floor.ask(notices.inbox, by="FI")] == [(True, None), (False, None)]


def test_a_notice_about_a_list_takes_the_place_of_those_before(shop: Rig) -> None:
    """One a day is enough: yesterday's, and what it counts, is over; another role's is its own."""
    ann, bob = shop.actor("ann", "WK"), shop.actor("bob", "PU")
    for said, role, about in (
        ("one", "WK", clock.new_id()), ("yesterday", "WK", None), ("yesterday", "PU", None), ("today", "WK", None),
        ("another", "WK", clock.new_id()),
    ):  # fmt: skip
        shop.desk.run(tell, PROGRAM, said, role, None, ("parts", about), True)
    waiting = [n.text.args["part"] for n in shop.desk.ask(notices.inbox, ann, only_unread=True)]
    assert waiting == ["another", "today"]
    assert [shop.desk.ask(notices.unread, one) for one in (ann, bob)] == [2, 1]
