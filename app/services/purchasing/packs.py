"""Purchase units and stock units (1 箱 = 12 瓶, domain.md §5.13), smallest orders and packs. Pure whole numbers.

Quantities are 1/1000 of the stock unit; the factor is the exact fraction up / down of stock units per purchase unit.
"""

from __future__ import annotations

from app.core import i18n


def rounded_up(qty: int, moq: int | None, pack: int | None, decimals: int = 3) -> int:
    """What must be ordered to get `qty`: the smallest order at least, then whole packs, then whole stock units."""
    wanted = max(qty, moq or 0)
    step = pack or 10 ** (3 - decimals)
    return -(-wanted // step) * step


def in_units(qty: int, up: int, down: int) -> tuple[int, int]:
    """`qty` as (whole purchase units, stock units left over in 1/1000); what does not come out even is left over."""
    whole = qty * down // (up * 1000)
    while whole * up * 1000 % down:  # ends: none at all always comes out even
        whole -= 1
    return whole, qty - whole * up * 1000 // down


def said(qty: int, unit: str, decimals: int, purchase_unit: str | None, up: int, down: int) -> str:
    """How the supplier counts it: "2 箱 + 3 瓶"; "" where purchase and stock unit are the same."""
    if not purchase_unit or purchase_unit == unit or up <= 0 or down <= 0 or qty <= 0:
        return ""
    whole, left = in_units(qty, up, down)
    parts = [f"{whole} {purchase_unit}"] if whole else []
    if left:
        parts.append(f"{i18n.quantity(left, decimals)} {unit}")
    return " + ".join(parts)
