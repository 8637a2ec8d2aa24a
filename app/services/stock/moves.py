"""What one row of the ledger may be: its kinds, statuses and signs (domain.md §3.2). Knows no table."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.core.clock import Id
from app.core.i18n import N_

STATUSES = ("AVAILABLE", "QUARANTINE", "DEFECT", "CUSTODY", "OLD")
# A customer's property and old parts that were taken off a car are never counted as ours and have no value.
OURS = frozenset({"AVAILABLE", "QUARANTINE", "DEFECT"})

STATUS_LABELS = {
    "AVAILABLE": N_("Available"), "QUARANTINE": N_("Quarantine"), "DEFECT": N_("Defective"),
    "CUSTODY": N_("Custody"), "OLD": N_("Old parts"),
}  # fmt: skip

KIND_LABELS = {
    "OPENING": N_("Opening stock"), "PURCHASE_IN": N_("Goods receipt"), "PURCHASE_RETURN": N_("Return to supplier"),
    "SALES_OUT": N_("Sale"), "SALES_RETURN": N_("Customer return"), "REPAIR_ISSUE": N_("Issue to repair"),
    "REPAIR_RETURN": N_("Return from repair"), "COUNT_GAIN": N_("Count gain"), "COUNT_LOSS": N_("Count loss"),
    "STATUS_CHANGE": N_("Status change"), "TRANSFER": N_("Transfer"), "SCRAP": N_("Scrap"),
    "INTERNAL_USE": N_("Internal use"), "CLAIM_OUT": N_("Claim to supplier"), "OTHER": N_("Other"),
    "REVALUATION": N_("Revaluation"), "OLD_IN": N_("Old part in"), "OLD_OUT": N_("Old part out"),
}  # fmt: skip

INWARD = frozenset({"OPENING", "PURCHASE_IN", "SALES_RETURN", "REPAIR_RETURN", "COUNT_GAIN", "OLD_IN"})
OUTWARD = frozenset(
    {"PURCHASE_RETURN", "SALES_OUT", "REPAIR_ISSUE", "COUNT_LOSS", "SCRAP", "INTERNAL_USE", "CLAIM_OUT", "OLD_OUT"}
)
PAIRED = frozenset({"STATUS_CHANGE", "TRANSFER"})  # two legs, value neutral
# Their cost is a price that was paid or agreed: a later gain may be valued by it.
PRICED = frozenset({"OPENING", "PURCHASE_IN", "OTHER", "REVALUATION"})

OVERRIDE = "OVERRIDE"  # moved in spite of a frozen bin, by the manager
NEGATIVE = "NEGATIVE"  # took the stock below zero where the warehouse allows it
NO_COST = "NO_COST"  # went out without a cost (E23)


class Move(NamedTuple):
    """One row to post. `qty` is signed 1/1000 units, `unit_cost` 1e-6 yuan, `value` signed fen.

    Without `unit_cost` and `value` the row is valued as its kind says: current average going out; coming in a price
    or the original cost must be given, except for count gains. `leg` 0 and 1 are the halves of a pair with the same
    `source_line`. `occurred_at` None means now. `flag` OVERRIDE passes a frozen bin.
    """

    part_id: Id
    bin_id: Id
    warehouse_id: Id
    qty: int
    kind: str
    unit_cost: int | None = None
    value: int | None = None
    status: str = "AVAILABLE"
    batch: str = ""
    source_line: int = 0
    leg: int = 0
    occurred_at: datetime | None = None
    reason: str | None = None
    flag: str | None = None
    reversal_of: int | None = None


def misfit(move: Move, *, is_reversal: bool) -> str:
    """Why the row can't be one: a bug of the caller, "" if it fits."""
    sign = -1 if is_reversal else 1
    if move.status not in STATUSES:
        return f"status {move.status}"
    if move.kind not in KIND_LABELS:
        return f"kind {move.kind}"
    if (move.qty == 0) != (move.kind == "REVALUATION"):
        return f"{move.kind} of {move.qty}"
    if (move.kind in INWARD and move.qty * sign < 0) or (move.kind in OUTWARD and move.qty * sign > 0):
        return f"{move.kind} of {move.qty}"
    return ""
