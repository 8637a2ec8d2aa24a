"""Quality grades of parts (domain.md §3.1): codes and labels. The grade must be shown to customers."""

from app.core.i18n import N_

GRADES = {
    "OEM": N_("OEM genuine"), "OES": N_("OES brand"), "EQUIVALENT": N_("Equivalent quality"),
    "AFTERMARKET": N_("Aftermarket"), "RECONDITIONED": N_("Reconditioned"), "REMANUFACTURED": N_("Remanufactured"),
    "OLD": N_("Used part"),
}  # fmt: skip
