"""Ways to the states of a signed paper that came back."""

from __future__ import annotations

import io

from PIL import Image

from app.core import clock
from app.core.clock import Id
from app.services import documents
from app.services.returned_papers.taking import take_in
from tests.shopfloor import Shopfloor
from tests.ways import receptions


def a_scan() -> bytes:
    """A picture that no other paper of the test has."""
    out = io.BytesIO()
    Image.frombytes("L", (4, 4), clock.new_id().bytes).save(out, "PNG")
    return out.getvalue()


def open_(shop: Shopfloor) -> Id:
    """Nothing could be read on it."""
    return take_in(shop.desk, shop.actor("SA"), "scan.png", a_scan(), "").id


def filed(shop: Shopfloor) -> Id:
    """Its check-in took it."""
    number = shop.ask(documents.show, "receptions", receptions.checked(shop)).called
    return take_in(shop.desk, shop.actor("SA"), "scan.png", a_scan(), f"{number}.1").id


def dropped(shop: Shopfloor) -> Id:
    """Nobody needs it."""
    made = open_(shop)
    shop.step("returned_papers", made, "drop", by="SA", reason="duplicate")
    return made


def code(shop: Shopfloor) -> str:
    """The code of a check-in that waits for its paper."""
    return f"{shop.ask(documents.show, 'receptions', receptions.checked(shop)).called}.1"


WAYS = {"open": open_, "filed": filed, "dropped": dropped}
ANSWERS = {"file": {"code": code}}
