"""Ways to the states of an inspection."""

from __future__ import annotations

from app.core.clock import Id
from app.services.inspections import ticking
from tests.garage import Garage
from tests.shopfloor import Shopfloor


def open_(shop: Shopfloor) -> Id:
    """Nothing is ticked yet."""
    garage = Garage(shop)
    return garage.sheet_of(garage.to_inspect())


def right(shop: Shopfloor) -> Id:
    """All ticked, all right."""
    made = open_(shop)
    shop.run(ticking.all_right, made, by="QI")
    return made


def wrong(shop: Shopfloor) -> Id:
    """One item is not right."""
    made = open_(shop)
    shop.run(ticking.tick, made, 1, right=False, note="螺栓未按力矩紧固", by="QI")
    return made


def passed(shop: Shopfloor) -> Id:
    """Signed."""
    garage = Garage(shop)
    return garage.sheet_of(garage.passed())


def failed(shop: Shopfloor) -> Id:
    """Back with the technician."""
    garage = Garage(shop)
    return garage.sheet_of(garage.failed())


def not_drawn(shop: Shopfloor) -> Id:
    """Nobody has to look at it."""
    garage = Garage(shop)
    return garage.sheet_of(garage.not_drawn())


WAYS = {
    "open": open_, "open/pass": right, "open/fail": wrong, "passed": passed, "failed": failed, "not_drawn": not_drawn,
}  # fmt: skip
