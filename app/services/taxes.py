"""Tax rates with the day from which each holds, and which of them a document of a day takes (domain.md §5.8).

A part keeps the rate it was given; when the law changes it, a new row says so, and every document takes the rate of
its own day. Rates are basis points. Knows no document.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core import clock
from app.core.errors import Problem
from app.core.i18n import N_, Text, percent
from app.core.screen import Choice, Field, Lines
from app.core.settings import Setting

GOODS, TRANSPORT, SERVICE, SMALL = "GOODS", "TRANSPORT", "SERVICE", "SMALL"
KINDS = (
    Choice(GOODS, N_("Goods and repair")), Choice(TRANSPORT, N_("Transport")), Choice(SERVICE, N_("Other services")),
    Choice(SMALL, N_("Small-scale taxpayer")),
)  # fmt: skip
RATES = Setting(
    "tax.rates", "rates",
    [
        {"name": GOODS, "rate": 1300, "from": "2019-04-01"}, {"name": TRANSPORT, "rate": 900, "from": "2019-04-01"},
        {"name": SERVICE, "rate": 600, "from": "2016-05-01"}, {"name": SMALL, "rate": 100, "from": "2023-01-01"},
        {"name": SMALL, "rate": 300, "from": "2028-01-01"},
    ],
    N_("Tax rates"), group="tax", choices=KINDS,
    help=N_("A new rate is a new line with the day from which it holds: documents take the rate of their own day."),
)  # fmt: skip
TAXPAYER = Setting(
    "shop.taxpayer", "choice", "GENERAL", N_("Taxpayer"), group="tax",
    choices=(Choice("GENERAL", N_("General taxpayer")), Choice("SMALL", N_("Small-scale taxpayer"))),
    help=N_("A general taxpayer deducts the VAT of what he buys; a small-scale one pays it as part of the cost."),
)  # fmt: skip
SETTINGS = (TAXPAYER, RATES)
LINES = Lines("rates", N_("Tax rates"), (
    Field("name", N_("For"), "choice", required=True, choices=KINDS), Field("rate", N_("Tax rate"), "percent"),
    Field("from", N_("Holds from"), "date", required=True),
))  # fmt: skip


def in_force(rates: list[dict[str, Any]], name: str, day: date) -> int | None:
    """The rate of a kind on a day; None before its first one."""
    began = [row for row in rates if row["name"] == name and date.fromisoformat(row["from"]) <= day]
    return max(began, key=lambda row: row["from"])["rate"] if began else None


def on(rates: list[dict[str, Any]], held: int, day: date) -> int:
    """What has become of a rate by a day: that of its kind. One that is on no list, or is or was the rate of several
    kinds, stays what it is: nobody said which was meant.
    """
    kinds = {row["name"] for row in rates if row["rate"] == held and date.fromisoformat(row["from"]) <= day}
    now = in_force(rates, kinds.pop(), day) if len(kinds) == 1 else None
    return held if now is None else now


def bought(ctx: Any, held: int, at: Any = None) -> int:
    """The rate at which a part of rate `held` is bought at a moment (now)."""
    return on(ctx.setting(RATES), held, clock.local(at or ctx.now).date())


def sold(ctx: Any, held: int | None, at: Any = None) -> int:
    """The rate at which the shop sells: a small-scale taxpayer his own, a general one that of the thing (goods)."""
    rates, day = ctx.setting(RATES), clock.local(at or ctx.now).date()
    if ctx.setting(TAXPAYER) == SMALL:
        return in_force(rates, SMALL, day) or 0
    return on(rates, held, day) if held is not None else usual(ctx, at)


def usual(ctx: Any, at: Any = None) -> int:
    """The rate of goods at a moment (now): what a part has of which nobody said otherwise."""
    return in_force(ctx.setting(RATES), GOODS, clock.local(at or ctx.now).date()) or 0


def unknown(ctx: Any, rate: int | None, where: str) -> list[Problem]:
    """A rate that is on no line of the list; 0 is free of tax and always fits."""
    known = sorted({row["rate"] for row in ctx.setting(RATES)}, reverse=True)
    if not rate or rate in known:
        return []
    text = N_("{rate} is no tax rate here. There are: {rates}. The administrator adds one in the settings.")
    return [Problem(where, Text(text, rate=percent(rate), rates=", ".join(percent(one) for one in known)))]
