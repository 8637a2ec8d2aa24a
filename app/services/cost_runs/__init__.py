"""Cost runs: part cost, revenue and margin per repair item, month by month (R72–R74, domain.md §3.15)."""
