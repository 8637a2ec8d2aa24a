"""Rights and settings of warnings and reorder points (R12, R13; domain.md §1.10, §6.2). Knows no table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.access import Permission
from app.core.i18n import N_
from app.core.screen import Choice
from app.core.settings import Setting

RUN = Permission("reorder.run", N_("Compute reorder points"))
SHOW = Permission("reorder.view", N_("See reorder figures"))

# how sure one wants to be that stock lasts until the delivery → z in 1/100
SURE = {"90": 128, "95": 165, "97": 196, "98": 205, "99": 233}
_LEVELS = tuple(Choice(code, f"{code} %") for code in SURE)
STATISTICAL, SIMPLE = "STATISTICAL", "SIMPLE"


def _level(name: str, default: str, label: str) -> Setting[str]:
    return Setting(f"reorder.service_{name}", "choice", default, label, group="reorder", rule="R12", choices=_LEVELS)


def _days(key: str, default: int, label: str, help: str = "", rule: str = "R12") -> Setting[int]:
    return Setting(
        f"reorder.{key}", "number", default, label, help, group="reorder", rule=rule, least=0, most=730, unit=N_("days")
    )


SERVICE_A = _level("a", "98", N_("Service level of class A"))
SERVICE_B = _level("b", "95", N_("Service level of class B and of new parts"))
SERVICE_C = _level("c", "90", N_("Service level of class C"))
METHOD = Setting(
    "reorder.method", "choice", STATISTICAL, N_("How safety stock is found"), group="reorder", rule="R12",
    choices=(
        Choice(STATISTICAL, N_("How use and delivery vary")), Choice(SIMPLE, N_("Daily use times safety days")),
    ),
)  # fmt: skip
SAFETY_DAYS = _days("safety_days", 7, N_("Safety days"), N_("Only for the simple way."))
LEAD_DAYS = _days("lead_days", 7, N_("Usual lead time"), N_("For parts without a receipt and without a supplier's."))
REVIEW_A = _days("review_a", 30, N_("Review cycle of class A"), N_("An order should last this long."), "R15")
REVIEW_B = _days("review_b", 30, N_("Review cycle of class B and of new parts"), rule="R16")
REVIEW_C = _days("review_c", 30, N_("Review cycle of class C"), rule="R17")
OTHER_USE = Setting(
    "reorder.other_use", "flag", True, N_("Other issues count as use"),
    N_("Off: only sales and issues to repair do, as soon as all use is booked by them."), group="reorder", rule="R12",
)  # fmt: skip
# these two also decide the class of a part (§6.1)
OFTEN = Setting(
    "reorder.often", "number", 12, N_("Documents a year from which a part is used often"), group="reorder", rule="R14",
    least=1, most=10_000,
)  # fmt: skip
SELDOM = Setting(
    "reorder.seldom", "number", 3, N_("Documents a year up to which a part is used seldom"), group="reorder",
    rule="R14", most=10_000,
)  # fmt: skip
SETTINGS: tuple[Setting[Any], ...] = (
    SERVICE_A, SERVICE_B, SERVICE_C, METHOD, SAFETY_DAYS, LEAD_DAYS, REVIEW_A, REVIEW_B, REVIEW_C, OTHER_USE,
    OFTEN, SELDOM,
)  # fmt: skip


@dataclass(frozen=True)
class Policy:
    """What the shop chose: z (1/100) and review days per class, the way, safety and lead days, what is seldom."""

    z: dict[str, int]
    review: dict[str, int]
    simple: bool
    safety_days: int
    lead_days: int
    seldom: int

    @classmethod
    def of(cls, ctx: Any) -> Policy:
        """As the settings say now."""
        levels = {"A": SERVICE_A, "B": SERVICE_B, "C": SERVICE_C}
        reviews = {"A": REVIEW_A, "B": REVIEW_B, "C": REVIEW_C}
        return cls(
            {name: SURE[ctx.setting(level)] for name, level in levels.items()},
            {name: ctx.setting(review) for name, review in reviews.items()},
            ctx.setting(METHOD) == SIMPLE, ctx.setting(SAFETY_DAYS), ctx.setting(LEAD_DAYS), ctx.setting(SELDOM),
        )  # fmt: skip

    def class_of(self, abc: str | None) -> str:
        """The class whose figures hold: a new part, or one without a class, counts as B (§6.1)."""
        return abc if abc in ("A", "C") else "B"
