"""The work order on paper: whatever its length, nobody signs on a page that does not say for how much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.printing import pages, work_orders, workshop
from tests.printing import reading
from tests.printing import workshop_samples as samples


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_total_stands_on_the_page_that_is_signed(language: str) -> None:
    """E89: from one item to forty, the total, the capitals and the signatures are on one page."""
    for count in (1, 5, 9, 13, 17, 21, 25, 29, 33, 40):
        items = tuple(replace(samples.ITEMS[0], no=n, name=f"更换前制动片 {n}") for n in range(1, count + 1))
        sheet = samples.order(language, items=items)
        leaves = reading.text(work_orders.order(sheet)).split("\f")
        signed = [page for page in leaves if "李芳\n2026-11-23" in page or "李芳\n23 Nov" in page]
        assert len(signed) == 1, (count, leaves[-1])
        assert "人民币" in signed[0], count
        assert f"¥{sheet.total // 100:,}.00" in signed[0], count


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_job_card_of_two_items_is_one_page(language: str) -> None:
    """Two items with their bar codes, two parts and the boxes to sign fit on A5."""
    sheet = samples.job_card(language)
    free = tuple(replace(item, locked=False) for item in sheet.items)
    pdf = workshop.job_card(replace(sheet, items=free))
    assert len(pages.sizes(pdf)) == 1
    assert reading.collisions(pdf) == []
