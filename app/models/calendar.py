"""The working-day calendar as it was imported, and the shop's opening hours (domain.md §5.11)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import N_
from app.models.base import Versioned, labelled


class CalendarYear(Versioned):
    """One imported year: `days` are the days that differ from Mon–Fri, as {"date", "name", "off"}."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(Integer, unique=True, info={"label": N_("Year")})
    source: Mapped[str] = labelled(N_("Source"), length=200, default="")
    days: Mapped[list[Any]] = mapped_column(default=list)


class OpeningHours(Versioned):
    """When the shop is open: on one weekday ("1" = Monday), or on one day that is different. No times = closed.

    Times are "08:30" on the shop's clock; `break_from` and `break_until` are the noon break.
    """

    __tablename__ = "opening_hours"

    called: Mapped[str] = labelled(N_("Day"), length=20, unique=True)
    weekday: Mapped[str | None] = labelled(N_("Weekday"), length=1, default=None)
    day: Mapped[date | None] = mapped_column(default=None, info={"label": N_("Single day")})
    opens: Mapped[str | None] = labelled(N_("Opens"), length=5, default=None)
    closes: Mapped[str | None] = labelled(N_("Closes"), length=5, default=None)
    break_from: Mapped[str | None] = labelled(N_("Break from"), length=5, default=None)
    break_until: Mapped[str | None] = labelled(N_("Break until"), length=5, default=None)
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)
