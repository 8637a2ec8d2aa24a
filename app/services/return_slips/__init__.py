"""Return slips: parts of an order that were not used come back, checked by the keeper (R67, E67)."""
