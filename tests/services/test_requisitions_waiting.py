"""Slips that wait: what arrives is told of and bought; papers entered later, closed months, goods without a cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import Refused
from app.services import documents, notices
from app.services.requisitions import buying
from tests.partsdesk import KIND, PartsDesk
from tests.services.test_stock_ledger import close_month
from tests.shopfloor import Shopfloor


def test_goods_that_a_slip_waits_for_are_told_of(shop: Shopfloor) -> None:
    """Shortage, back-order, arrival: who waits hears of it; enough in stock is no news."""
    desk = PartsDesk(shop)
    part = desk.stocked(qty=1)
    made = desk.approved((part, 2))
    shop.receive(part, 4, 30)
    notes = [n.text.msgid for n in shop.ask(notices.inbox, by="TE") if n.document == (KIND, made)]
    assert any("is here" in note for note in notes)
    count = len(notes)
    shop.receive(part, 4, 30)
    assert len([n for n in shop.ask(notices.inbox, by="TE") if n.document == (KIND, made)]) == count
    bare = desk.part("BARE")
    waits = desk.approved((bare, 3))
    request = shop.run(buying.buy, waits, by="WK")
    (line,) = shop.ask(documents.show, "purchase_requests", request).lines["lines"]
    assert (line["part_id"], line["qty"], line["source"]) == (bare, 3000, "WORK")
    for slip in (waits, made):
        with pytest.raises(Refused, match="has to be bought"):
            shop.run(buying.buy, slip, by="WK")
    bare = desk.part("BARE-2")
    desk.draft((bare, 1))
    with pytest.raises(Refused, match="open document RQ-"):
        shop.step("parts", bare, "retire", by="WK")


def test_e22_a_paper_entered_later_keeps_its_time_and_closed_months_are_closed(shop: Shopfloor) -> None:
    """E22: never before the approval, never into a closed month; E23: without a cost it is flagged."""
    desk = PartsDesk(shop)
    part = desk.part("FREE", "赠品")
    shop.post(shop.move(part, 2, "OTHER", 0))
    made = desk.approved((part, 2))
    approved = desk.slip(made)[0].approved_at
    with pytest.raises(Refused, match="approved later"):
        desk.hand_out(made, [desk.pick(made)], occurred_at=approved - timedelta(minutes=1))
    shop.time.present += timedelta(hours=2)
    desk.hand_out(made, [desk.pick(made)], occurred_at=approved + timedelta(minutes=5))
    row = shop.rows(part)[-1]
    assert (row.occurred_at, row.flag) == (approved + timedelta(minutes=5), "NO_COST")
    shop.time.present += timedelta(days=40)
    shop.run(close_month, f"{clock.local(approved):%Y-%m}")
    with pytest.raises(Refused, match="is closed"):
        desk.hand_out(made, [desk.pick(made)], occurred_at=approved + timedelta(minutes=5))
