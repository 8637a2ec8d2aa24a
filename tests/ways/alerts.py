"""Ways to the states of a stock alert."""

from __future__ import annotations

from datetime import timedelta

from app.core import clock
from app.core.clock import Id
from app.core.screen import ListQuery
from app.services import documents
from tests.shopfloor import Shopfloor

KIND = "alerts"


def fallen(shop: Shopfloor, maximum: int) -> Id:
    """The alert of a part of its own that fell from six to four, below its level of five."""
    number = f"P-{clock.new_id().hex[-10:].upper()}"
    part = shop.part(number, warning_level=5000, max_level=maximum)
    shop.receive(part, 6, 30)
    shop.issue(part, 2)
    return shop.ask(documents.find, KIND, ListQuery(text=number))[0]  # type: ignore[no-any-return]


def open_(shop: Shopfloor) -> Id:
    """Open, and nothing has to be bought."""
    return fallen(shop, 1000)


def short(shop: Shopfloor) -> Id:
    """Open, with something to buy."""
    return fallen(shop, 9000)


def known(shop: Shopfloor) -> Id:
    """Acknowledged; nothing has to be bought."""
    made = open_(shop)
    shop.step(KIND, made, "acknowledge", by="PU")
    return made


def known_and_short(shop: Shopfloor) -> Id:
    """Acknowledged, with something to buy."""
    made = short(shop)
    shop.step(KIND, made, "acknowledge", by="PU")
    return made


def bought(shop: Shopfloor) -> Id:
    """On a purchase request."""
    made = short(shop)
    shop.step(KIND, made, "request")
    return made


def ignored(shop: Shopfloor) -> Id:
    """Ignored for a while."""
    made = open_(shop)
    shop.step(KIND, made, "ignore", reason="season is over", until=clock.today() + timedelta(days=9))
    return made


def resolved(shop: Shopfloor) -> Id:
    """The goods are back."""
    made = open_(shop)
    shop.receive(shop.ask(documents.show, KIND, made).values["part_id"], 3, 30)
    return made


WAYS = {
    "open": open_, "open/request": short, "notified": known, "notified/request": known_and_short,
    "in_purchase": bought, "ignored": ignored, "resolved": resolved,
}  # fmt: skip
ANSWERS = {"ignore": {"until": lambda _shop: clock.today() + timedelta(days=9)}}
