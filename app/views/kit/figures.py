"""What is typed into number fields, read and written: quantities, money, prices, percents. Pure; knows no widget.

Values travel as integers: milli-units, fen, micro-yuan, basis points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import N_

FigureKind = Literal["quantity", "money", "price", "percent", "number"]
SCALE: dict[FigureKind, int] = {"quantity": 1_000, "money": 100, "price": 1_000_000, "percent": 100, "number": 1}
DECIMALS: dict[FigureKind, int] = {"quantity": 3, "money": 2, "price": 6, "percent": 2, "number": 0}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋＊×％￥", "0123456789.,-+**%¥")
# thousands are set off from the last three digits of the whole, or from what stands before a point; at most 30 in all
_NUMBER = r"(?:\d{1,30}(?:,\d{3})*(?:\.\d{0,30})?|\d{1,30}(?:,\d{1,30})*\.\d{0,30}|\.\d{1,30})"
_TYPED = re.compile(rf"[+-]?{_NUMBER}(?:\*(?:{_NUMBER})?)?", re.ASCII)
WRONG: dict[FigureKind, str] = {
    "quantity": N_("This is not a quantity. Enter a number such as 12 or 0.5."),
    "money": N_("This is not an amount. Enter one such as 1639 or 1639.50."),
    "price": N_("This is not a price. Enter one such as 33.285."),
    "percent": N_("This is not a percentage. Enter one such as 64."),
    "number": N_("This is not a number. Enter digits only."),
}


@dataclass(frozen=True)
class Figure:
    """How one number field reads and writes. `decimals` None = as many as the kind allows."""

    kind: FigureKind
    decimals: int | None = None
    negative: bool = False

    @property
    def places(self) -> int:
        """Decimals that may be typed."""
        return DECIMALS[self.kind] if self.decimals is None else min(self.decimals, DECIMALS[self.kind])

    def read(self, typed: str) -> int | None:
        """The value of what was typed, None if nothing was; raises Refused saying what fits. Nothing is rounded off.

        `12*` is 12 and `12*6` is 72: cartons times contents. Commas and spaces within set off thousands; "1,5" may
        mean one and a half and is refused.
        """
        whole = typed.translate(FULL_WIDTH).replace(i18n.MINUS, "-").strip().strip("¥%元 ")
        plain = ",".join(re.sub(r"\s*\*\s*", "*", whole).split())
        if not plain:
            return None
        if not _TYPED.fullmatch(plain):
            raise Refused(WRONG[self.kind])
        value = Fraction(1)
        for part in plain.rstrip("*").split("*"):
            value *= Fraction(part.replace(",", ""))
        return self._scaled(value)

    def _scaled(self, value: Fraction) -> int:
        if value < 0 and not self.negative:
            raise Refused("A value below zero does not fit here. Enter it without the minus sign.")
        if (value * 10**self.places).denominator != 1:
            if self.places == 0:
                raise Refused("Only whole numbers fit here. Enter it without decimals.")
            raise Refused("At most {n} decimals fit here. Shorten the number.", n=self.places)
        scaled = int(value * SCALE[self.kind])
        if abs(scaled) >= 2**53:
            raise Refused("This number is too large. Check it.")
        return scaled

    def write(self, value: int | None) -> str:
        """The value as the field shows it, without sign of currency or unit."""
        if value is None:
            return ""
        if self.kind == "quantity":
            return i18n.quantity(value, self.decimals or 0)
        if self.kind == "money":
            return i18n.money(value).replace("¥", "")
        if self.kind == "price":
            return i18n.price(value).replace("¥", "")
        if self.kind == "percent":
            return f"{Decimal(value) / 100:f}".replace("-", i18n.MINUS)
        # a year has no comma: numbers are set in groups from five digits on
        return (f"{value:,}" if abs(value) >= 10_000 else str(value)).replace("-", i18n.MINUS)

    def step(self, value: int | None, by: int) -> int:
        """One up or down; not below zero where that does not fit."""
        moved = (value or 0) + by * SCALE[self.kind]
        return moved if self.negative else max(0, moved)
