"""The goods receipt: counting, inspection, posting and what follows; its reversal; late prices and returns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.core.access import Actor
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, PurchaseOrder
from app.models.stations import Warehouse
from app.models.suppliers import SupplierPart
from app.services import documents, drafts, settings, warehouses
from tests.buying import Buying, buyer, history, inbox, problems_of, refused, row, variances
from tests.services.test_stock_ledger import close_month
from tests.shopfloor import MICRO, Shopfloor

RECEIPTS, ORDERS, PRICES, RETURNS = "goods_receipts", "purchase_orders", "price_documents", "purchase_returns"


@pytest.fixture
def buying(shop: Shopfloor) -> Buying:
    return Buying(shop)


def test_goods_come_from_an_order_and_are_in_stock(buying: Buying, time: Any) -> None:
    """R13: PURCHASE_IN net of VAT; last price, price history, lead time; the one who asked hears of it."""
    shop = buying.shop
    part = shop.part()
    supplier = buying.supplier("S1", buying.offer(part, 11.3))
    request = buying.approved((part, 10))
    order = shop.step("purchase_requests", request, "order", by="PU").opens[1]
    shop.step(ORDERS, order, "approve", signer="MG")
    shop.step(ORDERS, order, "send", by="PU")
    time.forward(days=5)
    receipt = buying.receipt(order, 10)
    (line,) = buying.lines(RECEIPTS, receipt, by="WK")
    assert (line["ordered"], line["accepted"], "price" in line) == (10_000, 10_000, False)
    buying.posted(receipt)
    (move,) = shop.rows(part)
    assert (move.kind, move.qty, move.value, move.source_number[:6]) == ("PURCHASE_IN", 10_000, 100_00, "GR-01-")
    assert shop.get(Part, "id", part).last_price == 11_300_000
    assert shop.get(SupplierPart, "supplier_id", supplier).price == 11_300_000
    assert shop.ask(history, part) == [(11_300_000, 5)]
    assert shop.differences() == []
    seen = shop.get(GoodsReceipt, "id", receipt)
    assert (seen.inspected_by, seen.posted_by) == (shop.actor("WK").user,) * 2


def test_small_scale_taxpayers_and_plain_invoices_pay_the_tax(buying: Buying) -> None:
    """§5.8: gross is the cost where no VAT is deducted."""
    shop = buying.shop
    one, two = shop.part("P1"), shop.part("P2")
    supplier = buying.supplier()
    buying.posted(buying.delivered(supplier, row(one, 1, 113), by=buyer(shop), deductible=False), by=buyer(shop))
    assert shop.held(one)[1] == 113_00
    shop.run(settings.change, "shop.taxpayer", "SMALL")
    buying.posted(buying.delivered(supplier, row(two, 1, 113), by=buyer(shop)), by=buyer(shop))
    assert shop.held(two)[1] == 113_00


def test_everything_as_ordered_and_partial_counts(buying: Buying) -> None:
    shop = buying.shop
    one, two = shop.part("P1"), shop.part("P2")
    order = buying.sent((one, 4), (two, 6), supplier=buying.supplier())
    receipt = buying.receipt(order, 3)
    assert shop.get(GoodsReceipt, "id", receipt).state == "draft"
    shop.step(RECEIPTS, receipt, "all_here")
    assert [line["delivered"] for line in buying.lines(RECEIPTS, receipt)] == [3000, 6000]
    buying.posted(receipt)
    assert shop.state(ORDERS, order) == "part_received"
    loose = buying.delivered(buying.supplier("S2"), row(one, 1))
    assert "for no order" in refused(shop, loose, "all_here")[""]


def test_an_order_named_in_the_form_proposes_its_lines(buying: Buying) -> None:
    """What was scanned before belongs to the order's line; another supplier's order is refused."""
    shop = buying.shop
    part, other = shop.part("P1"), shop.part("P2")
    supplier = buying.supplier()
    order = buying.sent((part, 4), supplier=supplier)
    given = {"order_id": order, "lines": [row(part, 2), row(other, 1)]}
    receipt = shop.run(drafts.create, RECEIPTS, given, by="WK")
    lines = buying.lines(RECEIPTS, receipt)
    assert [(line["ordered"], line["delivered"]) for line in lines] == [(4000, 2000), (None, 1000)]
    assert shop.get(GoodsReceipt, "id", receipt).supplier_id == supplier
    with pytest.raises(Refused, match="another supplier"):
        shop.run(drafts.create, RECEIPTS, given | {"supplier_id": buying.supplier("S2")}, by="WK")
    with pytest.raises(Refused, match="Name the supplier"):
        shop.run(drafts.create, RECEIPTS, {"lines": []}, by="WK")
    shop.step(ORDERS, order, "cancel", by="PU", reason="late")
    with pytest.raises(Refused, match="Nothing is to come"):
        shop.run(drafts.create, RECEIPTS, given, by="WK")


def test_what_the_inspection_asks(buying: Buying) -> None:
    shop = buying.shop
    supplier = buying.supplier()
    assert refused(shop, buying.delivered(supplier), "inspect") == {"lines": "Add at least one line."}
    plain = shop.part("P1")
    assert list(refused(shop, buying.delivered(supplier, row(plain, 0)), "inspect")) == ["lines.0.delivered"]
    brake = shop.part("P2", safety_critical=True)
    oil = shop.part("P3", batch_tracked=True, shelf_life_days=365)
    engine = shop.part("P4", serial_tracked=True)
    tomorrow = date(2026, 11, 24)
    receipt = buying.delivered(
        supplier, row(plain, 1.5, rejected=2000), row(brake, 1), row(oil, 1, produced=tomorrow, expires=None),
        row(engine, 2), row(engine, 2, serial="A"), row(oil, 1, batch="L0", expires=date(2026, 11, 1)),
        row(plain, 1, bin_id=None), row(shop.part("P5", active=False), 1),
    )  # fmt: skip
    version = shop.ask(documents.standing, RECEIPTS, receipt).version
    with pytest.raises(Refused):
        shop.run(documents.step, RECEIPTS, receipt, "inspect", {}, version, by="WK")
    found = dict(problems_of(shop, receipt))
    assert found == {
        "lines.0.delivered": "In 件, quantities have at most 0 decimals.",
        "lines.0.rejected": "More is rejected than was delivered.",
        "lines.0.reason": "Say why some of it is rejected.",
        "lines.1.certificate": "P2 is a safety part: look at its certificate.",
        "lines.2.batch": "P3 is kept by batch: enter the batch.",
        "lines.2.produced": "This day is still to come.",
        "lines.3.serial": "P4 is kept by serial number: enter it.",
        "lines.4.delivered": "One serial number is one piece: one line for each.",
        "lines.5.expires": "Expired on 2026-11-01: reject it, or say why it is taken.",
        "lines.6.bin_id": "Enter the bin.",
        "lines.7.part_id": "P5 is not in use. Activate it first.",
    }


def test_serials_and_bins_of_elsewhere_are_refused(buying: Buying) -> None:
    shop = buying.shop
    supplier, engine = buying.supplier(), shop.part(serial_tracked=True)
    twice = buying.delivered(supplier, row(engine, 1, serial="A"), row(engine, 1, serial="A"))
    assert dict(problems_of(shop, twice)) == {"lines.1.serial": "This serial number is on the list twice."}
    far = shop.bin("Z-1", shop.run(warehouses.open_warehouse, "W3", "Third"))
    away = buying.delivered(supplier, row(shop.part("P2"), 1, bin_id=far))
    assert "another warehouse" in dict(problems_of(shop, away))["lines.0.bin_id"]
    abroad = shop.run(warehouses.open_warehouse, "W2", "Second", by=Actor(None, "program", "02"))
    bin = shop.bin("Y-1", abroad)
    theirs = buying.delivered(supplier, row(shop.part("P3"), 1, bin_id=bin), warehouse_id=abroad)
    shop.step(RECEIPTS, theirs, "inspect")
    assert "belongs to station 02" in refused(shop, theirs, "post")["warehouse_id"]


def test_too_much_needs_the_manager(buying: Buying) -> None:
    """Over-receipt > 5 % needs MG."""
    shop = buying.shop
    part = shop.part()
    order = buying.sent((part, 100), supplier=buying.supplier())
    fine = buying.receipt(order, 105)
    shop.step(RECEIPTS, fine, "inspect")
    assert {o.step: str(o.refusal) for o in shop.ask(documents.show, RECEIPTS, fine).offers}["excess"] == (
        "Nothing is over what may be accepted."
    )
    shop.step(RECEIPTS, fine, "recount")
    buying.edit(RECEIPTS, fine, {"lines": [buying.lines(RECEIPTS, fine)[0] | {"delivered": 106_000}]})
    shop.step(RECEIPTS, fine, "inspect")
    assert shop.ask(inbox, "more was delivered than ordered")
    assert "6 % more than ordered, 5 % are allowed" in refused(shop, fine, "post")[""]
    shop.step(RECEIPTS, fine, "excess", signer="MG")
    shop.step(RECEIPTS, fine, "post")
    assert (shop.held(part)[0], shop.state(ORDERS, order)) == (106_000, "received")


def test_e21_an_issue_before_its_receipt_is_revalued_when_it_comes(buying: Buying) -> None:
    """E21: blocked as negative; allowed by the warehouse it is flagged, and the receipt's difference is variance."""
    shop = buying.shop
    part = shop.part()
    shop.receive(part, 1, 10)
    with pytest.raises(Refused, match="only 1 件"):
        shop.issue(part, 5)
    house = shop.get(Warehouse, "id", shop.house)
    shop.run(drafts.edit, "warehouses", house.id, house.version, {"allow_negative": True})
    shop.issue(part, 5)
    assert [r.flag for r in shop.rows(part)] == [None, "NEGATIVE"]
    supplier = buying.supplier()
    line = row(part, 10, 12, tax_rate=0)
    buying.posted(buying.delivered(supplier, line, by=buyer(shop)), by=buyer(shop))
    assert shop.held(part) == (6000, 72_00, 12 * MICRO)
    assert [value for _, value in shop.ask(variances)] == [8_00]  # four pieces went out at 10, and cost 12


def test_e22_a_receipt_dated_into_a_closed_month_is_refused(buying: Buying, time: Any) -> None:
    """E22: book it today with a remark."""
    shop = buying.shop
    part = shop.part()
    shop.run(close_month, "2026-10")
    early = time.present - timedelta(days=40)
    receipt = buying.delivered(buying.supplier(), row(part, 1), occurred_at=early)
    shop.step(RECEIPTS, receipt, "inspect")
    assert "2026-10 is closed" in refused(shop, receipt, "post")["occurred_at"]
    shop.step(RECEIPTS, receipt, "recount")
    buying.edit(RECEIPTS, receipt, {"occurred_at": None, "remark": "came on 14 October"})
    buying.posted(receipt)
    assert shop.rows(part)[0].occurred_at > early


def test_e23_a_part_issued_without_cost_is_flagged(buying: Buying) -> None:
    """E23: nothing known of its price: the receipt is provisional at 0, the issue carries NO_COST."""
    shop = buying.shop
    part = shop.part()
    buying.posted(buying.delivered(buying.supplier(), row(part, 3)))
    assert shop.ask(inbox, "provisional prices")
    shop.issue(part, 1)
    assert shop.rows(part)[-1].flag == "NO_COST"


def test_e25_a_wrong_unit_is_reversed_and_received_again(buying: Buying) -> None:
    """E25: 3 drums booked as 3 litres: reversal and a new receipt, no edit; everything is exactly undone."""
    shop = buying.shop
    part = shop.part(unit="升", purchase_unit="桶", factor_up=18)
    shop.receive(part, 2, 10)
    before = shop.held(part)
    order = buying.sent((part, 54), supplier=buying.supplier())
    wrong = buying.posted(buying.receipt(order, 3))
    with pytest.raises(Refused, match="can't be edited"):
        buying.edit(RECEIPTS, wrong, {"remark": "x"})
    stepped = shop.step(RECEIPTS, wrong, "reverse", signer="FI", reason="unit")
    assert (stepped.state, shop.held(part)) == ("reversed", before)
    mirror = shop.get(GoodsReceipt, "reversal_of", wrong)
    assert (mirror.state, shop.get(GoodsReceipt, "id", wrong).reversed_by) == ("posted", mirror.id)
    assert {link.label for link in shop.ask(documents.show, RECEIPTS, mirror.id).links} == {
        "Reverses", "Purchase order",
    }  # fmt: skip
    assert "can't be reversed" in refused(shop, mirror.id, "reverse", signer="FI", reason="x")[""]
    assert shop.state(ORDERS, order) == "sent"
    buying.posted(buying.receipt(order, 54))
    assert (shop.held(part)[0], shop.state(ORDERS, order)) == (56_000, "received")
    assert len(shop.ask(history, part)) == 1  # the reversed one has taught nothing


def test_e26_free_goods_short_and_wrong_deliveries(buying: Buying) -> None:
    """E26: accepted and rejected are separate; a price of 0 needs a reason."""
    shop = buying.shop
    part, wrong = shop.part("P1"), shop.part("P2")
    order = buying.sent((part, 10), supplier=buying.supplier())
    receipt = buying.receipt(order, {"delivered": 8000, "rejected": 1000, "reason": "box crushed"})
    lines = buying.lines(RECEIPTS, receipt)
    more = row(wrong, 2, rejected=2000, reason="not ordered") | {"bin_id": shop.bin()}
    gift = row(part, 1, 0) | {"bin_id": shop.bin()}
    buying.edit(RECEIPTS, receipt, {"lines": [*lines, more, gift]}, by=buyer(shop))
    assert refused(shop, receipt, "inspect") == {"lines.2.reason": "The price is 0: say why."}
    lines = buying.lines(RECEIPTS, receipt)
    lines[2]["reason"] = "one free with ten"
    buying.edit(RECEIPTS, receipt, {"lines": lines}, by=buyer(shop))
    buying.posted(receipt)
    assert shop.held(part)[0] == 8000
    assert shop.rows(wrong) == []
    assert (shop.state(ORDERS, order), shop.get(PurchaseOrder, "id", order).state) == ("part_received",) * 2


def test_receipts_are_found(buying: Buying) -> None:
    shop = buying.shop
    part = shop.part("P-77")
    id = buying.delivered(buying.supplier(), row(part, 2, 10), by=buyer(shop))
    assert list(shop.ask(documents.find, RECEIPTS, ListQuery("p-77"), by="WK")) == [id]
    assert shop.ask(documents.read, RECEIPTS, [id], by="FI")[0][4] == 20_00
    assert len(shop.ask(documents.read, RECEIPTS, [id], by="WK")[0]) == 7
    buying.posted(id)
    paper = shop.step(RECEIPTS, id, "give_back").opens[1]
    assert shop.ask(documents.read, RETURNS, [paper], by="FI")[0][2] == shop.get(GoodsReceipt, "id", id).number
    assert shop.ask(documents.show, RETURNS, paper).links[0].id == id
