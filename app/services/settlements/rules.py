"""What settlements are bound to: rights, settings and codes. Knows no workflow and no screen."""

from __future__ import annotations

from app.core.access import Permission
from app.core.i18n import N_
from app.core.screen import Choice
from app.core.settings import Setting

KIND_NAME, PREFIX = "settlements", "ST"

VIEW = Permission("settlements.view", N_("See settlements"))
EDIT = Permission("settlements.edit", N_("Write settlements and have them signed"))
DISCOUNT = Permission("settlements.discount", N_("Give more discount than advisors may"))
ACCOUNT = Permission("settlements.account", N_("Let cars leave on account"))
REVERSE = Permission("settlements.reverse", N_("Reverse settlements"))
INVOICE = Permission("settlements.invoice", N_("Record invoices"))

MOST_DISCOUNT = Setting(
    "settlements.discount", "percent", 500, N_("Discount that advisors may give"), group="settling", rule="R62",
    most=10_000, help=N_("Of labour, material and fees together. The manager may give more."),
)  # fmt: skip
MANAGER_DISCOUNT = Setting(
    "settlements.manager_discount", "percent", 3000, N_("Discount that the manager may give"), group="settling",
    rule="R62", most=10_000,
)  # fmt: skip
MOST_ROUNDING = Setting(
    "settlements.rounding", "money", 100, N_("Advisors may round down by"), group="settling", rule="R62", most=100_000
)
MANAGER_ROUNDING = Setting(
    "settlements.manager_rounding", "money", 1000, N_("The manager may round down by"), group="settling", rule="R62",
    most=1_000_000,
)  # fmt: skip
CHANGE_STEP = Setting(
    "settlements.change", "choice", "10", N_("Change is given in"), group="settling",
    choices=(Choice("1", N_("¥0.01")), Choice("10", N_("¥0.10")), Choice("100", N_("¥1.00"))),
    help=N_("The difference stands in the day's cash report."),
)  # fmt: skip
SETTINGS = (MOST_DISCOUNT, MANAGER_DISCOUNT, MOST_ROUNDING, MANAGER_ROUNDING, CHANGE_STEP)

DRAFT, CONFIRMED, PART_PAID, PAID, ON_ACCOUNT, REVERSED = (
    "draft", "confirmed", "part_paid", "paid", "on_account", "reversed",
)  # fmt: skip
OWED_IN = (CONFIRMED, PART_PAID, ON_ACCOUNT)  # money can be taken
HELD = (CONFIRMED, PART_PAID, PAID, ON_ACCOUNT)  # the customer has signed
SETTLED = (PAID, ON_ACCOUNT)  # the car may leave

DIAGNOSIS, TESTING, MATERIAL, LABOUR, PROCESSING, OTHER = (
    "DIAGNOSIS", "TESTING", "MATERIAL", "LABOUR", "PROCESSING", "OTHER",
)  # fmt: skip
SECTIONS = {
    DIAGNOSIS: N_("Diagnosis fee"), TESTING: N_("Testing"), MATERIAL: N_("Material"), LABOUR: N_("Labour"),
    PROCESSING: N_("Processing"), OTHER: N_("Other"),
}  # fmt: skip
FEES = {"diagnosis": DIAGNOSIS, "testing": TESTING, "processing": PROCESSING, "other": OTHER}
CONSUMABLE, WARRANTY, REWORK, INTERNAL, NO_CONSENT = "CONSUMABLE", "WARRANTY", "REWORK", "INTERNAL", "NO_CONSENT"
WHY = {
    CONSUMABLE: N_("Consumable"), WARRANTY: N_("Warranty"), REWORK: N_("Rework"), INTERNAL: N_("Shop's own"),
    NO_CONSENT: N_("Not agreed to"),
}  # fmt: skip
BILLED_TO = ("CUSTOMER", "INSURER")  # what other payers owe is settled with them
INVOICES = {
    "NONE": N_("No invoice"), "GENERAL": N_("Digital, general"), "SPECIAL": N_("Digital, special"),
    "PAPER": N_("On paper"),
}  # fmt: skip


def choices(codes: dict[str, str]) -> tuple[Choice, ...]:
    """Codes with labels as a field offers them."""
    return tuple(Choice(code, label) for code, label in codes.items())
