"""Rights, words and severity of stock alerts (R12, R13). Knows no table."""

from __future__ import annotations

from app.core.access import Permission
from app.core.i18n import N_
from app.core.screen import Choice

VIEW = Permission("alerts.view", N_("See stock alerts"))
ACKNOWLEDGE = Permission("alerts.acknowledge", N_("Acknowledge stock alerts"))
REQUEST = Permission("alerts.request", N_("Have purchasing replenish"))
IGNORE = Permission("alerts.ignore", N_("Ignore stock alerts"))
RUN = Permission("alerts.run", N_("Check all warning levels"))
WATCH = Permission("alerts.watch", N_("Raise and resolve stock alerts"))

KIND_NAME, PREFIX = "alerts", "RA"
OPEN, NOTIFIED, IN_PURCHASE, IGNORED, RESOLVED = "open", "notified", "in_purchase", "ignored", "resolved"
STANDING = (OPEN, NOTIFIED, IN_PURCHASE, IGNORED)

OUT, LOW, REORDER = "OUT", "LOW", "REORDER"
SEVERITIES = (
    Choice(OUT, N_("Out of stock")), Choice(LOW, N_("Below safety stock")), Choice(REORDER, N_("Below warning level")),
)  # fmt: skip
WORST_FIRST = {OUT: 0, LOW: 1, REORDER: 2}

MANY = 3  # alerts of one posting that are told one by one; more are told together (E28)


def severity(available: int, position: int, safety: int, daily_use: int) -> str:
    """Nothing left of what is used is the worst; then less than the safety stock; else only time to buy."""
    if available <= 0 and daily_use > 0:
        return OUT
    return LOW if position < safety else REORDER
