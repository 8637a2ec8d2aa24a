"""The arithmetic of the moving weighted average (domain.md §6.5), in whole numbers; knows no table and no document.

Quantities are 1/1000 units, unit costs 1e-6 yuan, values fen; quotients are rounded half up, away from zero.
"""

from __future__ import annotations

from dataclasses import dataclass

_MICRO_MILLI_PER_FEN = 10_000_000


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest whole number, halves away from zero; `denominator` > 0."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def value_of(qty: int, unit_cost: int) -> int:
    """The value in fen of `qty` (1/1000) at `unit_cost` (1e-6 yuan)."""
    return half_up(qty * unit_cost, _MICRO_MILLI_PER_FEN)


def cost_of(value: int, qty: int) -> int:
    """The unit cost in 1e-6 yuan of `qty` (1/1000, not 0) worth `value` fen."""
    return half_up(abs(value) * _MICRO_MILLI_PER_FEN, abs(qty))


@dataclass(slots=True)
class Worth:
    """Quantity and value of one part at one owner, and the last cost at which it came in (None = never)."""

    qty: int = 0
    value: int = 0
    last_cost: int | None = None

    @property
    def average(self) -> int | None:
        """The average cost, or the last one when there is nothing to average; None if the part never had a cost."""
        return cost_of(self.value, self.qty) if self.qty > 0 else self.last_cost

    def take_in(self, qty: int, value: int) -> int:
        """Adds `qty` worth `value`; returns the value posted.

        What fills up a negative stock comes in at the cost at which that stock went out; only the rest at its own.
        """
        if self.qty >= 0:
            return self._add(qty, value)
        filling = min(qty, -self.qty)
        posted = half_up(-self.value * filling, -self.qty)
        return self._add(qty, posted + half_up(value * (qty - filling), qty))

    def take_out(self, qty: int, value: int | None = None) -> int:
        """Takes `qty` (> 0) out at the average, or at a given `value`; returns the (negative) value posted.

        The last piece takes the whole remaining value with it, and a given value never leaves less than none behind.
        What goes beyond zero (a warehouse that allows it) goes at the last cost.
        """
        held = max(self.qty, 0)
        if qty < held:
            out = half_up(self.value * qty, held) if value is None else min(value, self.value)
            return self._add(-qty, -out)
        beyond = value_of(qty - held, self.average or 0)
        return self._add(-qty, -beyond - (self.value if held else 0))

    def restore(self, qty: int, value: int) -> int:
        """Undoes a row: posts exactly `qty` and `value`, unless value were left without or against quantity."""
        after, left = self.qty + qty, self.value + value
        if (after > 0 and left < 0) or (after < 0 and left > 0):
            value = -self.value
        return self._add(qty, value)

    def revalue(self, change: int) -> int:
        """Changes the value by `change` fen, never below zero; without stock there is nothing to change."""
        return self._add(0, max(change, -self.value) if self.qty > 0 else 0)

    def _add(self, qty: int, value: int) -> int:
        self.qty += qty
        value = value if self.qty else -self.value
        self.value += value
        return value
