"""Tax rates hold from a day: parts keep theirs, papers take the one of their own day (domain.md §5.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.errors import Refused
from app.models.parts import Part
from app.models.work_orders import WorkOrder
from app.services import drafts, settings, taxes
from tests.buying import Buying
from tests.garage import Garage
from tests.shopfloor import Shopfloor

NEXT = {"name": "GOODS", "rate": 1200, "from": "2027-01-01"}
SHIPPED = taxes.RATES.default


@pytest.mark.parametrize(
    ("held", "day", "rate"),
    [
        (1300, date(2026, 12, 31), 1300), (1300, date(2027, 1, 1), 1200), (1200, date(2027, 1, 1), 1200),
        (900, date(2027, 1, 1), 900), (1700, date(2027, 1, 1), 1700), (1300, date(2015, 1, 1), 1300),
        (100, date(2027, 12, 31), 100), (100, date(2028, 1, 1), 300), (300, date(2026, 1, 1), 300),
    ],
)  # fmt: skip
def test_what_has_become_of_a_rate(held: int, day: date, rate: int) -> None:
    assert taxes.on([*SHIPPED, NEXT], held, day) == rate


def test_a_rate_of_two_kinds_stays_what_it_is() -> None:
    """Nobody said which of both was meant."""
    rates = [*SHIPPED, NEXT | {"rate": 900}, NEXT | {"rate": 800, "from": "2029-01-01"}]
    assert taxes.on(rates, 900, date(2029, 1, 1)) == 900


def law_changes(shop: Shopfloor) -> None:
    """From 2027 on goods are taxed with 12 %."""
    shop.run(settings.change, "tax.rates", [*SHIPPED, NEXT], by="AD")


def test_purchases_take_the_rate_of_their_day(shop: Shopfloor) -> None:
    """A part keeps 13 %; ordered this year and delivered next year, each paper has the rate of its own day."""
    buying, part, freight = Buying(shop), shop.part(), shop.part("P2", tax_rate=900)
    law_changes(shop)
    supplier = buying.supplier()
    order = buying.sent((part, 2), (freight, 1), supplier=supplier)
    assert [line["tax_rate"] for line in buying.lines("purchase_orders", order)] == [1300, 900]
    shop.time.forward(days=60)
    receipt = buying.receipt(order, 2, 1)
    assert [line["tax_rate"] for line in buying.lines("goods_receipts", receipt)] == [1200, 900]
    by_hand = buying.delivered(supplier, {"part_id": part, "delivered": 1000})
    assert buying.lines("goods_receipts", by_hand)[0]["tax_rate"] == 1200
    assert shop.get(Part, "id", part).tax_rate == 1300
    assert shop.get(Part, "id", shop.part("P3")).tax_rate == 1200


def test_work_is_sold_at_the_rate_of_the_orders_day(shop: Shopfloor) -> None:
    garage = Garage(shop)
    law_changes(shop)
    made = garage.order()
    assert shop.get(WorkOrder, "id", made).tax_amount == 1657  # 13 % in 144.00
    shop.time.forward(days=60)
    made = garage.order()
    assert shop.get(WorkOrder, "id", made).tax_amount == 1543  # 12 %
    shop.run(settings.change, "work_orders.labour_tax", 600, by="AD")
    made = garage.order()
    assert shop.get(WorkOrder, "id", made).tax_amount == 815


def test_a_small_scale_taxpayer_sells_at_his_own_rate(shop: Shopfloor) -> None:
    """1 % until the end of 2027, then 3 %."""
    garage = Garage(shop)
    shop.run(settings.change, "shop.taxpayer", "SMALL", by="AD")
    assert shop.get(WorkOrder, "id", garage.order()).tax_amount == 143
    shop.time.forward(days=500)
    assert shop.get(WorkOrder, "id", garage.order()).tax_amount == 419


def test_a_rate_on_no_list_is_refused(shop: Shopfloor) -> None:
    with pytest.raises(Refused, match=r"17 ?% is no tax rate here. There are: 13 ?%, 9"):
        shop.part("P2", tax_rate=1700)
    buying, part = Buying(shop), shop.part()
    line = {"part_id": part, "qty": 1000, "price": 1, "tax_rate": 1700}
    with pytest.raises(Refused) as caught:
        shop.run(drafts.create, "purchase_orders", {"supplier_id": buying.supplier(), "lines": [line]}, by="PU")
    assert caught.value.problems[0].where == "lines.0.tax_rate"


@pytest.mark.parametrize(
    "rates",
    [
        [], [{}], [{"name": "GOODS", "rate": 1300}], [NEXT, NEXT], [NEXT | {"rate": 10_001}], [NEXT | {"rate": "13"}],
        [NEXT | {"name": "WINE"}], [NEXT | {"from": "soon"}], ["13"],
    ],
)  # fmt: skip
def test_a_list_that_says_nothing_sure_is_refused(shop: Shopfloor, rates: list[Any]) -> None:
    with pytest.raises(Refused) as caught:
        shop.run(settings.change, "tax.rates", rates, by="AD")
    assert caught.value.where == "tax.rates"
