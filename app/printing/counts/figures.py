"""Moments, rates and money as the count's papers write them. Knows no layout."""

from __future__ import annotations

from datetime import datetime

from app.core import clock, i18n
from app.core.i18n import N_, tr

NOT_AVAILABLE = N_("n/a")


def minute(at: datetime, zone: str) -> str:
    """Day, month and time on the shop's clock; the year stands at the head of the sheet."""
    here = clock.local(at, zone)
    return f"{i18n.day(here.date(), full=False)} {here:%H:%M}"


def points(basis_points: int, *, sign: bool = False, digits: int = 2) -> str:
    """Basis points as hundredths: 3333 → "33.33"; 0 digits rounds to whole per cent."""
    milli = basis_points * 10 if digits else (basis_points + 50) // 100 * 1000
    return i18n.quantity(milli, digits, sign=sign)


def rate(basis_points: int | None, *, digits: int = 2) -> str:
    """A rate with the two decimals the report needs, or "n/a" where its denominator is 0."""
    if basis_points is None:
        return tr(NOT_AVAILABLE)
    return points(basis_points, digits=digits) + ("%" if i18n.current() == "zh_CN" else " %")


def bare(money: str) -> str:
    """Money without its sign, for columns whose head carries it."""
    return money.replace("¥", "")
