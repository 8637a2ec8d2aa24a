"""What follows a receipt: late prices, returns, batches, papers; and the arithmetic of taxes and packs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.models.batches import Batch
from app.models.parts import Part
from app.models.suppliers import Supplier
from app.printing import SHEETS
from app.services import documents, parts, reports, sheets
from app.services.purchasing import packs, tax
from tests.buying import Buying, buyer, expires, fefo, history, refused, row, variances
from tests.shopfloor import MICRO, Shopfloor

RECEIPTS, ORDERS, PRICES, RETURNS = "goods_receipts", "purchase_orders", "price_documents", "purchase_returns"


@pytest.fixture
def buying(shop: Shopfloor) -> Buying:
    return Buying(shop)


def test_a_late_price_revalues_what_is_here(buying: Buying) -> None:
    """§6.5: 10 came at an estimate of 11.30, 4 went out; at 22.60 the 6 left carry 60, 40 are variance."""
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier("S1", buying.offer(part, 11.3))
    receipt = buying.posted(buying.delivered(supplier, row(part, 10)))
    assert shop.ask(history, part) == [(None, None)]
    assert shop.held(part)[1] == 100_00
    shop.issue(part, 4)
    paper = shop.step(RECEIPTS, receipt, "prices", by="PU").opens[1]
    assert "doing that already" in refused(shop, receipt, "prices", by="PU")[""]
    assert refused(shop, paper, "submit", PRICES, by="PU") == {"lines.0.price": "Enter the price."}
    (line,) = buying.lines(PRICES, paper)
    buying.edit(PRICES, paper, {"lines": [line | {"price": 22_600_000}], "invoice": "24312000000012345678"}, by="PU")
    shop.step(PRICES, paper, "submit", by="PU")
    shop.step(PRICES, paper, "reject", by="FI", reason="invoice?")
    shop.step(PRICES, paper, "submit", by="PU")
    shop.step(PRICES, paper, "approve", by="PU", signer="FI")
    assert shop.held(part) == (6000, 120_00, 20 * MICRO)
    assert [value for _, value in shop.ask(variances)] == [40_00]
    assert shop.get(Part, "id", part).last_price == 22_600_000
    assert shop.ask(history, part)[0] == (22_600_000, None)
    (line,) = buying.lines(PRICES, paper)
    assert (line["to_stock"], line["variance"]) == (60_00, 40_00)
    assert "No price" in refused(shop, receipt, "prices", by="PU")[""]
    assert "Its prices were entered by" in refused(shop, receipt, "reverse", signer="FI", reason="x")[""]
    assert shop.differences() == []


def test_a_late_price_of_what_is_gone_is_all_variance(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part()
    receipt = buying.posted(buying.delivered(buying.supplier("S1", buying.offer(part, 10)), row(part, 2)))
    shop.issue(part, 2)
    paper = shop.step(RECEIPTS, receipt, "prices", by="PU").opens[1]
    (line,) = buying.lines(PRICES, paper)
    with pytest.raises(Refused, match="none is added here"):
        buying.edit(PRICES, paper, {"lines": [line | {"price": 1}, {"price": 1}]}, by="PU")
    buying.edit(PRICES, paper, {"lines": [line | {"price": 12 * MICRO, "tax_rate": 0}]}, by="PU")
    shop.step(PRICES, paper, "submit", by="PU")
    shop.step(PRICES, paper, "approve", by="PU", signer="FI")
    assert [r.kind for r in shop.rows(part)] == ["PURCHASE_IN", "OTHER"]
    assert [value for _, value in shop.ask(variances)] == [24_00 - 17_70]


def test_goods_go_back_at_their_own_price(buying: Buying) -> None:
    """§3.2: original receipt price; what that leaves behind without stock is variance."""
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier()
    shop.receive(part, 10, 8)
    receipt = buying.posted(buying.delivered(supplier, row(part, 10, 12, tax_rate=0), by=buyer(shop)), by=buyer(shop))
    assert shop.held(part)[1] == 200_00
    paper = shop.step(RECEIPTS, receipt, "give_back").opens[1]
    assert refused(shop, paper, "submit", RETURNS) == {"lines.0.qty": "Enter how much goes back."}
    (line,) = buying.lines(RETURNS, paper)
    buying.edit(RETURNS, paper, {"lines": [line | {"qty": 11_000}]})
    assert refused(shop, paper, "submit", RETURNS) == {"reason": "Enter the reason."}
    buying.edit(RETURNS, paper, {"reason": "rusty"})
    assert "only 10 件" in refused(shop, paper, "submit", RETURNS)["lines.0.qty"]
    buying.edit(RETURNS, paper, {"lines": [line | {"qty": 4000}]})
    shop.step(RETURNS, paper, "submit")
    shop.step(RETURNS, paper, "reject", by="FI", reason="talk to them")
    shop.step(RETURNS, paper, "submit")
    shop.step(RETURNS, paper, "approve", signer="FI")
    assert shop.held(part) == (16_000, 152_00, 9_500_000)
    assert (shop.rows(part)[-1].kind, shop.ask(variances)) == ("PURCHASE_RETURN", [])
    assert "went back" in refused(shop, receipt, "reverse", signer="MG", reason="x")[""]
    shop.issue(part, 10)
    again = shop.step(RECEIPTS, receipt, "give_back").opens[1]
    (line,) = buying.lines(RETURNS, again)
    buying.edit(RETURNS, again, {"reason": "rusty too", "lines": [line | {"qty": 5500}]})
    assert "at most 0 decimals" in refused(shop, again, "submit", RETURNS)["lines.0.qty"]
    buying.edit(RETURNS, again, {"lines": [line | {"qty": 6000}]})
    shop.step(RETURNS, again, "submit")
    shop.step(RETURNS, again, "approve", signer="FI")
    assert shop.held(part)[:2] == (0, 0)
    assert [value for _, value in shop.ask(variances)] == [57_00 - 72_00]
    assert "Nothing of" in refused(shop, receipt, "give_back")[""]


def test_batches_keep_their_dates_and_the_first_to_expire_goes_first(buying: Buying) -> None:
    """Batch and expiry: the date is on the batch; the proposal takes the one that expires first, undated last."""
    shop = buying.shop
    part = shop.part(batch_tracked=True, shelf_life_days=100)
    supplier = buying.supplier()
    buying.posted(
        buying.delivered(
            supplier, row(part, 5, batch="L1", produced=date(2026, 11, 1)),
            row(part, 5, batch="L2", expires=date(2026, 12, 24)),
        )
    )  # fmt: skip
    shop.through(shop.paper("IN", shop.line(part, 5, 1, batch="L0")))
    assert shop.ask(expires, part, "L1") == date(2027, 2, 9)
    assert shop.ask(fefo, part, 12_000, shop.house) == [("L2", 5000), ("L1", 5000), ("L0", 2000)]
    assert shop.ask(fefo, part, 12_000, shop.house, shop.bin("B-1")) == []
    buying.posted(buying.delivered(supplier, row(part, 1, batch="L1", expires=date(2030, 1, 1))))
    assert shop.ask(expires, part, "L1") == date(2027, 2, 9)  # what was noted first stands
    assert shop.get(Batch, "batch", "L2").supplier_id == supplier


def test_expiry_from_the_receipt_to_the_issue(buying: Buying) -> None:
    """Dates of the receipt stand on its labels and in the expiry list; the issue takes what expires first, also after
    a merge (E24)."""
    shop = buying.shop
    part = shop.part("OIL", batch_tracked=True)
    late, soon = date(2027, 3, 1), date(2026, 12, 24)
    lines = [row(part, 2, batch=name, expires=day) for name, day in (("L1", late), ("L9", soon))]
    receipt = buying.posted(buying.delivered(buying.supplier(), *lines))
    told = shop.run(sheets.issue, RECEIPTS, receipt, "goods_receipts.labels", by="WK")
    assert [(x.batch, x.expiry, x.copies) for x in told] == [
        ("L1", late, 2), ("L9", soon, 2),
    ]  # fmt: skip
    listed = shop.ask(reports.make, "expiry", by="WK").rows
    assert [soon in cells for cells in listed] == [True, False]
    keep = shop.part("OIL-NEW", batch_tracked=True)
    shop.run(parts.merge, keep, part, by="WK")
    paper = shop.paper("OUT", {"part_id": keep, "qty": 3000}, reason="workshop")
    shown = shop.ask(documents.show, "stock_documents", paper).lines["lines"]
    assert [(line["batch"], line["qty"]) for line in shown] == [("L9", 2000), ("L1", 1000)]


def test_papers_say_what_the_documents_say_and_no_cost_to_the_keeper(buying: Buying) -> None:
    """§4: request, order, receipt and return; prices only for who may see them; labels for each piece."""
    shop = buying.shop
    part = shop.part("P1", spec_model="1.6 L", purchase_unit="箱", factor_up=2)
    supplier = buying.supplier("S1", buying.offer(part, 12))
    request = buying.approved((part, 4))
    order = shop.step("purchase_requests", request, "order", by="PU").opens[1]
    shop.step(ORDERS, order, "approve", signer="MG")
    shop.step(ORDERS, order, "send", by="PU")
    receipt = buying.posted(buying.receipt(order, 4))
    back = shop.step(RECEIPTS, receipt, "give_back").opens[1]
    buying.edit(RETURNS, back, {"reason": "x", "lines": [buying.lines(RETURNS, back)[0] | {"qty": 1000}]})
    papers = {
        "purchase_requests.sheet": ("purchase_requests", request), "purchase_orders.sheet": (ORDERS, order),
        "goods_receipts.slip": (RECEIPTS, receipt), "goods_receipts.a4": (RECEIPTS, receipt),
        "purchase_returns.slip": (RETURNS, back),
    }  # fmt: skip
    for name, (kind, id) in papers.items():
        mine = shop.run(sheets.issue, kind, id, name, by="PU")
        theirs = shop.run(sheets.issue, kind, id, name, by="WK")
        assert (mine.lines[0].price, theirs.lines[0].price) == (12 * MICRO, None)
        assert (mine.lines[0].code, mine.lines[0].spec, mine.lines[0].amount) == (
            "P1", "1.6 L", 12_00 if kind == RETURNS else 48_00,
        )  # fmt: skip
        assert SHEETS[name](mine)[:5] == b"%PDF-" == SHEETS[name](theirs)[:5]
    asked = shop.run(sheets.issue, "purchase_requests", request, "purchase_requests.sheet", by="WK")
    assert [s.name for s in asked.signatures] == [shop.actor("WK").name, shop.actor("MG").name]
    assert (asked.lines[0].packs, asked.imprint.mark) == ("2 箱", "")
    (label,) = shop.run(sheets.issue, RECEIPTS, receipt, "goods_receipts.labels", by="WK")
    assert (label.code, label.copies) == ("P1", 4)
    assert shop.get(Supplier, "id", supplier).name == "供应商 S1"


@given(st.integers(1, 10**9), st.integers(0, 10**11), st.sampled_from([0, 100, 300, 600, 900, 1300]))
def test_tax_is_what_is_left_of_the_gross(qty: int, price: int, rate: int) -> None:
    """§5.8: net + tax is the gross to the fen, and the net is its nearest fen."""
    gross, net, taxed = tax.amount(qty, price, rate)
    assert net + taxed == gross
    assert abs(net * (10_000 + rate) - gross * 10_000) * 2 <= 10_000 + rate
    assert tax.cost(qty, price, rate, deducted=True) == net <= tax.cost(qty, price, rate, deducted=False)


@given(st.integers(0, 10**9), st.integers(1, 200), st.integers(1, 60))
def test_purchase_units_lose_nothing(qty: int, up: int, down: int) -> None:
    """§5.13: whole purchase units and the rest are exactly the quantity."""
    whole, left = packs.in_units(qty, up, down)
    assert whole * up * 1000 % down == 0
    assert whole * up * 1000 // down + left == qty
    assert whole >= 0 <= left


@given(st.integers(1, 10**8), st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 3))
def test_orders_are_rounded_up_to_what_can_be_bought(qty: int, moq: int, pack: int, decimals: int) -> None:
    """Never less than wanted or the smallest order, whole packs, and not one pack too many."""
    bought = packs.rounded_up(qty, moq or None, pack or None, decimals)
    step = pack or 10 ** (3 - decimals)
    assert bought >= max(qty, moq)
    assert bought % step == 0
    assert bought - step < max(qty, moq)
