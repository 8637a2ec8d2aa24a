"""Scenarios of comparable products that concern the count (A2, A3, A4, A10), and where domain.md decides otherwise."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.services.counts import acts, places, queries
from tests.services.counting import Shop, shop
from tests.services.test_counts_edges import adjusted, counted_twice, moves_of, seen

__all__ = ["shop"]


def test_a2_goods_arrive_while_it_is_counted(shop: Shop) -> None:
    """A2: one adjustment for what differs, none for what does not; 2.5 + 1.3 is exactly 3.8; then both bins are empty.

    Deviation (§3.3): a sheet is blind, so nothing is counted by default; the book is that of the moment of each scan.
    """
    count = shop.started(["A-01", "A-02"])
    shop.move("BRAKE", "A-01", 1_000, 30)
    shop.move("OIL", "A-02", 1_300, 70)
    shop.time.forward(minutes=1)
    lines = counted_twice(shop, count, A01={"BRAKE": 12_000, "DISC": 5_000}, A02={"FILTER": 20_000, "OIL": 3_800})
    assert [(lines[n].book, lines[n].difference) for n in ("BRAKE", "OIL")] == [(11_000, 1_000), (3_800, 0)]
    adjusted(shop, count)
    assert [(move.kind, move.qty) for move in shop.ask(moves_of, shop.keeper, count)] == [("COUNT_GAIN", 1_000)]
    for part, bin_, left in (("BRAKE", "A-01", 12_000), ("OIL", "A-02", 3_800)):
        shop.move(part, bin_, -left)
        assert shop.on_hand(part) == 0
    again = shop.started(["A-01", "A-02"])
    asked = {spot.number for spot in shop.ask(queries.tabs, shop.keeper, again).uncounted}
    assert asked == {"DISC", "FILTER"}


def test_a3_counting_by_scans_from_nothing(shop: Shop) -> None:
    """A3: what is not on the list is shown as such and counted on; a weighed unit asks for its quantity, never 1.

    Deviation: nobody is stopped by a question "add?": the scan is kept, marked, and shown under "Not on the list".
    """
    count = shop.started(["B-01"])
    shop.take(shop.counter, count, "B-01")
    first = shop.scan(shop.counter, count, "B-01", "6900000000014")
    assert (first.kind, first.mark, first.total) == ("look", "OFF_LIST", 1_000)
    assert shop.scan(shop.counter, count, "B-01", "6900000000014").total == 2_000
    weighed = shop.scan(shop.counter, count, "B-01", "OIL")
    assert (weighed.kind, weighed.seq) == ("ask", None)
    told = shop.scan(shop.counter, count, "B-01", "OIL", quantity=10_000)
    assert told.total == 10_000


def test_a4_a_blank_is_not_zero(shop: Shop) -> None:
    """A4: a line left blank is neither zero nor "as it was": the bin can't be finished until it is said (E13)."""
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    shop.enter(shop.counter, count, "A-01", "BRAKE", 10_000)
    with pytest.raises(Refused, match="DISC"):
        shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    shop.run(acts.confirm_zero, shop.counter, count, shop.ids["A-01"], shop.ids["DISC"])
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])


def test_a10_one_item_is_counted(shop: Shop) -> None:
    """A10: the counted figure stands afterwards, with one entry in the ledger; below zero is refused, nothing changes.

    Deviation: the status (defective, custody) is part of the line, it is not changed by counting.
    """
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    with pytest.raises(Refused):
        shop.enter(shop.counter, count, "A-01", "BRAKE", -1_000)
    assert shop.on_hand("BRAKE") == 10_000
    lines = counted_twice(shop, count, A01={"BRAKE": 4_000, "DISC": 5_000})
    assert lines["BRAKE"].difference == -6_000
    adjusted(shop, count)
    assert shop.on_hand("BRAKE") == 4_000
    assert len(shop.ask(moves_of, shop.keeper, count)) == 1
    assert seen(shop, count)["BRAKE"].accepted == 4_000
