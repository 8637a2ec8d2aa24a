"""Odometer readings: lower, ten times, miles, unreadable, new cluster, rolled over, struck out (E44)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.vehicles import OdometerReading
from app.services import documents, notices, vehicles
from tests.services.test_vehicles import opened
from tests.shopfloor import Shopfloor


@usecase("test.reading_of", allow=None)
def reading_of(ctx: Context, vehicle: Id) -> tuple[int | None, int | None, str]:
    """(value, total, flag) of the last reading that stands."""
    last = vehicles.last_reading(ctx, vehicle)
    assert last is not None
    return last.value_km, last.total_km, last.flag


def read(shop: Shopfloor, car: Id, shown: int | None, unit: str = "km", **more: Any) -> None:
    """Somebody reads the odometer, thirty days after the last time."""
    shop.time.forward(days=30)
    shop.run(vehicles.read_odometer, car, shown, unit, by="SA", **more)


def verdict(shop: Shopfloor, car: Id, shown: int, unit: str = "km") -> str:
    """What is said while typing."""
    return shop.ask(vehicles.check_odometer, car, shown, unit, by="SA").verdict  # type: ignore[no-any-return]


def test_e44_a_lower_reading_wants_an_answer(shop: Shopfloor) -> None:
    """E44: typed wrong → typed again; the last one was wrong → struck out, kept to be seen, the supervisor is told."""
    car = opened(shop)
    read(shop, car, 52_000)
    assert verdict(shop, car, 50_000) == "lower"
    for more in ({}, {"reason": "?"}, {"answer": "LAST_WRONG"}):
        with pytest.raises(Refused, match="52000"):
            read(shop, car, 50_000, **more)
    read(shop, car, 50_000, answer="LAST_WRONG", reason="上次录错")
    assert shop.run(reading_of, car) == (50_000, 50_000, "OK")
    rows = shop.ask(documents.peek, "vehicles", car, by="SA").tables[0].rows
    assert [(r[1], str(r[3])) for r in rows] == [(50_000, ""), (52_000, "Struck out")]
    assert ["52000" in str(n.text) for n in shop.ask(notices.inbox, by="WS")] == [True]


def test_e44_ten_times_as_much_and_a_jump_want_a_reason(shop: Shopfloor) -> None:
    """E44: a digit too many is named as such; a long way in a short time may be true."""
    car = opened(shop)
    read(shop, car, 30_000)
    assert [verdict(shop, car, n) for n in (30_500, 305_000, 190_000)] == ["ok", "tenfold", "jump"]
    with pytest.raises(Refused, match="digit"):
        read(shop, car, 305_000)
    read(shop, car, 190_000, reason="出租车")
    assert shop.run(reading_of, car) == (190_000, 190_000, "JUMP")
    with pytest.raises(Refused):
        read(shop, car, 10_000_000)


def test_e44_miles_are_kept_as_shown_and_reckoned_in_km(shop: Shopfloor) -> None:
    """E44: 31,069 mi are 50,001 km."""
    car = opened(shop)
    read(shop, car, 31_069, "mi")
    assert shop.run(reading_of, car) == (50_001, 50_001, "OK")
    assert shop.get(OdometerReading, "vehicle_id", car).shown == 31_069
    assert vehicles.to_km(1, "mi") == 2
    with pytest.raises(Refused):
        read(shop, car, 31_100, "ft")


def test_e44_what_can_not_be_read_wants_a_reason_and_is_no_value(shop: Shopfloor) -> None:
    """E44: the instrument is dark; the next reading is compared with the last value."""
    car = opened(shop)
    read(shop, car, 30_000)
    with pytest.raises(Refused):
        read(shop, car, None)
    read(shop, car, None, reason="仪表不亮")
    assert shop.run(reading_of, car)[0] == 30_000


def test_e44_a_new_cluster_goes_on_from_the_old_total(shop: Shopfloor) -> None:
    """E44: total = old + new − new start; the old one can't have shown less than before."""
    car = opened(shop)
    read(shop, car, 80_000)
    with pytest.raises(Refused, match="80000"):
        shop.step("vehicles", car, "change_cluster", by="SA", old_km=70_000, evidence="WX-1")
    shop.time.forward(days=1)
    shop.step("vehicles", car, "change_cluster", by="SA", old_km=80_100, new_start_km=100, evidence="WX-1")
    assert [verdict(shop, car, n) for n in (50, 120)] == ["lower", "ok"]
    read(shop, car, 150)
    assert shop.run(reading_of, car) == (150, 80_150, "OK")
    read(shop, car, 900)
    assert shop.run(reading_of, car) == (900, 80_900, "OK")


def test_e44_an_odometer_that_rolled_over(shop: Shopfloor) -> None:
    """E44: five digits begin anew; the total does not."""
    car = opened(shop)
    read(shop, car, 99_800)
    read(shop, car, 300, answer="ROLLOVER", reason="五位表")
    assert shop.run(reading_of, car) == (300, 100_300, "ROLLOVER")
    read(shop, car, 500)
    assert shop.run(reading_of, car) == (500, 100_500, "OK")


def test_a_reading_is_struck_out_once_and_with_a_reason(shop: Shopfloor) -> None:
    """By hand from the vehicle's page."""
    car = opened(shop)
    read(shop, car, 30_000)
    id_ = shop.get(OdometerReading, "vehicle_id", car).id
    with pytest.raises(Refused):
        shop.run(vehicles.strike_reading, id_, " ", by="SA")
    shop.run(vehicles.strike_reading, id_, "别的车", by="SA")
    with pytest.raises(Refused):
        shop.run(vehicles.strike_reading, id_, "x", by="SA")
    assert verdict(shop, car, 10) == "ok"


def test_e44_what_a_list_brought_counts_as_the_last_time(shop: Shopfloor) -> None:
    """A car that is new here but was in the old books: its last visit is what a reading is compared with."""
    car = opened(shop)
    rows = [{"vehicle_id": car, "day": date(2026, 5, 1), "number": "A1", "odometer_km": 133_302}]
    shop.run(vehicles.add_past_visits, rows, by="SA")
    assert (verdict(shop, car, 100), verdict(shop, car, 134_000)) == ("lower", "ok")
    with pytest.raises(Refused, match="Lower than the last"):
        read(shop, car, 100)
    read(shop, car, 100, answer="LAST_WRONG", reason="the list was wrong")
    assert verdict(shop, car, 150) == "ok"  # what was read here is newer
