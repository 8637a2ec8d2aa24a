"""The purchase register: what of a period was accepted, on paper and as a workbook (K: repair-industry rule)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from app.core.errors import Refused
from app.printing import SHEETS, tables_of
from app.services import documents, drafts, sheets
from tests.buying import Buying, row
from tests.shopfloor import Shopfloor

KIND = "purchase_registers"


def test_the_register_names_supplier_maker_part_day_and_certificate(shop: Shopfloor, time: Any) -> None:
    """What was reversed, rejected or came in another month is not in it; one supplier's lines alone on demand."""
    buying = Buying(shop)
    brake = shop.part("P1", maker="BOSCH", spec_model="1.6 L", batch_tracked=True)
    oil = shop.part("P2", brand="MAHLE")
    one, two = buying.supplier("S1"), buying.supplier("S2")
    buying.posted(
        buying.delivered(one, row(brake, 3, batch="L1", certificate=True), row(oil, 1, rejected=1000, reason="x"))
    )
    wrong = buying.posted(buying.delivered(two, row(oil, 9)))
    shop.step("goods_receipts", wrong, "reverse", signer="FI", reason="wrong")
    buying.posted(buying.delivered(two, row(oil, 2)))
    time.forward(days=20)
    buying.posted(buying.delivered(two, row(oil, 4)))
    november = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
    with pytest.raises(Refused, match="ends before it begins"):
        shop.run(drafts.create, KIND, {"first": date(2026, 11, 2), "last": date(2026, 11, 1)}, by="PU")
    id = shop.run(drafts.create, KIND, november, by="PU")
    data = shop.run(sheets.issue, KIND, id, "purchase_registers.sheet", by="WK")
    assert [(x.supplier, x.maker, x.code, x.quantity, x.batch, x.certificate) for x in data.lines] == [
        ("供应商 S1", "BOSCH", "P1", 3000, "L1", True), ("供应商 S2", "MAHLE", "P2", 2000, "", False),
    ]  # fmt: skip
    assert SHEETS["purchase_registers.sheet"](data)[:5] == b"%PDF-"
    tables = tables_of("purchase_registers.sheet")
    header, first, second = tables[".csv"](data).decode("utf-8-sig").splitlines()[-3:]
    assert ("BOSCH" in first, "P2" in second, header.count(",")) == (True, True, 10)
    table = openpyxl.load_workbook(io.BytesIO(tables[".xlsx"](data))).active
    assert any("BOSCH" in [c.value for c in line] for line in table.iter_rows())
    mine = shop.run(drafts.create, KIND, november | {"supplier_id": two}, by="PU")
    assert [x.code for x in shop.run(sheets.issue, KIND, mine, "purchase_registers.sheet").lines] == ["P2"]
    assert [cells[3:5] for cells in shop.ask(documents.read, KIND, [id, mine])] == [("", 2), ("供应商 S2", 1)]
    peek = shop.ask(documents.peek, KIND, id)
    assert (peek.figures[0].value, peek.tables[0].rows[0][1]) == (2, "P1")
    shop.step(KIND, id, "close", by="FI")
    shop.step(KIND, id, "reopen", by="FI")
    assert shop.state(KIND, id) == "open"
