"""What lines and orders cost (domain.md §5.8, §5.12): pure whole numbers, half up per line, the tax in the price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.services.stock import half_up, value_of


@dataclass(frozen=True)
class Totals:
    """An order in fen, with tax; `tax` is what of `total` is tax, `due` what the customer himself pays."""

    labour: int = 0
    parts: int = 0
    other: int = 0
    tax: int = 0
    total: int = 0
    due: int = 0


def labour_amount(line: Any) -> int:
    """Hours at their price; rework of our own costs the customer nothing, and is shown with its value all the same."""
    return value_of(line.hours, line.rate or 0)


def part_amount(line: Any) -> int:
    """Quantity at its price; the customer's own part costs nothing."""
    return 0 if line.source == "CUSTOMER" else value_of(line.qty, line.price or 0)


def tax_in(gross: int, rate: int) -> int:
    """The tax in an amount: net = round(gross / (1 + rate)), the tax is the rest."""
    return gross - half_up(gross * 10_000, 10_000 + rate)


def totals(labour: Iterable[Any], parts: Iterable[Any], other: int, other_rate: int) -> Totals:
    """The sum of the given lines; tax is computed line by line, so that no fen is lost or found."""
    work, goods = list(labour), list(parts)
    both = [*work, *goods]
    tax = sum(tax_in(line.amount, line.tax_rate) for line in both) + tax_in(other, other_rate)
    of_work, of_goods = sum(line.amount for line in work), sum(line.amount for line in goods)
    due = sum(line.amount for line in both if line.payer == "CUSTOMER") + other
    return Totals(of_work, of_goods, other, tax, of_work + of_goods + other, due)
