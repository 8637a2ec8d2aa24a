"""E85: a clock that is before the last entry is noticed; the numbers go on after the last one given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.core import clock
from app.core.desk import UseCase
from app.services import set_back
from tests.shopfloor import Shopfloor


def _number(ctx: object) -> str:
    return str(ctx.number("SC"))  # type: ignore[attr-defined]


number = UseCase("test.number", None, _number, (), True, (), writes=True)


def test_an_earlier_clock_is_noticed_and_gives_no_number_twice(shop: Shopfloor) -> None:
    present = datetime(2031, 1, 10, 4, tzinfo=UTC)
    with clock.frozen(present):
        first = shop.run(number)
        assert shop.ask(set_back.last_entry) is None
    with clock.frozen(present - timedelta(minutes=4)):
        assert shop.ask(set_back.last_entry) is None  # two PCs differ by that much
    with clock.frozen(present - timedelta(days=40)):
        assert shop.ask(set_back.last_entry) == present
        assert shop.run(number) == first[:-1] + str(int(first[-1]) + 1)
