"""A renamed, merged or retired part: papers say what was so when they were submitted, open lines go along (§3.0)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.clock import Id
from app.core.screen import ListQuery
from app.models.parts import Part
from app.models.suppliers import Supplier
from app.printing import SHEETS
from app.services import alerts, documents, drafts, parts, sheets
from tests.buying import Buying, refused, row
from tests.shopfloor import Shopfloor
from tests.ways import kit_splits

REQUESTS, ORDERS, RECEIPTS = "purchase_requests", "purchase_orders", "goods_receipts"


@pytest.fixture
def buying(shop: Shopfloor) -> Buying:
    return Buying(shop)


def renamed(shop: Shopfloor, part: Id, supplier: Id | None = None) -> None:
    """The part, and its supplier, are called something else from now on."""
    wanted: list[tuple[str, Id, dict[str, Any]]] = [
        ("parts", part, {"name_zh": "新名", "name_en": "New", "spec_model": "new", "maker": "NEW"})
    ]
    wanted += [("suppliers", supplier, {"name": "新供应商"})] if supplier else []
    for kind, id, values in wanted:
        shop.run(drafts.edit, kind, id, shop.ask(documents.standing, kind, id).version, values)


def said(shop: Shopfloor, kind: str, id: Id, sheet: str) -> tuple[str, str, str]:
    """Supplier, name and spec of the part on a paper."""
    told = shop.run(sheets.issue, kind, id, sheet, by="MG")
    assert SHEETS[sheet](told).startswith(b"%PDF")
    return told.supplier or told.lines[0].supplier, told.lines[0].name, told.lines[0].spec


def test_a_renamed_part_does_not_change_papers_that_were_submitted(buying: Buying) -> None:
    """Request, order, receipt, return, late price and register keep the old names; a draft has the new ones."""
    shop = buying.shop
    part = shop.part("P1", name_zh="旧名", spec_model="old", maker="OLD")
    supplier = buying.supplier("S1", buying.offer(part, 10))
    request = buying.request((part, 2))
    lines = [dict(line) | {"supplier_id": supplier} for line in buying.lines(REQUESTS, request)]
    buying.edit(REQUESTS, request, {"lines": lines})
    shop.step(REQUESTS, request, "submit")
    order = buying.sent((part, 2), supplier=supplier)
    receipt = buying.posted(buying.delivered(supplier, row(part, 2)))
    back = shop.step(RECEIPTS, receipt, "give_back").opens[1]
    price = shop.step(RECEIPTS, receipt, "prices", by="PU").opens[1]
    month = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
    register = shop.run(drafts.create, "purchase_registers", month, by="PU")
    papers = [
        (REQUESTS, request, "purchase_requests.sheet"), (ORDERS, order, "purchase_orders.sheet"),
        (RECEIPTS, receipt, "goods_receipts.slip"), ("purchase_registers", register, "purchase_registers.sheet"),
    ]  # fmt: skip
    old = [said(shop, *paper) for paper in papers]
    assert old == [("供应商 S1", "旧名", "old")] * 4
    renamed(shop, part, supplier)
    assert [said(shop, *paper) for paper in papers] == old
    assert said(shop, "price_documents", price, "price_documents.slip") == ("新供应商", "新名", "new")
    shop.step(REQUESTS, request, "withdraw")
    assert said(shop, REQUESTS, request, "purchase_requests.sheet") == ("新供应商", "新名", "new")
    shop.step("purchase_returns", back, "cancel", reason="not needed")


def test_a_kit_split_says_what_the_set_was_called_and_what_each_piece_took(shop: Shopfloor) -> None:
    """E30: the slip, with the value only for who may see costs."""
    split = kit_splits.posted(shop)
    whole = shop.ask(documents.show, "kit_splits", split).values["part_id"]
    name = shop.get(Part, "id", whole).name_zh
    renamed(shop, whole)
    told = shop.run(sheets.issue, "kit_splits", split, "kit_splits.slip", by="FI")
    assert (told.whole.name, told.whole.value, [line.value for line in told.lines]) == (name, 10_00, [5_00, 5_00])
    assert SHEETS["kit_splits.slip"](told).startswith(b"%PDF")
    plain = shop.run(sheets.issue, "kit_splits", split, "kit_splits.slip", by="WK")
    assert (plain.costs, plain.lines[0].value) == (False, None)


@pytest.mark.parametrize("paper", ["request", "order", "receipt", "return", "price", "set", "piece"])
def test_a_part_on_an_open_paper_is_not_retired(buying: Buying, paper: str) -> None:
    """It would be bought, received or sent back, and nobody could put it anywhere."""
    shop = buying.shop
    part, supplier = shop.part(), buying.supplier()
    if paper == "request":
        buying.approved((part, 1))
    elif paper == "order":
        buying.sent((part, 1), supplier=supplier)
    elif paper in ("set", "piece"):
        whole, piece = (part, shop.part("P2")) if paper == "set" else (shop.part("P2"), part)
        shop.run(drafts.create, "kit_splits", {"part_id": whole, "reason": "x", "lines": [{"part_id": piece}]}, by="WK")
    else:
        receipt = buying.delivered(supplier, row(part, 1))
        if paper != "receipt":
            buying.posted(receipt)
            shop.step(RECEIPTS, receipt, "give_back" if paper == "return" else "prices", by="WK" if paper == "return"
                      else "PU")  # fmt: skip
            shop.issue(part, 1)
    assert "stands on the open document" in refused(shop, part, "retire", "parts", by="PU")[""]


def test_e24_open_lines_of_a_merged_part_are_the_other_ones(buying: Buying) -> None:
    """What was on order arrives as the part that stays, and its alert is over; the sent paper keeps the old number."""
    shop = buying.shop
    keep, drop = shop.part("KEEP", warning_level=3000), shop.part("DROP", warning_level=9000)
    supplier = buying.supplier("S1", buying.offer(drop, 10))
    kept = buying.posted(buying.delivered(supplier, row(drop, 1)))
    order = buying.sent((drop, 4), supplier=supplier)
    shop.run(alerts.run, by="WK")
    shop.run(parts.merge, keep, drop, by="WK")
    assert shop.state("parts", drop) == "obsolete"
    states = {cells[1]: cells[-1] for cells in shop.ask(
        documents.read, "alerts", shop.ask(documents.find, "alerts", ListQuery()))}  # fmt: skip
    assert states["DROP"] == "resolved"
    sheet = shop.run(sheets.issue, ORDERS, order, "purchase_orders.sheet", by="MG")
    assert sheet.lines[0].code == "DROP"
    buying.posted(buying.receipt(order, 4))
    assert shop.held(keep)[0] == 5000
    back = shop.step(RECEIPTS, kept, "give_back").opens[1]  # what came before the merge goes back from where it is now
    (line,) = buying.lines("purchase_returns", back)
    buying.edit("purchase_returns", back, {"reason": "rusty", "lines": [line | {"qty": 1000}]})
    shop.step("purchase_returns", back, "submit")
    shop.step("purchase_returns", back, "approve", signer="FI")
    assert shop.held(keep)[0] == 4000
    assert shop.differences() == []
    assert shop.get(Supplier, "id", supplier).name == "供应商 S1"
