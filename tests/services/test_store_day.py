"""The keeper's day: what went out today, what waits, how far counts are, which deliveries are due."""

from __future__ import annotations

from datetime import timedelta

from app.core import clock
from app.services import drafts, store_day
from tests.buying import Buying
from tests.partsdesk import PartsDesk
from tests.shopfloor import Shopfloor


def test_the_day_in_figures(shop: Shopfloor) -> None:
    """Two of three slips are at the counter still; one delivery is late, one comes today, one in a week."""
    desk, buying = PartsDesk(shop), Buying(shop)
    assert shop.ask(store_day.figures, by="WK") == store_day.StoreDay(0, 0, 0, (), ())
    pads, oil = desk.stocked(), desk.stocked("OIL-1", bin="B-01-1-01", name="机油")
    desk.issued((pads, 2), (oil, 1))
    desk.part_issued()
    desk.approved((pads, 1))
    today, supplier = clock.today(), buying.supplier()
    for days in (-2, 0, 7):
        buying.sent((oil, 4), supplier=supplier, expected=today + timedelta(days=days))
    given = {"type": "MONTHLY", "warehouse_id": shop.house, "mode": "LIVE", "scope": "BINS", "period": f"{today:%Y-%m}",
             "bins": [{"bin_id": shop.bin()}]}  # fmt: skip
    count = shop.run(drafts.create, "counts", given, by="WK")
    for step in ("plan", "start"):
        shop.step("counts", count, step)
    found = shop.ask(store_day.figures, by="WK")
    assert (found.slips, found.lines, found.waiting) == (2, 3, 2)
    assert [(one.counted, one.total) for one in found.counts] == [(0, 1)]
    assert [(one.supplier, one.expected, one.lines) for one in found.deliveries] == [
        ("供应商 S1", today - timedelta(days=2), 1), ("供应商 S1", today, 1)
    ]  # fmt: skip
