"""Reorder point, safety stock, days of supply and order quantity as plain arithmetic (domain.md §6.2). Knows no table.

Quantities are 1/1000 units. Means and variances are exact quotients of whole numbers, so that a reorder point is never
one too high or too low; only what is shown is rounded, half up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

from app.services.stock.costing import half_up

DAYS_PER_WEEK = 7
FEW = 3  # supplier lead times vary only from this many receipts on
Quotient = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """A mean and a variance, both exact: numerator and (positive) denominator."""

    mean: Quotient
    variance: Quotient = (0, 1)

    def shown(self, scale: int = 1) -> int:
        """The mean times `scale`, half up."""
        return half_up(self.mean[0] * scale, self.mean[1])

    def deviation(self, scale: int = 1) -> int:
        """The square root of the variance times `scale`, half up."""
        return root(self.variance[0] * scale * scale, self.variance[1])


@dataclass(frozen=True, slots=True)
class Point:
    """What comes out: safety stock as shown, reorder point and maximum in whole stock units (all 1/1000)."""

    safety: int
    reorder: int
    maximum: int


def root(numerator: int, denominator: int) -> int:
    """The square root of a quotient, half up."""
    return (isqrt(4 * numerator // denominator) + 1) // 2


def demand(used: int, days: int, weeks: Sequence[int]) -> Spread:
    """Issues per day: `used` in `days` days; σd is the deviation of the weekly issues over √7. No net use is none."""
    if used <= 0:
        return Spread((0, 1))
    count = len(weeks)
    if count < 2:
        return Spread((used, days))
    total = sum(weeks)
    varied = count * sum(week * week for week in weeks) - total * total
    return Spread((used, days), (varied, count * (count - 1) * DAYS_PER_WEEK))


def lead_time(days: Sequence[int], usual: int) -> Spread:
    """Days from order to goods: mean of the receipts, their deviation from three on; without any the usual days."""
    if not days:
        return Spread((usual, 1))
    count, total = len(days), sum(days)
    if count < FEW:
        return Spread((total, count))
    varied = count * sum(day * day for day in days) - total * total
    return Spread((total, count), (varied, count * (count - 1)))


def order_point(daily: Spread, lead: Spread, z: int, review: int, unit: int) -> Point:
    """SS = z·√(LT·σd² + d²·σLT²), ROP = d·LT + SS rounded up to `unit`, Max = ROP + d × review days.

    `z` is in 1/100.
    """
    used, days = daily.mean
    if not used:
        return Point(0, 0, 0)
    total, receipts = lead.mean
    varied, by = daily.variance
    late, over = lead.variance
    # z²·(LT·σd² + d²·σLT²) over one denominator
    square = z * z * (total * varied * days * days * over + used * used * late * receipts * by)
    below = 10_000 * receipts * by * days * days * over
    point = _raised(used * total, days * receipts, square, below, unit)
    return Point(root(square, below), point, point + ceiling(used * review, days, unit))


def simple_point(daily: Spread, lead: Spread, safety_days: int, review: int, unit: int) -> Point:
    """The simple way: SS = d × safety days."""
    used, days = daily.mean
    total, receipts = lead.mean
    point = ceiling(used * (total + safety_days * receipts), days * receipts, unit)
    return Point(half_up(used * safety_days, days), point, point + ceiling(used * review, days, unit))


def _raised(numerator: int, denominator: int, square: int, below: int, unit: int) -> int:
    """The least multiple of `unit` that is not under numerator / denominator + √(square / below)."""
    steps = (numerator // denominator + isqrt(square // below)) // unit
    while True:
        beyond = steps * unit * denominator - numerator
        if beyond >= 0 and beyond * beyond * below >= square * denominator * denominator:
            return steps * unit
        steps += 1


def ceiling(numerator: int, denominator: int, unit: int) -> int:
    """The least multiple of `unit` that is not under the quotient."""
    return -(-numerator // (denominator * unit)) * unit


def days_of_supply(available: int, daily: Spread) -> int | None:
    """How long the stock lasts, in tenths of a day; None = ∞, nothing is used."""
    used, days = daily.mean
    return half_up(max(available, 0) * days * 10, used) if used else None


def suggested(position: int, maximum: int, moq: int, pack: int) -> int:
    """What to order: up to the maximum in whole packs, at least the supplier's smallest order; nothing above it."""
    if position >= maximum:
        return 0
    return max(moq, ceiling(maximum - position, 1, pack))
