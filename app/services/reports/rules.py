"""Settings of the stock reports: when stock is slow or dead, what is aimed at per class, when a batch expires soon."""

from __future__ import annotations

from typing import Any

from app.core.i18n import N_
from app.core.settings import Setting


def _target(name: str, default: int, label: str, rule: str) -> Setting[int]:
    return Setting(f"reports.turnover_{name}", "number", default, label, group="reports", rule=rule, most=1000,
                   unit=N_("times a year"))  # fmt: skip


def _share(name: str, default: int, label: str, rule: str) -> Setting[int]:
    return Setting(f"reports.slow_{name}", "percent", default, label, group="reports", rule=rule, most=10_000)


TURNOVER_A = _target("a", 8, N_("Turnover aimed at, class A"), "R15")
TURNOVER_B = _target("b", 4, N_("Turnover aimed at, class B and new parts"), "R16")
TURNOVER_C = _target("c", 2, N_("Turnover aimed at, class C"), "R17")
SLOW_DAYS = Setting(
    "reports.slow_days", "number", 180, N_("Stock is slow when nothing was issued for"), group="reports", rule="R15",
    least=1, most=3650, unit=N_("days"),
)  # fmt: skip
DEAD_DAYS = Setting(
    "reports.dead_days", "number", 365, N_("Stock is dead when nothing was issued for"), group="reports", rule="R15",
    least=1, most=3650, unit=N_("days"),
)  # fmt: skip
SLOW_A = _share("a", 500, N_("Most of slow and dead stock in class A"), "R15")
SLOW_B = _share("b", 1000, N_("Most of slow and dead stock in class B"), "R16")
SLOW_C = _share("c", 2000, N_("Most of slow and dead stock in class C"), "R17")
SOON_DAYS = Setting(
    "reports.expiry_days", "number", 90, N_("A batch expires soon when it has at most"), group="reports",
    least=1, most=3650, unit=N_("days"),
)  # fmt: skip
SETTINGS: tuple[Setting[Any], ...] = (
    TURNOVER_A, TURNOVER_B, TURNOVER_C, SLOW_DAYS, DEAD_DAYS, SLOW_A, SLOW_B, SLOW_C, SOON_DAYS,
)  # fmt: skip
