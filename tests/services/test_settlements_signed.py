"""What a customer signed stays as he signed it: the settlement list and the delivery sheet, on screen and on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.clock import Id, today
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.paper import paper_code
from app.models.customers import Customer
from app.models.people import User
from app.models.settlements import Settlement
from app.models.work_orders import WorkOrder
from app.printing import SHEETS
from app.services import customers, deliveries, lookup, signatures
from app.services.customers import MASKED_NAME, ties
from app.services.customers.ties import TIES
from app.services.returned_papers.taking import take_in
from app.services.settlements import signing
from app.services.work_orders.consent import Work
from tests.garage import Garage
from tests.printing import reading
from tests.services.reception_desk import png
from tests.shopfloor import Shopfloor
from tests.ways.returned_papers import a_scan


@usecase("test.tied", allow=None)
def tied(ctx: Context, what: str, *ids: Id) -> Any:
    """What customers do to all their ties: mask and hand over everywhere; export of the settlements."""
    if what == "export":
        return TIES["settlements"].export(ctx, *ids)
    return (ties.mask_everywhere if what == "mask" else ties.hand_over)(ctx, *ids)


@usecase("test.correct_parties", allow=None)
def correct_parties(ctx: Context, order: Id) -> None:
    """Everybody on the list gets another name and number in the records."""
    one = ctx.session.get_one(WorkOrder, order)
    customer = ctx.session.get_one(Customer, one.customer_id)
    customer.name, customer.mobile, one.consent_phone = "李芳芳", "13900000000", "13900000000"
    ctx.session.get_one(User, one.advisor_id).name = "陈静静"


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    """A workshop with advisor, cashier, manager."""
    return Garage(shop)


def hours(garage: Garage, order: Id, qty: int, **more: Any) -> None:
    """So much of the item is billed."""
    line = garage.settlement(order).lines[0]
    garage.type(order, lines=[{"id": line.id, "qty": qty}], **more)


# --- the discount -----------------------------------------------------------------------------------------------------
def test_a_discount_is_judged_by_what_is_saved(garage: Garage) -> None:
    """R62: neither first the discount and then less work, nor both at once, passes the advisor's 5 %."""
    order = garage.settling()
    garage.type(order, discount=720, discount_reason="老客户")  # 5 % of ¥144.00
    with pytest.raises(Refused, match=r"¥3.60 at most"):
        hours(garage, order, 600)
    hours(garage, order, 600, discount=360)
    with pytest.raises(Refused, match=r"¥3.60 at most"):
        hours(garage, order, 600, discount=720)
    hours(garage, order, 1200, discount=720)  # more work, more discount, in one save
    assert garage.settlement(order).lines[0].reduced == 720
    with pytest.raises(Refused, match="more than there is to pay"):
        hours(garage, order, 0, discount=0, rounding=1)


def test_the_share_the_manager_gave_may_be_kept_and_not_passed(garage: Garage) -> None:
    order = garage.settling()
    garage.type(order, by="MG", discount=4_320, discount_reason="投诉补偿")  # 30 %
    with pytest.raises(Refused, match=r"¥21.60 at most"):
        hours(garage, order, 600)
    hours(garage, order, 600, discount=2_160)
    assert garage.settlement(order).total_amount == 5_040


# --- who stands on it -------------------------------------------------------------------------------------------------
def test_a_signed_list_names_who_signed_it_whatever_is_corrected_later(garage: Garage, shop: Shopfloor) -> None:
    """E56: the phone is corrected after the list was printed; its signed paper still belongs to it."""
    order = garage.settling()
    made, before = garage.settlement(order), garage.list_of(order)
    shop.run(correct_parties, order)
    assert garage.list_of(order).phone == before.phone
    shop.run(signing.paper_back, paper_code(made.number, made.revision), png(), by="SA")
    now = garage.list_of(order)
    assert (now.customer, now.phone, now.advisor) == (before.customer, before.phone, before.advisor)
    assert now.signatures[0].name


def test_a_draft_that_is_saved_again_names_them_anew(garage: Garage, shop: Shopfloor) -> None:
    order = garage.settling()
    shop.run(correct_parties, order)
    garage.type(order, phone="13900000000")
    now = garage.list_of(order)
    assert (now.customer, now.phone, now.advisor, now.revision) == ("李芳芳", "13900000000", "陈静静", 2)


def test_e91_who_is_erased_is_masked_on_his_lists_and_stays_signed(garage: Garage, shop: Shopfloor) -> None:
    order = garage.settling()
    made = garage.settlement(order)
    shop.run(signing.paper_back, paper_code(made.number, made.revision), png(), by="SA")
    before = garage.list_of(order)
    shop.run(tied, "mask", made.customer_id)
    now = garage.list_of(order)
    assert (now.customer, now.phone, now.masked, before.masked) == (MASKED_NAME, "", True, False)
    assert before.customer not in str(now)
    assert now.signatures[0] == replace(before.signatures[0], name=MASKED_NAME, image=b"")
    assert now.signatures[0].signed_at is not None
    kept = shop.ask(signatures.list_of, "settlements", made.id, by="SA")
    assert [one.name for one in kept] == [before.signatures[0].name]
    assert "签字后个人信息已按要求删除" in reading.text(SHEETS["settlements.list"](now))
    given = shop.run(tied, "export", made.customer_id)
    assert [(row["number"], row["customer_name"], row["phone"]) for row in given] == [(made.number, MASKED_NAME, None)]


def test_a_merged_customers_settlements_go_with_him(garage: Garage, shop: Shopfloor) -> None:
    made = garage.settlement(garage.settling())
    other = shop.run(customers.open_customer, "王强", mobile="13816205522", by="SA")
    shop.run(tied, "hand_over", other, made.customer_id)
    assert shop.get(Settlement, "id", made.id).customer_id == other


# --- the delivery sheet -----------------------------------------------------------------------------------------------
def test_a_delivery_signed_on_paper_is_filed_by_its_scan(garage: Garage, shop: Shopfloor) -> None:
    """R64: the scan signs for the car; a second page is added; the code opens the order."""
    order = garage.ready()
    garage.hand_over(order)
    sheet = garage.sheet(order, "work_orders.delivery")
    code = paper_code("DL" + sheet.order[2:], sheet.revision)
    assert shop.ask(lookup.code, code, by="SA")[0].id == order
    taken = take_in(shop.desk, shop.actor("SA"), "交车单.png", a_scan(), code)
    assert (taken.filed, taken.document) == (True, sheet.order)
    assert garage.sheet(order, "work_orders.delivery").signatures[0].name == "李芳"
    again = take_in(shop.desk, shop.actor("SA"), "交车单 2.png", a_scan(), code, seen=False)
    assert again.filed  # it adds a page, it does not sign
    garage.step(order, "deliver")
    assert garage.state(order) == "delivered"
    shop.run(tied, "mask", garage.settlement(order).customer_id)
    now = garage.sheet(order, "work_orders.delivery")
    assert (now.customer, now.receiver, now.masked) == (MASKED_NAME, MASKED_NAME, True)
    assert (now.signatures[0].name, now.signatures[0].signed_at is None) == (MASKED_NAME, False)
    assert "签字后个人信息已按要求删除" in reading.text(SHEETS["work_orders.delivery"](now))


def test_a_delivery_handed_over_otherwise_wants_another_paper(garage: Garage, shop: Shopfloor) -> None:
    """E56: the dials were corrected after it was printed; keeping the same again changes nothing."""
    order = garage.ready()
    garage.hand_over(order)
    garage.hand_over(order)
    sheet = garage.sheet(order, "work_orders.delivery")
    assert sheet.revision == 1
    garage.hand_over(order, odometer=46_823)
    code = paper_code("DL" + sheet.order[2:], sheet.revision)
    taken = take_in(shop.desk, shop.actor("SA"), "交车单.png", a_scan(), code)
    assert (taken.filed, "changed after this paper was printed" in str(taken.said)) == (False, True)
    for wrong in ("DL-01-20200101-0001.1", "DL-1"):
        stray = take_in(shop.desk, shop.actor("SA"), "x.png", a_scan(), wrong)
        assert not stray.filed
    with pytest.raises(Refused, match="not signed for the car"):
        garage.step(order, "deliver")


def test_the_delivery_sheets_bar_code_is_its_own(garage: Garage) -> None:
    """Its number is not the order's: a scan tells the two papers apart."""
    from app.printing.settlements import delivery

    order = garage.ready()
    garage.hand_over(order)
    sheet = garage.sheet(order, "work_orders.delivery")
    assert "DL" + sheet.order[2:] in reading.text(delivery(sheet))


# --- the next service -------------------------------------------------------------------------------------------------
def test_the_next_service_is_proposed_by_the_items_intervals(garage: Garage, shop: Shopfloor) -> None:
    """The nearest of each counts from today's odometer and day; what is typed once stays, also nothing."""
    oil = garage.item("OIL", "更换机油机滤", interval_km=5_000, interval_months=6)
    fluid = garage.item("FLU", "更换制动液", interval_km=40_000, interval_months=24)
    order = garage.ready(garage.passed(work=[Work(labour_id=oil), Work(labour_id=fluid)]))
    seen = shop.ask(deliveries.handing, order, by="SA").kept
    day = today()
    month = day.month + 6
    assert seen["next_service_km"] == 46_820 + 5_000
    assert (seen["next_service_on"].year, seen["next_service_on"].month) == (
        day.year + (month - 1) // 12, (month - 1) % 12 + 1,
    )  # fmt: skip
    garage.hand_over(order, next_service_km=50_000)
    kept = shop.ask(deliveries.handing, order, by="SA").kept
    assert (kept["next_service_km"], kept["next_service_on"]) == (50_000, None)
