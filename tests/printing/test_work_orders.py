"""The work order on paper: whatever its length, nobody signs on a page that does not say for how much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.printing import work_orders
from tests.printing import reading
from tests.printing import workshop_samples as samples


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_total_stands_on_the_page_that_is_signed(language: str) -> None:
    """E89: from one item to forty, the total, the capitals and the signatures are on one page."""
    for count in (1, 5, 9, 13, 17, 21, 25, 29, 33, 40):
        items = tuple(replace(samples.ITEMS[0], no=n, name=f"更换前制动片 {n}") for n in range(1, count + 1))
        sheet = samples.order(language, items=items)
        pages = reading.text(work_orders.order(sheet)).split("\f")
        signed = [page for page in pages if "李芳\n2026-11-23" in page or "李芳\n23 Nov" in page]
        assert len(signed) == 1, (count, pages[-1])
        assert "人民币" in signed[0], count
        assert f"¥{sheet.total // 100:,}.00" in signed[0], count
