"""The classes A, B, C as plain arithmetic: by value, and by the rulebook's two axes (R14–R17, domain.md §6.1).

Knows no table. Values are fen, shares basis points. The rule that fired is kept with the class.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from app.core.access import Permission
from app.core.i18n import N_
from app.core.screen import Choice
from app.core.settings import Setting

VIEW = Permission("abc_runs.view", N_("See ABC runs"))
COMPUTE = Permission("abc_runs.compute", N_("Compute ABC classes"))
REVIEW = Permission("abc_runs.review", N_("Review ABC classes"))
APPROVE = Permission("abc_runs.approve", N_("Apply ABC classes"))

VERSION = 1  # of the method below; kept with each run
RULEBOOK, VALUE = "RULEBOOK", "VALUE"
METHODS = (Choice(RULEBOOK, N_("The rulebook: use and importance")), Choice(VALUE, N_("Value of use")))
CLASSES = (Choice("A", "A"), Choice("B", "B"), Choice("C", "C"), Choice("NEW", N_("New")))
FREQUENCIES = (Choice("HIGH", N_("Often")), Choice("MEDIUM", N_("Sometimes")), Choice("LOW", N_("Seldom")))
RULES = (
    Choice("NEW", N_("Less than half a year of data: treated as B")),
    Choice("GENERIC", N_("Fits many cars and is only comfort: C")),
    Choice("OFTEN_CRITICAL", N_("Often used, no car leaves without it: A")),
    Choice("OFTEN", N_("Often used: B")),
    Choice("SOME_CRITICAL", N_("Sometimes used, no car leaves without it: B")),
    Choice("SAFEGUARD", N_("Seldom used, no car leaves without it: C, at least one kept")),
    Choice("SELDOM", N_("Not often used: C")),
    Choice("VALUE_GUARD", N_("Among the most valuable: not below B")),
    Choice("VALUE", N_("Share of the value used")),
)  # fmt: skip

METHOD = Setting(
    "abc.method", "choice", RULEBOOK, N_("Method of the ABC classes"), group="abc", rule="R14", choices=METHODS
)
SHARE_A = Setting("abc.share_a", "percent", 8000, N_("Class A up to this share of the value used"), group="abc",
                  rule="R14", least=1, most=10_000)  # fmt: skip
SHARE_B = Setting("abc.share_b", "percent", 9500, N_("Class B up to this share of the value used"), group="abc",
                  rule="R14", least=1, most=10_000)  # fmt: skip
GUARD = Setting("abc.guard", "flag", True, N_("What is in class A by value is never below B"), group="abc", rule="R15")
NEW_MONTHS = Setting(
    "abc.new_months", "number", 6, N_("A part is new for"), group="abc", rule="R14", most=60, unit=N_("months")
)
SETTINGS = (METHOD, SHARE_A, SHARE_B, GUARD, NEW_MONTHS)

K = TypeVar("K", bound=Hashable)


class Ranked(NamedTuple):
    """A value class and the cumulative share before the part, in basis points."""

    abc: str
    share: int


class Judged(NamedTuple):
    """A class and the rule that fired."""

    abc: str
    rule: str


def by_value(values: Mapping[K, int], shares: tuple[int, int] = (8000, 9500)) -> dict[K, Ranked]:
    """Value classes: descending by value, by the cumulative share before each one; equal values keep their order.

    No value is C. The first one is always A.
    """
    total = sum(value for value in values.values() if value > 0)
    found: dict[K, Ranked] = {}
    before = 0
    for key, value in sorted(values.items(), key=lambda item: -item[1]):
        if value <= 0:
            found[key] = Ranked("C", 10_000)
            continue
        limit_a, limit_b = (share * total for share in shares)
        abc = "A" if before * 10_000 < limit_a else "B" if before * 10_000 < limit_b else "C"
        found[key] = Ranked(abc, before * 10_000 // total)
        before += value
    return found


def frequency(documents: int, often: int = 12, seldom: int = 3) -> str:
    """How often a part is used: HIGH, MEDIUM or LOW."""
    return "HIGH" if documents >= often else "LOW" if documents <= seldom else "MEDIUM"


def by_rulebook(used: str, criticality: int, generic: bool, value_class: str, *, guard: bool = True) -> Judged:
    """The class by frequency of use and importance (1 no car leaves without it … 3 comfort)."""
    found = _judged(used, criticality, generic)
    if guard and value_class == "A" and found.abc == "C":
        return Judged("B", "VALUE_GUARD")
    return found


def _judged(used: str, criticality: int, generic: bool) -> Judged:
    if generic and criticality == 3:
        return Judged("C", "GENERIC")
    if used == "HIGH":
        return Judged("A", "OFTEN_CRITICAL") if criticality == 1 else Judged("B", "OFTEN")
    if criticality == 1:
        return Judged("B", "SOME_CRITICAL") if used == "MEDIUM" else Judged("C", "SAFEGUARD")
    return Judged("C", "SELDOM")


def label(choices: Iterable[Choice], code: str | None) -> str:
    """The msgid of a code, "" if there is none."""
    return next((c.label for c in choices if c.code == code), "")
