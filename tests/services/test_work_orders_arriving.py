"""An order comes from a signed check-in and is part of the car's life; merged or masked customers take it along."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.customers import Customer
from app.services import documents, drafts, vehicles
from app.services.customers.ties import TIES
from app.services.work_orders import arriving, drafting, rules
from app.services.work_orders.consent import Work
from tests.garage import KIND, Garage
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor


@usecase("test.tie", allow=None)
def by_hand(ctx: Context, what: str, *ids: Id) -> Any:
    """What customers do to their ties."""
    return getattr(TIES[KIND], what)(ctx, *ids)


def test_a_signed_check_in_becomes_a_draft_with_what_was_said(shop: Shopfloor) -> None:
    shop.run(drafts.create, "labour", {"number": "CHK", "name_zh": "检查制动", "hours": 300}, by="WS")
    Desk(shop).car()
    checked = Desk(shop).signed()
    order = shop.run(arriving.open_from_reception, checked, by="SA")
    seen = shop.ask(documents.show, KIND, order, by="SA")
    assert (seen.values["complaint"], seen.values["old_parts"], seen.values["odometer"]) == (
        "刹车有尖叫声，低速更明显", "WAIVE", 46_820,
    )  # fmt: skip
    assert [(row["name"], row["hours"]) for row in seen.lines["labour"]] == [("检查制动", 300), ("保养", 0)]
    assert shop.state("receptions", checked) == "converted"
    assert "receptions" in [link.kind for link in seen.links]
    with pytest.raises(Refused, match="has its work order already"):
        shop.run(arriving.open_from_reception, checked, by="SA")
    life = shop.ask(vehicles.life, seen.values["vehicle_id"])
    assert (life[0].kind, life[0].work) == (KIND, "检查制动，保养")


def test_nothing_is_issued_without_a_check_in_unless_the_shop_wants_it_so(shop: Shopfloor) -> None:
    car = Desk(shop).car()
    order = shop.run(drafting.open_order, car, work=[Work(name="保养", hours=500)], by="SA")
    with pytest.raises(Refused, match="signed check-in"):
        shop.step(KIND, order, "issue", by="SA")
    assert rules.CHECK_IN.default
    with pytest.raises(Refused, match="not signed"):
        shop.run(arriving.open_from_reception, Desk(shop).checked(), by="SA")


def test_merging_masking_and_export_reach_the_orders(shop: Shopfloor) -> None:
    garage = Garage(shop)
    order = garage.signed()
    one = garage.read(order)[0]
    other = Desk(shop).owner("王强", "13816205522")
    shop.run(by_hand, "hand_over", other, one.customer_id)
    assert garage.read(order)[0].customer_id == other
    assert shop.run(by_hand, "export", other)[0]["lines"] == ["更换前制动片"]
    assert shop.run(by_hand, "needed_until", other).year == one.created_at.year + 2
    assert shop.run(by_hand, "needed_until", one.customer_id) is None
    shop.run(by_hand, "mask", other)
    assert (garage.read(order)[0].sender_name, garage.read(order)[0].consent_phone) == ("***", None)
    assert shop.get(Customer, "id", other).name == "王强"
