"""Amounts as they are typed and pasted: taken exactly, or refused beside the field; never cut, never for empty."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.core.errors import Refused
from app.views.kit.figures import Figure
from app.views.kit.sidesheet import open_sheets
from tests.views.test_settlements_room import at_till, receipt, scene
from tests.window import CTRL, Hands

__all__ = ["scene"]
NARROW, WIDE = "\u00a0", "\u3000"  # spaces that are pasted from web pages and from Chinese texts
K = Qt.Key


@given(st.text(f"0123456789.,，． *¥元-+１２{NARROW}{WIDE}e", max_size=24))
@example("144.001").via("typed at a till once")
@example("1,5").via("a comma for a point")
@example("144.0000000000000000000000000001").via("more digits than a decimal keeps")
@example("9" * 60).via("too large to round")
def test_money_is_taken_exactly_or_refused(typed: str) -> None:
    """Whatever is typed or pasted: the amount is what a reader sees there, to the last digit, or it is refused."""
    figure = Figure("money", negative=True)
    try:
        fen = figure.read(typed)
    except Refused:
        return
    seen = "".join(typed.split()).translate(str.maketrans("１２．，", "12.,")).strip("¥元")
    if fen is None:
        assert seen == ""
        return
    sign = -1 if seen.startswith("-") else 1
    factors = [part.lstrip("+-") for part in seen.rstrip("*").split("*")]
    assert Fraction(fen, 100) == sign * math.prod(Fraction(part.replace(",", "")) for part in factors)
    assert figure.read(figure.write(fen)) == fen
    for part in factors:
        _whole, comma, last = part.rpartition(",")
        assert not comma or "." in last or len(last) == 3, "this comma may be a decimal point"


def paste(hands: Hands, face: QLineEdit, words: str) -> None:
    """Words copied elsewhere take the place of what stands there."""
    face.setFocus(Qt.FocusReason.OtherFocusReason)
    face.selectAll()
    QGuiApplication.clipboard().setText(words)
    hands.key(K.Key_V, CTRL)


@pytest.mark.slow
def test_a_till_takes_no_amount_that_it_can_not_read(scene: tuple[Hands, dict[str, Any], Any, Any]) -> None:
    """What does not fit is said beside its field and takes nothing, in the amount and in what is given."""
    hands, people, order, settlement = scene
    room = at_till(hands, people["FI"], settlement)
    amount, given_ = (room.till.boxes[name] for name in ("amount", "given"))
    for box, words in (
        (amount, "144.001"), (amount, "１４４．００１"), (amount, "144,5"), (amount, "144 00"), (amount, "-4"),
        (amount, "1e2"), (given_, "200.001"), (given_, "2,00"),
    ):  # fmt: skip
        paste(hands, box.control.face, words)
        hands.key(K.Key_F9)
        hands.settle()
        assert (box.problem is not None, box.control.face.hasFocus()) == (True, True), words
        assert (room.till.till.paid, room.base.page.seen.state) == (0, "confirmed"), words
        box.control.put(14_400)
        assert box.judge()
    the_invoice_and_the_deposit_ask_again(hands, people, order, room)
    paste(hands, amount.control.face, f" ¥１４４．{WIDE}")
    paste(hands, given_.control.face, f"1{NARROW}200.00 元")
    hands.key(K.Key_F9)
    receipt(hands, room)
    hands.until(lambda: room.base.page.seen.state == "paid", "paid")
    assert [(one.amount, one.method) for one in room.till.till.payments] == [(14_400, "CASH")]


def the_invoice_and_the_deposit_ask_again(hands: Hands, people: dict[str, Any], order: Any, room: Any) -> None:
    """A sheet's amount that can't be read is no empty one."""
    hands.key(K.Key_F7)
    hands.settle()
    [sheet] = open_sheets(room)
    face = hands.find("field.amount", sheet)
    paste(hands, face, "144.001")
    hands.next()
    assert sheet.isVisible()
    assert room.base.page.seen.values["invoice_amount"] is None
    hands.key(K.Key_Escape)
    hands.settle()


@pytest.mark.slow
def test_the_page_is_read_again_under_the_cashier_s_hands(scene: tuple[Hands, dict[str, Any], Any, Any]) -> None:
    """What is typed, where, and what was chosen to be typed over stay; after a payment the next one begins anew."""
    hands, people, _order, settlement = scene
    room = at_till(hands, people["FI"], settlement)
    for key in (K.Key_F9, K.Key_4):
        hands.key(key)
        hands.settle()
    first = room.till
    hands.until(first.boxes["amount"].control.face.hasFocus, "the amount")
    for digit in (K.Key_4, K.Key_4):  # the first one takes the place of ¥144.00
        room.base.page.refresh()
        hands.settle()
        assert room.till.method == "CARD"
        hands.key(digit)
        hands.app.scanner.settle()
    assert room.till is not first
    assert room.till.boxes["amount"].control.face.text() == "44"
    hands.key(K.Key_F9)
    receipt(hands, room)
    hands.until(lambda: room.till.till is not None and room.till.till.paid == 4_400, "the card's money")
    assert room.till.boxes["amount"].control.value() == 10_000
