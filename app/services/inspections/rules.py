"""What inspections are bound to: rights, settings, codes. Knows no workflow and no screen."""

from __future__ import annotations

import re

from app.core.access import Permission
from app.core.i18n import N_
from app.core.settings import Setting

NAME, PREFIX, CERTIFICATE_PREFIX = "inspections", "QC", "CC"

VIEW = Permission("inspections.view", N_("See inspections"))
INSPECT = Permission("inspections.inspect", N_("Inspect repaired cars"))

RATE = Setting(
    "inspections.rate", "percent", 3000, N_("Share of cars that are inspected"), group="workshop", rule="R57",
    most=10_000, help=N_("Of those that need no full inspection; chance decides."),
)  # fmt: skip
LEAST = Setting(
    "inspections.least", "number", 1, N_("Inspected at least, of each technician in a week"), group="workshop",
    rule="R57", most=100, help=N_("His first cars of the week are inspected, until so many were; then chance decides."),
)  # fmt: skip
IMPORTANT = Setting(
    "inspections.important", "text",
    "制动、刹车、转向、悬架、减振、减震、平衡杆、发动机大修、变速器、变速箱、气囊、燃油、高压、动力电池、纵梁、"
    "brake, steering, suspension, shock absorber, gearbox, airbag, fuel, high voltage, drive battery",
    N_("Important items, by words in their name"), group="workshop", rule="R58",
    help=N_("Such items, and those marked in the catalogue, are always inspected. Separate words by commas."),
)  # fmt: skip
CERTIFY_ALL = Setting(
    "inspections.certify_all", "flag", False, N_("A completion certificate for every inspected car"), group="workshop",
    rule="R59", help=N_("Without it: level-2 maintenance, assembly and vehicle overhaul only."),
)  # fmt: skip
SETTINGS = (RATE, LEAST, IMPORTANT, CERTIFY_ALL)

FULL, SAMPLED, NOT_DRAWN = "FULL", "SAMPLED", "NOT_DRAWN"
DECISIONS = {FULL: N_("Full inspection"), SAMPLED: N_("Drawn"), NOT_DRAWN: N_("Not drawn")}
REWORKED, CATEGORY, ITEM, STRICT, COMEBACK, COMPLAINT, TRIAL, FIRST, CHANCE = (
    "REWORKED", "CATEGORY", "ITEM", "STRICT", "COMEBACK", "COMPLAINT", "TRIAL", "FIRST", "CHANCE",
)  # fmt: skip
WHYS = {
    REWORKED: N_("After rework"), CATEGORY: N_("Category of the repair"), ITEM: N_("Important item"),
    STRICT: N_("Demanding customer"), COMEBACK: N_("The car came back"), COMPLAINT: N_("Customer complained before"),
    TRIAL: N_("Technician in his trial period"), FIRST: N_("First of the week for a technician"),
    CHANCE: N_("By chance"),
}  # fmt: skip
CERTIFIED = ("LEVEL_2", "ASSEMBLY", "VEHICLE")  # categories with a completion inspection and certificate (S8)

YES, NO = "YES", "NO"
OK, FAULT = "OK", "FAULT"
QUESTIONS = {
    "items_complete": N_("All items were done"), "quality": N_("The work is good"),
    "parts_correct": N_("Parts: issued, fitted and billed are the same"), "clean": N_("The car is clean"),
}  # fmt: skip


def words_of(setting: str) -> tuple[str, ...]:
    """The words of the list of important items, small letters."""
    return tuple(word for part in re.split(r"[,，、;；\n]+", setting) if (word := part.strip().lower()))
