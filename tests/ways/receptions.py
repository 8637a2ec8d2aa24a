"""Ways to the states of a check-in."""

from __future__ import annotations

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.services import receptions
from app.services.vehicles import check_digit
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor
from tests.ways.vehicles import a_plate


def a_vin() -> str:
    """A VIN that no other car of the test has."""
    bare = f"LSVAM4180C2{clock.new_id().int % 1_000_000:06d}"
    return bare[:8] + check_digit(bare) + bare[9:]


def draft(shop: Shopfloor) -> Id:
    """All is filled in."""
    return Desk(shop).kept(plate=a_plate(), vin=a_vin()).id


def half(shop: Shopfloor) -> Id:
    """Nobody has walked round the car yet."""
    return Desk(shop).kept(plate=a_plate(), vin=a_vin(), walked=False).id


def checked(shop: Shopfloor) -> Id:
    """Waits for the customer."""
    id = draft(shop)
    Desk(shop).step(id, "check")
    return id


def signed(shop: Shopfloor) -> Id:
    """The customer signed on screen."""
    id = checked(shop)
    Desk(shop).sign(id)
    return id


@usecase("test.reception_converted", allow=None)
def _convert(ctx: Context, id: Id) -> None:
    receptions.converted(ctx, id, clock.new_id(), "WO-01-20261123-0001")


def converted(shop: Shopfloor) -> Id:
    """Its work order was made."""
    id = signed(shop)
    shop.run(_convert, id)
    return id


def left(shop: Shopfloor) -> Id:
    """The customer went away with his car."""
    id = signed(shop)
    Desk(shop).step(id, "leave", reason="改日再来")
    return id


WAYS = {
    "draft": half, "draft/check": draft, "checked": checked, "signed": signed, "converted": converted, "left": left,
}  # fmt: skip
