"""Ways to the states of an appointment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.services import appointments, vehicles
from tests.shopfloor import Shopfloor
from tests.ways.vehicles import a_plate, owner


def car(shop: Shopfloor) -> Id:
    """A car of somebody."""
    return shop.run(vehicles.open_vehicle, a_plate(), "", owner(shop), by="SA")  # type: ignore[no-any-return]


def requested(shop: Shopfloor, **more: Any) -> Id:
    """Asked for, for now: at any hour that is today."""
    given = {"vehicle_id": car(shop)} | more
    return shop.run(  # type: ignore[no-any-return]
        appointments.book, clock.now(), "刹车异响", more=given, by="SA"
    )


def confirmed(shop: Shopfloor) -> Id:
    """Agreed with the customer."""
    made = requested(shop)
    shop.step("appointments", made, "confirm", by="SA")
    return made


def late(shop: Shopfloor) -> Id:
    """Agreed, and over for half an hour."""
    made = shop.run(
        appointments.book, clock.now() - timedelta(minutes=30), "刹车异响", more={"vehicle_id": car(shop)}, by="SA"
    )
    shop.step("appointments", made, "confirm", by="SA")
    return made  # type: ignore[no-any-return]


def rescheduled(shop: Shopfloor) -> Id:
    """Moved by two hours; he is to be asked."""
    made = confirmed(shop)
    start = clock.now()
    shop.step("appointments", made, "reschedule", by="SA", start=start)
    return made


def arrived(shop: Shopfloor) -> Id:
    """The car is here."""
    made = confirmed(shop)
    shop.step("appointments", made, "arrive", by="SA")
    return made


def unled(shop: Shopfloor) -> Id:
    """The car is here, said by one who opens no receptions."""
    made = confirmed(shop)
    shop.step("appointments", made, "arrive", by="CS")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """He has no time."""
    made = confirmed(shop)
    shop.step("appointments", made, "cancel", by="SA", reason="没空")
    return made


def missed(shop: Shopfloor) -> Id:
    """He did not come."""
    made = late(shop)
    shop.step("appointments", made, "no_show", by="SA")
    return made


WAYS = {
    "requested": requested, "confirmed": confirmed, "confirmed/no_show": late, "rescheduled": rescheduled,
    "arrived": arrived, "arrived/not_here": unled, "cancelled": cancelled, "no_show": missed,
}  # fmt: skip
ANSWERS = {
    "arrive": {"vehicle": car},
    "reschedule": {"start": lambda _shop: clock.now(), "bay": lambda _shop: None},
}
