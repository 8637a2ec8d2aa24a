"""The arithmetic of reorder points to the figure (domain.md §6.2). Knows no database."""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from app.services.reorder import arithmetic
from app.services.reorder.arithmetic import Point, Spread

UNIT = 1000
SEVEN_DAYS = Spread((7, 1))


def test_the_example_of_the_book() -> None:
    """d 2, σd 1.5, LT 7, σLT 0, class A → SS 8.14, ROP = ⌈22.14⌉ = 23."""
    daily = Spread((180_000, 90), (1500 * 1500, 1))
    assert daily.shown() == 2000
    assert daily.deviation() == 1500
    point = arithmetic.order_point(daily, SEVEN_DAYS, 205, 30, UNIT)
    assert point == Point(8136, 23_000, 83_000)
    assert round(point.safety / 1000, 2) == 8.14


def test_a_point_that_falls_on_a_whole_unit_stays_there() -> None:
    """No deviation: 2 a day for 7 days is 14 and not 15."""
    assert arithmetic.order_point(Spread((180_000, 90)), SEVEN_DAYS, 205, 30, UNIT).reorder == 14_000
    # σd 3, LT 4, z 2.00: SS is exactly 12, ROP exactly 20
    daily = Spread((180_000, 90), (9_000_000, 1))
    point = arithmetic.order_point(daily, Spread((4, 1)), 200, 30, UNIT)
    assert (point.safety, point.reorder) == (12_000, 20_000)


def test_the_deviation_of_the_weeks_over_the_root_of_seven() -> None:
    daily = arithmetic.demand(42_000, 90, [7_000, 14_000, 21_000])
    assert daily.deviation() == round(7000 / 7**0.5)
    assert arithmetic.demand(42_000, 90, [7_000]).variance == (0, 1)


def test_more_returned_than_issued_is_no_use() -> None:
    assert arithmetic.demand(-5, 90, [3, -8]) == Spread((0, 1))
    assert arithmetic.order_point(Spread((0, 1)), SEVEN_DAYS, 205, 30, UNIT) == Point(0, 0, 0)


def test_lead_times_vary_from_three_receipts_on() -> None:
    assert arithmetic.lead_time([], 9) == Spread((9, 1))
    assert arithmetic.lead_time([5, 9], 3) == Spread((14, 2))
    three = arithmetic.lead_time([5, 7, 9], 3)
    assert (three.shown(), three.deviation()) == (7, 2)
    late = arithmetic.order_point(Spread((180_000, 90)), three, 205, 30, UNIT)
    assert late.safety == 8200  # 2.05 × √(2² × 2²)


def test_the_simple_way() -> None:
    daily = Spread((180_000, 90), (1500 * 1500, 1))
    assert arithmetic.simple_point(daily, SEVEN_DAYS, 5, 30, UNIT) == Point(10_000, 24_000, 84_000)


def test_how_long_the_stock_lasts() -> None:
    daily = Spread((180_000, 90))
    assert arithmetic.days_of_supply(7_000, daily) == 35
    assert arithmetic.days_of_supply(-3_000, daily) == 0
    assert arithmetic.days_of_supply(7_000, Spread((0, 1))) is None


def test_what_to_order() -> None:
    """max(MOQ, ⌈(Max − position) / pack⌉ · pack)."""
    assert arithmetic.suggested(20_000, 83_000, 0, 1000) == 63_000
    assert arithmetic.suggested(20_000, 83_000, 0, 12_000) == 72_000
    assert arithmetic.suggested(80_000, 83_000, 10_000, 1000) == 10_000
    assert arithmetic.suggested(83_000, 83_000, 10_000, 1000) == 0


quantities = st.integers(0, 10**7)


@given(
    used=st.integers(1, 10**7), weeks=st.lists(quantities, min_size=2, max_size=12),
    leads=st.lists(st.integers(0, 60), max_size=6), z=st.sampled_from([128, 165, 205]), decimals=st.integers(0, 3),
)  # fmt: skip
def test_never_one_too_high_or_too_low(used: int, weeks: list[int], leads: list[int], z: int, decimals: int) -> None:
    """Beside the formula in decimals of sixty digits."""
    daily, lead, unit = arithmetic.demand(used, 90, weeks), arithmetic.lead_time(leads, 7), 10 ** (3 - decimals)
    point = arithmetic.order_point(daily, lead, z, 30, unit)
    with localcontext(prec=60):
        d, var, lt, late = (Decimal(a) / b for a, b in (daily.mean, daily.variance, lead.mean, lead.variance))
        safety = Decimal(z) / 100 * (lt * var + d * d * late).sqrt()
        assert abs(point.safety - safety) <= Decimal("0.5")
        exact = (d * lt + safety) / unit
        near = exact.quantize(Decimal("1e-40"))
        assert point.reorder == ceil(near) * unit
