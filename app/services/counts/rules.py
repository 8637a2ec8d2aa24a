"""Rules of the stock count as plain arithmetic: rights, choices, tolerance, accuracy (domain.md §1.10, §3.3, §6.3).

Knows no table and no document. Quantities are 1/1000 units, costs 1e-6 yuan, values fen, rates basis points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.core.access import Permission
from app.core.i18n import N_
from app.core.screen import Choice
from app.core.settings import Setting
from app.services.counts.sheets import CountFigures
from app.services.stock.costing import half_up, value_of

VIEW = Permission("counts.view", N_("See stock counts"))
EDIT = Permission("counts.edit", N_("Create and change drafts of counts"))
PLAN = Permission("counts.plan", N_("Plan counts"))
PLAN_ANNUAL = Permission("counts.plan_annual", N_("Plan the annual count"))
SHEET = Permission("counts.sheet", N_("Print count sheets"))
LEAD = Permission("counts.lead", N_("Lead a count"))
COUNT = Permission("counts.count", N_("Count as a member of the team"))
ANALYSE = Permission("counts.analyse", N_("Analyse count differences"))
APPROVE = Permission("counts.approve", N_("Approve counts"))
APPROVE_ANNUAL = Permission("counts.approve_annual", N_("Approve the annual count"))
POST = Permission("counts.post", N_("Post counts"))
CANCEL = Permission("counts.cancel", N_("Cancel counts"))

TYPES = (
    Choice("MONTHLY", N_("Monthly count")), Choice("ANNUAL", N_("Annual count")), Choice("SPOT", N_("Spot count")),
    Choice("CYCLE", N_("Cycle count")),
)  # fmt: skip
MODES = (Choice("LIVE", N_("Stock keeps moving")), Choice("FREEZE", N_("Bins frozen")))
SCOPES = (
    Choice("BINS", N_("Chosen bins")), Choice("ALL", N_("Whole warehouse")), Choice("CATEGORY", N_("One category")),
    Choice("CLASS", N_("One ABC class")),
)  # fmt: skip
CLASSES = (Choice("A", "A"), Choice("B", "B"), Choice("C", "C"))
MEMBERS = (Choice("LEADER", N_("Leader")), Choice("COUNTER", N_("Counter")), Choice("OBSERVER", N_("Observer")))
COUNTERS = ("LEADER", "COUNTER")
FORMER = Choice("FORMER", N_("Left the team"))  # handed over while it was counted: stays named, does nothing more
TEAM = (*MEMBERS, FORMER)
CAUSES = (
    Choice("UNRECORDED", N_("Document not entered")), Choice("MIXED_UP", N_("Wrong part issued or mixed up")),
    Choice("UNIT", N_("Unit converted wrongly")), Choice("ENTRY", N_("Entered wrongly")),
    Choice("LOST", N_("Lost or stolen")), Choice("DAMAGED", N_("Damaged or spoilt")),
    Choice("WASTAGE", N_("Natural wastage")), Choice("SHORT", N_("Short delivery by the supplier")),
    Choice("RETURN", N_("Return not entered")), Choice("OLD_PART", N_("Old part mixed in")),
    Choice("OPENING", N_("Opening stock wrong")), Choice("MISPLACED", N_("Put into another bin")),
    Choice("UNKNOWN", N_("Cause unknown")),
)  # fmt: skip
TREATMENTS = (
    Choice("DOCUMENT", N_("Enter the missing document")), Choice("OFFSET", N_("Offset against a mixed-up part")),
    Choice("ADJUST", N_("Adjust the book")), Choice("COMPENSATE", N_("Compensation by the person responsible")),
    Choice("CLAIM", N_("Claim against the supplier")), Choice("SCRAP", N_("Scrap")),
    Choice("TRANSFER", N_("Transfer between bins")),
    Choice("SUSPEND", N_("Keep open and investigate")),
)  # fmt: skip

TOLERANCE_A = Setting(
    "counts.tolerance_a", "percent", 0, N_("Tolerance of class A"), group="counts", rule="R7", most=10_000
)
TOLERANCE_B = Setting(
    "counts.tolerance_b", "percent", 100, N_("Tolerance of class B"), group="counts", rule="R7", most=10_000
)
TOLERANCE_C = Setting(
    "counts.tolerance_c", "percent", 200, N_("Tolerance of class C"), group="counts", rule="R7", most=10_000
)
UNITS_C = Setting(
    "counts.tolerance_c_units", "number", 1, N_("Tolerance of class C in units"), group="counts", rule="R7", most=1000,
    help=N_("The larger of the two tolerances of class C holds."),
)  # fmt: skip
VALUE_LIMIT = Setting(
    "counts.value_limit", "money", 20_000, N_("Value of a difference that is always counted again"), group="counts",
    rule="R7", most=100_000_000,
)  # fmt: skip
CYCLE_A = Setting(
    "counts.cycle_a", "number", 4, N_("Cycle counts of class A a year"), group="counts", rule="R15", least=0, most=52
)
CYCLE_B = Setting(
    "counts.cycle_b", "number", 2, N_("Cycle counts of class B a year"), group="counts", rule="R16", least=0, most=52
)
CYCLE_C = Setting(
    "counts.cycle_c", "number", 1, N_("Cycle counts of class C a year"), group="counts", rule="R17", least=0, most=52
)
CYCLE_TURNOVER = Setting(
    "counts.cycle_turnover", "money", 1_000_000, N_("Issued value after which a bin is counted"), group="counts",
    rule="R14", most=10_000_000_000, help=N_("What left the bin since its last count; 0 switches this off."),
)  # fmt: skip
CYCLE_ACCURACY = Setting(
    "counts.cycle_accuracy", "percent", 9_500, N_("Accuracy below which a bin is counted again"), group="counts",
    rule="R7", most=10_000,
)  # fmt: skip
CYCLE_WAIT = Setting(
    "counts.cycle_wait", "number", 30, N_("Days until a bin of bad accuracy is counted again"), group="counts",
    rule="R7", least=1, most=365,
)  # fmt: skip
CYCLE_ZERO = Setting(
    "counts.cycle_zero", "flag", True, N_("Count bins that have become empty"), group="counts", rule="R7",
    help=N_("The quickest count there is: one look says whether the bin is really empty."),
)  # fmt: skip
CYCLE_BINS = Setting(
    "counts.cycle_bins", "number", 20, N_("Bins of one cycle count"), group="counts", rule="R7", least=1, most=500
)
SETTINGS = (
    TOLERANCE_A, TOLERANCE_B, TOLERANCE_C, UNITS_C, VALUE_LIMIT, CYCLE_A, CYCLE_B, CYCLE_C, CYCLE_TURNOVER,
    CYCLE_ACCURACY, CYCLE_WAIT, CYCLE_ZERO, CYCLE_BINS,
)  # fmt: skip
# why a bin is due for a cycle count, the most pressing first
REASONS = (
    Choice("ACCURACY", N_("Last count inaccurate")), Choice("CLASS_A", N_("Class A is due")),
    Choice("CLASS_B", N_("Class B is due")), Choice("TURNOVER", N_("Much was issued since")),
    Choice("CLASS_C", N_("Class C is due")), Choice("ZERO", N_("Has become empty")),
)  # fmt: skip


def label(choices: Iterable[Choice], code: str | None) -> str:
    """The msgid of a code, "" if there is none."""
    return next((c.label for c in choices if c.code == code), "")


@dataclass(frozen=True)
class Tolerance:
    """What a shop lets pass without a second count: basis points per class, units of class C, a value in fen."""

    a: int = 0
    b: int = 100
    c: int = 200
    units_c: int = 1
    value: int = 20_000

    def allows(self, abc: str | None, book: int, difference: int) -> bool:
        """True if the difference is within the class's tolerance; a part without a class counts as B (§6.1)."""
        share = {"A": self.a, "C": self.c}.get(abc or "", self.b)
        allowed = abs(book) * share // 10_000
        if abc == "C":
            allowed = max(allowed, self.units_c * 1000)
        return abs(difference) <= allowed

    def trips(self, abc: str | None, *, book: int, counted: int, cost: int) -> bool:
        """True if the line must be counted again: over tolerance, worth too much, or a difference at zero (§1.10)."""
        difference = counted - book
        if difference == 0:
            return False
        at_zero = counted == 0 or book == 0
        return at_zero or not self.allows(abc, book, difference) or abs(value_of(difference, cost)) > self.value


class Outcome(NamedTuple):
    """What accuracy is reckoned from: book at count time, accepted quantity, cost, and whether it was tolerated."""

    book: int
    accepted: int
    cost: int
    tolerated: bool


def rate(part: int, whole: int) -> int | None:
    """`part` of `whole` in basis points, half up; None if there is nothing to compare with."""
    return half_up(part * 10_000, whole) if whole > 0 else None


def figures(outcomes: Iterable[Outcome]) -> CountFigures:
    """Inventory record accuracy by lines and by value, gain and loss with their rates (§6.3)."""
    lines = matched = tolerated = book = gain = loss = 0
    for one in outcomes:
        value = value_of(one.accepted - one.book, one.cost)
        lines += 1
        matched += one.accepted == one.book
        tolerated += one.tolerated
        book += value_of(one.book, one.cost)
        gain += max(value, 0)
        loss += max(-value, 0)
    off = rate(gain + loss, book)
    return CountFigures(
        lines, matched, tolerated, book, gain, loss,
        rate(matched, lines), rate(tolerated, lines), None if off is None else 10_000 - off,
        rate(gain, book), rate(loss, book), rate(gain - loss, book),
    )  # fmt: skip
