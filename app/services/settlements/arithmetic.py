"""Discount and tax of a settlement, line by line (domain.md §5.8, §5.12): whole fen, nothing lost or found. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.work_orders.amounts import tax_in


def spread(amount: int, over: Sequence[int]) -> list[int]:
    """`amount` divided in proportion to `over` (none below zero); the shares sum to it exactly.

    What rounding down leaves goes fen by fen to the largest remainders, of equal ones to the first. Over nothing but
    zeros all shares are 0. No share is larger than what it is of, if `amount` is not larger than their sum.
    """
    whole = sum(over)
    if not whole:
        return [0] * len(over)
    shares = [amount * part // whole for part in over]
    rest = amount - sum(shares)
    by_remainder = sorted(range(len(over)), key=lambda at: (-(amount * over[at] % whole), at))
    for at in by_remainder[:rest]:
        shares[at] += 1
    return shares


def taxes(amounts: Sequence[int], reduced: Sequence[int], rates: Sequence[int]) -> list[int]:
    """The tax in each line, of what is left of it after its share of the discount."""
    return [tax_in(amount - less, rate) for amount, less, rate in zip(amounts, reduced, rates, strict=True)]


def change_for(owed: int, given: int, step: int) -> tuple[int, int]:
    """(change, rounded) when `given` is laid down for `owed`: the change in multiples of `step` fen, half up.

    `rounded` is what the customer gets more than he should, below zero less; given − change + rounded = owed.
    """
    exact = given - owed
    change = (exact + step // 2) // step * step
    return change, change - exact
