"""From a price with tax to what the goods cost the shop (domain.md §5.8): pure whole numbers.

Prices are 1e-6 yuan, quantities 1/1000, money fen, rates basis points; halves are rounded away from zero.
"""

from __future__ import annotations

from typing import NamedTuple

from app.services.stock import half_up, value_of


class Amount(NamedTuple):
    """A line in fen: with tax, without, and the tax between them."""

    gross: int
    net: int
    tax: int


def amount(qty: int, price: int, rate: int) -> Amount:
    """`qty` at a price with tax: net = round(gross / (1 + rate)), and the tax is the rest, so that nothing is lost."""
    gross = value_of(qty, price)
    net = half_up(gross * 10_000, 10_000 + rate)
    return Amount(gross, net, gross - net)


def cost(qty: int, price: int, rate: int, *, deducted: bool) -> int:
    """What `qty` costs the shop in fen: the net amount where the VAT is deducted, else all of it."""
    whole = amount(qty, price, rate)
    return whole.net if deducted else whole.gross
