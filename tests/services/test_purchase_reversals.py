"""Returns and late prices are taken back by a counter-document: to the fen, and so that both can be done again."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Id
from app.core.screen import ListQuery
from app.models.parts import Part
from app.printing import SHEETS
from app.services import documents, sheets
from tests.buying import Buying, buyer, history, refused, row, variances
from tests.shopfloor import MICRO, Shopfloor

pytestmark = pytest.mark.both

RECEIPTS, PRICES, RETURNS = "goods_receipts", "price_documents", "purchase_returns"


@pytest.fixture
def buying(shop: Shopfloor) -> Buying:
    return Buying(shop)


def late_price(buying: Buying, receipt: Id, yuan: float, rate: int = 1300) -> Id:
    """The price of the receipt's only line is entered, approved and posted."""
    shop = buying.shop
    paper: Id = shop.step(RECEIPTS, receipt, "prices", by="PU").opens[1]
    (line,) = buying.lines(PRICES, paper)
    buying.edit(PRICES, paper, {"lines": [line | {"price": round(yuan * MICRO), "tax_rate": rate}]}, by="PU")
    shop.step(PRICES, paper, "submit", by="PU")
    shop.step(PRICES, paper, "approve", by="PU", signer="FI")
    return paper


def given_back(buying: Buying, receipt: Id, qty: int) -> Id:
    """So much of the receipt's only line goes back."""
    shop = buying.shop
    paper: Id = shop.step(RECEIPTS, receipt, "give_back").opens[1]
    (line,) = buying.lines(RETURNS, paper)
    buying.edit(RETURNS, paper, {"reason": "rusty", "lines": [line | {"qty": qty}]})
    shop.step(RETURNS, paper, "submit")
    shop.step(RETURNS, paper, "approve", signer="FI")
    return paper


def mirror_of(buying: Buying, kind: str, paper: Id) -> Any:
    """The counter-document, as it links to what it reverses."""
    (other,) = (x for x in buying.shop.ask(documents.show, kind, paper).links if x.kind == kind)
    shown = buying.shop.ask(documents.show, kind, other.id)
    assert [x.id for x in shown.links if x.kind == kind] == [paper]
    assert shown.state == "posted"
    assert "can't be reversed" in refused(buying.shop, other.id, "reverse", kind, by="PU", signer="MG", reason="x")[""]
    return shown


def test_a_late_price_is_reversed_to_the_fen(buying: Buying) -> None:
    """§3.0: the estimate is in force again, old price and rate are forgotten, and the price can be entered anew."""
    shop = buying.shop
    part = shop.part()
    receipt = buying.posted(buying.delivered(buying.supplier("S1", buying.offer(part, 11.3)), row(part, 10)))
    shop.issue(part, 4)
    before = shop.held(part)
    paper = late_price(buying, receipt, 24, 600)
    assert shop.held(part) != before
    shop.step(PRICES, paper, "reverse", by="PU", signer="MG", reason="wrong invoice")
    assert (shop.held(part)[:2], shop.state(PRICES, paper)) == (before[:2], "reversed")
    assert sum(value for _, value in shop.ask(variances)) == 0
    assert shop.ask(history, part) == [(None, None)]
    (line,) = buying.lines(RECEIPTS, receipt)
    assert (line["price"], line["provisional"], line["tax_rate"]) == (11_300_000, True, 1300)
    mirror = mirror_of(buying, PRICES, paper)
    told = shop.run(sheets.issue, PRICES, mirror.id, "price_documents.slip", by="MG")
    (said,) = told.lines
    assert (said.quantity, said.to_stock, told.reverses) == (-10_000, before[1] - 135_85, shop.ask(
        documents.show, PRICES, paper).called)  # fmt: skip
    assert SHEETS["price_documents.slip"](told).startswith(b"%PDF")
    assert late_price(buying, receipt, 22.6) != paper
    assert shop.held(part)[:2] == (6000, 120_00)
    assert shop.get(Part, "id", part).last_price == 22_600_000
    assert shop.differences() == []


def test_a_reversed_price_takes_no_more_from_the_stock_than_it_put_there(buying: Buying) -> None:
    """Two of ten were left when the price came; other goods that came since carry nothing of it."""
    shop = buying.shop
    part = shop.part()
    receipt = buying.posted(buying.delivered(buying.supplier("S1", buying.offer(part, 11.3)), row(part, 10)))
    shop.issue(part, 8)
    paper = late_price(buying, receipt, 22.6)
    assert shop.held(part)[:2] == (2000, 40_00)
    shop.receive(part, 20, 20)
    shop.step(PRICES, paper, "reverse", by="PU", signer="MG", reason="wrong invoice")
    assert shop.held(part)[:2] == (22_000, 440_00 - 20_00)
    assert sum(value for _, value in shop.ask(variances)) == 0
    other = late_price(buying, receipt, 33.9)
    shop.issue(part, 22)
    shop.step(PRICES, other, "reverse", by="PU", signer="MG", reason="wrong again")
    assert shop.held(part)[:2] == (0, 0)  # nothing is left to take it from: all of it is variance
    assert shop.differences() == []


def test_a_return_is_reversed_and_the_goods_can_go_back_again(buying: Buying) -> None:
    """§3.2: they lie where they lay, at the value at which they went; the receipt can be reversed after that."""
    shop = buying.shop
    part = shop.part()
    shop.receive(part, 10, 8)
    receipt = buying.posted(
        buying.delivered(buying.supplier(), row(part, 10, 12, tax_rate=0), by=buyer(shop)), by=buyer(shop)
    )
    before = shop.held(part)
    paper = given_back(buying, receipt, 4000)
    shop.step(RETURNS, paper, "reverse", signer="MG", reason="the carrier did not come")
    assert (shop.held(part)[:2], shop.state(RETURNS, paper)) == (before[:2], "reversed")
    mirror = mirror_of(buying, RETURNS, paper)
    told = shop.run(sheets.issue, RETURNS, mirror.id, "purchase_returns.slip", by="MG")
    assert (told.lines[0].quantity, bool(told.reverses)) == (-4000, True)
    again = given_back(buying, receipt, 10_000)
    shop.step(RETURNS, again, "reverse", signer="MG", reason="twice")
    assert shop.ask(documents.read, RETURNS, [again])[0][-1] == "reversed"
    draft = shop.step(RECEIPTS, receipt, "give_back").opens[1]
    assert "Cancel that first" in refused(shop, receipt, "reverse", signer="MG", reason="x")[""]
    shop.step(RETURNS, draft, "cancel", reason="not needed")
    shop.step(RECEIPTS, receipt, "reverse", by=buyer(shop), signer="MG", reason="never came")
    assert shop.held(part)[:2] == (10_000, 80_00)
    assert shop.differences() == []


def test_what_stands_on_the_other_is_reversed_first(buying: Buying) -> None:
    """Goods that went back at a late price, and a late price that came after goods went back."""
    shop = buying.shop
    part = shop.part()
    receipt = buying.posted(buying.delivered(buying.supplier("S1", buying.offer(part, 11.3)), row(part, 10)))
    early = given_back(buying, receipt, 1000)
    paper = late_price(buying, receipt, 22.6)
    assert "Reverse that first" in refused(shop, early, "reverse", RETURNS, signer="MG", reason="x")[""]
    late = given_back(buying, receipt, 1000)
    told = refused(shop, paper, "reverse", PRICES, by="PU", signer="MG", reason="x")[""]
    assert "sent goods back at these prices" in told
    shop.step(RETURNS, late, "reverse", signer="MG", reason="kept")
    shop.step(PRICES, paper, "reverse", by="PU", signer="MG", reason="wrong")
    shop.step(RETURNS, early, "reverse", signer="MG", reason="kept")
    assert shop.held(part)[:2] == (10_000, 100_00)
    assert sum(value for _, value in shop.ask(variances)) == 0


def test_a_reversed_receipt_takes_its_price_along(buying: Buying) -> None:
    """Part and supplier's offer carry the price that was paid before."""
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier()
    for yuan in (10, 14):
        last = buying.posted(buying.delivered(supplier, row(part, 1, yuan), by=buyer(shop)), by=buyer(shop))
    assert shop.get(Part, "id", part).last_price == 14 * MICRO
    shop.step(RECEIPTS, last, "reverse", by=buyer(shop), signer="MG", reason="wrong")
    assert shop.get(Part, "id", part).last_price == 10 * MICRO
    (offer,) = shop.ask(documents.show, "suppliers", supplier).lines["parts"]
    assert offer["price"] == 10 * MICRO
    assert len(shop.ask(documents.find, RECEIPTS, ListQuery())) == 3
