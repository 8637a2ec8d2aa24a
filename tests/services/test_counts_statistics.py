"""Causes and accuracy over all posted counts (R11, §6.3), on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Id
from app.core.errors import Refused
from app.models.stations import Bin
from app.services.counts import acts, analysis, places, statistics
from app.services.counts.statistics import Share
from tests.services.test_counts_steps import change
from tests.shopfloor import Shopfloor
from tests.ways import counts as ways


def posted(shop: Shopfloor, code: str, found: int, cause: str, **more: Any) -> Id:
    """A count of one bin with ten pieces at ¥10, of which `found` are there."""
    count = ways.counting(shop, bins=[{"bin_id": shop.bin(code)}])
    for who, step in (("TE", "recount"), ("QI", "analyse")):
        shop.run(places.take_bin, count, shop.bin(code), by=who)
        for line in shop.ask(ways.lines_of, count):
            shop.run(acts.enter, count, shop.bin(code), line.part_id, found * 1000, by=who)
        shop.run(places.finish_bin, count, shop.bin(code), by=who)
        shop.step("counts", count, step)
    lines = [x.id for x in shop.ask(ways.lines_of, count)]
    shop.run(analysis.treat, count, lines, cause, more.pop("treatment", "ADJUST"), by="WK", **more)
    shop.step("counts", count, "submit")
    shop.step("counts", count, "approve", signer="FI")
    shop.step("counts", count, "post", by="FI")
    return count


def of(shop: Shopfloor, by: str, cause: str = "", who: str = "WK") -> list[tuple[str, int, int, int]]:
    found: tuple[Share, ...] = shop.ask(statistics.shares, by, cause, by=who)
    return [(s.label, s.lines, s.gain, s.loss) for s in found]


@pytest.mark.both
def test_what_falls_to_each_cause_person_bin_class_and_month(shop: Shopfloor) -> None:
    for code, abc in (("A-01", "A"), ("B-01", None), ("C-01", "C")):
        shop.receive(shop.part(f"P-{code}", abc_class=abc), 10, 10, code)
    assert of(shop, "cause") == []
    assert shop.ask(statistics.accuracy, by="FI") == ()
    shop.run(change, Bin, shop.bin("B-01"), keeper_id=shop.actor("WK").user)
    posted(shop, "A-01", 8, "LOST")
    posted(shop, "B-01", 13, "MIXED_UP")
    shop.time.forward(days=40)
    posted(shop, "C-01", 5, "LOST", treatment="COMPENSATE", responsible=shop.actor("TE").user)
    assert of(shop, "cause") == [
        ("Lost or stolen", 2, 0, 7_000), ("Wrong part issued or mixed up", 1, 3_000, 0),
    ]  # fmt: skip
    assert of(shop, "person") == [("Te", 1, 0, 5_000), ("Wk", 1, 3_000, 0), ("Nobody named", 1, 0, 2_000)]
    assert of(shop, "bin", "LOST") == [("C-01", 1, 0, 5_000), ("A-01", 1, 0, 2_000)]
    assert of(shop, "class") == [("C", 1, 0, 5_000), ("No class", 1, 3_000, 0), ("A", 1, 0, 2_000)]
    assert of(shop, "month", who="MG") == [("2026-11", 2, 3_000, 2_000), ("2027-01", 1, 0, 5_000)]
    history = shop.ask(statistics.accuracy, by="FI")
    assert [(a.figures.lines_strict, a.figures.value_accuracy) for a in history] == [(0, 8_000), (0, 7_000), (0, 5_000)]
    with pytest.raises(Refused, match="Analyse count differences"):
        shop.ask(statistics.shares, "cause", by="TE")
    again = ways.counting(shop, bins=[{"bin_id": shop.bin("C-01")}])
    shop.run(places.take_bin, again, shop.bin("C-01"), by="WK")
    assert of(shop, "bin", "LOST") == [("A-01", 1, 0, 2_000)]
