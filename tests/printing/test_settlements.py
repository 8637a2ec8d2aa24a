"""The settlement list on paper: however long it is, the sums never stand on a page without lines."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from app.printing.settlements import HELD, settlement
from app.services.settlement_papers import SettlementRow
from tests.printing import settlement_samples

MATERIAL = next(row for row in settlement_samples.ROWS if row.section == "MATERIAL")
LABOUR = next(row for row in settlement_samples.ROWS if row.section == "LABOUR")


def pages(rows: tuple[SettlementRow, ...], language: str) -> list[str]:
    """The words of each page of a list with these rows."""
    sheet = replace(settlement_samples.settlement(language), rows=rows)
    with pypdfium2.PdfDocument(settlement(sheet)) as paper:
        return [page.get_textpage().get_text_bounded() for page in paper]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("of", [MATERIAL, LABOUR], ids=["parts", "work"])
def test_sums_stand_with_the_last_lines(of: SettlementRow, language: str) -> None:
    for count in range(10, 46, 5):
        rows = tuple(replace(of, name=f"X{n:02}X") for n in range(count))
        last = pages(rows, language)[-1]
        assert sum(f"X{n:02}X" in last for n in range(count)) >= HELD, count
