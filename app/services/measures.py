"""What the weight, volume or length on a label comes to in the unit a part is kept in. Pure; knows no table.

Only like from like: no litres from kilograms without a density (E18), no net weight from a gross one.
"""

from __future__ import annotations

from app.core.scan import Scan

# unit, in lower case → the field of a Scan, and how many of the unit are one of the field's
UNITS: dict[str, tuple[str, int]] = {
    "kg": ("kilograms", 1), "千克": ("kilograms", 1), "公斤": ("kilograms", 1),
    "g": ("kilograms", 1000), "克": ("kilograms", 1000),
    "l": ("litres", 1), "升": ("litres", 1), "公升": ("litres", 1), "ml": ("litres", 1000), "毫升": ("litres", 1000),
    "m": ("metres", 1), "米": ("metres", 1),
}  # fmt: skip


def measured(said: Scan, unit: str, decimals: int) -> int | None:
    """How much (1/1000 of the unit) the label says is in it, to the unit's decimals; None if it does not say."""
    field, times = UNITS.get(unit.strip().lower(), ("", 0))
    told: int | None = getattr(said, field) if field else None
    if told is None or said.doubt:
        return None
    step = 10 ** (3 - decimals)
    return (told * times * 2 + step) // (2 * step) * step or None
