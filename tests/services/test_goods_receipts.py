"""The goods receipt: counting, inspection, posting and what follows; its reversal; late prices and returns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.batches import Batch
from app.models.journal import Notice
from app.models.parts import Part
from app.models.purchasing import GoodsReceipt, PriceVariance, PurchaseOrder
from app.models.stations import Warehouse
from app.models.suppliers import Supplier, SupplierPart
from app.printing import SHEETS
from app.services import batches, documents, drafts, settings, sheets, warehouses
from app.services.purchasing import inspection, packs, supplies, tax
from tests.buying import Buying
from tests.services.test_stock_ledger import close_month
from tests.shopfloor import MICRO, Shopfloor

RECEIPTS, ORDERS, PRICES, RETURNS = "goods_receipts", "purchase_orders", "price_documents", "purchase_returns"


@pytest.fixture
def buying(shop: Shopfloor) -> Buying:
    return Buying(shop)


@query("test.variances", allow=None)
def variances(ctx: Reader) -> list[tuple[str, int]]:
    """(source, fen) of all price variances."""
    table = PriceVariance.__table__.c
    return [tuple(row) for row in ctx.conn.execute(select(table.source_number, table.value).order_by(table.seq))]


@query("test.history", allow=None)
def history(ctx: Reader, part: Id) -> list[tuple[int | None, int | None]]:
    """(price, days) of a part's deliveries, newest first."""
    return [(row.price, row.lead_days) for row in supplies.history(ctx, part_id=part)]


@query("test.lead_times", allow=None)
def lead_times(ctx: Reader, part: Id) -> list[int]:
    """Days of a part's deliveries."""
    return supplies.lead_times(ctx, [part]).get(part, [])


@query("test.fefo", allow=None)
def fefo(ctx: Reader, part: Id, qty: int, house: Id, bin: Id | None = None) -> list[tuple[str, int]]:
    """(batch, quantity) as proposed."""
    return [(p.batch, p.qty) for p in batches.first_expired_first_out(ctx, part, qty, warehouse_id=house, bin_id=bin)]


@query("test.expires", allow=None)
def expires(ctx: Reader, part: Id, batch: str) -> date | None:
    """When it expires."""
    return batches.expires_on(ctx, part, batch)


@query("test.inbox", allow=None)
def inbox(ctx: Reader, part: str) -> list[str]:
    """Notices that say this."""
    return [said["msgid"] for said in ctx.session.scalars(select(Notice.message)) if part in said["msgid"]]


def refused(shop: Shopfloor, id: Id, step: str, kind: str = RECEIPTS, **more: Any) -> dict[str, str]:
    """What a step refuses: place → words."""
    with pytest.raises(Refused) as said:
        shop.step(kind, id, step, **more)
    return {p.where: str(p.text) for p in said.value.problems}


def row(part: Id, qty: float, yuan: float | None = None, **more: Any) -> dict[str, Any]:
    """One line delivered; with a price it takes one who may enter it."""
    price = {} if yuan is None else {"price": round(yuan * MICRO)}
    return {"part_id": part, "delivered": round(qty * 1000)} | price | more


def buyer(shop: Shopfloor) -> Actor:
    """The small shop's one who keeps the stock and knows the prices."""
    return shop.actor("WK", "FI")


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
    assert (shop.ask(history, part), shop.ask(lead_times, part)) == ([(11_300_000, 5)], [5])
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
    version = shop.ask(documents.show, RECEIPTS, receipt).version
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


@query("test.problems", allow=None)
def _problems(ctx: Reader, id: Id) -> list[tuple[str, str]]:
    return [(p.where, str(p.text)) for p in inspection.problems(ctx, ctx.session.get(GoodsReceipt, id))]


def problems_of(shop: Shopfloor, id: Id) -> list[tuple[str, str]]:
    """All that is wrong with a receipt."""
    return shop.ask(_problems, id)  # type: ignore[no-any-return]


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
