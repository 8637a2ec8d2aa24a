"""A board of many cars: what is seen first is there at once, the rest follows, in order, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.core import clock
from app.services.work_orders.board import Card, Lane
from app.views.board_card import BoardCard
from app.views.board_lanes import A_FEW, AT_ONCE, Lanes


def car(n: int) -> Card:
    """The n-th car."""
    return Card(
        clock.new_id(), f"WO-{n}", "in_repair", "work", f"苏E{n:05d}", "朗逸", "制动片", "", None, "", None, "", ()
    )  # fmt: skip


def orders(lanes: Lanes, name: str) -> list[str]:
    """What stands in a lane, from top to bottom, as laid out."""
    box = lanes._columns[name].box
    found = [box.itemAt(at).widget() for at in range(box.count())]
    return [card.card.number for card in found if isinstance(card, BoardCard) and not card.isHidden()]


def test_the_first_cards_are_there_at_once_and_the_others_follow_in_order(qtbot: QtBot) -> None:
    lanes = Lanes(BoardCard)
    qtbot.addWidget(lanes)
    cars = [car(n) for n in range(AT_ONCE + 2 * A_FEW + 3)]
    lanes.show_lanes([Lane("work", "Work", tuple(cars)), Lane("sign", "Sign", ())], by_state=True)
    assert orders(lanes, "work") == [c.number for c in cars[:AT_ONCE]]
    place = lanes._columns["work"].body.minimumHeight()  # nothing moves while the others come
    qtbot.waitUntil(lambda: len(lanes.cards["work"]) == len(cars))
    assert orders(lanes, "work") == [c.number for c in cars]
    assert lanes._columns["work"].body.layout().totalMinimumSize().height() == place
    before = {card.card.id: card for card in lanes.cards["work"]}

    # two leave, one changes, and the wanted one stands far below: it is there without waiting
    later = [replace(cars[3], bay="2"), *cars[5:]]
    lanes.show_lanes([Lane("work", "Work", tuple(later)), Lane("sign", "Sign", ())], by_state=True, wanted=cars[-1].id)
    assert lanes.cards["work"][-1].card == cars[-1]
    assert orders(lanes, "work") == [c.number for c in later]
    assert lanes.cards["work"][0] is not before[cars[3].id]
    assert [card is before[card.card.id] for card in lanes.cards["work"][1:]] == [True] * (len(later) - 1)

    # a second look while the first is still being put up
    lanes.forget()
    lanes.show_lanes([Lane("work", "Work", tuple(cars))], by_state=True)
    lanes.show_lanes([Lane("work", "Work", tuple(cars[::-1]))], by_state=True)
    qtbot.waitUntil(lambda: len(lanes.cards["work"]) == len(cars))
    assert orders(lanes, "work") == [c.number for c in cars[::-1]]
