"""A reception desk for tests: a known car with its owner, check-ins filled in as an advisor does, and signed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.models.receptions import Reception
from app.services import customers, receptions, vehicles
from app.services.receptions import ForOrder, sheets
from app.services.signatures import Signed, Strokes
from tests.shopfloor import Shopfloor

VIN = "LSVAM4187C2184847"
OTHER_VIN = "1M8GDM9AXKP042788"
STROKES = Strokes(520, 260, (tuple((10 * i, 40 + i, 30 * i) for i in range(30)),))
MARKS = [
    {"side": "left", "x": 400, "y": 600, "damage": "SCRATCH", "size_cm": 15},
    {"side": "interior", "x": 700, "y": 500, "damage": "BROKEN", "size_cm": None},
]


def png(shade: int = 0) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("L", (8, 8), shade).save(out, "PNG")
    return out.getvalue()


@query("test.reception", allow=None)
def seen(ctx: Reader, id: Id) -> dict[str, Any]:
    """All columns of a check-in."""
    kept = ctx.session.get_one(Reception, id)
    return {c.name: getattr(kept, c.name) for c in Reception.__table__.columns}


@query("test.reception_signature", allow=None)
def signature(ctx: Reader, id: Id) -> Signed | None:
    """The signature that holds."""
    return sheets.signed(ctx, ctx.session.get_one(Reception, id))


@query("test.reception_sheet", allow=None)
def sheet(ctx: Reader, id: Id) -> receptions.CheckSheet:
    """The check sheet."""
    return receptions.check_sheet(ctx, id)


@query("test.for_order", allow=None)
def for_order(ctx: Reader, id: Id) -> ForOrder:
    """What the work order gets."""
    return receptions.to_order(ctx, id)


@usecase("test.convert", allow=None)
def convert(ctx: Context, id: Id, number: str = "WO-1") -> None:
    """As the work order's service does it."""
    receptions.converted(ctx, id, clock.new_id(), number)


class Desk:
    """One advisor at the desk."""

    def __init__(self, shop: Shopfloor) -> None:
        self.shop = shop

    def run(self, case: Any, *args: Any, **kwargs: Any) -> Any:
        return self.shop.run(case, *args, by="SA", **kwargs)

    def owner(self, name: str = "李芳", mobile: str = "13816205521") -> Id:
        return self.run(customers.open_customer, name, mobile=mobile)  # type: ignore[no-any-return]

    def car(self, plate: str = "沪A8K219", vin: str = VIN, **more: Any) -> Id:
        more = {"brand": "大众", "series": "帕萨特"} | more
        return self.run(vehicles.open_vehicle, plate, vin, self.owner(), more=more)  # type: ignore[no-any-return]

    def filled(self, **more: Any) -> dict[str, Any]:
        """A form with all that must be said."""
        return {
            "plate": "沪A8K219", "vin": VIN, "odometer": 46_820, "fuel": 375, "sender_name": "李芳",
            "sender_phone": "138 1620 5521", "words": "刹车有尖叫声，低速更明显", "wanted": "检查制动\n保养",
            "old_parts": "WAIVE", "walked": True,
        } | more  # fmt: skip

    def kept(self, marks: Any = (), **more: Any) -> receptions.Kept:
        return self.run(receptions.keep, None, 0, self.filled(**more), list(marks))  # type: ignore[no-any-return]

    def step(self, id: Id, name: str, **answers: Any) -> Any:
        return self.shop.step("receptions", id, name, by="SA", **answers)

    def checked(self, **more: Any) -> Id:
        id: Id = self.kept(**more).id
        self.step(id, "check")
        return id

    def signed(self, **more: Any) -> Id:
        id = self.checked(**more)
        self.sign(id)
        return id

    def sign(self, id: Id, name: str = "李芳", **more: Any) -> Any:
        version = self.see(id)["version"]
        return self.run(receptions.sign, id, version, name, STROKES, png(), **more)

    def see(self, id: Id) -> dict[str, Any]:
        return self.shop.ask(seen, id)  # type: ignore[no-any-return]

    def signature(self, id: Id) -> Signed | None:
        return self.shop.ask(signature, id)  # type: ignore[no-any-return]

    def later(self, **delta: float) -> None:
        self.shop.time.present += timedelta(**delta)
