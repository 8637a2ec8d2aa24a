"""Ways to the states of a vehicle."""

from __future__ import annotations

import itertools

from app.core.clock import Id
from app.services import customers, vehicles
from tests.shopfloor import Shopfloor

_PLATES = itertools.count(10_000)  # a random one would be drawn twice in one shop now and then


def a_plate() -> str:
    """A plate that no other car of the test has."""
    return f"沪A{next(_PLATES) % 100_000:05d}"


def owner(shop: Shopfloor) -> Id:
    """Somebody new."""
    return shop.run(customers.open_customer, "李雷", mobile="13900139000", by="SA")  # type: ignore[no-any-return]


def active(shop: Shopfloor) -> Id:
    """Entered by the service advisor."""
    more = {"brand": "大众", "series": "帕萨特"}
    return shop.run(vehicles.open_vehicle, a_plate(), "", owner(shop), more=more, by="SA")  # type: ignore[no-any-return]


def transferred(shop: Shopfloor) -> Id:
    """Sold to somebody unknown."""
    made = active(shop)
    shop.step("vehicles", made, "sell", reason="已卖", by="SA")
    return made


def scrapped(shop: Shopfloor) -> Id:
    """Gone."""
    made = active(shop)
    shop.step("vehicles", made, "scrap", reason="报废", by="SA")
    return made


WAYS = {"active": active, "transferred": transferred, "scrapped": scrapped}
ANSWERS = {
    "replate": {"plate": lambda _shop: a_plate()},
    "change_owner": {"owner": owner},
}
