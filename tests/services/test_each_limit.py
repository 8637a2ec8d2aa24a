"""Each limit of the settings: what it lets pass as shipped, and what another one does. See test_each_setting.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Refused
from app.models.work_orders import WorkOrder
from app.services import backups, people, settings
from tests.buying import Buying
from tests.garage import Garage
from tests.rig import PIN
from tests.shopfloor import PROGRAM, Shopfloor


def choose(shop_: Shopfloor, key: str, value: Any) -> None:
    """What the administrator does in the settings room."""
    shop_.run(settings.change, key, value, by="AD")


def test_what_the_head_of_purchasing_approves(shop: Shopfloor) -> None:
    buying, part = Buying(shop), shop.part()
    buying.supplier("S1", buying.offer(part, 100))
    head = shop.rig.desk.run(
        people.create, PROGRAM, "head", "Head", ["PU"], password=None, pin=PIN, heads=["PU"]
    )  # fmt: skip
    shop._people[("HEAD",)] = people.sign_in(shop.desk, "01", head, PIN)
    id = buying.request((part, 51))
    shop.step("purchase_requests", id, "submit")
    with pytest.raises(Refused, match="above ¥5,000"):
        shop.step("purchase_requests", id, "approve", signer="HEAD")
    choose(shop, "purchasing.approval_limit", 600_000)
    shop.step("purchase_requests", id, "approve", signer="HEAD")


def test_how_much_more_than_ordered_is_taken(shop: Shopfloor) -> None:
    buying, part = Buying(shop), shop.part()
    order = buying.sent((part, 100), supplier=buying.supplier())
    receipt = buying.receipt(order, 108)
    shop.step("goods_receipts", receipt, "inspect")
    with pytest.raises(Refused, match="8 % more than ordered"):
        shop.step("goods_receipts", receipt, "post")
    choose(shop, "purchasing.excess", 800)
    shop.step("goods_receipts", receipt, "post")
    assert shop.held(part)[0] == 108_000


def test_how_far_a_bill_may_pass_what_was_agreed(shop: Shopfloor) -> None:
    """Agreed are 144.00: with 10 % a fee of 14.40 may come on top, with 20 % twice that."""
    garage = Garage(shop)
    order = garage.terminated(done=True)
    garage.settling(order, diagnosis=2_880)
    with pytest.raises(Refused, match="more than the agreed"):
        garage.confirm(order)
    choose(shop, "work_orders.excess", 2000)
    garage.confirm(order)


def test_what_an_hour_of_work_costs(shop: Shopfloor) -> None:
    garage = Garage(shop)
    assert shop.get(WorkOrder, "id", garage.order()).labour_amount == 14_400
    choose(shop, "labour.rate", 20_000)
    assert shop.get(WorkOrder, "id", garage.order()).labour_amount == 24_000


def test_an_order_is_made_of_a_check_in_or_not(shop: Shopfloor) -> None:
    garage = Garage(shop)  # which switches it off
    order = garage.order()
    choose(shop, "work_orders.check_in", True)
    with pytest.raises(Refused, match="signed check-in"):
        garage.step(order, "issue")
    choose(shop, "work_orders.check_in", False)
    garage.step(order, "issue")


def test_how_many_backups_are_kept(shop: Shopfloor, tmp_path: Path) -> None:
    choose(shop, "backups.keep", 3)
    for n in range(1, 6):
        shop.time.forward(hours=1)
        shop.bin(f"A-0{n}-1-01")
        backups.backup_at_close(shop.desk, shop.rig.store, tmp_path)
    assert len(backups.list_backups(tmp_path)) == 3
