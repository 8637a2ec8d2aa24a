"""Reorder points: when a part must be bought again, how much, and how that came about (R12, domain.md §6.2)."""

from app.services.reorder.figures import Reckoned, facts, is_replenished, reckoned, rows
from app.services.reorder.running import Computed, compute, figures_of

__all__ = ["Computed", "Reckoned", "compute", "facts", "figures_of", "is_replenished", "reckoned", "rows"]
